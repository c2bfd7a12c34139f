package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

func TestATransactionIsTriedAgainOnlyWhenItLostToAnother(t *testing.T) {
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "fair.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, tt := range []struct {
		name string
		err  error
		want int // tries
	}{
		{"a serialisation failure", &pgconn.PgError{Code: "40001"}, 3},
		{"a deadlock", fmt.Errorf("store: write journal: %w", &pgconn.PgError{Code: "40P01"}), 3},
		{"a key that exists", &pgconn.PgError{Code: "23505"}, 1},
		{"a context that ended", context.Canceled, 1},
		{"anything else", errors.New("no"), 1},
		{"nothing", nil, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tries := 0
			err := db.transact(t.Context(), func(*sql.Tx) error {
				if tries++; tries == 3 {
					return nil
				}
				return tt.err
			})
			if tries != tt.want || tries < 3 && !errors.Is(err, tt.err) || tries == 3 && err != nil {
				t.Errorf("tried %d times, %v", tries, err)
			}
		})
	}

	ctx, cancel := context.WithCancel(t.Context())
	tries := 0
	err = db.transact(ctx, func(*sql.Tx) error {
		if tries++; tries == 2 {
			cancel()
		}
		return &pgconn.PgError{Code: "40001"}
	})
	if tries != 2 || !errors.Is(err, context.Canceled) {
		t.Errorf("after the context ended: tried %d times, %v", tries, err)
	}
}

// A writer of another process that holds the database is waited for, and then tried again.
func TestABusyDatabaseIsRetryable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fair.db")
	db, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	other, err := sql.Open("sqlite", path+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	held, err := other.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Rollback()
	impatient, err := sql.Open("sqlite", path+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer impatient.Close()
	if _, err := impatient.BeginTx(t.Context(), nil); !retryable(err) {
		t.Errorf("%v is not retried", err)
	}
}
