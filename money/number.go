package money

import (
	"math/big"
	"strconv"
	"strings"
)

// A Number is an exact value and the worth of its last printed digit: 672.2亿 is
// 67220000000 with a step of 10000000, 34 has a step of 1, 3,539.00 of 1/100. Both are
// decimal fractions; Step is above zero.
type Number struct {
	Value *big.Rat
	Step  *big.Rat
}

// maxDigits is the most digits and the largest power of ten that a number is read
// with. It keeps a hostile text from costing memory, and is far above any sum.
const maxDigits = 40

// ParseNumber reads the whole of s as one number, as people type it into cells:
//
//	3,539.00  ６７２．２億  1.5E+09  -5  (5)      digits of either width, accounting brackets
//	1.4万  2千3百万  3万亿  5兆                   digits with Chinese units; 兆 is 万亿
//	二十五点六亿  一百六十一  廿五  壹拾万  二〇二三   Chinese numerals, in accounting form too
//	3.539 billion  140bn  5k  2 hundred million  English units
//
// Separators (comma, thin or no-break space, apostrophe) must part each three digits; a lone decimal
// comma and the Indian grouping are refused rather than guessed at, and so are spoken
// forms that could mean two things: 三五万 (thirty to fifty thousand), 三万五. The error
// is a SyntaxError: number.empty, number.unreadable, number.grouping or number.range.
func ParseNumber(s string) (Number, error) {
	n, _, reason := readNumber(fold(s))
	if reason != "" {
		return Number{}, &SyntaxError{s, reason}
	}
	return n, nil
}

// readNumber reads folded text. It also tells whether a unit word from 万 or thousand
// upwards was written; 十, 百 and 千 are numerals, as in 一百六十一.
func readNumber(s string) (n Number, unit bool, reason string) {
	negative, s := cutSign(s)
	if s == "" {
		return Number{}, false, "number.empty"
	}
	n, unit, reason = readWestern(s)
	if reason == "number.unreadable" {
		n, unit, reason = readChinese(s)
	}
	if reason != "" {
		return Number{}, false, reason
	}
	if negative {
		n.Value.Neg(n.Value)
	}
	return n, unit, ""
}

// cutSign takes the sign off a number or a quantity. Accountants write a negative one
// in brackets.
func cutSign(s string) (negative bool, rest string) {
	if inner, ok := strings.CutPrefix(s, "("); ok {
		if inner, ok = strings.CutSuffix(inner, ")"); ok && !strings.ContainsAny(inner, "()-+") {
			return true, strings.TrimSpace(inner)
		}
	}
	for _, sign := range []string{"-", "负", "負", "+"} {
		if rest, ok := strings.CutPrefix(s, sign); ok {
			return sign != "+", strings.TrimSpace(rest)
		}
	}
	return false, s
}

// englishUnits are the powers of ten that may follow the digits, in lower case.
var englishUnits = map[string]int{
	"k": 3, "thousand": 3, "thousands": 3, "ten thousand": 4, "hundred thousand": 5,
	"m": 6, "mn": 6, "mln": 6, "mil": 6, "mio": 6, "million": 6, "millions": 6,
	"ten million": 7, "hundred million": 8,
	"b": 9, "bn": 9, "bln": 9, "billion": 9, "billions": 9, "hundred billion": 11,
	"tn": 12, "trn": 12, "trillion": 12, "trillions": 12,
}

// readWestern reads digits followed by nothing, an exponent or an English unit.
func readWestern(s string) (n Number, unit bool, reason string) {
	d, rest, reason := cutDigits(s)
	if reason != "" {
		return Number{}, false, reason
	}
	power := 0
	rest = strings.ToLower(strings.Join(strings.Fields(rest), " "))
	if exponent, ok := strings.CutPrefix(rest, "e"); ok {
		p, err := strconv.Atoi(exponent)
		if err != nil {
			return Number{}, false, "number.unreadable"
		}
		if p > maxDigits || p < -maxDigits {
			return Number{}, false, "number.range"
		}
		power = p
	} else if rest != "" {
		if power, unit = englishUnits[rest]; !unit {
			return Number{}, false, "number.unreadable"
		}
	}
	return d.number(power), unit, ""
}

// decimal digits as they were written: 3539.00 is {"353900", 2}.
type digits struct {
	text   string // without separators and point
	places int    // how many of them stand after the point
}

