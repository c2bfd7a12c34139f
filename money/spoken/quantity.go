package spoken

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"bridgehead/lang"
	"bridgehead/money"
)

// A Kind says what a quantity is of.
type Kind string

// The kinds of quantities.
const (
	Number  Kind = "number"
	Money   Kind = "money"
	Count   Kind = "count" // of things that the catalogue has a word for
	Percent Kind = "percent"
	Ordinal Kind = "ordinal" // of an edition
	Year    Kind = "year"
	Day     Kind = "day"
)

// The years that can be said.
const (
	firstYear = 1000
	lastYear  = 2999
)

// A Quantity is what is said: a number with what it is of.
type Quantity struct {
	Kind     Kind
	Value    *big.Rat       // the lower end of a range; nil for a day
	High     *big.Rat       // the upper end of a range of numbers, money, counts or percent; else nil
	Currency money.Currency // of money: one that has its words here
	Noun     string         // of a count: agreement, as in the catalogue's word.count.agreement
	Day      lang.Date      // of a day
}

// Nouns are what can be counted.
var Nouns = []string{
	"edition", "session", "track", "party", "enterprise", "office", "district", "project", "agreement", "deployment", "programme",
	"facility", "delegate", "person", "meeting", "country", "cluster", "field", "result", "booth", "job", "year", "day",
}

// coins are the currencies as they are said behind a number.
var coins = map[money.Currency]struct{ hans, hant, one, many string }{
	"CNY": {"元", "元", "yuan", "yuan"},
	"HKD": {"港元", "港元", "Hong Kong dollar", "Hong Kong dollars"},
	"USD": {"美元", "美元", "US dollar", "US dollars"},
	"MOP": {"澳门元", "澳門元", "pataca", "patacas"},
	"EUR": {"欧元", "歐元", "euro", "euros"},
	"GBP": {"英镑", "英鎊", "pound sterling", "pounds sterling"},
	"JPY": {"日元", "日圓", "yen", "yen"},
	"SGD": {"新加坡元", "新加坡元", "Singapore dollar", "Singapore dollars"},
}

// Say writes the quantity as it is said in the language. The error is invalid: a number that is no
// decimal, or has more than 16 digits before its point; a year before 1000; an unknown currency.
func (q Quantity) Say(tag lang.Tag) (string, error) {
	s, chinese := scripts[tag]
	number := english
	if chinese {
		number = s.han
	}
	switch q.Kind {
	case Year:
		if !q.Value.IsInt() || q.Value.Cmp(big.NewRat(firstYear, 1)) < 0 || q.Value.Cmp(big.NewRat(lastYear, 1)) > 0 {
			return "", lang.Invalid("spoken.year")
		}
		y := q.Value.Num().Int64()
		if chinese {
			return s.year(y), nil
		}
		return yearInEnglish(y), nil
	case Day:
		t := q.Day.Time()
		if q.Day == "" || !q.Day.Valid() || t.Year() < firstYear || t.Year() > lastYear {
			return "", lang.Invalid("spoken.year")
		}
		if chinese {
			return s.year(int64(t.Year())) + s.whole(int64(t.Month())) + "月" + s.whole(int64(t.Day())) + "日", nil
		}
		return "the " + ordinal(cardinal(int64(t.Day()))) + " of " + t.Month().String() + ", " + yearInEnglish(int64(t.Year())), nil
	}
	low, err := number(q.Value)
	if err != nil {
		return "", err
	}
	high := ""
	if q.High != nil {
		if high, err = number(q.High); err != nil {
			return "", err
		}
	}
	switch q.Kind {
	case Ordinal:
		if !q.Value.IsInt() || q.Value.Sign() <= 0 {
			return "", lang.Invalid("spoken.ordinal")
		}
		if chinese {
			// 第二届: an ordinal is never 两.
			return "第" + strings.Replace(low, s.two, "二", 1) + s.edition, nil
		}
		return "the " + ordinal(low) + " edition", nil
	case Percent:
		if !chinese {
			return ranged(low, high, " to ") + " per cent", nil
		}
		return ranged(s.share(low), s.share(high), "至"), nil
	}
	one := q.High == nil && low == "one"
	if chinese {
		if q.Kind != Number {
			low, high = s.counted(low), s.counted(high)
		}
		before, after, err := q.around(tag, one)
		return before + ranged(low, high, "至") + after, err
	}
	before, after, err := q.around(tag, one)
	return before + ranged(low, high, " to ") + after, err
}

func ranged(low, high, between string) string {
	if high == "" {
		return low
	}
	return low + between + high
}

// share says a percentage: 百分之六十六点五, 负百分之三.
func (s script) share(number string) string {
	if number == "" {
		return ""
	}
	if rest, negative := strings.CutPrefix(number, s.minus); negative {
		return s.minus + "百分之" + rest
	}
	return "百分之" + number
}

// year says a year digit by digit.
func (s script) year(y int64) string {
	return strings.ReplaceAll(s.run(strconv.FormatInt(y, 10)), "零", s.circle) + "年"
}

// around returns what stands before and after the number.
func (q Quantity) around(tag lang.Tag, one bool) (before, after string, err error) {
	switch q.Kind {
	case Money:
		c, ok := coins[q.Currency]
		if !ok {
			return "", "", lang.Invalid("spoken.currency", lang.Args{"currency": string(q.Currency)})
		}
		switch {
		case tag == lang.Hans:
			return "", c.hans, nil
		case tag == lang.Hant:
			return "", c.hant, nil
		case one:
			return "", " " + c.one, nil
		}
		return "", " " + c.many, nil
	case Count:
		if !lang.Has("word.count." + q.Noun) {
			return "", "", lang.Invalid("spoken.noun", lang.Args{"noun": q.Noun})
		}
		n := 2
		if one {
			n = 1
		}
		before, after, _ = strings.Cut(lang.Say(tag, "word.count."+q.Noun, lang.Args{"n": n}), strconv.Itoa(n))
		return before, after, nil
	}
	return "", "", nil
}

