package claim

import (
	"sync"
	"unicode"

	"bridgehead/lang"
)

// A class is what a folded character can begin.
type class uint8

const (
	classOther class = iota // marks and signs
	classSpace
	classLine
	classDigit
	classLetter
	classHan
	classNumeral // a Han character that a numeral may begin with
)

// A plainTable holds the plain form and the class of each character of the Basic
// Multilingual Plane. Others are looked up one by one; no table has a word of them.
type plainTable struct {
	fold  [1 << 16]uint16
	class [1 << 16]class
}

var plain = sync.OnceValue(func() *plainTable {
	t := new(plainTable)
	for i := range t.fold {
		r := foldRune(rune(i))
		if r > 0xFFFF {
			r = rune(i)
		}
		t.fold[i] = uint16(r)
		t.class[i] = classOf(r)
	}
	return t
})

// foldRune is lang.FoldRune with the signs that texts write in several ways made one.
func foldRune(r rune) rune {
	switch r {
	case '￥':
		return '¥'
	case '￡':
		return '£'
	case '￠':
		return '¢'
	case '￦':
		return '₩'
	case '−', '‑', '‐', '‒', '–', '—', '―', '─':
		return '-'
	case '〜', '∼':
		return '~'
	case '’', '‘', '′':
		return '\''
	case '○':
		return '〇'
	case '﹪':
		return '%'
	case '\u3000':
		return ' '
	}
	return lang.FoldRune(r)
}

func classOf(r rune) class {
	switch {
	case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
		return classLine
	case '0' <= r && r <= '9':
		return classDigit
	case hanDigit(r) >= 0 || hanPower(r) > 0 || r == '几' || r == '数' || r == '负' || r == '半':
		return classNumeral
	case unicode.IsSpace(r):
		return classSpace
	case unicode.Is(unicode.Han, r):
		return classHan
	case unicode.IsLetter(r):
		return classLetter
	}
	return classOther
}

// hanDigit returns the value of a folded Chinese digit, -1 for any other character.
func hanDigit(r rune) int {
	switch r {
	case '零', '〇':
		return 0
	case '一', '壹':
		return 1
	case '二', '贰', '两':
		return 2
	case '三', '叁':
		return 3
	case '四', '肆':
		return 4
	case '五', '伍':
		return 5
	case '六', '陆':
		return 6
	case '七', '柒':
		return 7
	case '八', '捌':
		return 8
	case '九', '玖':
		return 9
	}
	return -1
}

// hanPower returns the power of ten of a folded Chinese unit, 0 for any other character.
// 兆 is 万亿, as outside physics everywhere.
func hanPower(r rune) int {
	switch r {
	case '十', '拾', '廿', '卅', '卌':
		return 1
	case '百', '佰':
		return 2
	case '千', '仟':
		return 3
	case '万':
		return 4
	case '亿':
		return 8
	case '兆':
		return 12
	}
	return 0
}

// accounting reports whether r is a numeral of cheques, which is a plain word as well.
func accounting(r rune) bool {
	switch r {
	case '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖', '拾', '佰', '仟':
		return true
	}
	return false
}
