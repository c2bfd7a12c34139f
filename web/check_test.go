package web_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"bridgehead/demo"
)

// jinggang is a site with the demonstration's record.
func jinggang(t *testing.T) *fixture {
	t.Helper()
	f := open(t)
	if err := demo.Jinggang(t.Context(), f.db); err != nil {
		t.Fatal(err)
	}
	return f
}

// sent is what a browser sends of the form: a text, and a file when it has a name.
func sent(t *testing.T, address, text, name, file string) *http.Request {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	write := func(field, value string) {
		if err := w.WriteField(field, value); err != nil {
			t.Fatal(err)
		}
	}
	write("text", text)
	write("edition", "26")
	write("published", "")
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write([]byte(file)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, address, &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return r
}

func TestATextIsCheckedByTheFormWithoutScript(t *testing.T) {
	t.Parallel()
	f := jinggang(t)
	for name, r := range map[string]*http.Request{
		"pasted": sent(t, "/zh-Hans/jinggang/check", "本届签约35个项目，总额672.2亿元。", "", ""),
		"a file": sent(t, "/zh-Hans/jinggang/check", "", "report.html", "<html><body><p>本届签约35个项目，总额672.2亿元。</p></body></html>"),
	} {
		w := httptest.NewRecorder()
		f.site.ServeHTTP(w, r)
		body := w.Body.String()
		if w.Code != http.StatusOK || !strings.Contains(body, `claim is-contradicted`) || !strings.Contains(body, "本届签约34个项目") {
			t.Errorf("%s: %d, want the text marked and mended: %s", name, w.Code, body)
		}
	}
	w := httptest.NewRecorder()
	f.site.ServeHTTP(w, sent(t, "/zh-Hans/jinggang/check", "", "report.docx", "PK\x03\x04 no document"))
	if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `class="refused"`) {
		t.Errorf("what is no docx: %d, want to be told why: %s", w.Code, w.Body)
	}
}

func TestALongTextTellsHowFarItHasCome(t *testing.T) {
	t.Parallel()
	f := jinggang(t)
	r := sent(t, "/en/jinggang/check", strings.Repeat("The 26th Beijing-Hong Kong Symposium signed 35 agreements worth RMB 67.22 billion.\n", 60), "", "")
	r.Header.Set("Accept", "application/x-ndjson")
	w := httptest.NewRecorder()
	f.site.ServeHTTP(w, r)
	lines := strings.Split(strings.TrimSpace(w.Body.String()), "\n")
	if len(lines) < 4 {
		t.Fatalf("%d lines: %s", len(lines), w.Body)
	}
	before := -1
	for _, line := range lines[:len(lines)-1] {
		var said struct{ Done, Of int }
		if err := json.Unmarshal([]byte(line), &said); err != nil || said.Of == 0 || said.Done <= before || said.Done > said.Of {
			t.Errorf("%s after %d: %v", line, before, err)
		}
		before = said.Done
	}
	var last struct{ Page string }
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &last); err != nil || !strings.Contains(last.Page, "claim is-contradicted") {
		t.Errorf("the last line has no page: %v", err)
	}
}

func TestCheckOverTheNetworkAnswersWithVerdicts(t *testing.T) {
	t.Parallel()
	f := jinggang(t)
	ask := func(body string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		f.site.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/v1/check", strings.NewReader(body)))
		return w
	}
	w := ask(`{"fair":"jinggang","text":"本届签约340个项目。","edition":26}`)
	var got struct {
		Verdicts []map[string]any `json:"verdicts"`
		Summary  map[string]int   `json:"summary"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != http.StatusOK || len(got.Verdicts) != 1 || got.Summary["contradicted"] != 1 {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	v := got.Verdicts[0]
	for _, field := range []string{"claim", "verdict", "figure", "record", "rule", "cause", "assuming", "trace"} {
		if _, ok := v[field]; !ok {
			t.Errorf("no %s in %s", field, w.Body)
		}
	}
	if v["verdict"] != "contradicted" || v["rule"] != "printed-precision" || v["cause"] != "unit-slip-10" || v["record"] != "34" ||
		!strings.HasPrefix(v["figure"].(string), "signed.count?edition=26&at=") || f.get(t, v["trace"].(string)).Code != http.StatusOK {
		t.Errorf("verdict %v", v)
	}
	for body, status := range map[string]int{
		`{"fair":"jinggang","text":"x","unknown":1}`: http.StatusBadRequest,
		`{"fair":"nobody","text":"x"}`:               http.StatusNotFound,
		`no json`:                                    http.StatusBadRequest,
	} {
		if w := ask(body); w.Code != status {
			t.Errorf("%s: %d, want %d", body, w.Code, status)
		}
	}
}
