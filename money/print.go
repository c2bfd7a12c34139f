package money

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"bridgehead/lang"
)

// Auto is the Style.Unit that chooses the unit by the size of the value.
const Auto = "auto"

// All is the Style.Digits that shows the exact value.
const All = -1

// Exact is the style of a headline: the unit chosen, every digit shown.
var Exact = Style{Unit: Auto, Digits: All}

// A Style says how a value is printed.
type Style struct {
	// Unit is Auto (or ""), or the unit to print in: "one" or 元 for none; 万, 亿 or 万亿 in
	// Chinese; thousand, million, billion or trillion in English. A unit that the language
	// does not have is Auto.
	//
	// Auto takes 万 for money (not for counts: 18,000), 亿, and 万亿 from ten thousand 亿;
	// in English million, billion and trillion. It goes by the printed form: a value that
	// rounds to 10,000万 is printed as 1亿. When the exact value would need more than
	// four decimals it is printed in a smaller unit instead, or in full.
	Unit string

	// Digits is the most decimals to show in the printed unit; what is finer is rounded
	// half up. All shows the exact value; of a value that is no decimal fraction it shows
	// four decimals. Note that a zero Style therefore prints whole units; Exact is the
	// style that loses nothing.
	Digits int

	// Pad shows all of Digits, trailing zeros included, so that columns line up.
	Pad bool

	// Bare leaves the currency out, for columns whose heading names it.
	Bare bool
}

// fewDecimals is how many decimals a value may show in a unit that was not asked for.
const fewDecimals = 4

// A rung is one unit of a language and the power of ten it stands for.
type rung struct {
	power int
	word  lang.Text
	asked []string // the names by which a style asks for it
	when  int      // when Auto takes it
}

const (
	always = iota
	forMoney
	never
)

var chineseRungs = []rung{
	{0, lang.Text{}, []string{"one", "元"}, always},
	{4, lang.Text{Hans: "万", Hant: "萬"}, []string{"万", "萬"}, forMoney},
	{8, lang.Text{Hans: "亿", Hant: "億"}, []string{"亿", "億"}, always},
	{12, lang.Text{Hans: "万亿", Hant: "萬億"}, []string{"万亿", "萬億"}, always},
}

var englishRungs = []rung{
	{0, lang.Text{}, []string{"one", "元"}, always},
	{3, lang.Text{En: " thousand"}, []string{"thousand"}, never},
	{6, lang.Text{En: " million"}, []string{"million"}, always},
	{9, lang.Text{En: " billion"}, []string{"billion"}, always},
	{12, lang.Text{En: " trillion"}, []string{"trillion"}, always},
}

// PrintNumber writes a count: 18,000; 1.2亿, 1.2億, 120 million.
func PrintNumber(v *big.Rat, tag lang.Tag, s Style) string {
	return Print(v, "", tag, s)
}

// Print writes v major units of a currency as the press does: 672.2亿元, 672.2億元,
// RMB 67.22 billion. Without a currency it writes a count.
func Print(v *big.Rat, c Currency, tag lang.Tag, s Style) string {
	l := layoutOf(v, c, tag, s)
	text := group(l.text) + l.rung.word.Get(tag)
	sign := ""
	if strings.Trim(l.text, "0.") != "" && v.Sign() < 0 {
		sign = "-"
	}
	if c == "" || s.Bare {
		return sign + text
	}
	if tag == lang.En {
		before := names[c].sign
		if before == "" {
			before = string(c) + " "
		}
		return sign + before + text
	}
	switch name := c.Name(tag); {
	case c == "CNY":
		return sign + text + "元"
	case name == string(c):
		return sign + text + " " + name
	default:
		return sign + text + name
	}
}

// Shown returns the number that Print shows: the rounded value and the worth of its
// last digit.
func Shown(v *big.Rat, c Currency, tag lang.Tag, s Style) Number {
	l := layoutOf(v, c, tag, s)
	step := scaleOf(l.rung.power - decimalsOf(l.text))
	return Number{RoundHalfUp(v, step), step}
}

// A layout is the unit chosen and the digits printed before it, without sign.
type layout struct {
	rung rung
	text string
}

