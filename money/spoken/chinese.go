package spoken

import (
	"math/big"
	"slices"
	"strings"

	"bridgehead/lang"
	"bridgehead/money"
)

// script holds the characters of one Chinese script.
type script struct {
	digits                      []rune
	point, minus, two, wan, yi  string
	thousandTwo, tenThousandTwo bool // 两千 and 两万, or 二千 and 二萬
	circle, edition             string
}

var scripts = map[lang.Tag]script{
	lang.Hans: {[]rune("零一二三四五六七八九"), "点", "负", "两", "万", "亿", true, true, "〇", "届"},
	lang.Hant: {[]rune("零一二三四五六七八九"), "點", "負", "兩", "萬", "億", false, false, "零", "屆"},
}

// han writes a decimal as it is said: the whole number in 亿 and 万, the rest digit by digit.
func (s script) han(v *big.Rat) (string, error) {
	text, ok := money.Decimal(new(big.Rat).Abs(v))
	whole, decimals, _ := strings.Cut(text, ".")
	if !ok || len(whole) > 16 || len(decimals) > 20 {
		return "", tooLong()
	}
	var b strings.Builder
	if v.Sign() < 0 {
		b.WriteString(s.minus)
	}
	n, _ := new(big.Int).SetString(whole, 10)
	b.WriteString(s.whole(n.Int64()))
	if decimals != "" {
		b.WriteString(s.point + s.run(decimals))
	}
	return b.String(), nil
}

// run writes digits one by one.
func (s script) run(digits string) string {
	var b strings.Builder
	for _, d := range digits {
		b.WriteRune(s.digits[d-'0'])
	}
	return b.String()
}

// whole writes a whole number below 10^16.
func (s script) whole(n int64) string {
	if n == 0 {
		return "零"
	}
	text := s.below(n)
	if strings.HasPrefix(text, "一十") {
		text = strings.TrimPrefix(text, "一") // 十五 and 十二万, but 一百一十五
	}
	// 两 is what leads: 两千二百, 两万二千, 两亿; within a number it is 二.
	for _, unit := range []struct {
		word string
		on   bool
	}{{"千", s.thousandTwo}, {s.wan, s.tenThousandTwo || n >= 1e8}, {s.yi, true}} {
		if after, ok := strings.CutPrefix(text, "二"+unit.word); ok && unit.on {
			return s.two + unit.word + after
		}
	}
	return text
}

func (s script) below(n int64) string {
	for _, unit := range []struct {
		size int64
		word string
	}{{1e8, s.yi}, {1e4, s.wan}, {1000, "千"}, {100, "百"}, {10, "十"}} {
		if n < unit.size {
			continue
		}
		text := s.below(n/unit.size) + unit.word
		rest := n % unit.size
		switch {
		case rest == 0:
			return text
		case rest < unit.size/10: // a place is empty
			text += "零"
		}
		return text + s.below(rest)
	}
	return string(s.digits[n])
}

// counted is a number before what is counted: 两个, not 二个.
func (s script) counted(text string) string {
	if text == "二" {
		return s.two
	}
	return text
}

// fromHan reads what han or counted wrote.
func (s script) fromHan(text string) (*big.Rat, error) {
	rest, negative := strings.CutPrefix(text, s.minus)
	whole, decimals, pointed := strings.Cut(rest, s.point)
	n, err := money.ParseNumber(whole)
	if err != nil || pointed && decimals == "" {
		return nil, unreadable(text)
	}
	worth := big.NewRat(1, 10)
	for _, r := range decimals {
		digit := slices.Index(s.digits, r)
		if digit < 0 {
			return nil, unreadable(text)
		}
		n.Value.Add(n.Value, new(big.Rat).Mul(worth, big.NewRat(int64(digit), 1)))
		worth = new(big.Rat).Quo(worth, big.NewRat(10, 1))
	}
	if negative {
		n.Value.Neg(n.Value)
	}
	// Only one way of saying it is taken, 二 and 两 alike; what else reads as a number, such as digits
	// in a row, is not what is said.
	again, err := s.han(n.Value)
	plain := strings.NewReplacer(s.two, "二", "〇", "零").Replace
	if err != nil || plain(again) != plain(text) {
		return nil, unreadable(text)
	}
	return n.Value, nil
}
