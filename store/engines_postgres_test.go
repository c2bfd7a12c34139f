//go:build server

package store_test

import (
	"fmt"
	"os"
	"testing"

	"bridgehead/internal/testenv"
)

var tables = testenv.Template{Fill: func(t testing.TB, address string) {
	if err := makeTables(t.Context(), address, t.TempDir()); err != nil {
		t.Fatal(err)
	}
}}

func init() {
	engines = append(engines, engine{
		"postgres",
		func(t *testing.T) string { return testenv.Postgres(t) },
		func(t *testing.T) string { return tables.Copy(t) },
	})
}

func TestMain(m *testing.M) {
	code := m.Run()
	if err := tables.Drop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = max(code, 1)
	}
	os.Exit(code)
}
