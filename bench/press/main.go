// Command press measures what a press office waits for in a large record: a bulletin of 60 figures in three languages, how long a correction
// takes to find the published bulletins that it touches, and proofs among ten million entries.
//
//	go run ./press [-rows N] [-entries N] [-runs N] [-only render|touched|proofs] [-engine sqlite|postgres] [-dir FOLDER] [-profile FILE]
//
// BRIDGEHEAD_TEST_POSTGRES names the server, as for the other benchmarks; without it SQLite alone is measured. What is computed twice is
// compared, and the program ends with an error when it is not the same.
package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"bridgehead/demo"
	"bridgehead/store"
)

type options struct {
	rows, entries, runs        int
	only, engine, dir, profile string
}

func main() {
	var o options
	flag.IntVar(&o.rows, "rows", 1_000_000, "`how many` agreements")
	flag.IntVar(&o.entries, "entries", 10_000_000, "`how many` entries of a journal")
	flag.IntVar(&o.runs, "runs", 5, "`how many` times each side is measured")
	flag.StringVar(&o.only, "only", "", "only this `case`: render, touched or proofs")
	flag.StringVar(&o.engine, "engine", "", "only this `engine`: sqlite or postgres")
	flag.StringVar(&o.dir, "dir", filepath.Join(os.TempDir(), "bridgehead-bench"), "the `folder` for databases; the sample in SQLite stays in it")
	flag.StringVar(&o.profile, "profile", "", "write a profile of all that is measured to this `file`")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "press:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options, out, progress io.Writer) error {
	if !slices.Contains([]string{"", "render", "touched", "proofs"}, o.only) || o.runs < 1 {
		return fmt.Errorf("-only %s, -runs %d: there is no such case, or nothing to run", o.only, o.runs)
	}
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return err
	}
	engines := []string{"sqlite"}
	server := os.Getenv("BRIDGEHEAD_TEST_POSTGRES")
	switch {
	case o.engine == "postgres" && server == "":
		return errors.New("-engine postgres: BRIDGEHEAD_TEST_POSTGRES is not set; make bench starts a server")
	case o.engine != "":
		engines = []string{o.engine}
	case server != "":
		engines = append(engines, "postgres")
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "what\tdatabase\tours\tbeside\tof\tratio\tnote")
	for _, engine := range engines {
		r := runner{options: o, engine: engine, server: server, out: w, progress: progress}
		if o.only != "proofs" {
			if err := r.sample(ctx); err != nil {
				return err
			}
		}
		if o.only == "" || o.only == "proofs" {
			if err := r.proofs(ctx); err != nil {
				return err
			}
		}
	}
	return w.Flush()
}

// A runner measures on one engine.
type runner struct {
	options
	engine, server string
	out, progress  io.Writer
}

// A place is a database: its address, and the beginning of the names of its files.
type place struct{ address, beside string }

// fresh makes an empty database and what drops it.
func (r runner) fresh(ctx context.Context) (place, func() error, error) {
	dir, err := os.MkdirTemp(r.dir, "press-")
	if err != nil {
		return place{}, nil, err
	}
	p := place{filepath.Join(dir, "fair.db"), filepath.Join(dir, "fair")}
	drop := func() error { return os.RemoveAll(dir) }
	if r.engine != "postgres" {
		return p, drop, nil
	}
	name := "bridgehead_bench_" + strings.ToLower(rand.Text())
	u, err := url.Parse(r.server)
	if err == nil {
		err = r.statement(ctx, "create database "+name)
	}
	if err != nil {
		return p, nil, errors.Join(err, drop())
	}
	u.Path = "/" + name
	p.address = u.String()
	return p, func() error {
		return errors.Join(r.statement(context.Background(), "drop database "+name+" with (force)"), drop())
	}, nil
}

// statement runs one statement on the server.
func (r runner) statement(ctx context.Context, text string) error {
	db, err := sql.Open("pgx", r.server)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, text)
	return err
}

func (p place) open(ctx context.Context) (*store.DB, error) {
	return store.Open(ctx, p.address, store.Options{Key: p.beside + ".key", Checkpoints: p.beside + ".checkpoints"})
}

// byHand opens the database for SQL written by hand, on one connection with the settings of the program.
func (r runner) byHand(p place, more string) (*sql.DB, error) {
	if r.engine == "postgres" {
		return sql.Open("pgx", p.address)
	}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: p.address}).EscapedPath()+
		"?_pragma=busy_timeout(30000)&_pragma=journal_mode(WAL)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-65536)&_txlock=immediate"+more)
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}

// sample measures on the synthetic fair. In SQLite it stays in a file, so that the next run finds it; bulletins are published in it
// once.
func (r runner) sample(ctx context.Context) (err error) {
	p := place{beside: filepath.Join(r.dir, fmt.Sprintf("press-%d", r.rows))}
	p.address = p.beside + ".db"
	if r.engine == "postgres" {
		var drop func() error
		if p, drop, err = r.fresh(ctx); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, drop()) }()
	}
	db, err := p.open(ctx)
	if err != nil {
		return err
	}
	head, err := db.Head(ctx, demo.SampleFair)
	if err == nil && head == 0 {
		begun := time.Now()
		err = demo.Sample{Editions: editions, Agreements: r.rows, Projects: max(r.rows/20, 1500), Parties: max(r.rows/20, 800), Steps: demo.NoSteps}.Load(ctx, db, nil)
		fmt.Fprintf(r.progress, "%d agreements written to %s in %.0f s\n", r.rows, r.engine, time.Since(begun).Seconds())
	}
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	if r.engine == "postgres" { // what its own daemon would do in time
		if err := r.analyse(ctx, p); err != nil {
			return err
		}
	}
	for _, one := range []struct {
		name string
		run  func(context.Context, place) error
	}{{"render", r.render}, {"touched", r.touched}} {
		if r.only == "" || r.only == one.name {
			if err := one.run(ctx, p); err != nil {
				return fmt.Errorf("%s, %s: %w", one.name, r.engine, err)
			}
		}
	}
	return nil
}

func (r runner) analyse(ctx context.Context, p place) error {
	db, err := r.byHand(p, "")
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, "vacuum analyze")
	return err
}

// measured runs fn, within the profile when one is wanted.
func (r runner) measured(fn func() error) (err error) {
	if r.profile == "" {
		return fn()
	}
	f, err := os.Create(r.profile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return fn()
}

// timed returns how long fn took.
func timed(fn func() error) (time.Duration, error) {
	begun := time.Now()
	err := fn()
	return time.Since(begun), err
}

func median(d []time.Duration) time.Duration {
	d = slices.Sorted(slices.Values(d))
	return (d[(len(d)-1)/2] + d[len(d)/2]) / 2
}

// line writes a line of the table, the medians of both sides.
func (r runner) line(what string, ours, beside []time.Duration, of, note string) {
	theirs, ratio := "", ""
	if len(beside) > 0 {
		theirs, ratio = shown(median(beside)), fmt.Sprintf("%.2f", float64(median(ours))/float64(median(beside)))
	}
	fmt.Fprintf(r.out, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", what, r.engine, shown(median(ours)), theirs, of, ratio, note)
	fmt.Fprintf(r.progress, "%s, %s: %s, beside %s\n", what, r.engine, shown(median(ours)), theirs)
}

// shown prints a duration with three digits or so.
func shown(d time.Duration) string {
	switch {
	case d >= time.Second:
		return fmt.Sprintf("%.2f s", d.Seconds())
	case d >= 10*time.Millisecond:
		return fmt.Sprintf("%.0f ms", float64(d.Microseconds())/1000)
	}
	return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000)
}
