package exchange_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"bridgehead/agreement"
	"bridgehead/exchange"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/project"
	"bridgehead/store"
)

// rowsOf reads a whole sheet as the numbers and the cells of its rows.
func rowsOf(t *testing.T, src *exchange.Source, sheet string) map[int64][]string {
	t.Helper()
	got := map[int64][]string{}
	err := src.Rows(t.Context(), sheet, func(r *exchange.Row) error {
		got[r.N] = append([]string(nil), r.Cells...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestATextIsReadInItsEncodingAndWithItsSeparator(t *testing.T) {
	simplified := "编号,项目名称,签约金额（万元）\r\nA-1,颐堤港二期,100\r\n"
	traditional := "編號,項目名稱,簽約金額（萬元）\r\nA-1,頤堤港二期,100\r\n"
	for _, tt := range []struct {
		name, in string
		enc      encoding.Encoding
	}{
		{"UTF-8", simplified, encoding.Nop},
		{"UTF-8 with a mark", "\ufeff" + simplified, encoding.Nop},
		{"GB18030", simplified, simplifiedchinese.GB18030},
		{"GB18030 with Traditional characters", traditional, simplifiedchinese.GB18030},
		{"Big5", traditional, traditionalchinese.Big5},
		{"UTF-16 as spreadsheets write it", simplified, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
		{"semicolons", strings.ReplaceAll(simplified, ",", ";"), encoding.Nop},
		{"tabs", strings.ReplaceAll(simplified, ",", "\t"), encoding.Nop},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, err := tt.enc.NewEncoder().String(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			want := strings.Split(strings.SplitN(strings.TrimPrefix(tt.in, "\ufeff"), "\r\n", 3)[1], ",")
			for _, other := range []string{";", "\t"} {
				if len(want) == 1 {
					want = strings.Split(want[0], other)
				}
			}
			if d := cmp.Diff(want, rowsOf(t, source(t, "x.csv", []byte(b)), "")[2]); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestRowsAreNumberedAsASpreadsheetShowsThem(t *testing.T) {
	got := rowsOf(t, source(t, "x.csv", []byte("a,b\n\n\"two\nlines\",c\n,,\nlast,d\n")), "")
	if d := cmp.Diff(map[int64][]string{1: {"a", "b"}, 3: {"two\nlines", "c"}, 5: {"last", "d"}}, got); d != "" {
		t.Error(d)
	}
}

func TestWhatCannotBeReadIsRefusedWithAReason(t *testing.T) {
	zipBomb := func() []byte {
		f := excelize.NewFile()
		for i := range 200 {
			cell, _ := excelize.CoordinatesToCellName(1, i+1)
			f.SetCellValue("Sheet1", cell, strings.Repeat(string(rune('a'+i%26)), 30000+i))
		}
		var b bytes.Buffer
		f.Write(&b)
		return b.Bytes()
	}()
	for _, tt := range []struct {
		name string
		in   []byte
		key  string
	}{
		{"an empty file", nil, "import.file.empty"},
		{"a file of spaces", []byte(" \n "), "import.file.empty"},
		{"an old or encrypted workbook", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "import.file.old"},
		{"a zip that is cut off", []byte("PK\x03\x04rest"), "import.file.damaged"},
		{"a file larger than the limit", make([]byte, 2<<20), "import.file.large"},
		{"a picture", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\xff\xfe"), "import.file.unknown"},
		{"a text whose quotes do not match", []byte("a,b\n\"x,y\nz,w\n"), "import.file.quote"},
		{"a workbook that unpacks to more than the limit", zipBomb, "import.file.unzipped"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			limits := exchange.Limits{Bytes: 1 << 20, Unzipped: 1 << 16, Strings: 1 << 16}
			src, err := exchange.Read(bytes.NewReader(tt.in), int64(len(tt.in)), "x", limits)
			if err == nil {
				err = src.Rows(context.Background(), src.Sheets[0], func(*exchange.Row) error { return nil })
			}
			if e, ok := errors.AsType[*lang.Error](err); !ok || e.Key != tt.key {
				t.Errorf("%v, want %s", err, tt.key)
			}
		})
	}
}

func TestADirtyWorkbookComesInWhole(t *testing.T) {
	fill := func(f *excelize.File) {
		s := "Sheet1"
		set := func(cell string, v any) {
			if err := f.SetCellValue(s, cell, v); err != nil {
				t.Fatal(err)
			}
		}
		set("A1", "2023年京港洽谈会签约项目一览表（单位：万元）")
		if err := f.MergeCell(s, "A1", "H1"); err != nil {
			t.Fatal(err)
		}
		for i, h := range []string{"編號", "項目名稱", "Date signed", "簽約金額（萬元）", "區", "聯絡人", "備註", "份額"} {
			cell, _ := excelize.CoordinatesToCellName(i+1, 3)
			set(cell, h)
		}
		custom := "yyyy\"年\"m\"月\"d\"日\";@"
		dates, _ := f.NewStyle(&excelize.Style{CustomNumFmt: &custom})
		percent, _ := f.NewStyle(&excelize.Style{NumFmt: 9})
		set("A4", "A-1")
		set("B4", " 醫療  中心 ")
		set("C4", 45259) // a serial number under a style of dates
		f.SetCellStyle(s, "C4", "C4", dates)
		set("D4", "１，２３４．５")
		set("E4", "朝陽")
		set("F4", "王先生")
		set("A5", "A-2")
		set("B5", "第二")
		set("C5", "2023/11/29 0:00")
		f.SetCellFormula(s, "D5", "=1000+234.5")
		set("E5", "海淀區")
		set("H5", 0.6)
		f.SetCellStyle(s, "H5", "H5", percent)
		set("A6", "A-3")
		set("B6", "第三")
		set("C6", "29-Nov-2023")
		set("D6", 0.30000000000000004)
		set("A9", "")
		set("N4", "")
		f.NewSheet("说明")
	}
	each(t, func(t *testing.T, db *store.DB) {
		src := book(t, func(f *excelize.File) { fill(f) })
		p, err := exchange.Import(t.Context(), db, src, agreements)
		if err == nil {
			t.Fatal("a formula without a value was taken")
		}
		if got := p.Problems[0].In(lang.En); got != "Sheet “Sheet1”, row 5, column D (簽約金額（萬元）): The formula in the cell was never calculated: open and save the file with a spreadsheet program, or type the value." || len(p.Problems) != 1 {
			t.Errorf("%s", got)
		}
		src = book(t, func(f *excelize.File) {
			fill(f)
			f.SetCellValue("Sheet1", "D5", "1,234.50")
		})
		p = bring(t, db, src, agreements)
		if d := cmp.Diff(counts{Created: 3}, countsOf(p)); d != "" {
			t.Error(d)
		}
		want := []exchange.Unknown{
			{Letter: "F", Heading: "聯絡人", Cells: 1, Example: "王先生"},
			{Letter: "H", Heading: "份額", Cells: 1, Example: "60%"},
		}
		if d := cmp.Diff(want, p.NotUnderstood); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff([]string{"说明"}, p.Others); d != "" || p.HeadingRow != 3 {
			t.Errorf("%d %s", p.HeadingRow, d)
		}
		for code, minor := range map[string]int64{"A-1": 1234500000, "A-2": 1234500000, "A-3": 300000} {
			a := only[agreement.Agreement](t, db, code).Value
			if a.SignedOn != "2023-11-29" || a.Amount != (money.Amount{Minor: minor, Currency: "CNY"}) {
				t.Errorf("%s: %s %s", code, a.SignedOn, a.Amount)
			}
		}
		if a := only[agreement.Agreement](t, db, "A-1").Value; a.Title != (lang.Text{Hant: "醫療 中心"}) || a.Attributions[0].District != "110105" {
			t.Errorf("%+v", a)
		}
	})
}

func TestAForeignLayoutComesInWithAMapping(t *testing.T) {
	m, err := exchange.ReadMapping([]byte(`{
		"heading_row": 2, "date_order": "mdy", "unit": "USD million",
		"columns": {"Project Id": "code", "Project Name": "title", "Board Approval Date": "signed_on", "=D": "ended_on", "Current Project Cost": "amount", "Lending Instrument": "type", "Region": ""},
		"constants": {"edition": "25", "country": "US"},
		"words": {"type": {"Specific Investment Loan": "investment", "Unidentified": ""}}
	}`), exchange.Agreements)
	if err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, db *store.DB) {
		o := agreements
		o.Mapping = m
		src := book(t, func(f *excelize.File) {
			for cell, v := range map[string]any{
				"A1": "Projects, data as of 09/22/2022 02:37:31 PM",
				"A2": "Project Id", "B2": "Project Name", "C2": "Board Approval Date", "D2": "Project Closing Date", "E2": "Current Project Cost", "F2": "Lending Instrument", "G2": "Region", "H2": "Sector 1",
				"A3": "P1", "B3": "Coffee Project (02)", "C3": "1979-06-28T00:00:00Z", "D3": "12/31/1984 12:00:00 AM", "E3": "26,800,000", "F3": "Specific Investment Loan", "G3": "Africa", "H3": "Crops",
				"A4": "P2", "B4": "Youth", "C4": "2010-06-30T00:00:00Z", "D4": "6/7/2015 12:00:00 AM", "F4": "Unidentified", "H4": "Health",
			} {
				if err := f.SetCellValue("Sheet1", cell, v); err != nil {
					t.Fatal(err)
				}
			}
		})
		p := bring(t, db, src, o)
		if d := cmp.Diff(counts{Created: 2}, countsOf(p)); d != "" {
			t.Error(d)
		}
		want := []exchange.Unknown{
			{Letter: "G", Heading: "Region", Ignored: true, Cells: 1, Example: "Africa"},
			{Letter: "H", Heading: "Sector 1", Cells: 2, Example: "Crops"},
		}
		if d := cmp.Diff(want, p.NotUnderstood); d != "" {
			t.Error(d)
		}
		a := only[agreement.Agreement](t, db, "P1").Value
		if a.Edition != 25 || a.SignedOn != "1979-06-28" || a.EndedOn != "1984-12-31" || a.Amount.String() != "26800000000000.00 USD" || a.Type != agreement.Contract || a.Country != "US" {
			t.Errorf("%+v", a)
		}
		if a := only[agreement.Agreement](t, db, "P2").Value; a.EndedOn != "2015-06-07" || a.Type != "" || a.Amount.Given() {
			t.Errorf("%+v", a)
		}
		imp, err := store.Get[store.Import](t.Context(), view(t, db), p.Import)
		if err != nil || !strings.HasPrefix(imp.Value.Mapping, `{"heading_row":2,"date_order":"mdy"`) {
			t.Errorf("%+v %v", imp.Value, err)
		}
	})
}

func TestAMappingThatIsWrongIsRefused(t *testing.T) {
	for _, tt := range []struct{ name, in, key string }{
		{"no JSON", `{`, "import.mapping.json"},
		{"a part that does not exist", `{"collumns": {}}`, "import.mapping.json"},
		{"a column that does not exist", `{"columns": {"x": "titel"}}`, "import.mapping.column"},
		{"a date order that does not exist", `{"date_order": "ydm"}`, "import.mapping.order"},
		{"a unit that is none", `{"unit": "bananas"}`, "import.mapping.unit"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := exchange.ReadMapping([]byte(tt.in), exchange.Agreements)
			if e, ok := errors.AsType[*lang.Error](err); !ok || e.Key != tt.key {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestHeadingsAreFoundInThreeLanguages(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		for i, head := range []string{
			"项目编号,项目名称,合作类型,投资总额（亿元）,所属区,项目单位",
			"項目編號,項目名稱,合作類型,投資總額（億元）,所屬區,項目單位",
			"Project code,Project name,Cooperation type,\"Total investment (RMB 100 million)\",District,Owner",
			"编号 Code,项目名称 Project name,类型/Type,总投资亿元,区 District,业主",
		} {
			code := "P-" + string(rune('1'+i))
			o := agreements
			o.Kind = exchange.Projects
			bring(t, db, text(t, "Catalogue", head, code+",样例,园区合作,1.5,Haidian,首创集团"), o)
			x := only[project.Project](t, db, code).Value
			if x.Amount != (money.Amount{Minor: 15000000000, Currency: "CNY"}) || x.District != "110108" || x.Owner == "" || x.Type != "park" || x.Title.Hans != "样例" {
				t.Errorf("%s: %+v", head, x)
			}
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("编号,名称\nA,B\n"))
	f.Add([]byte("\xff\xfea\x00,\x00"))
	x := excelize.NewFile()
	_ = x.SetCellValue("Sheet1", "A1", "编号")
	var b bytes.Buffer
	_ = x.Write(&b)
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, in []byte) {
		limits := exchange.Limits{Unzipped: 1 << 20, Strings: 1 << 20}
		src, err := exchange.Read(bytes.NewReader(in), int64(len(in)), "x", limits)
		if err != nil {
			return
		}
		for _, s := range src.Sheets {
			_ = src.Rows(t.Context(), s, func(r *exchange.Row) error {
				if r.N < 1 {
					t.Errorf("row %d", r.N)
				}
				return nil
			})
		}
	})
}
