package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"bridgehead/store"
)

const (
	sqliteName   = "sqlite"
	postgresName = "postgres"

	// serverVariable names the PostgreSQL server, as for the tests: a role that may create databases.
	serverVariable = "BRIDGEHEAD_TEST_POSTGRES"
)

// An engine makes databases.
type engine struct {
	name   string
	dir    string // for files
	server string // postgres:// URL
}

// enginesFor returns the engines that are there and wanted.
func enginesFor(o options) ([]*engine, error) {
	lite := &engine{name: sqliteName, dir: o.dir}
	server := os.Getenv(serverVariable)
	pg := &engine{name: postgresName, dir: o.dir, server: server}
	switch {
	case o.engine == "" && server == "" || o.engine == sqliteName:
		return []*engine{lite}, nil
	case o.engine == "":
		return []*engine{lite, pg}, nil
	case o.engine == postgresName && server == "":
		return nil, fmt.Errorf("-engine postgres: %s is not set; make bench starts a server", serverVariable)
	case o.engine == postgresName:
		return []*engine{pg}, nil
	}
	return nil, fmt.Errorf("-engine %s: there are sqlite and postgres", o.engine)
}

// A database is open twice: for the program, and for SQL written by hand with the same driver and settings.
type database struct {
	engine  *engine
	address string
	ours    *store.DB
	hand    *sql.DB
	drop    func() error
	written string // the file of checkpoints
}

// fresh returns a new database with the program's tables and nothing in them.
func (e *engine) fresh(ctx context.Context) (*database, error) {
	dir, err := os.MkdirTemp(e.dir, "run-")
	if err != nil {
		return nil, err
	}
	drop := func() error { return os.RemoveAll(dir) }
	address := filepath.Join(dir, "fair.db")
	if e.name == postgresName {
		name := "bridgehead_bench_" + strings.ToLower(rand.Text())
		if err := e.statement(ctx, "create database "+name); err != nil {
			return nil, errors.Join(err, drop())
		}
		u, err := url.Parse(e.server)
		if err != nil {
			return nil, errors.Join(err, drop())
		}
		u.Path = "/" + name
		address = u.String()
		files := drop
		drop = func() error {
			return errors.Join(e.statement(context.Background(), "drop database "+name+" with (force)"), files())
		}
	}
	d, err := e.open(ctx, address, filepath.Join(dir, "fair"))
	if err != nil {
		return nil, errors.Join(err, drop())
	}
	d.drop = drop
	return d, nil
}

// open opens a database; beside is the beginning of the names of its files.
func (e *engine) open(ctx context.Context, address, beside string) (*database, error) {
	d := &database{engine: e, address: address, written: beside + ".checkpoints"}
	var err error
	d.ours, err = store.Open(ctx, address, store.Options{Key: beside + ".key", Checkpoints: d.written})
	if err != nil {
		return nil, err
	}
	if e.name == postgresName {
		if d.hand, err = sql.Open("pgx", address); err != nil {
			return nil, errors.Join(err, d.close())
		}
		return d, nil
	}
	// What store.Open sets, for one connection.
	d.hand, err = sql.Open("sqlite", "file:"+(&url.URL{Path: address}).EscapedPath()+
		"?_pragma=busy_timeout(30000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"+
		"&_pragma=temp_store(MEMORY)&_pragma=cache_size(-65536)&_txlock=immediate")
	if err != nil {
		return nil, errors.Join(err, d.close())
	}
	d.hand.SetMaxOpenConns(1)
	return d, nil
}

// close closes the database and drops it when it was made by fresh.
func (d *database) close() error {
	err := d.ours.Close()
	if d.hand != nil {
		err = errors.Join(err, d.hand.Close())
	}
	if d.drop != nil {
		err = errors.Join(err, d.drop())
	}
	return err
}

// statement runs one statement on the server.
func (e *engine) statement(ctx context.Context, text string) error {
	db, err := sql.Open("pgx", e.server)
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, text); err != nil {
		return fmt.Errorf("%s: %w", text, err)
	}
	return nil
}
