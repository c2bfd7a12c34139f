package main

import (
	"context"
	"fmt"

	"bridgehead/access"
	"bridgehead/exchange"
	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/store"
)

// private are the kinds of records that the public sees none of, with what one must be allowed to read one's own.
var private = map[exchange.Kind]access.Action{exchange.Delegates: access.ReadDelegate, exchange.Interests: access.ReadMeeting}

// listPrivate prints those records of such a kind that the actor may read. Who may read none is refused.
func (r *readFlags) listPrivate(ctx context.Context, io streams, actor actorFlag, kind exchange.Kind, f store.Filter) error {
	if err := r.check(); err != nil {
		return err
	}
	db, err := r.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	e, fair, tag, err := r.evaluator(ctx, db, figure.Name{At: -1, Ref: -1})
	if err != nil {
		return err
	}
	id, err := actor.may(ctx, db, fair)
	var who access.Actor
	if err == nil {
		who, err = db.Actor(ctx, fair, id)
	}
	if err == nil && access.AllRefused(who, private[kind]) {
		err = db.Allow(ctx, fair, who, access.Question{Action: private[kind], Edition: f.Edition}, string(kind))
	}
	if lang.CodeOf(err) == lang.CodeForbidden {
		fmt.Fprintf(io.err, "bridgehead list: %s\n", lang.Explain(tag, err))
		return status(exitForbidden)
	}
	if err != nil {
		return err
	}
	view := e.Records.(store.View)
	settings, err := view.Settings(ctx)
	if err != nil {
		return err
	}
	out, err := outOf(ctx, e, tag)
	if err != nil {
		return err
	}
	out.Sees = func(q access.Question) bool { return access.Decide(who, q, settings) }
	t, err := out.Records(ctx, view, kind, f)
	if err != nil {
		return err
	}
	r.private = true
	return r.table(io.out, t)
}
