package main

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// demonstration loads both fairs once for the tests of a file.
func demonstration(t *testing.T) string {
	t.Helper()
	db := filepath.Join(t.TempDir(), "demo.db")
	call(t, 0, "demo", "--no-serve", "--db", db)
	return db
}

// objects reads the rows of a table in JSON.
func objects(t *testing.T, text string) []map[string]string {
	t.Helper()
	var table struct {
		Rows []map[string]*string `json:"rows"`
	}
	if err := json.Unmarshal([]byte(text), &table); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	var rows []map[string]string
	for _, r := range table.Rows {
		row := map[string]string{}
		for k, v := range r {
			if v != nil {
				row[k] = *v
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func TestFiguresAndTracesComeOutInEachForm(t *testing.T) {
	db := demonstration(t)
	dir := t.TempDir()

	var want struct {
		Figures []struct{ Name, Value, Currency string }
	}
	if err := json.Unmarshal([]byte(call(t, 0, "figures", "--db", db, "--fair", "jinggang", "--edition", "26", "--json")), &want); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(strings.NewReader(call(t, 0, "figures", "--db", db, "--fair", "jinggang", "--edition", "26", "--format", "csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := func(name string) int { return slices.Index(lines[0], name) }
	if len(lines) != len(want.Figures)+1 {
		t.Fatalf("CSV has %d lines for %d figures", len(lines), len(want.Figures))
	}
	for i, f := range want.Figures {
		got := lines[i+1]
		if d := cmp.Diff([]string{f.Name, f.Value, f.Currency}, []string{got[column("Name of the figure")], got[column("Value")], got[column("Currency")]}); d != "" {
			t.Errorf("line %d: %s", i+2, d)
		}
	}

	file := filepath.Join(dir, "trace.xlsx")
	if out := call(t, 0, "trace", "--db", db, "--fair", "sample", "signed.amount?edition=26", "--out", file, "--lang", "zh-Hans"); out != "" {
		t.Errorf("with --out it also prints %q", out)
	}
	x, err := excelize.OpenFile(file)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	rows, err := x.GetRows(x.GetSheetList()[0], excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	if rows[0][0] != "合成数据，不是真实记录" {
		t.Errorf("the workbook of a synthetic fair begins with %q", rows[0][0])
	}
	head := slices.IndexFunc(rows, func(r []string) bool { return len(r) > 5 && r[0] == "类别" })
	converted, sum, records := slices.Index(rows[head], "折算金额"), new(big.Rat), 0
	for _, r := range rows[head+1:] {
		if len(r) <= converted || r[converted] == "" {
			continue
		}
		v, ok := new(big.Rat).SetString(r[converted])
		if !ok {
			t.Fatalf("%q is no number", r[converted])
		}
		if r[0] == "合计" {
			if v.Cmp(sum) != 0 || records < 30 {
				t.Errorf("%d records and the rounding come to %s, and the total is %s", records, sum.FloatString(2), r[converted])
			}
			records = -1
			break
		}
		sum.Add(sum, v)
		records++
	}
	if records >= 0 {
		t.Error("the trace has no total")
	}

	call(t, 2, "figures", "--db", db, "--fair", "sample", "--format", "pdf")
	call(t, 2, "list", "--db", db, "--fair", "sample", "people")
}

// What a fair's records come out as can be brought in again, in any form and language, and
// changes nothing.
func TestListsComeBackAsTheyWentOut(t *testing.T) {
	db := demonstration(t)
	dir := t.TempDir()
	for _, tag := range []string{"en", "zh-Hans", "zh-Hant"} {
		for _, form := range []string{"csv", "xlsx"} {
			for _, kind := range []string{"agreements", "projects"} {
				file := filepath.Join(dir, kind+"."+tag+"."+form)
				call(t, 0, "list", kind, "--db", db, "--fair", "sample", "--lang", tag, "--out", file)
				out := call(t, 0, "import", kind, file, "--db", db, "--fair", "sample", "--dry-run")
				if !strings.Contains(out, "Nothing to do") {
					t.Errorf("%s in %s as %s: %s", kind, tag, form, out)
				}
			}
		}
	}
	if rows := objects(t, call(t, 0, "list", "observations", "--db", db, "--fair", "jinggang", "--edition", "26", "--json")); len(rows) < 40 {
		t.Errorf("observations of edition 26: %v", rows)
	}
}

func TestEditionsAreComparedOnTheCommandLine(t *testing.T) {
	db := demonstration(t)
	at := func(args ...string) []map[string]string {
		return objects(t, call(t, 0, append(args, "--db", db, "--fair", "jinggang", "--json")...))
	}

	var got [][]string
	for _, r := range at("compare", "signed.amount", "--edition", "26", "--with", "25") {
		got = append(got, []string{r["rates"], r["shown"], r["base_shown"], r["growth"], r["verdict"]})
	}
	if d := cmp.Diff([][]string{
		{"each edition’s own rates", "RMB 67.22 billion", "RMB 63.953 billion", "5.1%", "higher"},
		{"one common rate, of 29 November 2023", "RMB 67.22 billion", "RMB 65.588 billion", "2.5%", "higher"},
	}, got); d != "" {
		t.Errorf("the 26th edition and the 25th: %s", d)
	}

	file := filepath.Join(t.TempDir(), "days.svg")
	otherwise := 0
	for _, r := range at("compare", "signed.amount", "--edition", "26", "--with", "25", "--days", "2023-09-01,2023-12-31", "--svg", file) {
		if r["otherwise"] == "yes" {
			otherwise++
		}
	}
	if otherwise != 22 {
		t.Errorf("on %d days it would have been otherwise, not on 22", otherwise)
	}
	drawing, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer drawing.Close()
	for d := xml.NewDecoder(drawing); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}

	series := map[string]string{}
	for _, r := range at("series", "signed.amount?district=110105") {
		if r["value"] != "" {
			series[r["edition"]] = r["shown"] + " " + r["like"]
		}
	}
	if d := cmp.Diff(map[string]string{"26": "US$3.539 billion ", "27": "US$4.469 billion no"}, series); d != "" {
		t.Errorf("Chaoyang over the editions: %s", d)
	}

	var parts [][]string
	for _, r := range at("split", "signed.count?edition=26", "--by", "district") {
		parts = append(parts, []string{r["section"], r["district"], r["value"]})
	}
	if d := cmp.Diff([][]string{
		{"part", "110105", "13"}, {"sum of the parts", "", "13"}, {"not broken down in the source", "", "21"}, {"counted in several parts", "", "0"}, {"total", "", "34"},
	}, parts); d != "" {
		t.Errorf("the parts of the 26th edition: %s", d)
	}

	var totals []string
	for _, r := range at("findings", "--edition", "28") {
		if r["rule"] == "several-totals" {
			totals = append(totals, r["verdict"])
		}
	}
	if d := cmp.Diff([]string{"explained", "explained"}, totals); d != "" {
		t.Errorf("the totals of the 28th edition: %s", d)
	}
	call(t, 2, "split", "signed.count?edition=26", "--by", "colour", "--db", db, "--fair", "jinggang")
	call(t, 2, "split", "cumulative.count?edition=26", "--by", "district", "--db", db, "--fair", "jinggang")
}
