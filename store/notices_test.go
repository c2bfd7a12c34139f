package store_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/notice"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
	"bridgehead/submission"
)

// told is a house with a fair and people in it.
type told struct {
	*house
	ids map[string]access.ID
}

// people of the fair "test" and what they hold; nobody holds nothing.
var people = map[string]access.Grant{
	"chaoyang": {Role: access.Office, Side: "beijing", Office: "chaoyang"},
	"second":   {Role: access.Office, Side: "beijing", Office: "chaoyang"},
	"haidian":  {Role: access.Office, Side: "beijing", Office: "haidian"},
	"beijing":  {Role: access.Secretariat, Side: "beijing"},
	"hongkong": {Role: access.Secretariat, Side: "hongkong"},
	"press":    {Role: access.Press},
	"auditor":  {Role: access.Auditor},
	"nobody":   {},
}

func atWork(h *house) told {
	h.Helper()
	w := told{h, map[string]access.ID{}}
	beginFair(h.T, h.db, "test", 25, 26)
	for _, number := range []int64{25, 26} {
		w.by(access.System, func(tx *store.Tx) error {
			row, err := tx.EditionRow(h.Context(), number)
			if err != nil {
				return err
			}
			row.Value.Complete = false
			return store.Put(h.Context(), tx, &row.Value, row.Since, created)
		})
	}
	for _, name := range slices.Sorted(maps.Keys(people)) {
		a := h.person(name + "@fair.example")
		w.ids[name] = a.ID
		if g := people[name]; g.Role != "" {
			g.Account = a.ID
			if _, err := h.db.Grant(h.Context(), "test", access.System, g); err != nil {
				h.Fatal(err)
			}
		}
	}
	w.by(access.System, func(tx *store.Tx) error {
		p := party.Party{ID: party.ID(tx.NewID()), Kind: party.Office, Code: "chaoyang", Name: lang.Text{Hans: "朝阳区商务局", En: "Chaoyang Commerce Bureau"}, Side: "beijing"}
		return store.Put(h.Context(), tx, &p, 0, created)
	})
	return w
}

// by changes the fair as somebody.
func (w told) by(actor access.ID, fn func(tx *store.Tx) error) {
	w.Helper()
	if err := w.db.Update(w.Context(), "test", actor, fn); err != nil {
		w.Fatal(err)
	}
}

// of returns what each person is told of, as name: kind×count, and forgets it.
func (w told) of() map[string][]string {
	w.Helper()
	out := map[string][]string{}
	for name, id := range w.ids {
		all, err := w.db.Notices(w.Context(), "test", id, "", 100)
		if err != nil {
			w.Fatal(err)
		}
		for _, n := range all {
			if n.Read.IsZero() {
				out[name] = append(out[name], fmt.Sprintf("%s×%d", n.Kind, n.Count))
			}
		}
		slices.Sort(out[name])
		if len(all) > 0 {
			if err := w.db.MarkRead(w.Context(), "test", id, all[0].ID, true); err != nil {
				w.Fatal(err)
			}
		}
	}
	return out
}

func (w told) want(what string, want map[string][]string) {
	w.Helper()
	if got := w.of(); fmt.Sprint(got) != fmt.Sprint(want) {
		w.Errorf("%s: %v are told, not %v", what, got, want)
	}
}

// handIn hands projects of an office in, in one change.
func (w told) handIn(author, office string, titles ...string) (out []store.Row[submission.Submission]) {
	w.Helper()
	ctx := w.Context()
	var drafts []submission.Draft
	for range titles {
		d, err := w.db.SaveDraft(ctx, "test", w.ids[author], submission.Draft{Kind: submission.Project, Edition: 26, Side: "beijing", Office: office, Fields: map[string]string{"title_hans": "样"}})
		if err != nil {
			w.Fatal(err)
		}
		drafts = append(drafts, d)
	}
	w.by(w.ids[author], func(tx *store.Tx) error {
		for i, d := range drafts {
			rec := project.Project{Edition: 26, Title: lang.Text{Hans: titles[i]}, Type: project.Park, Office: office, Side: "beijing", Amount: money.Amount{Minor: 100, Currency: "CNY"}}
			if _, err := store.Submit(ctx, tx, d, rec, created); err != nil {
				return err
			}
		}
		return nil
	})
	v := view(w.T, w.db)
	for _, d := range drafts {
		row, err := store.Get[submission.Submission](ctx, v, d.ID)
		if err != nil {
			w.Fatal(err)
		}
		out = append(out, row)
	}
	return out
}

