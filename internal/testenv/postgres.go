package testenv

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"strings"
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
	server := os.Getenv(PostgresVariable)
	if server == "" {
		t.Fatalf("this test needs a PostgreSQL server: type make test, or set %s to a postgres:// URL", PostgresVariable)
	}
	address, err := url.Parse(server)
	if err != nil || !strings.HasPrefix(address.Scheme, "postgres") {
		t.Fatalf("%s is not a postgres:// URL", PostgresVariable) // not printed: it may hold a password
	}

	database := "bridgehead_test_" + strings.ToLower(rand.Text())
	execute(t, server, `CREATE DATABASE `+database+` TEMPLATE template0 ENCODING 'UTF8'`)
	t.Cleanup(func() { execute(t, server, `DROP DATABASE `+database+` WITH (FORCE)`) })

	address.Path = "/" + database
	return address.String()
}

// execute runs one statement on a connection of its own. It does not use t.Context, which has ended when a test cleans up.
func execute(t testing.TB, server, statement string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Fatalf("the server that %s names does not answer: %v", PostgresVariable, err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
