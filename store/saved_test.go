package store_test

import (
	"fmt"
	"testing"
	"time"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/lang"
	"bridgehead/notice"
	"bridgehead/project"
	"bridgehead/store"
)

func TestASavedListSaysWhatIsNewInIt(t *testing.T) {
	eachHouse(t, func(h *house) {
		w, ctx := atWork(h), h.Context()
		add := func(district, title string) project.Project {
			h.Helper()
			var p project.Project
			w.by(access.System, func(tx *store.Tx) error {
				p = project.Project{ID: project.ID(tx.NewID()), Edition: 26, Title: lang.Text{Hans: title}, Type: project.Park, District: district, Office: "chaoyang", Side: "beijing"}
				return store.Put(ctx, tx, &p, 0, created)
			})
			return p
		}
		add("110105", "智能园区")
		moved := add("110108", "医药园区")
		save := func(list, query string) store.SavedList {
			h.Helper()
			h.pass(time.Millisecond) // they stand in the order in which they were saved
			l, err := h.db.SaveList(ctx, "test", store.SavedList{Account: w.ids["press"], Name: " 朝阳 ", List: list, Query: query})
			h.ok(err)
			return l
		}
		district, words, keyed := save("projects", "district=110105&after=7&sort=-amount"), save("projects", "q=园区"), save("agreements", "")
		count := func(l store.SavedList) string {
			h.Helper()
			actor, err := h.db.Actor(ctx, "test", w.ids["press"])
			h.ok(err)
			sight, err := h.db.Sight(ctx, "test", actor)
			h.ok(err)
			v, err := view(h.T, h.db).As(ctx, sight)
			h.ok(err)
			all, fresh, err := v.InList(ctx, actor, l, l.Seen)
			h.ok(err)
			return fmt.Sprintf("%d %d", all, fresh)
		}
		for i, want := range []string{"1 0", "2 0", "0 0"} {
			if got := count([]store.SavedList{district, words, keyed}[i]); got != want {
				h.Errorf("when it is saved list %d holds %s, not %s", i, got, want)
			}
		}
		// What is entered, and what is corrected so that it stands in the list; but not what stood there and is corrected.
		add("110105", "金融楼")
		w.by(access.System, func(tx *store.Tx) error {
			row, err := store.Get[project.Project](ctx, tx.View, string(moved.ID))
			if err != nil {
				return err
			}
			row.Value.District = "110105"
			return store.Put(ctx, tx, &row.Value, row.Since, created)
		})
		// An agreement is seen by the press when it is signed, however long ago it was entered.
		var a agreement.Agreement
		w.by(access.System, func(tx *store.Tx) error {
			a = signed(tx, 26, amountOf(h.T, "100 CNY"))
			a.Confirmed = 0
			return store.Put(ctx, tx, &a, 0, created)
		})
		for i, want := range []string{"3 2", "2 0", "0 0"} {
			if got := count([]store.SavedList{district, words, keyed}[i]); got != want {
				h.Errorf("list %d holds %s, not %s", i, got, want)
			}
		}

		// Whoever wants to be told is told once before each digest, of what is new since.
		district.Notify = true
		h.ok(h.db.ChangeList(ctx, "test", district))
		w.remind(2)
		w.want("before the digest", map[string][]string{})
		h.pass(24 * time.Hour)
		w.remind(4)
		w.want("before the digest is sent", map[string][]string{"press": {"entered×2"}})
		h.pass(24 * time.Hour)
		w.remind(2)
		w.want("nothing new since", map[string][]string{})
		add("110105", "文化园")
		h.pass(24 * time.Hour)
		w.remind(2)
		all, err := h.db.Notices(ctx, "test", w.ids["press"], "", 1)
		h.ok(err)
		told, err := view(h.T, h.db).Tellings(ctx, access.Actor{Account: w.ids["press"]}, all)
		h.ok(err)
		if len(told) != 1 || told[0].Kind != notice.Entered || told[0].Line(lang.Hans) != "所存列表“朝阳”有 1 条新记录。" {
			h.Errorf("the notice: %v", told)
		}
		// It is said to nobody else.
		if other, err := view(h.T, h.db).Tellings(ctx, access.Actor{Account: w.ids["auditor"]}, all); err != nil || !other[0].Hidden {
			h.Errorf("another is told: %v, %v", other, err)
		}
		if _, err := h.db.SavedList(ctx, "test", w.ids["auditor"], district.ID); lang.CodeOf(err) != lang.CodeNotFound {
			h.Errorf("another opens it: %v", err)
		}
		for what, l := range map[string]store.SavedList{
			"no name":        {Name: " ", List: "projects"},
			"no list":        {Name: "x", List: "audit"},
			"no such band":   {Name: "x", List: "projects", Query: "band=x"},
			"no edition":     {Name: "x", List: "projects", Query: "edition=-1"},
			"a broken query": {Name: "x", List: "projects", Query: "%zz"},
		} {
			if _, err := h.db.SaveList(ctx, "test", l); lang.CodeOf(err) != lang.CodeInvalid {
				h.Errorf("%s is saved: %v", what, err)
			}
		}
		h.ok(h.db.DropList(ctx, "test", w.ids["auditor"], district.ID)) // somebody else's stays
		if lists, err := h.db.SavedLists(ctx, "test", w.ids["press"]); err != nil || len(lists) != 3 || lists[0].Query != "district=110105&sort=-amount" {
			h.Errorf("%v, %v", lists, err)
		}
	})
}
