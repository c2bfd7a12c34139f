package landing

import (
	"slices"

	"bridgehead/lang"
	"bridgehead/party"
)

// A Research is a research project that institutions of both sides carry out together, with what
// came of it and the steps from a result to a product.
type Research struct {
	ID       string
	Code     string
	Edition  int64
	Title    lang.Text
	Fields   lang.Text
	Begun    lang.Partial
	Ended    lang.Partial // "" while it goes on, as far as is known
	Partners []Partner
	Outputs  []Output
	Steps    []Advance
	Open     bool // the source's list of its fields, partners or outputs goes on
	Document string
	StatedBy string
	Note     string // for the secretariat
}

// A Partner is an institution that takes part.
type Partner struct {
	Side  string // the side that it is of
	Party party.ID
	Name  lang.Text // as the source has it
}

// An Output is something that came of a research project.
type Output struct {
	Kind   OutputKind
	Name   lang.Text
	Number string // of a patent, a standard, a paper
	Day    lang.Partial
}

// An OutputKind says what came of a research project.
type OutputKind string

// The kinds of outputs.
const (
	OutPaper     OutputKind = "paper"
	OutPatent    OutputKind = "patent"
	OutStandard  OutputKind = "standard"
	OutPrototype OutputKind = "prototype"
	OutProduct   OutputKind = "product"
	OutOther     OutputKind = "other"
)

// OutputKinds lists them in their order.
var OutputKinds = []OutputKind{OutPaper, OutPatent, OutStandard, OutPrototype, OutProduct, OutOther}

// An Advance is a step from a result to a product that was taken.
type Advance struct {
	Step Conversion
	Day  lang.Partial
	Name lang.Text // where or by whom
}

// A Conversion is a step from a result to a product.
type Conversion string

// The steps from a result to a product, in their order.
const (
	Resulted Conversion = "result"
	Proved   Conversion = "proof"
	Piloted  Conversion = "pilot"
	Produced Conversion = "product"
	Used     Conversion = "use"
)

// Conversions lists them in their order.
var Conversions = []Conversion{Resulted, Proved, Piloted, Produced, Used}

// Validate returns what is wrong in the record by itself.
func (r Research) Validate() lang.Problems {
	f := finding{prefix: "landing.research."}
	f.need("title", !r.Title.Empty())
	f.need("edition", r.Edition > 0)
	f.order("ended", r.Begun, r.Ended)
	for _, o := range r.Outputs {
		if !slices.Contains(OutputKinds, o.Kind) {
			f.wrong("outputs", lang.Invalid("landing.word.unknown", lang.Args{"given": string(o.Kind)}))
		}
	}
	var last Advance
	for _, s := range r.Steps {
		at := slices.Index(Conversions, s.Step)
		if at < 0 {
			f.wrong("steps", lang.Invalid("landing.word.unknown", lang.Args{"given": string(s.Step)}))
			continue
		}
		if last.Step != "" && at <= slices.Index(Conversions, last.Step) || last.Day != "" && s.Day != "" && s.Day.Last() < last.Day.First() {
			f.wrong("steps", lang.Invalid("landing.research.step_order"))
		}
		last = s
	}
	return f.found
}

// Reached is the last step that was taken; "" when none is known.
func (r Research) Reached() Conversion {
	if len(r.Steps) == 0 {
		return ""
	}
	return r.Steps[len(r.Steps)-1].Step
}
