package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A fair that others hold is set up from a file; what was printed about it comes in as
// observations, and the product says by itself what does not add up.
func TestAFairOfOnesOwnFromItsFormToWhatDoesNotAddUp(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "fair.db")
	write := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	counts := []string{"38", "227", "454", "3574", "8380", "17117", "21304", "24774", "28360"}
	var editions, rows []string
	for i, n := range counts {
		editions = append(editions, fmt.Sprintf(`{"number": %d, "opened": "%d-01-10"}`, i+1, 2003+2*i))
		rows = append(rows, fmt.Sprintf("signed.count,%d,%s", i+1, n))
	}
	form := func(name string) string {
		return fmt.Sprintf(`{"fair": "vibrant", "name": {"en": %q}, "sides": [{"code": "gujarat"}], "current": 9, "editions": [%s]}`, name, strings.Join(editions, ", "))
	}
	path := write("vibrant.json", form("Vibrant Gujarat"))
	if out := call(t, 0, "setup", path, "--db", db, "--dry-run"); !strings.Contains(out, "would create 10") {
		t.Error(out)
	}
	call(t, 0, "setup", path, "--db", db)
	if out := call(t, 0, "setup", path, "--db", db); !strings.Contains(out, "Nothing to do") {
		t.Error(out)
	}
	call(t, 0, "setup", write("renamed.json", form("Vibrant Gujarat Summit")), "--db", db)

	stated := write("stated.csv", "indicator,edition,value\n"+strings.Join(rows, "\n")+"\ncumulative.count,9,104872\n")
	call(t, 0, "import", "observations", stated, "--db", db)
	if out := call(t, 0, "findings", "--db", db); !strings.Contains(out, "104,228") || !strings.HasPrefix(out, "contradicts") {
		t.Errorf("of nine editions that are printed as 104,872 it says\n%s", out)
	}
	if out := call(t, 0, "verify", "--db", db); !strings.Contains(out, "The record verifies.") {
		t.Error(out)
	}

	growth := write("growth.json", `{"fair": "investhk", "name": {"en": "InvestHK"}, "sides": [{"code": "hongkong"}]}`)
	call(t, 0, "setup", growth, "--db", db)
	years := write("years.csv", "indicator,period,value\nenterprise.new,2022,402\nenterprise.new,2023,436\nenterprise.new,2024,487\n"+
		"enterprise.new.growth,2023,8.5%\nenterprise.new.growth,2024,11.7%\n")
	own := write("own.json", `[{"code": "enterprise.new", "unit": "enterprise", "measure": "stated",
		"label": {"zh-Hans": "新设企业", "zh-Hant": "新設企業", "en": "New companies"}, "means": {"zh-Hans": "年内新设。", "zh-Hant": "年內新設。", "en": "Set up in the year."}}]`)
	call(t, 0, "import", "indicators", own, "--db", db, "--fair", "investhk")
	call(t, 0, "import", "observations", years, "--db", db, "--fair", "investhk")
	if out := call(t, 0, "findings", "--db", db, "--fair", "investhk", "--all"); strings.Count(out, "holds") != 2 || strings.Contains(out, "contradicts") {
		t.Errorf("of 402, 436, 487 with +8.5 %% and +11.7 %% it says\n%s", out)
	}

	for _, wrong := range []string{
		`{"fair": "Reference"}`, `{"fair": "reference", "name": {"en": "x"}}`, `{"fair": "f1", "name": {"en": "x"}, "sides": []}`,
		`{"fair": "f1", "name": {"en": "x"}, "sides": [{"code": "a"}], "editions": [{"number": 1, "opened": "2024-02-30"}]}`,
		`{"fair": "f1", "name": {"en": "x"}, "sides": [{"code": "a"}], "editions": [{"number": 1, "requires": ["b"]}]}`,
		`{"fair": "f1", "name": {"en": "x"}, "sides": [{"code": "a"}], "colour": "red"}`,
		`{"fair": "vibrant", "name": {"en": "x"}, "sides": [{"code": "delhi"}]}`,
	} {
		call(t, 2, "setup", write("wrong.json", wrong), "--db", db)
	}
	call(t, 0, "setup", filepath.Join("..", "..", "docs", "examples", "fair.json"), "--db", filepath.Join(dir, "example.db"))
}
