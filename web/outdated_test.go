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
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/project"
	"bridgehead/store"
)

// issueOf publishes a bulletin with one figure in it and returns its page in the workspace.
func (w workers) issueOf(t *testing.T, code, edition string, place [3]string, figure string, press, hongkong *http.Cookie) string {
	t.Helper()
	figure = "{{" + figure + "}}"
	at := w.post(t, "/en/model/work/bulletins/new", url.Values{
		"do": {"save"}, "code": {code}, "edition": {edition}, "title_hans": {"结果"}, "title_hant": {"結果"}, "title_en": {"Results"},
		"text_hans": {place[0] + "签约" + figure + "。"}, "text_hant": {place[1] + "簽約" + figure + "。"}, "text_en": {place[2] + " signed " + figure + "."},
	}, press).Header().Get("Location")
	for _, x := range []struct {
		do, side string
		by       *http.Cookie
	}{{"hand_in", "", press}, {"agree", "beijing", w.desk}, {"agree", "hongkong", hongkong}, {"publish", "", press}} {
		since := hiddenFields(w.visit(at, press).Body.String()).Get("since")
		if r := w.post(t, at, url.Values{"do": {x.do}, "side": {x.side}, "since": {since}}, x.by); r.Code != http.StatusSeeOther {
			t.Fatalf("%s of %s: %d %s", x.do, code, r.Code, seen(r.Body.String()))
		}
	}
	return at
}

// Whoever corrects a record sees which published bulletins read otherwise then, those of other editions too; the press office
// is told afterwards, once, and drafts the notice from there.
func TestACorrectionShowsThePublishedBulletinsItTouches(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	hongkong := w.hold(t, "hk@fair.example", secretariatOf("hongkong"))
	press := w.hold(t, "press@fair.example", access.Grant{Role: access.Press})
	var id, old string
	w.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		id = tx.NewID()
		put(ctx, t, tx, agreement.Agreement{
			ID: agreement.ID(id), Edition: 26, Title: lang.Text{En: "Of Haidian"}, Type: agreement.Contract, Direction: project.Inward, Confirmed: 3,
			Amount: money.Amount{Minor: 3_000_000_00, Currency: "USD"}, Attributions: []agreement.Attribution{{District: "110108", Num: 1, Den: 1}},
		})
		old = tx.NewID()
		put(ctx, t, tx, agreement.Agreement{
			ID: agreement.ID(old), Edition: 25, Title: lang.Text{En: "Of Haidian, before"}, Type: agreement.Contract, Direction: project.Inward, Confirmed: 3,
			Attributions: []agreement.Attribution{{District: "110108", Num: 1, Den: 1}},
		})
		return nil
	})
	haidian := [3]string{"海淀区", "海淀區", "Haidian"}
	at := w.issueOf(t, "haidian", "26", haidian, "signed.amount?edition=26&district=110108 unit=million", press, hongkong)
	w.issueOf(t, "count", "25", haidian, "signed.count?edition=25&district=110108", press, hongkong)
	w.issueOf(t, "chaoyang", "26", [3]string{"朝阳区", "朝陽區", "Chaoyang"}, "signed.count?edition=26&district=110105", press, hongkong)
	was := regexp.MustCompile(`Haidian signed (.*? million)\.`).FindStringSubmatch(seen(w.get(t, "/en/model/bulletins/haidian").Body.String()))
	if was == nil {
		t.Fatal("the bulletin has no figure")
	}

	address := "/en/model/work/records/agreement/" + id
	texts := func(page string) string {
		_, after, found := strings.Cut(page, `id="texts"`)
		if !found {
			return ""
		}
		return after[:strings.Index(after, "<form")]
	}
	page, _ := w.correctTo(t, address, w.desk, url.Values{"amount": {"USD 5 million"}})
	part := texts(page)
	for _, want := range []string{"/en/model/bulletins/haidian/1", "<del>" + was[1] + "</del>", "<ins>", "the press office is told"} {
		if !strings.Contains(part, want) {
			t.Errorf("what it touches lacks %q: %s", want, part)
		}
	}
	for _, never := range []string{"bulletins/count", "bulletins/chaoyang"} {
		if strings.Contains(part, never) {
			t.Errorf("%s does not read otherwise: %s", never, part)
		}
	}
	// To another edition it takes its former edition's count along.
	if moved, _ := w.correctTo(t, "/en/model/work/records/agreement/"+old, w.desk, url.Values{"edition": {"26"}}); !strings.Contains(texts(moved), "bulletins/count/1") || strings.Contains(texts(moved), "bulletins/chaoyang") {
		t.Errorf("moved to another edition: %s", texts(moved))
	}
	if noted, _ := w.correctTo(t, address, w.desk, url.Values{"note": {"As signed"}}); texts(noted) != "" {
		t.Errorf("a note touches %s", texts(noted))
	}

	notices := func() int {
		t.Helper()
		if err := w.db.Remind(t.Context()); err != nil {
			t.Fatal(err)
		}
		return strings.Count(w.visit("/en/model/work/notices", press).Body.String(), strings.TrimPrefix(at, "https://fair.example"))
	}
	if n := notices(); n != 0 {
		t.Fatalf("nothing was saved, and the press has %d notices", n)
	}
	amend := func(amount string) {
		t.Helper()
		page, _ := w.correctTo(t, address, w.desk, url.Values{"amount": {amount}})
		if r := w.post(t, address, filledForm(t, page, "seen"), w.desk); r.Code != http.StatusSeeOther {
			t.Fatalf("saving: %d %s", r.Code, seen(r.Body.String()))
		}
	}
	for _, x := range []struct {
		amount string
		want   int
	}{{"USD 5 million", 1}, {"USD 3 million", 1}, {"USD 5 million", 2}} {
		amend(x.amount)
		if n := notices(); n != x.want {
			t.Errorf("after %s the press has %d notices, want %d", x.amount, n, x.want)
		}
		if n := notices(); n != x.want {
			t.Errorf("looked at again it has %d, want %d", n, x.want)
		}
	}

	desk := w.visit(at, press).Body.String()
	if !strings.Contains(desk, `id="outdated"`) || !strings.Contains(desk, "<del>"+was[1]+"</del>") {
		t.Errorf("the page does not say what reads otherwise: %s", seen(desk))
	}
	r := w.post(t, at, url.Values{"do": {"next"}, "since": {hiddenFields(desk).Get("since")}}, press)
	if r.Code != http.StatusSeeOther {
		t.Fatalf("the next issue: %d %s", r.Code, seen(r.Body.String()))
	}
	note := regexp.MustCompile(`(?s)name="note_en"[^>]*>([^<]*)<`).FindStringSubmatch(w.visit(r.Header().Get("Location"), press).Body.String())
	if note == nil || !strings.Contains(note[1], was[1]) || !strings.Contains(note[1], "should read") {
		t.Errorf("the notice is %q, and was %q", note, was[1])
	}
}
