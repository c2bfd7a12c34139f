package money

import (
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"
)

// chineseDigits are the numerals in plain and in accounting form. ○ is what people
// type for 〇.
var chineseDigits = func() map[rune]byte {
	m := make(map[rune]byte)
	for value, forms := range []string{"零〇○", "一壹", "二贰貳两兩", "三叁參叄参", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖"} {
		for _, r := range forms {
			m[r] = byte('0' + value)
		}
	}
	return m
}()

// chineseUnits are powers of ten. 兆 is read as 万亿, as outside physics everywhere.
var chineseUnits = map[rune]int{
	'十': 1, '拾': 1, '百': 2, '佰': 2, '千': 3, '仟': 3,
	'万': 4, '萬': 4, '亿': 8, '億': 8, '兆': 12,
}

var tens = strings.NewReplacer("廿", "二十", "卅", "三十", "卌", "四十")

// A numeral is the reading of a number in Chinese units. The parts descend: each is
// smaller than the unit before it, and a bare digit at the end fills the one place
// that is left, or follows 零.
type numeral struct {
	rest string

	sections [4]*big.Rat // the sums of ones, 万, 亿 and 兆, in ones; nil: none yet
	step     *big.Rat    // the worth of the last digit read
	limit    *big.Rat    // what the next part must stay below; nil: anything
	last     int         // the power of the last unit read; 0: none yet
	ended    bool        // a decimal fraction was read, so no part may follow
	unit     bool        // 万 or more was read
}

// readChinese reads digits or numerals with Chinese units.
func readChinese(s string) (n Number, unit bool, reason string) {
	r := numeral{rest: tens.Replace(s)}
	for r.rest != "" {
		if reason := r.part(); reason != "" {
			return Number{}, false, reason
		}
		r.rest = strings.TrimSpace(r.rest)
	}
	total := new(big.Rat)
	for _, section := range r.sections {
		if section != nil {
			total.Add(total, section)
		}
	}
	return Number{total, r.step}, r.unit, ""
}

// part reads a coefficient, a unit, or one with the other.
func (r *numeral) part() (reason string) {
	c, reason := r.coefficient()
	if reason != "" {
		return reason
	}
	power := r.cutUnit()
	switch {
	case c.text == "" && power == 0:
		return "number.unreadable"
	case c.text == "" && power == 1:
		c.text = "1" // 十五, 一百十五
	case c.text == "":
		return r.multiply(power)
	}
	// Nothing follows digits without a unit: 5 000 is no five.
	if r.ended || !c.stands(power, r.last) || power == 0 && r.rest != "" {
		return "number.unreadable"
	}
	r.ended = c.places > 0

	small := power
	if power > 3 {
		small = 0
	}
	n := c.number(small)
	if r.limit != nil && n.Value.Cmp(r.limit) >= 0 {
		return "number.unreadable"
	}
	if r.sections[0] == nil {
		r.sections[0] = new(big.Rat)
	}
	r.sections[0].Add(r.sections[0], n.Value)
	r.step = n.Step
	r.limit = scaleOf(small)
	if power > 3 {
		return r.multiply(power)
	}
	r.last = small
	return ""
}

// multiply applies 万, 亿 or 兆 to what stands before it: 万 to the section, 亿 also to
// the 万 (一万二千亿, 3万亿).
func (r *numeral) multiply(power int) (reason string) {
	at := power / 4
	if power < 4 || r.sections[at] != nil {
		return "number.unreadable"
	}
	sum := new(big.Rat)
	found := false
	for i, section := range r.sections[:at] {
		if section != nil {
			sum.Add(sum, section)
			found = true
			r.sections[i] = nil
		}
	}
	if !found {
		return "number.unreadable"
	}
	unit := scaleOf(power)
	sum.Mul(sum, unit)
	for i, above := range r.sections[at+1:] {
		if above != nil && sum.Cmp(scaleOf(4*(at+1+i))) >= 0 {
			return "number.unreadable"
		}
	}
	r.sections[at] = sum
	r.step = new(big.Rat).Mul(r.step, unit)
	r.limit = unit
	r.last = power
	r.unit = true
	return ""
}

// cutUnit takes one unit and returns its power of ten, 0 when there is none.
func (r *numeral) cutUnit() int {
	r.rest = strings.TrimSpace(r.rest)
	c, size := utf8.DecodeRuneInString(r.rest)
	power := chineseUnits[c]
	if power > 0 {
		r.rest = r.rest[size:]
	}
	return power
}

// A coefficient is the digits before a unit or at the end.
type coefficient struct {
	digits
	zero    bool // 零 stood before them, or they are only a fraction
	chinese bool
}

// coefficient takes the digits at the beginning of the rest; none is no error.
func (r *numeral) coefficient() (c coefficient, reason string) {
	if r.rest[0] == '.' || isDigit(rune(r.rest[0])) {
		c.digits, r.rest, reason = cutDigits(r.rest)
		return c, reason
	}
	run, rest := r.cutNumerals(r.rest)
	c.chinese = true
	c.text = run
	if r.last > 0 || r.sections != [4]*big.Rat{} {
		c.text = strings.TrimLeft(run, "0")
		c.zero = c.text != run
	}
	fraction := ""
	for _, point := range []string{"点", "點"} {
		if after, ok := strings.CutPrefix(rest, point); ok {
			if fraction, rest = r.cutNumerals(after); fraction == "" {
				return c, "number.unreadable"
			}
		}
	}
	switch {
	case len(run)+len(fraction) > maxDigits:
		return c, "number.range"
	case fraction != "" && run == "" && r.last > 3, c.text == "" && fraction == "" && run != "":
		return c, "number.unreadable"
	case fraction != "" && c.text == "":
		c.zero = true // 十点五: the ten has been read
	}
	c.text += fraction
	c.places = len(fraction)
	r.rest = rest
	return c, ""
}

// cutNumerals takes a run of Chinese digits as Western ones.
func (r *numeral) cutNumerals(s string) (run, rest string) {
	taken, rest := cutWhile(s, func(c rune) bool { return chineseDigits[c] != 0 })
	var b strings.Builder
	for _, c := range taken {
		b.WriteByte(chineseDigits[c])
	}
	return b.String(), rest
}

// stands reports whether the coefficient may stand before the unit of that power,
// after a unit of the power last.
func (c coefficient) stands(power, last int) bool {
	whole := len(c.text) - c.places
	if c.chinese && whole > 1 {
		// 三五万 and 二三十 are two guesses, not two digits.
		if whole == 2 && !slices.Contains([]byte(c.text), '0') || power > 0 && power < 4 {
			return false
		}
	}
	if last == 0 || c.zero || power > 0 && (power < 4 || last >= 4) {
		return true
	}
	return whole == last // 二十五, 1万2000; but 三万五 is spoken, and means 35,000
}
