package landing_test

import (
	"testing"
	"time"

	"bridgehead/landing"
	"bridgehead/lang"
)

func TestTheYearsAreThoseThatWereAnnounced(t *testing.T) {
	// How many days each notice frees and how many weekends it has worked, as the notices count them.
	for _, c := range []struct {
		place     landing.Place
		year      int
		off, work int
	}{
		{landing.Mainland, 2022, 32, 7}, // with 31 December, which the notice for 2023 frees
		{landing.Mainland, 2023, 26, 7},
		{landing.Mainland, 2024, 28, 8},
		{landing.Mainland, 2025, 28, 5},
		{landing.Mainland, 2026, 33, 6},
		// 17 general holidays beside the Sundays.
		{landing.HongKong, 2022, 17, 0},
		{landing.HongKong, 2023, 17, 0},
		{landing.HongKong, 2024, 17, 0},
		{landing.HongKong, 2025, 17, 0},
		{landing.HongKong, 2026, 17, 0},
		{landing.HongKong, 2027, 17, 0},
	} {
		y, ok := landing.CalendarOf(c.place).Years[c.year]
		if !ok || y.Source == "" || y.Address == "" || len(y.Off()) != c.off || len(y.Work()) != c.work {
			t.Errorf("%s %d: %d days off, %d weekends worked (%q)", c.place, c.year, len(y.Off()), len(y.Work()), y.Source)
		}
		for _, d := range y.Work() {
			if w := d.Time().Weekday(); w != time.Saturday && w != time.Sunday {
				t.Errorf("%s: %s is worked and no weekend", c.place, d)
			}
		}
		for _, d := range y.Off() {
			if c.place == landing.HongKong && d.Time().Weekday() == time.Sunday {
				t.Errorf("%s is a Sunday, for which another day stands", d)
			}
		}
	}
}

func TestWorkingDays(t *testing.T) {
	for _, c := range []struct {
		name  string
		place landing.Place
		day   lang.Date
		want  bool
	}{
		{"a Wednesday", landing.Mainland, "2023-11-29", true},
		{"a Saturday", landing.Mainland, "2023-12-02", false},
		{"a Saturday that makes up for the Spring Festival", landing.Mainland, "2026-02-14", true},
		{"and is none in Hong Kong", landing.HongKong, "2026-02-14", false},
		{"a Sunday that makes up for National Day", landing.Mainland, "2026-09-20", true},
		{"the Thursday after Mid-Autumn 2023", landing.Mainland, "2023-10-05", false},
		{"which Hong Kong works", landing.HongKong, "2023-10-05", true},
		{"the second working day of National Day 2023 in Hong Kong", landing.HongKong, "2023-10-02", false},
		{"Good Friday", landing.HongKong, "2024-03-29", false},
		{"which the mainland works", landing.Mainland, "2024-03-29", true},
		{"the day after Easter Monday 2026, for Ching Ming", landing.HongKong, "2026-04-07", false},
		{"Boxing Day", landing.HongKong, "2025-12-26", false},
		{"Hong Kong knows 2027", landing.HongKong, "2027-02-09", false},
		{"31 December 2022 belongs to the notice for 2023, and is a Saturday", landing.Mainland, "2022-12-31", false},
	} {
		if got, err := landing.CalendarOf(c.place).Working(c.day); got != c.want || err != nil {
			t.Errorf("%s (%s): %v, %v", c.name, c.day, got, err)
		}
	}
	for place, day := range map[landing.Place]lang.Date{landing.Mainland: "2027-01-04", landing.HongKong: "2021-12-31"} {
		_, err := landing.CalendarOf(place).Working(day)
		if lang.CodeOf(err) != lang.CodeNotFound {
			t.Errorf("%s, which nobody announced in %s: %v", day, place, err)
		}
		said(t, err)
	}
	if _, err := landing.CalendarOf(landing.Mainland).After("2026-12-30", 3); lang.CodeOf(err) != lang.CodeNotFound {
		t.Errorf("three working days after 30 December 2026, in a year that is not announced: %v", err)
	}
}

// said requires that a refusal can be said in all languages.
func said(t *testing.T, err error) {
	t.Helper()
	for _, tag := range lang.Tags {
		if s := lang.Explain(tag, err); s == "" || s == lang.Say(tag, "error.internal") || hasMark(s) {
			t.Errorf("in %s it says %q", tag, s)
		}
	}
}

func hasMark(s string) bool {
	for _, r := range s {
		if r == '⟦' || r == '{' {
			return true
		}
	}
	return false
}

func TestAPlaceIsThatOfTheDistrictElseOfTheSide(t *testing.T) {
	for _, c := range []struct {
		district, side string
		want           landing.Place
	}{
		{"110105", "", landing.Mainland},
		{"810001", "beijing", landing.HongKong},
		{"", "hongkong", landing.HongKong},
		{"", "beijing", landing.Mainland},
	} {
		if got, err := landing.PlaceOf(c.district, c.side); got != c.want || err != nil {
			t.Errorf("%q, %q: %s, %v", c.district, c.side, got, err)
		}
	}
	_, err := landing.PlaceOf("", "macao")
	said(t, err)
}
