package main

import (
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"bridgehead/journal"
)

// A script is what the program wrote in some transactions of a fair, read back from its database, so that SQL by hand
// can write the same: every row with its hashes, every head with its signed checkpoint, all of it in memory before the clock
// starts.
type script struct {
	transactions []transaction
}

type transaction struct {
	head []any // position, time, peaks, checkpoint, fair
	rows []tableRows
}

type tableRows struct {
	table string
	names []string
	rows  [][]any
}

// written are the tables that appends and imports of agreements write, in the order in which a person would, with the column
// that says which entry a row belongs to.
var written = []struct{ table, position, order string }{
	{"journal", "position", "position"},
	{"journal_node", "", "level, n"},
	{"fair", "since", "since"},
	{"fair_side", "since", "since, n"},
	{"edition", "since", "since"},
	{"import", "since", "since"},
	{"party", "since", "since"},
	{"agreement", "since", "since"},
	{"agreement_party", "since", "since, n"},
	{"agreement_attribution", "since", "since, n"},
	{"amendment", "since", "since"},
}

// replay reads what the program wrote to the fair after a position.
func replay(ctx context.Context, d *database, fair string, after int64) (script, error) {
	heads, err := d.heads(ctx, fair, after)
	if err != nil {
		return script{}, err
	}
	s := script{make([]transaction, len(heads))}
	for i := range heads {
		s.transactions[i].head = heads[i]
	}
	of := func(position int64) *transaction { // whose transaction ends at or after the position
		i, _ := slices.BinarySearchFunc(heads, position, func(h []any, p int64) int { return cmp.Compare(h[0].(int64), p) })
		if i == len(heads) {
			return nil
		}
		return &s.transactions[i]
	}
	for _, w := range written {
		all, err := read(ctx, d.hand, w.table, fair, w.order)
		if err != nil {
			return script{}, err
		}
		column := slices.Index(all.names, w.position)
		for _, row := range all.rows {
			var position int64
			if column >= 0 {
				position = row[column].(int64)
			} else { // a node of the tree: the entry that completed it
				position = (row[2].(int64) + 1) << row[1].(int64)
			}
			if position <= after {
				continue
			}
			t := of(position)
			if t == nil {
				return script{}, fmt.Errorf("%s: a row at %d, after the last checkpoint", w.table, position)
			}
			if n := len(t.rows); n == 0 || t.rows[n-1].table != w.table {
				t.rows = append(t.rows, tableRows{table: w.table, names: all.names})
			}
			part := &t.rows[len(t.rows)-1]
			part.rows = append(part.rows, row)
		}
	}
	return s, nil
}

