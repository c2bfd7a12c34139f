package testenv

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// PostgresVariable names the environment variable that holds the address of the server shared by all tests:
// a postgres:// URL of a role that may create databases.
const PostgresVariable = "BRIDGEHEAD_TEST_POSTGRES"

// Postgres returns the postgres:// URL of a new empty database, which is dropped when the test ends, whoever is still connected.
// The database has the server's own collation, which differs between servers.
func Postgres(t testing.TB) string {
	t.Helper()
	return postgres(t, "template0")
}

// postgres returns the address of a new database that begins as a copy of another, to which nobody is connected.
func postgres(t testing.TB, of string) string {
	t.Helper()
	server := postgresServer(t)
	database := newDatabase(t, server, of)
	t.Cleanup(func() { execute(t, server, `DROP DATABASE `+database+` WITH (FORCE)`) })
	return addressOf(server, database)
}

// A Template is a database that is filled for the first test that asks; each test gets a copy of it. So a package's tests need
// not wait for the same tables to be made each time. Its TestMain drops it in the end.
type Template struct {
	Fill func(t testing.TB, address string) // leaves nobody connected

	mu             sync.Mutex
	server, filled string
}

// Copy returns the postgres:// URL of a new copy, which is dropped when the test ends, whoever is still connected.
func (p *Template) Copy(t testing.TB) string {
	t.Helper()
	return postgres(t, p.once(t))
}

// once fills the database unless it was filled, and returns its name.
func (p *Template) once(t testing.TB) string {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.filled == "" {
		p.server = postgresServer(t)
		database := newDatabase(t, p.server, "template0")
		p.Fill(t, addressOf(p.server, database))
		p.filled = database
	}
	return p.filled
}

// Drop drops the database, after the tests, if it was filled.
func (p *Template) Drop() error {
	if p.filled == "" {
		return nil
	}
	return executeOn(p.server, `DROP DATABASE `+p.filled+` WITH (FORCE)`)
}

// postgresServer is the address of the server shared by all tests.
func postgresServer(t testing.TB) string {
	t.Helper()
	server := os.Getenv(PostgresVariable)
	if server == "" {
		t.Fatalf("this test needs a PostgreSQL server: type make test, or set %s to a postgres:// URL", PostgresVariable)
	}
	if address, err := url.Parse(server); err != nil || !strings.HasPrefix(address.Scheme, "postgres") {
		t.Fatalf("%s is not a postgres:// URL", PostgresVariable) // not printed: it may hold a password
	}
	return server
}

func newDatabase(t testing.TB, server, of string) string {
	t.Helper()
	database := "bridgehead_test_" + strings.ToLower(rand.Text())
	execute(t, server, `CREATE DATABASE `+database+` TEMPLATE `+of+` ENCODING 'UTF8'`)
	return database
}

// addressOf is the address of a database of a server whose address is a URL.
func addressOf(server, database string) string {
	address, err := url.Parse(server)
	if err != nil {
		panic(err) // postgresServer has parsed it
	}
	address.Path = "/" + database
	return address.String()
}

func execute(t testing.TB, server, statement string) {
	t.Helper()
	if err := executeOn(server, statement); err != nil {
		t.Fatal(err)
	}
}

// executeOn runs one statement on a connection of its own. It does not use t.Context, which has ended when a test cleans up.
func executeOn(server, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return fmt.Errorf("the server that %s names does not answer: %w", PostgresVariable, err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}
