package watched

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"

	"bridgehead/access"
	"bridgehead/lang"
)

// A State is how far a finding has come.
type State string

// The states.
const (
	New     State = "new"     // nobody has done anything about it
	Written State = "written" // the outlet was written to
	Settled State = "settled" // nothing more is to be done
)

// States lists all states.
var States = []State{New, Written, Settled}

// In returns the word for the state for a reader of tag.
func (s State) In(tag lang.Tag) string { return lang.Say(tag, "watched.state."+string(s)) }

// How a finding was settled.
const (
	Corrected = "corrected" // the outlet has corrected it
	NoError   = "no_error"  // it is no contradiction
	BorneOut  = "borne_out" // another text says otherwise, and the record says what this one does
)

// Hows lists how somebody settles a finding.
var Hows = []string{Corrected, NoError}

// How a text came.
const (
	FromFolder = "folder"
	FromFeed   = "feed"
	FromForm   = "form" // somebody put it in
)

// A Text is what somebody else wrote about the fair, without its words.
type Text struct {
	ID        string
	Source    string // how it came
	Feed      string // the identifier of the feed; "" where it came otherwise
	Key       string // what tells it from the others of its source: a file's name, an entry's identifier
	Outlet    string
	Title     string
	Address   string // where readers find it; "" when it is not known
	Lang      lang.Tag
	Mended    bool      // outlet and title were put right by hand: what brings the text does not change them any more
	Edition   int64     // what "this edition" was taken to mean; 0 when it says neither fair nor edition
	Published lang.Date // "" when it is not known
	Seen      int64     // when it was seen first, in milliseconds since 1970
	Read      int64     // when this version of it was seen
	Version   int64     // of its words, from 1
	Sum       string    // of its words, by which they are kept
	At, Ref   int64     // the positions that it was held against last

	Findings []Finding
	Letters  []Letter
}

// A Finding is a number of the text that the record, the text itself or another text states otherwise. Its
// place in the list is its number and never changes.
type Finding struct {
	Said       string
	Start, End int64  // in Unicode code points of the version in which it stood last
	Kind       string // of what it states, a word of package claim
	Rule       string
	Cause      string
	Figure     string // its name with positions; "" where the text contradicts itself
	Record     string // the figure's value, an exact decimal; "" where it has none
	Right      string // what to write instead, in the text's language
	Elsewhere  string // what the text, or the other text, says of the same in another place; "" for nothing
	Other      string // the identifier of the other text; "" where no other contradicts it
	Says       lang.Text
	Trace      string // the address of the figure's page, in the text's language
	Found      int64  // when, in milliseconds since 1970
	Stands     int64  // the last version of the text in which it stood
	State      State
	Letter     int64 // the number of the letter in which it was pointed out, from 1; 0 for none
	How        string
	Why        string
	By         access.ID // who settled it
	Ended      int64     // when, in milliseconds since 1970
}

// A Letter is what was written to the outlet.
type Letter struct {
	To   string
	Text string
	By   access.ID
	Sent int64 // when, in milliseconds since 1970
}

// Bounds of what is kept of a text.
const (
	MostFindings = 500
	MostBeside   = 5       // of other texts that contradict one number of a text, when it is read
	mostWords    = 300     // of outlet, title and address
	mostLetter   = 20_000  // of a letter
	MostText     = 2 << 20 // bytes of the words
)

// ByHand names a text that somebody puts in: the same words of the same outlet are one text.
func ByHand(outlet, words string) Text {
	return Text{Source: FromForm, Key: SumOf(outlet + "\x00" + words), Outlet: outlet}
}

// SumOf is the sum of a text's words.
func SumOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Validate returns what is wrong with what is said of a text.
func (t Text) Validate() lang.Problems {
	var found lang.Problems
	for _, f := range []struct {
		field, value string
		needed       bool
	}{{"outlet", t.Outlet, true}, {"title", t.Title, true}, {"address", t.Address, false}} {
		switch {
		case f.needed && f.value == "":
			found = append(found, lang.Problem{Field: "watched.field." + f.field, Why: lang.Invalid("error.required")})
		case len([]rune(f.value)) > mostWords:
			found = append(found, lang.Problem{Field: "watched.field." + f.field, Why: lang.Invalid("watched.long", lang.Args{"most": mostWords})})
		}
	}
	if t.Address != "" && !Reachable(t.Address) {
		found = append(found, lang.Problem{Field: "watched.field.address", Why: lang.Invalid("watched.address")})
	}
	return found
}

