package web_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"bridgehead/access"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/store"
)

func TestASearchFindsWhatCrossedAndProgrammes(t *testing.T) {
	t.Parallel()
	f, ids := jinggangPages(t)
	for _, c := range []struct{ tag, words, path string }{
		{"en", "patrol vehicle", "/technologies/"},
		{"zh-Hant", "巡逻车", "/technologies/"},
		{"zh-Hans", "巡邏車", "/technologies/"},
		{"en", "T-VEHICLE", "/technologies/"},
		{"en", "industrialisation acceleration", "/programmes/" + ids["NIAS"]},
		{"zh-Hans", "nias", "/programmes/" + ids["NIAS"]},
		{"en", "supercomputing", "/facilities/"},
		{"en", "Driverless vehicles at airports", "/abroad/" + ids["AV-SG"]},
	} {
		body := f.get(t, "/"+c.tag+"/jinggang/search?q="+url.QueryEscape(c.words)).Body.String()
		if !strings.Contains(body, `href="/`+c.tag+"/jinggang"+c.path) {
			t.Errorf("%s: %q finds no %s: %s", c.tag, c.words, c.path, seen(body))
		}
	}
	body := f.get(t, "/en/jinggang/search?kind=programme&q="+url.QueryEscape("industrialisation")).Body.String()
	if !strings.Contains(body, ids["NIAS"]) || strings.Contains(body, "/facilities/") {
		t.Errorf("of one kind: %s", seen(body))
	}
	if body := f.get(t, "/en/jinggang/search?q=industrialisation+zeppelin").Body.String(); strings.Contains(body, ids["NIAS"]) {
		t.Error("a word that is not there is passed over")
	}
}

func TestASearchFindsALeadForThoseWhoMayReadIt(t *testing.T) {
	t.Parallel()
	f := load(t)
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.PutLead(ctx, landing.Lead{
			Code: "L-77", Edition: 26, Title: lang.Text{En: "Battery works"}, Side: "beijing", District: "110105", Office: "chaoyang", Received: "2023-11-23T10:00:00+08:00",
		}, 0, created.Origin)
		return err
	})
	const at = "/en/model/search?q=L-77"
	if body := f.visit(at, f.hold(t, "office@fair.example", chaoyang)).Body.String(); !strings.Contains(body, "Battery works") || !strings.Contains(body, "/model/work/leads/") {
		t.Errorf("its office does not find it: %s", seen(body))
	}
	if body := f.visit(at, f.hold(t, "other@fair.example", access.Grant{Role: access.Office, Side: "beijing", Office: "haidian"})).Body.String(); strings.Contains(body, "Battery works") {
		t.Error("another office finds it")
	}
	if body := f.get(t, at).Body.String(); strings.Contains(body, "Battery works") {
		t.Error("everybody finds it")
	}
}
