package web_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"bridgehead/access"
	"bridgehead/project"
	"bridgehead/store"
	"bridgehead/submission"
)

// people of the fair "model", as the tests of the workspace need them.
type workers struct {
	*fixture
	office, other, desk, auditor *http.Cookie
}

func staffed(t testing.TB) workers {
	t.Helper()
	f := load(t)
	return workers{
		f,
		f.hold(t, "chaoyang@fair.example", access.Grant{Role: access.Office, Side: "beijing", Office: "chaoyang"}),
		f.hold(t, "haidian@fair.example", access.Grant{Role: access.Office, Side: "beijing", Office: "haidian"}),
		f.hold(t, "desk@fair.example", access.Grant{Role: access.Secretariat}),
		f.hold(t, "auditor@fair.example", access.Grant{Role: access.Auditor}),
	}
}

// uploadFile sends a file as the office's form does.
func (w workers) uploadFile(t testing.TB, name string, content []byte, fields map[string]string, c *http.Cookie) *httptest.ResponseRecorder {
	t.Helper()
	return w.uploadTo(t, "/en/model/work/uploads", name, content, fields, c)
}

func (f *fixture) uploadTo(t testing.TB, address, name string, content []byte, fields map[string]string, c *http.Cookie) *httptest.ResponseRecorder {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, x := range fields {
		m.WriteField(k, x)
	}
	part, err := m.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	part.Write(content)
	m.Close()
	r := httptest.NewRequest(http.MethodPost, "https://fair.example"+address, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return f.send(r, c)
}

var sheetForm = map[string]string{"kind": "project", "edition": "26", "office": "chaoyang"}

// hidden reads the hidden fields of a page's forms.
func hiddenFields(page string) url.Values {
	out := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		out.Add(m[1], m[2])
	}
	return out
}

// wholeProject is what an office types of a project.
func wholeProject(title string) url.Values {
	return url.Values{"title_hans": {title}, "type": {"park"}, "amount": {"1.2亿元"}, "district": {"朝阳区"}, "owner": {"北京样例科技有限公司"}, "officer": {"李明"}, "officer_post": {"处长"}}
}

// hands a project in by the form and returns the submission's identifier.
func (w workers) handIn(t testing.TB, form url.Values, c *http.Cookie, office string) string {
	t.Helper()
	form.Set("do", "submit")
	r := w.post(t, "/en/model/work/drafts/new/project?office="+office, form, c)
	if r.Code != http.StatusSeeOther {
		t.Fatalf("handing in: %d %s", r.Code, seen(r.Body.String()))
	}
	return strings.TrimSuffix(strings.TrimPrefix(r.Header().Get("Location"), "/en/model/work/submissions/"), "?done=1")
}

