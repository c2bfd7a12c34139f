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

// delegates prints the delegates whom the actor may see, with how to reach them. Who may see none is
// refused.
func (r *readFlags) delegates(ctx context.Context, io streams, actor actorFlag, f store.Filter) error {
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
	if err == nil && access.AllRefused(who, access.ReadDelegate) {
		err = db.Allow(ctx, fair, who, access.Question{Action: access.ReadDelegate, Edition: f.Edition}, "delegates")
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
	t, err := out.Records(ctx, view, exchange.Delegates, f)
	if err != nil {
		return err
	}
	r.private = true
	return r.table(io.out, t)
}
