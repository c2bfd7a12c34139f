package access_test

import (
	"testing"

	"bridgehead/access"
)

// A side that is set to see its own records alone must not be taken for one that sees all of a list.
func TestWhoSeesTheirOwnSideDoesNotSeeAllOfAList(t *testing.T) {
	a := access.Actor{Account: "a", Grants: []access.Grant{{Role: access.Secretariat, Side: "beijing"}}}
	own := access.Settings{{Edition: 26, Side: "beijing", See: access.Own}}
	if a.Sees(access.ReadRecord, 26, own).All {
		t.Error("with the reach “own” it sees all of edition 26")
	}
	if sees := a.Sees(access.ReadRecord, 26, own); len(sees.Sides) != 1 || sees.Sides[0] != "beijing" {
		t.Errorf("it sees of sides %q", sees.Sides)
	}
	signed := access.Settings{{Edition: 26, Side: "beijing", See: access.Signed}}
	if a.Sees(access.ReadRecord, 26, signed).All {
		t.Error("with the reach “signed” it sees what is not signed")
	}
	if !a.Sees(access.ReadRecord, 25, own).All || !a.Sees(access.ReadRecord, 26, nil).All {
		t.Error("without a setting it does not see all")
	}
}
