package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Who began before somebody else saved is shown what that was before it is written over, whatever was asked for in
// between; and what was typed comes back.
func TestABulletinIsNotWrittenOverUnseen(t *testing.T) {
	t.Parallel()
	typed := func(do, title, since string) url.Values {
		return url.Values{
			"do": {do}, "since": {since}, "code": {"results"}, "edition": {"25"}, "title_en": {title}, "text_en": {"Text."},
			"q0_words_en": {"Quoted words"}, "q0_speaker_en": {"Speaker"}, "embargo": {"2030-01-02T10:00"},
		}
	}
	for name, between := range map[string]url.Values{"a preview": {"do": {"preview"}}, "a mistyped edition": {"edition": {"x"}}, "a mistyped embargo": {"embargo": {"x"}}} {
		t.Run(name, func(t *testing.T) {
			w := staffed(t)
			at := w.post(t, "/en/model/work/bulletins/new", typed("save", "Start", "0"), w.desk).Header().Get("Location")
			old := hiddenFields(w.visit(at, w.desk).Body.String()).Get("since")
			if r := w.post(t, at, typed("save", "Alpha", old), w.desk); r.Code != http.StatusSeeOther {
				t.Fatalf("the first: %d", r.Code)
			}
			form := typed("save", "Beta", old)
			for k, v := range between {
				form[k] = v
			}
			body := w.post(t, at, form, w.desk).Body.String()
			for _, want := range []string{"Beta", "Quoted words", `value="` + form.Get("embargo") + `"`} {
				if !strings.Contains(body, want) {
					t.Errorf("%q was typed and is not on the page", want)
				}
			}
			r := w.post(t, at, typed("save", "Beta", hiddenFields(body).Get("since")), w.desk)
			if r.Code != http.StatusConflict || !strings.Contains(r.Body.String(), "Alpha") {
				t.Fatalf("the second: %d, and is shown the first: %v", r.Code, strings.Contains(r.Body.String(), "Alpha"))
			}
			if r := w.post(t, at, typed("save", "Beta", hiddenFields(r.Body.String()).Get("since")), w.desk); r.Code != http.StatusSeeOther {
				t.Errorf("who has seen it cannot choose: %d", r.Code)
			}
		})
	}
}
