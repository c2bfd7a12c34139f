package web_test

import (
	"archive/zip"
	"bytes"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"bridgehead/lang"
)

func TestThePressTakesAwayWhatIsPublished(t *testing.T) {
	t.Parallel()
	f := demonstration(t)
	for _, tag := range lang.Tags {
		page := f.body(t, "/"+string(tag)+"/jinggang/editions/26/press")
		kits := regexp.MustCompile(`href="(/`+string(tag)+`/jinggang/editions/26/press\.zip[^"]*)"`).FindAllStringSubmatch(page, -1)
		if len(kits) != 2 || !strings.HasSuffix(kits[1][1], "?district=110105") {
			t.Fatalf("the kits are %v", kits)
		}
		for _, want := range []string{lang.Say(tag, "press.png"), `data-picture="`, "brief-quote"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the page does not have %q", tag, want)
			}
		}
	}
	for _, from := range []string{"/en/jinggang/editions/26", "/en/jinggang/bulletins"} {
		if to := "/en/jinggang/editions/"; !regexp.MustCompile(`href="` + to + `\d+/press"`).MatchString(f.body(t, from)) {
			t.Errorf("%s does not lead there", from)
		}
	}
	const address = "/en/jinggang/editions/26/press.zip"
	first, again := f.get(t, address), f.get(t, address)
	if first.Header().Get("Content-Type") != "application/zip" || !strings.Contains(first.Header().Get("Content-Disposition"), "jinggang-26.zip") {
		t.Errorf("it is sent as %v", first.Header())
	}
	if first.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("others may keep it: %v", first.Header())
	}
	if !bytes.Equal(first.Body.Bytes(), again.Body.Bytes()) || first.Header().Get("ETag") == "" || first.Header().Get("ETag") != again.Header().Get("ETag") {
		t.Error("the same position gives other bytes")
	}
	z, err := zip.NewReader(bytes.NewReader(first.Body.Bytes()), int64(first.Body.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range z.File {
		names = append(names, file.Name)
	}
	for _, want := range []string{"manifest.json", "quotes.zh-Hant.txt", "contacts.en.txt", "tables/figures.zh-Hans.xlsx", "charts/signed.count.en.svg"} {
		if !slices.Contains(names, want) {
			t.Errorf("it lacks %s: %v", want, names)
		}
	}
	for _, nothing := range []string{
		"/en/jinggang/editions/99/press", "/en/jinggang/editions/99/press.zip", "/en/jinggang/editions/x/press.zip", address + "?district=110101", address + "?district=999999", "/en/nofair/editions/26/press.zip",
	} {
		if w := f.visit(nothing); w.Code != http.StatusNotFound {
			t.Errorf("%s answers %d", nothing, w.Code)
		}
	}
}

// While anything of an edition is held back its kit answers like that of an edition that there is not, whoever asks.
func TestNothingThatIsHeldBackIsGivenToThePress(t *testing.T) {
	t.Parallel()
	f := loadNamed(t)
	planted := f.plant(t)
	row := f.read(t, planted.atSession)
	addresses := []string{"/en/model/editions/27/press", "/en/model/editions/27/press.zip", "/en/model/editions/27/press.zip?district=110105"}
	never, until := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	missing := f.visit("/en/model/editions/98/press")
	for _, session := range []string{"", row.Value.Session} {
		before := map[string]string{}
		for _, address := range addresses {
			w := f.visit(address)
			if w.Code != http.StatusOK {
				t.Fatalf("%s answers %d before it is held back", address, w.Code)
			}
			before[address] = w.Header().Get("ETag")
		}
		f.embargo(t, 27, session, until)
		for _, address := range addresses {
			w := f.visit(address)
			if w.Code != http.StatusNotFound || w.Header().Get("ETag") != "" || strings.ReplaceAll(seen(w.Body.String()), "27", "98") != strings.ReplaceAll(seen(missing.Body.String()), "27", "98") && address == addresses[0] {
				t.Errorf("%s answers %d while it is held back: %s", address, w.Code, seen(w.Body.String()))
			}
		}
		for _, page := range []string{"/en/model/editions/27", "/en/model/bulletins"} {
			if strings.Contains(f.visit(page).Body.String(), "editions/27/press") {
				t.Errorf("%s leads there while it is held back", page)
			}
		}
		f.embargo(t, 27, session, never)
	}
}
