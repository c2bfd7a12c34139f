package notice_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"bridgehead/lang"
	"bridgehead/notice"
)

func TestADigestComesAtItsMinuteInTheZoneOfItsReader(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := notice.Wish{
			Zone: rapid.SampledFrom(notice.Zones).Draw(t, "zone"), Minute: rapid.Int64Range(0, 24*60-1).Draw(t, "minute"),
			Weekly: rapid.Bool().Draw(t, "weekly"), Weekday: time.Weekday(rapid.IntRange(0, 6).Draw(t, "weekday")),
		}
		now := time.Unix(rapid.Int64Range(1_600_000_000, 1_900_000_000).Draw(t, "now"), 0)
		next := w.Next(now)
		most := 25 * time.Hour
		if w.Weekly {
			most = 7*24*time.Hour + time.Hour
		}
		if !next.After(now) || next.Sub(now) > most {
			t.Fatalf("after %v comes %v", now, next)
		}
		zone, err := time.LoadLocation(w.Zone)
		if err != nil {
			t.Fatal(err)
		}
		local := next.In(zone)
		minute := int64(local.Hour()*60 + local.Minute())
		// Only where the clock is put forward can it be another minute: an hour later or earlier.
		if d := minute - w.Minute; d != 0 && d != 60 && d != -60 {
			t.Fatalf("it comes at %v", local)
		}
		if w.Weekly && local.Weekday() != w.Weekday {
			t.Fatalf("it comes on a %v", local.Weekday())
		}
		if again := w.Next(next); !again.After(next) {
			t.Fatalf("after %v comes %v", next, again)
		}
	})
}

func TestEachKindSaysWhatItIsOfInEveryLanguage(t *testing.T) {
	for _, k := range notice.Kinds {
		for _, tag := range lang.Tags {
			for _, n := range []notice.Notice{
				{Kind: k, Fair: "model", Subject: "s1", Edition: 26, Count: 1, Detail: "192.0.2.7"},
				{Kind: k, Fair: "model", Subject: "s1", Edition: 26, Count: 3, Office: "chaoyang", Detail: "192.0.2.7"},
			} {
				for _, title := range []string{"", "样例项目"} {
					line := n.Line(tag, title, "朝阳区商务局")
					if line == "" || strings.ContainsAny(line, "{}⟦⟧《》\n") && !strings.Contains(line, "《样例项目》") {
						t.Errorf("%s in %s: %q", k, tag, line)
					}
				}
				if path := n.Path(tag); !strings.HasPrefix(path, "/"+string(tag)+"/") || strings.Contains(path, "//") {
					t.Errorf("%s leads to %s", k, path)
				}
			}
			if strings.Contains(k.In(tag), "⟦") {
				t.Errorf("%s has no name in %s", k, tag)
			}
		}
	}
}

func TestAWishIsOneOfThoseThatAreOffered(t *testing.T) {
	if found := notice.UsualWish().Validate(); len(found) > 0 {
		t.Errorf("the usual one: %v", found)
	}
	for name, change := range map[string]func(*notice.Wish){
		"a kind that is not there":      func(w *notice.Wish) { w.Ways = map[notice.Kind]notice.Way{"x": notice.OnPage} },
		"a way that is not there":       func(w *notice.Wish) { w.Ways = map[notice.Kind]notice.Way{notice.Approved: "x"} },
		"a zone that is not offered":    func(w *notice.Wish) { w.Zone = "../etc/passwd" },
		"a minute that no day has":      func(w *notice.Wish) { w.Minute = 24 * 60 },
		"a day that no week has":        func(w *notice.Wish) { w.Weekday = 7 },
		"a minute before the day began": func(w *notice.Wish) { w.Minute = -1 },
	} {
		w := notice.UsualWish()
		change(&w)
		if len(w.Validate()) == 0 {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestWhatNobodyChoseIsToldInTheUsualWay(t *testing.T) {
	now := time.Date(2023, 11, 29, 1, 0, 0, 0, time.UTC) // nine in the morning in Beijing
	w := notice.UsualWish()
	for k, want := range map[notice.Kind]time.Time{
		notice.Returned: now, notice.Place: now, notice.Approved: time.Date(2023, 11, 30, 0, 30, 0, 0, time.UTC),
	} {
		if got := w.Due(k, now); !got.Equal(want) {
			t.Errorf("%s is due at %v", k, got)
		}
	}
	w.Ways = map[notice.Kind]notice.Way{notice.Returned: notice.OnPage}
	if got := w.Due(notice.Returned, now); !got.IsZero() {
		t.Errorf("what is for the page alone is mailed at %v", got)
	}
}