// Mend returns the text when what is said of it was put right by hand.
func (t Text) Mend(outlet, title, address string, published lang.Date, tag lang.Tag) (Text, error) {
	t.Outlet, t.Title, t.Address, t.Published, t.Lang, t.Mended = lang.Clean(outlet), lang.Clean(title), strings.TrimSpace(address), published, tag, true
	return t, t.Validate().Err()
}

// Reachable reports whether an address is one of the web: http or https with a host, and no password.
func Reachable(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil && u.Opaque == ""
}

// Open is how many findings are not settled.
func (t Text) Open() int {
	n := 0
	for _, f := range t.Findings {
		if f.State != Settled {
			n++
		}
	}
	return n
}

// Lives reports whether a finding was there when the text was read last: it is not settled, or it is because the
// record bears the text out.
func (f Finding) Lives() bool { return f.State != Settled || f.How == BorneOut }

// Standing reports whether a finding stands in the version that the text has now.
func (t Text) Standing(f Finding) bool { return f.Stands == t.Version }

// Question is what the table is asked about an action on the text.
func (t Text) Question(action access.Action) access.Question {
	return access.Question{Action: action, Edition: t.Edition}
}

// A Reading is what was found when a text's words were held against the record.
type Reading struct {
	Sum      string
	Lang     lang.Tag
	Edition  int64
	At, Ref  int64
	Beside   string    // the identifier of another text, where the findings are those against it alone; "" for all
	Findings []Finding // all of them, without their states
	Now      int64     // milliseconds since 1970
}

// Again returns the text as a reading leaves it, and whether that says anything new: a reading of the same
// words with the same findings changes nothing. What was settled stays settled, unless a next version
// still says what was said to be corrected. What is not found any more is settled: the outlet has corrected it
// where the words have changed, and else the record states it otherwise now.
func (t Text) Again(r Reading) (Text, bool) {
	next := t
	next.Findings = slices.Clone(t.Findings)
	changed := t.Sum != r.Sum
	if changed {
		next.Sum, next.Version, next.Read = r.Sum, t.Version+1, r.Now
	}
	next.Lang, next.Edition, next.At, next.Ref = r.Lang, r.Edition, r.At, r.Ref
	told := changed
	used := make([]bool, len(t.Findings))
	for _, f := range r.Findings {
		i := slices.IndexFunc(next.Findings, func(old Finding) bool { return old.same(f) })
		for i >= 0 && used[i] { // said twice in one text: each has its own
			rest := slices.IndexFunc(next.Findings[i+1:], func(old Finding) bool { return old.same(f) })
			if rest < 0 {
				i = -1
				break
			}
			i += 1 + rest
		}
		if i < 0 {
			if len(next.Findings) == MostFindings {
				continue
			}
			f.State, f.Found, f.Stands = New, r.Now, next.Version
			if f.How == BorneOut {
				f.State, f.Ended = Settled, r.Now
			}
			next.Findings, used, told = append(next.Findings, f), append(used, true), true
			continue
		}
		used[i] = true
		old := next.Findings[i]
		now := old
		now.Start, now.End, now.Stands = f.Start, f.End, next.Version
		now.Cause, now.Figure, now.Record, now.Right, now.Says, now.Trace = f.Cause, f.Figure, f.Record, f.Right, f.Says, f.Trace
		if now.told() == old.told() { // it stands against the same number at another position
			now.Figure, now.Trace = old.Figure, old.Trace
		}
		switch {
		case f.How == BorneOut && now.How == BorneOut && now.State == Settled:
		case f.How == BorneOut && (now.State != Settled || now.By == ""):
			now.State, now.How, now.Why, now.By, now.Ended = Settled, BorneOut, "", "", r.Now
		case now.State == Settled && (now.By == "" || now.How == Corrected && changed):
			now.State, now.How, now.Why, now.By, now.Ended, now.Letter = New, "", "", "", 0, 0
		}
		told = told || now != old
		next.Findings[i] = now
	}
	for i := range next.Findings {
		if f := &next.Findings[i]; !used[i] && f.Lives() && (r.Beside == "" || f.Other == r.Beside) {
			f.State, f.How, f.Ended, f.By = Settled, Corrected, r.Now, ""
			if !changed {
				f.How = NoError
			}
			told = true
		}
	}
	if !told {
		return t, false
	}
	return next, true
}

