package compose

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bridgehead/bulletin"
	"bridgehead/lang"
)

// A portion is something of a bulletin that is a template: its field, and how it is wrapped.
type portion struct {
	field string
	words lang.Text
	wrap  func(tag lang.Tag) (before, after string)
}

func (b Bulletin) parts() []portion {
	as := func(before string) func(lang.Tag) (string, string) {
		return func(lang.Tag) (string, string) { return before, "" }
	}
	out := []portion{{"title", b.Title, as("")}, {"text", b.Text, as("\n\n")}}
	for _, q := range b.Quotes {
		out = append(out, portion{"quotes", q.Words, func(tag lang.Tag) (string, string) {
			who, _ := q.Speaker.In(tag)
			key := "bulletin.quotation"
			office, _ := q.Office.In(tag)
			if office == "" {
				key = "bulletin.quotation.plain"
			}
			before, after, _ := strings.Cut(lang.Say(tag, key, lang.Args{"speaker": who, "office": office, "words": "\x00"}), "\x00")
			return "\n\n" + before, after
		}})
	}
	if b.Corrects != "" {
		out = append(out, portion{"note", b.Note, func(tag lang.Tag) (string, string) {
			return "\n\n" + lang.Say(tag, "bulletin.note") + "\n", ""
		}})
	}
	return out
}

// short is how a language is called in the names of fields.
func short(tag lang.Tag) string {
	return map[lang.Tag]string{lang.Hans: "hans", lang.Hant: "hant", lang.En: "en"}[tag]
}

func refusalOf(err error) *lang.Error {
	if e, ok := errors.AsType[*lang.Error](err); ok {
		return e
	}
	return lang.Invalid("error.required").Because(err)
}

// Bulletin writes a bulletin out in a language: the title on the first line, then the text, what is quoted
// and, of a correction, its notice. The error is invalid where a figure cannot be written, and says in which
// part.
func (f *Figures) Bulletin(ctx context.Context, b Bulletin, tag lang.Tag) (Rendered, error) {
	out := Rendered{Tag: tag}
	at := 0
	add := func(s string) {
		out.Text += s
		at += utf8.RuneCountInString(s)
	}
	for _, p := range b.parts() {
		t, err := Parse(p.words.Get(tag))
		var r Rendered
		if err == nil {
			r, err = f.Render(ctx, t, tag)
		}
		if err != nil && told(err) {
			return out, lang.Invalid("bulletin.part", lang.Args{"part": lang.Word("bulletin.field." + p.field + "_" + short(tag)), "why": err})
		}
		if err != nil {
			return out, err
		}
		before, after := p.wrap(tag)
		add(before)
		for _, g := range r.Figures {
			g.Start, g.End = g.Start+at, g.End+at
			out.Figures = append(out.Figures, g)
		}
		add(r.Text)
		add(after)
	}
	return out, nil
}

// An Examined bulletin is written out in the languages that it has, and held against the record.
type Examined struct {
	Texts   map[lang.Tag]Rendered
	Reports map[lang.Tag]bulletin.Report
	Refused map[lang.Tag]error // where a figure cannot be written
}

// Examine writes a bulletin out and holds it against the record, as a text of the day.
func Examine(ctx context.Context, f *Figures, c *bulletin.Checker, b Bulletin, day lang.Date) (Examined, error) {
	x := Examined{map[lang.Tag]Rendered{}, map[lang.Tag]bulletin.Report{}, map[lang.Tag]error{}}
	for _, tag := range lang.Tags {
		if b.Title.Get(tag) == "" && b.Text.Get(tag) == "" {
			continue
		}
		r, err := f.Bulletin(ctx, b, tag)
		if err != nil && told(err) {
			x.Refused[tag] = err
			continue
		}
		if err != nil {
			return x, err
		}
		x.Texts[tag] = r
		report, err := c.Check(ctx, r.Text, bulletin.Options{Edition: b.Edition, Published: day, Lang: tag})
		if err != nil {
			return x, err
		}
		x.Reports[tag] = report
	}
	return x, nil
}

