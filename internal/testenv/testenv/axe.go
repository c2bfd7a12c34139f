package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"bridgehead/internal/testenv"
)

// noAxe reports whether axe-core is not there, or not the one that it should be.
func noAxe() bool {
	folder, err := testenv.AxeFolder()
	if err == nil {
		_, err = testenv.ReadAxe(folder)
	}
	return err != nil
}

// installAxe brings axe-core with the npm client, from wherever that is set up to get its packages, into the cache. No
// script of the package runs.
func installAxe(ctx context.Context) error {
	folder, err := testenv.AxeFolder()
	if err != nil {
		return fmt.Errorf("no place to keep axe-core: %w", err)
	}
	return step("npm install axe-core", func() error {
		if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
			return err
		}
		// Another process may be at it too: each works in a folder of its own, and the last one's stays.
		fresh, err := os.MkdirTemp(filepath.Dir(folder), "installing-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(fresh)
		err = quiet(ctx, "npm", "install", "--prefix="+fresh, "--no-save", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund",
			"--no-update-notifier", "axe-core@"+testenv.AxeVersion)
		if err != nil {
			return err
		}
		if _, err := testenv.ReadAxe(fresh); err != nil {
			return err
		}
		if err := os.RemoveAll(folder); err != nil {
			return err
		}
		if err := os.Rename(fresh, folder); err != nil && noAxe() {
			return err
		}
		return nil
	})
}

// noNPM reports whether axe-core is still to be installed and the client for it is not there.
func noNPM() bool {
	_, err := exec.LookPath("npm")
	return err != nil && noAxe()
}
