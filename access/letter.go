package access

import (
	"strings"
	"time"

	"bridgehead/lang"
)

// A Letter is a mail in the words of the catalogue: mail.KIND.subject and mail.KIND.body.
type Letter struct {
	To   string // address
	Name string // of the person
	Tag  lang.Tag
	Kind string // invitation, recovery, changed …
	Args lang.Args
	With []Enclosure
}

// An Enclosure is a file that goes with a letter.
type Enclosure struct {
	Name string `json:"name"`
	Type string `json:"type"` // its media type
	Text string `json:"text"`
}

// NewLetter returns a letter to an account.
func NewLetter(a Account, kind string, args lang.Args) Letter {
	return Letter{To: a.Email, Name: a.Name, Tag: a.Tag, Kind: kind, Args: args}
}

// Subject returns the line that the mail is listed under. Whatever is put into it, it is one
// line.
func (l Letter) Subject() string {
	return lang.Clean(lang.Say(l.Tag, "mail."+l.Kind+".subject", l.Args))
}

// Body returns the text of the mail.
func (l Letter) Body() string {
	text := lang.Say(l.Tag, "mail.greeting", lang.Args{"name": l.Name}) + "\n\n" + lang.Say(l.Tag, "mail."+l.Kind+".body", l.Args) +
		"\n\n" + lang.Say(l.Tag, "mail.close")
	return strings.ReplaceAll(text, "\r", "")
}

// A Moment is a time that is said in a letter: to the minute, with its zone.
type Moment time.Time

// In returns the moment for a reader of tag.
func (m Moment) In(tag lang.Tag) string {
	t := time.Time(m).UTC()
	return lang.Date(t.Format(time.DateOnly)).Format(tag) + t.Format(" 15:04 UTC")
}
