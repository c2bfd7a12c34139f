package money

import "fmt"

// A SyntaxError says why a text could not be read. Reason is a catalogue key, so that
// the edge can say it in the reader's language; Error says it in English.
//
//	number.empty       there is nothing to read
//	number.unreadable  the text is not one number
//	number.grouping    thousand separators do not stand before each three digits
//	number.range       the value is too large to hold
//	number.too-fine    the value is finer than the currency's minor unit
//	number.percent     a percentage stands where an amount is wanted
//	currency.unknown   no currency is known by this name, sign or code
//	currency.conflict  two different currencies are named
//	currency.missing   neither the text nor its heading names a currency
//	currency.ambiguous a sign that several currencies share, and nothing says which
//	rate.header        the table lacks a heading, or has one twice
//	rate.columns       the row has more or fewer columns than the heading
//	rate.date          the date is not written 2006-01-02, or does not exist
//	rate.value         the rate is not a positive decimal number
//	rate.source        the row does not say whose rate it is
//	rate.duplicate     the same rate is given twice
//	rate.csv           the file is not comma-separated text
type SyntaxError struct {
	Text   string // what was read, as it was typed
	Reason string // the catalogue key
}

var reasons = map[string]string{
	"number.empty":       "there is nothing to read",
	"number.unreadable":  "this is not one number; write it like 1234.5, 1,234.5, 672.2亿 or 3.5 billion",
	"number.grouping":    "separators must stand before each three digits, as in 1,234,567",
	"number.range":       "the value is too large to hold",
	"number.too-fine":    "the value is finer than the currency's minor unit",
	"number.percent":     "a percentage stands where an amount is wanted",
	"currency.unknown":   "no such currency; write its ISO 4217 code, as in CNY",
	"currency.conflict":  "two different currencies are named",
	"currency.missing":   "no currency is named; write one, as in CNY 500, or name it in the heading",
	"currency.ambiguous": "several currencies go by this sign; write US$ or HK$, or name the currency in the heading",
	"rate.header":        "the table needs each of its headings once",
	"rate.columns":       "the row has more or fewer columns than the heading",
	"rate.date":          "the date must be a day written like 2023-11-29",
	"rate.value":         "the rate must be a positive decimal number",
	"rate.source":        "the row does not say whose rate it is",
	"rate.duplicate":     "the same rate is given twice",
	"rate.csv":           "the file is not comma-separated text",
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("money: %q: %s", e.Text, reasons[e.Reason])
}

// A RowError says where in a table of rates the reading stopped. It wraps a
// SyntaxError, or the error with which the receiver of the rows stopped it.
type RowError struct {
	Line   int    // from 1, the heading included
	Column string // the heading of the column; "" for the row as a whole
	Err    error
}

func (e *RowError) Error() string {
	if e.Column == "" {
		return fmt.Sprintf("line %d: %v", e.Line, e.Err)
	}
	return fmt.Sprintf("line %d, column %s: %v", e.Line, e.Column, e.Err)
}

func (e *RowError) Unwrap() error { return e.Err }
