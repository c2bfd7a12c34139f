package chart

import (
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/money"
)

// A kind is what values must share to be drawn on one axis.
type kind struct {
	unit     string
	currency money.Currency
}

// kindOf returns the kind that most of the known values have, the first of them on a tie.
func kindOf(values []figure.Figure) kind {
	count := map[kind]int{}
	for _, f := range values {
		if known(f) {
			count[kind{f.Unit, f.Currency}]++
		}
	}
	var best kind
	for _, f := range values {
		if k := (kind{f.Unit, f.Currency}); known(f) && count[k] > count[best] {
			best = k
		}
	}
	return best
}

// known reports whether a figure says anything of its value.
func known(f figure.Figure) bool { return f.Interval.Low != nil || f.Interval.High != nil }

// draws reports whether a figure can be drawn on an axis of the kind.
func (k kind) draws(f figure.Figure) bool {
	return known(f) && f.Unit == k.unit && f.Currency == k.currency
}

// said returns a figure in full: over US$111 billion, 34 agreements, not known.
func said(f figure.Figure, tag lang.Tag) string { return prepared(f).Show(tag) }

// bare returns it without the counted noun.
func bare(f figure.Figure, tag lang.Tag) string { return prepared(f).ShowBare(tag) }

// prepared gives a figure that has only an interval the qualifier that belongs to it.
func prepared(f figure.Figure) figure.Figure {
	if f.Qualifier == "" || f.Value == nil && f.Qualifier != figure.Between {
		f.Qualifier, f.Value = f.Interval.Qualify()
	}
	return f
}

// ends returns the finite ends of all the values that can be drawn, with zero.
func (k kind) ends(values []figure.Figure) (low, high *big.Rat) {
	low, high = new(big.Rat), new(big.Rat)
	for _, f := range values {
		if !k.draws(f) {
			continue
		}
		for _, v := range []*big.Rat{f.Interval.Low, f.Interval.High, f.Value} {
			if v != nil && v.Cmp(low) < 0 {
				low = v
			}
			if v != nil && v.Cmp(high) > 0 {
				high = v
			}
		}
	}
	return low, high
}

// any reports whether there is anything to draw.
func (k kind) any(values []figure.Figure) bool { return slices.ContainsFunc(values, k.draws) }

// whole reports whether only whole numbers make sense on the axis: all of them are whole,
// and no amounts of money.
func (k kind) whole(values []figure.Figure) bool {
	if k.currency != "" || k.unit == "percent" {
		return false
	}
	for _, f := range values {
		for _, v := range []*big.Rat{f.Interval.Low, f.Interval.High, f.Value} {
			if k.draws(f) && v != nil && !v.IsInt() {
				return false
			}
		}
	}
	return true
}

// A reading is how the numbers of one axis are written: all in one unit, which stands
// beside it once.
type reading struct {
	kind  kind
	tag   lang.Tag
	unit  unit
	units []unit // all that a number of the kind may be printed in, largest first

	caption string // the unit of the axis: 亿美元, US$ billion, 10⁴⁰美元, × 10⁻⁹; "" for plain numbers
	power   bool   // the unit is a power of ten, since none with a name is near
}

// A unit is a size in which numbers are printed, and what then stands before and behind
// them: US$ and billion.
type unit struct {
	size           *big.Rat
	before, behind string
}

// The units that numbers are printed in, largest first.
var units = map[lang.Tag][]struct {
	name  string
	power int
	money bool // for money alone: as in print, counts have no 万
}{
	lang.Hans: {{"万亿", 12, false}, {"亿", 8, false}, {"万", 4, true}, {"one", 0, false}},
	lang.Hant: {{"万亿", 12, false}, {"亿", 8, false}, {"万", 4, true}, {"one", 0, false}},
	lang.En:   {{"trillion", 12, false}, {"billion", 9, false}, {"million", 6, false}, {"one", 0, false}},
}

