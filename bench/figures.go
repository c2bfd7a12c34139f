package main

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"bridgehead/demo"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/money"
	"bridgehead/store"
)

const (
	figuresRows     = 1_000_000
	figuresEditions = 30
)

// figuresCase evaluates all figures of the last edition of a large fair: as of the latest position, and as of one in the
// midst of that edition's signings, where the record was not yet complete.
func figuresCase(ctx context.Context, e *engine, o options) (results []result, err error) {
	n := o.rowsOr(figuresRows)
	d, err := largeFair(ctx, e, n, demo.NoSteps)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	head, err := d.ours.Head(ctx, demo.SampleFair)
	if err != nil {
		return nil, err
	}
	for _, p := range []struct {
		name string
		at   journal.Position
	}{
		{"latest", head},
		{"earlier", head - journal.Position(n/figuresEditions/2)},
	} {
		r := result{what: fmt.Sprintf("figures %d, %s", n, p.name)}
		var got []figure.Figure
		var byHand *handFigures
		var evaluator *indicator.Evaluator
		for i := range o.runs + 1 { // the first warms up
			took, err := timed(true, func() (err error) {
				if evaluator, err = d.ours.Evaluator(ctx, demo.SampleFair, p.at, -1); err != nil {
					return err
				}
				got, err = evaluator.Edition(ctx, figuresEditions)
				return err
			})
			if err != nil {
				return nil, err
			}
			tookHand, err := timed(false, func() (err error) {
				byHand, err = figuresByHand(ctx, d.hand, p.at)
				return err
			})
			if err != nil {
				return nil, err
			}
			if i > 0 {
				r.ours, r.hand = append(r.ours, took), append(r.hand, tookHand)
			}
		}
		// Not the evaluator that was timed: it would give again what it remembers.
		if evaluator, err = d.ours.Evaluator(ctx, demo.SampleFair, p.at, -1); err != nil {
			return nil, err
		}
		if err := byHand.check(ctx, evaluator, got); err != nil {
			return nil, fmt.Errorf("at position %d: %w", p.at, err)
		}
		r.noted("%d figures; position %d of %d; %d days of rates", len(got), p.at, head, byHand.rates)
		results = append(results, r)
	}
	return results, nil
}

// handFigures is what the statements by hand read: enough for every figure of the edition.
type handFigures struct {
	at       journal.Position
	editions []fair.Edition
	// signed and offered are sums per edition, currency and, where the edition's rates are those of the day of signing, day.
	signed, offered []handSum
	sessions        int64
	tracks          int64
	stated          []handStatement
	rates           int // days of rates read
}

type handSum struct {
	edition int64
	count   int64 // increases add none
	line    money.Line
}

type handStatement struct {
	indicator, scope, value string
	edition                 int64
}

