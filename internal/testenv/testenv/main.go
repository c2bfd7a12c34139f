// Command testenv runs a command in the environment that Bridgehead's tests need, and ends with its exit status.
//
//	testenv [-check] [-browser] [-compiler] [-durable] command [argument …]
//
// It installs with apt, and axe-core with npm, what is needed and missing, starts a PostgreSQL server of its own on a loopback port, names it to the
// command in BRIDGEHEAD_TEST_POSTGRES, and stops it when the command has ended, also after a failure or Ctrl-C. When the variable
// is already set, that server is used, and none is installed or started.
//
// It prints one line for each step before the command, and nothing after it: the last lines are the command's own.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"bridgehead/internal/testenv"
)

type options struct {
	check    bool // vet, staticcheck and gofumpt first
	browser  bool // Chromium, a Chinese font and axe-core
	compiler bool // a C++ compiler
	durable  bool // the server waits for the disk, as in service
}

func main() {
	var o options
	flag.BoolVar(&o.check, "check", false, "first run go vet, staticcheck and gofumpt; stop where they complain")
	flag.BoolVar(&o.browser, "browser", false, "the command needs Chromium, a Chinese font and axe-core")
	flag.BoolVar(&o.compiler, "compiler", false, "the command needs a C++ compiler")
	flag.BoolVar(&o.durable, "durable", false, "let the server wait for the disk, as it would in service")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: testenv [-check] [-browser] [-compiler] [-durable] command [argument …]")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}

	// The kernel ends the server when the thread that started it ends, so that thread has to live as long as the program.
	runtime.LockOSThread()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	err := run(ctx, o, flag.Args())
	interrupted := ctx.Err() != nil
	stop()

	exit, ended := err.(*exec.ExitError) // as it is: that of the command. A step before it wraps its error.
	switch {
	case interrupted:
		os.Exit(130)
	case ended && exit.Exited():
		os.Exit(exit.ExitCode())
	case err != nil:
		fmt.Fprintln(os.Stderr, "testenv:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options, command []string) error {
	if o.check {
		if err := check(ctx); err != nil {
			return err
		}
	}
	shared := os.Getenv(testenv.PostgresVariable)
	if err := install(ctx, missing(shared == "", o.browser, o.compiler)); err != nil {
		return err
	}
	if o.browser && noAxe() {
		if err := installAxe(ctx); err != nil {
			return err
		}
	}
	if shared == "" {
		var s *server
		err := step("start PostgreSQL", func() (err error) {
			s, err = startServer(ctx, o.durable)
			return err
		})
		if err != nil {
			return err
		}
		defer s.stop()
		shared = s.url
	}
	return pass(ctx, command, append(os.Environ(), testenv.PostgresVariable+"="+shared))
}

// pass runs a command with this program's own output. The command gets a process group, so that on Ctrl-C, or on a signal
// to this program alone, everything that it has started can be told to end, and is waited for.
func pass(ctx context.Context, command, environment []string) error {
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = environment
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error {
		group := -cmd.Process.Pid
		time.AfterFunc(5*time.Second, func() { syscall.Kill(group, syscall.SIGKILL) })
		return syscall.Kill(group, syscall.SIGINT)
	}
	return cmd.Run()
}

// step prints what is being done, and how long it took.
func step(name string, do func() error) error {
	fmt.Printf("%s … ", name)
	start := time.Now()
	err := do()
	verdict := ""
	if err != nil {
		verdict = "failed after "
	}
	fmt.Printf("%s%.1fs\n", verdict, time.Since(start).Seconds())
	return err
}
