//go:build server

package web_test

import (
	"testing"

	"bridgehead/internal/testenv"
)

// PostgreSQL refuses what is no text, which SQLite keeps: nobody is to find that out by an error.
func TestStrangeAddressesAndFormsOnPostgreSQL(t *testing.T) {
	x := attackOn(t, testenv.Postgres(t))
	answersStrange(t, x.fixture, x.who("the secretariat of both").cookie)
	answersNoText(t, x)
}
