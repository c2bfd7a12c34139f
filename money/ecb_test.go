package money_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/govalues/decimal"

	"bridgehead/lang"
	"bridgehead/money"
)

var equalDecimals = cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Cmp(b) == 0 })

// ecbTable is a table of a handful of days as the bank publishes them.
func ecbTable(t testing.TB) *money.Table {
	t.Helper()
	file, err := os.Open("testdata/eurofxref.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var table money.Table
	if err := money.ReadECB(file, table.Add); err != nil {
		t.Fatal(err)
	}
	return &table
}

func collect(days *[]money.Day) func(money.Day) error {
	return func(d money.Day) error {
		*days = append(*days, d)
		return nil
	}
}

func quotes(pairs ...string) map[money.Currency]decimal.Decimal {
	m := make(map[money.Currency]decimal.Decimal)
	for i := 0; i < len(pairs); i += 2 {
		m[money.Currency(pairs[i])] = decimal.MustParse(pairs[i+1])
	}
	return m
}

func TestReadECB(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []money.Day
	}{
		{
			"a comma after the last column, and no rate where it says N/A",
			"Date,USD,SKK,\n2023-11-29,1.0985,N/A,\n",
			[]money.Day{{"ECB", "2023-11-29", "EUR", quotes("USD", "1.0985")}},
		},
		{
			"no comma after the last column",
			"Date,USD,JPY\n2023-11-29,1.0985,162.12\n",
			[]money.Day{{"ECB", "2023-11-29", "EUR", quotes("USD", "1.0985", "JPY", "162.12")}},
		},
		{
			"days in any order are handed on as they come",
			"Date,USD,\n2023-11-28,1.0949,\n2023-11-30,1.0931,\n",
			[]money.Day{{"ECB", "2023-11-28", "EUR", quotes("USD", "1.0949")}, {"ECB", "2023-11-30", "EUR", quotes("USD", "1.0931")}},
		},
		{
			"spaces, a byte order mark and returns are left out",
			"\ufeffDate, USD, \r\n2023-11-29, 1.0985, \r\n",
			[]money.Day{{"ECB", "2023-11-29", "EUR", quotes("USD", "1.0985")}},
		},
		{"a heading without days is an empty table", "Date,USD,\n", nil},
		{
			"a day without rates is a day",
			"Date,USD,\n2023-11-29,N/A,\n",
			[]money.Day{{"ECB", "2023-11-29", "EUR", quotes()}},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []money.Day
			if err := money.ReadECB(strings.NewReader(tt.text), collect(&got)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, equalDecimals); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A fault is where reading stopped and why.
type fault struct {
	line           int
	column, reason string
}

func faultOf(t *testing.T, err error) fault {
	t.Helper()
	var row *money.RowError
	if !errors.As(err, &row) {
		t.Fatalf("error %v does not name a row", err)
	}
	return fault{row.Line, row.Column, reasonOf(t, err)}
}

func TestReadECBSaysWhereItStopped(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       fault
	}{
		{"an empty file", "", fault{1, "", "rate.header"}},
		{"another file", "Name,Amount\nA,5\n", fault{1, "", "rate.header"}},
		{"a heading without currencies", "Date,\n", fault{1, "", "rate.header"}},
		{"an unknown currency", "Date,USD,XYZ,\n", fault{1, "XYZ", "currency.unknown"}},
		{"a currency twice", "Date,USD,USD,\n", fault{1, "USD", "rate.header"}},
		{"a date in another form", "Date,USD,\n29 November 2023,1.0985,\n", fault{2, "Date", "rate.date"}},
		{"a day that does not exist", "Date,USD,\n2023-11-29,1.0985,\n2023-02-29,1.0985,\n", fault{3, "Date", "rate.date"}},
		{"a day twice", "Date,USD,\n2023-11-29,1.0985,\n2023-11-29,1.0985,\n", fault{3, "Date", "rate.duplicate"}},
		{"a row that was cut off", "Date,USD,JPY,\n2023-11-29,1.0985\n", fault{2, "", "rate.columns"}},
		{"a row that is too long", "Date,USD,\n2023-11-29,1.0985,1,\n", fault{2, "", "rate.columns"}},
		{"a rate that is no number", "Date,USD,\n2023-11-29,about 1,\n", fault{2, "USD", "rate.value"}},
		{"a rate of zero", "Date,USD,\n2023-11-29,0.0,\n", fault{2, "USD", "rate.value"}},
		{"a rate below zero", "Date,USD,\n2023-11-29,-1.0985,\n", fault{2, "USD", "rate.value"}},
		{"a rate with an exponent", "Date,USD,\n2023-11-29,1e3,\n", fault{2, "USD", "rate.value"}},
		{"a rate finer than can be held exactly", "Date,USD,\n2023-11-29,1.09850000000000000001,\n", fault{2, "USD", "rate.value"}},
		{"a quotation mark that does not close", "Date,USD,\n\"2023-11-29,1.0985,\n", fault{2, "", "rate.csv"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := money.ReadECB(strings.NewReader(tt.text), func(money.Day) error { return nil })
			if got := faultOf(t, err); got != tt.want {
				t.Errorf("got %+v (%v), want %+v", got, err, tt.want)
			}
		})
	}
	t.Run("an error of the receiver stops the reading and names the row", func(t *testing.T) {
		full := errors.New("full")
		err := money.ReadECB(strings.NewReader("Date,USD,\n2023-11-29,1.0985,\n"), func(money.Day) error { return full })
		var row *money.RowError
		if !errors.Is(err, full) || !errors.As(err, &row) || row.Line != 2 {
			t.Errorf("got %v", err)
		}
	})
}

func TestReadRates(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []money.Day
	}{
		{
			"rows of one day follow one another",
			"source,date,base,currency,rate\nBank,2023-11-29,USD,CNY,7.1\nBank,2023-11-29,USD,HKD,7.8\nBank,2023-11-30,USD,CNY,7.2\n",
			[]money.Day{{"Bank", "2023-11-29", "USD", quotes("CNY", "7.1", "HKD", "7.8")}, {"Bank", "2023-11-30", "USD", quotes("CNY", "7.2")}},
		},
		{
			"headings and currencies in Chinese, in another order, with a note",
			"日期,来源,货币,基准货币,汇率,备注\n2023年11月29日,央行,人民币,美元,7.1,中间价\n",
			[]money.Day{{"央行", "2023-11-29", "USD", quotes("CNY", "7.1")}},
		},
		{
			"headings in Traditional",
			"來源,日期,基準貨幣,貨幣,匯率\n銀行,2023/11/29,港幣,人民幣,０．９１\n",
			[]money.Day{{"銀行", "2023-11-29", "HKD", quotes("CNY", "0.91")}},
		},
		{
			"a day may come in several parts",
			"source,date,base,currency,rate\nBank,2023-11-29,USD,CNY,7.1\nBank,2023-11-29,HKD,CNY,0.91\nBank,2023-11-29,USD,HKD,7.8\n",
			[]money.Day{{"Bank", "2023-11-29", "USD", quotes("CNY", "7.1")}, {"Bank", "2023-11-29", "HKD", quotes("CNY", "0.91")}, {"Bank", "2023-11-29", "USD", quotes("HKD", "7.8")}},
		},
		{"a heading without rows is an empty table", "source,date,base,currency,rate\n", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []money.Day
			if err := money.ReadRates(strings.NewReader(tt.text), collect(&got)); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, equalDecimals); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadRatesSaysWhereItStopped(t *testing.T) {
	const head = "source,date,base,currency,rate\n"
	for _, tt := range []struct {
		name, text string
		want       fault
	}{
		{"an empty file", "", fault{1, "", "rate.header"}},
		{"a column that is not there", "source,date,base,rate\n", fault{1, "currency", "rate.header"}},
		{"a column that is there twice", "source,date,base,currency,rate,汇率\n", fault{1, "汇率", "rate.header"}},
		{"a row that was cut off", head + "Bank,2023-11-29,USD\n", fault{2, "", "rate.columns"}},
		{"no source", head + ",2023-11-29,USD,CNY,7.1\n", fault{2, "source", "rate.source"}},
		{"no date", head + "Bank,,USD,CNY,7.1\n", fault{2, "date", "rate.date"}},
		{"a date that could be two", head + "Bank,03/04/2023,USD,CNY,7.1\n", fault{2, "date", "rate.date"}},
		{"an unknown base", head + "Bank,2023-11-29,XYZ,CNY,7.1\n", fault{2, "base", "currency.unknown"}},
		{"no currency", head + "Bank,2023-11-29,USD,,7.1\n", fault{2, "currency", "number.empty"}},
		{"a currency against itself", head + "Bank,2023-11-29,USD,USD,1\n", fault{2, "currency", "rate.duplicate"}},
		{"a rate twice", head + "Bank,2023-11-29,USD,CNY,7.1\nBank,2023-11-29,USD,CNY,7.2\n", fault{3, "currency", "rate.duplicate"}},
		{"no rate", head + "Bank,2023-11-29,USD,CNY,\n", fault{2, "rate", "rate.value"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := money.ReadRates(strings.NewReader(tt.text), func(money.Day) error { return nil })
			if got := faultOf(t, err); got != tt.want {
				t.Errorf("got %+v (%v), want %+v", got, err, tt.want)
			}
		})
	}
}

func FuzzReadECB(f *testing.F) {
	for _, s := range []string{
		"Date,USD,SKK,\n2023-11-29,1.0985,N/A,\n", "Date,USD\n2023-11-29,1.0985\n", "\ufeffDate, USD, \r\n",
		"source,date,base,currency,rate\nBank,2023-11-29,USD,CNY,7.1\n", "Date,\"USD\n", "",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		seen := make(map[lang.Date]bool)
		check := func(d money.Day) error {
			if d.Date == "" || !d.Date.Valid() || d.Source == "" || !d.Base.Known() {
				t.Fatalf("bad day %+v", d)
			}
			for c, rate := range d.Quotes {
				if !c.Known() || !rate.IsPos() {
					t.Fatalf("bad quote %s %s", c, rate)
				}
			}
			return nil
		}
		err := money.ReadECB(strings.NewReader(s), func(d money.Day) error {
			if seen[d.Date] {
				t.Fatalf("%s twice", d.Date)
			}
			seen[d.Date] = true
			return check(d)
		})
		if err != nil {
			faultOf(t, err)
		}
		if err := money.ReadRates(strings.NewReader(s), check); err != nil {
			faultOf(t, err)
		}
	})
}
