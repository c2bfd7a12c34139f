package store

import (
	"context"
	"slices"
	"time"

	"github.com/pressly/goose/v3"

	"bridgehead/indicator"
)

// AwaitColumns waits until the process keeps columns that reach the view's position; false
// when it does not within a few seconds.
func (v View) AwaitColumns() bool {
	for range 500 {
		if v.HasColumns() {
			return true
		}
		time.Sleep(10 * time.Millisecond)
	}
	return false
}

// Hashed is how many passwords were worked on.
func (db *DB) Hashed() int64 { return db.hashed.Load() }

// CellsFromColumns and GroupsFromColumns ask the columns alone.
func (v View) CellsFromColumns(ctx context.Context, of string, s indicator.Selection, by []indicator.Cut) ([]indicator.Cell, bool, error) {
	return v.fromColumns(ctx, of, s, by)
}

func (v View) GroupsFromColumns(ctx context.Context, of string, s indicator.Selection) ([]indicator.Group, bool, error) {
	return v.groupsFromColumns(ctx, of, s)
}

// InGo reports whether the step with the number is in Go and not in a file.
func InGo(number int) bool {
	return slices.ContainsFunc(goMigrations, func(m *goose.Migration) bool { return m.Version == int64(number) })
}

// FillTraditionalNames is the migration that gives recorded parties the key of their
// name in Traditional characters.
var FillTraditionalNames = fillTraditionalNames

// BackupTables returns the tables that a backup holds and those that it leaves out.
func BackupTables() []string { return slices.Concat(backedUp, leftOut) }

// HoldOrder makes the fair's process one that ranks no more than so many rows while somebody
// waits, and keeps an order from being made until it is released.
func (db *DB) HoldOrder(fair, table string, o Order, atOnce int) (release func()) {
	was := rankedAtOnce
	rankedAtOnce = atOnce
	t := db.columns.order(fair, table, o)
	t.making.Lock()
	return func() { t.making.Unlock(); rankedAtOnce = was }
}

// ColumnsNumbered reports whether the columns of the view's position know what became of agreements.
func (v View) ColumnsNumbered() bool {
	c := v.columns.at(v.Fair, v.At)
	return c != nil && c.numbered
}
