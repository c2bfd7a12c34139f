package main

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
)

// Whatever is taken away of a fair, the fair is among those that are verified.
func TestAFairThatWasTakenAwayDoesNotVerify(t *testing.T) {
	for name, statements := range map[string][]string{
		"its head":                    {"delete from journal_head where fair_id = 'jinggang'"},
		"its head and its journal":    {"delete from journal_head where fair_id = 'jinggang'", "delete from journal where fair_id = 'jinggang'"},
		"the head of what all share":  {"delete from journal_head where fair_id = 'reference'"},
		"a head that says it is none": {"update journal_head set position = 0 where fair_id = 'jinggang'"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "demo.db")
			call(t, 0, "demo", "--no-serve", "--db", path)
			if out := call(t, 0, "verify", "--db", path); !strings.Contains(out, "The record verifies.") {
				t.Fatal(out)
			}
			db, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			for _, s := range statements {
				if _, err := db.ExecContext(t.Context(), s); err != nil {
					t.Fatal(err)
				}
			}
			if out := call(t, 3, "verify", "--db", path); !strings.Contains(out, "The record does NOT verify.") {
				t.Error(out)
			}
		})
	}
}
