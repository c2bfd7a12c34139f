package store

import (
	"context"
	"database/sql"
	"maps"
	"sync"
)

// readers is the pool of readers of an SQLite database with the statements that are asked
// again and again: there compiling one takes as long as carrying it out. The driver of
// PostgreSQL remembers statements by itself.
type readers struct {
	*sql.DB
	mu   sync.Mutex
	made map[string]*sql.Stmt // nil for a text that was asked once
}

func newReaders(db *sql.DB) *readers { return &readers{DB: db, made: map[string]*sql.Stmt{}} }

// of returns the statement of a text that is asked for a second time; nil otherwise.
func (r *readers) of(ctx context.Context, text string) *sql.Stmt {
	if len(text) > statementLength {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	made, asked := r.made[text]
	switch {
	case made != nil:
		return made
	case !asked:
		if len(r.made) >= statementsKept {
			maps.DeleteFunc(r.made, func(_ string, made *sql.Stmt) bool { return made == nil })
		}
		if len(r.made) < statementsKept {
			r.made[text] = nil
		}
		return nil
	}
	made, err := r.DB.PrepareContext(ctx, text)
	if err != nil {
		return nil // whoever carries it out is told why
	}
	r.made[text] = made
	return made
}

func (r *readers) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if made := r.of(ctx, text); made != nil {
		return made.QueryContext(ctx, args...)
	}
	return r.DB.QueryContext(ctx, text, args...)
}

func (r *readers) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	if made := r.of(ctx, text); made != nil {
		return made.QueryRowContext(ctx, args...)
	}
	return r.DB.QueryRowContext(ctx, text, args...)
}
