// Command wall measures how long it takes from the confirmation of a signing until every screen that watches has been told of it.
// It serves the record as several processes do, each with a connection of its own to one database, has watchers listen over HTTP,
// and confirms agreements one after the other. Servers and watchers share the machine.
//
//	go run ./wall [-postgres | -db ADDRESS] [-servers 2] [-watchers 2000] [-signings 100] [-over 1m]
package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/store"
	"bridgehead/web"
)

type options struct {
	db                          string
	servers, watchers, signings int
	over                        time.Duration
	postgres                    bool
}

func main() {
	var o options
	flag.StringVar(&o.db, "db", "", "`address` of an empty database: postgres://…; a new SQLite file without it")
	flag.BoolVar(&o.postgres, "postgres", false, "in a new database of the server that BRIDGEHEAD_TEST_POSTGRES names")
	flag.IntVar(&o.servers, "servers", 2, "`how many` serve")
	flag.IntVar(&o.watchers, "watchers", 2000, "`how many` watch")
	flag.IntVar(&o.signings, "signings", 100, "`how many` are confirmed")
	flag.DurationVar(&o.over, "over", time.Minute, "in which `time`")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "wall:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) (err error) {
	dir, err := os.MkdirTemp("", "bridgehead-wall-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if o.postgres {
		drop, err := onServer(ctx, &o)
		if err != nil {
			return err
		}
		defer drop()
	}
	if o.db == "" {
		o.db = filepath.Join(dir, "fair.db")
	}
	stopping := make(chan struct{})
	var addresses []string
	var dbs []*store.DB
	for range o.servers {
		db, err := store.Open(ctx, o.db, store.Options{Key: filepath.Join(dir, "key"), Checkpoints: filepath.Join(dir, "checkpoints")})
		if err != nil {
			return err
		}
		defer db.Close()
		db.KeepColumns(store.ColumnsLimit)
		site, err := web.New(db, web.Options{Stopping: stopping, Remember: time.Second})
		if err != nil {
			return err
		}
		listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		server := &http.Server{Handler: site, ReadTimeout: 30 * time.Second, WriteTimeout: 2 * time.Minute}
		go func() { _ = server.Serve(listener) }()
		defer server.Close()
		addresses, dbs = append(addresses, listener.Addr().String()), append(dbs, db)
	}
	defer close(stopping)
	ids, err := load(ctx, dbs[0], o.signings)
	if err != nil {
		return err
	}
	since, err := dbs[0].Head(ctx, "hall")
	if err != nil {
		return err
	}
	return measure(ctx, o, dbs, addresses, ids, since)
}

// onServer makes a database on the server, and returns what takes it away again.
func onServer(ctx context.Context, o *options) (func(), error) {
	server := os.Getenv("BRIDGEHEAD_TEST_POSTGRES")
	u, err := url.Parse(server)
	if err != nil || server == "" {
		return nil, errors.Join(err, errors.New("BRIDGEHEAD_TEST_POSTGRES names no server"))
	}
	name := "bridgehead_bench_" + strings.ToLower(rand.Text())
	statement := func(ctx context.Context, text string) error {
		db, err := sql.Open("pgx", server)
		if err != nil {
			return err
		}
		defer db.Close()
		_, err = db.ExecContext(ctx, text)
		return err
	}
	u.Path = "/" + name
	o.db = u.String()
	return func() {
		if err := statement(context.Background(), "drop database "+name+" with (force)"); err != nil {
			fmt.Fprintln(os.Stderr, "wall:", err)
		}
	}, statement(ctx, "create database "+name)
}

// load writes a fair with an edition and what it is to sign.
func load(ctx context.Context, db *store.DB, n int) ([]string, error) {
	var ids []string
	how := store.How{Action: journal.Created, Origin: journal.Origin{Kind: "document", ID: "bench"}}
	err := db.Update(ctx, "hall", "bench", func(tx *store.Tx) error {
		ids = nil
		f := fair.Fair{ID: "hall", Name: lang.Text{Hans: "样例洽谈会", En: "Sample Fair"}, Current: 1, Synthetic: true, Sides: []fair.Side{{Code: "one"}, {Code: "two"}}}
		e := fair.Edition{ID: fair.EditionID(tx.NewID()), Number: 1, Opened: "2023-11-29", Requires: 3, Policy: money.Policy{Currency: "CNY", Source: money.ECB, On: money.OnOpening}}
		p := party.Party{ID: party.ID(tx.NewID()), Kind: party.Company, Name: lang.Text{Hans: "样例公司", En: "Sample company"}}
		if err := errors.Join(store.Put(ctx, tx, &f, 0, how), store.Put(ctx, tx, &e, 0, how), store.Put(ctx, tx, &p, 0, how)); err != nil {
			return err
		}
		for i := range n {
			a := agreement.Agreement{
				ID: agreement.ID(tx.NewID()), Edition: 1, Title: lang.Text{Hans: "样例项目" + strconv.Itoa(i), En: "Sample agreement " + strconv.Itoa(i)}, Type: agreement.Contract,
				SignedOn: "2023-11-29", Amount: money.Amount{Minor: int64(i+1) * 10_000_000_00, Currency: "CNY"}, Confirmed: 1,
				Parties: []agreement.Role{{Party: p.ID, Role: "investor"}},
			}
			if err := store.Put(ctx, tx, &a, 0, how); err != nil {
				return err
			}
			ids = append(ids, string(a.ID))
		}
		return nil
	})
	return ids, err
}

