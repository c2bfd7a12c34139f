package web_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/bulletin/compose"
	"bridgehead/lang"
	"bridgehead/project"
	"bridgehead/store"
)

// A bulletin is written on the page, kept back by a number that contradicts the record, mended, agreed to by both
// sides and published; after the record is corrected, the next issue says what reads otherwise.
func TestABulletinIsWrittenAgreedToPublishedAndCorrected(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	hongkong := w.hold(t, "hk@fair.example", secretariatOf("hongkong"))
	press := w.hold(t, "press@fair.example", access.Grant{Role: access.Press})
	figure := "{{signed.count?edition=25&district=110108 as=bare}}"
	form := url.Values{
		"do": {"save"}, "code": {"results"}, "edition": {"25"},
		"title_hans": {"结果"}, "title_hant": {"結果"}, "title_en": {"Results"},
		"text_hans": {"海淀区签约" + figure + "项。"}, "text_hant": {"海淀區簽約" + figure + "項。"}, "text_en": {"Haidian signed " + figure + " agreements."},
	}
	haidian := func() {
		w.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
			put(ctx, t, tx, agreement.Agreement{
				ID: agreement.ID(tx.NewID()), Edition: 25, Title: lang.Text{En: "Of Haidian"}, Type: agreement.Contract, Direction: project.Inward, Confirmed: 3,
				Attributions: []agreement.Attribution{{District: "110108", Num: 1, Den: 1}},
			})
			return nil
		})
	}
	haidian()
	r := w.post(t, "/en/model/work/bulletins/new", form, press)
	if r.Code != http.StatusSeeOther {
		t.Fatalf("saving: %d %s", r.Code, seen(r.Body.String()))
	}
	at := r.Header().Get("Location")
	do := func(c *http.Cookie, form url.Values, want int) string {
		t.Helper()
		form.Set("since", hiddenFields(w.visit(at, press).Body.String()).Get("since"))
		r := w.post(t, at, form, c)
		if r.Code != want {
			t.Fatalf("%v: %d, want %d: %s", form.Get("do"), r.Code, want, seen(r.Body.String()))
		}
		return r.Header().Get("Location")
	}
	body := seen(w.visit(at, press).Body.String())
	for _, want := range []string{"Bulletin results, issue 1", "Haidian signed", "Figures to put into the text"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q: %s", want, body)
		}
	}
	for who, c := range map[string]*http.Cookie{"an office": w.office, "the auditor": w.auditor} {
		if r := w.visit(at, c); r.Code != http.StatusForbidden {
			t.Errorf("%s reads it: %d", who, r.Code)
		}
	}
	do(press, url.Values{"do": {"hand_in"}}, http.StatusSeeOther)
	do(press, url.Values{"do": {"agree"}, "side": {"beijing"}}, http.StatusForbidden)
	do(w.desk, url.Values{"do": {"agree"}, "side": {"beijing"}}, http.StatusSeeOther)
	do(press, url.Values{"do": {"publish"}}, http.StatusConflict)
	// A side returns it with a reason, and nobody else does.
	do(press, url.Values{"do": {"return"}, "why": {"Not yet"}}, http.StatusForbidden)
	do(hongkong, url.Values{"do": {"return"}}, http.StatusBadRequest)
	do(hongkong, url.Values{"do": {"return"}, "why": {"Name the parks"}}, http.StatusSeeOther)
	if body := seen(w.visit(at, press).Body.String()); !strings.Contains(body, "Name the parks") || !strings.Contains(body, "draft") {
		t.Errorf("what was returned: %s", body)
	}
	do(press, url.Values{"do": {"hand_in"}}, http.StatusSeeOther)
	do(w.desk, url.Values{"do": {"agree"}, "side": {"beijing"}}, http.StatusSeeOther)
	do(hongkong, url.Values{"do": {"agree"}, "side": {"hongkong"}}, http.StatusSeeOther)
	do(press, url.Values{"do": {"publish"}}, http.StatusSeeOther)
	public := w.get(t, "/en/model/bulletins/results").Body.String()
	if !strings.Contains(seen(public), "Haidian signed") {
		t.Errorf("what is published: %s", seen(public))
	}

	// The record is corrected, and the next issue says what was and what is.
	haidian()
	at = do(press, url.Values{"do": {"next"}}, http.StatusSeeOther)
	desk := w.visit(at, press).Body.String()
	note := regexp.MustCompile(`(?s)name="note_en"[^>]*>([^<]*)<`).FindStringSubmatch(desk)
	if note == nil || !strings.Contains(note[1], "should read") {
		t.Errorf("the notice is %q: %s", note, seen(desk))
	}
	do(press, url.Values{"do": {"hand_in"}}, http.StatusSeeOther)
	do(w.desk, url.Values{"do": {"agree"}, "side": {"beijing"}}, http.StatusSeeOther)
	do(hongkong, url.Values{"do": {"agree"}, "side": {"hongkong"}}, http.StatusSeeOther)
	do(press, url.Values{"do": {"publish"}}, http.StatusSeeOther)
	if body := seen(w.get(t, "/en/model/bulletins/results/1").Body.String()); !strings.Contains(body, compose.Corrected.In(lang.En)) && !strings.Contains(body, "issue 2") {
		t.Errorf("the first issue does not lead to the second: %s", body)
	}
	if body := seen(w.get(t, "/en/model/bulletins/results").Body.String()); !strings.Contains(body, "should read") {
		t.Errorf("the second issue has no notice: %s", body)
	}
}