func (w told) approve(rows ...store.Row[submission.Submission]) (records []string) {
	w.Helper()
	w.by(w.ids["beijing"], func(tx *store.Tx) error {
		records = nil
		for _, r := range rows {
			id, err := store.Approve[project.Project](w.Context(), tx, r.Value.ID, r.Since, nil, created)
			if err != nil {
				return err
			}
			records = append(records, id)
		}
		return nil
	})
	return records
}

func TestEachDeedTellsThoseWhomItConcernsAndNobodyElse(t *testing.T) {
	eachHouse(t, func(h *house) {
		w, ctx := atWork(h), h.Context()
		w.want("nothing", map[string][]string{})
		rows := w.handIn("chaoyang", "chaoyang", "甲", "乙", "丙")
		w.want("three handed in at once", map[string][]string{"beijing": {"handed_in×3"}})
		w.by(w.ids["beijing"], func(tx *store.Tx) error {
			return tx.Decide(ctx, rows[0].Value.ID, rows[0].Since, submission.Returned, "金额？", created)
		})
		w.want("one returned", map[string][]string{"chaoyang": {"returned×1"}, "second": {"returned×1"}})
		records := w.approve(rows[1:]...)
		w.want("two approved", map[string][]string{"chaoyang": {"approved×2"}, "second": {"approved×2"}})

		// Merging tells the offices of both records.
		other := w.approve(w.handIn("haidian", "haidian", "甲又")...)
		w.of()
		var merge string
		w.by(w.ids["beijing"], func(tx *store.Tx) error {
			a, err := store.Get[project.Project](ctx, tx.View, records[0])
			if err != nil {
				return err
			}
			b, err := store.Get[project.Project](ctx, tx.View, other[0])
			if err != nil {
				return err
			}
			merge, err = store.MergeInto(ctx, tx, a.Value, a.Since, other[0], b.Since, "same")
			return err
		})
		w.want("merged", map[string][]string{"chaoyang": {"merged×1"}, "second": {"merged×1"}, "haidian": {"merged×1"}})
		w.by(w.ids["beijing"], func(tx *store.Tx) error {
			row, err := store.Get[store.Merge](ctx, tx.View, merge)
			if err != nil {
				return err
			}
			return store.UndoMerge(ctx, tx, merge, row.Since)
		})
		w.want("undone", map[string][]string{"chaoyang": {"undone×1"}, "second": {"undone×1"}, "haidian": {"undone×1"}})

		// What fails tells nobody.
		if err := w.db.Update(ctx, "test", w.ids["beijing"], func(tx *store.Tx) error {
			if err := tx.Decide(ctx, rows[0].Value.ID, rows[0].Since, submission.Withdrawn, "", created); err != nil {
				return err
			}
			return nil
		}); err == nil {
			h.Error("what was returned meanwhile is withdrawn")
		}
		w.want("a refusal", map[string][]string{})

		// One key of two: the other side is told, and not once more with the second.
		var a agreement.Agreement
		w.by(access.System, func(tx *store.Tx) error {
			a = signed(tx, 26, amountOf(h.T, "100 CNY"))
			a.Confirmed, a.Attributions = 0, []agreement.Attribution{{Office: "chaoyang", Num: 1, Den: 1}}
			return store.Put(ctx, tx, &a, 0, created)
		})
		confirm := func(actor string, side int) {
			w.by(w.ids[actor], func(tx *store.Tx) error {
				row, err := store.Get[agreement.Agreement](ctx, tx.View, string(a.ID))
				if err != nil {
					return err
				}
				_, err = store.Confirm[agreement.Agreement](ctx, tx, string(a.ID), fair.SideBit(side), row.Since, "2023-11-29", journal.Origin{Kind: "form", ID: "x"})
				return err
			})
		}
		confirm("beijing", 0)
		w.want("the first key", map[string][]string{"hongkong": {"confirmation×1"}})
		confirm("beijing", 0)
		w.want("the first key again", map[string][]string{})
		confirm("hongkong", 1)
		w.want("the second key", map[string][]string{})

		// Attribution: the office whose word is needed, not the one that asks.
		w.by(w.ids["chaoyang"], func(tx *store.Tx) error {
			row, err := store.Get[agreement.Agreement](ctx, tx.View, string(a.ID))
			if err != nil {
				return err
			}
			p, err := row.Value.Propose("chaoyang", []agreement.Attribution{{Office: "chaoyang", Num: 1, Den: 2}, {Office: "haidian", Num: 1, Den: 2}}, "together")
			if err != nil {
				return err
			}
			p.Base = int64(row.Since)
			_, err = tx.Propose(ctx, p, created)
			return err
		})
		w.want("an attribution", map[string][]string{"haidian": {"attribution×1"}})

		everybody := func(but string, what string) map[string][]string {
			out := map[string][]string{}
			for name, g := range people {
				if g.Role != "" && name != but {
					out[name] = []string{what}
				}
			}
			return out
		}
		w.by(w.ids["hongkong"], func(tx *store.Tx) error {
			row, err := tx.EditionRow(ctx, 25)
			if err != nil {
				return err
			}
			return tx.Declare(ctx, 25, true, row.Since, journal.Origin{Kind: "form", ID: "x"})
		})
		w.want("declared complete", everybody("hongkong", "complete×1"))

		// An embargo ends by itself: it is told of once, whoever looks and however often.
		e := access.Embargo{Edition: 26, Ends: time.UnixMilli(h.clock.Load()).Add(time.Hour).UnixMilli()}
		w.by(w.ids["beijing"], func(tx *store.Tx) error { return tx.SetEmbargo(ctx, e, created) })
		w.remind(4)
		w.want("an embargo that holds", map[string][]string{})
		h.pass(time.Hour)
		w.remind(4)
		w.want("an embargo that has ended", everybody("", "embargo×1"))
		w.remind(2)
		w.want("the same", map[string][]string{})

		// So does a time limit: what was returned and handed in again counts from the first time.
		rows = w.handIn("chaoyang", "chaoyang", "丁")
		w.of()
		h.pass(time.Duration(fair.ReviewDays)*24*time.Hour - time.Minute)
		w.remind(1)
		w.want("what is not overdue yet", map[string][]string{})
		h.pass(2 * time.Minute)
		w.remind(4)
		w.want("what is overdue", map[string][]string{"beijing": {"overdue×1"}})
		w.remind(2)
		w.want("what is still overdue", map[string][]string{})
		w.approve(rows...)
		verified(h.T, h.db)
	})
}