// Read reads what Say wrote. The error is invalid.
func Read(text string, tag lang.Tag) (Quantity, error) {
	s, chinese := scripts[tag]
	text = strings.TrimSpace(text)
	if q, ok := readDay(text, s, chinese); ok {
		return q, nil
	}
	number, between := fromEnglish, " to "
	if chinese {
		number, between = s.fromHan, "至"
	}
	numbers := func(kind Kind, text string) (Quantity, bool) {
		low, high, is := strings.Cut(text, between)
		q := Quantity{Kind: kind}
		var err error
		if q.Value, err = number(low); err == nil && is {
			q.High, err = number(high)
		}
		return q, err == nil
	}
	if chinese {
		if inner, ok := strings.CutPrefix(text, "第"); ok {
			inner = strings.TrimSuffix(inner, s.edition)
			q, ok := numbers(Ordinal, inner)
			return numbersOrRefuse(q, ok && q.High == nil && q.Value.IsInt() && q.Value.Sign() > 0)(text)
		}
		if strings.Contains(text, "百分之") {
			return numbersOrRefuse(numbers(Percent, strings.ReplaceAll(text, "百分之", "")))(text)
		}
	} else {
		if inner, ok := strings.CutSuffix(text, " edition"); ok && strings.HasPrefix(inner, "the ") {
			v, err := fromOrdinal(strings.TrimPrefix(inner, "the "))
			return Quantity{Kind: Ordinal, Value: v}, err
		}
		if inner, ok := strings.CutSuffix(text, " per cent"); ok {
			return numbersOrRefuse(numbers(Percent, inner))(text)
		}
	}
	if q, ok := numbers(Number, text); ok {
		return q, nil
	}
	try := func(q Quantity) (Quantity, bool) {
		for _, one := range []bool{false, true} {
			before, after, err := q.around(tag, one)
			inner, starts := strings.CutPrefix(text, before)
			inner, ends := strings.CutSuffix(inner, after)
			if err != nil || !starts || !ends {
				continue
			}
			if found, ok := numbers(q.Kind, inner); ok {
				found.Currency, found.Noun = q.Currency, q.Noun
				return found, true
			}
		}
		return q, false
	}
	for c := range coins {
		if q, ok := try(Quantity{Kind: Money, Currency: c}); ok {
			return q, nil
		}
	}
	for _, n := range Nouns {
		if q, ok := try(Quantity{Kind: Count, Noun: n}); ok {
			return q, nil
		}
	}
	return Quantity{}, unreadable(text)
}

func numbersOrRefuse(q Quantity, ok bool) func(text string) (Quantity, error) {
	return func(text string) (Quantity, error) {
		if !ok {
			return Quantity{}, unreadable(text)
		}
		return q, nil
	}
}

// readDay reads a year or a day.
func readDay(text string, s script, chinese bool) (Quantity, bool) {
	if !chinese {
		if y, ok := yearsInEnglish()[text]; ok && !isCardinal(text) {
			return Quantity{Kind: Year, Value: big.NewRat(y, 1)}, true
		}
		head, year, _ := strings.Cut(text, ", ")
		day, month, ok := strings.Cut(strings.TrimPrefix(head, "the "), " of ")
		y, known := yearsInEnglish()[year]
		d, err := fromOrdinal(day)
		if !ok || !known || err != nil {
			return Quantity{}, false
		}
		for m := time.January; m <= time.December; m++ {
			if m.String() == month {
				date := lang.Date(fmt.Sprintf("%04d-%02d-%02d", y, int(m), d.Num().Int64()))
				return Quantity{Kind: Day, Day: date}, date.Valid()
			}
		}
		return Quantity{}, false
	}
	year, rest, ok := strings.Cut(text, "年")
	digits := []rune(strings.ReplaceAll(year, "〇", "零"))
	if !ok || len(digits) != 4 {
		return Quantity{}, false
	}
	var y int64
	for _, r := range digits {
		at := int64(strings.IndexRune(string(s.digits), r)) / 3
		if !strings.ContainsRune(string(s.digits), r) {
			return Quantity{}, false
		}
		y = y*10 + at
	}
	if rest == "" {
		return Quantity{Kind: Year, Value: big.NewRat(y, 1)}, y >= firstYear && y <= lastYear
	}
	month, day, _ := strings.Cut(strings.TrimSuffix(rest, "日"), "月")
	m, err := s.fromHan(month)
	d, err2 := s.fromHan(day)
	if err != nil || err2 != nil || !m.IsInt() || !d.IsInt() {
		return Quantity{}, false
	}
	date := lang.Date(fmt.Sprintf("%04d-%02d-%02d", y, m.Num().Int64(), d.Num().Int64()))
	return Quantity{Kind: Day, Day: date}, date.Valid()
}

// isCardinal reports whether a year is said as a plain number would be: two thousand and five.
// Heard alone it is that number.
func isCardinal(text string) bool {
	_, err := fromEnglish(text)
	return err == nil
}

func unreadable(text string) error { return lang.Invalid("spoken.unreadable", lang.Args{"text": text}) }

func tooLong() error { return lang.Invalid("spoken.range") }
