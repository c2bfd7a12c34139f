package web

import (
	"context"
	"net/http"
	"strconv"

	"bridgehead/access"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// A pastPage is the whole history of a record: who made each state, when and from what.
type pastPage struct {
	frame
	heading
	States  []pastState
	Before  int64 // the version in force; 0 when the record was removed
	May     bool  // the reader may bring a state back
	Note    string
	Refused string
	Removed bool
}

// A pastState is one version in the history.
type pastState struct {
	version
	Who   string
	State bool  // it is a state that can be brought back
	Entry int64 // position of its entry
}

func (k editor[T]) past(s *site, v *visit) error {
	note := ""
	if v.URL.Query().Has("saved") {
		note = v.say("correct.saved")
	}
	return k.showPast(s, v, note, "", http.StatusOK)
}

// last reads the versions of a record, the one that was removed last among them.
func (k editor[T]) last(s *site, v *visit, action access.Action) ([]store.Row[T], error) {
	id := v.PathValue("id")
	rows, err := store.History[T](v.Context(), v.view, id)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, lang.NotFound("web.error.record")
	}
	return rows, k.allow(s, v, id, rows[len(rows)-1].Value, action)
}

func (k editor[T]) showPast(s *site, v *visit, note, refused string, status int) error {
	rows, err := k.last(s, v, access.ReadHistory)
	if err != nil {
		return err
	}
	var states []T
	for _, r := range rows {
		states = append(states, r.Value)
	}
	if err := k.prepare(v, states); err != nil {
		return err
	}
	id, last := v.PathValue("id"), rows[len(rows)-1]
	_, versions, err := history(v.Context(), s, v, id, func(rec T) []recordField { return k.fields(v, rec) })
	if err != nil {
		return err
	}
	p := pastPage{heading: k.heading(v, id, last.Value), Note: note, Refused: refused, Removed: last.Until != journal.Open}
	if !p.Removed {
		p.Before = int64(last.Since)
	}
	names := map[string]string{}
	for _, x := range versions {
		if _, there := names[x.Actor]; !there {
			names[x.Actor] = s.actorName(v, x.Actor)
		}
		if x.Origin.Kind == "form" {
			x.Origin.ID = "" // the account that it says is who did it
		}
		p.States = append(p.States, pastState{version: x, Who: names[x.Actor], State: x.Action != journal.Removed, Entry: x.Position})
	}
	settings, err := v.view.Settings(v.Context())
	if err != nil {
		return err
	}
	q, err := k.question(v, last.Value)
	if err != nil {
		return err
	}
	q.Action = access.Restore
	p.May = access.Decide(v.actor, q, settings)
	if p.frame, err = s.workFrame(v, "records", v.say("correct.past", lang.Args{"name": cut(v.name(p.Name), 120)})); err != nil {
		return err
	}
	return s.showAs(v, status, "past", p)
}

// restore looks at what bringing a former state back would touch, and does it once that was seen.
func (k editor[T]) restore(s *site, v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	rows, err := k.last(s, v, access.Restore)
	if err != nil {
		return err
	}
	id, last := v.PathValue("id"), rows[len(rows)-1]
	state, to, err := k.version(v, "state")
	if err != nil {
		return err
	}
	before, err := strconv.ParseInt(v.PostForm.Get("before"), 10, 64)
	if err != nil || before < 0 {
		return lang.Invalid("web.error.form")
	}
	if err := k.allow(s, v, id, to, access.Restore); err != nil {
		return err
	}
	removed := last.Until != journal.Open
	if removed != (before == 0) || !removed && int64(last.Since) != before {
		return k.showPast(s, v, "", v.say("record.stale"), http.StatusConflict)
	}
	if err := k.confirmations(s, v, id, last.Value, to, removed); err != nil {
		return err
	}
	if err := k.prepare(v, []T{last.Value, to}); err != nil {
		return err
	}
	if !removed && len(store.Differences(last.Value, to)) == 0 {
		return k.showPast(s, v, "", v.say("correct.same"), http.StatusConflict)
	}
	origin := journal.Origin{Kind: "state", ID: strconv.FormatInt(int64(state), 10)}
	p := lookPage{
		Before: before, Do: v.recordPath(k.kind, id, "restore"), Go: "correct.restore",
		Hidden: []pair{{"state", strconv.FormatInt(int64(state), 10)}},
	}
	return k.lookOrDo(s, v, last.Value, to, p, func(ctx context.Context, tx *store.Tx) error {
		if k.put != nil && !removed {
			return k.put(ctx, tx, to, journal.Position(before), store.How{Origin: origin})
		}
		return store.Bring[T](ctx, tx, id, state, journal.Position(before), origin)
	}, func() error {
		if _, err := s.fresh(v); err != nil {
			return err
		}
		return k.showPast(s, v, "", v.say("record.stale"), http.StatusConflict)
	})
}

// confirmations refuses to bring a state back that turns the key of a side for which the actor
// may not confirm: what a side has signed is not settled by another.
func (k editor[T]) confirmations(s *site, v *visit, id string, from, to T, removed bool) error {
	if k.keys == nil {
		return nil
	}
	now, then := k.keys(from), k.keys(to)
	if removed {
		now = 0
	}
	for i, side := range v.fair.Sides {
		if bit := fair.SideBit(i); now&bit == then&bit {
			continue
		}
		q, err := k.question(v, to)
		if err != nil {
			return err
		}
		q.Action, q.Side = access.ConfirmFor, side.Code
		if err := s.db.Allow(v.Context(), v.fair.ID, v.actor, q, k.kind+"/"+id); err != nil {
			return err
		}
	}
	return nil
}
