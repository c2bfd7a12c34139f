package bulletin

import (
	"context"
	"strings"

	"bridgehead/figure"
)

// A Text is a text with a name: the file that it came from.
type Text struct {
	Name string
	Text string
}

// Texts are what is checked together. Those of a folder are held against each other, too.
type Texts struct {
	Texts  []Text
	Folder bool
	// Progress is told after each text how many are done; nil for nobody.
	Progress func(done, of int)
}

// A CheckedText is a text with its report.
type CheckedText struct {
	Name   string `json:"name"`
	Report Report `json:"report"`

	text string
}

// A Conflict is one thing that two texts state as different numbers. Places are those of
// verdicts.
type Conflict struct {
	Figure string `json:"figure"` // what both speak of
	A      Place  `json:"a"`
	B      Place  `json:"b"`
	Cause  string `json:"cause"`
}

// A Place is a verdict of a text.
type Place struct {
	Text    string `json:"text"`    // its name
	Verdict int    `json:"verdict"` // the index in its report
	Said    string `json:"said"`    // as printed
}

// Checked is what is said of several texts.
type Checked struct {
	Texts     []CheckedText `json:"texts"`
	Conflicts []Conflict    `json:"conflicts"`
	Folder    bool          `json:"-"`
}

// Contradicted reports whether anything is contradicted, by the record or by another text.
func (c Checked) Contradicted() bool {
	for _, t := range c.Texts {
		if t.Report.Summary.Contradicted > 0 {
			return true
		}
	}
	return len(c.Conflicts) > 0
}

// CheckAll checks texts one by one, and those of a folder against each other.
func (c *Checker) CheckAll(ctx context.Context, texts Texts, o Options) (Checked, error) {
	out := Checked{Folder: texts.Folder, Conflicts: []Conflict{}}
	for i, t := range texts.Texts {
		r, err := c.Check(ctx, t.Text, o)
		if err != nil {
			return out, err
		}
		out.Texts = append(out.Texts, CheckedText{Name: t.Name, Report: r, text: t.Text})
		if texts.Progress != nil {
			texts.Progress(i+1, len(texts.Texts))
		}
	}
	if texts.Folder {
		out.Conflicts = append(out.Conflicts, conflicts(out.Texts)...)
	}
	return out, nil
}

// said is what one text states of a figure.
type said struct {
	place     Place
	q         quantity
	asOf      string
	ofEdition bool // the figure belongs to an edition
}

// dated reports whether two statements are of one date, or of an edition, which has its own.
func (a said) dated(b said) bool { return a.ofEdition || a.asOf != "" && a.asOf == b.asOf }

// conflicts finds what different texts state differently of one figure: by its name where the
// record has it.
func conflicts(texts []CheckedText) []Conflict {
	by := map[string][]said{}
	var order []string
	for _, t := range texts {
		for i, v := range t.Report.Verdicts {
			if v.Figure == "" || v.Claim.Kind == "percent" {
				continue
			}
			name, _, _ := strings.Cut(v.Figure, "&at=")
			if _, ok := by[name]; !ok {
				order = append(order, name)
			}
			by[name] = append(by[name], said{Place{t.Name, i, v.Claim.Text}, quantityOf(v.Claim), v.Claim.AsOf, v.found == nil || v.found.Name.Scope[figure.ByEdition] != ""})
		}
	}
	var out []Conflict
	for _, name := range order {
		list := by[name]
		for i, a := range list {
			for _, b := range list[:i] {
				if !a.dated(b) {
					continue // what belongs to no edition goes on from one date to the next
				}
				if a.place.Text == b.place.Text || a.q.currency != b.q.currency || !a.q.known() || !b.q.known() {
					continue
				}
				if compare(a.q, b.q) >= finer || compare(b.q, a.q) >= finer {
					continue
				}
				cause := simpleCause(a.q, b.q)
				if cause == "" {
					cause = CauseOtherValue
				}
				out = append(out, Conflict{Figure: name, A: b.place, B: a.place, Cause: cause})
			}
		}
	}
	return out
}

// Mend is the text with what the record says in place of what it contradicts.
func (t CheckedText) Mend() string {
	runes := []rune(t.text)
	var b strings.Builder
	from := 0
	for _, v := range t.Report.Verdicts {
		if v.Verdict != Contradicted || v.Right == "" || v.Claim.Start < from {
			continue
		}
		b.WriteString(string(runes[from:max(from, v.Claim.Start-v.lead)]))
		b.WriteString(v.Right)
		from = v.Claim.End
	}
	b.WriteString(string(runes[from:]))
	return b.String()
}
