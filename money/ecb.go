package money

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/govalues/decimal"

	"bridgehead/lang"
)

// ECB is the source of the European Central Bank's euro foreign exchange reference
// rates.
const ECB = "ECB"

// ReadECB reads the reference rates as the bank publishes them (eurofxref-hist.csv):
// one row for each day, newest first or in any order, one column for each currency, N/A where
// there is no rate, a comma after the last. It hands each day to fn, whose base is the
// euro. It stops at the first error, of the file or of fn, with a RowError that says
// where; days handed over before it stand.
func ReadECB(r io.Reader, fn func(Day) error) error {
	rows := newRows(r)
	head, err := rows.next()
	if err != nil {
		return err
	}
	if head[len(head)-1] == "" {
		head = head[:len(head)-1]
	}
	if len(head) < 2 || !strings.EqualFold(head[0], "Date") {
		return rows.fault("", strings.Join(head, ","), "rate.header")
	}
	codes := make([]Currency, len(head))
	for i, code := range head[1:] {
		c := Currency(code)
		if !c.Known() {
			return rows.fault(code, code, "currency.unknown")
		}
		if slices.Contains(codes, c) {
			return rows.fault(code, code, "rate.header")
		}
		codes[i+1] = c
	}

	seen := make(map[lang.Date]bool)
	for {
		row, err := rows.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if len(row) == len(head)+1 && row[len(head)] == "" {
			row = row[:len(head)]
		}
		if len(row) != len(head) {
			return rows.fault("", strings.Join(row, ","), "rate.columns")
		}
		d := Day{Source: ECB, Date: lang.Date(row[0]), Base: "EUR", Quotes: make(map[Currency]decimal.Decimal)}
		switch {
		case d.Date == "" || !d.Date.Valid():
			return rows.fault(head[0], row[0], "rate.date")
		case seen[d.Date]:
			return rows.fault(head[0], row[0], "rate.duplicate")
		}
		seen[d.Date] = true
		for i := 1; i < len(row); i++ {
			if row[i] == "" || row[i] == "N/A" {
				continue
			}
			value, ok := parseRate(row[i])
			if !ok {
				return rows.fault(head[i], row[i], "rate.value")
			}
			d.Quotes[codes[i]] = value
		}
		if err := fn(d); err != nil {
			return &RowError{Line: rows.line, Err: err}
		}
	}
}

// rateHeadings are the columns of a long table of rates, in any order and language.
var rateHeadings = [...][]string{
	{"source", "来源", "來源"},
	{"date", "日期"},
	{"base", "基准货币", "基準貨幣"},
	{"currency", "货币", "貨幣", "币种", "幣種"},
	{"rate", "汇率", "匯率"},
}

// ReadRates reads a table of rates that was given: comma-separated, with the columns
// source, date, base, currency and rate (来源 日期 基准货币 货币 汇率) in any order, others
// being left alone. A row says that one unit of base was worth rate units of currency on
// the date. Rows that follow one another with the same source, date and base are handed
// to fn as one Day. Errors are those of ReadECB.
func ReadRates(r io.Reader, fn func(Day) error) error {
	rows := newRows(r)
	head, err := rows.next()
	if err != nil {
		return err
	}
	var columns [len(rateHeadings)]int
	for i, names := range rateHeadings {
		columns[i] = -1
		for at, name := range head {
			if !slices.Contains(names, strings.ToLower(name)) {
				continue
			}
			if columns[i] >= 0 {
				return rows.fault(name, name, "rate.header")
			}
			columns[i] = at
		}
		if columns[i] < 0 {
			return rows.fault(names[0], strings.Join(head, ","), "rate.header")
		}
	}

	var d Day
	hand := func(line int) error {
		if len(d.Quotes) > 0 {
			if err := fn(d); err != nil {
				return &RowError{Line: line, Err: err}
			}
		}
		return nil
	}
	seen := make(map[lang.Date]map[tableKey]bool)
	for {
		last := rows.line
		row, err := rows.next()
		if err == io.EOF {
			return hand(last)
		}
		if err != nil {
			return err
		}
		if len(row) != len(head) {
			return rows.fault("", strings.Join(row, ","), "rate.columns")
		}
		cell := func(i int) (name, text string) { return head[columns[i]], row[columns[i]] }

		name, source := cell(0)
		if source == "" {
			return rows.fault(name, source, "rate.source")
		}
		name, text := cell(1)
		day, err := lang.ParseDate(text)
		if err != nil || day == "" {
			return rows.fault(name, text, "rate.date")
		}
		name, text = cell(2)
		base, err := ParseCurrency(text)
		if err != nil {
			return &RowError{rows.line, name, err}
		}
		name, text = cell(3)
		quote, err := ParseCurrency(text)
		if err != nil {
			return &RowError{rows.line, name, err}
		}
		key := tableKey{source, base, quote}
		if seen[day][key] || base == quote {
			return rows.fault(name, text, "rate.duplicate")
		}
		if seen[day] == nil {
			seen[day] = make(map[tableKey]bool)
		}
		seen[day][key] = true
		name, text = cell(4)
		value, ok := parseRate(text)
		if !ok {
			return rows.fault(name, text, "rate.value")
		}

		if d.Source != source || d.Date != day || d.Base != base {
			if err := hand(last); err != nil {
				return err
			}
			d = Day{Source: source, Date: day, Base: base, Quotes: make(map[Currency]decimal.Decimal)}
		}
		d.Quotes[quote] = value
	}
}

// parseRate reads a positive decimal number.
func parseRate(s string) (decimal.Decimal, bool) {
	// The library would also take an exponent and round what it cannot hold.
	digits := strings.Count(s, "") - 1 - strings.Count(s, ".")
	if digits > decimal.MaxPrec || strings.ContainsFunc(s, func(r rune) bool { return !isDigit(r) && r != '.' }) {
		return decimal.Decimal{}, false
	}
	d, err := decimal.Parse(s)
	return d, err == nil && d.IsPos()
}

// rows reads comma-separated rows and remembers where it is.
type rows struct {
	csv  *csv.Reader
	line int
}

func newRows(r io.Reader) *rows {
	c := csv.NewReader(r)
	c.FieldsPerRecord = -1
	return &rows{csv: c}
}

// next returns the next row with its cells trimmed, io.EOF after the last one; a file
// without a heading is an error.
func (r *rows) next() ([]string, error) {
	row, err := r.csv.Read()
	if err == io.EOF && r.line == 0 {
		r.line = 1
		return nil, r.fault("", "", "rate.header")
	}
	if err == io.EOF {
		return nil, err
	}
	var bad *csv.ParseError
	if errors.As(err, &bad) {
		return nil, &RowError{Line: bad.Line, Err: &SyntaxError{bad.Err.Error(), "rate.csv"}}
	}
	if err != nil {
		return nil, err
	}
	r.line, _ = r.csv.FieldPos(0)
	for i, cell := range row {
		row[i] = fold(cell)
	}
	return row, nil
}

// fault is an error at the current row.
func (r *rows) fault(column, text, reason string) error {
	return &RowError{r.line, column, &SyntaxError{text, reason}}
}