// remind looks for what came about by itself, from several sides at once.
func (w told) remind(times int) {
	w.Helper()
	var all sync.WaitGroup
	for range times {
		all.Go(func() {
			if err := w.db.Remind(w.Context()); err != nil {
				w.Error(err)
			}
		})
	}
	all.Wait()
}

// mails are what stands in the outboxes of the fair and the accounts, oldest first.
func (w told) mails() (out []store.Mail) {
	w.Helper()
	for _, id := range []string{"test", journal.Accounts} {
		all, err := w.db.Mails(w.Context(), id, store.MailWaiting, 1000)
		if err != nil {
			w.Fatal(err)
		}
		for _, m := range all {
			if m.Kind == "notice" || m.Kind == "digest" {
				out = append(out, m)
			}
		}
	}
	return out
}

func TestWhatIsDueIsMailedOnceByWhicheverProcessComesFirst(t *testing.T) {
	eachHouse(t, func(h *house) {
		w, ctx := atWork(h), h.Context()
		rows := w.handIn("chaoyang", "chaoyang", "甲", "乙")
		for _, r := range rows {
			w.by(w.ids["beijing"], func(tx *store.Tx) error {
				return tx.Decide(ctx, r.Value.ID, r.Since, submission.Returned, "金额？", created)
			})
		}
		post := func() {
			h.Helper()
			var all sync.WaitGroup
			for range 6 {
				all.Go(func() {
					if _, err := h.db.MailNotices(ctx, "https://fair.example/"); err != nil {
						h.Error(err)
					}
				})
			}
			all.Wait()
		}
		post()
		got := map[string]int{}
		for _, m := range w.mails() {
			got[m.To]++
			if m.To == "chaoyang@fair.example" && (!strings.Contains(m.Body, "https://fair.example/"+string(m.Tag)+"/test/work/submissions/"+rows[0].Value.ID) || !strings.Contains(m.Body, "甲") || !strings.Contains(m.Body, "乙")) {
				h.Errorf("the mail says: %s", m.Body)
			}
		}
		if fmt.Sprint(got) != "map[chaoyang@fair.example:1 second@fair.example:1]" {
			h.Fatalf("mails go to %v", got)
		}
		post()
		if n := len(w.mails()); n != 2 {
			h.Errorf("there are %d mails after another look", n)
		}

		// The secretariat's waits for its digest: 8:30 in the zone of the reader.
		h.pass(17 * time.Hour) // from 16:00 in Beijing to nine the next day
		post()
		if n := len(w.mails()); n != 2 {
			h.Errorf("what came back is still to be reviewed: %d mails", n)
		}
		w.handIn("haidian", "haidian", "丙")
		post()
		if n := len(w.mails()); n != 2 {
			h.Errorf("a digest comes before its time: %d mails", n)
		}
		h.pass(24 * time.Hour)
		post()
		post()
		all := w.mails()
		if len(all) != 3 {
			h.Fatalf("%d mails after the digest", len(all))
		}
		if i := slices.IndexFunc(all, func(m store.Mail) bool { return m.To == "beijing@fair.example" }); i < 0 || !strings.Contains(all[i].Body, "丙") || strings.Contains(all[i].Body, "甲") {
			h.Errorf("the digest: %v", all)
		}

		// Whoever chooses the page alone is mailed nothing, also of what waits already.
		w.handIn("haidian", "haidian", "丁")
		wish := notice.UsualWish()
		wish.Ways = map[notice.Kind]notice.Way{notice.HandedIn: notice.OnPage}
		if err := h.db.SetWish(ctx, w.ids["beijing"], wish); err != nil {
			h.Fatal(err)
		}
		if got, err := h.db.Wish(ctx, w.ids["beijing"]); err != nil || got.Way(notice.HandedIn) != notice.OnPage {
			h.Errorf("the wish is kept as %v, %v", got, err)
		}
		h.pass(48 * time.Hour)
		post()
		if n := len(w.mails()); n != 3 {
			h.Errorf("%d mails", n)
		}
		if n, err := h.db.Unread(ctx, "test", w.ids["beijing"], 100); err != nil || n == 0 {
			h.Errorf("it does not stand on the page: %d, %v", n, err)
		}

		// What is older than two years goes, once a day, and nothing younger.
		h.pass(700 * 24 * time.Hour)
		w.handIn("haidian", "haidian", "戊")
		post()
		if n, err := h.db.Unread(ctx, "test", w.ids["beijing"], 100); err != nil || n < 2 {
			h.Errorf("of 700 days %d are left, %v", n, err)
		}
		h.pass(100 * 24 * time.Hour)
		post()
		if n, err := h.db.Unread(ctx, "test", w.ids["beijing"], 100); err != nil || n != 1 {
			h.Errorf("of 800 days %d are left, %v", n, err)
		}
	})
}

