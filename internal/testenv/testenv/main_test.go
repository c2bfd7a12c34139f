package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestPostgresFolder(t *testing.T) {
	root := t.TempDir()
	folder := func(version string, programs ...string) string {
		t.Helper()
		bin := filepath.Join(root, version, "bin")
		if err := os.MkdirAll(bin, 0o755); err != nil {
			t.Fatal(err)
		}
		for _, program := range programs {
			if err := os.WriteFile(filepath.Join(bin, program), nil, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		return bin
	}
	v9, v13, v15, v16 := folder("9.6", "initdb"), folder("13", "initdb"), folder("15", "initdb"), folder("16", "initdb")
	client := folder("17", "psql")

	for _, c := range []struct {
		name    string
		folders []string
		want    string
	}{
		{"nothing is installed", nil, ""},
		{"the newest is taken, not the last", []string{v16, v15}, v16},
		{"an old version does not count", []string{v13, v9}, ""},
		{"a client alone does not count", []string{v15, client}, v15},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := postgresFolder(c.folders); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestPassEndsWithTheStatusOfTheCommand(t *testing.T) {
	err := pass(t.Context(), []string{"sh", "-c", "exit 3"}, os.Environ())
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 3 {
		t.Errorf("got %v, want exit status 3", err)
	}
}

func TestPassOnInterruptionEndsAllThatTheCommandHasStarted(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	ready := filepath.Join(t.TempDir(), "ready")
	if err := syscall.Mkfifo(ready, 0o600); err != nil {
		t.Fatal(err)
	}
	go func() {
		os.ReadFile(ready) // returns when the shell below has written
		interrupt()
	}()
	start := time.Now()
	// The shell waits for a grandchild, which a signal to the shell alone would not reach.
	err := pass(ctx, []string{"sh", "-c", "trap : INT; sh -c 'echo > " + ready + "; exec sleep 60'; exit 0"}, os.Environ())
	if !errors.Is(err, context.Canceled) || time.Since(start) > 30*time.Second {
		t.Errorf("got %v after %s, want an interruption at once", err, time.Since(start))
	}
}

func TestTogetherReturnsEveryError(t *testing.T) {
	err := together(
		func() error { return errors.New("first") },
		func() error { return nil },
		func() error { return errors.New("third") },
	)
	if got, want := err.Error(), "first\nthird"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestQuietShowsTheOutputOfACommandThatFails(t *testing.T) {
	err := quiet(t.Context(), "sh", "-c", "echo here; echo there >&2; exit 1")
	if err == nil || !strings.HasSuffix(err.Error(), ": exit status 1\nhere\nthere\n") {
		t.Errorf("got %v", err)
	}
}