func (w workers) submissions(t testing.TB, state submission.State) []store.Row[submission.Submission] {
	t.Helper()
	v, err := w.db.View(t.Context(), "model", -1)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := v.Submissions(t.Context(), store.Queue{State: state}, store.Place{}, 100)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestAnOfficeWritesADraftAndHandsItIn(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	page := w.visit("/en/model/work/drafts/new/project", w.office)
	if page.Code != http.StatusOK {
		t.Fatalf("the form: %d %s", page.Code, seen(page.Body.String()))
	}
	r := w.post(t, "/en/model/work/drafts/new/project", url.Values{"amount": {"很多"}, "do": {"submit"}}, w.office)
	if r.Code != http.StatusBadRequest || !strings.Contains(r.Body.String(), "cannot be handed in yet") {
		t.Fatalf("what is not whole is handed in: %d %s", r.Code, seen(r.Body.String()))
	}
	drafts, err := w.db.Drafts(t.Context(), "model", store.DraftFilter{Office: "chaoyang"}, "", 10)
	if err != nil || len(drafts) != 1 || drafts[0].Fields["amount"] != "很多" {
		t.Fatalf("the draft is kept as typed: %v, %v", drafts, err)
	}
	at := "/en/model/work/drafts/" + drafts[0].ID
	body := w.visit(at, w.office).Body.String()
	for _, want := range []string{`value="很多"`, "Name one responsible person", `href="#f-amount"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the form does not say %q: %s", want, seen(body))
		}
	}
	form := wholeProject("样例项目")
	form.Set("version", hiddenFields(body).Get("version"))
	// What would give the writer more than the form offers is no field of it.
	for k, x := range map[string]string{"office": "haidian", "side": "hongkong", "edition": "25", "state": "approved", "record": w.ids.project, "confirmed": "both"} {
		form.Set(k, x)
	}
	if r := w.post(t, at, form, w.office); r.Code != http.StatusSeeOther {
		t.Fatalf("saving: %d %s", r.Code, seen(r.Body.String()))
	}
	// The same page a second time: somebody else's saving shows, and nothing is lost.
	r = w.post(t, at, form, w.office)
	if r.Code != http.StatusConflict || !strings.Contains(r.Body.String(), "Somebody has saved this draft") {
		t.Errorf("a stale form: %d %s", r.Code, seen(r.Body.String()))
	}
	form.Set("version", hiddenFields(w.visit(at, w.office).Body.String()).Get("version"))
	form.Set("do", "submit")
	if r = w.post(t, at, form, w.office); r.Code != http.StatusSeeOther {
		t.Fatalf("handing in: %d %s", r.Code, seen(r.Body.String()))
	}
	rows := w.submissions(t, submission.Submitted)
	if len(rows) != 1 {
		t.Fatalf("handed in: %v", rows)
	}
	x := rows[0].Value
	rec, err := store.Handed[project.Project](x)
	if err != nil || x.Office != "chaoyang" || x.Side != "beijing" || x.Edition != 26 || x.Record != "" || rec.Office != "chaoyang" || rec.Side != "beijing" || rec.Edition != 26 || rec.Amount.Minor != 120_000_000_00 {
		t.Errorf("fields that the form lacks were taken: %+v %+v %v", x, rec, err)
	}
	if body := w.visit("/en/model/work/submissions/"+x.ID, w.office).Body.String(); !strings.Contains(body, "李明") || !strings.Contains(body, "北京样例科技有限公司") {
		t.Errorf("what was handed in: %s", seen(body))
	}
	for _, list := range []string{"/en/model/parties", "/en/model/projects"} {
		if strings.Contains(w.visit(list).Body.String(), "样例") {
			t.Errorf("what only waits is published at %s", list)
		}
	}
}

func TestASubmissionIsReturnedChangedAndApproved(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	id := w.handIn(t, wholeProject("样例项目"), w.office, "chaoyang")
	at := "/en/model/work/review/" + id
	body := w.visit(at, w.desk).Body.String()
	if !strings.Contains(body, "Parties that are new to the register") {
		t.Errorf("the page of the review: %s", seen(body))
	}
	since := hiddenFields(body).Get("since")
	if r := w.post(t, at, url.Values{"do": {"return"}, "since": {since}}, w.desk); r.Code != http.StatusBadRequest || !strings.Contains(r.Body.String(), "needs a comment") {
		t.Errorf("returned without a word: %d", r.Code)
	}
	if r := w.post(t, at, url.Values{"do": {"return"}, "since": {since}, "comment": {"金额单位？<b>"}}, w.desk); r.Code != http.StatusSeeOther {
		t.Fatalf("returning: %d %s", r.Code, seen(r.Body.String()))
	}
	if r := w.post(t, at, url.Values{"do": {"approve"}, "since": {since}}, w.desk); r.Code != http.StatusConflict {
		t.Errorf("what was returned meanwhile is approved: %d", r.Code)
	}
	home := w.visit("/en/model/work", w.office).Body.String()
	if !strings.Contains(home, "Submissions that came back") {
		t.Errorf("what came back does not show: %s", seen(home))
	}
	draft := w.visit("/en/model/work/drafts/"+id, w.office).Body.String()
	if !strings.Contains(draft, "金额单位？&lt;b&gt;") {
		t.Errorf("the comment is not shown: %s", seen(draft))
	}
	form := wholeProject("样例项目")
	form.Set("amount", "2亿元")
	form.Set("version", hiddenFields(draft).Get("version"))
	form.Set("do", "submit")
	if r := w.post(t, "/en/model/work/drafts/"+id, form, w.office); r.Code != http.StatusSeeOther {
		t.Fatalf("handing in again: %d %s", r.Code, seen(r.Body.String()))
	}
	since = hiddenFields(w.visit(at, w.desk).Body.String()).Get("since")
	if r := w.post(t, at, url.Values{"do": {"approve"}, "since": {since}}, w.desk); r.Code != http.StatusSeeOther {
		t.Fatalf("approving: %d %s", r.Code, seen(r.Body.String()))
	}
	rows := w.submissions(t, submission.Approved)
	if len(rows) != 1 {
		t.Fatalf("approved: %v", rows)
	}
	page := w.visit("/en/model/projects/" + rows[0].Value.Record)
	// The investor is told whom to ask.
	if page.Code != http.StatusOK || !strings.Contains(page.Body.String(), "北京样例科技有限公司") || !strings.Contains(seen(page.Body.String()), "Responsible person 李明") {
		t.Errorf("the record's page: %d %s", page.Code, seen(page.Body.String()))
	}
	// A correction is the difference to what is recorded, side by side.
	body = w.visit("/en/model/work/drafts/new/project?record="+rows[0].Value.Record, w.office).Body.String()
	if !strings.Contains(body, `value="200000000"`) {
		t.Fatalf("the form of a correction: %s", seen(body))
	}
	form.Set("amount", "3亿元")
	r := w.post(t, "/en/model/work/drafts/new/project?record="+rows[0].Value.Record, form, w.office)
	if r.Code != http.StatusSeeOther {
		t.Fatalf("handing a correction in: %d %s", r.Code, seen(r.Body.String()))
	}
	id = w.submissions(t, submission.Submitted)[0].Value.ID
	body = w.visit("/en/model/work/review/"+id, w.desk).Body.String()
	if !strings.Contains(body, "<del><bdi>RMB 200 million</bdi></del>") || !strings.Contains(body, "<ins><bdi>RMB 300 million</bdi></ins>") || !strings.Contains(body, "what is recorded: 1") {
		t.Errorf("the difference: %s", seen(body))
	}
}

func TestASpreadsheetIsPreviewedMendedAndHandedIn(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	sheet := "项目编号,项目名称,合作类型,投资额（万元）,负责人,所在区,备用\n" +
		"P-1,智能制造园,园区合作,12000,王芳,朝阳区,x\n" +
		"P-2,\"=HYPERLINK(\"\"http://evil.example\"\")\",楼宇合作,面议,王芳,朝阳区,\n" +
		"P-3,生物医药楼,洋楼,800,,朝阳区,\n" +
		"P-1,智能制造园,园区合作,12000,王芳,朝阳区,x\n"
	r := w.uploadFile(t, `C:\台账\dirty.csv`, []byte(sheet), sheetForm, w.office)
	if r.Code != http.StatusSeeOther {
		t.Fatalf("uploading: %d %s", r.Code, seen(r.Body.String()))
	}
	at := r.Header().Get("Location")
	body := w.visit(at, w.office).Body.String()
	for _, want := range []string{"dirty.csv", `Amount <span class="code">D3</span>`, "=HYPERLINK(&#34;http://evil.example&#34;)", `value="面议"`, "repeats another row", "same as row 2", "G 备用", "Hand in the 1 that are right"} {
		if !strings.Contains(body, want) {
			t.Errorf("the preview does not say %q: %s", want, seen(body))
		}
	}
	form := hiddenFields(body)
	for _, m := range regexp.MustCompile(`name="(cell\.[0-9a-z]+\.(\w+))"`).FindAllStringSubmatch(body, -1) {
		form.Set(m[1], map[string]string{"amount": "3000", "type": "building", "officer": "赵强"}[m[2]])
	}
	if got := len(form["page"]); got != 1 {
		t.Errorf("%d forms", got)
	}
	form.Set("do", "save")
	if r := w.post(t, at, form, w.office); r.Code != http.StatusSeeOther {
		t.Fatalf("mending: %d %s", r.Code, seen(r.Body.String()))
	}
	body = w.visit(at, w.office).Body.String()
	if strings.Contains(body, "Rows to mend") || !strings.Contains(body, "Hand in the 3 that are right") {
		t.Fatalf("after mending: %s", seen(body))
	}
	form = hiddenFields(body)
	form.Set("do", "submit")
	if r := w.post(t, at, form, w.office); r.Code != http.StatusSeeOther || !strings.HasSuffix(r.Header().Get("Location"), "?handed=3") {
		t.Fatalf("handing in: %d %s %s", r.Code, r.Header().Get("Location"), seen(r.Body.String()))
	}
	rows := w.submissions(t, submission.Submitted)
	if len(rows) != 3 {
		t.Fatalf("%d are handed in", len(rows))
	}
	v, err := w.db.View(t.Context(), "model", -1)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		rec, err := store.Handed[project.Project](row.Value)
		e, other := v.Entry(t.Context(), row.Since)
		if err != nil || other != nil || !strings.HasPrefix(e.Origin, "file:") || !strings.Contains(e.Origin, "row=") {
			t.Errorf("%s comes from %q: %v %v", rec.Code, e.Origin, err, other)
		}
		if want := map[string]int64{"P-1": 12000, "P-2": 3000, "P-3": 800}[rec.Code] * 10000 * 100; rec.Amount.Minor != want {
			t.Errorf("%s has the amount %v", rec.Code, rec.Amount)
		}
	}
	if body := w.visit("/en/model/work/submissions/"+rows[0].Value.ID, w.desk).Body.String(); !strings.Contains(body, "dirty.csv") {
		t.Errorf("where it came from: %s", seen(body))
	}
}

func TestFilesThatDoHarmAreRefusedAndNothingIsKept(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	many := "项目编号,项目名称\n"
	for i := range 501 {
		many += fmt.Sprintf("P-%d,项目%d\n", i, i)
	}
	for name, file := range map[string]struct {
		content []byte
		want    string
	}{
		"a file that is too large":            {bytes.Repeat([]byte("a,b\n"), 5<<20), "larger"},
		"a workbook that is no zip":           {[]byte("PK\x03\x04 and nothing of a zip"), ""},
		"a workbook that unpacks without end": {bomb(t), ""},
		"an old workbook":                     {[]byte("\xd0\xcf\x11\xe0 old"), ""},
		"an empty file":                       {nil, ""},
		"a file without headings":             {[]byte("1,2,3\n4,5,6\n"), ""},
		"more rows than are read at once":     {[]byte(many), "At most 500 rows"},
		"headings alone":                      {[]byte("项目编号,项目名称\n"), "no rows below"},
	} {
		t.Run(name, func(t *testing.T) {
			r := w.uploadFile(t, "x.xlsx", file.content, sheetForm, w.office)
			if r.Code != http.StatusBadRequest || !strings.Contains(r.Body.String(), `class="refused"`) || !strings.Contains(r.Body.String(), file.want) {
				t.Errorf("%d %s", r.Code, seen(r.Body.String()))
			}
		})
	}
	if drafts, err := w.db.Drafts(t.Context(), "model", store.DraftFilter{}, "", 10); err != nil || len(drafts) > 0 {
		t.Errorf("drafts were kept: %v, %v", drafts, err)
	}
	other := map[string]string{"kind": "project", "edition": "26", "office": "haidian"}
	if r := w.uploadFile(t, "x.csv", []byte("项目编号,项目名称\nP,样例\n"), other, w.office); r.Code != http.StatusForbidden {
		t.Errorf("for another office: %d", r.Code)
	}
}

func TestWhatBelongsToAnotherOfficeIsNotThere(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	id := w.handIn(t, wholeProject("样例项目"), w.office, "chaoyang")
	if r := w.post(t, "/en/model/work/drafts/new/project", url.Values{"title_hans": {"草稿"}}, w.office); r.Code != http.StatusSeeOther {
		t.Fatal(r.Code)
	}
	drafts, err := w.db.Drafts(t.Context(), "model", store.DraftFilter{Office: "chaoyang"}, "", 10)
	if err != nil || len(drafts) != 1 {
		t.Fatal(drafts, err)
	}
	r := w.uploadFile(t, "x.csv", []byte("项目编号,项目名称,负责人\nP,样例,王芳\n"), sheetForm, w.office)
	upload := strings.TrimPrefix(r.Header().Get("Location"), "/en/model/work/uploads/")
	before := w.head(t, "model")
	form := wholeProject("被改")
	form.Set("version", "1")
	form.Set("since", "1")
	for _, address := range []string{"drafts/" + drafts[0].ID, "drafts/" + id, "uploads/" + upload, "submissions/" + id, "drafts/nothing", "uploads/nothing", "submissions/nothing"} {
		if r := w.visit("/en/model/work/"+address, w.other); r.Code != http.StatusNotFound || strings.Contains(r.Body.String(), "样例") {
			t.Errorf("GET %s: %d", address, r.Code)
		}
		for _, do := range []string{"save", "submit", "drop", ""} {
			form.Set("do", do)
			if r := w.post(t, "/en/model/work/"+address, form, w.other); r.Code != http.StatusNotFound || strings.Contains(r.Body.String(), "样例") {
				t.Errorf("POST %s %s: %d", address, do, r.Code)
			}
		}
	}
	for _, address := range []string{"review", "review/" + id, "review/" + id + "/merge/" + w.ids.project, "merges"} {
		for who, c := range map[string]*http.Cookie{"the office itself": w.office, "another": w.other, "the auditor": w.auditor} {
			if r := w.visit("/en/model/work/"+address, c); r.Code != http.StatusForbidden {
				t.Errorf("GET %s by %s: %d", address, who, r.Code)
			}
			if address == "merges" {
				continue
			}
			if r := w.post(t, "/en/model/work/"+address, url.Values{"do": {"approve"}, "act": {"approve"}, "since": {"1"}, "chosen": {id + "@1"}}, c); r.Code != http.StatusForbidden {
				t.Errorf("POST %s by %s: %d", address, who, r.Code)
			}
		}
	}
	for _, address := range []string{"drafts/new/project?record=" + w.ids.project, "drafts/new/agreement?record=" + w.ids.agreement} {
		if r := w.visit("/en/model/work/"+address, w.other); r.Code != http.StatusNotFound {
			t.Errorf("a correction of another's record at %s: %d", address, r.Code)
		}
	}
	for _, address := range []string{"drafts/" + drafts[0].ID, "uploads/" + upload, "submissions/" + id} {
		if r := w.visit("/en/model/work/"+address, w.auditor); r.Code != http.StatusOK {
			t.Errorf("the auditor reads %s: %d", address, r.Code)
		}
		if r := w.post(t, "/en/model/work/"+address, form, w.auditor); r.Code != http.StatusForbidden {
			t.Errorf("the auditor writes %s: %d", address, r.Code)
		}
	}
	if got := w.submissions(t, submission.Submitted); len(got) != 1 || w.head(t, "model") != before {
		t.Errorf("something changed: %d submissions, position %d after %d", len(got), w.head(t, "model"), before)
	}
	if now, err := w.db.Drafts(t.Context(), "model", store.DraftFilter{Office: "chaoyang"}, "", 10); err != nil || len(now) != 2 || now[0].Version != 1 {
		t.Errorf("drafts changed: %v, %v", now, err)
	}
}
