package journal_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"bridgehead/journal"
)

var vouched = journal.Checkpoint{
	Fair: "jinggang", Size: 57, Time: time.Date(2023, 11, 29, 8, 30, 0, 120e6, time.UTC),
	Root: tlog.RecordHash([]byte("x")),
}

const vouchedText = `bridgehead journal
jinggang
57 2023-11-29T08:30:00.120Z
wCUeopTs7rZwa0p5L2mLtGsWtmx/cJQLhXL4OYt1x3E=
`

func newKey(t *testing.T) *journal.Key {
	t.Helper()
	key, _, err := journal.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestACheckpointIsFourLines(t *testing.T) {
	root, err := tlog.ParseHash("wCUeopTs7rZwa0p5L2mLtGsWtmx/cJQLhXL4OYt1x3E=")
	if err != nil {
		t.Fatal(err)
	}
	c := vouched
	c.Root = root
	if c.Text() != vouchedText {
		t.Errorf("got\n%s", c.Text())
	}
	got, err := journal.ParseCheckpoint(vouchedText)
	if err != nil || got != c {
		t.Errorf("read as %+v, %v", got, err)
	}
}

func TestASignedCheckpointOpensWithItsKey(t *testing.T) {
	key := newKey(t)
	signed, err := key.Sign(vouched)
	if err != nil {
		t.Fatal(err)
	}
	got, err := key.Open(signed)
	if err != nil || got != vouched {
		t.Errorf("got %+v, %v, want %+v", got, err, vouched)
	}
}

func TestACheckpointThatWasNotSignedSoDoesNotOpen(t *testing.T) {
	key, other := newKey(t), newKey(t)
	signed, err := key.Sign(vouched)
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := other.Sign(vouched)
	if err != nil {
		t.Fatal(err)
	}
	text, signature, _ := strings.Cut(signed, "\n\n")
	for _, tt := range []struct{ name, signed string }{
		{"signed with another key", foreign},
		{"another number of entries", strings.Replace(signed, "\n57 ", "\n58 ", 1)},
		{"another fair", strings.Replace(signed, "jinggang", "sample", 1)},
		{"another time", strings.Replace(signed, "08:30", "08:31", 1)},
		{"another root", strings.Replace(text, text[len(text)-10:], "AAAAAAAAA=", 1) + "\n\n" + signature},
		{"no signature", text + "\n"},
		{"nothing", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := key.Open(tt.signed); !errors.Is(err, journal.ErrSignature) {
				t.Errorf("got %+v, %v, want %v", got, err, journal.ErrSignature)
			}
		})
	}
}

func TestATextThatIsNotExactlyACheckpointIsRefused(t *testing.T) {
	for _, tt := range []struct{ name, text string }{
		{"empty", ""},
		{"another heading", strings.Replace(vouchedText, "bridgehead", "bridge", 1)},
		{"a line too many", vouchedText + "\n"},
		{"the last line not ended", strings.TrimSuffix(vouchedText, "\n")},
		{"a size below zero", strings.Replace(vouchedText, "\n57", "\n-57", 1)},
		{"a size with a sign", strings.Replace(vouchedText, "\n57", "\n+57", 1)},
		{"a size with a leading zero", strings.Replace(vouchedText, "\n57", "\n057", 1)},
		{"a day that does not exist", strings.Replace(vouchedText, "11-29", "11-31", 1)},
		{"a root that is too short", strings.Replace(vouchedText, "wCUe", "", 1)},
		{"a root with a carriage return in it", strings.Replace(vouchedText, "wCUe", "wCUe\r", 1)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if c, err := journal.ParseCheckpoint(tt.text); err == nil {
				t.Errorf("read as %+v", c)
			}
		})
	}
}

func TestAKeyFileIsMadeOnceForItsOwnerAloneAndReadBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	if _, err := journal.LoadKey(path, false); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
	key, err := journal.LoadKey(path, true)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := key.Sign(vouched)
	if err != nil {
		t.Fatal(err)
	}
	again, err := journal.LoadKey(path, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := again.Open(signed); err != nil || again.Public() != key.Public() {
		t.Errorf("the key that was read back does not open what it signed: %v", err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %v, %v", info.Mode(), err)
	}
}

func TestADamagedKeyFileIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	for _, content := range []string{"", "one line\n", "two\nlines\n"} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := journal.LoadKey(path, true); err == nil {
			t.Errorf("a key was read from %q", content)
		}
	}
}

func TestTwoProcessesThatStartTogetherShareOneKey(t *testing.T) {
	for range 20 {
		path := filepath.Join(t.TempDir(), "key")
		const many = 8
		var keys [many]*journal.Key
		var errs [many]error
		var wg sync.WaitGroup
		start := make(chan struct{})
		for i := range many {
			wg.Go(func() {
				<-start
				keys[i], errs[i] = journal.LoadKey(path, true)
			})
		}
		close(start)
		wg.Wait()
		for i := range many {
			if errs[i] != nil {
				t.Fatal(errs[i])
			}
			if keys[i].Public() != keys[0].Public() {
				t.Fatal("two keys were made")
			}
		}
		if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
			t.Errorf("left in the folder: %v, %v", left, err)
		}
	}
}

func FuzzParseCheckpoint(f *testing.F) {
	f.Add(vouchedText)
	f.Add("bridgehead journal\nx\n0 0000-01-01T00:00:00.000Z\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")
	f.Add("bridgehead journal\n\n9223372036854775808 9999-12-31T23:59:60.000Z\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := journal.ParseCheckpoint(text); err == nil && c.Text() != text {
			t.Errorf("%q was read and is written %q", text, c.Text())
		}
	})
}
