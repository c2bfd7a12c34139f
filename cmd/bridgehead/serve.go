package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"bridgehead/mail"
	"bridgehead/store"
	"bridgehead/watch"
	"bridgehead/web"
)

// defaultAddr is where the pages are served when no address is given: for this machine
// alone.
const defaultAddr = "127.0.0.1:8026"

func serveCommand() command {
	return command{
		name: "serve", short: "serve the fairs' pages",
		long: `Serves the pages of all fairs in the record, in three languages, until it is told to stop.
What is under way is then finished first. Behind a load balancer any number of processes
serve the same PostgreSQL.

Examples:
  bridgehead serve --db fair.db
  bridgehead serve --db postgres://user@localhost/fair --addr :8026
  bridgehead serve --db fair.db --smtp smtps://fair:secret@mail.example.org --mail-from fair@example.org
  bridgehead serve --db fair.db --watch press/ --feeds-every 30m
  bridgehead serve --db fair.db --check`,
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			var r recordFlags
			r.set(fs)
			addr := fs.String("addr", defaultAddr, "the `address` to serve on")
			check := fs.Bool("check", false, "see whether it could serve, and exit")
			public := fs.String("url", "", "the `address` at which the public finds the pages: https://fair.example")
			design := fs.Bool("design", false, "serve the page of the design system at /en/design as well")
			smtp := fs.String("smtp", "", "the `server` that takes mails: smtp://user:password@host, smtps://host, or on this machine smtp+plain://localhost (default: mails wait)")
			from := fs.String("mail-from", "", "the `address` that mails come from")
			var watching watch.Options
			var folders []string
			fs.Func("watch", "a `folder` of other people's texts that are checked as they arrive, or FAIR=FOLDER; may be repeated", func(s string) error {
				folders = append(folders, s)
				return nil
			})
			fs.BoolVar(&watching.Feeds, "feeds", true, "read the feeds that the fairs list")
			fs.DurationVar(&watching.Every, "feeds-every", watch.DefaultEvery, "how long a feed is left alone before it is read again, a `time`")
			fs.BoolVar(&watching.Anywhere, "feeds-private", false, "let feeds and what they lead to stand in private networks and on this machine")
			return func(ctx context.Context, io streams, args []string) error {
				if len(args) > 0 {
					return usage("it takes no arguments, but got %q", args[0])
				}
				db, err := r.open(ctx)
				if err != nil {
					return err
				}
				defer db.Close()
				var sender *mail.Sender
				if *smtp != "" {
					if sender, err = mail.New(db, *smtp, *from, siteAddress(*public, *addr)); err != nil {
						return err
					}
				}
				if watching.Every < time.Minute {
					return usage("--feeds-every is a minute or more")
				}
				if watching.Folders, err = watchedFolders(ctx, db, folders); err != nil {
					return err
				}
				if *check {
					return checkServe(ctx, io, db, *addr)
				}
				log := slog.New(slog.NewTextHandler(io.err, nil))
				if sender != nil {
					defer beside(ctx, func(ctx context.Context) { sender.Run(ctx, log) })()
				}
				watching.Log = log
				defer beside(ctx, watch.New(db, watching).Run)()
				return serveHTTP(ctx, io, db, *addr, web.Options{Address: *public, MailFrom: *from, Design: *design})
			}
		},
	}
}

// beside runs something beside what follows; the answer ends it, and is called before the database is closed.
func beside(ctx context.Context, run func(context.Context)) (end func()) {
	running, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		run(running)
	}()
	return func() { stop(); <-done }
}

// watchedFolders are the folders that are watched, each with the fair that its texts are about: the only one where none
// is named.
func watchedFolders(ctx context.Context, db *store.DB, given []string) ([]watch.Folder, error) {
	fairs, err := db.Fairs(ctx)
	if err != nil {
		return nil, err
	}
	var out []watch.Folder
	for _, s := range given {
		var f watch.Folder
		if fair, path, ok := strings.Cut(s, "="); ok && slices.Contains(fairs, fair) {
			f = watch.Folder{Fair: fair, Path: path}
		} else if len(fairs) == 1 {
			f = watch.Folder{Fair: fairs[0], Path: s}
		} else {
			return nil, usage("--watch takes FAIR=FOLDER where the record has several fairs: one of %s, but got %q", strings.Join(fairs, ", "), s)
		}
		if info, err := os.Stat(f.Path); err != nil || !info.IsDir() {
			return nil, usage("--watch: %s is no folder", f.Path)
		}
		out = append(out, f)
	}
	return out, nil
}

// siteAddress is where links in mails lead: to the address of the public, or to this machine.
func siteAddress(public, addr string) string {
	if public != "" {
		return public
	}
	host, port, err := net.SplitHostPort(addr)
	if err != nil || host == "" {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// checkServe makes everything that serving needs, and serves nothing.
func checkServe(ctx context.Context, io streams, db *store.DB, addr string) error {
	if _, err := web.New(db, web.Options{}); err != nil {
		return err
	}
	fairs, err := db.Fairs(ctx)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("cannot serve on %s: %w; name another with --addr", addr, err)
	}
	if err := listener.Close(); err != nil {
		return err
	}
	fmt.Fprintf(io.out, "ready to serve %d fairs on %s\n", len(fairs), addr)
	return nil
}

// A patience is how long a reader may take. An answer can be long and the line slow, so writing has
// the most time; a connection that sends nothing is closed.
type patience struct{ header, read, write, idle time.Duration }

var usualPatience = patience{header: 10 * time.Second, read: 30 * time.Second, write: 2 * time.Minute, idle: 2 * time.Minute}

const (
	rememberPages = time.Second      // what another process writes shows within it
	stopTimeout   = 20 * time.Second // what is under way when it is told to stop
	maxHeader     = 64 << 10         // bytes
)

// remindEvery is how often it is looked for what came about by itself.
const remindEvery = 20 * time.Second

// remind tells of what comes about by itself until ctx is done.
func remind(ctx context.Context, db *store.DB) {
	for {
		if err := db.Remind(ctx); err != nil && ctx.Err() == nil {
			slog.Error("notices: look for what came about", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(remindEvery):
		}
	}
}

func newServer(handler http.Handler, p patience) *http.Server {
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: p.header, ReadTimeout: p.read, WriteTimeout: p.write, IdleTimeout: p.idle, MaxHeaderBytes: maxHeader,
	}
}

// serveHTTP serves the record's pages until ctx is done, and prints where.
func serveHTTP(ctx context.Context, io streams, db *store.DB, addr string, o web.Options) error {
	db.KeepColumns(store.ColumnsLimit)
	db.KeepSearch(func(err error) { slog.Error("search: the index is not up to date", "error", err) })
	defer beside(ctx, func(ctx context.Context) { remind(ctx, db) })()
	o.Remember, o.Stopping = rememberPages, ctx.Done()
	handler, err := web.New(db, o)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("cannot serve on %s: %w; name another with --addr", addr, err)
	}
	fmt.Fprintf(io.out, "Serving on http://%s – stop with Ctrl-C\n", listener.Addr())
	return serveUntil(ctx, newServer(handler, usualPatience), listener)
}

// serveUntil serves until ctx is done.
func serveUntil(ctx context.Context, server *http.Server, listener net.Listener) error {
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	// The caller's context is done already; what is under way gets time of its own.
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if err := server.Shutdown(stop); err != nil {
		return errors.Join(err, server.Close())
	}
	return nil
}