func TestNoNoticeTellsWhatTheTableWouldRefuse(t *testing.T) {
	eachHouse(t, func(h *house) {
		w, ctx := atWork(h), h.Context()
		const secret = "不可外传的项目"
		rows := w.handIn("chaoyang", "chaoyang", secret)
		w.by(w.ids["beijing"], func(tx *store.Tx) error {
			return tx.Decide(ctx, rows[0].Value.ID, rows[0].Since, submission.Returned, "金额？", created)
		})
		var a agreement.Agreement
		w.by(access.System, func(tx *store.Tx) error {
			a = signed(tx, 26, amountOf(h.T, "100 CNY"))
			a.Title, a.Confirmed, a.Attributions = lang.Text{Hans: secret}, 0, []agreement.Attribution{{Office: "chaoyang", Num: 1, Den: 1}}
			return store.Put(ctx, tx, &a, 0, created)
		})
		w.by(access.System, func(tx *store.Tx) error {
			row, err := store.Get[agreement.Agreement](ctx, tx.View, string(a.ID))
			if err == nil {
				_, err = store.Confirm[agreement.Agreement](ctx, tx, string(a.ID), 1, row.Since, "2023-11-29", journal.Origin{Kind: "form", ID: "x"})
			}
			return err
		})
		// Whatever happened, whoever reads any notice reads only what the table allows.
		says := func(reader access.ID, of []notice.Notice) (out []string) {
			h.Helper()
			actor, err := h.db.Actor(ctx, "test", reader)
			if err != nil {
				h.Fatal(err)
			}
			all, err := view(h.T, h.db).Tellings(ctx, actor, of)
			if err != nil {
				h.Fatal(err)
			}
			for _, x := range all {
				if x.Hidden && !x.Title.Empty() {
					h.Errorf("a hidden notice has the title %v", x.Title)
				}
				if !x.Hidden {
					out = append(out, x.Line(lang.Hans))
				}
			}
			return out
		}
		var everything []notice.Notice
		for name, id := range w.ids {
			all, err := h.db.Notices(ctx, "test", id, "", 100)
			if err != nil {
				h.Fatal(err)
			}
			if own := says(id, all); len(own) != len(all) {
				h.Errorf("%s is told of what is hidden from them: %v of %v", name, own, all)
			}
			everything = append(everything, all...)
		}
		if len(everything) < 4 {
			h.Fatalf("only %d notices", len(everything))
		}
		for _, name := range []string{"haidian", "press", "nobody"} {
			for _, line := range says(w.ids[name], everything) {
				if strings.Contains(line, secret) {
					h.Errorf("%s would be told: %s", name, line)
				}
			}
		}
		// Whoever loses the role is told nothing of what was written before, neither on the page nor by mail.
		v := view(h.T, h.db)
		for _, name := range []string{"chaoyang", "beijing", "hongkong"} {
			held, err := v.GrantsOf(ctx, w.ids[name])
			if err != nil {
				h.Fatal(err)
			}
			for _, g := range held {
				if err := h.db.Revoke(ctx, "test", access.System, g.ID); err != nil {
					h.Fatal(err)
				}
			}
			all, err := h.db.Notices(ctx, "test", w.ids[name], "", 100)
			if err != nil || len(all) == 0 {
				h.Fatalf("%s: %v, %v", name, all, err)
			}
			if lines := says(w.ids[name], all); len(lines) > 0 {
				h.Errorf("%s has no role any more, and reads %v", name, lines)
			}
		}
		h.pass(72 * time.Hour)
		if _, err := h.db.MailNotices(ctx, "https://fair.example"); err != nil {
			h.Fatal(err)
		}
		for _, m := range w.mails() {
			if m.To != "second@fair.example" {
				h.Errorf("%s is mailed: %s", m.To, m.Body)
			}
		}
		// What a side may see is settled anew: the notice says nothing either.
		if lines := says(w.ids["second"], everything); !slices.ContainsFunc(lines, func(s string) bool { return strings.Contains(s, secret) }) {
			h.Error("the office itself is told nothing")
		}
	})
}

