package submission

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
)

// A Kind says what is submitted.
type Kind string

// The kinds of submissions.
const (
	Project   Kind = "project"
	Agreement Kind = "agreement"
)

// A Draft is what an office is writing, as typed: nothing in it need make sense yet.
type Draft struct {
	ID      string // and that of the submission which it becomes
	Version int64  // counts the times it was saved; a change names the one it has read
	Kind    Kind
	Edition int64
	Side    string
	Office  string // code of the reporting office
	Author  access.ID
	Record  string            // the record that it corrects; "" for one that is new
	Base    journal.Position  // the version of that record which it was written from
	Upload  string            // the spreadsheet that it was a row of; "" when it was typed in the form
	Row     int64             // number of that row
	Fields  map[string]string // what was typed, by the names of the form's fields
	Saved   time.Time
	SavedBy access.ID
}

// maxTyped bounds what a draft holds, in bytes.
const maxTyped = 64 << 10

// Validate returns what is wrong in the draft itself, not in what was typed.
func (d Draft) Validate() lang.Problems {
	var found lang.Problems
	wrong := func(field, key string) {
		found = append(found, lang.Problem{Field: "submission.field." + field, Why: lang.Invalid(key)})
	}
	if d.Kind != Project && d.Kind != Agreement {
		wrong("kind", "error.required")
	}
	if d.Edition <= 0 {
		wrong("edition", "error.required")
	}
	if d.Office == "" {
		wrong("office", "error.required")
	}
	size := 0
	for name, text := range d.Fields {
		size += len(name) + len(text)
	}
	if size > maxTyped {
		wrong("fields", "submission.long")
	}
	return found
}

// Question returns what the table is asked about an action on the draft.
func (d Draft) Question(action access.Action) access.Question {
	return access.Question{Action: action, Edition: d.Edition, Side: d.Side, Offices: []string{d.Office}, Author: d.Author}
}

// A State is how far a submission has come.
type State string

// The states. A draft that was never handed in has none.
const (
	Submitted State = "submitted"
	Returned  State = "returned" // with a comment; the office changes it and submits again
	Approved  State = "approved" // it is in the record
	Withdrawn State = "withdrawn"
)

// States lists all states.
var States = []State{Submitted, Returned, Approved, Withdrawn}

// In returns the word for the state for a reader of tag.
func (s State) In(tag lang.Tag) string { return lang.Say(tag, "submission.state."+string(s)) }

// moves says what a state may become; "" is that of a draft.
var moves = map[State][]State{
	"":        {Submitted},
	Submitted: {Returned, Approved, Withdrawn},
	Returned:  {Submitted, Withdrawn},
	Withdrawn: {Submitted},
}

// A Submission is what was handed in. Its versions are its history.
type Submission struct {
	ID      string
	Kind    Kind
	Edition int64
	Side    string
	Office  string
	Author  access.ID
	State   State
	Content string // the record as handed in, in canonical form
	Record  string // the record that it corrects, or that its approval made
	Base    int64  // the version of the record that it corrects
	Officer string // reference of the person who is responsible for it
	Comment string // of the last return or withdrawal
	Asked   int64  // when it was first handed in, in milliseconds since 1970: the queue's order
}

// Move returns the submission in another state. The error is conflict when it cannot come from
// the one it is in, and invalid when it is returned without a comment.
func (s Submission) Move(to State, comment string) (Submission, error) {
	if !slices.Contains(moves[s.State], to) {
		return s, lang.Conflict("submission.move", lang.Args{"from": s.State, "to": to})
	}
	comment = lang.Clean(comment)
	if to == Returned && comment == "" {
		return s, lang.Invalid("submission.comment")
	}
	if len(comment) > 4000 {
		return s, lang.Invalid("submission.long")
	}
	s.State, s.Comment = to, comment
	return s, nil
}

// Question returns what the table is asked about an action on the submission.
func (s Submission) Question(action access.Action) access.Question {
	return access.Question{Action: action, Edition: s.Edition, Side: s.Side, Offices: []string{s.Office}, Author: s.Author}
}

// An Upload is a spreadsheet whose rows became drafts, to be mended and handed in.
type Upload struct {
	ID      string
	Kind    Kind
	Edition int64
	Side    string
	Office  string
	Author  access.ID
	File    string // its name, without its folder
	SHA256  string // of its bytes, in hexadecimal
	Sheet   string
	Rows    int64
	Passed  []string          // headings of the columns that were not understood
	Columns map[string]string // letters of the columns that were, by their names
	At      time.Time
}

// Question returns what the table is asked about an action on the upload and its drafts.
func (u Upload) Question(action access.Action) access.Question {
	return access.Question{Action: action, Edition: u.Edition, Side: u.Side, Offices: []string{u.Office}, Author: u.Author}
}

// OfficerFrom returns the responsible person as typed: a draft's fields officer and
// officer_post, in the language that each is written in.
func (d Draft) OfficerFrom() party.Person {
	clean := func(name string) lang.Text {
		text := lang.Clean(strings.TrimSpace(d.Fields[name]))
		tag := lang.En
		if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			tag = lang.Hans
			if simplified, traditional := lang.Script(text); traditional && !simplified {
				tag = lang.Hant
			}
		}
		if text == "" {
			return lang.Text{}
		}
		return lang.Text{}.With(tag, text)
	}
	return party.Person{Name: clean("officer"), Office: clean("officer_post")}
}
