//go:build browser

package testenv

import (
	"os/exec"
	"testing"
)

func TestChromiumIsABrowserThatStarts(t *testing.T) {
	browser := exec.Command(Chromium(t), "--headless", "--no-sandbox", "--user-data-dir="+t.TempDir(), "--dump-dom",
		"data:text/html;charset=utf-8,<title>桥头堡</title>")
	output, err := browser.Output()
	if err != nil {
		t.Fatal(err)
	}
	if want := "<html><head><title>桥头堡</title></head><body></body></html>\n"; string(output) != want {
		t.Errorf("got  %q\nwant %q", output, want)
	}
}
