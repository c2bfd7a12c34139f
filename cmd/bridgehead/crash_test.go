//go:build server

package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"bridgehead/demo"
	"bridgehead/internal/testenv"
	"bridgehead/store"
)

// TestAnImportThatIsKilledLeavesAllOrNothing kills the program at random moments while it
// imports 10,000 rows, on both databases: the record then holds all of the file or none of
// it, verifies, and takes the same file once more.
func TestAnImportThatIsKilledLeavesAllOrNothing(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		killImports(t, filepath.Join(t.TempDir(), "fair.db"), 20, 10_000)
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		killImports(t, testenv.Postgres(t), 20, 10_000)
	})
}

// killImports tries so many times: each try has a fair of its own, and every fifth is
// followed by the same import to its end, and once more.
func killImports(t *testing.T, address string, tries, rows int) {
	dir := t.TempDir()
	flags := []string{"--db", address, "--key", filepath.Join(dir, "key"), "--checkpoints", filepath.Join(dir, "checkpoints")}
	db, err := store.Open(t.Context(), address, store.Options{Key: flags[3], Checkpoints: flags[5]})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	file := filepath.Join(dir, "signed.csv")
	if err := os.WriteFile(file, signedRows(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	binary := testenv.Binary(t)
	head := func(fair string) int64 {
		t.Helper()
		at, err := db.Head(t.Context(), fair)
		if err != nil {
			t.Fatal(err)
		}
		return int64(at)
	}
	start := func(ctx context.Context, fair string, name string, args ...string) error {
		args = append(append([]string{name}, args...), flags...)
		out, err := exec.CommandContext(ctx, binary, append(args, "--fair", fair)...).CombinedOutput()
		if err != nil && ctx.Err() == nil {
			t.Errorf("%s of %s: %v\n%s", name, fair, err, out)
		}
		return err
	}
	importing := []string{"agreements", file, "--edition", "12", "--confirm", "beijing,hongkong"}

	// The first run is not killed: it says how long one takes and how many entries it makes.
	fairNamed := func(i int) string {
		name := "crash-" + strconv.Itoa(i)
		if err := (demo.Sample{Fair: name, Editions: 12, Agreements: 100, Projects: 12, Parties: 50}).Load(t.Context(), db, nil); err != nil {
			t.Fatal(err)
		}
		return name
	}
	whole := fairNamed(0)
	before := head(whole)
	began := time.Now()
	if err := start(t.Context(), whole, "import", importing...); err != nil {
		t.FailNow()
	}
	takes, adds := time.Since(began), head(whole)-before
	if adds < int64(rows) {
		t.Fatalf("importing %d rows made %d entries", rows, adds)
	}

	all := 0
	for i := 1; i <= tries; i++ {
		fair := fairNamed(i)
		before := head(fair)
		ctx, kill := context.WithTimeout(t.Context(), rand.N(takes+takes/10))
		err := start(ctx, fair, "import", importing...) // a context that ends kills with signal 9
		kill()
		switch got := head(fair) - before; {
		case got == adds:
			all++
		case got != 0:
			t.Fatalf("try %d: %d entries of %d were written", i, got, adds)
		case err == nil:
			t.Fatalf("try %d: it ended well and wrote nothing", i)
		case !errors.Is(err, context.DeadlineExceeded) && !strings.Contains(err.Error(), "killed"):
			t.Fatalf("try %d: %v", i, err)
		}
		_ = start(t.Context(), fair, "verify")
		if i%5 == 0 {
			_ = start(t.Context(), fair, "import", importing...)
			_ = start(t.Context(), fair, "import", importing...)
			if got := head(fair) - before; got != adds {
				t.Errorf("try %d: after the same import again, %d entries, want %d", i, got, adds)
			}
			_ = start(t.Context(), fair, "verify")
		}
	}
	t.Logf("%d of %d killed imports were whole, the others left nothing; one takes %v", all, tries, takes.Round(time.Millisecond))
}

// signedRows is a file of agreements such as an office sends.
func signedRows(n int) []byte {
	var b strings.Builder
	b.WriteString("编号,项目名称,类型,签约日期,金额（万元）,归属\n")
	for i := range n {
		fmt.Fprintf(&b, "K-%06d,样例签约项目第%d号,框架协议,2011-06-01,%d.%02d,%s\n", i+1, i+1, 100+i, i%100, []string{"朝阳区", "海淀区", "朝阳区 60%；海淀区 40%"}[i%3])
	}
	return []byte(b.String())
}
