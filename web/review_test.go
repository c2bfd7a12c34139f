package web_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"bridgehead/lang"
	"bridgehead/store"
	"bridgehead/submission"
)

// zeros is an endless file.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// bomb is a workbook of a few kilobytes whose sheet unpacks to more than is read.
func bomb(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"xl/workbook.xml":            `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
	} {
		f, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(f, text)
	}
	f, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(f, `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	io.CopyN(f, zeros{}, 80<<20)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAPlantedDuplicateIsFoundMergedAndSeparatedAgain(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	first := w.handIn(t, wholeProject("京港医疗设备研发中心"), w.office, "chaoyang")
	approve := func(id string) {
		t.Helper()
		since := hiddenFields(w.visit("/en/model/work/review/"+id, w.desk).Body.String()).Get("since")
		if r := w.post(t, "/en/model/work/review/"+id, url.Values{"do": {"approve"}, "since": {since}}, w.desk); r.Code != http.StatusSeeOther {
			t.Fatalf("approving: %d %s", r.Code, seen(r.Body.String()))
		}
	}
	approve(first)
	kept := w.submissions(t, submission.Approved)[0].Value.Record
	// Another office, the other script, the amount in other words.
	again := wholeProject("")
	again.Del("title_hans")
	again.Set("title_hant", "京港醫療設備研發中心")
	again.Set("amount", "12000万元")
	again.Set("terms", "共建实验室")
	id := w.handIn(t, again, w.other, "haidian")
	queue := w.visit("/en/model/work/review", w.desk).Body.String()
	if !strings.Contains(queue, "1 alike") {
		t.Fatalf("the queue does not say that it may be double: %s", seen(queue))
	}
	at := "/en/model/work/review/" + id
	body := w.visit(at, w.desk).Body.String()
	merge := regexp.MustCompile(`href="(/en/model/work/review/[0-9a-z]+/merge/` + kept + `)"`).FindStringSubmatch(body)
	if merge == nil {
		t.Fatalf("no way to merge: %s", seen(body))
	}
	body = w.visit(merge[1], w.desk).Body.String()
	if !strings.Contains(body, `name="take.terms" value="handed" checked`) || !strings.Contains(body, `name="take.office" value="recorded" checked`) {
		t.Errorf("what is missing is not taken from the other: %s", seen(body))
	}
	form := hiddenFields(body)
	form.Set("take.terms", "handed")
	form.Set("take.title_hant", "handed")
	form.Set("reason", "两区各报一次")
	if r := w.post(t, merge[1], form, w.desk); r.Code != http.StatusSeeOther {
		t.Fatalf("merging: %d %s", r.Code, seen(r.Body.String()))
	}
	page := w.visit("/en/model/projects/" + kept).Body.String()
	if !strings.Contains(page, "共建实验室") {
		t.Errorf("the record that stays: %s", seen(page))
	}
	dropped := ""
	for _, row := range w.submissions(t, submission.Approved) {
		if row.Value.Record != kept {
			dropped = row.Value.Record
		}
	}
	if body := w.visit("/en/model/projects/" + dropped).Body.String(); !strings.Contains(body, "no longer part of the record") {
		t.Errorf("the record that went: %s", seen(body))
	}
	body = w.visit("/en/model/work/merges", w.desk).Body.String()
	undo := regexp.MustCompile(`action="(/en/model/work/merges/[0-9a-z]+)"`).FindStringSubmatch(body)
	if undo == nil || !strings.Contains(body, "两区各报一次") {
		t.Fatalf("the merge is not listed: %s", seen(body))
	}
	for who, c := range map[string]*http.Cookie{"an office": w.office, "the auditor": w.auditor} {
		if r := w.post(t, undo[1], hiddenFields(body), c); r.Code != http.StatusForbidden {
			t.Errorf("%s undoes it: %d", who, r.Code)
		}
	}
	if r := w.post(t, undo[1], hiddenFields(body), w.desk); r.Code != http.StatusSeeOther {
		t.Fatalf("undoing: %d %s", r.Code, seen(r.Body.String()))
	}
	if page := w.visit("/en/model/projects/" + kept).Body.String(); strings.Contains(page, "<dd>共建实验室</dd>") {
		t.Errorf("the merge is not undone: %s", seen(page))
	}
	if body := w.visit("/en/model/projects/" + dropped).Body.String(); strings.Contains(body, "no longer part of the record") {
		t.Errorf("the record is not back: %s", seen(body))
	}
	if r := w.post(t, undo[1], hiddenFields(body), w.desk); r.Code != http.StatusConflict {
		t.Errorf("undone twice: %d", r.Code)
	}
}

func TestManyAreDecidedOnOnlyAfterThePreviewWasSeen(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	for _, title := range []string{"甲园区", "乙楼宇", "丙地块"} {
		w.handIn(t, wholeProject(title), w.office, "chaoyang")
	}
	body := w.visit("/en/model/work/review", w.desk).Body.String()
	chosen := regexp.MustCompile(`name="chosen" value="([^"]+)"`).FindAllStringSubmatch(body, -1)
	if len(chosen) != 3 {
		t.Fatalf("the queue: %s", seen(body))
	}
	if r := w.post(t, "/en/model/work/review", url.Values{"act": {"approve"}}, w.desk); r.Code != http.StatusBadRequest {
		t.Errorf("none chosen: %d", r.Code)
	}
	form := url.Values{"act": {"approve"}, "chosen": {chosen[0][1], chosen[1][1]}}
	preview := w.post(t, "/en/model/work/review", form, w.desk)
	if preview.Code != http.StatusOK || !strings.Contains(preview.Body.String(), "Approve 2: please confirm") {
		t.Fatalf("the preview: %d %s", preview.Code, seen(preview.Body.String()))
	}
	if got := w.submissions(t, submission.Approved); len(got) != 0 {
		t.Fatalf("the preview did it: %v", got)
	}
	now := hiddenFields(preview.Body.String())
	now.Set("do", "now")
	if r := w.post(t, "/en/model/work/review", now, w.desk); r.Code != http.StatusSeeOther {
		t.Fatalf("doing it: %d %s", r.Code, seen(r.Body.String()))
	}
	done := w.submissions(t, submission.Approved)
	if len(done) != 2 {
		t.Fatalf("approved: %v", done)
	}
	// The party that both named is registered once.
	v, err := w.db.View(t.Context(), "model", -1)
	if err != nil {
		t.Fatal(err)
	}
	if owners, err := store.PartiesNamed(t.Context(), v, []string{lang.NameKey("北京样例科技有限公司")}); err != nil || len(owners) != 1 {
		t.Errorf("the owner is registered as %v, %v", owners, err)
	}
	// A page that is out of date decides nothing, not even the part that is still true.
	now.Add("chosen", chosen[2][1])
	if r := w.post(t, "/en/model/work/review", now, w.desk); r.Code != http.StatusConflict || len(w.submissions(t, submission.Approved)) != 2 {
		t.Errorf("a page out of date: %d", r.Code)
	}
	back := url.Values{"act": {"return"}, "chosen": {chosen[2][1]}, "do": {"now"}}
	if r := w.post(t, "/en/model/work/review", back, w.desk); r.Code != http.StatusBadRequest {
		t.Errorf("returned without a word: %d", r.Code)
	}
	back.Set("comment", "补充材料")
	if r := w.post(t, "/en/model/work/review", back, w.desk); r.Code != http.StatusSeeOther || len(w.submissions(t, submission.Returned)) != 1 {
		t.Errorf("returning: %d", r.Code)
	}
}
