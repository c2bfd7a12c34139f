package compose

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"bridgehead/access"
	"bridgehead/fair"
	"bridgehead/lang"
)

// A State is how far a bulletin has come.
type State string

// The states. Published, corrected and withdrawn ones are for everybody to read.
const (
	Draft     State = "draft"
	Review    State = "review"    // it waits for the sides to agree
	Agreed    State = "agreed"    // every side has agreed: it may be published
	Published State = "published" // its text is fixed
	Corrected State = "corrected" // a later issue has taken its place
	Withdrawn State = "withdrawn" // it no longer holds, and stays readable
)

// States lists all states.
var States = []State{Draft, Review, Agreed, Published, Corrected, Withdrawn}

// In returns the word for the state for a reader of tag.
func (s State) In(tag lang.Tag) string { return lang.Say(tag, "bulletin.state."+string(s)) }

// Public reports whether a bulletin in the state is for everybody to read.
func (s State) Public() bool { return s == Published || s == Corrected || s == Withdrawn }

// A Bulletin is a text for publication in three languages. What is published of it is one issue; a
// correction is another issue under the same code.
type Bulletin struct {
	ID      string
	Code    string // its name in addresses and commands
	Issue   int64  // from 1
	Edition int64
	State   State
	Title   lang.Text // a template for each language
	Text    lang.Text // a template for each language, paragraphs on lines of their own
	Quotes  []Quote   // behind the text

	Embargo    int64  // milliseconds since 1970 at which it is to be published; 0 when somebody publishes it
	Agreements []Said // of the sides with what is written now
	Override   string // why it may be published although the record, or the text itself, states something otherwise
	Against    string // the sum of the contradictions that the override is for

	Corrects string    // the issue that it takes the place of; "" for the first
	Note     lang.Text // the notice of a correction: what was, what is, since when and why
	Why      string    // why it was returned or withdrawn

	// What was published, of the fair's position At with the rates of Ref.
	Frozen     lang.Text
	Figures    []Frozen
	At, Ref    int64
	Issued     int64 // when, in milliseconds since 1970
	SumText    string
	SumFigures string
}

// A Quote is what somebody says in a bulletin.
type Quote struct {
	Words   lang.Text // a template for each language
	Speaker lang.Text
	Office  lang.Text
}

// A Said is that a side has agreed.
type Said struct {
	Side    string
	Account access.ID
	At      int64 // milliseconds since 1970
}

// A Frozen figure is one that stands in a published text.
type Frozen struct {
	Tag        lang.Tag
	Name       string // with both positions and the version of the definition
	Start, End int64  // in Unicode code points of the text in the language
	Text       string
	Value      string // exact, "" where there is no one value
}

var codeForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,62}$`)

// MostQuotes is how many quotations a bulletin has at most.
const MostQuotes = 20

// ownNames are the languages as each calls itself.
var ownNames = lang.Text{Hans: "简体中文", Hant: "繁體中文", En: "English"}

// Validate returns what is wrong in what was written.
func (b Bulletin) Validate() lang.Problems {
	var found lang.Problems
	wrong := func(field string, why *lang.Error) {
		found = append(found, lang.Problem{Field: "bulletin.field." + field, Why: why})
	}
	if !codeForm.MatchString(b.Code) {
		wrong("code", lang.Invalid("bulletin.code"))
	}
	if b.Edition <= 0 {
		wrong("edition", lang.Invalid("error.required"))
	}
	if b.Title.Empty() {
		wrong("title", lang.Invalid("error.required"))
	}
	if len(b.Quotes) > MostQuotes {
		wrong("quotes", lang.Invalid("bulletin.quotes", lang.Args{"most": MostQuotes}))
	}
	for _, p := range b.parts() {
		for _, tag := range lang.Tags {
			if _, err := Parse(p.words.Get(tag)); err != nil {
				wrong(p.field+"_"+short(tag), refusalOf(err))
			}
		}
	}
	for _, q := range b.Quotes {
		if q.Speaker.Empty() || q.Words.Empty() {
			wrong("quotes", lang.Invalid("bulletin.quote"))
		}
	}
	for _, tag := range lang.Tags {
		if strings.Contains(b.Title.Get(tag), "\n") {
			wrong("title_"+short(tag), lang.Invalid("bulletin.title"))
		}
	}
	return found
}

// Missing are the languages in which something is not written yet.
func (b Bulletin) Missing() []lang.Tag {
	var out []lang.Tag
	for _, tag := range lang.Tags {
		lacks := b.Title.Get(tag) == "" || b.Text.Get(tag) == "" || b.Corrects != "" && b.Note.Get(tag) == ""
		for _, q := range b.Quotes {
			lacks = lacks || q.Words.Get(tag) == "" || q.Speaker.Get(tag) == ""
		}
		if lacks {
			out = append(out, tag)
		}
	}
	return out
}

// Question is what the table is asked about an action on the bulletin, for a side where it is one's.
func (b Bulletin) Question(action access.Action, side string) access.Question {
	return access.Question{Action: action, Edition: b.Edition, Side: side}
}

// Until is when it is to be published; zero when somebody publishes it.
func (b Bulletin) Until() time.Time {
	if b.Embargo == 0 {
		return time.Time{}
	}
	return time.UnixMilli(b.Embargo).UTC()
}

// Edited returns the bulletin as somebody has changed it: what the sides had agreed to, and the
// override, no longer hold. The error is conflict when it is published.
func (b Bulletin) Edited(to Bulletin) (Bulletin, error) {
	if b.State.Public() {
		return b, lang.Conflict("bulletin.fixed")
	}
	to.ID, to.Issue, to.Corrects, to.State = b.ID, b.Issue, b.Corrects, Draft
	if b.Issue > 1 {
		to.Code, to.Edition = b.Code, b.Edition
	}
	to.Agreements, to.Override, to.Against, to.Why = nil, "", "", b.Why
	return to, to.Validate().Err()
}

// HandedIn returns the bulletin when it waits for the sides to agree. The error is conflict, or
// invalid when a language is missing.
func (b Bulletin) HandedIn() (Bulletin, error) {
	if b.State != Draft {
		return b, b.not(Review)
	}
	if tags := b.Missing(); len(tags) > 0 {
		var names []string
		for _, tag := range tags {
			names = append(names, ownNames.Get(tag))
		}
		return b, lang.Invalid("bulletin.missing", lang.Args{"languages": strings.Join(names, " / ")})
	}
	b.State, b.Why, b.Agreements = Review, "", nil
	return b, nil
}

// AgreedBy returns the bulletin when a side has agreed; with the last of the fair's sides it may be
// published.
func (b Bulletin) AgreedBy(f fair.Fair, s Said) (Bulletin, error) {
	if b.State != Review {
		return b, b.not(Agreed)
	}
	if _, i := f.SideNamed(s.Side); i < 0 {
		return b, lang.Invalid("bulletin.side")
	}
	if b.Has(s.Side) {
		return b, lang.Conflict("bulletin.agreed_already")
	}
	b.Agreements = append(slices.Clone(b.Agreements), s)
	if len(b.Agreements) == len(f.Sides) {
		b.State = Agreed
	}
	return b, nil
}

// Has reports whether a side has agreed.
func (b Bulletin) Has(side string) bool {
	return slices.ContainsFunc(b.Agreements, func(s Said) bool { return s.Side == side })
}

// Returned returns the bulletin when it is to be changed, and why.
func (b Bulletin) Returned(why string) (Bulletin, error) {
	if b.State != Review && b.State != Agreed {
		return b, b.not(Draft)
	}
	if why = lang.Clean(why); why == "" {
		return b, lang.Invalid("bulletin.why")
	}
	b.State, b.Agreements, b.Why, b.Override, b.Against = Draft, nil, why, "", ""
	return b, nil
}

// Withdrawn returns a published bulletin that no longer holds, and why.
func (b Bulletin) Withdrawn(why string) (Bulletin, error) {
	if b.State != Published {
		return b, b.not(Withdrawn)
	}
	if why = lang.Clean(why); why == "" {
		return b, lang.Invalid("bulletin.why")
	}
	b.State, b.Why = Withdrawn, why
	return b, nil
}

// Next begins the issue that corrects a published one.
func (b Bulletin) Next() (Bulletin, error) {
	if b.State != Published {
		return b, b.not(Corrected)
	}
	return Bulletin{
		Code: b.Code, Issue: b.Issue + 1, Edition: b.Edition, State: Draft, Title: b.Title, Text: b.Text, Quotes: slices.Clone(b.Quotes), Corrects: b.ID,
	}, nil
}

func (b Bulletin) not(to State) error {
	return lang.Conflict("bulletin.move", lang.Args{"from": b.State, "to": to})
}
