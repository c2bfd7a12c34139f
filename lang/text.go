package lang

// A Tag names one of the three written languages of the fair (BCP 47).
type Tag string

// The three languages. Pages, mails, export headings and errors exist in each.
const (
	Hans Tag = "zh-Hans" // Chinese, Simplified characters
	Hant Tag = "zh-Hant" // Chinese, Traditional characters, as written in Hong Kong
	En   Tag = "en"      // English
)

// Tags lists the languages in the order in which they are offered.
var Tags = []Tag{Hans, Hant, En}

// fallbacks is the order in which a missing name is looked for in the others.
var fallbacks = map[Tag][]Tag{
	Hans: {Hans, Hant, En},
	Hant: {Hant, Hans, En},
	En:   {En, Hans, Hant},
}

// A Text is one name or sentence in up to three languages. Names are kept as they
// were given and are never converted from one script to another for display.
type Text struct {
	Hans string `json:"zh-Hans,omitempty"`
	Hant string `json:"zh-Hant,omitempty"`
	En   string `json:"en,omitempty"`
}

// Get returns what is held for exactly this language, "" when nothing is.
func (t Text) Get(tag Tag) string {
	switch tag {
	case Hans:
		return t.Hans
	case Hant:
		return t.Hant
	case En:
		return t.En
	}
	return ""
}

// With returns a copy of t that holds s for the language.
func (t Text) With(tag Tag, s string) Text {
	switch tag {
	case Hans:
		t.Hans = s
	case Hant:
		t.Hant = s
	case En:
		t.En = s
	}
	return t
}

// In returns the text for a reader of tag and the language it is really in, so that a
// page can mark a fallback with its lang attribute.
func (t Text) In(tag Tag) (string, Tag) {
	for _, try := range fallbacks[tag] {
		if s := t.Get(try); s != "" {
			return s, try
		}
	}
	return "", tag
}

// Empty reports whether nothing is held in any language.
func (t Text) Empty() bool { return t == Text{} }
