package store_test

import (
	"testing"
	"time"

	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/store"
)

func TestWhatIsOwedToALeadIsToldOnceToOfficeAndSecretariat(t *testing.T) {
	eachHouse(t, func(h *house) {
		w, ctx := atWork(h), h.Context()
		w.of()
		// Received on Wednesday 29 November: to be answered by the end of Thursday.
		received := time.UnixMilli(h.clock.Load())
		day := landing.CalendarOf(landing.Mainland).DayOf(received)
		last, err := landing.CalendarOf(landing.Mainland).After(day, 1)
		if err != nil {
			t.Fatal(err)
		}

		w.by(w.ids["chaoyang"], func(tx *store.Tx) error {
			_, err = tx.PutLead(ctx, landing.Lead{
				Code: "L-1", Edition: 26, Title: lang.Text{Hans: "来京设厂"}, Side: "beijing", District: "110105", Office: "chaoyang",
				Received: received.Format(time.RFC3339),
			}, 0, form)
			return err
		})
		w.remind(3)
		w.want("nothing is due yet", map[string][]string{})
		until := func(at time.Time) { h.pass(at.Sub(time.UnixMilli(h.clock.Load()))) }
		until(landing.CalendarOf(landing.Mainland).BeginningOf(last).Add(time.Minute))
		w.remind(3)
		w.want("in the morning of the last day", map[string][]string{"chaoyang": {"duty×1"}, "second": {"duty×1"}})
		w.remind(3)
		w.want("again", map[string][]string{})
		third, err := landing.CalendarOf(landing.Mainland).After(last, 3)
		if err != nil {
			t.Fatal(err)
		}
		until(landing.CalendarOf(landing.Mainland).BeginningOf(third).Add(time.Minute))
		w.remind(3)
		got := w.of()
		if len(got["beijing"]) != 1 || got["beijing"][0][:9] != "escalated" || len(got["chaoyang"]) != 1 || len(got["hongkong"]) != 0 || len(got["haidian"]) != 0 || len(got["press"]) != 0 {
			t.Errorf("three working days later: %v", got)
		}
		w.remind(2)
		w.want("and never again", map[string][]string{})

		// What is said in the notice, and to whom.
		who, err := h.db.Actor(ctx, "test", w.ids["chaoyang"])
		if err != nil {
			t.Fatal(err)
		}
		all, err := h.db.Notices(ctx, "test", w.ids["chaoyang"], "", 10)
		if err != nil || len(all) == 0 {
			t.Fatalf("%d notices, %v", len(all), err)
		}
		v, err := h.db.View(ctx, "test", -1)
		if err != nil {
			t.Fatal(err)
		}
		said, err := v.Tellings(ctx, who, all[len(all)-1:])
		if err != nil || said[0].Hidden || said[0].Line(lang.Hans) != "《来京设厂》（朝阳区商务局）有事项到期或逾期，请办理。" {
			t.Errorf("%+v %q, %v", said, said[0].Line(lang.Hans), err)
		}
		if other, err := h.db.Actor(ctx, "test", w.ids["haidian"]); err != nil {
			t.Error(err)
		} else if said, err := v.Tellings(ctx, other, all[len(all)-1:]); err != nil || !said[0].Hidden {
			t.Errorf("another office reads it: %+v, %v", said, err)
		}
	})
}
