package testenv

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestAServerThatIsNotNamedIsAFailureThatSaysWhatToType(t *testing.T) {
	t.Setenv(PostgresVariable, "")
	got := failure(t, func(t testing.TB) { Postgres(t) })
	want := "this test needs a PostgreSQL server: type make test, or set BRIDGEHEAD_TEST_POSTGRES to a postgres:// URL"
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestAPasswordIsNotPrinted(t *testing.T) {
	t.Setenv(PostgresVariable, "host=example.org password=secret")
	got := failure(t, func(t testing.TB) { Postgres(t) })
	if want := "BRIDGEHEAD_TEST_POSTGRES is not a postgres:// URL"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestABrowserThatIsNotThereIsAFailureThatSaysWhatToType(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	got := failure(t, func(t testing.TB) { Chromium(t) })
	want := "this test needs the browser Chromium: type make test, which installs it, or apt-get install chromium fonts-noto-cjk"
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestAxeThatIsNotThereOrIsAnotherIsAFailureThatSaysWhatToType(t *testing.T) {
	cache := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", cache)
	want := "this test needs axe-core: type make test, which installs it with npm ("
	if got := failure(t, func(t testing.TB) { Axe(t) }); !strings.HasPrefix(got, want) {
		t.Errorf("got  %q\nwant %q …", got, want)
	}
	folder := filepath.Join(cache, "bridgehead-test", "axe-core-"+AxeVersion)
	if err := os.MkdirAll(filepath.Join(folder, "node_modules", "axe-core"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "node_modules", "axe-core", "axe.min.js"), []byte("alert(1)"), 0o644); err != nil {
		t.Fatal(err)
	}
	want += "axe-core in " + folder + " is not version " + AxeVersion + ": its checksum differs)"
	if got := failure(t, func(t testing.TB) { Axe(t) }); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// recorder is a test that keeps what it fails with.
type recorder struct {
	testing.TB
	message string
}

func (r *recorder) Helper() {}

func (r *recorder) Fatal(arguments ...any) {
	r.message = fmt.Sprint(arguments...)
	runtime.Goexit()
}

func (r *recorder) Fatalf(format string, arguments ...any) {
	r.Fatal(fmt.Sprintf(format, arguments...))
}

// failure runs a test and returns the message with which it fails.
func failure(t *testing.T, test func(testing.TB)) string {
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		test(r)
	}()
	<-done
	return r.message
}
