//go:build browser

package web_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"bridgehead/lang"
)

func TestABrowserKeepsAPersonalAgenda(t *testing.T) {
	t.Parallel()
	f, ids := programme(t)
	server := httptest.NewServer(f.site)
	t.Cleanup(server.Close)
	b := openTab(t, chromium(t))
	open := func(path string) {
		t.Helper()
		b.do(chromedp.Navigate(server.URL + path))
	}
	ask := func(question string) string {
		t.Helper()
		got, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("String("+question+")"))
		if err != nil {
			return err.Error() // the page may be on its way to the next one
		}
		return got
	}
	until := func(question, want string) {
		t.Helper()
		var got string
		for range 100 {
			if got = ask(question); got == want {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Fatalf("%s is %q, want %q", question, got, want)
	}
	box := func(name string) string { return `document.querySelector('input[value="` + ids[name] + `"]')` }
	clash := func(name string) string { return box(name) + `.closest(".agenda-row").querySelector(".clash").hidden` }

	open("/en/prog/editions/1/agenda")
	until(`document.querySelector("[data-count]").textContent`, "")
	ask(box("Opening") + ".click()")
	if got := ask(clash("Opening")); got != "true" {
		t.Error("one session alone clashes")
	}
	ask(box("Forum") + ".click()")
	if ask(clash("Opening")) != "false" || ask(clash("Forum")) != "false" {
		t.Error("the clash is not marked at once")
	}
	until(`document.querySelector("[data-count]").textContent`, "2")

	// It is there again in the other language and on a session's page.
	open("/zh-Hans/prog/editions/1/agenda")
	until(box("Forum")+".checked", "true")
	open("/en/prog/sessions/" + ids["Talks"])
	until(`document.querySelector("[data-count]").textContent`, "2")
	ask(box("Talks") + ".click()")
	b.press(lang.Say(lang.En, "agenda.mine.show"))
	until("location.pathname", "/en/prog/editions/1/agenda/mine")
	until(`new URLSearchParams(location.search).get("mine")`, strings.Join([]string{ids["Opening"], ids["Forum"], ids["Talks"]}, "."))

	// Without an address of its own it comes from the browser; what is taken out stays out.
	open("/en/prog/editions/1/agenda/mine")
	until(`new URLSearchParams(location.search).get("mine")`, strings.Join([]string{ids["Opening"], ids["Forum"], ids["Talks"]}, "."))
	until(`document.querySelectorAll(".agenda-row").length`, "3")
	ask(`document.querySelector('[data-remove="` + ids["Forum"] + `"]').click()`)
	until(`document.querySelectorAll(".agenda-row").length`, "2")
	open("/en/prog/editions/1/agenda/mine")
	until(`document.querySelectorAll(".agenda-row").length`, "2")

	// Somebody else's agenda is only kept when that is wanted.
	open("/en/prog/editions/1/agenda/mine?mine=" + ids["Visit"])
	until(`document.querySelector("[data-keep]").hidden`, "false")
	ask(`document.querySelector("[data-keep]").click()`)
	open("/en/prog/editions/1/agenda")
	until(box("Visit")+".checked", "true")
	until(box("Talks")+".checked", "false")

	ask(`localStorage.setItem("agenda/prog/1", "<script>")`)
	open("/en/prog/editions/1/agenda")
	until(box("Visit")+".checked", "false")
	if said := b.complaints(); len(said) > 0 {
		t.Errorf("the browser complains: %s", strings.Join(said, "; "))
	}
}
