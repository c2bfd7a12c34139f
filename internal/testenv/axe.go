package testenv

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// AxeVersion is the version of axe-core, the rules of accessibility that pages are held to, and axeSum the SHA-256 of
// its one file that is used. Both change together.
const (
	AxeVersion = "4.14.1"
	axeSum     = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
)

// AxeFolder returns where axe-core is kept, as npm installs it: in the user's cache, outside the source.
func AxeFolder() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(cache, "bridgehead-test", "axe-core-"+AxeVersion), nil
}

// ReadAxe returns the script in a folder into which npm has installed axe-core, or an error when it is not there or not
// the one that it should be.
func ReadAxe(folder string) (string, error) {
	script, err := os.ReadFile(filepath.Join(folder, "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		return "", err
	}
	if sum := sha256.Sum256(script); hex.EncodeToString(sum[:]) != axeSum {
		return "", fmt.Errorf("axe-core in %s is not version %s: its checksum differs", folder, AxeVersion)
	}
	return string(script), nil
}

// Axe returns the script that adds axe to a page.
func Axe(t testing.TB) string {
	t.Helper()
	folder, err := AxeFolder()
	script := ""
	if err == nil {
		script, err = ReadAxe(folder)
	}
	if err != nil {
		t.Fatalf("this test needs axe-core: type make test, which installs it with npm (%v)", err)
	}
	return script
}
