//go:build server && soak

package main

import (
	"path/filepath"
	"testing"

	"bridgehead/internal/testenv"
)

// TestSoakAnImportOf100000RowsThatIsKilled is the same at ten times the size.
func TestSoakAnImportOf100000RowsThatIsKilled(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		killImports(t, filepath.Join(t.TempDir(), "fair.db"), 20, 100_000)
	})
	t.Run("postgres", func(t *testing.T) {
		killImports(t, testenv.Postgres(t), 20, 100_000)
	})
}
