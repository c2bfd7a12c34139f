package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"bridgehead/demo"
)

// A duck is a DuckDB in memory that holds the same rows in its own tables: of every version that is counted, the columns
// that figures, splits and traces are made of.
type duck struct {
	*sql.DB
}

// duckTables are its tables with the statements that they are filled from. The fair is $1.
var duckTables = []struct{ name, columns, rows string }{
	{
		"edition", "since bigint, until bigint, number bigint, requires bigint",
		"select since, until, number, requires from edition where fair_id = $1 order by since",
	},
	{
		"agreement", "since bigint, until bigint, id varchar, code varchar, title varchar, edition bigint, type varchar, direction varchar, " +
			"signed_on varchar, amount bigint, currency varchar, industry varchar, country varchar, confirmed bigint, ended_on varchar",
		"select since, until, id, code, title_hans, edition, type, direction, signed_on, amount, currency, industry, country, confirmed, ended_on " +
			"from agreement where fair_id = $1 order by since",
	},
	{
		"attribution", "since bigint, district varchar, office varchar, num bigint, den bigint",
		"select since, district, office, num, den from agreement_attribution where fair_id = $1 order by since, n",
	},
	{
		"amendment", "since bigint, until bigint, id varchar, code varchar, agreement varchar, edition bigint, signed_on varchar, amount bigint, " +
			"currency varchar, confirmed bigint",
		"select since, until, id, code, agreement, edition, signed_on, amount, currency, confirmed from amendment where fair_id = $1 order by since",
	},
	{
		"milestone", "since bigint, until bigint, agreement varchar, stage varchar, day varchar, amount bigint, currency varchar, counts bigint",
		"select since, until, agreement, stage, day, amount, currency, counts from milestone where fair_id = $1 and agreement <> '' order by since",
	},
	{"journal", "position bigint, origin varchar", "select position, origin from journal where fair_id = $1 order by position"},
}

// newDuck fills a DuckDB with the rows of a database.
func newDuck(ctx context.Context, from *database) (d *duck, err error) {
	connector, err := duckdb.NewConnector("", nil)
	if err != nil {
		return nil, err
	}
	d = &duck{sql.OpenDB(connector)}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.Close())
		}
	}()
	for _, t := range duckTables {
		fmt.Fprintf(os.Stderr, "\rcopying to DuckDB: %-30s", t.name)
		if _, err := d.ExecContext(ctx, "create table "+t.name+" ("+t.columns+")"); err != nil {
			return nil, err
		}
		conn, err := connector.Connect(ctx)
		if err != nil {
			return nil, err
		}
		if err := errors.Join(appendTo(ctx, conn, t.name, t.rows, from), conn.Close()); err != nil {
			return nil, fmt.Errorf("copy %s: %w", t.name, err)
		}
	}
	fmt.Fprintln(os.Stderr)
	return d, nil
}

func appendTo(ctx context.Context, conn driver.Conn, table, text string, from *database) (err error) {
	to, err := duckdb.NewAppenderFromConn(conn, "", table)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	rows, err := from.hand.QueryContext(ctx, text, demo.SampleFair)
	if err != nil {
		return err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	source := rowSource{rows: rows, width: len(names)}
	row := make([]driver.Value, len(names))
	for source.Next() {
		values, err := source.Values()
		if err != nil {
			return err
		}
		for i, v := range values {
			row[i] = v
		}
		if err := to.AppendRow(row...); err != nil {
			return err
		}
	}
	return source.Err()
}

// version returns DuckDB's version.
func (d *duck) version(ctx context.Context) (v string, err error) {
	err = d.QueryRowContext(ctx, "select version()").Scan(&v)
	return strings.TrimPrefix(v, "v"), err
}

// The versions in force at $1, with the keys that their editions require. An increase belongs where its agreement does.
const (
	duckAgreements = "agreement r join edition e on e.number = r.edition and e.since <= $1 and e.until > $1"
	duckIncreases  = "amendment r join edition e on e.number = r.edition and e.since <= $1 and e.until > $1" +
		" join agreement o on o.id = r.agreement and o.since <= $1 and o.until > $1"
	duckCounts = "r.since <= $1 and r.until > $1 and (r.confirmed & e.requires) = e.requires"
)

// besideDuck opens the large fair and a DuckDB with the same rows.
func besideDuck(ctx context.Context, e *engine, n, steps int) (*database, *duck, error) {
	d, err := largeFair(ctx, e, n, steps)
	if err != nil {
		return nil, nil, err
	}
	peer, err := newDuck(ctx, d)
	if err != nil {
		return nil, nil, errors.Join(err, d.close())
	}
	return d, peer, nil
}
