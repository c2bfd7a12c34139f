package compose

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/money"
)

// A Template is a text with figures in it, by their names.
type Template struct {
	parts []part
}

// A part is plain text, or a figure.
type part struct {
	text string // plain text; of a figure, what stands between its braces
	slot *slot
}

// A slot is one figure of the text, and how it is to be shown.
type slot struct {
	name         figure.Name
	rounding     figure.Rounding
	currency     money.Currency // that the unit names; "" for none
	form         string
	line, column int // of its braces, from 1, in characters
}

// The forms in which a figure can be asked for.
const (
	full = ""       // with its counted noun
	bare = "bare"   // the number and its unit alone
	said = "spoken" // as a speaker says it
)

const (
	opens, closes = "{{", "}}"
	maxText       = 200_000 // bytes
	maxSlots      = 500
)

// Slot writes a figure's name as it stands in a text.
func Slot(n figure.Name) string { return opens + n.String() + closes }

// Parse reads a text with figures. The error is invalid and says where, in line and column, and
// what to write instead.
func Parse(text string) (Template, error) {
	var t Template
	if len(text) > maxText || strings.Count(text, opens) > maxSlots {
		return t, lang.Invalid("compose.long", lang.Args{"figures": maxSlots})
	}
	rest, at := text, 0
	for {
		before, after, found := strings.Cut(rest, opens)
		if stray := strings.Index(before, closes); stray >= 0 {
			return t, at0(text, at+stray).refuse("compose.stray", nil)
		}
		if before != "" {
			t.parts = append(t.parts, part{text: before})
		}
		if !found {
			return t, nil
		}
		at += len(before)
		here := at0(text, at)
		inside, next, closed := strings.Cut(after, closes)
		if !closed || strings.Contains(inside, opens) || strings.Contains(inside, "\n") {
			return t, here.refuse("compose.unclosed", nil)
		}
		s, err := here.slot(inside)
		if err != nil {
			return t, err
		}
		t.parts = append(t.parts, part{text: inside, slot: s})
		at += len(opens) + len(inside) + len(closes)
		rest = next
	}
}

// Names are the figures of the text in its order, as they are written.
func (t Template) Names() []figure.Name {
	var out []figure.Name
	for _, p := range t.parts {
		if p.slot != nil {
			out = append(out, p.slot.name)
		}
	}
	return out
}

// A place is where something stands in the text.
type place struct{ line, column int }

func at0(text string, at int) place {
	before := text[:at]
	line := strings.LastIndex(before, "\n") + 1
	return place{strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[line:]) + 1}
}

func (p place) refuse(key string, args lang.Args) *lang.Error {
	all := lang.Args{"line": p.line, "column": p.column}
	for k, v := range args {
		all[k] = v
	}
	return lang.Invalid(key, all)
}

// slot reads what stands between braces: the name, and options behind spaces.
func (p place) slot(inside string) (*slot, error) {
	words := strings.Fields(inside)
	if len(words) == 0 {
		return nil, p.refuse("compose.empty", nil)
	}
	s := &slot{line: p.line, column: p.column}
	var err error
	if s.name, err = figure.ParseName(words[0]); err != nil {
		return nil, p.refuse("compose.name", lang.Args{"given": words[0]}).Because(err)
	}
	given := map[string]bool{}
	for _, w := range words[1:] {
		key, value, _ := strings.Cut(w, "=")
		if given[key] {
			return nil, p.refuse("compose.twice", lang.Args{"option": key})
		}
		given[key] = true
		switch key {
		case "unit":
			if !s.inUnit(value) {
				return nil, p.refuse("compose.unit", lang.Args{"given": value})
			}
		case "digits":
			n, err := strconv.Atoi(value)
			if err != nil || n < 0 || n > figure.MostDigits {
				return nil, p.refuse("compose.digits", lang.Args{"given": value, "most": figure.MostDigits})
			}
			s.rounding.Digits = &n
		case "as":
			if value != bare && value != said {
				return nil, p.refuse("compose.form", lang.Args{"given": value})
			}
			s.form = value
		default:
			return nil, p.refuse("compose.option", lang.Args{"given": w})
		}
	}
	return s, nil
}

// units are the units of each language by their size.
var units = map[int64]lang.Text{
	1: {Hans: "one", Hant: "one", En: "one"}, 1e3: {En: "thousand"}, 1e4: {Hans: "万", Hant: "萬"}, 1e6: {En: "million"},
	1e8: {Hans: "亿", Hant: "億"}, 1e9: {En: "billion"}, 1e12: {Hans: "万亿", Hant: "萬億", En: "trillion"},
}

// inUnit takes the unit that is asked for: 亿元, billion. Where a language does not have it, the
// unit goes by the size there.
func (s *slot) inUnit(text string) bool {
	u, ok := money.ParseUnit(text)
	if !ok {
		return false
	}
	s.rounding.Unit, ok = units[max(1, u.Scale)]
	s.currency = u.Currency
	return ok
}
