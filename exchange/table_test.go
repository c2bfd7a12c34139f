package exchange

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

func tableOf(rows ...[]string) Table {
	return Table{
		Name: "签约项目", About: []string{"What it is", "position 7"}, Mark: "synthetic data",
		Head: []Head{{Key: "title", Text: "名称"}, {"amount", "金额", Decimal, false}, {"signed_on", "签约日期", Day, false}},
		Rows: Listed(rows),
	}
}

func TestATableIsWrittenInEachForm(t *testing.T) {
	table := tableOf(
		[]string{"颐堤港二期", "67220000000.50", "2023-11-29"},
		[]string{"=HYPERLINK(\"http://x\",\"y\")", "-34", ""},
		[]string{"Line\nbreak \x1b[31m", "", "2023-11-30"},
	)
	for name, c := range map[string]struct {
		write func(*bytes.Buffer) error
		want  string
	}{
		"CSV has the headings first, the mark in each row, and no formula": {
			func(b *bytes.Buffer) error { return WriteCSV(b, table) },
			"名称,金额,签约日期,mark\n颐堤港二期,67220000000.50,2023-11-29,synthetic data\n" +
				"\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",-34,,synthetic data\n\"Line\nbreak \x1b[31m\",,2023-11-30,synthetic data\n",
		},
		"JSON names the fields by their keys, and numbers are exact strings": {
			func(b *bytes.Buffer) error { return WriteJSON(b, table) },
			`{"about":["What it is","position 7"],"mark":"synthetic data","rows":[` + "\n" +
				`{"title":"颐堤港二期","amount":"67220000000.50","signed_on":"2023-11-29"},` + "\n" +
				`{"title":"=HYPERLINK(\"http://x\",\"y\")","amount":"-34","signed_on":null},` + "\n" +
				`{"title":"Line\nbreak \u001b[31m","amount":null,"signed_on":"2023-11-30"}` + "\n]}\n",
		},
		"a terminal gets columns of equal width, each row on its line, and no control of the terminal": {
			func(b *bytes.Buffer) error { return WriteText(b, table) },
			"What it is\nposition 7\nsynthetic data\n" +
				"名称                                  金额  签约日期\n" +
				"颐堤港二期                  67220000000.50  2023-11-29\n" +
				"=HYPERLINK(\"http://x\",\"y\")             -34\n" +
				"Line break [31m                             2023-11-30\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			if err := c.write(&got); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, got.String()); d != "" {
				t.Error(d)
			}
		})
	}
}

// The workbook is read by another hand than ours.
func TestAWorkbookHoldsWordsAsWordsAndNumbersExactly(t *testing.T) {
	long := strings.Repeat("长", 40_000)
	table := tableOf(
		[]string{"=1+1", "34", "2023-11-29"},
		[]string{"＠SUM(A1)", "9431027127.822621845305", "2024-02-29"},
		[]string{"<b>&\x00\"'", "-0.05", ""},
		[]string{long, "123456789012345", "1899-01-01"},
		[]string{" +86", "not a number", "no day"},
	)
	var b bytes.Buffer
	if err := WriteXLSX(&b, table, table); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"签约项目", "签约项目 2"}, f.GetSheetList()); d != "" {
		t.Error(d)
	}
	rows, err := f.GetRows("签约项目", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"synthetic data"},
		{"What it is"},
		{"position 7"},
		{"名称", "金额", "签约日期"},
		{"=1+1", "34", "45259"},
		{"＠SUM(A1)", "9431027127.822621845305", "45351"},
		{"<b>&\ufffd\"'", "-0.05"},
		{strings.Repeat("长", 32_766) + "…", "123456789012345", "1899-01-01"},
		{" +86", "not a number", "no day"},
	}
	if d := cmp.Diff(want, rows); d != "" {
		t.Error(d)
	}
	types := map[string]excelize.CellType{
		"A5": excelize.CellTypeInlineString, "B5": excelize.CellTypeUnset, "C5": excelize.CellTypeUnset,
		"A6": excelize.CellTypeInlineString, "B6": excelize.CellTypeInlineString, "B7": excelize.CellTypeUnset,
		"B9": excelize.CellTypeInlineString, "C9": excelize.CellTypeInlineString,
	}
	for at, want := range types {
		if got, err := f.GetCellType("签约项目", at); err != nil || got != want {
			t.Errorf("cell %s is of type %v, want %v (%v)", at, got, want, err)
		}
		if formula, _ := f.GetCellFormula("签约项目", at); formula != "" {
			t.Errorf("cell %s has the formula %q", at, formula)
		}
	}
	if shown, err := f.GetCellValue("签约项目", "C5"); err != nil || shown != "2023-11-29" {
		t.Errorf("a day is shown as %q (%v)", shown, err)
	}
	if style, err := f.GetCellStyle("签约项目", "A5"); err != nil || style != styleQuoted {
		t.Errorf("what looks like a formula has style %d (%v), and would be one when it is edited", style, err)
	}
}

func TestWhatGoesOutAsCSVComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells := rapid.SliceOfN(rapid.StringMatching(`[='+@ \t\-a1甲＝]{0,6}`), 1, 5).Draw(t, "cells")
		rows := make([][]string, len(cells))
		for i, c := range cells {
			rows[i] = []string{"x" + c, "", ""}
			if i%2 == 0 {
				rows[i][0] = c
			}
		}
		var b bytes.Buffer
		if err := WriteCSV(&b, tableOf(rows...)); err != nil {
			t.Fatal(err)
		}
		read, err := csv.NewReader(&b).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range rows {
			got := read[i+1][0]
			if first := strings.TrimLeft(got, " \t"); first != "" && strings.ContainsAny(first[:1], "=+-@") {
				t.Errorf("%q went out as the formula %q", c[0], got)
			}
			if !strings.HasPrefix(c[0], "'") && asMeant(got) != c[0] {
				t.Errorf("%q went out as %q and came back as %q", c[0], got, asMeant(got))
			}
		}
	})
}

func TestATableThatFailsOnItsWaySaysSo(t *testing.T) {
	broken := errors.New("the database went away")
	table := tableOf()
	table.Rows = func(yield func([]string, error) bool) {
		if yield([]string{"a", "1", ""}, nil) {
			yield(nil, broken)
		}
	}
	var b bytes.Buffer
	for name, err := range map[string]error{
		"CSV": WriteCSV(&b, table), "JSON": WriteJSON(&b, table), "text": WriteText(&b, table), "XLSX": WriteXLSX(&b, table),
	} {
		if !errors.Is(err, broken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzTables(f *testing.F) {
	f.Add("=1", "12.50", "2023-11-29")
	f.Add("\x00<", "-", "9999-99-99")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		var x, j bytes.Buffer
		if err := WriteXLSX(&x, tableOf([]string{a, b, c})); err != nil {
			t.Fatal(err)
		}
		if _, err := zip.NewReader(bytes.NewReader(x.Bytes()), int64(x.Len())); err != nil {
			t.Fatal(err)
		}
		if _, err := excelize.OpenReader(&x); err != nil {
			t.Fatal(err)
		}
		if err := WriteJSON(&j, tableOf([]string{a, b, c})); err != nil || !json.Valid(j.Bytes()) {
			t.Fatalf("%v: %s", err, j.Bytes())
		}
	})
}
