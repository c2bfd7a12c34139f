//go:build server

package store_test

import (
	"testing"

	"bridgehead/internal/testenv"
)

func init() {
	engines = append(engines, engine{"postgres", func(t *testing.T) string { return testenv.Postgres(t) }})
}
