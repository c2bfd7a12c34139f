//go:build browser

package web_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"bridgehead/demo"
	"bridgehead/lang"
)

// wrongReport is a text on the 26th edition with errors, in each language.
var wrongReport = map[lang.Tag]string{
	lang.Hans: "第26届京港洽谈会签约35个项目，总额672.2亿元。截至2023年10月底，北京在香港累计投资超过820亿美元，朝阳区的香港企业已超过4000家。今年有两个万亿级产业集群。",
	lang.Hant: "第26屆京港洽談會簽約35個項目，總額672.2億元。截至2023年10月底，北京在香港累計投資逾820億美元，朝陽區的香港企業已超過4000家。",
	lang.En:   "The 26th Beijing-Hong Kong Symposium signed 35 agreements worth RMB 67.22 billion. By the end of October 2023, Beijing had invested over US$82 billion in Hong Kong.",
}

// dropped drops a file with a text on the form, as a hand would.
const dropped = `(() => {
	const data = new DataTransfer();
	data.items.add(new File([%q], "report.txt", {type: "text/plain"}));
	const form = document.querySelector("form.check");
	form.dispatchEvent(new DragEvent("dragover", {dataTransfer: data, bubbles: true, cancelable: true}));
	form.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
	return form.elements.file.files.length;
})()`

// pressed presses a key where the focus is and returns the claim that has it then.
const pressed = `(() => {
	document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: %q, bubbles: true, cancelable: true}));
	return document.activeElement.id;
})()`

func TestATextIsDroppedOnThePageAndWalkedByTheKeyboard(t *testing.T) {
	t.Parallel()
	f := open(t)
	if err := demo.Jinggang(t.Context(), f.db); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(f.site)
	t.Cleanup(server.Close)
	b := openTab(t, chromium(t))
	for _, scheme := range schemes {
		b.scheme(scheme)
		for _, size := range screens {
			b.screen(size)
			for _, tag := range lang.Tags {
				where := fmt.Sprintf("%s %s %s", tag, size.name, scheme)
				b.do(chromedp.Navigate(server.URL + "/" + string(tag) + "/jinggang/check"))
				if n := evaluate[int](b, fmt.Sprintf(dropped, wrongReport[tag])); n != 1 {
					t.Fatalf("%s: %d files in the form", where, n)
				}
				b.do(chromedp.WaitVisible(`.checked a.claim.is-contradicted`))
				state := evaluate[string](b, `[document.activeElement.className, document.querySelectorAll(".checked a.claim").length > 2,
					document.querySelector("#mended + .checked").textContent.includes("34"), scrollX, document.scrollingElement.scrollWidth > innerWidth].join(" ")`)
				if state != "claim is-contradicted true true 0 false" {
					t.Errorf("%s: %q", where, state)
				}
				first := evaluate[string](b, `document.activeElement.id`)
				if next := evaluate[string](b, fmt.Sprintf(pressed, "ArrowRight")); next == first || !strings.HasPrefix(next, "c") {
					t.Errorf("%s: from %q the arrow goes to %q", where, first, next)
				}
				if back := evaluate[string](b, fmt.Sprintf(pressed, "ArrowLeft")); back != first {
					t.Errorf("%s: the arrow back goes to %q, not to %q", where, back, first)
				}
				if said := b.complaints(); len(said) > 0 {
					t.Errorf("%s: %s", where, strings.Join(said, "; "))
				}
			}
		}
	}
}
