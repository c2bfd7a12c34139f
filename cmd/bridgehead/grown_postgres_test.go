//go:build server

package main

import (
	"testing"

	"bridgehead/internal/testenv"
)

func TestThePublishedStaysProvenInPostgreSQL(t *testing.T) {
	t.Parallel()
	provenAsItGrows(t, testenv.Postgres(t))
}
