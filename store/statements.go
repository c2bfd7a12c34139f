package store

import (
	"context"
	"database/sql"
	"sync"
)

// statements keeps compiled statements from one transaction of the writer to the next. In
// SQLite compiling takes a good part of a small transaction; the driver of PostgreSQL
// remembers statements by itself.
//
// SQLite has a single writing connection, which a transaction holds, so that nothing can be
// prepared while one is under way: a text that was used is prepared before the next begins.
type statements struct {
	db *sql.DB // nil where the driver remembers

	mu     sync.Mutex
	made   map[string]*sql.Stmt
	wanted map[string]bool
}

const (
	// statementsKept bounds how many are kept. The texts are few: a handful for each table.
	statementsKept = 200
	// statementLength is the longest text that is kept. Those of many rows are longer, and
	// their lengths are many.
	statementLength = 2000
)

// of returns the statement for use in the transaction, or nil when there is none yet.
func (s *statements) of(ctx context.Context, tx *sql.Tx, text string) *sql.Stmt {
	if s.db == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if made := s.made[text]; made != nil {
		return tx.StmtContext(ctx, made)
	}
	if len(s.made)+len(s.wanted) < statementsKept {
		s.wanted[text] = true
	}
	return nil
}

// prepare makes what was wanted. One that cannot be made is done without.
func (s *statements) prepare(ctx context.Context) {
	s.mu.Lock()
	wanted := s.wanted
	s.wanted = map[string]bool{}
	s.mu.Unlock()
	for text := range wanted {
		made, err := s.db.PrepareContext(ctx, text)
		if err != nil {
			return
		}
		s.mu.Lock()
		if s.made[text] == nil {
			s.made[text] = made
			made = nil
		}
		s.mu.Unlock()
		if made != nil {
			made.Close()
		}
	}
}

// A writer carries out the statements of one transaction.
type writer struct {
	*sql.Tx
	statements *statements
}

// ExecContext carries out a statement, through a kept one when it is short.
func (w writer) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	if len(text) <= statementLength {
		if s := w.statements.of(ctx, w.Tx, text); s != nil {
			return s.ExecContext(ctx, args...)
		}
	}
	return w.Tx.ExecContext(ctx, text, args...)
}

// QueryRowContext reads one row, through a kept statement when it is short.
func (w writer) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	if len(text) <= statementLength {
		if s := w.statements.of(ctx, w.Tx, text); s != nil {
			return s.QueryRowContext(ctx, args...)
		}
	}
	return w.Tx.QueryRowContext(ctx, text, args...)
}

// PrepareContext returns a statement that is used several times in the transaction, a kept
// one of any length.
func (w writer) PrepareContext(ctx context.Context, text string) (*sql.Stmt, error) {
	if s := w.statements.of(ctx, w.Tx, text); s != nil {
		return s, nil
	}
	return w.Tx.PrepareContext(ctx, text)
}