// Against is the sum of what keeps the text from being published, "" when nothing does: an override
// is for these contradictions and no others.
func (x Examined) Against() string {
	h := sha256.New()
	n := 0
	for _, tag := range lang.Tags {
		for _, v := range Blocking(x.Reports[tag]) {
			n++
			name, _, _ := strings.Cut(v.Figure, "&at=")
			fmt.Fprintf(h, "%s %q %q %q %q\n", tag, v.Claim.Text, name, v.Record, v.Rule)
		}
	}
	if n == 0 {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Allows reports why the bulletin must not be published: nil when it may. The error is conflict when
// it contradicts the record and nobody has taken that on, invalid when a figure cannot be written.
func (x Examined) Allows(b Bulletin) error {
	for _, tag := range lang.Tags {
		if err := x.Refused[tag]; err != nil {
			return err
		}
	}
	if sum := x.Against(); sum != "" && (b.Override == "" || b.Against != sum) {
		n := 0
		for _, r := range x.Reports {
			n += len(Blocking(r))
		}
		return lang.Conflict("bulletin.contradicts", lang.Args{"n": n})
	}
	return nil
}

// Overridden returns the bulletin when somebody has taken on that it contradicts the record, and why.
func (b Bulletin) Overridden(x Examined, why string) (Bulletin, error) {
	if b.State.Public() {
		return b, lang.Conflict("bulletin.fixed")
	}
	sum := x.Against()
	if sum == "" {
		return b, lang.Conflict("bulletin.nothing")
	}
	if why = lang.Clean(why); why == "" {
		return b, lang.Invalid("bulletin.why")
	}
	b.Override, b.Against = why, sum
	return b, nil
}

// Publish fixes the bulletin as it was written out. The error is conflict when the sides have not all
// agreed or it is held back, or that of Allows.
func (b Bulletin) Publish(x Examined, now time.Time) (Bulletin, error) {
	if b.State != Agreed {
		return b, b.not(Published)
	}
	if b.Until().After(now) {
		return b, lang.Conflict("bulletin.held")
	}
	if err := x.Allows(b); err != nil {
		return b, err
	}
	b.State, b.Issued, b.Frozen, b.Figures = Published, now.UnixMilli(), lang.Text{}, nil
	for _, tag := range lang.Tags {
		r := x.Texts[tag]
		b.Frozen = b.Frozen.With(tag, r.Text)
		for _, p := range r.Figures {
			b.Figures = append(b.Figures, Frozen{tag, p.Name.String(), int64(p.Start), int64(p.End), p.Text, p.Value})
		}
		b.At, b.Ref = x.Reports[tag].Position, x.Reports[tag].Reference
	}
	b.SumText, b.SumFigures = b.sums()
	return b, nil
}

// sums are those of what was published: should an entry be altered, they say what of it was.
func (b Bulletin) sums() (text, figures string) {
	hash := func(parts ...string) string {
		h := sha256.New()
		for _, p := range parts {
			fmt.Fprintf(h, "%d:%s", len(p), p)
		}
		return hex.EncodeToString(h.Sum(nil))
	}
	var of []string
	for _, f := range b.Figures {
		of = append(of, string(f.Tag), f.Name, strconv.FormatInt(f.Start, 10), strconv.FormatInt(f.End, 10), f.Text, f.Value)
	}
	return hash(b.Frozen.Hans, b.Frozen.Hant, b.Frozen.En), hash(of...)
}

// Headline is the first line of a published text, or of the template.
func (b Bulletin) Headline(tag lang.Tag) (string, lang.Tag) {
	text, in := b.Frozen.In(tag)
	if text == "" {
		text, in = b.Title.In(tag)
	}
	line, _, _ := strings.Cut(text, "\n")
	return line, in
}

// FiguresIn are the figures of the published text in a language.
func (b Bulletin) FiguresIn(tag lang.Tag) []Frozen {
	var out []Frozen
	for _, f := range b.Figures {
		if f.Tag == tag {
			out = append(out, f)
		}
	}
	return out
}

// An Altered says what of a bulletin's entry is not as it was published.
type Altered string

// What can have been altered.
const (
	AlteredText    Altered = "text"
	AlteredFigures Altered = "figures"
)

// An entry is what a journal's entry of a published bulletin holds.
type entry struct {
	Code    string `json:"code"`
	Issue   int64  `json:"issue"`
	Hans    string `json:"frozen_hans"`
	Hant    string `json:"frozen_hant"`
	En      string `json:"frozen_en"`
	Text    string `json:"sum_text"`
	Sum     string `json:"sum_figures"`
	Figures []struct {
		Tag   lang.Tag `json:"tag"`
		Name  string   `json:"name"`
		Start int64    `json:"starts"`
		End   int64    `json:"ends"`
		Text  string   `json:"text"`
		Value string   `json:"value"`
	} `json:"figures"`
}

// ReadEntry reads what was published from the state that an entry of the journal holds; ok is false when
// it is of no published bulletin. Altered is what of it does not agree with its own sums, "" when all does.
func ReadEntry(image []byte) (b Bulletin, altered Altered, ok bool) {
	var e entry
	if err := json.Unmarshal(image, &e); err != nil || cmp.Or(e.Text, e.Sum) == "" {
		return b, "", false
	}
	b = Bulletin{Code: e.Code, Issue: e.Issue, Frozen: lang.Text{Hans: e.Hans, Hant: e.Hant, En: e.En}}
	for _, f := range e.Figures {
		b.Figures = append(b.Figures, Frozen{f.Tag, f.Name, f.Start, f.End, f.Text, f.Value})
	}
	text, figures := b.sums()
	switch {
	case text != e.Text:
		altered = AlteredText
	case figures != e.Sum:
		altered = AlteredFigures
	}
	return b, altered, true
}
