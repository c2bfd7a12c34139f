package exchange

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"bridgehead/journal"
	"bridgehead/lang"
)

// A Preview says what an import would do, or did. Counts are exact; of each sort of detail
// the first Options.Detail are kept.
type Preview struct {
	Fair       string
	Kind       Kind
	File       string
	SHA256     string
	Sheet      string
	Others     []string // further sheets, which were not read
	HeadingRow int64    // 0 for JSON, whose headings are the keys of its objects
	Rows       int64    // rows below the headings, without those apart
	Apart      int64    // rows that the mapping does not take

	Columns       []Column
	NotUnderstood []Unknown

	Created   int64 // records that are new
	Corrected int64 // records that were there with other values
	Amended   int64 // increases and replacements
	Unchanged int64 // records that were there as they are in the file
	Repeated  int64 // rows that say again what an earlier row says
	Parties   int64 // parties that are new because other records name them, counted in Created too
	LeftOut   int64 // rows left out because of errors, when that was asked for
	Warnings  int64
	Errors    int64 // errors in rows; a row may have several

	Outcomes []Outcome
	Problems []Problem

	// Of an import that was made.
	Done     bool
	Import   string           // identifier of the import
	Position journal.Position // of its last entry
}

// A Column is a column that is understood.
type Column struct {
	Letter  string
	Heading string
	Name    string // what it holds
	Unit    string // what the heading says of its numbers; "" when nothing
}

// An Unknown is a column that is not understood. Its cells are kept beside the record, and
// say nothing in it.
type Unknown struct {
	Letter  string
	Heading string
	Ignored bool  // on purpose, by the mapping
	Cells   int64 // cells that hold something
	Example string
}

// What becomes of a row.
const (
	ActionCreate    = "create"
	ActionCorrect   = "correct"
	ActionConfirm   = "confirm"
	ActionAmend     = "amend"
	ActionUnchanged = "unchanged"
	ActionRepeated  = "repeated"
)

// An Outcome is what becomes of one row.
type Outcome struct {
	Row     int64
	Action  string // an Action constant
	Record  string // agreement, amendment, project, party, observation, rates
	ID      string
	Code    string
	Title   lang.Text
	Matched string // catalogue key of the reason why it is taken for a record that is there
	Changes []Change
	First   int64 // the earlier row that it repeats
}

// A Change is one field of a record that gets another value.
type Change struct {
	Field    string // name of the column
	Old, New string
}

// A Problem is something wrong in a cell or a row.
type Problem struct {
	Sheet   string
	Row     int64
	Letter  string // of the column; "" when it is about the row
	Heading string
	Warning bool
	Why     *lang.Error
}

// Nothing reports whether there is nothing to do: every record is there already.
func (p *Preview) Nothing() bool {
	return p.Created == 0 && p.Corrected == 0 && p.Amended == 0
}

// withoutLetters takes the letters from the columns of a file that has keys in their place.
func (p *Preview) withoutLetters() {
	for i := range p.Columns {
		p.Columns[i].Letter = ""
	}
	for i := range p.NotUnderstood {
		p.NotUnderstood[i].Letter = ""
	}
}

// Place says where the problem is.
func (p Problem) Place(tag lang.Tag) string {
	args := lang.Args{"row": p.Row, "column": p.Letter, "heading": p.Heading, "sheet": p.Sheet}
	switch {
	case p.Letter == "" && p.Heading != "":
		return lang.Say(tag, "import.place.key", args)
	case p.Letter == "" && p.Sheet == "":
		return lang.Say(tag, "import.place.row", args)
	case p.Letter == "":
		return lang.Say(tag, "import.place.sheet_row", args)
	case p.Sheet == "":
		return lang.Say(tag, "import.place.cell", args)
	}
	return lang.Say(tag, "import.place.sheet_cell", args)
}

// In returns the problem for a reader of tag.
func (p Problem) In(tag lang.Tag) string {
	if p.Row == 0 { // of a file without rows; it says where
		return p.Why.In(tag)
	}
	return lang.Say(tag, "error.field", lang.Args{"field": p.Place(tag), "why": p.Why})
}

