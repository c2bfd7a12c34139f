package store

import (
	"cmp"
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"

	"bridgehead/access"
	"bridgehead/journal"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Options say how a database is opened. The zero value is right for a laptop.
type Options struct {
	// Key is the file with the key that signs checkpoints. Empty means a file beside the
	// database (SQLite) or named after it in the working directory (PostgreSQL). It is
	// made when it is missing.
	Key string
	// Seal is the file with the key that seals the secrets of authenticators. Empty means beside
	// Key. It is made when the first one is sealed.
	Seal string
	// Checkpoints is the file to which every signed checkpoint is appended, outside the
	// database, so that a journal whose tail was cut is noticed. Empty means beside Key.
	Checkpoints string
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Cost is how much work it is to try a password; the zero value means access.DefaultCost.
	Cost access.Cost
	// MustExist refuses to make a database file that is not there.
	MustExist bool
}

// A DB is an open record: all fairs of one installation.
type DB struct {
	write, read *sql.DB // the same pool on PostgreSQL; on SQLite one writer beside the readers
	reading     querier // read, with what is asked again and again
	dialect     goose.Dialect
	key         *journal.Key
	checkpoints string
	dropped     atomic.Int64 // when notices from long ago were last dropped
	seal        string       // the file
	now         func() time.Time
	statements  statements // of the writer
	positions   positions
	columns     *keeper // nil unless KeepColumns was called
	sums        sums
	waiting     waiting
	search      *searchKeeper // nil unless KeepSearch was called
	reread      sync.Map      // by fair, the positions at which published bulletins were last held against the record
	reheld      sync.Map      // by fair, how far others' texts were held against the record anew
	changes     atomic.Int64  // transactions since it was opened that readers may see
	cost        access.Cost
	hashes      chan struct{} // one for each password that is being worked on
	hashed      atomic.Int64  // how many were worked on since it was opened
}

// Open opens the record at address: a file path for the embedded SQLite, or a postgres://
// address for PostgreSQL 15 or later. Missing tables are made.
func Open(ctx context.Context, address string, o Options) (*DB, error) {
	return openAt(ctx, address, o, 0)
}

// openAt opens the record and makes its tables as they were at a migration, 0 for the last.
func openAt(ctx context.Context, address string, o Options, schema int64) (*DB, error) {
	db := &DB{now: o.Now, cost: cmp.Or(o.Cost, access.DefaultCost), hashes: make(chan struct{}, hashing)}
	if db.now == nil {
		db.now = time.Now
	}
	var beside string
	var err error
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		beside, err = db.openPostgres(address)
	} else {
		beside, err = db.openSQLite(address, o.MustExist)
	}
	if err != nil {
		return nil, err
	}
	if o.Key == "" {
		o.Key = beside + ".key"
	}
	if o.Checkpoints == "" {
		o.Checkpoints = beside + ".checkpoints"
	}
	db.checkpoints = o.Checkpoints
	db.seal = cmp.Or(o.Seal, strings.TrimSuffix(o.Key, ".key")+".seal")
	if err := db.migrateTo(ctx, schema); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if db.key, err = journal.LoadKey(o.Key, true); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func (db *DB) openPostgres(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("store: address of the database: %w", err)
	}
	pool, err := sql.Open("pgx", address)
	if err != nil {
		return "", fmt.Errorf("store: open %s: %w", u.Redacted(), err)
	}
	pool.SetMaxOpenConns(16)
	pool.SetMaxIdleConns(8)
	db.write, db.read, db.reading, db.dialect = pool, pool, pool, goose.DialectPostgres
	name := strings.Trim(u.Path, "/")
	if name == "" {
		name = "bridgehead"
	}
	return name, nil
}

