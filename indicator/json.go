package indicator

import (
	"math/big"

	"bridgehead/figure"
	"bridgehead/lang"
)

// TraceJSON is the JSON form of a trace. Amounts are exact decimal strings in major units.
type TraceJSON struct {
	Fair       string          `json:"fair"`
	Figure     figure.JSON     `json:"figure"`
	Definition Definition      `json:"definition"`
	Statements []StatementJSON `json:"statements"`
	Records    []ItemJSON      `json:"records"`
	More       bool            `json:"more"`
	LeftOut    []ItemJSON      `json:"left_out"`
	Missing    int64           `json:"missing_keys,omitempty"` // how many are left out, in the list or not
	Values     []ValueJSON     `json:"values,omitempty"`
	Parts      []figure.JSON   `json:"parts"`
	Summands   []SummandJSON   `json:"summands,omitempty"`
	Count      int64           `json:"count"`
	Currency   string          `json:"currency"`
	Rounding   *string         `json:"rounding"`
	Total      *string         `json:"total"`
}

// SummandJSON is how a part entered a sum of amounts.
type SummandJSON struct {
	Name      string           `json:"name"`
	Rate      *figure.JSONRate `json:"rate"`
	Converted string           `json:"converted"` // in the currency of the trace, rounded to its minor unit
}

// ValueJSON is a value that a figure of distinct values counts.
type ValueJSON struct {
	Value   string    `json:"value"`
	Label   lang.Text `json:"label"`
	Records int64     `json:"records"`
}

// StatementJSON is what somebody stated, with where it can be read.
type StatementJSON struct {
	ID       string    `json:"id"`
	Code     string    `json:"code"`
	Printed  string    `json:"printed"`
	Words    lang.Text `json:"words"`
	Of       lang.Text `json:"of"`
	Kind     string    `json:"kind"`
	Source   string    `json:"source"`
	Address  string    `json:"address"`
	StatedBy string    `json:"stated_by"`
	AsOf     string    `json:"as_of"`
	Position int64     `json:"position"`
	Origin   string    `json:"origin"`
}

// ItemJSON is one record of a trace.
type ItemJSON struct {
	Kind      string           `json:"kind"`
	ID        string           `json:"id"`
	Code      string           `json:"code"`
	Title     lang.Text        `json:"title"`
	Amount    string           `json:"amount"` // original amount and currency, "" when none was given
	Day       string           `json:"day"`
	Share     string           `json:"share"` // "3/5" of the amount counts; "" for all of it
	Rate      *figure.JSONRate `json:"rate"`
	Converted string           `json:"converted"`      // in the currency of the trace, rounded to its minor unit
	From      string           `json:"from,omitempty"` // the dates between which days are counted
	To        string           `json:"to,omitempty"`
	Days      *int64           `json:"days,omitempty"`
	Began     string           `json:"began,omitempty"` // of a line of a register, as far as it is known
	Ended     string           `json:"ended,omitempty"`
	Perhaps   bool             `json:"perhaps,omitempty"` // its dates leave open whether it counts
	Position  int64            `json:"position"`
	Origin    string           `json:"origin"`
}

// JSON returns the JSON form of the trace of a fair's figure.
func (t Trace) JSON(fair string) TraceJSON {
	j := TraceJSON{
		Fair: fair, Figure: t.Figure.JSON(), Definition: t.Definition, Statements: []StatementJSON{},
		Records: []ItemJSON{}, More: t.More, LeftOut: []ItemJSON{}, Parts: []figure.JSON{}, Count: t.Count, Missing: t.Missing,
		Currency: string(t.Policy.Currency),
	}
	for _, s := range t.Statements {
		source, _ := s.Source.Citation().In(lang.En)
		by, _ := s.StatedByText().In(lang.En)
		j.Statements = append(j.Statements, StatementJSON{
			s.ID, s.Code, s.Printed, s.Words, s.Of, s.Kind, source, s.Source.Address, by, string(s.AsOf), s.Since, s.Origin,
		})
	}
	digits := t.Policy.Currency.Digits()
	for _, i := range t.Items {
		item := i.json()
		if i.Shown != nil {
			item.Converted = i.Shown.FloatString(digits)
		}
		if i.Rate != nil {
			r := i.Rate.JSON()
			item.Rate = &r
		}
		j.Records = append(j.Records, item)
	}
	for _, i := range t.LeftOut {
		j.LeftOut = append(j.LeftOut, i.json())
	}
	for _, v := range t.Values {
		j.Values = append(j.Values, ValueJSON(v))
	}
	for _, p := range t.Parts {
		j.Parts = append(j.Parts, p.JSON())
	}
	for i, l := range t.Lines {
		s := SummandJSON{Name: t.Parts[i].Name.String(), Converted: l.Shown.FloatString(digits)}
		if l.Rate != nil {
			r := l.Rate.JSON()
			s.Rate = &r
		}
		j.Summands = append(j.Summands, s)
	}
	j.Rounding, j.Total = fixed(t.Rounding, digits), fixed(t.Total, digits)
	return j
}

func (i Item) json() ItemJSON {
	j := ItemJSON{
		Kind: i.Kind, ID: i.ID, Code: i.Code, Title: i.Title, Day: string(i.Day), Position: i.Since, Origin: i.Origin,
	}
	if i.Amount.Given() {
		j.Amount = i.Amount.String()
	}
	if i.From != "" {
		days := DaysBetween(i.From, i.To)
		j.From, j.To, j.Days = string(i.From), string(i.To), &days
	}
	if i.Kind == OfEnterprises || i.Kind == OfListings {
		j.Began, j.Ended, j.Perhaps = string(i.Began), string(i.Ended), !i.Counts
	}
	if i.Den > 0 && i.Num != i.Den {
		j.Share = big.NewRat(i.Num, i.Den).String()
	}
	return j
}

func fixed(v *big.Rat, digits int) *string {
	if v == nil {
		return nil
	}
	s := v.FloatString(digits)
	return &s
}
