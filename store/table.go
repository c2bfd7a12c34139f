package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"bridgehead/journal"
	"bridgehead/lang"
)

// A field is one column of a record: its name and a pointer to where it lives, which is
// a *string, an *int64 or a *bool. One list of fields serves writing, reading and the
// canonical image, so that they cannot disagree.
type field struct {
	column string
	p      any
}

// value returns what the database stores for the field.
func (f field) value() any {
	switch p := f.p.(type) {
	case *string:
		return *p
	case *int64:
		return *p
	case *bool:
		if *p {
			return int64(1)
		}
		return int64(0)
	}
	panic(fmt.Sprintf("store: column %s is a %T", f.column, f.p))
}

// target returns what a row is scanned into.
func (f field) target() any {
	if p, ok := f.p.(*bool); ok {
		return (*flag)(p)
	}
	return f.p
}

// flag scans the 0 and 1 that stand for a bool in both databases.
type flag bool

func (b *flag) Scan(v any) error {
	n, ok := v.(int64)
	*b = n != 0
	if !ok {
		return fmt.Errorf("store: a flag is stored as %T", v)
	}
	return nil
}

// text returns the three columns of a text in three languages.
func text(name string, t *lang.Text) []field {
	return []field{{name + "_hans", &t.Hans}, {name + "_hant", &t.Hant}, {name + "_en", &t.En}}
}

// fields joins single fields and groups of them.
func fields(parts ...any) []field {
	list := make([]field, 0, 32)
	for _, p := range parts {
		switch p := p.(type) {
		case field:
			list = append(list, p)
		case []field:
			list = append(list, p...)
		}
	}
	return list
}

// A sublist is a table of rows that belong to a version of a record and are written with it.
type sublist[T any] struct {
	table string
	name  string // its key in the image
	size  func(*T) int
	at    func(*T, int) []field // the fields of the i-th; grows the list by one when i is its size
}

// A table describes how one kind of record is kept.
type table[T any] struct {
	kind   string
	table  string
	fields func(*T) []field // the first is the identifier
	lists  []sublist[T]
	// derived are columns for look-ups that follow from the record and are not in its image.
	derived func(*T) []field
	// check refuses what could not be worked with once it is written; nil takes all.
	check func(*T) error

	once  sync.Once
	names []string // see columns
}

// columns returns the names of the record's columns in order.
func (t *table[T]) columns() []string {
	t.once.Do(func() {
		var rec T
		for _, f := range t.fields(&rec) {
			t.names = append(t.names, f.column)
		}
	})
	return t.names
}

// image returns the canonical form of the record: a JSON object with the columns in
// their order, without those that are empty. A column that is added later is empty in
// every older row, so an image, once hashed, can always be made again from its row.
func (t *table[T]) image(rec *T) []byte {
	b := appendObject(make([]byte, 0, 512), t.fields(rec))
	for _, l := range t.lists {
		n := l.size(rec)
		if n == 0 {
			continue
		}
		b = append(b[:len(b)-1], ',', '"')
		b = append(b, l.name...)
		b = append(b, '"', ':', '[')
		for i := range n {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendObject(b, l.at(rec, i))
		}
		b = append(b, ']', '}')
	}
	return b
}

