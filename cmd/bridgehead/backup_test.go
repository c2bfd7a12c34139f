package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestABackupIsRestored(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	call(t, 0, "sample", "--db", in("fair.db"), "--editions", "12", "--agreements", "100", "--projects", "50", "--parties", "50")
	if out := call(t, 0, "backup", in("one"), "--db", in("fair.db")); !strings.Contains(out, "rows, ") {
		t.Error(out)
	}
	if info, err := os.Stat(in("one")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others can read it: %v, %v", info.Mode(), err)
	}
	call(t, 2, "backup", in("one"), "--db", in("fair.db")) // it is not written over
	call(t, 2, "backup", in("none/one"), "--db", in("fair.db"))
	call(t, 2, "backup", in("two"), "--db", in("fair.db"), "--actor", "nobody@example.org")
	call(t, 2, "restore", in("one"), "--db", in("other.db"))
	call(t, 2, "restore", in("one"), "--db", in("other.db"), "--key", in("no.key"))
	if out := call(t, 0, "restore", in("one"), "--db", in("other.db"), "--key", in("fair.db.key")); !strings.HasSuffix(out, "It was restored and verifies.\n") {
		t.Error(out)
	}
	call(t, 1, "restore", in("one"), "--db", in("other.db"), "--key", in("fair.db.key")) // it is not empty
	is, was := call(t, 0, "figures", "--db", in("other.db"), "--key", in("fair.db.key"), "--json"), call(t, 0, "figures", "--db", in("fair.db"), "--json")
	if is != was {
		t.Errorf("the figures are\n%s\nand were\n%s", is, was)
	}

	// What was written after the backup is missed, when the checkpoints have survived.
	call(t, 0, "import", "parties", write(t, in("p.csv"), "code,name,kind\nP-1,First,company\n"), "--db", in("fair.db"))
	if out := call(t, 3, "restore", in("one"), "--db", in("third.db"), "--key", in("fair.db.key"), "--checkpoints", in("fair.db.checkpoints")); !strings.Contains(out, ": cut: ") {
		t.Error(out)
	}
	// Another's key vouches for nothing.
	call(t, 0, "sample", "--db", in("else.db"), "--editions", "12", "--agreements", "100", "--projects", "50", "--parties", "50")
	call(t, 3, "restore", in("one"), "--db", in("fourth.db"), "--key", in("else.db.key"))
	left, err := filepath.Glob(in(".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
