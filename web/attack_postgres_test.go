//go:build server

package web_test

import (
	"testing"
	"time"

	"bridgehead/internal/testenv"
)

// PostgreSQL refuses what is no text, which SQLite keeps: nobody is to find that out by an error.
func TestStrangeAddressesAndFormsOnPostgreSQL(t *testing.T) {
	t.Parallel()
	x := attackIn(t, openWith(t, testenv.Postgres(t), t.TempDir(), begins, time.Second).loaded(t))
	answersStrange(t, x.fixture, x.who("the secretariat of both").cookie)
	answersNoText(t, x)
}
