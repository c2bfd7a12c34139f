//go:build browser

package chart_test

import (
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"bridgehead/chart"
	"bridgehead/internal/testenv"
	"bridgehead/lang"
)

// meetings names the texts of drawings that reach out of their drawing or lie on each other.
// Of a line of text the middle is looked at, where the letters are.
const meetings = `[...document.querySelectorAll("svg.chart")].flatMap(svg => {
	const frame = svg.getBoundingClientRect(), wrong = []
	if (!frame.width) return []
	const of = svg.querySelector("title").textContent.slice(0, 30)
	const texts = [...svg.querySelectorAll("text")].map(e => {
		const r = e.getBoundingClientRect(), v = e.hasAttribute("transform")
		const dx = v ? r.width * .22 : 0, dy = v ? 0 : r.height * .22
		return { said: e.textContent.slice(0, 40), left: r.left + dx, right: r.right - dx, top: r.top + dy, bottom: r.bottom - dy }
	})
	texts.forEach((a, i) => {
		if (a.left < frame.left - 1.5 || a.right > frame.right + 1.5 || a.top < frame.top - .5 || a.bottom > frame.bottom + .5)
			wrong.push(of + ": outside by " + [frame.left - a.left, a.right - frame.right, frame.top - a.top, a.bottom - frame.bottom].map(n => n.toFixed(1)) + ": " + a.said)
		for (const b of texts.slice(0, i))
			if (a.left < b.right - .5 && b.left < a.right - .5 && a.top < b.bottom - .5 && b.top < a.bottom - .5)
				wrong.push(of + ": " + a.said + " on " + b.said)
	})
	return wrong
})`

// contrasts returns the least contrast of the texts with their ground (WCAG 2.2, 1.4.3): the shade of
// the tile that a text stands in, or else the paper.
const contrasts = `(() => {
	const light = e => {
		const [r, g, b] = getComputedStyle(e).color.match(/[\d.]+/g).map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
		return .2126 * r + .7152 * g + .0722 * b
	}
	return Math.min(...[...document.querySelectorAll("svg.chart")].flatMap(svg => {
		const paper = svg.querySelector(".c-paper")
		return [...svg.querySelectorAll("text")].flatMap(text => {
			const shades = [...text.parentElement.querySelectorAll(":scope > [class^=c-tint]")]
			return (text.parentElement === svg || !shades.length ? [paper] : shades).map(light).map(ground => {
				const l = light(text)
				return (Math.max(l, ground) + .05) / (Math.min(l, ground) + .05)
			})
		})
	}))
})()`

// sheet is a page with drawings as the site shows them, under its content security policy.
func sheet(drawings map[string]chart.Chart) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /chart.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		fmt.Fprint(w, chart.CSS, `:root { color-scheme: light dark } body { margin: 12px; background: var(--paper, Canvas) } h2 { font: 11px monospace }`)
		fmt.Fprint(w, `@media (prefers-color-scheme: dark) { body { background: #14140f; color: #ece8df } }`)
	})
	mux.HandleFunc("GET /{tag}/{names}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src data:")
		tag := lang.Tag(r.PathValue("tag"))
		fmt.Fprintf(w, `<!doctype html><html lang="%s"><meta charset="utf-8"><meta name="viewport" content="width=device-width">`+
			`<link rel="icon" href="data:,"><link rel="stylesheet" href="/chart.css"><title>chart</title>`, tag)
		for _, name := range strings.Split(r.PathValue("names"), ",") {
			fmt.Fprintf(w, "<h2>%s</h2>%s", html.EscapeString(name), chart.Fitting(drawings[name], tag))
		}
	})
	return mux
}

// Drawings are looked at as they are seen: on a phone and on a desk, by day and by night, in each
// language. What lies where does not depend on the colours, so that all are looked at by day, and
// by night those of one page; with a folder named by BRIDGEHEAD_SCREENSHOTS all of them, and a
// picture of each stays there.
func TestDrawingsLookRight(t *testing.T) {
	drawings := maps.Clone(samples)
	maps.Copy(drawings, extremes)
	site := httptest.NewServer(sheet(drawings))
	defer site.Close()
	folder := os.Getenv("BRIDGEHEAD_SCREENSHOTS")

	for scheme, number := range map[string]string{"light": "1", "dark": "0"} {
		t.Run(scheme, func(t *testing.T) {
			ctx, stop := chromedp.NewExecAllocator(t.Context(), append(slices.Clip(chromedp.DefaultExecAllocatorOptions[:]),
				chromedp.ExecPath(testenv.Chromium(t)), chromedp.UserDataDir(t.TempDir()),
				chromedp.Flag("no-sandbox", true), chromedp.Flag("disable-gpu", true), chromedp.Flag("hide-scrollbars", true),
				chromedp.Flag("disable-component-update", true), chromedp.Flag("blink-settings", "preferredColorScheme="+number),
			)...)
			defer stop()
			ctx, cancel := chromedp.NewContext(ctx)
			defer cancel()
			for _, width := range []int64{360, 1000} {
				if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 800)); err != nil {
					t.Fatal(err)
				}
				for _, tag := range lang.Tags {
					if scheme == "dark" && (tag != lang.En || width < 1000) && folder == "" {
						continue
					}
					for names := range slices.Chunk(slices.Sorted(maps.Keys(drawings)), 4) {
						sheet := strings.Join(names, ",")
						t.Run(fmt.Sprintf("%s %d %s", tag, width, sheet), func(t *testing.T) {
							if err := chromedp.Do(ctx, chromedp.Navigate(site.URL+"/"+string(tag)+"/"+sheet)); err != nil {
								t.Fatal(err)
							}
							wrong, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](meetings))
							if err != nil {
								t.Fatal(err)
							}
							for _, w := range wrong {
								t.Error(w)
							}
							if least, err := chromedp.Run(ctx, chromedp.Evaluate[float64](contrasts)); err != nil || least < 4.5 {
								t.Errorf("the texts have a contrast of %.2f: %v", least, err)
							}
							if folder == "" {
								return
							}
							png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
							if err == nil {
								err = os.WriteFile(filepath.Join(folder, fmt.Sprintf("%s-%s-%d-%s.png", scheme, tag, width, sheet)), png, 0o644)
							}
							if err != nil {
								t.Fatal(err)
							}
						})
					}
				}
			}
		})
	}
}
