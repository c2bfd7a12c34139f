package bulletin

import (
	"context"
	"strings"

	"bridgehead/bulletin/claim"
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

// A Statement is what a text states of a figure that the record knows, as it can be kept and held against
// what other texts state of it.
type Statement struct {
	Figure    string      `json:"figure"` // its name without positions
	OfEdition bool        `json:"of_edition"`
	Verdict   string      `json:"verdict"` // what the record says of it
	Record    string      `json:"record"`  // the figure's value; "" where it has none
	Claim     claim.Claim `json:"claim"`

	n int // the index of the verdict
}

// Statements are those of the text, in its order. Shares are none: they follow from their parts.
func (t CheckedText) Statements() []Statement {
	var out []Statement
	for i, v := range t.Report.Verdicts {
		if v.Figure == "" || v.Claim.Kind == claim.Percent {
			continue
		}
		name, _, _ := strings.Cut(v.Figure, "&at=")
		out = append(out, Statement{name, v.found == nil || v.found.Name.Scope[figure.ByEdition] != "", v.Verdict, v.Record, v.Claim, i})
	}
	return out
}

// Against reports whether two texts state one figure as numbers that cannot both be right (docs/rules.md,
// between-texts), and the likely cause.
func (a Statement) Against(b Statement) (cause string, against bool) {
	if a.Figure != b.Figure || !a.dated(b) {
		return "", false // what belongs to no edition goes on from one date to the next
	}
	p, q := quantityOf(a.Claim), quantityOf(b.Claim)
	if p.currency != q.currency || !p.known() || !q.known() || compare(p, q) >= finer || compare(q, p) >= finer {
		return "", false
	}
	switch cause = simpleCause(p, q); {
	case cause != "":
	case digitSlip(p, q):
		cause = CauseDigit
	default:
		cause = CauseOtherValue
	}
	return cause, true
}

// dated reports whether two statements are of one date, or of an edition, which has its own.
func (a Statement) dated(b Statement) bool {
	return a.OfEdition || a.Claim.AsOf != "" && a.Claim.AsOf == b.Claim.AsOf
}

// conflicts finds what different texts state differently of one figure.
func conflicts(texts []CheckedText) []Conflict {
	type said struct {
		Statement
		place Place
	}
	by := map[string][]said{}
	var order []string
	for _, t := range texts {
		for _, s := range t.Statements() {
			if _, ok := by[s.Figure]; !ok {
				order = append(order, s.Figure)
			}
			by[s.Figure] = append(by[s.Figure], said{s, Place{t.Name, s.n, s.Claim.Text}})
		}
	}
	var out []Conflict
	for _, name := range order {
		list := by[name]
		for i, a := range list {
			for _, b := range list[:i] {
				if a.place.Text == b.place.Text {
					continue
				}
				if cause, against := a.Against(b.Statement); against {
					out = append(out, Conflict{Figure: name, A: b.place, B: a.place, Cause: cause})
				}
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
