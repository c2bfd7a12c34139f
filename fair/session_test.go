package fair

import (
	"testing"
	"time"
)

func TestWhenASessionIsHeld(t *testing.T) {
	zone := time.FixedZone("", 8*3600)
	for _, tt := range []struct {
		name     string
		s        Session
		from, to string
	}{
		{"with both times", Session{Day: "2023-11-29", Time: "09:30", Ends: "11:00"}, "2023-11-29T09:30:00+08:00", "2023-11-29T11:00:00+08:00"},
		{"past midnight", Session{Day: "2023-12-31", Time: "22:00", Ends: "01:30"}, "2023-12-31T22:00:00+08:00", "2024-01-01T01:30:00+08:00"},
		{"without an end", Session{Day: "2023-11-29", Time: "09:30"}, "2023-11-29T09:30:00+08:00", ""},
		{"a part of the day is no clock time", Session{Day: "2023-11-29", Time: "afternoon", Ends: "17:00"}, "", ""},
		{"without a day", Session{Time: "09:30", Ends: "10:00"}, "", ""},
		{"on a day that does not exist", Session{Day: "2023-02-30", Time: "09:30", Ends: "10:00"}, "", ""},
		{"ending when it begins", Session{Day: "2023-11-29", Time: "09:30", Ends: "09:30"}, "2023-11-29T09:30:00+08:00", ""},
		{"at a time that is none", Session{Day: "2023-11-29", Time: "25:00", Ends: "x"}, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			written := func(at time.Time, ok bool) string {
				if !ok {
					return ""
				}
				return at.Format(time.RFC3339)
			}
			if from, to := written(tt.s.Begins(zone)), written(tt.s.Until(zone)); from != tt.from || to != tt.to {
				t.Errorf("%q to %q, want %q to %q", from, to, tt.from, tt.to)
			}
		})
	}
}

func TestSessionsClash(t *testing.T) {
	at := func(from, to string) Session { return Session{ID: from + to, Day: "2023-11-29", Time: from, Ends: to} }
	cancelled := at("09:00", "12:00")
	cancelled.Status = Cancelled
	other := at("09:30", "10:00")
	other.Day = "2023-11-30"
	late := Session{ID: "late", Day: "2023-11-29", Time: "23:00", Ends: "01:00"}
	next := Session{ID: "next", Day: "2023-11-30", Time: "00:30", Ends: "02:00"}
	for _, tt := range []struct {
		name string
		a, b Session
		want bool
	}{
		{"one within the other", at("09:00", "12:00"), at("10:00", "11:00"), true},
		{"overlapping", at("09:00", "10:30"), at("10:00", "11:00"), true},
		{"one after the other", at("09:00", "10:00"), at("10:00", "11:00"), false},
		{"beginning together without ends", at("09:00", ""), at("09:00", "10:00"), true},
		{"beginning while the other lasts", at("09:00", "10:00"), at("09:30", ""), true},
		{"an end that is not known", at("09:00", ""), at("09:30", "10:00"), false},
		{"on another day", at("09:00", "12:00"), other, false},
		{"past midnight", late, next, true},
		{"a cancelled one clashes with nothing", cancelled, at("09:00", "12:00"), false},
		{"a part of the day is not known exactly enough", Session{ID: "a", Day: "2023-11-29", Time: "morning"}, at("09:00", "12:00"), false},
		{"never with itself", at("09:00", "12:00"), at("09:00", "12:00"), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.a.Clashes(tt.b); got != tt.want {
				t.Errorf("%v", got)
			}
			if got := tt.b.Clashes(tt.a); got != tt.want {
				t.Errorf("the other way round: %v", got)
			}
		})
	}
}
