package testenv

import (
	"os/exec"
	"testing"
)

// ChromiumNames are the commands under which the browser is looked for, in this order.
var ChromiumNames = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// Chromium returns the path of the browser. Started by root it refuses to run without --no-sandbox.
func Chromium(t testing.TB) string {
	t.Helper()
	for _, name := range ChromiumNames {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("this test needs the browser Chromium: type make test, which installs it, or apt-get install chromium fonts-noto-cjk")
	return ""
}
