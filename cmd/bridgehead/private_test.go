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

// Delegates go out with how to reach them: to those whom the table lets read them.
func TestDelegatesAreListedToWhoMayReadThem(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "fair.db")
	call(t, 0, "sample", "--db", db, "--editions", "12", "--agreements", "100", "--projects", "50", "--parties", "50")
	file := write(t, filepath.Join(dir, "delegates.csv"), "code,name,email,party,role,office\nD-1,First,first@example.org,A Company,investor,office-1\nD-2,Second,second@example.org,B Company,owner,office-2\n")
	if out := call(t, 0, "import", "delegates", file, "--edition", "12", "--dry-run", "--db", db); !strings.Contains(out, "D-1") {
		t.Errorf("the preview is\n%s", out)
	}
	call(t, 0, "import", "delegates", file, "--edition", "12", "--db", db)
	if out := call(t, 0, "list", "delegates", "--format", "csv", "--db", db); !strings.Contains(out, "first@example.org") || !strings.Contains(out, "second@example.org") {
		t.Errorf("the operator is given\n%s", out)
	}
	record, err := store.Open(t.Context(), db, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for email, role := range map[string][]string{"office@example.org": {"office", "--side", "beijing", "--office", "office-1"}, "press@example.org": {"press"}} {
		mail := call(t, 0, "account", "invite", email, "--name", "A", "--lang", "en", "--print", "--db", db)
		token := regexp.MustCompile(`/account/invitation/(\S+)`).FindStringSubmatch(mail)[1]
		if _, err := record.SetPassword(t.Context(), access.Invitation, token, "correct horse battery"); err != nil {
			t.Fatal(err)
		}
		call(t, 0, append([]string{"account", "grant", email, "--db", db}, role...)...)
	}
	if err := record.Close(); err != nil {
		t.Fatal(err)
	}
	call(t, exitForbidden, "list", "delegates", "--actor", "press@example.org", "--db", db)
	call(t, exitForbidden, "import", "delegates", file, "--edition", "12", "--actor", "office@example.org", "--db", db)
	to := filepath.Join(dir, "out.csv")
	call(t, 0, "list", "delegates", "--actor", "office@example.org", "--out", to, "--db", db)
	out, err := os.ReadFile(to)
	if err != nil || !strings.Contains(string(out), "first@example.org") || strings.Contains(string(out), "second@example.org") {
		t.Errorf("an office is given\n%s%v", out, err)
	}
	// So does what parties ask for.
	wishes := write(t, filepath.Join(dir, "wishes.csv"), "投资方,意向行业,意向投资额（万美元）,报送单位\n甲公司,C39,1000-5000,office-1\n乙公司,I65,不限,office-2\n")
	call(t, exitForbidden, "import", "interests", wishes, "--edition", "12", "--actor", "office@example.org", "--db", db)
	if out := call(t, 0, "import", "interests", wishes, "--edition", "12", "--dry-run", "--db", db); !strings.Contains(out, "甲公司") {
		t.Errorf("the preview is\n%s", out)
	}
	call(t, 0, "import", "interests", wishes, "--edition", "12", "--db", db)
	call(t, exitForbidden, "list", "interests", "--actor", "press@example.org", "--db", db)
	given := call(t, 0, "list", "interests", "--actor", "office@example.org", "--format", "csv", "--db", db)
	if !strings.Contains(given, "甲公司") || !strings.Contains(given, "10000000.00") || strings.Contains(given, "乙公司") {
		t.Errorf("an office is given\n%s", given)
	}
	if info, err := os.Stat(to); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read the file: %v %v", info.Mode(), err)
	}
}
