package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"bridgehead/access"
	"bridgehead/store"
)

func TestAccounts(t *testing.T) {
	db := filepath.Join(t.TempDir(), "fair.db")
	call(t, 0, "sample", "--db", db, "--editions", "12", "--agreements", "100", "--projects", "50", "--parties", "50")
	account := func(want int, args ...string) string {
		t.Helper()
		return call(t, want, append([]string{"account", "--db", db}, args...)...)
	}
	join := func(email string) {
		t.Helper()
		mail := account(0, "invite", email, "--name", "Somebody", "--lang", "en", "--print", "--base-url", "https://fair.example.org")
		token := regexp.MustCompile(`https://fair\.example\.org/en/account/invitation/(\S+)`).FindStringSubmatch(mail)
		if token == nil {
			t.Fatalf("the mail is\n%s", mail)
		}
		record, err := store.Open(t.Context(), db, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer record.Close()
		if _, err := record.SetPassword(t.Context(), access.Invitation, token[1], "correct horse battery"); err != nil {
			t.Fatal(err)
		}
	}
	account(0, "add", "idle@example.org", "--name", "Idle", "--lang", "zh-Hant")
	account(1, "add", "idle@example.org", "--name", "Idle")
	account(2, "add", "no address", "--name", "Idle")
	account(2, "invite", "nobody@example.org")
	join("root@example.org")
	join("beijing@example.org")
	join("chaoyang@example.org")
	account(0, "grant", "root@example.org", "administrator", "--installation")
	account(0, "grant", "beijing@example.org", "secretariat", "--side", "beijing", "--actor", "system")
	account(1, "grant", "beijing@example.org", "secretariat", "--side", "beijing")
	account(2, "grant", "beijing@example.org", "king")
	account(2, "grant", "beijing@example.org", "office")

	// What an actor may not do is refused, with a status of its own.
	account(exitForbidden, "grant", "beijing@example.org", "press", "--actor", "beijing@example.org")
	account(exitForbidden, "grant", "chaoyang@example.org", "office", "--side", "hongkong", "--office", "x", "--actor", "beijing@example.org")
	account(0, "grant", "chaoyang@example.org", "office", "--side", "beijing", "--office", "朝阳区", "--actor", "beijing@example.org")
	account(exitForbidden, "list", "--actor", "chaoyang@example.org")
	account(exitForbidden, "unlock", "root@example.org", "--actor", "beijing@example.org")
	account(exitForbidden, "list", "--actor", "idle@example.org")
	account(2, "list", "--actor", "nobody@example.org")
	account(0, "unlock", "beijing@example.org", "--actor", "root@example.org")
	account(0, "disable", "chaoyang@example.org")
	account(1, "reset", "chaoyang@example.org")
	account(0, "enable", "chaoyang@example.org")
	account(0, "revoke", "beijing@example.org", "secretariat", "--side", "beijing")
	account(2, "revoke", "beijing@example.org", "secretariat", "--side", "beijing")
	if mail := account(0, "reset", "chaoyang@example.org", "--print"); !strings.Contains(mail, "/en/account/recovery/") {
		t.Errorf("the mail is\n%s", mail)
	}

	list := regexp.MustCompile(`(?m)^\w{24}\t`).ReplaceAllString(account(0, "list", "--actor", "root@example.org"), "")
	const want = `idle@example.org	Idle	invited	
root@example.org	Somebody	active	accounts:administrator
beijing@example.org	Somebody	active	
chaoyang@example.org	Somebody	active	sample:office/beijing/朝阳区
`
	if list != want {
		t.Errorf("the list is\n%swant\n%s", list, want)
	}
	call(t, 0, "verify", "--db", db)

	for _, args := range [][]string{{}, {"invent"}, {"add"}, {"grant", "root@example.org"}, {"list", "x"}} {
		account(2, args...)
	}
}

// A command that writes asks the table too.
func TestAnImportIsMadeInTheNameOfAnAccountThatMay(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "fair.db")
	call(t, 0, "sample", "--db", db, "--editions", "12", "--agreements", "100", "--projects", "50", "--parties", "50")
	file := write(t, filepath.Join(dir, "parties.csv"), "code,name,kind\nP-1,First,company\n")
	call(t, 2, "import", "parties", file, "--db", db, "--actor", "nobody@example.org")
	mail := call(t, 0, "account", "invite", "a@example.org", "--name", "A", "--lang", "en", "--print", "--db", db)
	call(t, exitForbidden, "import", "parties", file, "--db", db, "--actor", "a@example.org") // has not joined yet
	record, err := store.Open(t.Context(), db, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	token := regexp.MustCompile(`/account/invitation/(\S+)`).FindStringSubmatch(mail)[1]
	a, err := record.SetPassword(t.Context(), access.Invitation, token, "correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	if err := record.Close(); err != nil {
		t.Fatal(err)
	}
	call(t, exitForbidden, "import", "parties", file, "--db", db, "--actor", "a@example.org")
	call(t, 0, "account", "grant", "a@example.org", "secretariat", "--side", "beijing", "--db", db)
	call(t, 0, "import", "parties", file, "--db", db, "--actor", "a@example.org")
	if record, err = store.Open(t.Context(), db, store.Options{}); err != nil {
		t.Fatal(err)
	}
	defer record.Close()
	v, err := record.View(t.Context(), "sample", -1)
	if err != nil {
		t.Fatal(err)
	}
	if e, err := v.Entry(t.Context(), v.At); err != nil || e.Actor != a.ID {
		t.Errorf("the journal says that it was %s, %v; want %s", e.Actor, err, a.ID)
	}
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
