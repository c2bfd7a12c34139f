package exchange_test

import (
	"strings"
	"testing"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/exchange"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// What a side's secretariat brings in is held row by row against the table: the records that would be made, and those that are
// there and would be changed. One row that is not allowed keeps the whole file out.
func TestEachRowIsHeldAgainstTheTable(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		a, err := db.AddAccount(t.Context(), access.System, access.Account{Email: "a@example.org", Name: "A", Tag: lang.En})
		if err == nil {
			_, err = db.Grant(t.Context(), "test", access.System, access.Grant{Account: a.ID, Role: access.Secretariat, Side: "beijing"})
		}
		if err == nil { // in the edition before, Beijing enters nothing any more
			err = db.Update(t.Context(), "test", "tester", func(tx *store.Tx) error {
				return tx.SetSides(t.Context(), access.Setting{Edition: 25, Side: "beijing", Enter: access.Nobody, See: access.All, Confirm: access.Own}, store.How{Action: journal.Created})
			})
		}
		if err != nil {
			t.Fatal(err)
		}
		who, err := db.Actor(t.Context(), "test", a.ID)
		if err != nil {
			t.Fatal(err)
		}
		const agreementHeads = "code,edition,title,district,office,confirmed,row,amends,amount,currency\n"
		bring(t, db, text(t, strings.Split(agreementHeads+
			"B-1,26,Of Beijing,朝阳区,,,,,1,CNY\nH-1,26,Of Hong Kong,,kowloon,hongkong,,,1,CNY\nN-1,26,Of nobody,,,hongkong,,,1,CNY\nO-1,25,Of the edition before,朝阳区,,,,,1,CNY", "\n")...), exchange.Options{Fair: "test", Actor: "tester", Kind: exchange.Agreements})
		bring(t, db, text(t, "code,name,kind,side", "kowloon,Kowloon,office,hongkong", "P-H,Of Hong Kong,company,hongkong", "P-B,Of Beijing,company,beijing"),
			exchange.Options{Fair: "test", Actor: "tester", Kind: exchange.Parties})
		bring(t, db, text(t, "code,edition,title,side", "J-H,26,Of Hong Kong,hongkong"), exchange.Options{Fair: "test", Actor: "tester", Kind: exchange.Projects})
		for _, x := range []struct {
			name, rows string
			kind       exchange.Kind
			refused    string // the row and the action
		}{
			{"an agreement of the own side is brought in", "B-2,26,New,海淀区,,,,,1,CNY", exchange.Agreements, ""},
			{"and one of no side", "N-2,26,New of nobody,,,,,,1,CNY", exchange.Agreements, ""},
			{"one of another side is not", "B-3,26,New,海淀区,,,,,1,CNY\nH-2,26,New,,kowloon,,,,1,CNY", exchange.Agreements, "Row 3: you may not do this: import files."},
			{"one that is there is not made another's", "B-1,26,Of Beijing,,kowloon,,,,1,CNY", exchange.Agreements, "Row 2: you may not do this: import files."},
			{"nor another's one's own", "H-1,26,Of Hong Kong,朝阳区,,,,,1,CNY", exchange.Agreements, "Row 2: you may not do this: import files."},
			{"nor is another's corrected", "H-1,26,Renamed,,,,,,1,CNY", exchange.Agreements, "Row 2: you may not do this: import files."},
			{"nor what belongs to an edition that is closed to the side", "O-1,25,Renamed,朝阳区,,,,,1,CNY", exchange.Agreements, "Row 2: you may not do this: import files."},
			{"a row confirms for the own side", "B-1,26,Of Beijing,朝阳区,,beijing,,,1,CNY", exchange.Agreements, ""},
			{"and not for another", "B-1,26,Of Beijing,朝阳区,,\"beijing,hongkong\",,,1,CNY", exchange.Agreements, "Row 2: you may not do this: confirm signings."},
			{"nor does it take another's confirmation back", "N-1,26,Of nobody,,,beijing,,,1,CNY", exchange.Agreements, "Row 2: you may not do this: confirm signings."},
			{"an increase of another's agreement is not brought in", "I-1,26,,,,,increase,H-1,5,CNY", exchange.Agreements, "Row 2: you may not do this: import files."},
			{"an increase of the own is", "I-2,26,,,,,increase,B-1,5,CNY", exchange.Agreements, ""},
			{"a party of another side is not changed", "P-H,Renamed,company,hongkong", exchange.Parties, "Row 2: you may not do this: import files."},
			{"nor made the own side's", "P-H,Of Hong Kong,company,beijing", exchange.Parties, "Row 2: you may not do this: import files."},
			{"one of the own side is", "P-B,Renamed,company,beijing", exchange.Parties, ""},
			{"a project of another side is not changed", "J-H,26,Renamed,hongkong", exchange.Projects, "Row 2: you may not do this: import files."},
			{"an observation of an edition that is closed to the side is not brought in", "X-1,signed.count,edition=25,25,9", exchange.Observations, "Row 2: you may not do this: import files."},
			{"a lead of the own side is brought in", "L-1,26,A lead,beijing,2023-11-01T10:00:00+08:00", exchange.Leads, ""},
			{"one of another side is not", "L-2,26,A lead,hongkong,2023-11-01T10:00:00+08:00", exchange.Leads, "Row 2: you may not do this: import files."},
			{"what became of the own agreement is brought in, verified", "B-1,,registered,2023-11-24,yes", exchange.Milestones, ""},
			{"what became of another's is not", "H-1,,registered,2023-11-24,", exchange.Milestones, "Row 2: you may not do this: import files."},
			{"nor of what belongs to an edition that is closed to the side", "O-1,,registered,2023-11-24,", exchange.Milestones, "Row 2: you may not do this: import files."},
		} {
			heads := map[exchange.Kind]string{
				exchange.Agreements: agreementHeads, exchange.Parties: "code,name,kind,side\n", exchange.Projects: "code,edition,title,side\n",
				exchange.Observations: "code,indicator,scope,edition,value\n",
				exchange.Leads:        "code,edition,title,side,received\n", exchange.Milestones: "agreement,lead,stage,date,verified\n",
			}[x.kind]
			head, own := view(t, db).At, only[agreement.Agreement](t, db, "H-1").Since
			o := exchange.Options{Fair: "test", Actor: a.ID, Kind: x.kind, For: &who}
			_, err := exchange.Import(t.Context(), db, text(t, strings.Split(heads+x.rows, "\n")...), o)
			switch {
			case x.refused == "":
				if err != nil || view(t, db).At == head {
					t.Errorf("%s: %v", x.name, err)
				}
			case lang.CodeOf(err) != lang.CodeForbidden || !strings.HasPrefix(lang.Explain(lang.En, err), x.refused) || view(t, db).At != head:
				t.Errorf("%s: %v, position %d after %d", x.name, err, view(t, db).At, head)
			}
			if only[agreement.Agreement](t, db, "H-1").Since != own {
				t.Errorf("%s: the other side's agreement changed", x.name)
			}
		}
		if kept := only[agreement.Agreement](t, db, "N-1").Value.Confirmed; kept != 2 {
			t.Errorf("the confirmations are %b", kept)
		}
		events, err := db.Events(t.Context(), "test", a.ID, 0, 100)
		if err != nil || len(events) == 0 {
			t.Errorf("no refusal was written down: %v", err)
		}
	})
}
