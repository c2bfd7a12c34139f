//go:build server && soak

package main

import "testing"

// TestSoakAnImportOf100000RowsThatIsKilled is the same at ten times the size.
func TestSoakAnImportOf100000RowsThatIsKilled(t *testing.T) {
	killOnBoth(t, 100_000)
}
