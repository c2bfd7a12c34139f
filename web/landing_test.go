package web_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"bridgehead/figure"
	"bridgehead/lang"
)

// body reads a page that is there.
func (f *fixture) body(t testing.TB, address string) string {
	t.Helper()
	w := f.get(t, address)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d %.300s", address, w.Code, seen(w.Body.String()))
	}
	return w.Body.String()
}

// What the page says of an edition is what the figures' own pages say.
func TestTheLandingOfAnEditionIsThatOfItsFigures(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	for _, tag := range lang.Tags {
		body := f.body(t, "/"+string(tag)+"/sample/editions/24/landing")
		for _, code := range []string{"landing.fulfilled_share", "landing.started_share", "landing.operating_share", "landing.funds_share", "landing.paid_in", "landing.at_operating"} {
			address := "/" + string(tag) + "/sample/figures/" + code + "?edition=24"
			if !strings.Contains(body, `href="`+address+`"`) {
				t.Errorf("%s: no link to %s", tag, code)
			}
		}
		var share figure.List
		if err := json.Unmarshal([]byte(f.body(t, "/"+string(tag)+"/sample/figures/landing.fulfilled_share.json?edition=24")), &share); err != nil {
			t.Fatal(err)
		}
		if shown := share.Figures[0].Shown[string(tag)]; !strings.Contains(seen(body), shown) {
			t.Errorf("%s: the page does not say %s", tag, shown)
		}
		for _, by := range []string{"district", "office", "direction", "industry", "type"} {
			if body := f.body(t, "/"+string(tag)+"/sample/editions/24/landing?by="+by); !strings.Contains(body, by+"=") || strings.Contains(body, lang.Say(tag, "landed.no_part")) {
				t.Errorf("%s: nothing by %s", tag, by)
			}
		}
		several, one := f.body(t, "/"+string(tag)+"/sample/landing"), f.body(t, "/"+string(tag)+"/sample/landing?stage=operating")
		band, left := lang.Say(tag, "chart.curve.band"), lang.Say(tag, "chart.curve.left")
		if strings.Contains(several, band) || !strings.Contains(one, band) || !strings.Contains(one, left) {
			t.Errorf("%s: the band and its marks are not where one curve stands alone", tag)
		}
		for n := 1; n <= 26; n++ {
			if want := lang.Say(tag, "overview.edition", lang.Args{"n": n}); !strings.Contains(several, want) {
				t.Errorf("%s: no cohort of %s", tag, want)
			}
		}
		if body := f.body(t, "/"+string(tag)+"/jinggang/landing"); !strings.Contains(seen(body), lang.Say(tag, "landed.nothing_all")) {
			t.Errorf("%s: something is said of what nobody verified", tag)
		}
		if body := f.body(t, "/"+string(tag)+"/sample/districts/110105?edition=24"); !strings.Contains(body, "figures/landing.funds_share?") {
			t.Errorf("%s: the report card does not say what became of it", tag)
		}
		if body := f.body(t, "/"+string(tag)+"/sample/editions/24"); !strings.Contains(body, `id="became"`) {
			t.Errorf("%s: the edition does not say what became of it", tag)
		}
		if body := f.body(t, "/"+string(tag)+"/jinggang/editions/26"); strings.Contains(body, `id="became"`) {
			t.Errorf("%s: jinggang has rates", tag)
		}
	}
	for _, table := range []string{"rates", "cohorts", "stalls", "curve", "split"} {
		for _, end := range []string{"csv", "xlsx", "json"} {
			address := "/en/sample/landing/" + table + "." + end + "?edition=24&by=district"
			if w := f.get(t, address); w.Code != http.StatusOK || w.Body.Len() < 200 {
				t.Errorf("%s: %d, %d bytes", address, w.Code, w.Body.Len())
			}
		}
	}
	for _, address := range []string{"/en/sample/landing/rates.doc", "/en/sample/landing/nothing.csv", "/en/sample/editions/99/landing", "/en/sample/landing/rates.csv?edition=99"} {
		if w := f.get(t, address); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
	for _, address := range []string{"/en/sample/landing?stage=signed", "/en/sample/editions/24/landing?by=party", "/en/sample/landing/split.csv?by=district"} {
		if w := f.get(t, address); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
}
