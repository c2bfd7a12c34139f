//go:build server && soak

package main

import "testing"

// TestSoakAnImportOf100000RowsThatIsKilled is the same at ten times the size.
func TestSoakAnImportOf100000RowsThatIsKilled(t *testing.T) {
	killOnBoth(t, 100_000)
}

// TestSoakAServerThatIsKilled kills the server sixty times.
func TestSoakAServerThatIsKilled(t *testing.T) { killServers(t, 60) }
