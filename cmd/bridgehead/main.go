// Command bridgehead is the whole product: the web server, and every task of a fair's
// secretariat as a command. `bridgehead help` lists them.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // digests are timed in the zones of their readers, wherever the program runs

	"bridgehead/lang"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// A command is one task. Its flags are made anew for each run, so that a test can run it
// any number of times in one process.
type command struct {
	name    string
	args    string // what follows the name, as the help shows it
	short   string // one line
	long    string // what it does, with examples
	exits   []exit // exit statuses beside 0 and 2
	prepare func(fs *flag.FlagSet) func(ctx context.Context, io streams, args []string) error
}

// An exit is an exit status with its meaning.
type exit struct {
	status  int
	meaning string
}

// streams are where a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// A status ends a command with an exit status, after it has said why on its own.
type status int

func (s status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// usageError is a mistake in how the command was called.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

// usage returns the error for a command that was called wrongly.
func usage(format string, args ...any) error { return usageError{fmt.Sprintf(format, args...)} }

// run carries out one command line and returns the exit status: 0 done, 1 failed, 2 the
// command or its input is wrong, and what a command's own help lists.
func run(ctx context.Context, args []string, in io.Reader, out, errw io.Writer) int {
	if len(args) == 0 || args[0] == "help" && len(args) == 1 || args[0] == "-h" || args[0] == "--help" {
		overview(out)
		return 0
	}
	name, rest := args[0], args[1:]
	if name == "help" {
		name, rest = args[1], []string{"--help"}
	}
	for _, c := range commands() {
		if c.name == name {
			return c.run(ctx, rest, streams{in, out, errw})
		}
	}
	fmt.Fprintf(errw, "bridgehead: there is no command %q; `bridgehead help` lists them\n", name)
	return 2
}

func (c command) run(ctx context.Context, args []string, io streams) int {
	fs := flag.NewFlagSet(c.name, flag.ContinueOnError)
	fs.SetOutput(io.err)
	do := c.prepare(fs)
	fromEnvironment(fs)
	fs.Usage = func() {}
	args, err := interleaved(fs, args)
	if errors.Is(err, flag.ErrHelp) {
		c.help(io.out, fs)
		return 0
	}
	if err != nil {
		fmt.Fprintf(io.err, "`bridgehead help %s` shows how it is called\n", c.name)
		return 2
	}
	err = do(ctx, io, args)
	var s status
	var u usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &s):
		return int(s)
	case errors.As(err, &u):
		fmt.Fprintf(io.err, "bridgehead %s: %v; `bridgehead help %s` shows how it is called\n", c.name, err, c.name)
		return 2
	}
	fmt.Fprintf(io.err, "bridgehead %s: %v\n", c.name, err)
	switch lang.CodeOf(err) {
	case lang.CodeInvalid, lang.CodeNotFound:
		return 2
	}
	return 1
}

// interleaved parses flags wherever they stand, so that `import agreements FILE --edition
// 26` means what it says, and returns the other arguments in order.
func interleaved(fs *flag.FlagSet, args []string) ([]string, error) {
	var rest []string
	for {
		if err := fs.Parse(args); err != nil {
			return nil, err
		}
		if fs.NArg() == 0 {
			return rest, nil
		}
		left := fs.Args()
		if len(args) > len(left) && args[len(args)-len(left)-1] == "--" {
			return append(rest, left...), nil
		}
		rest, args = append(rest, left[0]), left[1:]
	}
}

// fromEnvironment sets every flag that BRIDGEHEAD_NAME is set for, or to what stands in the file
// that BRIDGEHEAD_NAME_FILE names, before the command line, which wins.
func fromEnvironment(fs *flag.FlagSet) {
	fs.VisitAll(func(f *flag.Flag) {
		name := "BRIDGEHEAD_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		v, ok := os.LookupEnv(name)
		if file, named := os.LookupEnv(name + "_FILE"); named && !ok {
			if text, err := os.ReadFile(file); err == nil {
				v, ok = strings.TrimSpace(string(text)), true
			}
		}
		if ok {
			if err := f.Value.Set(v); err == nil {
				f.DefValue = "from the environment" // it may be a secret, and the help shows it
			}
		}
	})
}

func overview(w io.Writer) {
	fmt.Fprint(w, `Bridgehead (桥头堡) runs a two-way investment fair: its catalogue, its agreements, its
figures, and where each of them comes from.

Usage: bridgehead COMMAND [flags] [arguments]

`)
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-10s %s\n", c.name, c.short)
	}
	fmt.Fprint(w, `
`+"`bridgehead help COMMAND`"+` shows a command's flags, examples and exit statuses.
Every flag can also be set as BRIDGEHEAD_NAME in the environment (--db as BRIDGEHEAD_DB),
or BRIDGEHEAD_NAME_FILE names a file with its value (--smtp, which may hold a password).
`)
}

func (c command) help(w io.Writer, fs *flag.FlagSet) {
	fmt.Fprintf(w, "Usage: bridgehead %s\n\n%s\n", strings.TrimSpace(c.name+" [flags] "+c.args), strings.TrimSpace(c.long))
	var some bool
	fs.VisitAll(func(*flag.Flag) { some = true })
	if some {
		fmt.Fprintln(w, "\nFlags:")
		fs.SetOutput(w)
		fs.PrintDefaults()
	}
	fmt.Fprintln(w, "\nExit statuses:\n  0  done\n  1  failed\n  2  called wrongly, or the input is wrong: the message says where and how to put it right")
	for _, e := range c.exits {
		fmt.Fprintf(w, "  %d  %s\n", e.status, e.meaning)
	}
}