func appendObject(b []byte, fs []field) []byte {
	b = append(b, '{')
	first := len(b)
	key := func(name string) {
		if len(b) > first {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = append(b, name...)
		b = append(b, '"', ':')
	}
	for _, f := range fs {
		switch p := f.p.(type) {
		case *string:
			if *p != "" {
				key(f.column)
				b = appendString(b, *p)
			}
		case *int64:
			if *p != 0 {
				key(f.column)
				b = strconv.AppendInt(b, *p, 10)
			}
		case *bool:
			if *p {
				key(f.column)
				b = append(b, "true"...)
			}
		}
	}
	return append(b, '}')
}

// appendString writes s as a JSON string. Most strings need no escape; the others go
// through encoding/json.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			var w strings.Builder
			e := json.NewEncoder(&w)
			e.SetEscapeHTML(false)
			if err := e.Encode(s); err != nil {
				panic(err) // a string always encodes
			}
			return append(b, strings.TrimSuffix(w.String(), "\n")...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// A Row is one version of a record.
type Row[T any] struct {
	Value T
	Since journal.Position // the entry that made this version
	Until journal.Position // the entry that ended it; journal.Open while it is current
}

var registry = map[reflect.Type]any{}

func register[T any](t *table[T]) *table[T] {
	registry[reflect.TypeFor[T]()] = t
	return t
}

func tableOf[T any]() *table[T] {
	t, ok := registry[reflect.TypeFor[T]()].(*table[T])
	if !ok {
		panic(fmt.Sprintf("store: %v is not kept", reflect.TypeFor[T]()))
	}
	return t
}

// querier is what statements run on: a pool or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// where is the end of a select: conditions and order with their arguments, which are
// numbered from $1 on; every condition of ours begins with the fair.
type where struct {
	text string
	args []any
}

// rows reads versions with their lists.
func (t *table[T]) rows(ctx context.Context, q querier, w where) ([]Row[T], error) {
	query := "select since, until, " + strings.Join(t.columns(), ", ") + " from " + t.table + " where " + w.text
	rs, err := q.QueryContext(ctx, query, w.args...)
	if err != nil {
		return nil, fmt.Errorf("store: read %s: %w", t.table, err)
	}
	defer rs.Close()
	// Each is scanned into one row, all of whose fields are written anew, and copied.
	var out []Row[T]
	var row Row[T]
	targets := append(make([]any, 0, 32), (*int64)(&row.Since), (*int64)(&row.Until))
	for _, f := range t.fields(&row.Value) {
		targets = append(targets, f.target())
	}
	for rs.Next() {
		if err := rs.Scan(targets...); err != nil {
			return nil, fmt.Errorf("store: read %s: %w", t.table, err)
		}
		out = append(out, row)
	}
	if err := rs.Err(); err != nil {
		return nil, fmt.Errorf("store: read %s: %w", t.table, err)
	}
	if len(out) == 0 {
		return nil, nil
	}
	for _, l := range t.lists {
		if err := l.fill(ctx, q, w.args[0].(string), out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// fillStep is how many versions' lists are read with one statement.
const fillStep = 500

// fill reads the list's rows for the given versions of one fair.
func (l *sublist[T]) fill(ctx context.Context, q querier, fair string, rows []Row[T]) error {
	at := make(map[journal.Position]*T, len(rows))
	for i := range rows {
		at[rows[i].Since] = &rows[i].Value
	}
	var probe T
	var columns []string
	for _, f := range l.at(&probe, 0) {
		columns = append(columns, f.column)
	}
	for start := 0; start < len(rows); start += fillStep {
		part := rows[start:min(start+fillStep, len(rows))]
		args := []any{fair}
		marks := make([]string, len(part))
		for i, r := range part {
			args = append(args, int64(r.Since))
			marks[i] = "$" + strconv.Itoa(i+2)
		}
		err := func() error {
			rs, err := q.QueryContext(ctx, "select since, "+strings.Join(columns, ", ")+" from "+l.table+
				" where fair_id = $1 and since in ("+strings.Join(marks, ", ")+") order by since, n", args...)
			if err != nil {
				return err
			}
			defer rs.Close()
			for rs.Next() {
				// The row is scanned into a spare record first, since its owner is known
				// only from the row itself.
				var since int64
				var spare T
				targets := []any{&since}
				from := l.at(&spare, 0)
				for _, f := range from {
					targets = append(targets, f.target())
				}
				if err := rs.Scan(targets...); err != nil {
					return err
				}
				rec := at[journal.Position(since)]
				for i, f := range l.at(rec, l.size(rec)) {
					move(f.p, from[i].p)
				}
			}
			return rs.Err()
		}()
		if err != nil {
			return fmt.Errorf("store: read %s: %w", l.table, err)
		}
	}
	return nil
}

func move(to, from any) {
	switch to := to.(type) {
	case *string:
		*to = *from.(*string)
	case *int64:
		*to = *from.(*int64)
	case *bool:
		*to = *from.(*bool)
	}
}
