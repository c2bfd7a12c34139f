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
	for _, want := range []string{"Bulletin results, issue 1", "Haidian signed", "Figures to put into the text", "{{signed.count?edition=25}}"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q: %s", want, body)
		}
	}
	// Two write it at once: the second is shown what the first wrote.
	stale := url.Values{"since": {"1"}}
	for k, v := range form {
		stale[k] = v
	}
	stale.Set("title_en", "Other results")
	if r := w.post(t, at, stale, w.desk); r.Code != http.StatusConflict || !strings.Contains(r.Body.String(), "Other results") {
		t.Errorf("the second: %d %s", r.Code, seen(r.Body.String()))
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

// A number that the record has otherwise is shown where it stands, and keeps the bulletin back.
func TestAContradictionIsShownOnTheDesk(t *testing.T) {
	w := staffed(t)
	form := url.Values{"do": {"preview"}, "code": {"wrong"}, "edition": {"26"}, "title_en": {"Results"}, "text_en": {"At the 26th edition 35 agreements were signed."}}
	body := seen(w.post(t, "/en/model/work/bulletins/new", form, w.desk).Body.String())
	if !strings.Contains(body, "keeps it from being published") || !strings.Contains(body, "35 agreements") {
		t.Errorf("the preview: %s", body)
	}
}
