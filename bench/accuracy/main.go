// Command accuracy measures how much of what texts state is read right. It prints for each file of the Recognizers-Text
// specification how many of its cases agree, and each of the others with the reason; how many facts of published reports are
// read with their unit and their qualifier; and how many results there are for each quantity of those reports.
//
//	BRIDGEHEAD_SHARED_DATA=FOLDER go run ./accuracy [-quiet]
//
// The specification's cases are in recognizers/ of that folder, the reports in bulletins/. Neither is part of the repository.
// quantities.json beside this file says which quantities the reports state: document, place and value of each.
package main

import (
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"bridgehead/bulletin/claim"
	"bridgehead/lang"
)

//go:embed quantities.json
var annotation []byte

func main() {
	quiet := flag.Bool("quiet", false, "print the numbers only")
	flag.Parse()
	if err := run(os.Getenv("BRIDGEHEAD_SHARED_DATA"), *quiet, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "accuracy:", err)
		os.Exit(1)
	}
}

func run(folder string, quiet bool, out io.Writer) error {
	if folder == "" {
		return errors.New("set BRIDGEHEAD_SHARED_DATA to the folder that holds recognizers/ and bulletins/")
	}
	rest := out
	if quiet {
		rest = io.Discard
	}
	if err := specification(folder, out, rest); err != nil {
		return err
	}
	digests := &digests{folder: folder, read: map[string]claim.Document{}}
	if err := digests.facts(out, rest); err != nil {
		return err
	}
	return digests.density(out, rest)
}

// digests are the restated reports, each read once.
type digests struct {
	folder string
	read   map[string]claim.Document
}

// document reads a digest: what stands behind the lines that say where it comes from.
func (d *digests) document(id string, published lang.Date) (claim.Document, error) {
	if have, ok := d.read[id]; ok {
		return have, nil
	}
	b, err := os.ReadFile(filepath.Join(d.folder, "bulletins", id+".txt"))
	if err != nil {
		return claim.Document{}, err
	}
	_, text, _ := strings.Cut(string(b), "\n\n")
	d.read[id] = claim.Read(text, claim.Options{Published: published})
	return d.read[id], nil
}

// A fact is a figure that a digest states.
type fact struct {
	ArticleID string `json:"article_id"`
	Value     string `json:"value"`
	Unit      string `json:"unit"`
	Qualifier string `json:"qualifier"`
	Lang      string `json:"lang"`
	Date      string `json:"date"`
}

var qualifiers = map[string]claim.Qualifier{
	"=": claim.Exact, ">": claim.Over, ">~": claim.Over, "~": claim.About, "<~": claim.Nearly, ">=": claim.AtLeast,
}

// facts looks for each fact among the claims of its digest.
func (d *digests) facts(out, rest io.Writer) error {
	var facts []fact
	if err := load(filepath.Join(d.folder, "bulletins", "facts.json"), &facts); err != nil {
		return err
	}
	type tally struct{ all, value, qualifier int }
	of := map[string]*tally{"zh-Hans": {}, "zh-Hant": {}, "en": {}}
	total := &tally{}
	for _, f := range facts {
		t := of[f.Lang]
		if t == nil {
			continue // a language that is not read
		}
		published := lang.Date(f.Date)
		if !published.Valid() {
			published = ""
		}
		doc, err := d.document(f.ArticleID, published)
		if err != nil {
			return err
		}
		value, qualifier := false, false
		for _, c := range doc.Claims {
			if same(string(c.Value)) == same(f.Value) && f.fits(c) {
				value = true
				qualifier = qualifier || c.Qualifier == qualifiers[f.Qualifier]
			}
		}
		for _, t := range []*tally{t, total} {
			t.all++
			if value {
				t.value++
			}
			if qualifier {
				t.qualifier++
			}
		}
		if !value || !qualifier {
			fmt.Fprintf(rest, "  %s: %s %s %s: value read %v, qualifier read %v\n", f.ArticleID, f.Qualifier, f.Value, f.Unit, value, qualifier)
		}
	}
	for _, l := range []string{"zh-Hans", "zh-Hant", "en"} {
		fmt.Fprintf(out, "facts, %s: %d, value with unit %s, qualifier %s\n", l, of[l].all, share(of[l].value, of[l].all), share(of[l].qualifier, of[l].all))
	}
	fmt.Fprintf(out, "facts: %d, value with unit %s, qualifier %s\n", total.all, share(total.value, total.all), share(total.qualifier, total.all))
	return nil
}

// fits reports whether a claim has the unit or currency of the fact.
func (f fact) fits(c claim.Claim) bool {
	switch {
	case f.Unit == "percent":
		return c.Kind == claim.Percent
	case f.Unit == "times":
		return c.Kind == claim.Multiple
	case len(f.Unit) == 3 && f.Unit == strings.ToUpper(f.Unit):
		return string(c.Currency) == f.Unit
	}
	return c.Kind == claim.Count || c.Kind == claim.Number
}

// A quantity is one that a digest states: its place in code points behind the head of the digest, and its value, the ends of its
// range or period, or what it is compared with.
type quantity struct {
	ID    string `json:"id"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Value string `json:"value"`
}

// density counts the results for each annotated quantity.
func (d *digests) density(out, rest io.Writer) error {
	var quantities []quantity
	if err := json.Unmarshal(annotation, &quantities); err != nil {
		return err
	}
	results, right := 0, 0
	stated := map[string][]quantity{}
	for _, q := range quantities {
		stated[q.ID] = append(stated[q.ID], q)
	}
	for id, list := range stated {
		doc, err := d.document(id, "")
		if err != nil {
			return err
		}
		results += len(doc.Claims)
		for _, q := range list {
			found := false
			for _, c := range doc.Claims {
				if c.Start < q.End && q.Start < c.End && valueOf(c) == q.Value {
					found = true
				}
			}
			if found {
				right++
			} else {
				fmt.Fprintf(rest, "  %s: %s at %d is not read\n", id, q.Value, q.Start)
			}
		}
		for _, c := range doc.Claims {
			meant := false
			for _, q := range list {
				meant = meant || c.Start < q.End && q.Start < c.End
			}
			if !meant {
				fmt.Fprintf(rest, "  %s: %s at %d is no quantity\n", id, c.Text, c.Start)
			}
		}
	}
	fmt.Fprintf(out, "quantities of %d digests: %d, read right %s, %.3f results each\n", len(stated), len(quantities), share(right, len(quantities)), float64(results)/float64(len(quantities)))
	return nil
}

// valueOf writes what a claim says as the annotation does.
func valueOf(c claim.Claim) string {
	switch {
	case c.Kind == claim.Range:
		return string(c.Low) + ".." + string(c.High)
	case c.Kind == claim.DateKind || c.Kind == claim.Period:
		return c.AsOf
	case c.Kind == claim.Comparison:
		return c.Base
	}
	return string(c.Value)
}

func share(part, all int) string {
	if all == 0 {
		return "–"
	}
	return fmt.Sprintf("%d (%.1f %%)", part, 100*float64(part)/float64(all))
}

func load(name string, to any) error {
	b, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, to); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
