package exchange

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

// rateColumns are the columns of a long table of rates: column names of money.ReadRates and
// what else people write above them, folded.
var rateColumns = map[string]string{
	"来源": "source", "source": "source", "发布机构": "source",
	"日期": "date", "date": "date",
	"基准货币": "base", "base": "base", "base currency": "base",
	"货币": "currency", "币种": "currency", "currency": "currency", "报价货币": "currency", "quote": "currency",
	"汇率": "rate", "rate": "rate", "exchange rate": "rate",
}

// A rateFile is a file of rates as it is read: in the bank's layout or in the long one.
type rateFile struct {
	sheet   string
	heading int64
	ecb     bool
	heads   []string
	numbers []int64 // of the rows below the headings
	days    []money.Day
	rows    []int64 // the row of each day; 0 where it is not known
}

// importRates brings rates into the reserved fair. They are planned inside the
// transaction: there are at most a few thousand days, and nobody else writes them.
func importRates(ctx context.Context, db *store.DB, src *Source, o Options) (*Preview, error) {
	o.Fair = journal.Reference
	if o.Detail == 0 {
		o.Detail = 20
	}
	if o.Mapping != nil {
		return nil, lang.Invalid("import.rates.mapping")
	}
	preview := &Preview{Fair: o.Fair, Kind: Rates, File: src.Name, SHA256: src.SHA256}
	f, chunks, err := readRates(ctx, src, o, preview)
	if err != nil {
		return nil, err
	}
	if preview.Errors > 0 {
		return preview, lang.Invalid("import.errors", lang.Args{"n": preview.Errors})
	}
	id := db.IDs()()
	rec := store.Import{ID: id, Kind: string(Rates), File: src.Name, SHA256: src.SHA256, Rows: preview.Rows}
	read := *preview
	run := func(keep bool) error {
		return db.Update(ctx, o.Fair, o.Actor, func(tx *store.Tx) error {
			counted := read
			kept := map[string]int{}
			origin := journal.Origin{Kind: "file", ID: id}
			if err := store.Put(ctx, tx, &rec, 0, store.How{Action: journal.Created, Origin: origin}); err != nil {
				return err
			}
			origin.Sheet = f.sheet
			for i, d := range f.days {
				origin.Row = f.rows[i]
				written, isNew, err := tx.PutRates(ctx, d, store.How{Action: journal.Created, Origin: origin})
				if err != nil {
					return err
				}
				out := Outcome{Row: f.rows[i], Record: "rates", Code: d.Source + " " + string(d.Base) + " " + string(d.Date), Action: ActionUnchanged}
				switch {
				case isNew:
					out.Action = ActionCreate
				case written:
					out.Action, out.Matched = ActionCorrect, "import.match.rates"
				}
				counted.outcome(out, o.Detail, kept)
			}
			counted.Position = tx.Position()
			counted.sort()
			*preview = counted
			if !keep {
				return errDry
			}
			return nil
		})
	}
	// The first run finds out what there is to do and is not kept.
	if err := run(false); !errors.Is(err, errDry) {
		return nil, err
	}
	if preview.Position = 0; o.DryRun || preview.Nothing() {
		return preview, nil
	}
	if err := db.Stage(ctx, o.Fair, id, chunks); err != nil {
		return nil, errors.Join(err, db.Unstage(context.WithoutCancel(ctx), o.Fair, id))
	}
	if err := run(true); err != nil {
		return nil, errors.Join(err, db.Unstage(context.WithoutCancel(ctx), o.Fair, id))
	}
	preview.Done, preview.Import = true, id
	return preview, nil
}