// reads returns the reading for an axis with the given ends.
func (k kind) reads(low, high *big.Rat, tag lang.Tag) reading {
	top := new(big.Rat).Abs(high)
	if l := new(big.Rat).Abs(low); l.Cmp(top) > 0 {
		top = l
	}
	r := reading{kind: k, tag: tag}
	for _, u := range units[tag] {
		if u.money && k.currency == "" {
			continue
		}
		found := unit{size: tenTo(u.power)}
		// What is printed around the number 1 is what stands around every number.
		one := money.Print(found.size, k.currency, tag, money.Style{Unit: u.name})
		found.before, found.behind, _ = strings.Cut(one, "1")
		r.units = append(r.units, found)
		if r.unit.size == nil && (top.Cmp(found.size) >= 0 || u.power == 0) {
			r.unit = found
		}
	}
	r.caption = strings.Join(strings.Fields(r.unit.before+r.unit.behind), " ")

	// Far beyond the units that have names, or far below one, the unit is a power of ten.
	most, least := big.NewRat(1e7, 1), big.NewRat(1, 1e4)
	largest := r.unit.size.Cmp(r.units[0].size) == 0
	if part := new(big.Rat).Quo(top, r.unit.size); top.Sign() > 0 && (largest && part.Cmp(most) >= 0 || part.Cmp(least) < 0) {
		n := magnitude(top)
		one := money.Print(big.NewRat(1, 1), k.currency, tag, money.Style{Unit: "one"})
		if one == "1" {
			one = "× 1"
		}
		r.caption = strings.Replace(one, "1", "10"+raised(n), 1)
		r.unit, r.power = unit{size: tenTo(n)}, true
	}
	return r
}

// raised writes an exponent.
func raised(n int) string {
	digits := []rune("⁰¹²³⁴⁵⁶⁷⁸⁹")
	return strings.Map(func(r rune) rune {
		if r == '-' {
			return '⁻'
		}
		return digits[r-'0']
	}, strconv.Itoa(n))
}

// plain writes a number without a unit, with every digit it has.
func plain(v *big.Rat, tag lang.Tag) string {
	return money.PrintNumber(v, tag, money.Style{Unit: "one", Digits: money.All})
}

// tick writes the number at one tick.
func (r reading) tick(v *big.Rat) string {
	text := plain(new(big.Rat).Quo(v, r.unit.size), r.tag)
	if r.kind.unit == "percent" {
		return lang.Say(r.tag, "word.count.percent", lang.Args{"n": text})
	}
	return text
}

var digits = regexp.MustCompile(`[0-9][0-9,]*(\.[0-9]+)?`)

// short writes a figure in the unit of the axis without naming it: over 111 for over
// US$111 billion, 0.09 for US$90 million, 4.1–6.3 for what lies between two. It
// has the digits of the figure's own text, no more and no less; where that would need many
// decimals it is that text.
func (r reading) short(f figure.Figure) string {
	text := bare(f, r.tag)
	var b strings.Builder
	var numbers []string
	rest := text
	for {
		at := digits.FindStringIndex(rest)
		if at == nil {
			break
		}
		number, before, after, ok := r.convert(rest[:at[0]], rest[at[0]:at[1]], rest[at[1]:])
		if !ok {
			return text
		}
		numbers = append(numbers, number)
		b.WriteString(before + number)
		rest = after
	}
	if f.Qualifier == figure.Between && len(numbers) == 2 && !strings.Contains(text, "-") {
		return numbers[0] + "–" + numbers[1]
	}
	return b.String() + rest
}

// convert brings a printed number to the unit of the axis and takes its own unit away from
// the text around it.
func (r reading) convert(before, number, after string) (converted, left, right string, ok bool) {
	for _, u := range r.units {
		left, ok1 := strings.CutSuffix(before, u.before)
		right, ok2 := strings.CutPrefix(after, u.behind)
		v, ok3 := new(big.Rat).SetString(strings.ReplaceAll(number, ",", ""))
		if !ok1 || !ok2 || !ok3 {
			continue
		}
		if u.size.Cmp(r.unit.size) == 0 {
			return number, left, right, true
		}
		v.Mul(v, u.size).Quo(v, r.unit.size)
		if r.power && v.Cmp(big.NewRat(1, 10)) >= 0 {
			v = money.RoundHalfUp(v, big.NewRat(1, 10_000))
		}
		text := plain(v, r.tag)
		_, decimals, _ := strings.Cut(text, ".")
		return text, left, right, len(decimals) <= fewDecimals
	}
	return "", "", "", false
}

// fewDecimals is how many decimals a number may have in a unit that is not its own; in a
// power of ten it is rounded to them, unless it is too small a part of it.
const fewDecimals = 4
