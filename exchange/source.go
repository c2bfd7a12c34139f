package exchange

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"bridgehead/lang"
)

// Limits bound what a file may cost to read, so that one from a stranger can do no harm.
// A zero field means the default.
type Limits struct {
	Bytes    int64 // size of the file; default 256 MiB
	Unzipped int64 // size of any one part of an xlsx file when unpacked; default 2 GiB
	Strings  int64 // size of an xlsx file's table of texts, which is held in memory; default 256 MiB
	Rows     int64 // rows of a sheet; default 1,048,576, as many as a spreadsheet has
	Columns  int   // columns of a sheet; default 1,024
	Cell     int   // bytes of a cell; default 131,072, more than a spreadsheet's 32,767 characters
}

func (l Limits) withDefaults() Limits {
	set := func(p *int64, v int64) {
		if *p == 0 {
			*p = v
		}
	}
	set(&l.Bytes, 256<<20)
	set(&l.Unzipped, 2<<30)
	set(&l.Strings, 256<<20)
	set(&l.Rows, 1<<20)
	if l.Columns == 0 {
		l.Columns = 1024
	}
	if l.Cell == 0 {
		l.Cell = 128 << 10
	}
	return l
}

// A Source is a file that can be read row by row, more than once.
type Source struct {
	Name   string // of the file, without its folder
	SHA256 string // of its bytes, in hexadecimal
	Sheets []string

	limits Limits
	keyed  bool // columns have keys and no letters: JSON
	rows   func(ctx context.Context, sheet string, fn func(*Row) error) error
}

// A Row is one row of a sheet as it stands in the file. It is valid until the next.
type Row struct {
	N     int64    // its number as a spreadsheet shows it, from 1; of an object, its place in the file
	Cells []string // the text of its cells from column A on; dates as 2006-01-02
	bad   []badCell
}

// A badCell is a cell that has no value to read.
type badCell struct {
	column int
	why    *lang.Error
}

// empty reports whether the row holds nothing.
func (r *Row) empty() bool {
	for _, c := range r.Cells {
		if c != "" {
			return false
		}
	}
	return len(r.bad) == 0
}

// Read opens a file of the given size. What it is shows in its bytes, not in its name: an
// xlsx workbook; or text in UTF-8, UTF-16, GB18030 or Big5, whose columns are parted by
// commas, semicolons or tabs, or which is a list of flat JSON objects. The file must stay readable as long as the Source is used.
// What cannot be read is an invalid lang.Error.
func Read(r io.ReaderAt, size int64, name string, limits Limits) (*Source, error) {
	s := &Source{Name: filepath.Base(strings.ReplaceAll(name, `\`, "/")), limits: limits.withDefaults()}
	if size > s.limits.Bytes {
		return nil, lang.Invalid("import.file.large", lang.Args{"limit": fmt.Sprintf("%d MiB", s.limits.Bytes>>20)})
	}
	hash := sha256.New()
	if _, err := io.Copy(hash, io.NewSectionReader(r, 0, size)); err != nil {
		return nil, fmt.Errorf("exchange: read %s: %w", s.Name, err)
	}
	s.SHA256 = hex.EncodeToString(hash.Sum(nil))
	head := make([]byte, min(size, sample))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, fmt.Errorf("exchange: read %s: %w", s.Name, err)
	}
	switch {
	case len(bytes.TrimSpace(head)) == 0:
		return nil, lang.Invalid("import.file.empty")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return s, s.openWorkbook(r, size)
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return nil, lang.Invalid("import.file.old")
	}
	return s, s.openText(r, size, head)
}

// sample is how much of a text is looked at to find its encoding and what parts columns.
const sample = 64 << 10

// Rows hands the rows of a sheet to fn in order, without those that are empty. An error
// of fn ends it and is returned.
func (s *Source) Rows(ctx context.Context, sheet string, fn func(*Row) error) error {
	count := 0
	return s.rows(ctx, sheet, func(r *Row) error {
		if count++; count%1024 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		// What is empty to the right is not there.
		for n := len(r.Cells); n > 0 && r.Cells[n-1] == ""; n = len(r.Cells) {
			r.Cells = r.Cells[:n-1]
		}
		if r.empty() {
			return nil
		}
		if r.N > s.limits.Rows {
			return lang.Invalid("import.file.rows", lang.Args{"limit": s.limits.Rows})
		}
		if len(r.Cells) > s.limits.Columns {
			return lang.Invalid("import.file.columns", lang.Args{"row": r.N, "limit": s.limits.Columns})
		}
		for i, c := range r.Cells {
			if len(c) > s.limits.Cell {
				return lang.Invalid("import.file.cell", lang.Args{"row": r.N, "column": Letter(i)})
			}
		}
		return fn(r)
	})
}

// Letter returns the letters of a column counted from 0, as a spreadsheet shows them: A,
// Z, AA.
func Letter(column int) string {
	s := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		s = string(rune('A'+(n-1)%26)) + s
	}
	return s
}

// columnOf reads the letters of a column; -1 for what are none.
func columnOf(letters string) int {
	n := 0
	for _, r := range letters {
		if r >= 'a' && r <= 'z' {
			r -= 'a' - 'A'
		}
		if r < 'A' || r > 'Z' || n > 1<<20 {
			return -1
		}
		n = n*26 + int(r-'A') + 1
	}
	return n - 1
}
