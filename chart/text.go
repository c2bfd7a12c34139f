package chart

import (
	"strings"
	"unicode"

	"bridgehead/lang"
)

// A label is a text and the language it is really in.
type label struct {
	text string
	tag  lang.Tag
}

// labelOf returns the text for a reader of tag, on one line. Characters that turn the
// direction of what stands around them are left out, and of marks that lie upon each other
// all but the first few: nothing that somebody wrote reaches beyond its own place.
func labelOf(t lang.Text, tag lang.Tag) label {
	const marks = 4
	s, real := t.In(tag)
	n := 0
	s = strings.Map(func(r rune) rune {
		if !isMark(r) {
			n = 0
		} else if n++; n > marks {
			return -1
		}
		if unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, s)
	return label{strings.Join(strings.Fields(s), " "), real}
}

// measure returns the width of a text in the broadest of the usual sans-serif faces. There
// are no fonts on the server, so that it goes by kinds of characters.
func measure(s string, size px) px {
	var m ruler
	for _, r := range s {
		m.add(r)
	}
	return m.width(size)
}

// A ruler measures a text character by character, in thousandths of an em.
type ruler struct {
	em, last int64
	marks    int // that lie upon the last character
}

func (m *ruler) add(r rune) {
	a := advance(r)
	if isMark(r) {
		if m.marks++; m.marks > 1 { // few fonts have a place for more
			a = aloneEm
		}
	} else {
		m.marks = 0
	}
	if a == 0 {
		return
	}
	// Browsers put an eighth of an em between Chinese and Latin.
	if m.last > 0 && (a == wideEm) != (m.last == wideEm) && r != ' ' {
		m.em += 125
	}
	m.em += a
	m.last = a
}

func (m ruler) width(size px) px { return px((m.em*int64(size) + 999) / 1000) }

// fit returns how many characters from the first stand in the width, with the tail behind
// them when not all do, between whole characters.
func fit(runes []rune, tail string, size, width px) int {
	var m ruler
	n := 0
	for i, r := range runes {
		m.add(r)
		if m.width(size) > width {
			for n > 0 && extends(runes[n]) {
				n--
			}
			return n
		}
		with := m
		for _, t := range tail {
			with.add(t)
		}
		if with.width(size) <= width {
			n = i + 1
		}
	}
	return len(runes)
}

const (
	wideEm  = 1000
	aloneEm = 1500 // a mark on a circle of its own
)

// advance returns the width of one character in thousandths of an em.
func advance(r rune) int64 {
	switch {
	case isMark(r) && !unicode.Is(unicode.Inherited, r):
		return aloneEm // a mark of one script: on a letter of another it stands by itself
	case extends(r):
		return 0
	case isWide(r):
		return wideEm
	case r >= '0' && r <= '9':
		return 640
	case strings.ContainsRune("ijlI.,:;'|! ", r):
		return 320
	case strings.ContainsRune("ftr()[]-/", r):
		return 410
	case strings.ContainsRune("mwMW%@", r):
		return 990
	case unicode.IsUpper(r):
		return 720
	case r >= 0x0590 && r < 0x1E00 || r >= 0xFFFC: // scripts that are broader, pictures
		return wideEm
	case r == '﷽':
		return 12 * wideEm
	}
	return 610
}

// inBold returns the width that a text of the given width has in bold.
func inBold(width px) px { return (width*114 + 99) / 100 }

// inRegular returns the width of regular text that takes the given width in bold.
func inRegular(width px) px { return width * 100 / 114 }

func isWide(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case r <= 0x115F, r >= 0x2E80 && r <= 0xA4CF, r >= 0xAC00 && r <= 0xD7A3, r >= 0xF900 && r <= 0xFAFF,
		r >= 0xFE30 && r <= 0xFE4F, r >= 0xFF00 && r <= 0xFF60, r >= 0xFFE0 && r <= 0xFFE6,
		r >= 0x1F300 && r <= 0x1FAFF, r >= 0x20000 && r <= 0x3FFFD:
		return true
	}
	return r == '…' || r == '—' || r == '“' || r == '”' || r == '‘' || r == '’'
}

func isMark(r rune) bool { return unicode.In(r, unicode.Mn, unicode.Me) }

// extends reports whether a character belongs to the one before it.
func extends(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Variation_Selector)
}

const ellipsis = "…"

// cut shortens a text to the width, between whole characters, with … for what is left out.
func cut(s string, size, width px) string {
	runes := []rune(s)
	n := fit(runes, ellipsis, size, width)
	if n == len(runes) {
		return s
	}
	return strings.TrimRight(string(runes[:n]), " ") + ellipsis
}

// wrap breaks a text into lines of the width: at spaces, and between Chinese characters but
// not before a closing or behind an opening mark. What does not fit the last line is cut.
func wrap(s string, size, width px, most int) []string {
	var lines []string
	runes := []rune(strings.Join(strings.Fields(s), " "))
	for len(runes) > 0 {
		n := fit(runes, "", size, width)
		if n == len(runes) || len(lines) == most-1 {
			return append(lines, cut(string(runes), size, width))
		}
		at := n
		for at > 0 && !mayBreak(runes[at-1], runes[at]) {
			at--
		}
		if at == 0 { // a word longer than the line
			for at = max(n, 1); at < len(runes) && extends(runes[at]); {
				at++
			}
		}
		lines = append(lines, strings.TrimRight(string(runes[:at]), " "))
		runes = []rune(strings.TrimLeft(string(runes[at:]), " "))
	}
	return lines
}

func mayBreak(before, after rune) bool {
	switch {
	case after == ' ' || before == ' ':
		return true
	case extends(after) || unicode.In(after, unicode.Pe, unicode.Pf, unicode.Po) || unicode.In(before, unicode.Ps, unicode.Pi):
		return false
	}
	return isWide(before) || isWide(after)
}