// number returns the digits times a power of ten.
func (d digits) number(power int) Number {
	v, _ := new(big.Int).SetString(d.text, 10)
	step := scaleOf(power - d.places)
	return Number{new(big.Rat).Mul(new(big.Rat).SetInt(v), step), step}
}

// cutDigits takes a number in Western digits from the beginning of s.
func cutDigits(s string) (d digits, rest string, reason string) {
	whole, rest := cutWhile(s, func(r rune) bool { return isDigit(r) || isSeparator(r) })
	// What parts words, as in "5 million", is no separator.
	trimmed := strings.TrimRightFunc(whole, isSeparator)
	rest, whole = whole[len(trimmed):]+rest, trimmed
	d.text, reason = ungroup(whole)
	if reason != "" {
		return digits{}, s, reason
	}
	if after, ok := strings.CutPrefix(rest, "."); ok {
		fraction, after := cutWhile(after, isDigit)
		if fraction == "" {
			return digits{}, s, "number.unreadable"
		}
		d.text += fraction
		d.places = len(fraction)
		rest = after
	}
	switch {
	case d.text == "":
		return digits{}, s, "number.unreadable"
	case len(d.text) > maxDigits:
		return digits{}, s, "number.range"
	case strings.HasPrefix(rest, ","), strings.HasPrefix(rest, "'"):
		return digits{}, s, "number.grouping"
	}
	return d, rest, ""
}

// ungroup takes the separators out of a whole number, which must be all of one kind
// and stand before each three digits.
func ungroup(s string) (text, reason string) {
	at := strings.IndexFunc(s, isSeparator)
	if at < 0 {
		return s, ""
	}
	separator, _ := cutWhile(s[at:], isSeparator)
	groups := strings.Split(s, separator)
	for i, group := range groups {
		if strings.ContainsFunc(group, isSeparator) || i > 0 && len(group) != 3 || group == "" || len(group) > 3 {
			return "", "number.grouping"
		}
	}
	return strings.Join(groups, ""), ""
}

func isDigit(r rune) bool     { return r >= '0' && r <= '9' }
func isSeparator(r rune) bool { return r == ',' || r == thinSpace || r == '\'' }

// cutWhile takes the characters that belong from the beginning of s.
func cutWhile(s string, belongs func(rune) bool) (taken, rest string) {
	for i, r := range s {
		if !belongs(r) {
			return s[:i], s[i:]
		}
	}
	return s, ""
}

// Decimal returns the exact decimal form of r, without separators or trailing zeros
// ("67220000000", "-0.125"), and false when r is not a decimal fraction.
func Decimal(r *big.Rat) (string, bool) {
	places, ok := decimalPlaces(r)
	return r.FloatString(places), ok
}

// decimalPlaces returns how many digits r needs after the point; false when no number
// of them is enough.
func decimalPlaces(r *big.Rat) (int, bool) {
	// A fraction in lowest terms ends when its denominator is 2^a·5^b, after max(a, b)
	// digits.
	rest := new(big.Int).Set(r.Denom())
	twos := int(rest.TrailingZeroBits())
	rest.Rsh(rest, uint(twos))
	fives := 0
	five, remainder := big.NewInt(5), new(big.Int)
	for quotient := new(big.Int); ; fives++ {
		if quotient.QuoRem(rest, five, remainder); remainder.Sign() != 0 {
			break
		}
		rest.Set(quotient)
	}
	return max(twos, fives), rest.IsInt64() && rest.Int64() == 1
}

// RoundHalfUp returns the multiple of step nearest to r; half a step goes away from
// zero, as in print. A step of zero or less rounds nothing.
func RoundHalfUp(r, step *big.Rat) *big.Rat {
	if step.Sign() <= 0 {
		return new(big.Rat).Set(r)
	}
	// floor(|r|/step + 1/2), with the sign put back.
	q := new(big.Rat).Quo(new(big.Rat).Abs(r), step)
	q.Add(q, big.NewRat(1, 2))
	steps := new(big.Int).Quo(q.Num(), q.Denom())
	if r.Sign() < 0 {
		steps.Neg(steps)
	}
	return q.Mul(new(big.Rat).SetInt(steps), step)
}

// scaleOf returns ten to the power.
func scaleOf(power int) *big.Rat {
	if power < 0 {
		return new(big.Rat).SetFrac(big.NewInt(1), pow10(-power))
	}
	return new(big.Rat).SetInt(pow10(power))
}
