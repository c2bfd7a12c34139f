package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"bridgehead/demo"
	"bridgehead/lang"
	"bridgehead/store"
	"bridgehead/web"
)

// demoDB is the demonstration's file: not the default of the other commands, so that a
// record of one's own is never mistaken for it.
const demoDB = "bridgehead-demo.db"

func demoCommand() command {
	return command{
		name: "demo", short: "load the demonstration's two fairs and serve them",
		long: `Starts the product with two fairs. jinggang (京港洽谈会) holds what was really published
about the symposium, each fact with its source; sample (样例洽谈会) is synthetic, complete to
the last record, and labelled synthetic wherever it appears. What is loaded already is
served as it is. With --meetings the sample's current edition also gets the meetings of a fair
of the largest size: 1,000 investors, 4,000 project owners, 10,000 meetings over 5 days, planned
and released. They are loaded only when asked for, because the rest starts sooner without them.

Examples:
  bridgehead demo
  bridgehead demo --meetings
  bridgehead demo --addr 127.0.0.1:9000 --db /tmp/fair.db
  bridgehead demo --db postgres://user@localhost/fair --no-serve`,
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			r := recordFlags{mayCreate: true}
			r.set(fs)
			fs.Lookup("db").DefValue = demoDB
			r.db = demoDB
			addr := fs.String("addr", defaultAddr, "the `address` to serve on")
			noServe := fs.Bool("no-serve", false, "load and exit")
			meetings := fs.Bool("meetings", false, "load the meetings of a large fair into the sample")
			return func(ctx context.Context, io streams, args []string) error {
				if len(args) > 0 {
					return usage("it takes no arguments, but got %q", args[0])
				}
				db, err := openDemo(ctx, io, r)
				if err != nil {
					return err
				}
				defer db.Close()
				if *meetings {
					if err := demoMeetings(ctx, io, db); err != nil {
						return err
					}
				}
				if *noServe {
					return nil
				}
				return serveHTTP(ctx, io, db, *addr, web.Options{})
			}
		},
	}
}

// openDemo opens the record and sees to it that both fairs are in it. A file is loaded
// under another name and put into place when it is whole, so that a load that was broken
// off leaves nothing that looks finished.
func openDemo(ctx context.Context, io streams, r recordFlags) (*store.DB, error) {
	_, err := os.Stat(r.db)
	if isPostgres(r.db) || err == nil {
		db, err := r.open(ctx)
		if err != nil {
			return nil, err
		}
		if err := completeDemo(ctx, io, db, r.db); err != nil {
			return nil, errors.Join(err, db.Close())
		}
		return db, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	part := r
	part.db = r.db + ".part"
	for _, suffix := range []string{"", "-wal", "-shm", ".key", ".checkpoints"} {
		if err := os.Remove(part.db + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	db, err := part.open(ctx)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(completeDemo(ctx, io, db, part.db), db.Close()); err != nil {
		return nil, err
	}
	// The key and the checkpoints go first: a database without them would make its own.
	for _, suffix := range []string{".key", ".checkpoints", ""} {
		if err := os.Rename(part.db+suffix, r.db+suffix); err != nil && !(errors.Is(err, fs.ErrNotExist) && suffix != "") {
			return nil, err
		}
	}
	return r.open(ctx)
}

func isPostgres(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

// completeDemo loads the fairs that are missing.
func completeDemo(ctx context.Context, io streams, db *store.DB, address string) error {
	have, err := db.Fairs(ctx)
	if err != nil {
		return err
	}
	load := []struct {
		fair string
		run  func() error
	}{
		{demo.JinggangID, func() error { return demo.Jinggang(ctx, db) }},
		{demo.SampleFair, func() error { return demo.Sample{}.Load(ctx, db, nil) }},
	}
	for _, l := range load {
		if slices.Contains(have, l.fair) {
			whole, err := demo.Whole(ctx, db, l.fair)
			if err != nil {
				return err
			}
			if !whole {
				return lang.Conflict("command.demo.broken", lang.Args{"fair": l.fair, "db": address})
			}
			continue
		}
		start := time.Now()
		fmt.Fprintf(io.err, "Loading %s … ", l.fair)
		if err := l.run(); err != nil {
			fmt.Fprintln(io.err)
			return err
		}
		at, err := db.Head(ctx, l.fair)
		if err != nil {
			return err
		}
		fmt.Fprintf(io.err, "%d entries in %.1f s\n", at, time.Since(start).Seconds())
	}
	return demo.SampleBulletin(ctx, db, demo.SampleFair)
}

// demoMeetings loads the meetings of the sample, once.
func demoMeetings(ctx context.Context, io streams, db *store.DB) error {
	start := time.Now()
	fmt.Fprint(io.err, "Planning meetings … ")
	loaded, err := demo.LargestFair.Load(ctx, db, demo.SampleFair)
	switch {
	case err != nil:
		fmt.Fprintln(io.err)
		return err
	case loaded:
		fmt.Fprintf(io.err, "released in %.1f s\n", time.Since(start).Seconds())
	default:
		fmt.Fprintln(io.err, "there already")
	}
	return nil
}
