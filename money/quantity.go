package money

import (
	"math/big"
	"strings"
)

// Percent is the Unit of a Quantity that was written in hundredths: 66% has the value
// 66 and this unit.
const Percent = "percent"

// A Quantity is a number with what it counts. Without a currency or a unit it is a
// plain number.
type Quantity struct {
	Number
	Currency Currency // "" when none is named
	Unit     string   // Percent or ""
}

// ParseQuantity reads a whole cell: a number as ParseNumber knows it, with a currency
// before or after it, or a percentage.
//
//	672.2亿元  35.39亿美元  港币550亿元  6722000（万元）  672.2亿元人民币
//	USD 3.539 billion  HK$10 billion  1,234.50 USD  -US$5m  (€20)
//	66%  66 per cent  百分之六十六
//
// 元 alone is the renminbi, $ alone the US dollar, unless a surer name stands beside
// it. The error is a SyntaxError.
func ParseQuantity(s string) (Quantity, error) {
	c, err := parseCell(s)
	if err != nil {
		return Quantity{}, err
	}
	return Quantity{c.Number, c.mark.currency, c.unit}, nil
}

// ParseAmount reads a cell that holds an amount of money under a heading. What the
// cell says wins over the heading's unit: a unit word (万, 亿, thousand, million) or a
// currency written after the number, as in 500元, means that the number is whole as it
// stands. A currency before the number, as in US$500, says nothing of the unit.
// Currency is the heading's when the cell names none, and fallback when neither does.
//
// The error is a SyntaxError: those of ParseQuantity, currency.conflict when cell and
// heading name different currencies, currency.missing, number.percent,
// number.too-fine or number.range, and currency.ambiguous for a bare $, of which only the
// heading can say whose dollar it is.
func ParseAmount(s string, heading Unit, fallback Currency) (Amount, error) {
	c, err := parseCell(s)
	if err != nil {
		return Amount{}, err
	}
	if c.unit != "" {
		return Amount{}, &SyntaxError{s, "number.percent"}
	}
	m, ok := c.mark.with(mark{heading.Currency, heading.sign})
	switch {
	case !ok:
		return Amount{}, &SyntaxError{s, "currency.conflict"}
	case m.sign == "$" && heading.sign != "$":
		return Amount{}, &SyntaxError{s, "currency.ambiguous"}
	case !m.given() && fallback == "":
		return Amount{}, &SyntaxError{s, "currency.missing"}
	case !m.given():
		m.currency = fallback
	}
	v := c.Value
	if !c.whole && heading.Scale > 1 {
		v = new(big.Rat).Mul(v, new(big.Rat).SetInt64(heading.Scale))
	}
	return amountOf(s, v, m.currency)
}

// A cell is what ParseQuantity found, with how sure it is.
type cell struct {
	Number
	mark  mark
	unit  string
	whole bool // the cell names its own unit
}

func parseCell(s string) (cell, error) {
	text := fold(s)
	if text == "" {
		return cell{}, &SyntaxError{s, "number.empty"}
	}
	negative, text := cutSign(text)

	if rest, ok := cutPercent(text); ok {
		n, unit, reason := readNumber(rest)
		if reason == "" && (unit || negative && n.Value.Sign() < 0) {
			reason = "number.unreadable"
		}
		if reason != "" {
			return cell{}, &SyntaxError{s, reason}
		}
		return cell{Number: signed(n, negative), unit: Percent}, nil
	}

	// A cell may carry two marks on a side: 人民币￥500, 672.2亿元人民币.
	var c cell
	ok := true
	for range 2 {
		found, rest := cutMarkBefore(text)
		if c.mark, ok = c.mark.with(found); !ok {
			return cell{}, &SyntaxError{s, "currency.conflict"}
		}
		text = rest
	}
	before := c.mark.given()
	text = wholeYuan(openBracket(text))
	for range 2 {
		found, rest := cutMarkAfter(text)
		if c.mark, ok = c.mark.with(found); !ok {
			return cell{}, &SyntaxError{s, "currency.conflict"}
		}
		c.whole = c.whole || found.given()
		text = openBracket(rest)
	}
	if !negative && before {
		negative, text = cutSign(text) // US$-5
	}
	n, unit, reason := readNumber(text)
	if reason == "" && negative && n.Value.Sign() < 0 {
		reason = "number.unreadable"
	}
	if reason != "" {
		return cell{}, &SyntaxError{s, reason}
	}
	c.Number = signed(n, negative)
	c.whole = c.whole || unit
	return c, nil
}

func signed(n Number, negative bool) Number {
	if negative {
		n.Value.Neg(n.Value)
	}
	return n
}

// openBracket opens a bracket that holds the unit after a number: 6722000(万元).
func openBracket(s string) string {
	number, unit, ok := strings.Cut(s, "(")
	if inner, closed := strings.CutSuffix(unit, ")"); ok && closed && number != "" && !strings.ContainsAny(inner, "()") {
		return strings.TrimSpace(number) + " " + strings.TrimSpace(inner)
	}
	return s
}

// wholeYuan takes off the word that closes an amount on a cheque: 壹佰万元整.
func wholeYuan(s string) string {
	for _, yuan := range []string{"元", "圆", "圓"} {
		for _, word := range []string{"整", "正"} {
			if strings.HasSuffix(s, yuan+word) {
				return strings.TrimSuffix(s, word)
			}
		}
	}
	return s
}

// cutPercent takes the words for hundredths off a folded text.
func cutPercent(s string) (rest string, ok bool) {
	if rest, ok := strings.CutPrefix(s, "百分之"); ok {
		if rest == "百" {
			rest = "100" // all of it, and not to the nearest hundred
		}
		return rest, true
	}
	lower := strings.ToLower(s)
	for _, word := range []string{"%", "percent", "per cent"} {
		if strings.HasSuffix(lower, word) {
			return strings.TrimSpace(s[:len(s)-len(word)]), true
		}
	}
	return s, false
}
