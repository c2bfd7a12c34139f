package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A fair brings in definitions of its own, from the preview to the figure and its trace.
func TestImportIndicators(t *testing.T) {
	dir := t.TempDir()
	db, file := filepath.Join(dir, "fair.db"), filepath.Join(dir, "own.json")
	call(t, 0, "sample", "--db", db, "--editions", "12", "--agreements", "100", "--projects", "50", "--parties", "50")
	write := func(average string) {
		t.Helper()
		text := `[{
			"code": "own.districts", "unit": "district", "measure": "distinct", "of": "agreement", "distinct": "district",
			"label": {"zh-Hans": "签约区数", "zh-Hant": "簽約區數", "en": "Districts that signed"}, "split": ["type"], "rules": ["distinct-values"],
			"means": {"zh-Hans": "有签约项目的区。", "zh-Hant": "有簽約項目的區。", "en": "Districts with an agreement."}
		}, {
			"code": "own.per_district", "unit": "ratio", "measure": "ratio", "of": "signed.count", "over": "own.districts",
			"label": {"zh-Hans": "每区签约", "zh-Hant": "每區簽約", "en": "Agreements for each district"}, "rules": ["ratio-of"],
			"means": {"zh-Hans": "签约项目数除以区数。", "zh-Hant": "簽約項目數除以區數。", "en": "Agreements over districts."}, "rounding": {"digits": ` + average + `}
		}]`
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	position := regexp.MustCompile(`\d{3,}|[0-9A-Z]{20,}`) // positions and identifiers
	bring := func(want int, args ...string) string {
		t.Helper()
		out := call(t, want, append([]string{"import", "indicators", file, "--db", db}, args...)...)
		return strings.TrimSpace(position.ReplaceAllString(out, "N"))
	}

	write("1")
	const planned = `own.json: definitions of indicators, 2 in all
  Created: 2
  Row 1: create indicator own.districts Districts that signed
  Row 2: create indicator own.per_district Agreements for each district`
	if out := bring(0, "--dry-run"); !strings.HasPrefix(out, planned) {
		t.Errorf("the preview is\n%s\nwant\n%s", out, planned)
	}
	if out := bring(0); !strings.HasPrefix(out, planned) {
		t.Errorf("it brings in\n%s\nwant\n%s", out, planned)
	}
	if out := bring(0); !strings.Contains(out, "Unchanged: 2") {
		t.Errorf("the same file again\n%s", out)
	}
	first := call(t, 0, "trace", "own.per_district?edition=11", "--db", db, "--json")

	write("2")
	if out := bring(0); !strings.Contains(out, `rounding: {"digits":1} → {"digits":2}`) || !strings.Contains(out, "version: 1 → 2") {
		t.Errorf("the changed file\n%s", out)
	}
	type traced struct {
		Figure struct {
			Name, Value string
			Definition  int64
			Parts       []string
		}
		Parts []struct{ ID, Value string }
	}
	of := func(text string) (x traced) {
		t.Helper()
		if err := json.Unmarshal([]byte(text), &x); err != nil {
			t.Fatal(err)
		}
		return x
	}
	was, is := of(first), of(call(t, 0, "trace", "own.per_district?edition=11", "--db", db, "--json"))
	if was.Figure.Definition != 1 || is.Figure.Definition != 2 || was.Figure.Value != is.Figure.Value || len(is.Parts) != 2 || is.Parts[1].ID != "own.districts" {
		t.Errorf("it was %+v and is %+v", was, is)
	}
	if !strings.HasSuffix(is.Figure.Name, "&definition=2") || strings.Contains(was.Figure.Name, "definition") {
		t.Errorf("it was named %s and is named %s", was.Figure.Name, is.Figure.Name)
	}
	if again := call(t, 0, "trace", was.Figure.Name, "--db", db, "--json"); again != first {
		t.Errorf("the old name gives\n%s\nand gave\n%s", again, first)
	}

	if err := os.WriteFile(file, []byte(`[{"code": "own.x", "colour": "red"}]`), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := bring(2); !strings.Contains(out, "Definition 1, own.x: there is no field colour.") {
		t.Errorf("a file that is wrong\n%s", out)
	}
}
