package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAFolderIsWatchedAndLettersAreDrafted(t *testing.T) {
	folder := t.TempDir()
	db, press, letters := filepath.Join(folder, "d.db"), filepath.Join(folder, "press"), filepath.Join(folder, "letters")
	if err := os.Mkdir(press, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"wrong.txt": "第26届京港洽谈会共签约43个项目，总金额672.2亿元。",
		"right.txt": "第26届京港洽谈会共签约34个项目，总金额672.2亿元。",
		"usd.txt":   "At the 26th Beijing–Hong Kong symposium agreements worth US$67.22 billion were signed.",
	} {
		if err := os.WriteFile(filepath.Join(press, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	call(t, 0, "demo", "--db", db, "--no-serve")
	out := call(t, 1, "watch", press, "--db", db, "--fair", "jinggang", "--letters", letters, "--base", "https://fair.example.org/")
	for _, want := range []string{
		"usd.txt: “US$67.22 billion”, rule converted, cause wrong-currency.",
		"wrong.txt: “43个”, rule printed-precision, cause digit.",
		"3 texts checked, ",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
	if strings.Contains(out, "right.txt: ") {
		t.Errorf("a text that is right is reported:\n%s", out)
	}
	drafted, err := os.ReadDir(letters)
	if err != nil || len(drafted) != 2 {
		t.Fatalf("%d letters are drafted: %v", len(drafted), err)
	}
	for name, want := range map[string]string{
		"wrong.zh-Hans.letter.txt": "文中写作“43个”。记录为34个签约项目。",
		"usd.en.letter.txt":        "https://fair.example.org/en/jinggang/figures/signed.amount?edition=26&at=",
	} {
		text, err := os.ReadFile(filepath.Join(letters, name))
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s does not say %q: %s %v", name, want, text, err)
		}
	}
}
