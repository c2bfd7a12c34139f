package claim

import (
	"embed"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

//go:embed testdata/press/*.txt
var press embed.FS

// The paragraphs in testdata/press are written in the manner of the press of the mainland, of Hong Kong and in English.
// Each is followed by what it states, claim by claim: the quantity as printed, its kind, value, currency, unit and
// qualifier; then what is said of it. They are published on 30 November 2023.
func TestPress(t *testing.T) {
	for _, name := range []string{"mainland", "hongkong", "english"} {
		file, err := press.ReadFile("testdata/press/" + name + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		for i, paragraph := range strings.Split(strings.TrimSpace(string(file)), "\n\n") {
			t.Run(fmt.Sprintf("%s %d", name, i+1), func(t *testing.T) {
				text, want, _ := strings.Cut(paragraph, "\n")
				d := Read(text, Options{Published: "2023-11-30"})
				sound(t, text, d)
				if diff := cmp.Diff(strings.TrimSpace(want), annotated(d)); diff != "" {
					t.Errorf("Read(%q) (-want +got):\n%s", text, diff)
				}
			})
		}
	}
}

// annotated writes what was read as the paragraphs are annotated.
func annotated(d Document) string {
	var lines []string
	for i, line := range strings.Split(brief(d), "\n") {
		line = "- " + line
		if i < len(d.Claims) {
			line += said(d, d.Claims[i])
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// said writes what the text says of a claim.
func said(d Document, c Claim) string {
	var b strings.Builder
	put := func(name, value string) {
		if value != "" {
			b.WriteString("; " + strings.TrimSpace(name+" "+value))
		}
	}
	put("of", c.Of)
	if c.Edition > 0 {
		put("edition", fmt.Sprint(c.Edition))
	}
	if c.Kind != DateKind && c.Kind != Period {
		put("as_of", c.AsOf)
	}
	put("by", c.StatedBy)
	put("change", string(c.Change))
	put("base", c.Base)
	put("district", c.District)
	if c.Quoted {
		put("", "quoted")
	}
	if c.List != nil {
		whole := "–"
		if c.List.Whole >= 0 {
			whole = d.Claims[c.List.Whole].Text
		}
		if c.List.Open {
			whole += ", open"
		}
		put("part of", whole)
	}
	for _, a := range c.Assumed {
		put("", a)
	}
	return b.String()
}
