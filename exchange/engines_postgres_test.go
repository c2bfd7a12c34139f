//go:build server

package exchange_test

import (
	"testing"

	"bridgehead/internal/testenv"
)

func init() {
	engines = append(engines, engine{"postgres", func(t testing.TB) string { return testenv.Postgres(t) }})
}
