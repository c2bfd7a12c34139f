package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Every file is checked, those of the long tests too.
const tags = "-tags=server,browser,soak"

// check runs the static checks: side by side, because each spends most of its time, when its cache is empty, on one package
// (modernc.org/sqlite) and thus on one core. They are preceded by a compilation, which otherwise each of them would start.
func check(ctx context.Context) error {
	err := step("compile", func() error {
		return quiet(ctx, "go", "list", "-export", "-deps", "-test", tags, "-f={{if false}}{{end}}", "./...")
	})
	if err != nil {
		return err
	}
	return step("go vet, staticcheck, gofumpt", func() error {
		return together(
			func() error { return quiet(ctx, "go", "vet", tags, "./...") },
			func() error { return quiet(ctx, "go", "tool", "staticcheck", tags, "./...") },
			func() error { return formatted(ctx) },
		)
	})
}

// formatted fails when gofumpt would change a file.
func formatted(ctx context.Context) error {
	output, err := exec.CommandContext(ctx, "go", "tool", "gofumpt", "-l", ".").CombinedOutput() // its status is 0 either way
	if err != nil {
		return fmt.Errorf("gofumpt: %w\n%s", err, output)
	}
	if len(output) > 0 {
		return fmt.Errorf("not formatted; type make fmt\n%s", output)
	}
	return nil
}

// quiet runs a command whose output matters only when it fails.
func quiet(ctx context.Context, name string, arguments ...string) error {
	cmd := exec.CommandContext(ctx, name, arguments...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) } // apt-get has something to put in order
	cmd.WaitDelay = 30 * time.Second
	output, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(arguments, " "), err, output)
	}
	return nil
}

// together runs functions side by side and returns the errors of all of them.
func together(functions ...func() error) error {
	var wait sync.WaitGroup
	failures := make([]error, len(functions))
	for i, function := range functions {
		wait.Go(func() { failures[i] = function() })
	}
	wait.Wait()
	return errors.Join(failures...)
}
