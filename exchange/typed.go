package exchange

import (
	"cmp"
	"context"
	"slices"

	"bridgehead/agreement"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

// A Typed is one record as somebody typed it: cells by the names of the kind's columns, as a form
// has them or a row of a file was read.
type Typed struct {
	Cells  map[string]string
	Record string // identifier of the record that it corrects, whole; "" when that is to be found
}

// A Said is what something typed says, and what is wrong in it.
type Said[T any] struct {
	Record   T                // only when nothing is wrong, and it changes something
	Since    journal.Position // the version that it corrects; 0 when it is new
	Outcome  Outcome          // its Row and First are places among what was typed, from 1
	Parties  []party.Party    // those that it names and the fair lacks
	Problems []TypedProblem
}

// A TypedProblem is something wrong in what was typed.
type TypedProblem struct {
	Column  string // name of the column; "" when it is about all of it
	Warning bool
	Why     *lang.Error
}

// Ready reports whether it can be handed in.
func (s Said[T]) Ready() bool {
	return s.Outcome.Action != "" && s.Outcome.Action != ActionUnchanged && s.Outcome.Action != ActionRepeated &&
		!slices.ContainsFunc(s.Problems, func(p TypedProblem) bool { return !p.Warning })
}

// ReadTyped reads what was typed, all of it together, so that what is said twice shows. Mine
// reports whether a record that is there may be taken for one that was typed: without that
// somebody could learn by a code what they may not see.
func ReadTyped[T project.Project | agreement.Agreement](ctx context.Context, view store.View, newID func() string, edition int64, mine func(T) bool, typed []Typed) ([]Said[T], error) {
	o := Options{Kind: Projects, Edition: edition, Partial: true, DryRun: true, Detail: 50 + 4*len(typed)}
	if _, ok := any(*new(T)).(agreement.Agreement); ok {
		o.Kind = Agreements
	}
	p := newPlanner(ctx, view, newID, typedSource(o.Kind, typed), o)
	p.typed, p.bound = true, map[int64]string{}
	p.mine = func(rec any) bool { return mine(rec.(T)) }
	for i, t := range typed {
		if t.Record != "" {
			p.bound[int64(i+1)] = t.Record
		}
	}
	plan, preview, err := p.make()
	if err != nil {
		return nil, err
	}
	out := make([]Said[T], len(typed))
	for _, x := range preview.Problems {
		if x.Row < 1 || x.Row > int64(len(out)) {
			continue
		}
		s := &out[x.Row-1]
		s.Problems = append(s.Problems, TypedProblem{x.Heading, x.Warning, x.Why})
	}
	for _, x := range preview.Outcomes {
		if x.Record != "party" {
			out[x.Row-1].Outcome = x
		}
	}
	made := map[party.ID]party.Party{}
	for _, w := range p.book.created {
		made[w.rec.ID] = w.rec
	}
	take := func(row int64, rec T, before journal.Position, names []party.ID) {
		s := &out[row-1]
		s.Record, s.Since = rec, before
		for _, id := range names {
			if who, ok := made[id]; ok && !slices.ContainsFunc(s.Parties, func(p party.Party) bool { return p.ID == id }) {
				s.Parties = append(s.Parties, who)
			}
		}
	}
	for _, w := range plan.projects {
		take(w.row, any(w.rec).(T), w.before, []party.ID{w.rec.Owner})
	}
	for _, w := range plan.agreements {
		var names []party.ID
		for _, r := range w.rec.Parties {
			names = append(names, r.Party)
		}
		take(w.row, any(w.rec).(T), w.before, names)
	}
	for i := range out {
		s := &out[i]
		if s.Outcome.Action == "" && len(s.Problems) == 0 { // nothing was typed
			s.Problems = append(s.Problems, TypedProblem{"title_hans", false, lang.Invalid("import.required", lang.Args{"field": lang.Word(string(o.Kind[:len(o.Kind)-1]) + ".field.title")})})
		}
		if s.Outcome.Action == ActionAmend {
			s.Problems = append(s.Problems, TypedProblem{"row", false, lang.Invalid("import.typed.amendment")})
		}
	}
	return out, nil
}

// asked are the attributes that a form gives, also by leaving them empty.
func asked[T any](attrs []attr[T], k Kind) (set uint64) {
	columns := FormColumns(k)
	for i, a := range attrs {
		if slices.Contains(columns, a.name) {
			set |= 1 << i
		}
	}
	return set
}

// typedSource is what was typed, as a file of objects.
func typedSource(k Kind, typed []Typed) *Source {
	names := columnNames(k)
	s := &Source{Sheets: []string{""}, keyed: true, limits: Limits{}.withDefaults()}
	s.rows = func(_ context.Context, _ string, fn func(*Row) error) error {
		if err := fn(&Row{Cells: slices.Clone(names)}); err != nil {
			return err
		}
		for i, t := range typed {
			row := Row{N: int64(i + 1), Cells: make([]string, len(names))}
			for at, name := range names {
				row.Cells[at] = t.Cells[name]
				switch text := row.Cells[at]; {
				case text == withoutValue:
					row.bad = append(row.bad, badCell{at, lang.Invalid("import.cell.formula")})
				case slices.Contains(sheetErrors, text):
					row.bad = append(row.bad, badCell{at, lang.Invalid("import.cell.error", lang.Args{"given": text})})
				}
			}
			if err := fn(&row); err != nil {
				return err
			}
		}
		return nil
	}
	return s
}

// sheetErrors are what a spreadsheet shows in the place of a value.
var sheetErrors = []string{"#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#N/A", "#NUM!", "#NULL!"}

// withoutValue stands for a cell that holds a formula which was never calculated.
const withoutValue = "#FORMULA!"

// A TypedSheet is a file as it was read, to be mended and handed in.
type TypedSheet struct {
	Preview // what of the file is understood; nothing is planned
	Typed   []TypedRow
}

// A TypedRow is a row of a file.
type TypedRow struct {
	N     int64 // its number as a spreadsheet shows it
	Cells map[string]string
}

// ReadSheet reads a file of at most the given number of rows as if somebody had typed it. The
// error is invalid when the file as a whole cannot be understood.
func ReadSheet(ctx context.Context, view store.View, src *Source, k Kind, sheet string, most int) (TypedSheet, error) {
	p := newPlanner(ctx, view, nil, src, Options{Kind: k, Sheet: sheet})
	if err := p.begin(); err != nil {
		return TypedSheet{}, err
	}
	out := TypedSheet{Preview: *p.preview}
	err := src.Rows(ctx, p.layout.sheet, func(r *Row) error {
		if r.N <= p.layout.row {
			return nil
		}
		if len(out.Typed) == most {
			return lang.Invalid("import.typed.most", lang.Args{"most": int64(most)})
		}
		notUnderstood(&out.Preview, p.layout, r)
		t := TypedRow{N: r.N, Cells: map[string]string{}}
		for i, text := range r.Cells {
			if i >= len(p.layout.columns) || p.layout.columns[i] == "" {
				continue
			}
			name := p.layout.columns[i]
			if text = tidy(text); text == "" && slices.ContainsFunc(r.bad, func(b badCell) bool { return b.column == i }) {
				text = withoutValue
			}
			if text == "" {
				continue
			}
			if name == "title" {
				name = map[lang.Tag]string{lang.Hans: "title_hans", lang.Hant: "title_hant", lang.En: "title_en"}[inOwn(text)]
			}
			t.Cells[name] = cmp.Or(t.Cells[name], text)
		}
		if at := slices.Index(p.layout.columns, "amount"); at >= 0 && p.layout.units[at].Scale > 0 && t.Cells["amount"] != "" && t.Cells["amount_unit"] == "" {
			t.Cells["amount_unit"] = tidy(p.layout.headings[at])
		}
		if len(t.Cells) > 0 {
			out.Typed = append(out.Typed, t)
		}
		return nil
	})
	out.Rows = int64(len(out.Typed))
	return out, err
}
