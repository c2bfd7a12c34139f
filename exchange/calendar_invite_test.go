package exchange_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"bridgehead/exchange"
	"bridgehead/lang"
)

func TestAnInvitationSaysWhetherTheMeetingStands(t *testing.T) {
	for _, c := range []struct {
		name      string
		invites   bool
		cancelled bool
		want      []string
	}{
		{"an agenda is published", false, false, []string{"METHOD:PUBLISH"}},
		{"a meeting is requested", true, false, []string{"METHOD:REQUEST", "SEQUENCE:2", "ORGANIZER:mailto:fair@example.org"}},
		{"a meeting is cancelled", true, true, []string{"METHOD:CANCEL", "SEQUENCE:2", "STATUS:CANCELLED"}},
	} {
		begins := time.Date(2024, 5, 12, 9, 0, 0, 0, time.UTC)
		cal := exchange.Calendar{
			Name: "n", Zone: time.UTC, Language: lang.En, Invites: c.invites, Organizer: "fair@example.org", Attendee: "guest@example.org",
			Events: []exchange.Event{{ID: "m", Sequence: 2, Summary: "s", From: begins, To: begins.Add(time.Hour), Cancelled: c.cancelled, Created: begins, Modified: begins}},
		}
		var b bytes.Buffer
		if err := cal.Write(&b); err != nil {
			t.Fatal(err)
		}
		lines := contentLines(t, b.String())
		for _, want := range c.want {
			if !slices.Contains(lines, want) {
				t.Errorf("%s: no line %s in %q", c.name, want, lines)
			}
		}
		if attends := slices.ContainsFunc(lines, func(l string) bool { return len(l) > 8 && l[:8] == "ATTENDEE" }); attends != c.invites {
			t.Errorf("%s: an attendee is named: %t", c.name, attends)
		}
	}
}
