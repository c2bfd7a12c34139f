package spoken

import (
	"math/big"
	"strings"
	"sync"

	"bridgehead/money"
)

var (
	ones = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
	tens = strings.Fields("zero ten twenty thirty forty fifty sixty seventy eighty ninety")
)

type scale struct {
	size int64
	word string
}

var scales = []scale{{1e12, "trillion"}, {1e9, "billion"}, {1e6, "million"}, {1000, "thousand"}}

// mostPoints is how many digits are said behind the point of millions, billions or trillions;
// a number that needs more is said in full.
const mostPoints = 4

// english writes a decimal as it is said.
func english(v *big.Rat) (string, error) {
	abs := new(big.Rat).Abs(v)
	text, ok := money.Decimal(abs)
	whole, decimals, _ := strings.Cut(text, ".")
	if !ok || len(whole) > 16 || len(decimals) > 20 {
		return "", tooLong()
	}
	said := ""
	for _, s := range scales[:3] {
		if abs.Cmp(new(big.Rat).SetInt64(s.size)) < 0 {
			continue
		}
		if scaled, _ := money.Decimal(new(big.Rat).Quo(abs, new(big.Rat).SetInt64(s.size))); places(scaled) <= mostPoints {
			said = pointed(scaled) + " " + s.word
		}
		break
	}
	if said == "" {
		said = pointed(text)
	}
	if v.Sign() < 0 {
		said = "minus " + said
	}
	return said, nil
}

func places(decimal string) int {
	_, d, _ := strings.Cut(decimal, ".")
	return len(d)
}

// pointed says a decimal, the digits behind its point one by one.
func pointed(decimal string) string {
	whole, decimals, _ := strings.Cut(decimal, ".")
	n, _ := new(big.Int).SetString(whole, 10)
	words := []string{cardinal(n.Int64())}
	if decimals != "" {
		words = append(words, "point")
	}
	for _, d := range decimals {
		words = append(words, ones[d-'0'])
	}
	return strings.Join(words, " ")
}

// cardinal says a whole number, with “and” before the tens as in London and Hong Kong.
func cardinal(n int64) string {
	switch {
	case n < 20:
		return ones[n]
	case n < 100 && n%10 == 0:
		return tens[n/10]
	case n < 100:
		return tens[n/10] + "-" + ones[n%10]
	case n < 1000:
		return joined(ones[n/100]+" hundred", n%100)
	}
	for _, s := range scales {
		if n >= s.size {
			return joined(cardinal(n/s.size)+" "+s.word, n%s.size)
		}
	}
	return ""
}

func joined(head string, rest int64) string {
	switch {
	case rest == 0:
		return head
	case rest < 100:
		return head + " and " + cardinal(rest)
	}
	return head + " " + cardinal(rest)
}

// fromEnglish reads what english wrote.
func fromEnglish(text string) (*big.Rat, error) {
	rest, negative := strings.CutPrefix(text, "minus ")
	words := strings.FieldsFunc(rest, func(r rune) bool { return r == ' ' || r == '-' })
	v, thousands, section := new(big.Rat), new(big.Rat), new(big.Rat)
	decimal := (*big.Rat)(nil) // the worth of the next digit behind the point
	for _, w := range words {
		n, known := wordValues()[w]
		switch {
		case w == "and":
		case w == "point" && decimal == nil:
			decimal = big.NewRat(1, 10)
		case !known:
			return nil, unreadable(text)
		case n == 1000:
			thousands, section = section.Mul(section, big.NewRat(1000, 1)), new(big.Rat)
		case n > 1000:
			section.Add(section, thousands)
			v.Add(v, section.Mul(section, new(big.Rat).SetInt64(n)))
			thousands, section, decimal = new(big.Rat), new(big.Rat), nil
		case n == 100:
			section.Mul(section, big.NewRat(100, 1))
		case decimal != nil:
			section.Add(section, new(big.Rat).Mul(decimal, big.NewRat(n, 1)))
			decimal.Mul(decimal, big.NewRat(1, 10))
		default:
			section.Add(section, big.NewRat(n, 1))
		}
	}
	v.Add(v, section.Add(section, thousands))
	if negative {
		v.Neg(v)
	}
	plain := func(s string) string {
		return strings.Join(strings.Fields(strings.NewReplacer("-", " ", " and ", " ").Replace(s)), " ")
	}
	again, err := english(v)
	if err != nil || plain(again) != plain(text) {
		return nil, unreadable(text)
	}
	return v, nil
}

var wordValues = sync.OnceValue(func() map[string]int64 {
	m := map[string]int64{"hundred": 100}
	for i, w := range ones {
		m[w] = int64(i)
	}
	for i, w := range tens[2:] {
		m[w] = int64(i+2) * 10
	}
	for _, s := range scales {
		m[s.word] = s.size
	}
	return m
})

var ordinals = map[string]string{
	"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth", "twelve": "twelfth",
}

// ordinal turns a cardinal into its ordinal: twenty-six, twenty-sixth.
func ordinal(cardinal string) string {
	at := strings.LastIndexAny(cardinal, " -") + 1
	head, last := cardinal[:at], cardinal[at:]
	switch irregular, ok := ordinals[last]; {
	case ok:
		return head + irregular
	case strings.HasSuffix(last, "y"):
		return head + strings.TrimSuffix(last, "y") + "ieth"
	}
	return head + last + "th"
}

// fromOrdinal undoes ordinal.
func fromOrdinal(text string) (*big.Rat, error) {
	at := strings.LastIndexAny(text, " -") + 1
	head, last := text[:at], text[at:]
	candidates := []string{strings.TrimSuffix(last, "th"), strings.TrimSuffix(last, "ieth") + "y"}
	for c, o := range ordinals {
		candidates = append(candidates, map[bool]string{true: c}[o == last])
	}
	for _, c := range candidates {
		if v, err := fromEnglish(head + c); err == nil && ordinal(head+c) == text {
			return v, nil
		}
	}
	return nil, unreadable(text)
}

// yearInEnglish says a year: twenty twenty-three, two thousand and five, nineteen oh five.
func yearInEnglish(y int64) string {
	switch century, rest := y/100, y%100; {
	case century%10 == 0 && rest < 10:
		return cardinal(y)
	case rest == 0:
		return cardinal(century) + " hundred"
	case rest < 10:
		return cardinal(century) + " oh " + ones[rest]
	default:
		return cardinal(century) + " " + cardinal(rest)
	}
}

var yearsInEnglish = sync.OnceValue(func() map[string]int64 {
	m := map[string]int64{}
	for y := int64(firstYear); y <= lastYear; y++ {
		m[yearInEnglish(y)] = y
	}
	return m
})
