package money

import (
	"slices"
	"strings"
)

// A Unit is what the heading of a column says of the numbers below it.
type Unit struct {
	Scale    int64    // a power of ten: 10000 for 万元; 1 for 元; 0 in the zero Unit, which says nothing
	Currency Currency // "" when the heading names none

	sign string // the currency is only a shared sign: see mark
}

// headingUnits are the scales that headings write besides those of cells, in lower
// case. Accountants write '000 for thousands.
var headingUnits = map[string]int{
	"'000": 3, "000": 3, "000s": 3, "'000s": 3, "000's": 3, "1,000": 3, "'000,000": 6, "'000'000": 6,
	"10,000": 4, "10000": 4, "10 thousand": 4, "100 million": 8, "100 millions": 8, "10 million": 7,
}

// maxHeading is the most bytes a heading has; anything longer is a note.
const maxHeading = 500

// ParseUnit reads the unit of a column from its heading: 金额（万元）, 亿美元, 单位：百万港元,
// Amount (US$ million), RMB bn, HK$'000. It returns false when the heading names
// neither a scale nor a currency; a unit that is not money, as in 面积（万平方米）, is none.
func ParseUnit(heading string) (Unit, bool) {
	text := fold(heading)
	if len(text) > maxHeading {
		return Unit{}, false
	}
	for _, part := range headingParts(text) {
		if u, ok := wholeUnit(part); ok {
			return u, true
		}
	}
	// 合同金额万元: without a bracket or a space, only a scale with a currency is a unit;
	// 元 alone may be part of another word.
	runes := []rune(text)
	for at, r := range runes {
		if chineseUnits[r] == 0 {
			continue
		}
		if u, ok := wholeUnit(string(runes[at:])); ok && u.Currency != "" {
			return u, true
		}
	}
	return Unit{}, false
}

// headingParts lists where a unit may stand, the likeliest place first: in the
// brackets, after a colon or comma, in the last words, in the whole.
func headingParts(s string) []string {
	var parts []string
	rest := s
	for {
		_, after, open := strings.Cut(rest, "(")
		inner, next, closed := strings.Cut(after, ")")
		if !open || !closed {
			break
		}
		parts = append(parts, inner)
		rest = next
	}
	slices.Reverse(parts)
	for _, sign := range []string{":", ",", "，", " in "} {
		if _, after, ok := strings.Cut(s, sign); ok {
			parts = append(parts, after)
		}
	}
	words := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '_' || r == '-' })
	for at := range words {
		parts = append(parts, strings.Join(words[at:], " "))
	}
	return parts
}

// wholeUnit reads s as nothing but a scale and a currency, in either order.
func wholeUnit(s string) (Unit, bool) {
	s = strings.Trim(s, " /,;|")
	letters := len(s)
	power, scaled := 0, false
	var m mark
	for s != "" {
		if p, rest, ok := cutScale(s); ok && !scaled {
			power, scaled, s = p, true, rest
		} else if found, rest := cutMarkBefore(s); found.given() {
			if m, ok = m.with(found); !ok {
				return Unit{}, false
			}
			s = rest
		} else {
			return Unit{}, false
		}
		s = strings.TrimLeft(s, " /,;|")
		s = strings.TrimPrefix(s, "of ")
	}
	// (m) may be metres and (百) anything: a scale without a currency must be a word.
	if !m.given() && (power < 3 || letters == 1) {
		return Unit{}, false
	}
	return Unit{Scale: pow10(power).Int64(), Currency: m.currency, sign: m.sign}, true
}

// cutScale takes a scale from the beginning: 百万, 万亿, million, '000.
func cutScale(s string) (power int, rest string, ok bool) {
	taken, rest := cutWhile(s, func(r rune) bool { return chineseUnits[r] > 0 })
	if taken != "" {
		for _, r := range taken {
			power += chineseUnits[r]
		}
		return power, rest, power <= 12
	}
	words := []string{}
	for word := range headingUnits {
		words = append(words, word)
	}
	for word := range englishUnits {
		words = append(words, word)
	}
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	lower := strings.ToLower(s)
	for _, word := range words {
		after, found := strings.CutPrefix(lower, word)
		if !found || after != "" && (isLetter(rune(after[0])) || isDigit(rune(after[0])) && isDigit(rune(word[len(word)-1]))) {
			continue
		}
		return headingUnits[word] + englishUnits[word], s[len(word):], true
	}
	return 0, s, false
}
