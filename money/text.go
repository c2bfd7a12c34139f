package money

import "strings"

// fold brings what people type to one width: full-width digits, letters and
// punctuation become ASCII, as do the signs of which Unicode holds several. Spaces that
// part groups of digits stay apart from those that part words.
func fold(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '\u3000' || r == '\t' || r == '\n' || r == '\r':
			return ' '
		case r == '￥':
			return '¥'
		case r == '￡':
			return '£'
		case r == '￦':
			return '₩'
		case r == '−' || r == '–' || r == '﹣':
			return '-'
		case r == '’' || r == '‘':
			return '\''
		case r == '﹪':
			return '%'
		case r == '\u2009' || r == '\u202f' || r == '\u00a0' || r == '\u2007':
			return thinSpace
		case r == '\ufeff' || r == '\u200b':
			return -1
		}
		return r
	}, s))
}

// thinSpace stands for every space that may part groups of three digits.
const thinSpace = '\u2009'
