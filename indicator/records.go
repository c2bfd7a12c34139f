package indicator

import (
	"context"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
)

// Records is what evaluation needs of a fair's record at one position. Package store
// implements it on both databases. Everything it returns is as of that position.
type Records interface {
	// Where returns the fair and the position that the records are read at.
	Where() (fair string, at int64)
	// Edition returns an edition by its number, or a not_found error.
	Edition(ctx context.Context, number int64) (fair.Edition, error)
	// Editions returns all editions in the order of their numbers.
	Editions(ctx context.Context) ([]fair.Edition, error)
	// Groups counts and sums the records of a kind that the selection takes, per currency,
	// share and, when the selection asks for it, day of signing.
	Groups(ctx context.Context, of string, s Selection) ([]Group, error)
	// Items lists those records one by one, at most limit of them after the cursor, "" to begin.
	Items(ctx context.Context, of string, s Selection, after string, limit int) ([]Item, error)
	// LeftOut lists the records of the edition that the selection would take but for the
	// keys of the sides.
	// Number is how many they are: items are those of them that the reader may see.
	LeftOut(ctx context.Context, of string, s Selection, limit int) (items []Item, number int64, err error)
	// Observations returns what was stated, in the order of the documents: of an indicator
	// (all when ""), with a scope (any when nil), for an edition (any when 0).
	Observations(ctx context.Context, indicator string, scope figure.Scope, edition int64) ([]Statement, error)
	// Definitions returns the fair's own definitions, all versions up to the position, in
	// the order in which they were made.
	Definitions(ctx context.Context) ([]Definition, error)
	// PartyNames returns the names of parties by their identifiers.
	PartyNames(ctx context.Context, ids []string) (map[string]lang.Text, error)
	Cells
	// Lines counts the lines of a register that the selection takes by the keys of the cuts, in
	// the order of the keys.
	Lines(ctx context.Context, of string, s Selection, by []Cut) ([]LineCell, error)
	// Day is the day on which the position's last entry was written, where the fair is.
	Day(ctx context.Context) (lang.Date, error)
}

// A Selection says which records count.
type Selection struct {
	Edition  int64
	Required fair.SideSet // sides that must have confirmed an agreement
	Scope    figure.Scope // the dimensions beside the edition
	PerDay   bool         // keep the days of signing apart, for rates by the day of signing

	Filter   Filter // conditions that the records must meet as well
	Shares   bool   // take amounts by the shares of the attributions that the filter asks for, else each record once
	Distinct string // count the different values of this field instead of the records
	Each     bool   // give a group for each of those values
	Span     Span   // keep the two dates apart, and count only records that have both

	AsOf    lang.Date // of a register: the day as of which its lines count
	Settled bool      // that is the record's own day: what the register has of it or before has come about
}

// A Span is two dates of a record, by the names of the Date constants; empty for none.
type Span struct{ From, To string }

// A Group is the sum of the records of one currency, share, day and span. Of a selection of
// distinct values there is one group, whose Records are how many there are; or one for Each
// value with the records that have it, in the order of the values.
type Group struct {
	Records  int64 // how many records; increases are not counted
	Line     money.Line
	From, To lang.Date // of a selection with a Span
	Value    string    // of a selection of Each value
}

// An Item is one record that makes up a figure.
type Item struct {
	Kind      string // agreement, amendment, milestone, project, session, track, enterprise, listing
	ID        string
	Code      string
	Title     lang.Text
	Amount    money.Amount
	Day       lang.Date    // of signing
	Num, Den  int64        // the share that counts; 0/0 is all of it
	Counts    bool         // adds one to the count
	Since     int64        // position of the entry that made this version
	Cursor    string       // what Items continues after
	Origin    string       // where it came from: a journal origin
	Confirmed fair.SideSet // the sides that confirmed it
	From, To  lang.Date    // the dates of the selection's Span

	// Of a line of a register: since when and until when, as far as that is known. One that counts
	// only perhaps is there without Counts.
	Began, Ended lang.Partial
}

// A Statement is an observation with what stands behind it.
type Statement struct {
	Observation
	Since    int64
	Origin   string
	Source   fair.Document // the document, empty when none is named
	Speaker  party.Person  // the person, empty when none is named
	HasVoice bool          // a person is named as the speaker
}

// StatedByText returns who stated it: person and office, or else the outlet.
func (s Statement) StatedByText() lang.Text {
	if !s.HasVoice {
		return s.Source.Outlet
	}
	out := lang.Text{}
	for _, tag := range lang.Tags {
		name, _ := s.Speaker.Name.In(tag)
		office := s.Speaker.Office.Get(tag)
		if office == "" {
			office, _ = s.Speaker.Office.In(tag)
		}
		switch {
		case name == "":
			name = lang.Say(tag, "person.erased")
		case office != "" && tag == lang.En:
			name += ", " + office
		case office != "":
			name = office + name
		}
		out = out.With(tag, name)
	}
	return out
}