// readRates finds the headings and reads the days through package money, which judges
// them.
func readRates(ctx context.Context, src *Source, o Options, preview *Preview) (*rateFile, []store.Chunk, error) {
	f := &rateFile{sheet: src.Sheets[0]}
	if o.Sheet != "" {
		f.sheet = o.Sheet
	}
	read, write := io.Pipe()
	var chunks chunkBuilder
	groups := []int64{} // first rows of runs with the same source, date and base
	feed := make(chan error, 1)
	ready := make(chan struct{})
	go func() {
		var out *csv.Writer
		last := ""
		started := false
		err := src.Rows(ctx, f.sheet, func(r *Row) error {
			if out == nil {
				chunks.sheet = f.sheet
				heads, ok := f.headings(r)
				if !ok {
					if r.N > leading {
						return lang.Invalid("import.heading.none", lang.Args{"rows": leading, "choices": "source, date, base, currency, rate"})
					}
					return chunks.add(r)
				}
				f.heading, f.heads = r.N, append([]string(nil), r.Cells...)
				chunks.headings = f.heads
				started = true
				close(ready)
				out = csv.NewWriter(write)
				if err := chunks.add(r); err != nil {
					return err
				}
				return out.Write(heads)
			}
			if err := chunks.add(r); err != nil {
				return err
			}
			f.numbers = append(f.numbers, r.N)
			cells := make([]string, len(f.heads))
			copy(cells, r.Cells)
			if len(r.Cells) > len(f.heads) {
				cells = r.Cells
			}
			if !f.ecb {
				key := ""
				for i, h := range f.heads {
					if name := rateColumns[lang.Fold(h)]; name == "source" || name == "date" || name == "base" {
						key += cells[i] + "\x00"
					}
				}
				if key != last {
					groups = append(groups, r.N)
				}
				last = key
			}
			return out.Write(cells)
		})
		if out != nil {
			out.Flush()
		}
		if !started {
			if err == nil {
				err = lang.Invalid("import.heading.none", lang.Args{"rows": leading, "choices": "source, date, base, currency, rate"})
			}
			close(ready)
		}
		feed <- err
		write.CloseWithError(err)
	}()
	<-ready
	take := func(d money.Day) error { f.days = append(f.days, d); return nil }
	readFile := money.ReadRates
	if f.ecb {
		readFile = money.ReadECB
	}
	err := readFile(read, take)
	read.CloseWithError(io.ErrClosedPipe)
	if fed := <-feed; fed != nil && !errors.Is(fed, io.ErrClosedPipe) {
		return nil, nil, fed
	}
	preview.Sheet, preview.HeadingRow, preview.Rows = f.sheet, f.heading, int64(len(f.numbers))
	for i, h := range f.heads {
		if h != "" {
			preview.Columns = append(preview.Columns, Column{Letter: Letter(i), Heading: tidy(h), Name: rateName(h)})
		}
	}
	if bad, ok := errors.AsType[*money.RowError](err); ok {
		preview.Errors++
		x := Problem{Sheet: f.sheet, Row: f.heading, Heading: bad.Column, Why: rateRefusal(bad.Err)}
		if n := bad.Line - 2; n >= 0 && n < len(f.numbers) {
			x.Row = f.numbers[n]
		}
		for i, h := range f.heads {
			if bad.Column != "" && (strings.EqualFold(tidy(h), bad.Column) || rateColumns[lang.Fold(h)] == bad.Column) {
				x.Letter = Letter(i)
			}
		}
		preview.Problems = append(preview.Problems, x)
		return f, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	f.rows = make([]int64, len(f.days))
	switch {
	case f.ecb && len(f.numbers) == len(f.days):
		copy(f.rows, f.numbers)
	case !f.ecb && len(groups) == len(f.days):
		copy(f.rows, groups)
	}
	if err := chunks.close(); err != nil {
		return nil, nil, err
	}
	return f, chunks.done, nil
}

// headings tells whether a row holds the headings of rates, and returns them in the words
// of package money.
func (f *rateFile) headings(r *Row) ([]string, bool) {
	heads := make([]string, len(r.Cells))
	long, codes := 0, 0
	for i, c := range r.Cells {
		heads[i] = tidy(c)
		if name := rateColumns[lang.Fold(c)]; name != "" {
			heads[i] = name
			long++
		}
		if money.Currency(tidy(c)).Known() {
			codes++
		}
	}
	f.ecb = len(heads) > 1 && heads[0] == "date" && codes > 0
	return heads, f.ecb || long >= 5
}

func rateName(heading string) string {
	if name := rateColumns[lang.Fold(heading)]; name != "" {
		return name
	}
	return "rate"
}

func rateRefusal(err error) *lang.Error {
	if e, ok := errors.AsType[*money.SyntaxError](err); ok {
		key := "import.rates." + strings.NewReplacer(".", "_", "-", "_").Replace(e.Reason)
		if lang.Has(key) {
			return lang.Invalid(key, lang.Args{"given": e.Text})
		}
	}
	return refusal(err)
}