// Against lists the other texts that the text stands against, each once, settled or not.
func (t Text) Against() []string {
	var out []string
	for _, f := range t.Findings {
		if f.Other != "" && !slices.Contains(out, f.Other) {
			out = append(out, f.Other)
		}
	}
	return out
}

// told is what is said of a finding, whatever the position.
func (f Finding) told() [3]string {
	name, _, _ := strings.Cut(f.Figure, "&at=")
	return [3]string{name, f.Record, f.Cause + "\x00" + f.Right + "\x00" + f.Says.Hans + f.Says.Hant + f.Says.En}
}

// same reports whether two findings are one: they say the same of the same.
func (f Finding) same(g Finding) bool {
	name := func(s string) string { before, _, _ := strings.Cut(s, "&at="); return before }
	return f.Said == g.Said && name(f.Figure) == name(g.Figure) && f.Rule == g.Rule && f.Elsewhere == g.Elsewhere && f.Other == g.Other
}

// WrittenTo returns the text when its outlet was written to about some of its findings, by their numbers
// from 0. The error is invalid, or conflict where one of them is settled.
func (t Text) WrittenTo(l Letter, about []int) (Text, error) {
	l.To, l.Text = lang.Clean(l.To), strings.TrimSpace(strings.ReplaceAll(l.Text, "\r\n", "\n"))
	switch {
	case l.To == "" || l.Text == "":
		return t, lang.Invalid("watched.letter.needs")
	case len([]rune(l.Text)) > mostLetter || len([]rune(l.To)) > mostWords:
		return t, lang.Invalid("watched.long", lang.Args{"most": mostLetter})
	case len(about) == 0:
		return t, lang.Invalid("watched.choose")
	}
	t.Letters = append(slices.Clone(t.Letters), l)
	t.Findings = slices.Clone(t.Findings)
	for _, i := range about {
		if i < 0 || i >= len(t.Findings) {
			return t, lang.Invalid("watched.choose")
		}
		if t.Findings[i].State == Settled {
			return t, lang.Conflict("watched.settled", lang.Args{"said": t.Findings[i].Said})
		}
		t.Findings[i].State, t.Findings[i].Letter = Written, int64(len(t.Letters))
	}
	return t, nil
}

// Settle returns the text when some of its findings are settled. What is no contradiction needs a reason.
func (t Text) Settle(about []int, how, why string, by access.ID, now int64) (Text, error) {
	why = lang.Clean(why)
	switch {
	case len(about) == 0:
		return t, lang.Invalid("watched.choose")
	case !slices.Contains(Hows, how):
		return t, lang.Invalid("watched.how")
	case how == NoError && why == "":
		return t, lang.Invalid("watched.why")
	case len([]rune(why)) > mostWords:
		return t, lang.Invalid("watched.long", lang.Args{"most": mostWords})
	}
	t.Findings = slices.Clone(t.Findings)
	for _, i := range about {
		if i < 0 || i >= len(t.Findings) {
			return t, lang.Invalid("watched.choose")
		}
		f := &t.Findings[i]
		if f.State == Settled {
			return t, lang.Conflict("watched.settled", lang.Args{"said": f.Said})
		}
		f.State, f.How, f.Why, f.By, f.Ended = Settled, how, why, by, now
	}
	return t, nil
}

// Reopen returns the text when some of its findings are looked at again.
func (t Text) Reopen(about []int) (Text, error) {
	if len(about) == 0 {
		return t, lang.Invalid("watched.choose")
	}
	t.Findings = slices.Clone(t.Findings)
	for _, i := range about {
		if i < 0 || i >= len(t.Findings) {
			return t, lang.Invalid("watched.choose")
		}
		f := &t.Findings[i]
		if f.State != Settled {
			return t, lang.Conflict("watched.open", lang.Args{"said": f.Said})
		}
		f.State, f.How, f.Why, f.By, f.Ended = New, "", "", "", 0
		if f.Letter > 0 {
			f.State = Written
		}
	}
	return t, nil
}
