package web_test

import (
	"context"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

func TestTheRegistersNumbersLeadToTheirLines(t *testing.T) {
	t.Parallel()
	f := load(t)
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		for _, e := range []party.Enterprise{
			{Established: "1996-04-01", District: "110105", Register: hostile, Code: hostile},
			{Established: "2021", Closed: "2022-06", District: "110108"},
			{},
		} {
			e.ID, e.Company, e.From, e.In = tx.NewID(), party.ID(f.ids.party), "hongkong", "beijing"
			put(ctx, t, tx, e)
		}
		for _, l := range []party.Listing{{Exchange: "XHKG", Listed: "2022"}, {Exchange: "XHKG", Listed: "2022-05", Delisted: "2023"}, {Exchange: "XHKG"}} {
			l.ID, l.Company, l.Side = tx.NewID(), party.ID(f.ids.party), "beijing"
			put(ctx, t, tx, l)
		}
		return nil
	})
	// link is where the page leads to with the words.
	link := func(body, words string) string {
		for _, m := range regexp.MustCompile(`href="([^"]*/figures/register[^"]*)">([^<]*)<`).FindAllStringSubmatch(body, -1) {
			if strings.Contains(m[2], words) {
				return html.UnescapeString(m[1])
			}
		}
		t.Errorf("no link with %q", words)
		return "/"
	}
	for _, tag := range lang.Tags {
		page := f.get(t, "/"+string(tag)+"/model/enterprises?as_of=2022-01-01")
		if page.Code != http.StatusOK {
			t.Fatalf("%s: %d", tag, page.Code)
		}
		words := map[lang.Tag]string{lang.Hans: "2至3之间", lang.Hant: "2至3之間", lang.En: "between 2 and 3"}[tag]
		to := link(page.Body.String(), words)
		for _, part := range []string{"register.set_up?", "as_of=2022-01-01", "side=beijing"} {
			if !strings.Contains(to, part) {
				t.Errorf("%s: %s is without %s", tag, to, part)
			}
		}
		traced := f.get(t, to)
		for _, want := range []string{lang.Say(tag, "register.perhaps"), lang.Partial("1996-04-01").In(tag), lang.Say(tag, "web.rule.as-of-day.name"), "/model/enterprises/"} {
			if traced.Code != http.StatusOK || !strings.Contains(traced.Body.String(), want) {
				t.Errorf("%s: %s: %d, without %q", tag, to, traced.Code, want)
			}
		}
	}
	body := f.get(t, "/en/model/enterprises").Body.String()
	for _, want := range []string{"Chaoyang", "Haidian", lang.Say(lang.En, "register.no_district")} {
		if !strings.Contains(body, want) {
			t.Errorf("the register is without %q", want)
		}
	}
	if body := f.get(t, "/en/model/enterprises?district=110105").Body.String(); !strings.Contains(link(body, "1"), "district=110105") {
		t.Error("a district's number does not lead to it")
	}
	if w := f.get(t, "/en/model/enterprises?as_of=2999-01-01"); w.Code != http.StatusBadRequest {
		t.Errorf("a day that has not come is %d", w.Code)
	}
	body = f.get(t, "/en/model/listings").Body.String()
	if to := link(body, "between 2 and 3"); !strings.Contains(to, "period=2022") || !strings.Contains(to, "exchange=XHKG") {
		t.Error(to)
	}
	for end, want := range map[string]string{"csv": "1996-04-01", "json": `"value": "3"`} {
		if w := f.get(t, "/en/model/figures/register.set_up."+end+"?side=beijing"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d, without %s: %s", end, w.Code, want, w.Body.String())
		}
	}
	if body := f.get(t, "/en/model/search?q=companies+register").Body.String(); !strings.Contains(body, "/en/model/figures/register.set_up\"") {
		t.Error("the search does not lead to the register's figure")
	}
}
