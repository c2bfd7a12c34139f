package spoken_test

import (
	"flag"
	"fmt"
	"math/big"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/money/spoken"
)

var update = flag.Bool("update", false, "write the words of the table anew")

const tablePath = "testdata/spoken.tsv"

// quantity reads the first four columns of the table: kind, value, upper end, currency or noun.
func quantity(t *testing.T, cells []string) spoken.Quantity {
	t.Helper()
	q := spoken.Quantity{Kind: spoken.Kind(cells[0])}
	switch q.Kind {
	case spoken.Day:
		q.Day = lang.Date(cells[1])
		return q
	case spoken.Money:
		q.Currency = money.Currency(cells[3])
	case spoken.Count:
		q.Noun = cells[3]
	}
	q.Value = rat(t, cells[1])
	if cells[2] != "" {
		q.High = rat(t, cells[2])
	}
	return q
}

func rat(t *testing.T, s string) *big.Rat {
	t.Helper()
	v, ok := new(big.Rat).SetString(s)
	if !ok {
		t.Fatalf("%q is no number", s)
	}
	return v
}

func same(a, b spoken.Quantity) bool {
	equal := func(x, y *big.Rat) bool { return (x == nil) == (y == nil) && (x == nil || x.Cmp(y) == 0) }
	return equal(a.Value, b.Value) && equal(a.High, b.High) && a.Currency == b.Currency && a.Noun == b.Noun && a.Day == b.Day
}

func TestQuantitiesAreSaidAndReadBackInThreeLanguages(t *testing.T) {
	b, err := os.ReadFile(tablePath)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	if len(lines) < 200 {
		t.Errorf("the table has %d rows", len(lines))
	}
	var out strings.Builder
	for _, line := range lines {
		cells := strings.Split(line, "\t")
		q := quantity(t, cells)
		said := cells[:4:4]
		for i, tag := range lang.Tags {
			words, err := q.Say(tag)
			if err != nil {
				t.Errorf("%v in %s: %v", cells[:4], tag, err)
				continue
			}
			said = append(said, words)
			if !*update && (len(cells) < 7 || words != cells[4+i]) {
				t.Errorf("%v is said %q", cells, words)
			}
			got, err := spoken.Read(words, tag)
			if err != nil || !same(got, q) {
				t.Errorf("%q is read back as %+v, %v; want %+v", words, got, err, q)
			}
		}
		fmt.Fprintln(&out, strings.Join(said, "\t"))
	}
	if *update {
		if err := os.WriteFile(tablePath, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnyDecimalReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.Int64Range(-1e16+1, 1e16-1).Draw(t, "whole")
		// Round numbers, with their empty places, are the hard ones.
		if zeros := rapid.IntRange(0, 15).Draw(t, "zeros"); zeros > 0 {
			step := int64(1)
			for range zeros {
				step *= 10
			}
			whole = whole / step * step
		}
		places := rapid.IntRange(0, 6).Draw(t, "places")
		v := new(big.Rat).SetInt64(whole)
		if places > 0 {
			div := int64(1)
			for range places {
				div *= 10
			}
			v.Quo(v, big.NewRat(div, 1))
		}
		q := spoken.Quantity{Kind: spoken.Number, Value: v}
		if rapid.Bool().Draw(t, "money") {
			q.Kind, q.Currency = spoken.Money, "HKD"
		}
		for _, tag := range lang.Tags {
			words, err := q.Say(tag)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := spoken.Read(words, tag); err != nil || !same(got, q) {
				t.Errorf("%s is said %q and read back as %v, %v", v.RatString(), words, got.Value, err)
			}
		}
	})
}

func TestWhatIsNotSaidSoIsRefused(t *testing.T) {
	for _, tt := range []struct {
		tag  lang.Tag
		text string
	}{
		{lang.Hans, ""},
		{lang.Hans, "34"},
		{lang.Hans, "三五万"},
		{lang.Hans, "一二三"},
		{lang.Hans, "一万五"},
		{lang.Hans, "二〇二三年二月三十日"},
		{lang.Hans, "第零点五"},
		{lang.Hant, "六百七十二亿"},
		{lang.En, ""},
		{lang.En, "five six"},
		{lang.En, "one thousand million two"},
		{lang.En, "twenty-sixth"},
		{lang.En, "the thirty-first of November, twenty twenty-three"},
		{lang.En, "one point"},
		{lang.En, "one trillion trillion"},
	} {
		if q, err := spoken.Read(tt.text, tt.tag); lang.CodeOf(err) != lang.CodeInvalid {
			t.Errorf("%q is read as %+v, %v", tt.text, q, err)
		}
	}
	for _, q := range []spoken.Quantity{
		{Kind: spoken.Number, Value: big.NewRat(1, 3)},
		{Kind: spoken.Number, Value: rat(t, "10000000000000000")},
		{Kind: spoken.Money, Value: big.NewRat(1, 1), Currency: "XTS"},
		{Kind: spoken.Count, Value: big.NewRat(1, 1), Noun: "unicorn"},
		{Kind: spoken.Year, Value: big.NewRat(33, 1)},
		{Kind: spoken.Ordinal, Value: big.NewRat(5, 2)},
		{Kind: spoken.Day, Day: "2023-02-30"},
	} {
		for _, tag := range lang.Tags {
			if words, err := q.Say(tag); lang.CodeOf(err) != lang.CodeInvalid {
				t.Errorf("%+v is said %q, %v", q, words, err)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("六百七十二亿二千万元")
	f.Add("the twenty-ninth of November, twenty twenty-three")
	f.Add("百分之十至百分之十二点五")
	f.Fuzz(func(t *testing.T, text string) {
		for _, tag := range lang.Tags {
			q, err := spoken.Read(text, tag)
			if err != nil {
				continue
			}
			words, err := q.Say(tag)
			if err != nil {
				t.Fatalf("%q is read as %+v and cannot be said: %v", text, q, err)
			}
			if again, err := spoken.Read(words, tag); err != nil || !same(again, q) {
				t.Errorf("%q is read %+v, said %q, read %+v, %v", text, q, words, again, err)
			}
		}
	})
}