// A heard is when a watcher was told of a position.
type heard struct {
	at  int64
	now time.Time
}

// watch listens until ctx ends and keeps what it has heard.
func watch(ctx context.Context, address string, tag lang.Tag, since journal.Position, ready func(), told *[]heard) error {
	c, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	defer c.Close()
	stop := context.AfterFunc(ctx, func() { _ = c.Close() })
	defer stop()
	if _, err := fmt.Fprintf(c, "GET /%s/hall/wall/events?edition=1&since=%d HTTP/1.1\r\nHost: wall\r\n\r\n", tag, since); err != nil {
		return err
	}
	r := bufio.NewReaderSize(c, 2048)
	var at int64
	for {
		line, err := r.ReadSlice('\n')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
		text := string(line)
		switch {
		case strings.HasPrefix(text, "HTTP/1.1 ") && !strings.HasPrefix(text, "HTTP/1.1 200"):
			return errors.New(strings.TrimSpace(text))
		case strings.HasPrefix(text, "retry:"):
			ready()
		case strings.HasPrefix(text, "id: "):
			if at, err = strconv.ParseInt(strings.TrimSpace(text[4:]), 10, 64); err != nil {
				return err
			}
		case strings.HasPrefix(text, "data: {"):
			*told = append(*told, heard{at, time.Now()})
		}
	}
}

func measure(ctx context.Context, o options, dbs []*store.DB, addresses, ids []string, since journal.Position) error {
	told, failed := make([][]heard, o.watchers), make([]error, o.watchers)
	watching, stop := context.WithCancel(ctx)
	defer stop()
	var ready, group sync.WaitGroup
	ready.Add(o.watchers)
	begun := time.Now()
	for n := range o.watchers {
		group.Go(func() {
			once := sync.OnceFunc(ready.Done)
			defer once()
			err := watch(watching, addresses[n%len(addresses)], lang.Tags[n%len(lang.Tags)], since, once, &told[n])
			if watching.Err() == nil {
				failed[n] = err
			}
		})
	}
	ready.Wait()
	fmt.Printf("all watch after %s\n", time.Since(begun).Round(time.Millisecond))
	committed := map[int64]time.Time{}
	before, err := used()
	if err != nil {
		return err
	}
	began := time.Now()
	tick := time.NewTicker(o.over / time.Duration(o.signings))
	defer tick.Stop()
	for i, id := range ids {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
		at, err := sign(ctx, dbs[i%len(dbs)], id)
		if err != nil {
			return err
		}
		committed[at] = time.Now()
	}
	time.Sleep(3 * time.Second)
	after, err := used()
	if err != nil {
		return err
	}
	took := time.Since(began)
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	stop()
	group.Wait()
	if err := errors.Join(failed...); err != nil {
		return err
	}
	fmt.Printf("%d watchers at %d servers, %d signings in %s; CPU %.0f %% of one core for servers and watchers, heap %d MiB\n",
		o.watchers, o.servers, len(committed), took.Round(time.Second), 100*(after-before).Seconds()/took.Seconds(), memory.HeapInuse>>20)
	return report(told, committed)
}

// used is the time that the process has computed.
func used() (time.Duration, error) {
	var u syscall.Rusage
	err := syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), err
}

// sign confirms for the side that is missing.
func sign(ctx context.Context, db *store.DB, id string) (int64, error) {
	var at int64
	err := db.Update(ctx, "hall", "bench", func(tx *store.Tx) error {
		row, err := store.Get[agreement.Agreement](ctx, tx.View, id)
		if err != nil {
			return err
		}
		_, err = store.Confirm[agreement.Agreement](ctx, tx, id, 2, row.Since, "2023-11-29", journal.Origin{Kind: "form", ID: "bench"})
		at = int64(tx.Position())
		return err
	})
	return at, err
}

func report(told [][]heard, committed map[int64]time.Time) error {
	var all, last []time.Duration
	worst := map[int64]time.Duration{}
	lost, doubled := 0, 0
	for _, one := range told {
		seen := map[int64]bool{}
		for _, h := range one {
			at, ok := committed[h.at]
			if !ok || seen[h.at] {
				doubled++
				continue
			}
			seen[h.at] = true
			d := max(0, h.now.Sub(at)) // a watcher can be told before the one who confirmed is answered
			all = append(all, d)
			worst[h.at] = max(worst[h.at], d)
		}
		lost += len(committed) - len(seen)
	}
	if len(all) == 0 {
		return errors.New("nobody was told anything")
	}
	for _, d := range worst {
		last = append(last, d)
	}
	for _, x := range []struct {
		what string
		d    []time.Duration
	}{{"a screen", all}, {"every screen", last}} {
		slices.Sort(x.d)
		at := func(share float64) time.Duration {
			return x.d[min(len(x.d)-1, int(float64(len(x.d))*share))].Round(time.Millisecond)
		}
		fmt.Printf("from confirmation to %s: median %s, p99 %s, longest %s\n", x.what, at(0.5), at(0.99), at(1))
	}
	fmt.Printf("lost %d, doubled %d\n", lost, doubled)
	if lost+doubled > 0 {
		return errors.New("some were not told exactly once")
	}
	return nil
}
