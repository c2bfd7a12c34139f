// Command bench measures Bridgehead against SQL written by hand, and against DuckDB: what the program's generality, its hashes and its exactness
// cost on top of reading and writing the same rows of the same database. README.md says what each case does.
//
//	CGO_ENABLED=1 go run . [-only NAME] [-engine sqlite|postgres] [-rows N] [-runs N] [-dir FOLDER] [-profile FILE]
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"
)

type options struct {
	only    string
	engine  string
	rows    int
	runs    int
	dir     string
	profile string
}

// A benchCase measures one thing on one engine and returns a line of the table for each of its variants.
type benchCase struct {
	name string
	run  func(ctx context.Context, e *engine, o options) ([]result, error)
}

var cases = []benchCase{
	{"append", appendCase},
	{"import", importCase},
	{"figures", figuresCase},
	{"headline", headlineCase},
	{"splits", splitsCase},
	{"trace", traceCase},
	{"landing", landingCase},
}

// A result compares the program with SQL written by hand for the same database, or with a peer. Each run of one was followed
// by a run of the other.
type result struct {
	what       string
	peer       string // "" for SQL by hand
	ours, hand []time.Duration
	note       string
}

// interleaved runs both sides in turn; the first runs warm up.
func (r *result) interleaved(runs int, ours, theirs func() (time.Duration, error)) error {
	for i := range runs + 1 {
		took, err := ours()
		if err != nil {
			return err
		}
		beside, err := theirs()
		if err != nil {
			return err
		}
		if i > 0 {
			r.ours, r.hand = append(r.ours, took), append(r.hand, beside)
		}
	}
	return nil
}

// noted adds a remark to the result.
func (r *result) noted(format string, args ...any) {
	if r.note != "" {
		r.note += "; "
	}
	r.note += fmt.Sprintf(format, args...)
}

func median(d []time.Duration) time.Duration {
	d = slices.Sorted(slices.Values(d))
	return (d[(len(d)-1)/2] + d[len(d)/2]) / 2
}

func main() {
	var o options
	names := make([]string, len(cases))
	for i, c := range cases {
		names[i] = c.name
	}
	flag.StringVar(&o.only, "only", "", "measure only this `case`: "+strings.Join(names, ", "))
	flag.StringVar(&o.engine, "engine", "", "measure only on this `engine`: sqlite or postgres")
	flag.IntVar(&o.rows, "rows", 0, "instead of the case's own `number` of agreements: a quick look, not a measurement")
	flag.IntVar(&o.runs, "runs", 5, "`how many` runs of each side; the table shows the median")
	flag.StringVar(&o.dir, "dir", filepath.Join(os.TempDir(), "bridgehead-bench"), "the `folder` for databases; the fair of the case figures stays in it")
	flag.StringVar(&o.profile, "profile", "", "write a profile of the program's last run to this `file`")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options, out, progress io.Writer) error {
	if o.runs < 1 {
		return fmt.Errorf("-runs %d: at least one", o.runs)
	}
	if o.only != "" && !slices.ContainsFunc(cases, func(c benchCase) bool { return c.name == o.only }) {
		return fmt.Errorf("-only %s: there is no such case", o.only)
	}
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return err
	}
	engines, err := enginesFor(o)
	if err != nil {
		return err
	}
	if len(engines) == 1 && engines[0].name == sqliteName && o.engine == "" {
		fmt.Fprintf(out, "Without PostgreSQL: %s is not set. make bench starts a server.\n\n", serverVariable)
	}
	profile = o.profile

	var lines []string
	for _, c := range cases {
		if o.only != "" && c.name != o.only {
			continue
		}
		for _, e := range engines {
			fmt.Fprintf(progress, "%s, %s …\n", c.name, e.name)
			results, err := c.run(ctx, e, o)
			if err != nil {
				return fmt.Errorf("%s, %s: %w", c.name, e.name, err)
			}
			for _, r := range results {
				lines = append(lines, line(e, r))
			}
		}
	}
	return table(out, lines)
}

func line(e *engine, r result) string {
	ours, hand := median(r.ours), median(r.hand)
	return fmt.Sprintf("%s\t%s\t%s\t%s\t%s\t%.2f\t%s", r.what, e.name, shown(ours), shown(hand), cmp.Or(r.peer, "SQL by hand"), float64(ours)/float64(hand), r.note)
}

// shown prints a duration with three digits or so.
func shown(d time.Duration) string {
	switch {
	case d >= 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d >= time.Second:
		return fmt.Sprintf("%.2f s", d.Seconds())
	}
	return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
}

func table(out io.Writer, lines []string) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "what\tdatabase\tours\tbeside\tof\tratio\tnote")
	for _, l := range lines {
		fmt.Fprintln(w, l)
	}
	return w.Flush()
}

// profile is the file for a profile of the program's last run, "" for none.
var profile string

// timed returns how long fn took. Ours says that it is a run of the program and not of the SQL by hand.
func timed(ours bool, fn func() error) (time.Duration, error) {
	runtime.GC() // so that neither side pays for what the other left
	if ours && profile != "" {
		f, err := os.Create(profile)
		if err != nil {
			return 0, err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return 0, err
		}
		defer pprof.StopCPUProfile()
	}
	start := time.Now()
	err := fn()
	return time.Since(start), err
}

// rowsOr returns the number of agreements: the flag's, or the case's own.
func (o options) rowsOr(n int) int { return cmp.Or(o.rows, n) }
