//go:build server

package web_test

import (
	"testing"

	"bridgehead/internal/testenv"
)

func init() {
	walled = append(walled, struct {
		name    string
		address func(t *testing.T) string
	}{"postgres", func(t *testing.T) string { return testenv.Postgres(t) }})
}