// read reads all rows of a table that belong to a fair.
func read(ctx context.Context, q *sql.DB, table, fair, order string) (tableRows, error) {
	out := tableRows{table: table}
	rows, err := q.QueryContext(ctx, "select * from "+table+" where fair_id = $1 order by "+order, fair)
	if err != nil {
		return out, err
	}
	defer rows.Close()
	if out.names, err = rows.Columns(); err != nil {
		return out, err
	}
	for rows.Next() {
		row := make([]any, len(out.names))
		targets := make([]any, len(row))
		for i := range row {
			targets[i] = &row[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return out, err
		}
		out.rows = append(out.rows, row)
	}
	return out, rows.Err()
}

// hash returns a hash of all rows.
func (t tableRows) hash() [sha256.Size]byte {
	h := sha256.New()
	for _, row := range t.rows {
		fmt.Fprintf(h, "%q\n", row)
	}
	return [sha256.Size]byte(h.Sum(nil))
}

// heads returns the head as it was after each transaction. The signed checkpoints stand in the file beside the database, and
// the right edge of the tree follows from the hashes.
func (d *database) heads(ctx context.Context, fair string, after int64) ([][]any, error) {
	f, err := os.Open(d.written)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var heads [][]any
	for lines := bufio.NewScanner(f); lines.Scan(); {
		signed, err := base64.StdEncoding.DecodeString(lines.Text())
		if err != nil {
			return nil, err
		}
		text, _, _ := strings.Cut(string(signed), "\n\n")
		c, err := journal.ParseCheckpoint(text + "\n")
		if err != nil {
			return nil, err
		}
		if c.Fair == fair && c.Size > after {
			heads = append(heads, []any{c.Size, c.Time.UnixMilli(), "", string(signed), fair})
		}
	}
	rows, err := d.hand.QueryContext(ctx, "select hash from journal where fair_id = $1 order by position", fair)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var tree journal.Tree
	for next := 0; rows.Next() && next < len(heads); {
		var hash []byte
		if err := rows.Scan(&hash); err != nil {
			return nil, err
		}
		tree.Append(tlog.Hash(hash))
		if tree.Size == heads[next][0] {
			heads[next][2] = tree.EncodePeaks()
			next++
		}
	}
	return heads, rows.Err()
}

// A hand writes scripts as a careful person would who has only these rows to write: every statement prepared once, on the one
// connection that they all run on, and as many rows in each as pay.
type hand struct {
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
	lite     bool
	args     int // at most so many parameters in a statement
	buffer   []any
}

// newHand begins a fair, whose head the hand then sets.
func newHand(ctx context.Context, d *database, fair string) (*hand, error) {
	conn, err := d.hand.Conn(ctx)
	if err != nil {
		return nil, err
	}
	_, err = conn.ExecContext(ctx, "insert into journal_head (fair_id, position, at_ms, peaks, checkpoint) values ($1, 0, 0, '', '')", fair)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return &hand{conn: conn, prepared: map[string]*sql.Stmt{}, lite: d.engine.name == sqliteName, args: handArgs}, nil
}

// handArgs is how many parameters a statement by hand has at most. It was chosen by trying: fewer and more are slower on both
// engines.
const handArgs = 2000

// Whoever appends has to know where, and that nobody else does.
const (
	readHead = "select position, at_ms, peaks from journal_head where fair_id = $1" // SQLite: the transaction began as a writer
	lockHead = readHead + " for update"
)

const setHead = "update journal_head set position = $1, at_ms = $2, peaks = $3, checkpoint = $4 where fair_id = $5"

// write writes the script, each transaction of it as one.
func (h *hand) write(ctx context.Context, s script) error {
	for _, t := range s.transactions {
		tx, err := h.conn.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		if err := h.transaction(ctx, t); err != nil {
			return errors.Join(err, tx.Rollback())
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	return nil
}

func (h *hand) transaction(ctx context.Context, t transaction) error {
	lock := lockHead
	if h.lite {
		lock = readHead
	}
	statement, err := h.statement(ctx, lock)
	if err != nil {
		return err
	}
	var position, at int64
	var peaks string
	if err := statement.QueryRowContext(ctx, t.head[len(t.head)-1]).Scan(&position, &at, &peaks); err != nil {
		return err
	}
	for _, part := range t.rows {
		for rows := range slices.Chunk(part.rows, max(1, h.args/len(part.names))) {
			h.buffer = h.buffer[:0]
			for _, r := range rows {
				h.buffer = append(h.buffer, r...)
			}
			if err := h.execute(ctx, insertText(part, len(rows), h.lite), h.buffer); err != nil {
				return fmt.Errorf("%s: %w", part.table, err)
			}
		}
	}
	return h.execute(ctx, setHead, t.head)
}

func (h *hand) execute(ctx context.Context, text string, args []any) error {
	statement, err := h.statement(ctx, text)
	if err != nil {
		return err
	}
	_, err = statement.ExecContext(ctx, args...)
	return err
}

func (h *hand) statement(ctx context.Context, text string) (*sql.Stmt, error) {
	if s := h.prepared[text]; s != nil {
		return s, nil
	}
	s, err := h.conn.PrepareContext(ctx, text)
	if err == nil {
		h.prepared[text] = s
	}
	return s, err
}

// close gives the statements and the connection back, on which others wait. It may be called again.
func (h *hand) close() error {
	if h.conn == nil {
		return nil
	}
	var err error
	for _, statement := range h.prepared {
		err = errors.Join(err, statement.Close())
	}
	err = errors.Join(err, h.conn.Close())
	h.conn = nil
	return err
}

// insertTexts are the statements that insertText has made.
var insertTexts = map[insertKey]string{}

type insertKey struct {
	table string
	rows  int
	lite  bool
}

func insertText(t tableRows, n int, lite bool) string {
	key := insertKey{t.table, n, lite}
	if text, ok := insertTexts[key]; ok {
		return text
	}
	var b strings.Builder
	b.WriteString("insert into " + t.table + " (" + strings.Join(t.names, ", ") + ") values ")
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		for j := range t.names {
			if j == 0 {
				b.WriteString("(")
			} else {
				b.WriteString(", ")
			}
			if lite {
				b.WriteString("?") // a parameter with a name, as $1 is one, is looked for among all others
			} else {
				b.WriteString("$" + strconv.Itoa(i*len(t.names)+j+1))
			}
		}
		b.WriteString(")")
	}
	insertTexts[key] = b.String()
	return insertTexts[key]
}
