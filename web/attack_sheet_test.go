package web_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"bridgehead/access"
	"bridgehead/lang"
	"bridgehead/store"
	"bridgehead/submission"
)

// sheetParts are those of a workbook with one sheet, whose XML the test gives.
func sheetParts(sheet string) map[string]string {
	return map[string]string{
		"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"xl/workbook.xml":            `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   sheet,
	}
}

// zipped packs parts into an archive; those that are long are written as they are made.
func zipped(t testing.TB, parts map[string]string, more ...func(*zip.Writer)) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		f, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, parts[name]); err != nil {
			t.Fatal(err)
		}
	}
	for _, fn := range more {
		fn(z)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const sheetHead = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`

// rowsOf are rows of a sheet with texts in their cells.
func rowsOf(rows ...[]string) string {
	out := sheetHead
	for y, row := range rows {
		out += fmt.Sprintf(`<row r="%d">`, y+1)
		for x, cell := range row {
			at, _ := excelize.CoordinatesToCellName(x+1, y+1) // of a cell that is there
			out += `<c r="` + at + `" t="inlineStr"><is><t>` + cell + `</t></is></c>`
		}
		out += `</row>`
	}
	return out + `</sheetData></worksheet>`
}

func TestWorkbooksMadeToDoHarmAreRefusedAndNothingIsKept(t *testing.T) {
	w := staffed(t)
	long := func(name, head, unit, tail string, size int) func(*zip.Writer) {
		return func(z *zip.Writer) {
			f, err := z.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			io.WriteString(f, head)
			block := strings.Repeat(unit, 64<<10/len(unit)+1)
			for n := 0; n < size; n += len(block) {
				if _, err := io.WriteString(f, block); err != nil {
					t.Fatal(err)
				}
			}
			io.WriteString(f, tail)
		}
	}
	without := func(name string) map[string]string {
		m := sheetParts("")
		delete(m, name)
		return m
	}
	good := zipped(t, sheetParts(rowsOf([]string{"项目编号", "项目名称"}, []string{"P-1", "样例"})))
	laughs := `<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>`
	quadratic := `<!DOCTYPE w [<!ENTITY a "` + strings.Repeat("ha", 50_000) + `">]>`
	outside := `<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>`
	cells := func(text string) string {
		return rowsOf([]string{"项目编号", "项目名称"}, []string{"P-1", text})
	}
	declared := bytes.Clone(good) // the list at the archive's end says that the sheet is 4 GiB: 46 bytes before its name begins what is said of it
	at := bytes.LastIndex(declared, []byte("xl/worksheets/sheet1.xml")) - 46
	if at < 0 || string(declared[at:at+4]) != "PK\x01\x02" {
		t.Fatal("the archive's list does not name the sheet")
	}
	copy(declared[at+24:], "\xfe\xff\xff\xff")
	for name, file := range map[string][]byte{
		"entities within entities":                zipped(t, sheetParts(laughs+cells(strings.Repeat("&d;", 1000)))),
		"one long entity many times":              zipped(t, sheetParts(quadratic+cells(strings.Repeat("&a;", 10_000)))),
		"an entity that is a file of the server":  zipped(t, sheetParts(outside+cells("&a;"))),
		"a sheet that unpacks without end":        zipped(t, without("xl/worksheets/sheet1.xml"), long("xl/worksheets/sheet1.xml", sheetHead, " ", "", 80<<20)),
		"texts that unpack without end":           zipped(t, sheetParts(cells("x")), long("xl/sharedStrings.xml", `<sst>`, `<si><t>aaaaaaaaaaaaaaaa</t></si>`, `</sst>`, 40<<20)),
		"styles that unpack without end":          zipped(t, sheetParts(cells("x")), long("xl/styles.xml", `<styleSheet><cellXfs>`, `<xf numFmtId="14"/>`, `</cellXfs></styleSheet>`, 40<<20)),
		"a list of sheets without end":            zipped(t, without("xl/workbook.xml"), long("xl/workbook.xml", `<workbook xmlns:r="r"><sheets>`, `<sheet name="a" r:id="r1"/>`, `</sheets></workbook>`, 40<<20)),
		"one cell without end":                    zipped(t, without("xl/worksheets/sheet1.xml"), long("xl/worksheets/sheet1.xml", sheetHead+`<row r="1"><c r="A1" t="inlineStr"><is><t>`, "长而不断", `</t></is></c></row></sheetData></worksheet>`, 8<<20)),
		"elements within elements":                zipped(t, without("xl/worksheets/sheet1.xml"), long("xl/worksheets/sheet1.xml", sheetHead, `<row>`, "", 20<<20)),
		"more columns than are read":              zipped(t, sheetParts(rowsOf(strings.Split(strings.Repeat("项目名称,", 300), ",")))),
		"an archive within the archive":           zipped(t, without("xl/worksheets/sheet1.xml"), func(z *zip.Writer) { f, _ := z.Create("xl/worksheets/sheet1.xml"); f.Write(good) }),
		"an archive that is cut off":              good[:len(good)-30],
		"an archive whose middle is gone":         append(bytes.Clone(good[:len(good)/3]), good[len(good)/2:]...),
		"an archive with a wrong size":            declared,
		"no sheet":                                zipped(t, without("xl/worksheets/sheet1.xml")),
		"no list of sheets":                       zipped(t, without("xl/workbook.xml")),
		"parts that lead out of the archive":      zipped(t, map[string]string{"../../../../tmp/planted.xml": "x", "xl/workbook.xml": sheetParts("")["xl/workbook.xml"], "xl/_rels/workbook.xml.rels": strings.Replace(sheetParts("")["xl/_rels/workbook.xml.rels"], "worksheets/sheet1.xml", "../../../../etc/passwd", 1)}),
		"what is called a workbook and is a page": []byte("<html><script>alert(1)</script></html>"),
		"a program": []byte("MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff"),
		"a text with a quote that is never closed": []byte("项目编号,项目名称\nP-1,\"" + strings.Repeat("a", 1<<20)),
		"a text in one line without end":           []byte("项目编号," + strings.Repeat("a", 4<<20)),
		"JSON within JSON":                         []byte(strings.Repeat("[", 2<<20)),
	} {
		t.Run(name, func(t *testing.T) {
			begun := time.Now()
			r := w.uploadFile(t, "x.xlsx", file, sheetForm, w.office)
			if r.Code != http.StatusBadRequest || !strings.Contains(r.Body.String(), `class="refused"`) || strings.Contains(r.Body.String(), "root:") {
				t.Errorf("%d to %s: %s", r.Code, r.Header().Get("Location"), seen(r.Body.String()))
			}
			if took := time.Since(begun); took > 20*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
	if drafts, err := w.db.Drafts(t.Context(), "model", store.DraftFilter{}, "", 10); err != nil || len(drafts) > 0 {
		t.Errorf("drafts were kept: %v, %v", drafts, err)
	}
	// The form itself may be no upload, or another than it says.
	for name, header := range map[string]string{"a form": "application/x-www-form-urlencoded", "nothing": "", "no border": "multipart/form-data", "another border": "multipart/form-data; boundary=x"} {
		t.Run(name, func(t *testing.T) {
			r, err := http.NewRequest(http.MethodPost, "https://fair.example/en/model/work/uploads", strings.NewReader("kind=project&edition=26&office=chaoyang"))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", header)
			r.Header.Set("Sec-Fetch-Site", "same-origin")
			r.RemoteAddr = "192.0.2.1:1"
			if got := w.send(r, w.office); got.Code != http.StatusBadRequest {
				t.Errorf("%d %s", got.Code, seen(got.Body.String()))
			}
		})
	}
}

// The name of a file that is sent is a name, not a path, and no header.
func TestTheNameOfAFileIsOnlyAName(t *testing.T) {
	w := staffed(t)
	for given, want := range map[string]string{
		"../../../etc/passwd":                      "passwd",
		`C:\台账\..\..\x.csv`:                        "x.csv",
		"/etc/cron.d/x.csv":                        "x.csv",
		"a\r\nSet-Cookie: x=y.csv":                 "",
		`"><script>alert(1)</script>.csv`:          "",
		strings.Repeat("很长的名字", 200) + ".csv":      "",
		"=HYPERLINK(\"http://evil.example\")..csv": "",
		"..": "",
	} {
		r := w.uploadFile(t, given, []byte("项目编号,项目名称,负责人\nP,样例,王芳\n"), sheetForm, w.office)
		if r.Code != http.StatusSeeOther || len(r.Result().Cookies()) > 0 {
			t.Errorf("%q: %d %s", given, r.Code, seen(r.Body.String()))
			continue
		}
		body := w.visit(r.Header().Get("Location"), w.office).Body.String()
		if strings.Contains(body, "<script>alert") || strings.Contains(body, "../") || want != "" && !strings.Contains(body, want) {
			t.Errorf("%q is shown as %s", given, seen(body))
		}
	}
}

