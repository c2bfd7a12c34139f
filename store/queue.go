package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"

	"bridgehead/lang"
)

// Rows are written many to a statement: a queue for each table gathers them. In a long
// transaction the full statements are carried out by a goroutine of their own, in the
// order in which they became full, while the caller makes and hashes the next records.

// A queue gathers rows of one table into statements of many rows.
type queue struct {
	dialect goose.Dialect
	table   string
	columns []string
	args    []any
	limit   int // of rows in a statement
	prep    *sql.Stmt
}

// statementArgs bounds the parameters of one statement well below what either database
// takes.
const statementArgs = 4000

func (tx *Tx) queue(table string, columns []string) *queue {
	q := tx.queues[table]
	if q == nil {
		q = &queue{dialect: tx.dialect, table: table, columns: columns, limit: max(1, statementArgs/len(columns))}
		tx.queues[table] = q
		tx.order = append(tx.order, q)
	}
	return q
}

func (q *queue) add(ctx context.Context, tx *Tx, args ...any) {
	q.args = append(q.args, args...)
	q.full(ctx, tx)
}

// full hands the queue over when it holds a statement's worth. An error in carrying it out
// shows at the next wait, which no transaction ends without.
func (q *queue) full(ctx context.Context, tx *Tx) {
	if len(q.args) < q.limit*len(q.columns) {
		return
	}
	if tx.pipe == nil {
		tx.pipe = newPipe(ctx, tx.sql)
	}
	args := q.args
	q.args = tx.pipe.spare(cap(args))
	tx.pipe.jobs <- job{q, args}
}

// flush writes what is left in all queues and waits for what is under way.
func (tx *Tx) flush(ctx context.Context) error {
	if err := tx.pipe.wait(); err != nil {
		return tx.fail(err)
	}
	for _, q := range tx.order {
		if len(q.args) == 0 {
			continue
		}
		_, err := tx.sql.ExecContext(ctx, q.text(len(q.args)/len(q.columns)), q.args...)
		clear(q.args)
		q.args = q.args[:0]
		if err != nil {
			return tx.fail(q.refusal(err))
		}
	}
	return nil
}

// refusal turns the database's error into one that says what is wrong.
func (q *queue) refusal(err error) error {
	if isUnique(err) {
		return lang.Conflict("record.exists").Because(err)
	}
	return fmt.Errorf("store: write %s: %w", q.table, err)
}

// text writes an insert of n rows.
func (q *queue) text(n int) string { return insertText(q.dialect, q.table, q.columns, n) }

// A job is a full statement of one queue.
type job struct {
	q    *queue
	args []any
}

// A pipe carries out the full statements of one transaction, one after the other. Its
// first error is given to whoever asks next, and nothing is carried out after it.
type pipe struct {
	jobs  chan job
	asked chan chan error // answered when all jobs before are done
	used  chan []any
	ended chan struct{}
}

// pipeLength is how many full statements may wait: enough to keep both sides busy, and
// little enough to bound the memory of an import.
const pipeLength = 4

func newPipe(ctx context.Context, tx writer) *pipe {
	p := &pipe{
		jobs: make(chan job, pipeLength), asked: make(chan chan error),
		used: make(chan []any, pipeLength), ended: make(chan struct{}),
	}
	go p.run(ctx, tx)
	return p
}

func (p *pipe) run(ctx context.Context, tx writer) {
	defer close(p.ended)
	var failed error
	do := func(j job) {
		if failed == nil {
			failed = j.carryOut(ctx, tx)
		}
		clear(j.args)
		select {
		case p.used <- j.args[:0]:
		default:
		}
	}
	for {
		select {
		case j, ok := <-p.jobs:
			if !ok {
				return
			}
			do(j)
		case answer := <-p.asked:
			for len(p.jobs) > 0 {
				do(<-p.jobs)
			}
			answer <- failed
		}
	}
}

// carryOut writes the rows through a statement that is prepared once.
func (j job) carryOut(ctx context.Context, tx writer) error {
	q := j.q
	if q.prep == nil {
		var err error
		if q.prep, err = tx.PrepareContext(ctx, q.text(q.limit)); err != nil {
			return fmt.Errorf("store: write %s: %w", q.table, err)
		}
	}
	if _, err := q.prep.ExecContext(ctx, j.args...); err != nil {
		return q.refusal(err)
	}
	return nil
}

// spare returns an empty list of arguments, one that was used before when there is one.
func (p *pipe) spare(size int) []any {
	select {
	case args := <-p.used:
		if cap(args) >= size {
			return args
		}
	default:
	}
	return make([]any, 0, size)
}

// wait returns when all that was sent is carried out, with the first error.
func (p *pipe) wait() error {
	if p == nil {
		return nil
	}
	answer := make(chan error)
	p.asked <- answer
	return <-answer
}

// stop ends the pipe; what still waits is carried out first, so that the connection is
// free when the transaction ends.
func (p *pipe) stop() {
	if p == nil {
		return
	}
	close(p.jobs)
	<-p.ended
}

// quiet is the transaction for whoever reads in it: a reading waits until the connection
// is not writing.
type quiet struct{ tx *Tx }

func (r quiet) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := r.tx.pipe.wait(); err != nil {
		return nil, err
	}
	return r.tx.sql.QueryContext(ctx, query, args...)
}

func (r quiet) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	// The error of an earlier statement shows when the transaction ends.
	_ = r.tx.pipe.wait()
	return r.tx.sql.QueryRowContext(ctx, query, args...)
}

func (r quiet) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := r.tx.pipe.wait(); err != nil {
		return nil, err
	}
	return r.tx.sql.ExecContext(ctx, query, args...)
}

// insertText writes an insert of n rows. SQLite looks $1 up as a name among all names of
// the statement, which takes quadratic time in a long one; a plain ? is a number at once.
func insertText(d goose.Dialect, table string, columns []string, n int) string {
	var b strings.Builder
	b.WriteString("insert into " + table + " (" + strings.Join(columns, ", ") + ") values ")
	k := 0
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('(')
		for j := range columns {
			if j > 0 {
				b.WriteString(", ")
			}
			if d == goose.DialectSQLite3 {
				b.WriteByte('?')
				continue
			}
			k++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(k))
		}
		b.WriteByte(')')
	}
	return b.String()
}
