//go:build browser

package web_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"bridgehead/demo"
	"bridgehead/internal/testenv"
	"bridgehead/lang"
)

// A scheme is a visitor's choice of colours, with Chromium's number for it.
type scheme struct{ name, number string }

// Pages are looked at as a visitor has them: on a phone and on a desk, by day and by night.
var (
	widths = []struct {
		name          string
		width, height int64
	}{{"phone", 360, 800}, {"desktop", 1440, 900}}

	schemes = []scheme{{"light", "1"}, {"dark", "0"}}
)

// browser starts Chromium in a colour scheme, with a folder of its own.
func browser(t *testing.T, scheme string) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:len(chromedp.DefaultExecAllocatorOptions):len(chromedp.DefaultExecAllocatorOptions)],
		chromedp.ExecPath(testenv.Chromium(t)), chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("no-sandbox", true), chromedp.Flag("disable-gpu", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("blink-settings", "preferredColorScheme="+scheme),
	)
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// complaints gathers what the browser's console says.
type complaints struct {
	mu   sync.Mutex
	said []string
}

func (c *complaints) listen(ctx context.Context) {
	for m, err := range chromedp.Console(ctx) {
		if err != nil {
			return
		}
		c.mu.Lock()
		c.said = append(c.said, string(m.Type)+": "+m.Text)
		c.mu.Unlock()
	}
}

func (c *complaints) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	said := c.said
	c.said = nil
	return said
}

// overflowing names the elements that reach beyond the page, in the page's own words.
const overflowing = `[...document.querySelectorAll("main *, header *, footer *")].filter(e => !e.closest(".scroll") &&
	e.getBoundingClientRect().right > innerWidth + 1).slice(0, 5).map(e => e.tagName + "." + e.className + " " + e.textContent.slice(0, 40)).join("; ")`

// look opens the pages in every language and width, in the schemes given. With a folder named by
// BRIDGEHEAD_SCREENSHOTS it leaves a picture of each.
func look(t *testing.T, site string, schemes []scheme, pages map[string]string, folder string) {
	for _, scheme := range schemes {
		t.Run(scheme.name, func(t *testing.T) {
			t.Parallel()
			ctx := browser(t, scheme.number)
			var console complaints
			go console.listen(ctx)
			for _, size := range widths {
				if err := chromedp.Do(ctx, chromedp.EmulateViewport(size.width, size.height)); err != nil {
					t.Fatal(err)
				}
				for _, tag := range lang.Tags {
					for name, page := range pages {
						where := fmt.Sprintf("%s-%s-%s-%s", name, tag, size.name, scheme.name)
						if err := chromedp.Do(ctx, chromedp.Navigate(site+"/"+string(tag)+page)); err != nil {
							t.Fatalf("%s: %v", where, err)
						}
						wide, err := chromedp.Run(ctx, chromedp.Evaluate[int](`document.scrollingElement.scrollWidth - innerWidth`))
						if err != nil {
							t.Fatalf("%s: %v", where, err)
						}
						if wide > 0 {
							what, _ := chromedp.Run(ctx, chromedp.Evaluate[string](overflowing))
							t.Errorf("%s is %d pixels too wide: %s", where, wide, what)
						}
						if said := console.take(); len(said) > 0 {
							t.Errorf("%s: %s", where, strings.Join(said, "; "))
						}
						if folder != "" {
							picture(t, ctx, filepath.Join(folder, where+".png"))
						}
					}
				}
			}
		})
	}
}

func picture(t *testing.T, ctx context.Context, file string) {
	t.Helper()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(file, png, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// chosen are some sessions of the sample, two of which clash.
func chosen(f *fixture, t *testing.T) string {
	t.Helper()
	var ids []string
	for _, m := range regexp.MustCompile(`name="mine" value="([0-9a-z]+)"`).FindAllStringSubmatch(f.get(t, "/en/sample/editions/26/agenda").Body.String(), 4) {
		ids = append(ids, m[1])
	}
	return strings.Join(ids, ".")
}

func TestPagesFitAndTheBrowserHasNoComplaint(t *testing.T) {
	folder := os.Getenv("BRIDGEHEAD_SCREENSHOTS")
	if folder != "" {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("demonstration", func(t *testing.T) {
		f := open(t)
		if err := demo.Jinggang(t.Context(), f.db); err != nil {
			t.Fatal(err)
		}
		if err := (demo.Sample{}).Load(t.Context(), f.db, nil); err != nil {
			t.Fatal(err)
		}
		first := func(address, pattern string) string {
			m := regexp.MustCompile(`href="/en(` + pattern + `)"`).FindStringSubmatch(f.get(t, address).Body.String())
			if m == nil {
				t.Fatalf("%s has no link to %s", address, pattern)
			}
			return m[1]
		}
		agreement := first("/en/sample/agreements?edition=26", `/sample/agreements/[0-9a-z]+`)
		server := httptest.NewServer(f.site)
		t.Cleanup(server.Close)
		look(t, server.URL, schemes, map[string]string{
			"edition": "/jinggang/editions/26", "earlier": "/jinggang/editions/25", "past": "/jinggang/editions/26?at=40",
			"report": "/jinggang/report", "agreements": "/jinggang/agreements",
			"figure": "/jinggang/figures/signed.amount?edition=26", "cumulative": "/jinggang/figures/cumulative.amount?edition=26",
			"observation": first("/en/jinggang/report", `/jinggang/observations/[0-9a-z]+`),
			"sample":      "/sample/editions/26", "sample-list": "/sample/agreements?edition=26", "sample-projects": "/sample/projects?edition=26&type=park",
			"sample-figure": "/sample/figures/signed.amount?edition=26", "sample-agreement": agreement,
			"sample-party": first("/en"+agreement, `/sample/parties/[0-9a-z]+`), "sample-project": first("/en/sample/projects", `/sample/projects/[0-9a-z]+`),
			"agenda": "/jinggang/editions/26/agenda", "sample-agenda": "/sample/editions/26/agenda", "sample-tracks": "/sample/editions/26/agenda?by=track",
			"session":       first("/en/jinggang/editions/26/agenda", `/jinggang/sessions/[0-9a-z]+`),
			"sample-signed": first("/en/sample/editions/26/agenda", `/sample/sessions/[0-9a-z]+2`), "sample-mine": "/sample/editions/26/agenda/mine?mine=" + chosen(f, t),
			"fairs": "/", "about": "/about",
		}, folder)
	})
	t.Run("hostile text", func(t *testing.T) {
		f := load(t)
		server := httptest.NewServer(f.site)
		t.Cleanup(server.Close)
		pages := map[string]string{}
		for i, page := range f.pages() {
			pages[fmt.Sprintf("hostile-%02d", i)] = page
		}
		look(t, server.URL, schemes[:1], pages, "") // colours do not change what fits
	})
}
