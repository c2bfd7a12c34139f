//go:build server

package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"bridgehead/demo"
	"bridgehead/internal/testenv"
	"bridgehead/store"
)

// TestAnImportThatIsKilledLeavesAllOrNothing kills the program at random moments while it
// imports 10,000 rows, on both databases: the record then holds all of the file or none of
// it, verifies, and takes the same file once more.
func TestAnImportThatIsKilledLeavesAllOrNothing(t *testing.T) {
	killOnBoth(t, 10_000)
}

const kills = 20

func killOnBoth(t *testing.T, rows int) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		// Each try has a file of its own: nobody else has it open when the program dies, so that
		// the next to open it has to recover.
		dir := t.TempDir()
		killImports(t, rows, func(try int) string { return filepath.Join(dir, strconv.Itoa(try)+".db") }, func() {})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		address := testenv.Postgres(t)
		killImports(t, rows, func(int) string { return address }, func() { awaitAlone(t, address) })
	})
}

// killImports kills imports spread over the whole time that one takes. Each try has a fair
// of its own, in the database at address. Settled returns when nobody is at work in the
// database any more.
func killImports(t *testing.T, rows int, address func(try int) string, settled func()) {
	dir := t.TempDir()
	file := filepath.Join(dir, "signed.csv")
	if err := os.WriteFile(file, signedRows(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	binary := testenv.Binary(t)

	type place struct {
		address, fair string
		before        int64
		command       func(name string, args ...string) []string
	}
	// begin makes a fair with a record.
	begin := func(try int) place {
		p := place{address: address(try), fair: "crash-" + strconv.Itoa(try)}
		flags := []string{
			"--db", p.address, "--fair", p.fair,
			"--key", filepath.Join(dir, "key"), "--checkpoints", filepath.Join(dir, p.fair+".checkpoints"),
		}
		p.command = func(name string, args ...string) []string { return append(append([]string{name}, args...), flags...) }
		db, err := store.Open(t.Context(), p.address, store.Options{Key: flags[5], Checkpoints: flags[7]})
		if err != nil {
			t.Fatal(err)
		}
		sample := demo.Sample{Fair: p.fair, Editions: 12, Agreements: 100, Projects: 12, Parties: 50}
		if err := sample.Load(t.Context(), db, nil); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		return p
	}
	// added returns how many entries the fair has more than before.
	added := func(p place) int64 {
		db, err := store.Open(t.Context(), p.address, store.Options{Key: filepath.Join(dir, "key"), MustExist: true})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		at, err := db.Head(t.Context(), p.fair)
		if err != nil {
			t.Fatal(err)
		}
		return int64(at) - p.before
	}
	importing := func(p place) []string {
		return p.command("import", "agreements", file, "--edition", "12", "--confirm", "beijing,hongkong")
	}
	// whole imports without being killed and returns how long that took.
	whole := func(p place) time.Duration {
		start := time.Now()
		if out, err := exec.CommandContext(t.Context(), binary, importing(p)...).CombinedOutput(); err != nil {
			t.Fatalf("import into %s: %v\n%s", p.fair, err, out)
		}
		return time.Since(start)
	}

	first := begin(0)
	first.before = added(first)
	takes := whole(first)
	adds := added(first)
	if adds < int64(rows) {
		t.Fatalf("importing %d rows made %d entries", rows, adds)
	}

	nothing := 0
	for try := range kills {
		p := begin(try + 1)
		p.before = added(p)
		moment := time.Duration((float64(try) + rand.Float64()) / kills * float64(takes))
		ctx, cancel := context.WithTimeout(t.Context(), moment)
		out, err := exec.CommandContext(ctx, binary, importing(p)...).CombinedOutput() // the end of ctx is signal 9
		ended := ctx.Err() == nil
		cancel()
		if ended && err != nil {
			t.Fatalf("import into %s: %v\n%s", p.fair, err, out)
		}
		settled()

		got := added(p)
		switch {
		case got != 0 && got != adds:
			t.Fatalf("killed after %v: %d of %d entries were written", moment, got, adds)
		case got == 0 && ended:
			t.Fatal("it ended well and wrote nothing")
		case got == 0:
			nothing++
		}
		call(t, 0, p.command("verify")...)

		// The same import puts right whatever is missing, and then has nothing to do.
		if try%2 == 1 {
			continue
		}
		again := whole(p)
		if got == 0 {
			takes = (3*takes + again) / 4 // other tests come and go beside this one
		}
		if now := added(p); now != adds {
			t.Fatalf("killed after %v: the import that followed left %d of %d entries", moment, now, adds)
		}
		if try%4 == 0 {
			whole(p)
			if now := added(p); now != adds {
				t.Fatalf("killed after %v: the second import that followed left %d entries, want %d", moment, now, adds)
			}
			call(t, 0, p.command("verify")...)
		}
	}
	if nothing == 0 {
		t.Error("every import was over before it was killed")
	}
	t.Logf("%d of %d killed imports left nothing, the others all; a whole one takes %v", nothing, kills, takes.Round(time.Millisecond))
}

// awaitAlone returns when the server has seen that the client is dead: until then it may
// still be about to end the client's transaction, one way or the other.
func awaitAlone(t *testing.T, address string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	for start := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		var others int
		err := conn.QueryRow(t.Context(), `select count(*) from pg_stat_activity
			where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`).Scan(&others)
		switch {
		case err != nil:
			t.Fatal(err)
		case others == 0:
			return
		case time.Since(start) > 30*time.Second:
			t.Fatalf("%d connections of a dead client", others)
		}
	}
}

// TestACheckpointThatWasNotWrittenOutIsNoFinding: killed between its commit and the writing
// of the file beside the database, the program leaves a checkpoint in the head alone. When
// the machine stops, a part of the line may be left.
func TestACheckpointThatWasNotWrittenOutIsNoFinding(t *testing.T) {
	dir := t.TempDir()
	file, db := filepath.Join(dir, "signed.csv"), filepath.Join(dir, "fair.db")
	if err := os.WriteFile(file, signedRows(10), 0o600); err != nil {
		t.Fatal(err)
	}
	call(t, 0, "sample", "--db", db, "--editions", "12", "--agreements", "100", "--projects", "12", "--parties", "50")
	written, err := os.ReadFile(db + ".checkpoints")
	if err != nil {
		t.Fatal(err)
	}
	call(t, 0, "import", "agreements", file, "--edition", "12", "--db", db)
	after, err := os.ReadFile(db + ".checkpoints")
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Count(after, []byte("\n")) != bytes.Count(written, []byte("\n"))+1 {
		t.Fatalf("an import writes one checkpoint out, but there were %d bytes and now %d", len(written), len(after))
	}
	whole := len(after) - len(written)
	for _, kept := range []int{0, 1, 23, 24, 25, 100, whole / 2, whole - 2, whole - 1} {
		// Where the machine stopped in the midst of it, a part of the line is there.
		if err := os.WriteFile(db+".checkpoints", after[:len(written)+kept], 0o600); err != nil {
			t.Fatal(err)
		}
		call(t, 0, "verify", "--db", db)
		row := fmt.Sprintf("编号,项目名称,类型,签约日期\nL-%d,样例签约项目,框架协议,2011-06-01\n", kept)
		if err := os.WriteFile(file, []byte(row), 0o600); err != nil {
			t.Fatal(err)
		}
		call(t, 0, "import", "agreements", file, "--edition", "12", "--db", db)
		call(t, 0, "verify", "--db", db)
		now, err := os.ReadFile(db + ".checkpoints")
		if err != nil {
			t.Fatal(err)
		}
		if lines := bytes.Split(now, []byte("\n")); len(lines[len(lines)-2]) < whole-10 {
			t.Errorf("after %d bytes of a line the next one is %q", kept, lines[len(lines)-2])
		}
	}
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
