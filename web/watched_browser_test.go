//go:build browser

package web_test

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/png"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"bridgehead/access"
	"bridgehead/internal/testenv"
	"bridgehead/lang"
)

// pictured presses a chart's button and returns what is saved, in base64, with the size of the chart.
const pictured = `(async () => {
	const made = URL.createObjectURL;
	HTMLAnchorElement.prototype.click = () => {};
	const saved = new Promise((done) => {
		URL.createObjectURL = (blob) => { if (blob.type === "image/png") done(blob); return made.call(URL, blob); };
	});
	const figure = document.querySelector("figure.drawing");
	figure.querySelector("button[data-picture]").click();
	const bytes = new Uint8Array(await (await saved).arrayBuffer());
	const box = figure.querySelector(".chart-wide svg").getAttribute("viewBox").split(" ");
	return [btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join("")), 2 * box[2] + "x" + 2 * box[3]];
})()`

// TestOthersTextsAndPicturesInChromium puts a text in by hand, finds in it what contradicts the record and another
// text, writes to its outlet and settles it; then a chart is saved as a picture.
func TestOthersTextsAndPicturesInChromium(t *testing.T) {
	t.Parallel()
	browser, f := chromium(t), demonstration(t)
	server := httptest.NewServer(f.site)
	t.Cleanup(server.Close)
	f.holdIn(t, "jinggang", "watch@fair.example", access.Grant{Role: access.Press})
	w := &worker{tab: openTab(t, browser), site: strings.Replace(server.URL, "127.0.0.1", "localhost", 1), axe: testenv.Axe(t), folder: os.Getenv("BRIDGEHEAD_SCREENSHOTS"), tag: lang.En}
	w.screen(desktop)
	w.enter("watch@fair.example", "/en/jinggang/work/watched")
	for _, text := range [][2]string{{"Harbour Post", "At the 26th edition 34 agreements were signed."}, {"The Peak Gazette", "At the 26th edition 43 agreements were signed. The rain stopped."}} {
		w.do(chromedp.Navigate(w.site + "/en/jinggang/work/watched"))
		w.click(w.find("DisclosureTriangle", w.say("watched.put")))
		w.looked("watched-form")
		w.screen(desktop)
		evaluate[bool](w.tab, `(document.querySelector("#put-outlet").focus(), true)`)
		w.do(chromedp.SendKeys("#put-outlet", text[0]), chromedp.SendKeys("#words", text[1]))
		w.press(w.say("watched.put.do"))
		w.sees(text[1])
	}
	w.looked("watched-text")
	w.screen(desktop)
	if marked := evaluate[string](w.tab, `document.querySelector(".checked a.claim.is-contradicted").textContent`); !strings.HasPrefix(marked, "43") {
		t.Errorf("%q is marked", marked)
	}
	w.sees("Of the same figure, “At the 26th edition 34 agreements were signed.” in Harbour Post says “34")
	if letter := evaluate[string](w.tab, `document.querySelector("#letter").value`); !strings.Contains(letter, "The text says “43") || !strings.Contains(letter, "Harbour Post says “34") {
		t.Errorf("the letter is %q", letter)
	}
	w.fill("textbox", w.say("watched.to"), "desk@peak.example")
	w.press(w.say("watched.do.written"))
	w.sees("desk@peak.example")
	w.press(w.say("watched.do.corrected"))
	w.sees(w.say("watched.how.corrected"))
	w.follow(w.say("work.menu.watched"))
	w.sees("between-texts")
	for _, tag := range lang.Tags {
		w.tag = tag
		w.do(chromedp.Navigate(w.site + "/" + string(tag) + "/jinggang/work/watched"))
		w.looked("watched-list")
	}
	w.screen(desktop)

	for _, scheme := range schemes {
		w.scheme(scheme)
		w.do(chromedp.Navigate(w.site + "/zh-Hant/jinggang/editions/26/press"))
		saved := evaluate[[]string](w.tab, pictured, chromedp.EvalAwaitPromise)
		data, err := base64.StdEncoding.DecodeString(saved[0])
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		size, colours := picture.Bounds().Size(), map[[3]uint32]bool{}
		for y := range size.Y {
			for x := range size.X {
				r, g, b, a := picture.At(x, y).RGBA()
				if a != 0xffff {
					t.Fatalf("%s: it can be seen through at %d, %d", scheme, x, y)
				}
				colours[[3]uint32{r, g, b}] = true
			}
		}
		if got := strings.Trim(strings.ReplaceAll(size.String(), ",", "x"), "()"); got != saved[1] || len(colours) < 10 {
			t.Errorf("%s: it is %s large, want %s, in %d colours", scheme, got, saved[1], len(colours))
		}
		if !white(picture, image.Pt(1, 1)) {
			t.Errorf("%s: its ground is not white", scheme)
		}
		if w.folder != "" {
			if err := os.WriteFile(w.folder+"/picture."+scheme+".png", data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, c := range w.complaints() {
		t.Error(c)
	}
	w.script(false)
	w.do(chromedp.Navigate(w.site + "/en/jinggang/editions/26/press"))
	if shown := evaluate[bool](w.tab, `!!document.querySelector("button[data-picture]").offsetParent`); shown {
		t.Error("the button is there without script")
	}
}

// white reports whether a picture is white at a point.
func white(m image.Image, p image.Point) bool {
	r, g, b, _ := m.At(p.X, p.Y).RGBA()
	return r == 0xffff && g == 0xffff && b == 0xffff
}
