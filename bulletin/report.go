package bulletin

import (
	"bridgehead/bulletin/claim"
	"bridgehead/figure"
)

// What a check says of a claim.
const (
	Supported    = "supported"     // it follows from the record
	Contradicted = "contradicted"  // the record, or the text itself, states it otherwise
	ConsistentIf = "consistent_if" // it follows under an assumption, which is named
	NoFigure     = "no_figure"     // the record knows of no such figure
	Unread       = "unread"        // the text leaves open what is stated
)

// A Verdict is what the record says of one claim.
type Verdict struct {
	Claim    claim.Claim `json:"claim"`
	Verdict  string      `json:"verdict"`
	Figure   string      `json:"figure"`            // the name of the figure it speaks of; "" for none
	Record   string      `json:"record"`            // that figure's value, an exact decimal; "" where it has none
	Rule     string      `json:"rule"`              // what decided
	Cause    string      `json:"cause"`             // the likely cause of a contradiction
	Assuming []string    `json:"assuming"`          // under which assumptions it holds
	Trace    string      `json:"trace"`             // the address of the figure's page
	Reason   string      `json:"reason,omitempty"`  // of an unread stretch: why
	Right    string      `json:"right,omitempty"`   // what to write instead, in the language of the text
	Against  []int       `json:"against,omitempty"` // other verdicts of the text that it contradicts

	// found is the figure itself; nil for none.
	found *figure.Figure
	// lead is how many characters before the claim Right replaces, too: a qualifier that is wrong.
	lead int
}

// A Summary counts the verdicts.
type Summary struct {
	Supported    int `json:"supported"`
	Contradicted int `json:"contradicted"`
	ConsistentIf int `json:"consistent_if"`
	NoFigure     int `json:"no_figure"`
	Unread       int `json:"unread"`
}

// A Report is the check of one text.
type Report struct {
	Fair      string    `json:"fair"`
	Position  int64     `json:"position"`
	Reference int64     `json:"reference_position"`
	Edition   int64     `json:"edition"`  // what "this edition" was taken to mean
	Verdicts  []Verdict `json:"verdicts"` // in the order of the text
	Summary   Summary   `json:"summary"`
}

// count counts the verdicts anew.
func (r *Report) count() {
	r.Summary = Summary{}
	for _, v := range r.Verdicts {
		switch v.Verdict {
		case Supported:
			r.Summary.Supported++
		case Contradicted:
			r.Summary.Contradicted++
		case ConsistentIf:
			r.Summary.ConsistentIf++
		case NoFigure:
			r.Summary.NoFigure++
		case Unread:
			r.Summary.Unread++
		}
	}
}