// formulas are what a spreadsheet would take for one.
var formulas = []string{
	`=HYPERLINK("http://evil.example","x")`, `+cmd|' /C calc'!A0`, `-2+3+cmd|' /C calc'!A0`, `@SUM(1+1)*cmd|' /C calc'!A0`, "＝1+1", "＋1", "－1", "＠SUM(1)",
}

// Whatever an office types or sends in a spreadsheet stays text: on each page of the workspace, and in what the
// public downloads once it is approved.
func TestWhatIsTypedIntoAnyFieldIsOnlyText(t *testing.T) {
	w := staffed(t)
	poison := func(n int) string { return formulas[n%len(formulas)] + hostile }
	// Every field of both forms.
	for _, kind := range []string{"project", "agreement"} {
		page := w.visit("/en/model/work/drafts/new/"+kind, w.office).Body.String()
		form, n := url.Values{}, 0
		for _, m := range regexp.MustCompile(`name="([a-z_]+)"`).FindAllStringSubmatch(page, -1) {
			if !form.Has(m[1]) && m[1] != "do" && m[1] != "q" {
				form.Set(m[1], poison(n))
				n++
			}
		}
		if n < 8 {
			t.Fatalf("only %d fields were found on %s", n, seen(page))
		}
		for _, do := range []string{"save", "submit"} {
			r := w.post(t, "/en/model/work/drafts/new/"+kind, also(form, "do", do), w.office)
			w.harmless(t, "/en/model/work/drafts/new/"+kind, r.Body.String())
		}
	}
	// A whole project whose texts are hostile, the comment on it, and its approval.
	whole := wholeProject(poison(0))
	for i, name := range []string{"title_en", "title_hant", "owner", "officer", "officer_post", "terms", "note", "code"} {
		whole.Set(name, poison(i+1))
	}
	id := w.handIn(t, whole, w.office, "chaoyang")
	review := "/en/model/work/review/" + id
	act := also(hiddenFields(w.visit(review, w.desk).Body.String()), "do", "return", "comment", poison(3))
	if r := w.post(t, review, act, w.desk); r.Code != http.StatusSeeOther {
		t.Fatalf("returning: %d %s", r.Code, seen(r.Body.String()))
	}
	again := w.handIn(t, whole, w.office, "chaoyang")
	act = also(hiddenFields(w.visit("/en/model/work/review/"+again, w.desk).Body.String()), "do", "approve")
	if r := w.post(t, "/en/model/work/review/"+again, act, w.desk); r.Code != http.StatusSeeOther {
		t.Fatalf("approving: %d %s", r.Code, seen(r.Body.String()))
	}
	w.handIn(t, also(whole, "code", poison(4), "title_hans", poison(5)), w.office, "chaoyang")
	// The same in the cells of a spreadsheet.
	var b bytes.Buffer
	table := csv.NewWriter(&b)
	table.Write([]string{"项目编号", "项目名称", "合作类型", "投资额（万元）", "负责人", "所在区", "业主", "备注", poison(5)})
	for i := range formulas {
		row := make([]string, 9)
		for x := range row {
			row[x] = poison(i + x)
		}
		table.Write(row)
	}
	table.Flush()
	r := w.uploadFile(t, poison(2)+".csv", b.Bytes(), sheetForm, w.office)
	upload := r.Header().Get("Location")
	if r.Code != http.StatusSeeOther {
		t.Fatalf("uploading: %d %s", r.Code, seen(r.Body.String()))
	}
	// Somebody with a hostile name, invited by a hostile form.
	invite := url.Values{"email": {"x@fair.example"}, "name": {"x" + hostile[:60]}, "language": {"en"}, "role": {"office"}, "side": {"beijing"}, "office": {"x" + hostile[:30]}}
	w.post(t, "/en/model/work/accounts/invite", invite, w.desk)
	both := w.hold(t, "all@fair.example", secretariatOf(""), access.Grant{Role: access.Administrator}, access.Grant{Role: access.Auditor}, access.Grant{Role: access.Office, Side: "beijing", Office: "chaoyang"})
	w.post(t, "/en/account/details", url.Values{"name": {"x" + hostile[:60]}, "language": {"en"}}, both)
	from := []string{"/en/model/work", upload, "/en/account", "/en/model/projects", "/en/model/parties"}
	for _, row := range w.submissions(t, submission.Submitted) {
		from = append(from, "/en/model/work/review/"+row.Value.ID, "/en/model/work/submissions/"+row.Value.ID)
	}
	pages := 0
	w.crawl(t, from, func(address string, got *httptest.ResponseRecorder) {
		pages++
		kind := got.Header().Get("Content-Type")
		switch {
		case strings.HasPrefix(kind, "text/html"):
			w.harmless(t, address, got.Body.String())
		case strings.HasPrefix(kind, "text/csv"):
			rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(got.Body.Bytes(), []byte("\ufeff")))).ReadAll()
			if err != nil {
				t.Errorf("%s: %v", address, err)
			}
			for _, row := range rows {
				for _, cell := range row {
					if first := []rune(strings.TrimSpace(cell) + " ")[0]; strings.ContainsRune("=+-@＝＋－＠", first) && !numeral.MatchString(cell) {
						t.Errorf("%s: the cell %.60q is a formula", address, cell)
					}
				}
			}
		}
	}, both)
	if pages < 60 {
		t.Errorf("only %d pages were read", pages)
	}
	for _, tag := range lang.Tags {
		for _, name := range []string{"projects.xlsx", "parties.xlsx", "agreements.xlsx"} {
			got := w.visit("/"+string(tag)+"/model/"+name, both)
			book, err := excelize.OpenReader(bytes.NewReader(got.Body.Bytes()))
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			texts := 0
			for _, sheet := range book.GetSheetList() {
				rows, err := book.GetRows(sheet)
				if err != nil {
					t.Fatal(err)
				}
				for y, row := range rows {
					for x := range row {
						at, _ := excelize.CoordinatesToCellName(x+1, y+1) // of a cell that is there
						texts++
						if formula, _ := book.GetCellFormula(sheet, at); formula != "" {
							t.Errorf("%s: %s has the formula %.40q", name, at, formula)
						}
					}
				}
			}
			book.Close()
			if texts == 0 {
				t.Errorf("%s is empty", name)
			}
		}
	}
}

// harmless fails the test when a page holds what was typed as anything but text.
func (w workers) harmless(t *testing.T, address, body string) {
	t.Helper()
	for _, bad := range []string{"<script>alert", "<img src=x", `href="javascript:`, "⟦"} {
		if strings.Contains(body, bad) {
			at := strings.Index(body, bad)
			t.Errorf("%s holds %s: …%s", address, bad, body[max(0, at-200):min(len(body), at+200)])
		}
	}
}
