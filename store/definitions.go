package store

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
)

// definition is a row of a fair's own definition of an indicator.
type definition struct {
	id, code string
	version  int64
	text     string // as indicator.Definition.Text writes it
}

// ownDefinitions are those of a fair at a view's position, read once for all that ask the view.
type ownDefinitions struct {
	sync.Mutex
	read bool
	all  []indicator.Definition
}

// Definitions implements indicator.Records: all versions of the fair's own definitions up
// to the position, in the order in which they were made.
func (v View) Definitions(ctx context.Context) ([]indicator.Definition, error) {
	if v.own == nil { // of a transaction, which may write more of them
		return v.readDefinitions(ctx)
	}
	v.own.Lock()
	defer v.own.Unlock()
	if !v.own.read {
		all, err := v.readDefinitions(ctx)
		if err != nil {
			return nil, err
		}
		v.own.all, v.own.read = all, true
	}
	return slices.Clip(v.own.all), nil
}

func (v View) readDefinitions(ctx context.Context) ([]indicator.Definition, error) {
	rows, err := definitions.rows(ctx, v.q, where{"fair_id = $1 and since <= $2 order by since", []any{v.Fair, int64(v.At)}})
	if err != nil {
		return nil, err
	}
	out := make([]indicator.Definition, len(rows))
	for i, row := range rows {
		if out[i], err = indicator.ParseDefinition(row.Value.text); err != nil {
			return nil, fmt.Errorf("store: definition %s of version %d: %w", row.Value.code, row.Value.version, err)
		}
	}
	return out, nil
}

// PutDefinition writes a version of a fair's own definition, which must be the one after
// the version in force; one that says what that says is not written again. It returns the
// version in force then, and whether it was written.
func (tx *Tx) PutDefinition(ctx context.Context, d indicator.Definition, how How) (version int64, written bool, err error) {
	own, err := tx.Definitions(ctx)
	if err != nil {
		return 0, false, err
	}
	before, err := indicator.Latest(own, d.Code)
	switch {
	case lang.CodeOf(err) == lang.CodeNotFound:
	case err != nil:
		return 0, false, err
	case before.Same(d):
		return before.Version, false, nil
	}
	d.Version = before.Version + 1
	rows, err := definitions.rows(ctx, tx.q, where{at + " and code = $3", []any{tx.Fair, int64(tx.At), d.Code}})
	if err != nil {
		return 0, false, err
	}
	rec := definition{id: tx.NewID(), code: d.Code, version: d.Version, text: d.Text()}
	since := journal.Position(0)
	if len(rows) > 0 {
		rec.id, since = rows[0].Value.id, rows[0].Since
		how.Action = journal.Corrected
	}
	return d.Version, true, Put(ctx, tx, &rec, since, how)
}

// PartyNames implements indicator.Records.
func (v View) PartyNames(ctx context.Context, ids []string) (map[string]lang.Text, error) {
	rows, err := ByID[party.Party](ctx, v, ids)
	names := make(map[string]lang.Text, len(rows))
	for _, row := range rows {
		names[string(row.Value.ID)] = row.Value.Name
	}
	return names, err
}