// Write prints the preview for a reader of tag.
func (p *Preview) Write(w io.Writer, tag lang.Tag) error {
	var b strings.Builder
	line := func(indent int, key string, args lang.Args) {
		b.WriteString(strings.Repeat("  ", indent) + strings.TrimSpace(lang.Say(tag, key, args)) + "\n")
	}
	shape := "import.show.file"
	switch {
	case p.Kind == Indicators:
		shape = "import.show.definitions"
	case p.HeadingRow == 0:
		shape = "import.show.objects"
	}
	line(0, shape, lang.Args{"file": p.File, "kind": lang.Word("import.kind." + string(p.Kind)), "rows": p.Rows, "heading": p.HeadingRow})
	if p.Sheet != "" {
		line(1, "import.show.sheet", lang.Args{"sheet": p.Sheet})
	}
	if len(p.Others) > 0 {
		line(1, "import.show.others", lang.Args{"sheets": strings.Join(p.Others, lang.Say(tag, "error.list"))})
	}
	if p.Kind != Indicators {
		line(1, "import.show.columns", nil)
	}
	for _, c := range p.Columns {
		args := lang.Args{"column": c.Letter, "heading": c.Heading, "name": c.Name, "unit": c.Unit}
		if c.Unit != "" {
			line(2, "import.show.column_unit", args)
		} else {
			line(2, "import.show.column", args)
		}
	}
	if len(p.NotUnderstood) > 0 {
		line(1, "import.show.unknown", nil)
		for _, u := range p.NotUnderstood {
			key := "import.show.unknown_column"
			if u.Ignored {
				key = "import.show.ignored_column"
			}
			line(2, key, lang.Args{"column": u.Letter, "heading": u.Heading, "cells": u.Cells, "example": u.Example})
		}
	}
	for _, count := range []struct {
		key string
		n   int64
	}{
		{"created", p.Created},
		{"parties", p.Parties},
		{"corrected", p.Corrected},
		{"amended", p.Amended},
		{"unchanged", p.Unchanged},
		{"repeated", p.Repeated},
		{"left_out", p.LeftOut},
		{"apart", p.Apart},
		{"warnings", p.Warnings},
		{"errors", p.Errors},
	} {
		if count.n > 0 {
			line(1, "import.show."+count.key, lang.Args{"n": count.n})
		}
	}
	shown := map[string]int64{}
	for _, o := range p.Outcomes {
		shown[o.Action]++
		p.writeOutcome(&b, o, tag)
	}
	for _, same := range alike(p.Problems, tag) {
		key := "import.show.error"
		if same[0].Warning {
			key = "import.show.warning"
		}
		line(1, key, lang.Args{"problem": same[0].In(tag)})
		if len(same) > 1 {
			line(2, "import.show.alike", lang.Args{"n": len(same) - 1, "rows": rowRanges(same[1:])})
		}
	}
	if more := p.Errors + p.Warnings - int64(len(p.Problems)); more > 0 {
		line(1, "import.show.more", lang.Args{"n": more})
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// alike puts problems together that say the same of a column, in the order of their first.
func alike(all []Problem, tag lang.Tag) [][]Problem {
	type sort struct {
		sheet, letter, said string
		warning             bool
	}
	var out [][]Problem
	at := map[sort]int{}
	for _, p := range all {
		k := sort{p.Sheet, p.Letter, p.Why.In(tag), p.Warning}
		i, ok := at[k]
		if !ok || p.Row == 0 {
			at[k] = len(out)
			out = append(out, []Problem{p})
			continue
		}
		out[i] = append(out[i], p)
	}
	return out
}

// rowRanges writes the rows of problems: 4–28, 30.
func rowRanges(list []Problem) string {
	const most = 12
	var b strings.Builder
	for i, n := 0, 0; i < len(list); n++ {
		last := i
		for last+1 < len(list) && list[last+1].Row <= list[last].Row+1 {
			last++
		}
		if n == most {
			b.WriteString(", …")
			break
		}
		if n > 0 {
			b.WriteString(", ")
		}
		b.WriteString(strconv.FormatInt(list[i].Row, 10))
		if list[last].Row > list[i].Row {
			b.WriteString("–" + strconv.FormatInt(list[last].Row, 10))
		}
		i = last + 1
	}
	return b.String()
}

func (p *Preview) writeOutcome(b *strings.Builder, o Outcome, tag lang.Tag) {
	name, _ := o.Title.In(tag)
	args := lang.Args{
		"row": o.Row, "code": o.Code, "title": name, "first": o.First,
		"record": lang.Word("import.record." + o.Record), "action": lang.Word("import.action." + o.Action),
	}
	said := lang.Say(tag, "import.show.outcome", args)
	said = strings.Join(strings.Fields(said), " ")
	if o.First > 0 {
		said += lang.Say(tag, "import.show.first", args)
	}
	if o.Matched != "" {
		said += lang.Say(tag, "import.show.matched", lang.Args{"why": lang.Word(o.Matched)})
	}
	b.WriteString("  " + said + "\n")
	for _, c := range o.Changes {
		b.WriteString("    " + lang.Say(tag, "import.show.change", lang.Args{
			"field": c.Field, "old": shownValue(c.Old, tag), "new": shownValue(c.New, tag),
		}) + "\n")
	}
}

// shownValue shortens a value for a list and says when there is none.
func shownValue(s string, tag lang.Tag) string {
	if s == "" {
		return lang.Say(tag, "import.show.none")
	}
	return shorten(s, 80)
}

func shorten(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

// A report is the preview in the form of its JSON, said in one language.
type report struct {
	Fair          string          `json:"fair"`
	Kind          Kind            `json:"kind"`
	File          string          `json:"file"`
	SHA256        string          `json:"sha256"`
	Sheet         string          `json:"sheet,omitempty"`
	Others        []string        `json:"sheets_not_read,omitempty"`
	HeadingRow    int64           `json:"heading_row"`
	Rows          int64           `json:"rows"`
	Apart         int64           `json:"rows_apart,omitempty"`
	Columns       []reportColumn  `json:"columns"`
	NotUnderstood []reportUnknown `json:"not_understood"`
	Created       int64           `json:"created"`
	Parties       int64           `json:"parties_created_by_name"`
	Corrected     int64           `json:"corrected"`
	Amended       int64           `json:"amended"`
	Unchanged     int64           `json:"unchanged"`
	Repeated      int64           `json:"repeated"`
	LeftOut       int64           `json:"left_out"`
	Warnings      int64           `json:"warnings"`
	Errors        int64           `json:"errors"`
	Outcomes      []reportOutcome `json:"outcomes"`
	Problems      []reportProblem `json:"problems"`
	Done          bool            `json:"done"`
	Nothing       bool            `json:"nothing_to_do"`
	Import        string          `json:"import,omitempty"`
	Position      int64           `json:"position,omitempty"`
}

type reportColumn struct {
	Letter  string `json:"column"`
	Heading string `json:"heading"`
	Name    string `json:"holds"`
	Unit    string `json:"unit,omitempty"`
}

type reportUnknown struct {
	Letter  string `json:"column"`
	Heading string `json:"heading"`
	Ignored bool   `json:"ignored,omitempty"`
	Cells   int64  `json:"cells"`
	Example string `json:"example"`
}

type reportOutcome struct {
	Row     int64          `json:"row"`
	Action  string         `json:"action"`
	Record  string         `json:"record"`
	ID      string         `json:"id,omitempty"`
	Code    string         `json:"code,omitempty"`
	Title   string         `json:"title,omitempty"`
	Matched string         `json:"matched,omitempty"`
	First   int64          `json:"first_row,omitempty"`
	Changes []reportChange `json:"changes,omitempty"`
}

type reportChange struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

type reportProblem struct {
	Sheet   string `json:"sheet,omitempty"`
	Row     int64  `json:"row"`
	Letter  string `json:"column,omitempty"`
	Heading string `json:"heading,omitempty"`
	Warning bool   `json:"warning,omitempty"`
	Key     string `json:"key"`
	Message string `json:"message"`
}

// Report returns the preview as a value for JSON, its messages for a reader of tag.
func (p *Preview) Report(tag lang.Tag) any {
	r := report{
		Fair: p.Fair, Kind: p.Kind, File: p.File, SHA256: p.SHA256, Sheet: p.Sheet, Others: p.Others, HeadingRow: p.HeadingRow, Rows: p.Rows, Apart: p.Apart,
		Columns: []reportColumn{}, NotUnderstood: []reportUnknown{}, Outcomes: []reportOutcome{}, Problems: []reportProblem{},
		Created: p.Created, Parties: p.Parties, Corrected: p.Corrected, Amended: p.Amended, Unchanged: p.Unchanged, Repeated: p.Repeated,
		LeftOut: p.LeftOut, Warnings: p.Warnings, Errors: p.Errors, Done: p.Done, Nothing: p.Nothing() && p.Errors == 0, Import: p.Import, Position: int64(p.Position),
	}
	for _, c := range p.Columns {
		r.Columns = append(r.Columns, reportColumn(c))
	}
	for _, u := range p.NotUnderstood {
		r.NotUnderstood = append(r.NotUnderstood, reportUnknown(u))
	}
	for _, o := range p.Outcomes {
		out := reportOutcome{Row: o.Row, Action: o.Action, Record: o.Record, ID: o.ID, Code: o.Code, First: o.First}
		out.Title, _ = o.Title.In(tag)
		if o.Matched != "" {
			out.Matched = lang.Say(tag, o.Matched)
		}
		for _, c := range o.Changes {
			out.Changes = append(out.Changes, reportChange(c))
		}
		r.Outcomes = append(r.Outcomes, out)
	}
	for _, x := range p.Problems {
		r.Problems = append(r.Problems, reportProblem{x.Sheet, x.Row, x.Letter, x.Heading, x.Warning, x.Why.Key, x.Why.In(tag)})
	}
	return r
}

// outcome counts what becomes of a row and keeps the first of each sort.
func (p *Preview) outcome(o Outcome, keep int, kept map[string]int) {
	switch o.Action {
	case ActionCreate:
		p.Created++
	case ActionCorrect, ActionConfirm:
		p.Corrected++
	case ActionAmend:
		p.Amended++
	case ActionUnchanged:
		p.Unchanged++
	case ActionRepeated:
		p.Repeated++
	}
	if kept[o.Action] < keep {
		kept[o.Action]++
		p.Outcomes = append(p.Outcomes, o)
	}
}

// sort puts the details into the order of the rows, errors before warnings.
func (p *Preview) sort() {
	order := []string{ActionCreate, ActionCorrect, ActionConfirm, ActionAmend, ActionUnchanged, ActionRepeated}
	slices.SortStableFunc(p.Outcomes, func(a, b Outcome) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Action), slices.Index(order, b.Action)), cmp.Compare(a.Row, b.Row))
	})
	slices.SortStableFunc(p.Problems, func(a, b Problem) int {
		if a.Warning != b.Warning {
			if a.Warning {
				return 1
			}
			return -1
		}
		return cmp.Compare(a.Row, b.Row)
	})
}

// Summary says in one line what an import did.
func (p *Preview) Summary(tag lang.Tag) string {
	args := lang.Args{
		"created": p.Created, "corrected": p.Corrected, "amended": p.Amended, "unchanged": p.Unchanged,
		"position": int64(p.Position), "import": p.Import, "errors": p.Errors, "fair": p.Fair,
	}
	switch {
	case p.Done:
		return lang.Say(tag, "import.summary.done", args)
	case p.Errors > 0 && p.LeftOut == 0:
		return lang.Say(tag, "import.summary.errors", args)
	case p.Nothing():
		return lang.Say(tag, "import.summary.nothing", args)
	}
	return lang.Say(tag, "import.summary.planned", args)
}

var _ fmt.Stringer = (*Preview)(nil)

// String returns the summary in English.
func (p *Preview) String() string { return p.Summary(lang.En) }