func TestTheOwnerIsToldOfASignInFromElsewhere(t *testing.T) {
	eachHouse(t, func(h *house) {
		w, ctx := atWork(h), h.Context()
		from := func(address string) {
			h.Helper()
			if _, _, err := h.db.SignIn(ctx, "press@fair.example", password, access.Client{Agent: "Firefox", Address: address}); err != nil {
				h.Fatal(err)
			}
		}
		count := func() int {
			all, err := h.db.Notices(ctx, "test", w.ids["press"], "", 100)
			if err != nil {
				h.Fatal(err)
			}
			return len(all)
		}
		w.of()
		before := count()
		from("192.0.2.7")
		from("192.0.2.200") // the same network
		if n := count() - before; n != 0 {
			h.Errorf("the first place is told of: %d", n)
		}
		from("2001:db8:1::7")
		from("2001:db8:1:2::9")
		from("192.0.2.9")
		if n := count() - before; n != 1 {
			h.Errorf("one other place is told of %d times", n)
		}
		if _, err := h.db.MailNotices(ctx, "https://fair.example"); err != nil {
			h.Fatal(err)
		}
		mails := w.mails()
		if len(mails) != 1 || mails[0].To != "press@fair.example" || !strings.Contains(mails[0].Body, "2001:db8:1::7") || !strings.Contains(mails[0].Body, "/account") {
			h.Errorf("the mail: %v", mails)
		}
		// Too many attempts: the owner is told, by whoever looks later.
		for range 8 {
			h.db.SignIn(ctx, "haidian@fair.example", "wrong", access.Client{Address: "198.51.100.1"})
			h.db.SignIn(ctx, "unknown@fair.example", "wrong", access.Client{Address: "198.51.100.1"})
		}
		w.remind(4)
		w.want("too many attempts", map[string][]string{"haidian": {"locked×1"}, "press": {"place×1"}})
		w.remind(2)
		w.want("the same", map[string][]string{})
	})
}

