package store

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"bridgehead/journal"
	"bridgehead/lang"
)

// An Import is a file that was brought in. Its entry is the first of those it caused; its
// rows as they were read stand beside the record, so that a figure can be followed to the
// cells it came from.
type Import struct {
	ID      string
	Kind    string // projects, agreements, parties, observations, rates
	File    string // name of the file, without its folder
	SHA256  string // of the file's bytes, in hexadecimal
	Rows    int64  // rows read, headings not counted
	Mapping string // the mapping it was read with, as text; empty when none was given
}

// A Chunk is a run of rows of one sheet as they were read, compressed.
type Chunk struct {
	Sheet       string
	First, Last int64 // numbers of its first and last row
	Cells       []byte
}

// chunkCells is what a chunk holds before it is compressed: the headings, and for each
// row its number and its cells as they stood.
type chunkCells struct {
	Headings []string   `json:"headings"`
	Numbers  []int64    `json:"numbers"`
	Rows     [][]string `json:"rows"`
}

// NewChunk compresses rows of a sheet, which come in the order of their numbers; there is
// at least one.
func NewChunk(sheet string, headings []string, numbers []int64, rows [][]string) (Chunk, error) {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestSpeed)
	if err == nil {
		err = json.NewEncoder(w).Encode(chunkCells{headings, numbers, rows})
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return Chunk{}, fmt.Errorf("store: compress rows of %s: %w", sheet, err)
	}
	return Chunk{sheet, numbers[0], numbers[len(numbers)-1], b.Bytes()}, nil
}

// maxChunk bounds what a chunk may hold when it is opened again.
const maxChunk = 1 << 30

// open decompresses the chunk.
func (c Chunk) open() (chunkCells, error) {
	var out chunkCells
	err := json.NewDecoder(io.LimitReader(flate.NewReader(bytes.NewReader(c.Cells)), maxChunk)).Decode(&out)
	if err == nil && len(out.Numbers) != len(out.Rows) {
		err = fmt.Errorf("%d numbers for %d rows", len(out.Numbers), len(out.Rows))
	}
	if err != nil {
		return out, fmt.Errorf("store: rows %d to %d of an import: %w", c.First, c.Last, err)
	}
	return out, nil
}

// Now is the time by the clock that the record is written by.
func (db *DB) Now() time.Time { return db.now() }

// IDs returns a maker of identifiers for records that are planned before the transaction
// that writes them.
func (db *DB) IDs() func() string { return newIDs(db.now()).next }

const (
	// chunksAtOnce is how many chunks are written in one short transaction.
	chunksAtOnce = 8
	// abandoned is the age at which the chunks of an import that was never committed are
	// taken away. An import that is still under way is younger.
	abandoned = 24 * time.Hour
)

// Stage writes the rows of an import beside the record, in short transactions. They count
// for nothing until an Import with the same identifier is committed; chunks of imports
// that never were are removed here once they are a day old.
func (db *DB) Stage(ctx context.Context, fair, id string, chunks []Chunk) error {
	now := db.now()
	_, err := db.write.ExecContext(ctx, `delete from import_chunk where fair_id = $1 and at_ms < $2
		and import not in (select id from import where fair_id = $1)`, fair, now.Add(-abandoned).UnixMilli())
	if err != nil {
		return fmt.Errorf("store: remove what unfinished imports left: %w", err)
	}
	n := int64(0)
	for part := range slices.Chunk(chunks, chunksAtOnce) {
		args := make([]any, 0, 8*len(part))
		for _, c := range part {
			n++
			args = append(args, fair, id, n, c.Sheet, c.First, c.Last, now.UnixMilli(), c.Cells)
		}
		_, err := db.write.ExecContext(ctx, insertText(db.dialect, "import_chunk", chunkColumns, len(part)), args...)
		if err != nil {
			return fmt.Errorf("store: keep the rows of an import: %w", err)
		}
	}
	return nil
}

var chunkColumns = []string{"fair_id", "import", "n", "sheet", "first_row", "last_row", "at_ms", "cells"}

// Unstage removes the rows of an import that was given up.
func (db *DB) Unstage(ctx context.Context, fair, id string) error {
	_, err := db.write.ExecContext(ctx, `delete from import_chunk where fair_id = $1 and import = $2
		and import not in (select id from import where fair_id = $1)`, fair, id)
	if err != nil {
		return fmt.Errorf("store: remove the rows of an import: %w", err)
	}
	return nil
}

// SourceRow returns the row of a file that an origin names, as it stood when the file was
// read: the headings, the cells, and the import with the file's name. Rows above the
// headings and those that were left out are kept too. The error is not_found when the
// origin names no row of an import of this fair.
func (v View) SourceRow(ctx context.Context, o journal.Origin) (headings, cells []string, imp Import, err error) {
	missing := func() error { return lang.NotFound("import.row.missing", lang.Args{"row": o.Row}) }
	if o.Kind != "file" || o.Row <= 0 {
		return nil, nil, Import{}, missing()
	}
	row, err := Get[Import](ctx, v, o.ID)
	if err != nil {
		return nil, nil, Import{}, err
	}
	rs, err := v.q.QueryContext(ctx, `select first_row, last_row, cells from import_chunk
		where fair_id = $1 and import = $2 and sheet = $3 and first_row <= $4 and last_row >= $4 order by n`,
		v.Fair, o.ID, o.Sheet, o.Row)
	if err != nil {
		return nil, nil, row.Value, fmt.Errorf("store: read the rows of an import: %w", err)
	}
	defer rs.Close()
	for rs.Next() {
		c := Chunk{Sheet: o.Sheet}
		if err := rs.Scan(&c.First, &c.Last, &c.Cells); err != nil {
			return nil, nil, row.Value, fmt.Errorf("store: read the rows of an import: %w", err)
		}
		opened, err := c.open()
		if err != nil {
			return nil, nil, row.Value, err
		}
		if i, ok := slices.BinarySearch(opened.Numbers, o.Row); ok {
			return opened.Headings, opened.Rows[i], row.Value, nil
		}
	}
	if err := rs.Err(); err != nil {
		return nil, nil, row.Value, fmt.Errorf("store: read the rows of an import: %w", err)
	}
	return nil, nil, row.Value, missing()
}