func (db *DB) openSQLite(path string, mustExist bool) (string, error) {
	_, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) && mustExist {
		return "", fmt.Errorf("store: there is no database at %s: name another with --db, or load one with `bridgehead demo --db %s --no-serve`", path, path)
	}
	if dir := filepath.Dir(path); dir != "." {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return "", fmt.Errorf("store: folder of the database: %w", err)
		}
	}
	// A commit is on the disk when it is acknowledged (synchronous FULL); readers never
	// wait for the writer (WAL).
	const pragmas = "_pragma=busy_timeout(30000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=temp_store(MEMORY)&_pragma=cache_size(-65536)"
	file := "file:" + (&url.URL{Path: path}).EscapedPath()
	if db.write, err = sql.Open("sqlite", file+"?"+pragmas+"&_txlock=immediate"); err != nil {
		return "", fmt.Errorf("store: open %s: %w", path, err)
	}
	db.write.SetMaxOpenConns(1)
	db.statements = statements{db: db.write, made: map[string]*sql.Stmt{}, wanted: map[string]bool{}}
	if db.read, err = sql.Open("sqlite", file+"?"+pragmas+"&_pragma=query_only(1)"); err != nil {
		return "", fmt.Errorf("store: open %s: %w", path, err)
	}
	db.read.SetMaxOpenConns(8)
	db.read.SetMaxIdleConns(8)
	db.reading = newReaders(db.read)
	db.dialect = goose.DialectSQLite3
	return path, nil
}

// migrator knows the steps by which tables are made.
func (db *DB) migrator() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, fmt.Errorf("store: migrations: %w", err)
	}
	p, err := goose.NewProvider(db.dialect, db.write, files, goose.WithGoMigrations(goMigrations...))
	if err != nil {
		return nil, fmt.Errorf("store: migrations: %w", err)
	}
	return p, nil
}

func (db *DB) migrate(ctx context.Context) error { return db.migrateTo(ctx, 0) }

func (db *DB) migrateTo(ctx context.Context, schema int64) error {
	p, err := db.migrator()
	if err != nil {
		return err
	}
	up := p.Up
	if schema > 0 {
		up = func(ctx context.Context) ([]*goose.MigrationResult, error) { return p.UpTo(ctx, schema) }
	}
	// Two processes that start together may both try to make the tables: the second
	// finds them made when it looks again.
	if _, err = up(ctx); err != nil {
		time.Sleep(200 * time.Millisecond)
		_, err = up(ctx)
	}
	if err != nil {
		return fmt.Errorf("store: migrations: %w", err)
	}
	if schema > 0 {
		return nil // not what this program works with
	}
	return db.sealOld(ctx)
}

// Close closes the database.
func (db *DB) Close() error {
	db.columns.close()
	db.search.close()
	err := db.write.Close()
	if db.read != nil && db.read != db.write {
		err = errors.Join(err, db.read.Close())
	}
	return err
}

// PublicKey returns the key with which anybody can verify this record's checkpoints.
func (db *DB) PublicKey() string { return db.key.Public() }

// retries is how often a transaction is tried when the database says that it lost to
// another one; retryable errors mean that nothing of it was written.
const retries = 12

func retryable(err error) bool {
	if errors.Is(err, errAgain) {
		return true
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "40001" || pg.Code == "40P01"
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		switch lite.Code() & 0xff {
		case sqlitelib.SQLITE_BUSY, sqlitelib.SQLITE_LOCKED:
			return true
		}
	}
	return false
}

// isUnique reports whether the database refused a second row with the same key.
func isUnique(err error) bool {
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return pg.Code == "23505"
	}
	if lite, ok := errors.AsType[*sqlite.Error](err); ok {
		return lite.Code() == sqlitelib.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == sqlitelib.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	return false
}

// transact runs fn in a transaction and again from the start when it lost to another.
func (db *DB) transact(ctx context.Context, fn func(*sql.Tx) error) error {
	var err error
	for try := range retries {
		if try > 0 {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(time.Duration(1<<min(try, 7)) * 4 * time.Millisecond):
			}
		}
		if err = db.once(ctx, fn); !retryable(err) {
			return err
		}
	}
	return fmt.Errorf("store: the transaction lost to others %d times: %w", retries, err)
}

func (db *DB) once(ctx context.Context, fn func(*sql.Tx) error) error {
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := fn(tx); err != nil {
		return err
	}
	return tx.Commit()
}
