package web_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"bridgehead/lang"
)

var (
	numeral  = regexp.MustCompile(`^-?[0-9][0-9.,/]*$`)
	elements = regexp.MustCompile(`^(script|style|iframe|object|embed|foreignObject|image|use)$`)
)

// What is downloaded is opened by other programs: hostile text is text in those as well.
func TestHostileTextIsTextInEveryFile(t *testing.T) {
	t.Parallel()
	f := load(t)
	kinds := map[string]int{}
	for _, r := range crawl(t, f.site, lang.En, 9) {
		if r.page || !strings.HasPrefix(r.address, "/en/") {
			continue
		}
		w := f.get(t, r.address)
		kind, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";")
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d", r.address, w.Code)
		}
		if got := w.Header().Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("%s may be taken for something else than %s", r.address, kind)
		}
		kinds[kind]++
		body := w.Body.Bytes()
		switch kind {
		case "text/html": // a page of another language
		case "text/csv":
			rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff")))).ReadAll()
			if err != nil {
				t.Errorf("%s: %v", r.address, err)
			}
			for _, row := range rows {
				for _, cell := range row {
					if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") && !numeral.MatchString(cell) {
						t.Errorf("%s: the cell %.40q is a formula", r.address, cell)
					}
				}
			}
		case "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":
			book, err := excelize.OpenReader(bytes.NewReader(body))
			if err != nil {
				t.Errorf("%s: %v", r.address, err)
				continue
			}
			for _, sheet := range book.GetSheetList() {
				rows, err := book.GetRows(sheet)
				if err != nil {
					t.Errorf("%s: %v", r.address, err)
				}
				for y, row := range rows {
					for x := range row {
						at, _ := excelize.CoordinatesToCellName(x+1, y+1) // of a cell that is there
						if formula, _ := book.GetCellFormula(sheet, at); formula != "" {
							t.Errorf("%s: %s has the formula %.40q", r.address, at, formula)
						}
					}
				}
			}
			book.Close()
		case "application/zip": // its files are written as those above
			if _, err := zip.NewReader(bytes.NewReader(body), int64(len(body))); err != nil {
				t.Errorf("%s: %v", r.address, err)
			}
		case "application/json":
			if !json.Valid(body) {
				t.Errorf("%s is not well-formed", r.address)
			}
		case "application/atom+xml", "image/svg+xml":
			for d := xml.NewDecoder(bytes.NewReader(body)); ; {
				token, err := d.Token()
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Errorf("%s is not well-formed: %v", r.address, err)
					break
				}
				if e, ok := token.(xml.StartElement); ok && elements.MatchString(e.Name.Local) {
					t.Errorf("%s has an element %s", r.address, e.Name.Local)
				}
			}
		case "text/calendar":
			for line := range strings.SplitAfterSeq(string(body), "\r\n") {
				if len(line) > 77 || strings.Contains(strings.TrimSuffix(line, "\r\n"), "\n") {
					t.Errorf("%s has the line %q", r.address, line)
				}
			}
		default:
			t.Errorf("%s is %s, of which this test knows nothing", r.address, kind)
		}
	}
	for _, kind := range []string{"text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/json", "application/atom+xml", "text/calendar"} {
		if kinds[kind] == 0 {
			t.Errorf("no %s was reached: %v", kind, kinds)
		}
	}
}
