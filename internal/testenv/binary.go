package testenv

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
)

// Binary returns the path of the program, compiled from the source as it stands: for tests that must run it as a process of
// its own, to kill it for example. Others are faster by calling the commands as functions.
func Binary(t testing.TB) string {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

var binary = sync.OnceValues(func() (path string, err error) {
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	if err := readFolders(root); err != nil {
		return "", err
	}
	path = filepath.Join(root, "bin", "test", "bridgehead")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", err
	}

	// The tests of several packages may ask at once.
	lock, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return "", err
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return "", err
	}

	build := exec.Command("go", "build", "-o", path, "./cmd/bridgehead")
	build.Dir = root
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build ./cmd/bridgehead: %w\n%s", err, output)
	}
	return path, nil
})

// moduleRoot returns the folder of go.mod. Tests run in the folder of their package, below it.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("no go.mod in this folder or above it")
		}
		dir = parent
	}
}

// readFolders reads every folder of the source, for its effect only: "go test" remembers what a test has read, and so runs it
// again after any file has changed, not just after one that the test's own package imports.
func readFolders(root string) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() && (entry.Name() == ".git" || path == filepath.Join(root, "bin")) {
			return fs.SkipDir
		}
		return err
	})
}
