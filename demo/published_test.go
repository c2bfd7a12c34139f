package demo_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"bridgehead/demo"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
)

// Every number that was published about the 26th edition, and of those before and after it in the same reports, is a
// figure of the record whose trace leads to a row of a file and to the document that printed it.
func TestEveryPublishedFactIsAFigureWithATrace(t *testing.T) {
	e, err := jinggang(t).Evaluator(t.Context(), demo.JinggangID, -1, -1)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Open("testdata/edition-26.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		fact, address, value, currency, qualifier, kind := row[0], row[1], row[2], row[3], row[4], row[5]
		t.Run(fact, func(t *testing.T) {
			name, err := figure.ParseName(address)
			if err != nil {
				t.Fatal(err)
			}
			trace, err := e.Trace(t.Context(), name, "", 10)
			if err != nil {
				t.Fatal(err)
			}
			f := trace.Figure
			if f.Value == nil || f.Value.RatString() != value || string(f.Currency) != currency || string(f.Qualifier) != qualifier || f.Assumed != (kind == indicator.KindAssumed) {
				t.Errorf("%s is %s %v %s, assumed %v", address, f.Qualifier, f.Value, f.Currency, f.Assumed)
			}
			at := slices.IndexFunc(trace.Statements, func(s indicator.Statement) bool { return s.ID == f.Observation })
			if at < 0 {
				t.Fatalf("the trace of %s has not the statement that it rests on", address)
			}
			s := trace.Statements[at]
			if !strings.HasPrefix(s.Origin, "file:") || !strings.Contains(s.Origin, "#row=") || s.Source.Code == "" {
				t.Errorf("%s comes from %q of document %q", address, s.Origin, s.Source.Code)
			}
			for _, tag := range lang.Tags {
				if s.Words.Get(tag) == "" {
					t.Errorf("%s is not put into words in %s", address, tag)
				}
				if f.Assumed && s.Of.Get(tag) == "" {
					t.Errorf("%s does not say in %s what is assumed", address, tag)
				}
			}
		})
	}
}