// figuresByHand reads, with as few statements as do it well, what the figures of the last edition are made of: its
// agreements and those of the edition before, to compare; those of all editions after the opening balance, for the cumulative
// figures; what is on offer; sessions, tracks; and what was stated.
func figuresByHand(ctx context.Context, db *sql.DB, at journal.Position) (*handFigures, error) {
	f := &handFigures{at: at}
	args := []any{demo.SampleFair, int64(at)}
	err := scan(ctx, db, `select number, requires, policy_on, complete, opened, policy_currency, policy_source, policy_day from edition
		where fair_id = $1 and since <= $2 and until > $2 order by number`, args, func(rows *sql.Rows) error {
		var e fair.Edition
		var complete int64
		err := rows.Scan(&e.Number, (*int64)(&e.Requires), &e.Policy.On, &complete, (*string)(&e.Opened),
			(*string)(&e.Policy.Currency), &e.Policy.Source, (*string)(&e.Policy.Day))
		e.Complete = complete == 1
		f.editions = append(f.editions, e)
		return err
	})
	if err != nil {
		return nil, err
	}

	err = scan(ctx, db, `select o.indicator, o.scope, o.edition, o.value, o.high, o.step, o.qualifier, o.unit, o.currency, o.as_of, o.kind, o.headline,
		coalesce(d.title_hans, ''), coalesce(d.outlet_hans, ''), coalesce(p.name_hans, ''), coalesce(p.office_hans, ''), j.origin
		from observation o
		join journal j on j.fair_id = o.fair_id and j.position = o.since
		left join document d on d.fair_id = o.fair_id and d.code = o.document and d.since <= $2 and d.until > $2
		left join person p on p.fair_id = o.fair_id and p.ref = o.stated_by
		where o.fair_id = $1 and o.since <= $2 and o.until > $2`, args, func(rows *sql.Rows) error {
		var s handStatement
		rest := make([]sql.RawBytes, 13)
		targets := []any{&s.indicator, &s.scope, &s.edition, &s.value}
		for i := range rest {
			targets = append(targets, &rest[i])
		}
		err := rows.Scan(targets...)
		f.stated = append(f.stated, s)
		return err
	})
	if err != nil {
		return nil, err
	}

	// The rates of the days that the editions ask for; the sample has no others.
	err = scan(ctx, db, `select source, day, base, quotes from rate_day where fair_id = $1 and until > $2`,
		[]any{journal.Reference, int64(at)}, func(rows *sql.Rows) error {
			var source, day, base, quotes string
			err := rows.Scan(&source, &day, &base, &quotes)
			f.rates++
			return err
		})
	if err != nil {
		return nil, err
	}

	// One statement for each edition: with the sides that it requires as a number, this is the fastest on both engines.
	from := max(f.opening()+1, 1)
	for _, e := range f.editions {
		if e.Number < min(from, figuresEditions-1) {
			continue
		}
		day := "''"
		if e.Policy.On == money.OnSigning {
			day = "r.signed_on"
		}
		requires := strconv.FormatInt(int64(e.Requires), 10)
		confirmed := "(r.confirmed & " + requires + ") = " + requires
		one := func(count, from string) error {
			group := " group by r.currency"
			if day != "''" {
				group += ", r.signed_on"
			}
			return scan(ctx, db, "select r.currency, "+day+", "+count+", sum(r.amount) from "+from+`
				where r.fair_id = $1 and r.edition = $3 and +r.since <= $2 and r.until > $2 and `+confirmed+group,
				append(slices.Clone(args), e.Number), func(rows *sql.Rows) error {
					s := handSum{edition: e.Number}
					err := rows.Scan((*string)(&s.line.Amount.Currency), (*string)(&s.line.Day), &s.count, &s.line.Amount.Minor)
					f.signed = append(f.signed, s)
					return err
				})
		}
		if err := one("count(*)", "agreement r"); err != nil {
			return nil, err
		}
		err := one("0", "amendment r join agreement o on o.fair_id = r.fair_id and o.id = r.agreement and +o.since <= $2 and o.until > $2")
		if err != nil {
			return nil, err
		}
	}

	args = append(args, figuresEditions)
	err = scan(ctx, db, `select currency, count(*), sum(amount) from project
		where fair_id = $1 and edition = $3 and +since <= $2 and until > $2 group by currency`, args, func(rows *sql.Rows) error {
		s := handSum{edition: figuresEditions}
		err := rows.Scan((*string)(&s.line.Amount.Currency), &s.count, &s.line.Amount.Minor)
		f.offered = append(f.offered, s)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = db.QueryRowContext(ctx, `select
		(select count(*) from session where fair_id = $1 and edition = $3 and since <= $2 and until > $2),
		(select count(*) from track where fair_id = $1 and edition = $3 and since <= $2 and until > $2)`, args...).Scan(&f.sessions, &f.tracks)
	return f, err
}

func scan(ctx context.Context, db *sql.DB, text string, args []any, row func(*sql.Rows) error) error {
	rows, err := db.QueryContext(ctx, text, args...)
	if err != nil {
		return fmt.Errorf("%s: %w", text, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// opening is the edition through which the cumulative figures are an opening balance, 0 when none is.
func (f *handFigures) opening() int64 {
	latest := int64(0)
	for _, s := range f.stated {
		if s.indicator == "cumulative.count" {
			latest = max(latest, s.edition)
		}
	}
	return latest
}

// check holds the figures of the program against the sums by hand.
func (f *handFigures) check(ctx context.Context, e *indicator.Evaluator, got []figure.Figure) error {
	find := func(code string, edition int64) (figure.Figure, error) {
		scope := figure.Scope{figure.ByEdition: strconv.FormatInt(edition, 10)}
		for _, g := range got {
			if g.Name.Indicator == code && g.Name.Scope.String() == scope.String() {
				return g, nil
			}
		}
		return e.Figure(ctx, figure.Name{Indicator: code, Scope: scope, At: -1, Ref: -1})
	}
	same := func(code string, edition int64, want *big.Rat) error {
		fig, err := find(code, edition)
		if err != nil {
			return err
		}
		if fig.Kind == figure.Observed && fig.Recorded == nil && want.Sign() == 0 {
			return nil
		}
		is := fig.Recorded // what the records make of it, where a report leads
		if fig.Kind != figure.Observed {
			is = fig.Interval.Low
		}
		if is == nil || is.Cmp(want) != 0 {
			return fmt.Errorf("%s of edition %d is %v, by hand %s", code, edition, is, want.RatString())
		}
		return nil
	}
	count := func(sums []handSum, edition int64) *big.Rat {
		n := int64(0)
		for _, s := range sums {
			if s.edition == edition {
				n += s.count
			}
		}
		return new(big.Rat).SetInt64(n)
	}
	amount := func(sums []handSum, edition fair.Edition) (*big.Rat, error) {
		var lines []money.Line
		for _, s := range sums {
			if s.edition == edition.Number && s.line.Amount.Given() {
				lines = append(lines, s.line)
			}
		}
		total, _, err := money.Convert(ctx, e.Rates, edition.RatePolicy(), lines)
		return total, err
	}

	cumulative := new(big.Rat)
	for _, s := range f.stated {
		if s.indicator == "cumulative.count" && s.edition == f.opening() {
			if _, ok := cumulative.SetString(s.value); !ok {
				return fmt.Errorf("the opening balance is %q", s.value)
			}
		}
	}
	for _, edition := range f.editions {
		if edition.Number <= f.opening() {
			continue
		}
		if err := same("signed.count", edition.Number, count(f.signed, edition.Number)); err != nil {
			return err
		}
		total, err := amount(f.signed, edition)
		if err != nil {
			return err
		}
		if err := same("signed.amount", edition.Number, total); err != nil {
			return err
		}
		add := count(f.signed, edition.Number)
		if fig, err := find("signed.count", edition.Number); err == nil && fig.Kind == figure.Observed {
			add = fig.Interval.Low // the record is not complete, and a report leads
		}
		cumulative.Add(cumulative, add)
	}
	last := f.editions[len(f.editions)-1]
	offered, err := amount(f.offered, last)
	if err != nil {
		return err
	}
	return errors.Join(
		same("cumulative.count", last.Number, cumulative),
		same("catalogue.count", last.Number, count(f.offered, last.Number)),
		same("catalogue.amount", last.Number, offered),
		same("session.count", last.Number, big.NewRat(f.sessions, 1)),
		same("track.count", last.Number, big.NewRat(f.tracks, 1)),
	)
}

// largeFair opens the sample with n agreements. In SQLite it stays in a file, so that the next run finds it; into PostgreSQL it
// is copied from there.
func largeFair(ctx context.Context, e *engine, n, steps int) (*database, error) {
	lite := &engine{name: sqliteName, dir: e.dir}
	path, err := lite.load(ctx, n, steps)
	if err != nil {
		return nil, err
	}
	source, err := lite.open(ctx, path, path)
	if err != nil || e.name == sqliteName {
		return source, err
	}
	defer source.close()
	d, err := e.fresh(ctx)
	if err != nil {
		return nil, err
	}
	if err := copyAll(ctx, source, d); err != nil {
		return nil, errors.Join(err, d.close())
	}
	return d, nil
}

// load makes the file where it is not there yet, under another name until it is whole.
func (e *engine) load(ctx context.Context, n, steps int) (string, error) {
	schema, err := e.schema(ctx)
	if err != nil {
		return "", err
	}
	s := demo.Sample{Editions: figuresEditions, Agreements: n, Projects: max(n/20, 1500), Parties: max(n/20, 800), Steps: steps}
	key := sha256.Sum256([]byte(schema + s.Origin().String()))
	path := filepath.Join(e.dir, fmt.Sprintf("sample-%d-%x.db", n, key[:4]))
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return path, err
	}
	part := path + ".part"
	for _, suffix := range []string{"", "-wal", "-shm", ".key", ".checkpoints"} {
		if err := os.Remove(part + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	db, err := store.Open(ctx, part, store.Options{})
	if err != nil {
		return "", err
	}
	start, last := time.Now(), -1
	err = s.Load(ctx, db, func(done, total int) {
		if percent := 100 * done / total; percent != last {
			last = percent
			fmt.Fprintf(os.Stderr, "\rloading the fair: %d%% of %d records, %.0f s ", percent, total, time.Since(start).Seconds())
		}
	})
	fmt.Fprintln(os.Stderr)
	if err := errors.Join(err, db.Close()); err != nil {
		return "", err
	}
	for _, suffix := range []string{".key", ".checkpoints", ""} {
		if err := os.Rename(part+suffix, path+suffix); err != nil {
			return "", err
		}
	}
	return path, nil
}

// schema returns the text of all tables and indices of a fresh database: a file with others is of no use.
func (e *engine) schema(ctx context.Context) (text string, err error) {
	d, err := e.fresh(ctx)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	err = scan(ctx, d.hand, "select sql from sqlite_master where sql is not null order by name", nil, func(rows *sql.Rows) error {
		var one string
		err := rows.Scan(&one)
		text += one + "\n"
		return err
	})
	return text, err
}

// copyAll copies all rows into a fresh database in PostgreSQL, and does what its own daemon would do in time: it marks pages as
// visible to all and gathers statistics.
func copyAll(ctx context.Context, from, to *database) error {
	conn, err := pgx.Connect(ctx, to.address)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	var tables []string
	err = scan(ctx, from.hand, `select name from sqlite_master where type = 'table' and name not like 'goose%' and name not like 'sqlite%'`, nil,
		func(rows *sql.Rows) error {
			var name string
			err := rows.Scan(&name)
			tables = append(tables, name)
			return err
		})
	if err != nil {
		return err
	}
	for _, table := range tables {
		fmt.Fprintf(os.Stderr, "\rcopying to PostgreSQL: %-30s", table)
		rows, err := from.hand.QueryContext(ctx, "select * from "+table)
		if err != nil {
			return err
		}
		names, err := rows.Columns()
		if err != nil {
			return err
		}
		_, err = conn.CopyFrom(ctx, pgx.Identifier{table}, names, &rowSource{rows: rows, width: len(names)})
		if err = errors.Join(err, rows.Close()); err != nil {
			return fmt.Errorf("copy %s: %w", table, err)
		}
	}
	fmt.Fprintln(os.Stderr)
	_, err = conn.Exec(ctx, "vacuum analyze")
	return err
}

// A rowSource gives rows to copy.
type rowSource struct {
	rows  *sql.Rows
	width int
}

func (s *rowSource) Next() bool { return s.rows.Next() }
func (s *rowSource) Err() error { return s.rows.Err() }

func (s *rowSource) Values() ([]any, error) {
	values, targets := make([]any, s.width), make([]any, s.width)
	for i := range values {
		targets[i] = &values[i]
	}
	return values, s.rows.Scan(targets...)
}
