//go:build server

package testenv

import (
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestPostgresGivesEachTestAnEmptyDatabaseAndDropsIt(t *testing.T) {
	var names []string
	t.Run("while the tests run", func(t *testing.T) {
		for range 2 {
			conn := connect(t, Postgres(t))
			names = append(names, value[string](t, conn, `SELECT current_database()`))
			if tables := value[int](t, conn, `SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`); tables != 0 {
				t.Errorf("%d tables", tables)
			}
			if encoding := value[string](t, conn, `SHOW server_encoding`); encoding != "UTF8" {
				t.Errorf("encoding %s", encoding)
			}
			if version := value[int](t, conn, `SELECT current_setting('server_version_num')::int`); version < 150000 {
				t.Errorf("the server is of version %d, older than 15", version)
			}
			if _, err := conn.Exec(t.Context(), `CREATE TABLE mark (id int)`); err != nil {
				t.Error(err)
			}
		} // the connections stay open
	})

	if names[0] == names[1] || !strings.HasPrefix(names[0], "bridgehead_test_") {
		t.Errorf("names %q", names)
	}
	server := connect(t, os.Getenv(PostgresVariable))
	if left := value[int](t, server, `SELECT count(*) FROM pg_database WHERE datname = ANY($1)`, names); left != 0 {
		t.Errorf("%d databases are left", left)
	}
}

func TestATemplateIsFilledOnceAndCopied(t *testing.T) {
	filled := 0
	template := Template{Fill: func(t testing.TB, address string) {
		filled++
		execute(t, address, `CREATE TABLE mark (id int)`)
	}}
	t.Run("while the tests run", func(t *testing.T) {
		for range 2 {
			conn := connect(t, template.Copy(t))
			if rows := value[int](t, conn, `SELECT count(*) FROM mark`); rows != 0 {
				t.Errorf("a copy begins with %d rows", rows)
			}
			if _, err := conn.Exec(t.Context(), `INSERT INTO mark VALUES (1)`); err != nil {
				t.Error(err)
			}
		}
	})
	if filled != 1 {
		t.Errorf("filled %d times", filled)
	}
	if err := template.Drop(); err != nil {
		t.Fatal(err)
	}
	server := connect(t, os.Getenv(PostgresVariable))
	if left := value[int](t, server, `SELECT count(*) FROM pg_database WHERE datname = $1`, template.filled); left != 0 {
		t.Error("the template is left")
	}
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

func value[T any](t *testing.T, conn *pgx.Conn, query string, arguments ...any) (v T) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), query, arguments...).Scan(&v); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return v
}
