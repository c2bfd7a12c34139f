package web

import (
	"context"
	"slices"
	"strings"

	"bridgehead/agreement"
	"bridgehead/exchange"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
	"bridgehead/submission"
)

// A reading is what a draft says, and what is wrong in it.
type reading struct {
	draft    submission.Draft
	outcome  exchange.Outcome
	problems []exchange.TypedProblem
	since    journal.Position // the version of the record that it corrects
	ready    bool             // it can be handed in
	rec      any              // the record it makes, when it is ready
	parties  []party.Party    // those that it names and the fair lacks
}

// settledColumns are columns of a spreadsheet that a form does not ask for and that a draft keeps
// all the same, since something is wrong when they say otherwise.
var settledColumns = []string{"edition", "office", "side", "row", "amends"}

// kindOfFile is what the rows of a spreadsheet are, for what is submitted.
func kindOfFile(k submission.Kind) exchange.Kind {
	if k == submission.Agreement {
		return exchange.Agreements
	}
	return exchange.Projects
}

// readDrafts reads drafts of one kind, edition and office, all of them together.
func readDrafts(ctx context.Context, view store.View, newID func() string, drafts []submission.Draft) ([]reading, error) {
	if len(drafts) == 0 {
		return nil, nil
	}
	office := drafts[0].Office
	if drafts[0].Kind == submission.Agreement {
		mine := func(a agreement.Agreement) bool {
			return slices.ContainsFunc(a.Attributions, func(x agreement.Attribution) bool { return x.Office == office })
		}
		return readDraftsAs(ctx, view, newID, drafts, mine, func(d submission.Draft, a, was agreement.Agreement) agreement.Agreement {
			a.Edition, a.Confirmed = d.Edition, was.Confirmed
			a.Attributions = attributed(a.Attributions, was.Attributions, office)
			return a
		})
	}
	mine := func(p project.Project) bool { return p.Office == office }
	return readDraftsAs(ctx, view, newID, drafts, mine, func(d submission.Draft, p, _ project.Project) project.Project {
		p.Edition, p.Side, p.Office = d.Edition, d.Side, d.Office
		return p
	})
}

// attributed is for whom an agreement counts that an office enters: for itself, in the districts
// that it names. What several offices share is changed by agreement between them alone.
func attributed(typed, was []agreement.Attribution, office string) []agreement.Attribution {
	if slices.ContainsFunc(was, func(x agreement.Attribution) bool { return x.Office != "" && x.Office != office }) {
		return was
	}
	if len(typed) == 0 {
		return []agreement.Attribution{{Office: office, Num: 1, Den: 1}}
	}
	out := slices.Clone(typed)
	for i := range out {
		out[i].Office = office
	}
	return out
}

func readDraftsAs[T project.Project | agreement.Agreement](
	ctx context.Context, view store.View, newID func() string, drafts []submission.Draft, mine func(T) bool, settle func(d submission.Draft, rec, was T) T,
) ([]reading, error) {
	asked := slices.Concat(exchange.FormColumns(kindOfFile(drafts[0].Kind)), []string{"edition", "row", "amends"})
	typed := make([]exchange.Typed, len(drafts))
	for i, d := range drafts {
		typed[i] = exchange.Typed{Record: d.Record, Cells: map[string]string{}}
		for _, name := range asked {
			typed[i].Cells[name] = d.Fields[name]
		}
	}
	said, err := exchange.ReadTyped(ctx, view, newID, drafts[0].Edition, mine, typed)
	if err != nil {
		return nil, err
	}
	out := make([]reading, len(drafts))
	for i, x := range said {
		d := drafts[i]
		r := reading{draft: d, outcome: x.Outcome, problems: x.Problems, since: x.Since, parties: x.Parties}
		wrong := func(column string, why *lang.Error) {
			r.problems = append(r.problems, exchange.TypedProblem{Column: column, Why: why})
		}
		if text := d.Fields["office"]; text != "" && !sameOffice(text, d.Office) {
			wrong("office", lang.Invalid("submit.other_office", lang.Args{"given": short(text)}))
		}
		if x.Ready() {
			var was T
			if x.Since > 0 {
				row, err := store.Get[T](ctx, view, x.Outcome.ID)
				if err != nil {
					return nil, err
				}
				was = row.Value
			}
			rec := settle(d, x.Record, was)
			switch rec := any(rec).(type) {
			case project.Project:
				if d.Fields["officer"] == "" && rec.Officer == "" {
					wrong("officer", lang.Invalid("submit.officer"))
				}
				if given := any(x.Record).(project.Project).Edition; given != d.Edition {
					wrong("edition", lang.Invalid("submit.other_edition", lang.Args{"given": given, "edition": d.Edition}))
				}
			case agreement.Agreement:
				if given := any(x.Record).(agreement.Agreement).Edition; given != d.Edition {
					wrong("edition", lang.Invalid("submit.other_edition", lang.Args{"given": given, "edition": d.Edition}))
				}
			}
			r.rec = rec
		} else if d.Kind == submission.Project && d.Fields["officer"] == "" && d.Record == "" && x.Since == 0 &&
			x.Outcome.Action != exchange.ActionUnchanged && x.Outcome.Action != exchange.ActionRepeated {
			wrong("officer", lang.Invalid("submit.officer"))
		}
		r.ready = r.rec != nil && !slices.ContainsFunc(r.problems, func(p exchange.TypedProblem) bool { return !p.Warning })
		out[i] = r
	}
	return out, nil
}

// sameOffice reports whether a cell names the office: by its code, or a name of its district.
func sameOffice(text, office string) bool {
	if lang.Fold(text) == lang.Fold(office) {
		return true
	}
	of := officeDistrict(office)
	return of != "" && officeDistrict(text) == of
}

// handIn hands what was read in, in the transaction.
func (r reading) handIn(ctx context.Context, tx *store.Tx, how store.How) error {
	d := r.draft
	if r.since > 0 {
		d.Record, d.Base = r.outcome.ID, r.since
	}
	var err error
	switch rec := r.rec.(type) {
	case project.Project:
		_, err = store.Submit(ctx, tx, d, rec, how)
	case agreement.Agreement:
		_, err = store.Submit(ctx, tx, d, rec, how)
	}
	return err
}

// typedText is a field of a form as it was typed, without what no field can hold.
func typedText(s string) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s))
}

// wanted are the columns that what is submitted should fill, the required ones aside: what is
// still missing is said, and does not keep anybody from handing in.
var wanted = map[submission.Kind][]string{
	submission.Project:   {"code", "type", "direction", "district", "owner", "industry", "amount", "terms", "officer_post"},
	submission.Agreement: {"code", "type", "direction", "signed_on", "amount", "investor", "partner", "district", "industry", "country"},
}

// missing lists the columns in which nothing stands and something should.
func (r reading) missing() []string {
	var out []string
	for _, name := range wanted[r.draft.Kind] {
		if r.draft.Fields[name] == "" {
			out = append(out, name)
		}
	}
	return out
}
