// Command work measures the pages on which people work: at a million agreements, of which many were handed in, the queue of reviews,
// a review, a record's form and history, what a correction touches, and the journal; and two hundred people at once, who read
// and write by the pages.
//
//	go run ./work [-rows N] [-runs N] [-waiting N] [-people N] [-for DURATION] [-engine sqlite|postgres] [-dir FOLDER] [-only pages|people]
//
// Servers and people share the process and its processors. BRIDGEHEAD_TEST_POSTGRES names the server, as for the other benchmarks;
// without it SQLite alone is measured. The program ends with an error when an update was lost or a page was not answered.
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
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"

	"bridgehead/store"
)

type options struct {
	rows, runs, waiting, people int
	lasting                     time.Duration
	engine, dir, only, page     string
	profile                     string
}

func main() {
	var o options
	flag.IntVar(&o.rows, "rows", 1_000_000, "`how many` agreements")
	flag.IntVar(&o.runs, "runs", 20, "`how many` times each page is asked for")
	flag.IntVar(&o.waiting, "waiting", 20_000, "`how many` submissions wait")
	flag.IntVar(&o.people, "people", 200, "`how many` people read and write at once")
	flag.DurationVar(&o.lasting, "for", 30*time.Second, "for `how long`")
	flag.StringVar(&o.engine, "engine", "", "only this `engine`: sqlite or postgres")
	flag.StringVar(&o.dir, "dir", filepath.Join(os.TempDir(), "bridgehead-bench"), "the `folder` for databases; those of SQLite stay in it")
	flag.StringVar(&o.only, "only", "", "only this `case`: pages or people")
	flag.StringVar(&o.page, "page", "", "only the pages that have this `text` in their description")
	flag.StringVar(&o.profile, "profile", "", "write a profile of all that is measured to this `file`")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "work:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options, out, progress io.Writer) error {
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
	for _, engine := range engines {
		if o.only != "people" {
			if err := within(ctx, engine, server, o, fmt.Sprintf("work-%d-%d", o.rows, o.waiting), progress, func(h *house) error { return pages(ctx, h, o, engine, out, progress) }); err != nil {
				return err
			}
		}
		if o.only != "pages" {
			few := o
			few.rows, few.waiting = min(o.rows, 20_000), min(o.waiting, 2000)
			// People write: the database is of this run alone.
			name := "people-" + strings.ToLower(rand.Text())
			if err := within(ctx, engine, server, few, name, progress, func(h *house) error { return people(ctx, h, o, engine, out) }); err != nil {
				return err
			}
			for _, suffix := range []string{".db", ".db-wal", ".db-shm", ".key", ".seal", ".checkpoints"} {
				if err := os.Remove(filepath.Join(o.dir, name+suffix)); err != nil && !errors.Is(err, os.ErrNotExist) {
					return err
				}
			}
		}
	}
	return nil
}

// within opens a database, which it fills when it is empty, and closes it afterwards; one of PostgreSQL goes.
func within(ctx context.Context, engine, server string, o options, name string, progress io.Writer, fn func(*house) error) (err error) {
	beside := filepath.Join(o.dir, name)
	address := beside + ".db"
	if engine == "postgres" {
		database := "bridgehead_bench_" + strings.ToLower(rand.Text())
		if err := statement(ctx, server, "create database "+database); err != nil {
			return err
		}
		defer func() {
			err = errors.Join(err, statement(context.Background(), server, "drop database "+database+" with (force)"))
		}()
		u, err := url.Parse(server)
		if err != nil {
			return err
		}
		u.Path = "/" + database
		address = u.String()
		dir, err := os.MkdirTemp(o.dir, "work-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		beside = filepath.Join(dir, "fair")
	}
	db, err := store.Open(ctx, address, store.Options{Key: beside + ".key", Checkpoints: beside + ".checkpoints"})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	h, err := settle(ctx, db, o, engine, progress)
	if err != nil {
		return err
	}
	if o.profile != "" {
		f, err := os.Create(o.profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	return fn(h)
}

func statement(ctx context.Context, server, text string) error {
	db, err := sql.Open("pgx", server)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, text)
	return err
}

// at is the value below which a share of them lies.
func at(all []time.Duration, share float64) time.Duration {
	all = slices.Sorted(slices.Values(all))
	return all[min(len(all)-1, int(float64(len(all))*share))]
}
