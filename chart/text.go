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

// labelOf returns the text for a reader of tag, on one line.
func labelOf(t lang.Text, tag lang.Tag) label {
	s, real := t.In(tag)
	return label{strings.Join(strings.Fields(s), " "), real}
}

// measure returns the width of a text in the broadest of the usual sans-serif faces. There
// are no fonts on the server, so that it goes by kinds of characters.
func measure(s string, size px) px {
	var em, last int64 // thousandths
	for _, r := range s {
		a := advance(r)
		// Browsers put an eighth of an em between Chinese and Latin.
		if a > 0 && last > 0 && (a == wideEm) != (last == wideEm) && r != ' ' {
			em += 125
		}
		em += a
		if a > 0 {
			last = a
		}
	}
	return px((em*int64(size) + 999) / 1000)
}

const wideEm = 1000

// advance returns the width of one character in thousandths of an em.
func advance(r rune) int64 {
	switch {
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
		return 960
	case unicode.IsUpper(r):
		return 720
	}
	return 610
}

// inBold returns the width that a text of the given width has in bold.
func inBold(width px) px { return width * 114 / 100 }

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

// extends reports whether a character belongs to the one before it.
func extends(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Variation_Selector)
}

const ellipsis = "…"

// cut shortens a text to the width, between whole characters, with … for what is left out.
func cut(s string, size, width px) string {
	if measure(s, size) <= width {
		return s
	}
	return shorten(s, size, width)
}

// shorten cuts a text so that … has room behind it.
func shorten(s string, size, width px) string {
	runes := []rune(s)
	n := len(runes)
	for n > 0 && (measure(string(runes[:n])+ellipsis, size) > width || n < len(runes) && extends(runes[n])) {
		n--
	}
	return strings.TrimRight(string(runes[:n]), " ") + ellipsis
}

// wrap breaks a text into lines of the width: at spaces, and between Chinese characters but
// not before a closing or behind an opening mark. What does not fit the last line is cut.
func wrap(s string, size, width px, most int) []string {
	var lines []string
	runes := []rune(strings.Join(strings.Fields(s), " "))
	for len(runes) > 0 {
		n := 0
		for n < len(runes) && measure(string(runes[:n+1]), size) <= width {
			n++
		}
		if n == len(runes) {
			return append(lines, string(runes))
		}
		if len(lines) == most-1 {
			return append(lines, shorten(string(runes), size, width))
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