// A number that the record has otherwise is shown where it stands, and keeps the bulletin back at its time too: the press is
// told, and either mends it or takes on in public that it says so.
func TestAContradictionKeepsABulletinBack(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	hongkong := w.hold(t, "hk@fair.example", secretariatOf("hongkong"))
	press := w.hold(t, "press@fair.example", access.Grant{Role: access.Press})
	form := url.Values{"do": {"preview"}, "code": {"wrong"}, "edition": {"26"}}
	for _, p := range []string{"hans", "hant", "en"} {
		form.Set("title_"+p, map[string]string{"hans": "结果", "hant": "結果", "en": "Results"}[p])
		form.Set("text_"+p, map[string]string{"hans": "第26届洽谈会签约35个项目。", "hant": "第26屆洽談會簽約35個項目。", "en": "At the 26th edition 35 agreements were signed."}[p])
	}
	body := seen(w.post(t, "/en/model/work/bulletins/new", form, press).Body.String())
	if !strings.Contains(body, "keeps it from being published") || !strings.Contains(body, "35 agreements") {
		t.Errorf("the preview: %s", body)
	}
	form.Set("do", "save")
	form.Set("embargo", "2023-11-29T08:00")
	at := w.post(t, "/en/model/work/bulletins/new", form, press).Header().Get("Location")
	do := func(c *http.Cookie, form url.Values, want int) {
		t.Helper()
		form.Set("since", hiddenFields(w.visit(at, press).Body.String()).Get("since"))
		if r := w.post(t, at, form, c); r.Code != want {
			t.Fatalf("%v: %d, want %d: %s", form.Get("do"), r.Code, want, seen(r.Body.String()))
		}
	}
	do(press, url.Values{"do": {"hand_in"}}, http.StatusSeeOther)
	do(w.desk, url.Values{"do": {"agree"}, "side": {"beijing"}}, http.StatusSeeOther)
	do(hongkong, url.Values{"do": {"agree"}, "side": {"hongkong"}}, http.StatusSeeOther)
	do(press, url.Values{"do": {"publish"}}, http.StatusConflict)
	if err := w.db.Remind(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r := w.get(t, "/en/model/bulletins/wrong"); r.Code != http.StatusNotFound {
		t.Fatalf("it was published: %d", r.Code)
	}
	notices := w.visit("/en/model/work/notices", press).Body.String()
	if !strings.Contains(notices, strings.TrimPrefix(at, "https://fair.example")) {
		t.Errorf("no notice leads to %s: %s", at, seen(notices))
	}
	do(press, url.Values{"do": {"override"}}, http.StatusBadRequest)
	do(press, url.Values{"do": {"override"}, "why": {"One was signed outside the hall"}}, http.StatusSeeOther)
	do(press, url.Values{"do": {"publish"}}, http.StatusSeeOther)
	if body := seen(w.get(t, "/en/model/bulletins/wrong").Body.String()); !strings.Contains(body, "One was signed outside the hall") {
		t.Errorf("the reason is not said in public: %s", body)
	}
	do(press, url.Values{"do": {"withdraw"}}, http.StatusBadRequest)
	do(press, url.Values{"do": {"withdraw"}, "why": {"It was 34"}}, http.StatusSeeOther)
	if body := seen(w.get(t, "/en/model/bulletins/wrong").Body.String()); !strings.Contains(body, "It was 34") || !strings.Contains(body, "35 agreements") {
		t.Errorf("what was withdrawn: %s", body)
	}
}

// Figures to put into a text are found by the words of their names in any language, by a district and by an
// edition, and stand there as the text takes them.
func TestFiguresToPutIntoATextAreFound(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	press := f.holdIn(t, "sample", "figures@fair.example", access.Grant{Role: access.Press})
	for _, tt := range []struct {
		name, query, want, not string
	}{
		{"without words those of the edition", "edition=25", "{{signed.count?edition=25}}", "{{signed.count?edition=26}}"},
		{"by words of another language", "edition=26&q=" + url.QueryEscape("簽約"), "{{signed.count?edition=26}}", "{{offered.count?edition=26}}"},
		{"the edition among the words", "edition=26&q=" + url.QueryEscape("signed 24"), "{{signed.amount?edition=24}}", "edition=26}}"},
		{"a district by its short name", "edition=26&q=" + url.QueryEscape("签约 朝阳"), "{{signed.count?edition=26&district=110105}}", "{{signed.count?edition=26}}"},
		{"a district of two words", "edition=26&q=" + url.QueryEscape("signed wong tai sin"), "{{signed.amount?edition=26&district=810204}}", "not known"},
		{"nothing", "edition=26&q=" + url.QueryEscape("elephants"), "No such figure was found", "{{"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := f.visit("/en/sample/work/bulletins/figures?"+tt.query, press)
			body := seen(r.Body.String())
			if r.Code != http.StatusOK || !strings.Contains(body, tt.want) || strings.Contains(body, tt.not) {
				t.Errorf("%d, want %q and no %q: %s", r.Code, tt.want, tt.not, body)
			}
		})
	}
	if r := f.visit("/en/sample/work/bulletins/figures?edition=x", press); r.Code != http.StatusBadRequest {
		t.Errorf("an edition that is none: %d", r.Code)
	}
}
