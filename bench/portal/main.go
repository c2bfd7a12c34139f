// Command portal measures the public pages over HTTP at a million projects: lists that are narrowed and sorted with the counts of
// all their choices, single records, searches; beside PocketBase with the same rows, and the home page beside nginx with the same
// bytes in a file.
//
//	go run ./portal [-rows N] [-for DURATION] [-clients N] [-engine sqlite|postgres] [-dir FOLDER] [-only list|record|search|home] [-profile FILE]
//
// Servers and clients share the process and its processors, and so does each peer, which is asked in turn with us. PocketBase keeps
// its data in SQLite; for PostgreSQL it is the same PocketBase. Its indexes are those that somebody who knows the questions would
// make. BRIDGEHEAD_TEST_POSTGRES names the server, as for the other benchmarks; without it SQLite alone is measured. The home page is
// asked with wrk, beside nginx; both are installed with apt when they are missing and this runs as root.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"syscall"
	"text/tabwriter"
	"time"

	"bridgehead/store"
	"bridgehead/web"
)

type options struct {
	rows    int
	lasting time.Duration
	clients int
	rounds  int
	engine  string
	dir     string
	only    string
	profile string
}

func main() {
	var o options
	flag.IntVar(&o.rows, "rows", 1_000_000, "`how many` projects")
	flag.DurationVar(&o.lasting, "for", 4*time.Second, "how long each side is asked in each round")
	flag.IntVar(&o.clients, "clients", 4, "`how many` connections ask at the same time")
	flag.IntVar(&o.rounds, "rounds", 3, "`how many` times the sides take turns")
	flag.StringVar(&o.engine, "engine", "", "only this `engine`: sqlite or postgres")
	flag.StringVar(&o.dir, "dir", filepath.Join(os.TempDir(), "bridgehead-bench"), "the `folder` for databases; those of SQLite stay in it")
	flag.StringVar(&o.only, "only", "", "only this `case`: list, record, search or home")
	flag.StringVar(&o.profile, "profile", "", "write a profile of our side's last case to this `file`")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "portal:", err)
		os.Exit(1)
	}
}

// A question is asked of both sides: ours and theirs are addresses of which each client takes the next one in turn. Ours are
// whole pages; rows are the addresses of the same as JSON, which is what the peer answers with.
type question struct {
	group, what        string
	ours, rows, theirs []string
}

func run(ctx context.Context, o options, out, progress io.Writer) error {
	if err := os.MkdirAll(o.dir, 0o755); err != nil {
		return err
	}
	engines := []string{"sqlite"}
	server := os.Getenv("BRIDGEHEAD_TEST_POSTGRES")
	switch {
	case o.engine == "postgres" && server == "":
		return fmt.Errorf("-engine postgres: BRIDGEHEAD_TEST_POSTGRES is not set; make bench starts a server")
	case o.engine != "":
		engines = []string{o.engine}
	case server != "":
		engines = append(engines, "postgres")
	}
	peer, err := startPeer(ctx, o, progress)
	if err != nil {
		return err
	}
	defer peer.close()
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "what\tours as\tdatabase\tours\tp50\tp99\tallocations\tPocketBase\tp50\tp99\tallocations\tratio")
	for _, engine := range engines {
		db, drop, err := openFair(ctx, engine, server, o, progress)
		if err != nil {
			return err
		}
		err = measure(ctx, db, engine, peer, o, w, out, progress)
		if err := drop(); err != nil {
			return err
		}
		if err != nil {
			return err
		}
	}
	return w.Flush()
}

func measure(ctx context.Context, db *store.DB, engine string, peer *peer, o options, w *tabwriter.Writer, out, progress io.Writer) error {
	// Nothing is remembered: each answer is made anew, as PocketBase's are.
	address, stop, err := serve(db, 0)
	if err != nil {
		return err
	}
	defer stop()
	if err := warm(ctx, db, address, o, progress); err != nil {
		return err
	}
	questions, err := questions(ctx, db, o)
	if err != nil {
		return err
	}
	for _, q := range questions {
		if o.only != "" && o.only != q.group {
			continue
		}
		fmt.Fprintf(progress, "%s, %s …\n", q.what, engine)
		var pages, rows, theirs sample
		// Whoever is asked first would fill caches of the machine for those after it.
		for _, side := range []struct {
			sample    *sample
			address   string
			questions []string
		}{{&pages, address, q.ours}, {&rows, address, q.rows}, {&theirs, peer.address, q.theirs}} {
			if err := side.sample.warm(ctx, side.address, side.questions, o); err != nil {
				return fmt.Errorf("%s: %w", q.what, err)
			}
		}
		for range o.rounds {
			err := profiled(o.profile, func() error { return pages.ask(ctx, address, q.ours, o) })
			if err == nil && q.rows != nil {
				err = profiled(o.rowsProfile(), func() error { return rows.ask(ctx, address, q.rows, o) })
			}
			if err != nil {
				return fmt.Errorf("%s: %w", q.what, err)
			}
			if err := theirs.ask(ctx, peer.address, q.theirs, o); err != nil {
				return fmt.Errorf("%s, PocketBase: %w", q.what, err)
			}
		}
		line := func(as string, ours *sample) {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%.1f\n", q.what, as, engine, ours.String(), theirs.String(), ours.rate()/theirs.rate())
		}
		line("page", &pages)
		if q.rows != nil {
			line("JSON", &rows)
		}
	}
	if o.only == "" || o.only == "home" {
		fmt.Fprintf(progress, "home, %s …\n", engine)
		address, stop, err := serve(db, time.Second)
		if err != nil {
			return err
		}
		defer stop()
		return home(ctx, address, o, out)
	}
	return nil
}

// rowsProfile is the file for the profile of what is asked for as JSON.
func (o options) rowsProfile() string {
	if o.profile == "" {
		return ""
	}
	return o.profile + ".json"
}

// profiled runs fn and writes its profile to a file, where one is named.
func profiled(file string, fn func() error) error {
	if file == "" {
		return fn()
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return fn()
}

// serve serves the pages, on a port of its own; the program remembers those of the public for a second.
func serve(db *store.DB, remember time.Duration) (address string, stop func(), err error) {
	handler, err := web.New(db, web.Options{Remember: remember})
	if err != nil {
		return "", nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	s := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	go s.Serve(listener)
	return listener.Addr().String(), func() { s.Close() }, nil
}

// mallocs is how many allocations the process has made.
func mallocs() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}