func TestRuleOverdue(t *testing.T) {
	eachHouse(t, func(h *house) {
		w, ctx := atWork(h), h.Context()
		start, day := h.clock.Load(), 24*time.Hour.Milliseconds()
		row := w.handIn("chaoyang", "chaoyang", "甲")[0]
		id := row.Value.ID
		days := func(n int64) {
			w.by(access.System, func(tx *store.Tx) error {
				e, err := tx.EditionRow(ctx, 26)
				if err != nil {
					return err
				}
				e.Value.ReviewDays = n
				return store.Put(ctx, tx, &e.Value, e.Since, created)
			})
		}
		late := func() bool {
			h.Helper()
			v := view(h.T, h.db)
			l, err := v.Late(ctx, h.db.Now())
			h.ok(err)
			row, err := store.Get[submission.Submission](ctx, v, id)
			h.ok(err)
			// The queue in two parts holds each submission once, and in the part where it belongs.
			parts := map[store.Lateness]int{}
			for _, only := range []store.Lateness{store.OnlyLate, store.NotLate} {
				rows, err := v.Submissions(ctx, store.Queue{State: submission.Submitted, Only: only, Late: l}, store.Place{}, 10)
				h.ok(err)
				parts[only] = len(rows)
			}
			is := l.Is(row.Value)
			if want := map[store.Lateness]int{store.OnlyLate: map[bool]int{true: 1}[is], store.NotLate: map[bool]int{false: 1}[is]}; row.Value.State == submission.Submitted && fmt.Sprint(parts) != fmt.Sprint(want) {
				h.Errorf("the parts of the queue hold %v, not %v", parts, want)
			}
			return is
		}
		h.pass(2 * 24 * time.Hour)
		w.by(w.ids["beijing"], func(tx *store.Tx) error {
			return tx.Decide(ctx, id, row.Since, submission.Returned, "金额？", created)
		})
		h.clock.Store(start + 12*day)
		if late() {
			h.Error("what came back to its office is overdue")
		}
		h.clock.Store(start + 13*day)
		d, err := h.db.Draft(ctx, "test", id)
		h.ok(err)
		w.by(w.ids["chaoyang"], func(tx *store.Tx) error {
			rec := project.Project{Edition: 26, Title: lang.Text{Hans: "甲"}, Type: project.Park, Office: "chaoyang", Side: "beijing", Amount: money.Amount{Minor: 100, Currency: "CNY"}}
			_, err := store.Submit(ctx, tx, d, rec, created)
			return err
		})
		h.clock.Store(start + 14*day)
		if late() {
			h.Error("it is overdue after fourteen days to the minute")
		}
		h.pass(time.Millisecond)
		if !late() {
			h.Error("it is not overdue after more than fourteen days, counted from the first time")
		}
		days(30)
		if late() {
			h.Error("the edition's own limit is not used")
		}
		h.clock.Store(start + 30*day + 1)
		if !late() {
			h.Error("the edition's own limit has passed")
		}
	})
}