func layoutOf(v *big.Rat, c Currency, tag lang.Tag, s Style) layout {
	v = new(big.Rat).Abs(v)
	lay := func(r rung) layout { return r.layout(v, c, s) }
	places, finite := 0, true
	if d, ok := shortDecimal(v); ok {
		if s.Digits < 0 {
			lay = func(r rung) layout { return r.shift(d, c) }
		}
	} else {
		places, finite = decimalPlaces(v)
	}
	rungs, ladder := chineseRungs, &chineseLadders
	if tag == lang.En {
		rungs, ladder = englishRungs, &englishLadders
	}
	for _, r := range rungs {
		for _, name := range r.asked {
			if name == s.Unit {
				return lay(r)
			}
		}
	}
	steps := ladder.counts
	if c != "" {
		steps = ladder.money
	}
	// Go up while what would be printed reaches the next unit.
	at := 0
	for at+1 < len(steps) && reaches(lay(steps[at]).text, steps[at+1].power-steps[at].power) {
		at++
	}
	if s.Digits >= 0 {
		return lay(steps[at])
	}
	// Go down while the exact value needs too many decimals, but never to 万 from above,
	// which would print five and more digits before it.
	if !finite || places > maxDigits {
		return lay(steps[at])
	}
	for top := at; at > 0; at-- {
		if at < top && steps[at].when == forMoney {
			continue
		}
		if l := lay(steps[at]); decimalsOf(l.text) <= fewDecimals {
			return l
		}
	}
	return lay(steps[0])
}

// ladders are the rungs between which Auto chooses.
type ladders struct{ counts, money []rung }

var chineseLadders, englishLadders = laddersOf(chineseRungs), laddersOf(englishRungs)

func laddersOf(rungs []rung) (l ladders) {
	for _, r := range rungs {
		if r.when == always {
			l.counts = append(l.counts, r)
		}
		if r.when != never {
			l.money = append(l.money, r)
		}
	}
	return l
}

// A written number is one of few digits: those written, of which so many are decimals.
type writtenNumber struct {
	digits string
	places int
}

// shortDecimal returns the digits of what nearly every printed value is: an amount in minor
// units, a count. A page of a list prints hundreds.
func shortDecimal(v *big.Rat) (writtenNumber, bool) {
	if !v.Num().IsInt64() || !v.Denom().IsInt64() {
		return writtenNumber{}, false
	}
	n, by := v.Num().Int64(), v.Denom().Int64()
	for places, unit := 0, int64(1); places <= fewDecimals; places, unit = places+1, unit*10 {
		if unit%by == 0 && n <= math.MaxInt64/(unit/by) {
			return writtenNumber{strconv.FormatInt(n*(unit/by), 10), places}, true
		}
	}
	return writtenNumber{}, false
}

// shift is layout for the exact value of a decimal: only its point moves.
func (r rung) shift(d writtenNumber, c Currency) layout {
	places := d.places + r.power
	digits := d.digits
	if len(digits) <= places {
		digits = strings.Repeat("0", places+1-len(digits)) + digits
	}
	whole, fraction := digits[:len(digits)-places], strings.TrimRight(digits[len(digits)-places:], "0")
	if fraction == "" {
		return layout{r, whole}
	}
	for c != "" && r.power == 0 && len(fraction) < c.Digits() {
		fraction += "0"
	}
	return layout{r, whole + "." + fraction}
}

// layout prints v, which is not negative, in the unit.
func (r rung) layout(v *big.Rat, c Currency, s Style) layout {
	v = new(big.Rat).Quo(v, scaleOf(r.power))
	exact, ok := decimalPlaces(v)
	digits := s.Digits
	if digits < 0 {
		digits = exact
		if !ok {
			digits = fewDecimals
		}
	}
	text := RoundHalfUp(v, scaleOf(-digits)).FloatString(digits)
	if s.Pad && s.Digits >= 0 || !strings.Contains(text, ".") {
		return layout{r, text}
	}
	text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	// Cents are written in full: 12.50, not 12.5.
	if c != "" && r.power == 0 && decimalsOf(text) > 0 && (s.Digits < 0 || c.Digits() <= s.Digits) {
		for decimalsOf(text) < c.Digits() {
			text += "0"
		}
	}
	return layout{r, text}
}

// reaches reports whether a printed number is ten to the power or more.
func reaches(text string, power int) bool {
	whole, _, _ := strings.Cut(text, ".")
	return len(whole) > power
}

func decimalsOf(text string) int {
	_, fraction, _ := strings.Cut(text, ".")
	return len(fraction)
}

// group puts a comma before each three digits of the whole part.
func group(text string) string {
	whole, fraction, _ := strings.Cut(text, ".")
	var b strings.Builder
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	if fraction != "" {
		b.WriteString("." + fraction)
	}
	return b.String()
}
