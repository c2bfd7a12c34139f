package timetable

import (
	"encoding/json"
	"io"
	"strconv"
	"time"

	"bridgehead/lang"
)

// The form of an instance as JSON. Numbers of people, meetings, slots and tables are from 1.
type file struct {
	People   int           `json:"people"`
	Slots    int           `json:"slots"`
	Tables   int           `json:"tables"`
	Morning  int           `json:"morning"`
	Days     []int         `json:"days"`     // the first slot of each day after the first
	Fairness *int          `json:"fairness"` // none: any
	Meetings []fileMeeting `json:"meetings"`
	Away     [][]int       `json:"away"` // by person
	Most     []int         `json:"most"` // by person; 0: no limit
	MostDay  []int         `json:"most_per_day"`
	Least    []int         `json:"least"` // by person
	LeastDay []int         `json:"least_per_day"`
	Lost     []int         `json:"lost"` // by slot: tables that cannot be used
}

type fileMeeting struct {
	A      int     `json:"a"`
	B      int     `json:"b"`
	Part   string  `json:"part"`  // "", "morning", "afternoon"
	Slot   int     `json:"slot"`  // fixed; 0: none
	Table  int     `json:"table"` // fixed; 0: none
	Not    []int   `json:"not"`   // slots in which it must not be
	After  []int   `json:"after"`
	Value  *number `json:"value"` // of a wish; none: it must be held
	Banned bool    `json:"banned"`
}

// A number is an integer that may be written in quotation marks.
type number int64

func (n *number) UnmarshalJSON(text []byte) error {
	if len(text) > 1 && text[0] == '"' {
		text = text[1 : len(text)-1]
	}
	v, err := strconv.ParseInt(string(text), 10, 64)
	*n = number(v)
	return err
}

// ReadJSON reads an instance as JSON: people, slots, tables, and meetings with a and b; all else
// may be missing. A meeting with a value is a wish. Unknown names are refused.
func ReadJSON(r io.Reader) (*Instance, error) {
	var f file
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return nil, lang.Invalid("timetable.json", lang.Args{"where": int(d.InputOffset())}).Because(err)
	}
	in := &Instance{
		People: f.People, Slots: f.Slots, Tables: f.Tables, Morning: f.Morning, Fairness: -1,
		Most: f.Most, MostDay: f.MostDay, Least: f.Least, LeastDay: f.LeastDay, Lost: f.Lost, Days: minusOne(f.Days),
	}
	if f.Fairness != nil {
		in.Fairness = *f.Fairness
	}
	for _, away := range f.Away {
		in.Away = append(in.Away, minusOne(away))
	}
	for i, m := range f.Meetings {
		meeting := Meeting{A: m.A - 1, B: m.B - 1, Slot: m.Slot - 1, Table: m.Table - 1, Not: minusOne(m.Not), After: minusOne(m.After), Banned: m.Banned}
		switch m.Part {
		case "":
		case "morning":
			meeting.Part = Morning
		case "afternoon":
			meeting.Part = Afternoon
		default:
			return nil, lang.Invalid("timetable.bad.part", lang.Args{"meeting": i + 1})
		}
		if m.Value != nil {
			meeting.Wish, meeting.Value = true, int64(*m.Value)
		}
		in.Meetings = append(in.Meetings, meeting)
	}
	return in, in.Check()
}

func minusOne(list []int) []int {
	if list == nil {
		return nil
	}
	out := make([]int, len(list))
	for i, n := range list {
		out[i] = n - 1
	}
	return out
}

// WriteJSON writes an answer: status, breaks and the bound that is proven, value and the upper
// bound, the time it took, the meetings with slot and table (from 1), those without, and what
// is in conflict, in the reader's language.
func (r *Result) WriteJSON(w io.Writer, in *Instance, took time.Duration, tag lang.Tag) error {
	type placed struct {
		A     int `json:"a"`
		B     int `json:"b"`
		Slot  int `json:"slot"`
		Table int `json:"table"`
	}
	type pair struct {
		A int `json:"a"`
		B int `json:"b"`
	}
	out := struct {
		Status      Status      `json:"status"`
		Breaks      int         `json:"breaks"`
		Bound       int         `json:"bound"`
		Value       string      `json:"value"`
		Upper       string      `json:"upper"`
		Seconds     json.Number `json:"seconds"`
		Meetings    []placed    `json:"meetings"`
		Unscheduled []pair      `json:"unscheduled"`
		Conflict    []string    `json:"conflict"`
		Spread      *int        `json:"spread,omitempty"` // of breaks, where fairness is wished for
		Short       *int        `json:"short,omitempty"`  // to people's least, where there is one
		ShortBound  *int        `json:"short_bound,omitempty"`
	}{
		Status: r.Status, Breaks: r.Breaks, Bound: r.Bound,
		Value: strconv.FormatInt(r.Value, 10), Upper: strconv.FormatInt(r.Upper, 10),
		Seconds:  json.Number(strconv.FormatFloat(took.Seconds(), 'f', 3, 64)),
		Meetings: []placed{}, Unscheduled: []pair{}, Conflict: []string{},
	}
	if in.Choosing() && in.Fairness >= 0 {
		out.Spread = &r.Spread
	}
	if in.Choosing() && len(in.Least)+len(in.LeastDay) > 0 {
		out.Short, out.ShortBound = &r.Short, &r.ShortBound
	}
	for m, s := range r.Slots {
		meeting := &in.Meetings[m]
		if s < 0 {
			out.Unscheduled = append(out.Unscheduled, pair{meeting.A + 1, meeting.B + 1})
			continue
		}
		out.Meetings = append(out.Meetings, placed{meeting.A + 1, meeting.B + 1, s + 1, r.Tables[m] + 1})
	}
	for _, reason := range r.Conflict {
		out.Conflict = append(out.Conflict, reason.In(tag))
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(out)
}
