package money

import (
	"iter"
	"slices"
	"strings"

	"bridgehead/lang"
)

// A Currency is an ISO 4217 alphabetic code, "" when there is none.
type Currency string

// The codes of ISO 4217 by the number of decimal places of their minor unit. Codes
// without a minor unit (gold, drawing rights) are left out: no amount of them is a
// whole number of anything. The second line of digits2 and TRL are no longer legal
// tender; they stand in the ECB's history.
const (
	digits0 = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF TRL UGX UYI VND VUV XAF XOF XPF"
	digits3 = "BHD IQD JOD KWD LYD OMR TND"
	digits4 = "CLF UYW"
	digits2 = "ANG BGN CUC CYP EEK HRK LTL LVL MTL ROL SIT SKK SLL ZWL " +
		"AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD " +
		"CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP " +
		"GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT " +
		"LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN " +
		"NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD " +
		"SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS " +
		"VED VES WST XAD XCD XCG YER ZAR ZMW ZWG"
)

var minorDigits = func() map[Currency]int {
	m := make(map[Currency]int)
	for digits, codes := range map[int]string{0: digits0, 2: digits2, 3: digits3, 4: digits4} {
		for _, code := range strings.Fields(codes) {
			m[Currency(code)] = digits
		}
	}
	return m
}()

// Known reports whether c is a code of the list, in use or historic.
func (c Currency) Known() bool {
	_, ok := minorDigits[c]
	return ok
}

// Digits returns the number of decimal places of the minor unit, 2 for a code that is
// not known.
func (c Currency) Digits() int {
	if digits, ok := minorDigits[c]; ok {
		return digits
	}
	return 2
}

// Name returns what the currency is called in the language, the code when it has no
// name here: 人民币, 美元, Hong Kong dollar.
func (c Currency) Name(tag lang.Tag) string {
	if name := names[c].name.Get(tag); name != "" {
		return name
	}
	return string(c)
}

// ParseCurrency understands a code in any case and width, and the names and signs that
// people type in the three languages: 人民币, RMB, CN¥, 美金, US$, 港幣, €. A sign that
// several currencies share stands for the likeliest at such a fair: $ for the US
// dollar, ¥ and 元 for the renminbi. Otherwise it returns a SyntaxError, currency.unknown
// or number.empty.
func ParseCurrency(s string) (Currency, error) {
	text := strings.Join(strings.Fields(fold(s)), " ")
	if text == "" {
		return "", &SyntaxError{s, "number.empty"}
	}
	if c := Currency(strings.ToUpper(text)); c.Known() {
		return c, nil
	}
	if m, ok := markOf(text); ok {
		return m.currency, nil
	}
	return "", &SyntaxError{s, "currency.unknown"}
}

// A mark is what a text says of its currency. A loose mark is a sign that several
// currencies share: it stands for the likeliest unless something surer names another
// that also goes by it, as in 港币550亿元.
type mark struct {
	currency Currency
	sign     string // the key of sharing; "" when the mark is sure
}

// given reports whether the mark names a currency at all.
func (m mark) given() bool { return m.currency != "" }

// with returns what two marks say together, false when they contradict each other.
func (m mark) with(o mark) (mark, bool) {
	switch {
	case !m.given():
		return o, true
	case !o.given(), m.currency == o.currency && o.sign != "":
		return m, true
	case m.currency == o.currency:
		return o, true
	case o.goesBy(m.currency):
		return m, true
	case m.goesBy(o.currency):
		return o, true
	}
	return mark{}, false
}

func (m mark) goesBy(c Currency) bool { return slices.Contains(sharing[m.sign], c) }

// markOf looks up a whole name, sign or code; names in any case, bare codes only in
// capitals, because "all", "top" and "try" are words as well as codes.
func markOf(text string) (mark, bool) {
	if m, ok := marks[strings.ToUpper(text)]; ok {
		return m, true
	}
	if c := Currency(text); c.Known() {
		return mark{currency: c}, true
	}
	return mark{}, false
}

// A CurrencyName is a word or sign that stands for a currency in a text, in capitals. A
// loose one (元, $, ¥) is shared by several currencies and stands for the likeliest.
type CurrencyName struct {
	Word     string
	Currency Currency
	Loose    string // the shared sign; "" when the name is sure
}

// CurrencyNames lists every name and sign that ParseCurrency knows, without the bare codes
// of currencies that have no name here, in no order.
func CurrencyNames() iter.Seq[CurrencyName] {
	return func(yield func(CurrencyName) bool) {
		for word, m := range marks {
			if !yield(CurrencyName{word, m.currency, m.sign}) {
				return
			}
		}
	}
}

// GoesBy reports whether c is one of the currencies that share a sign: the Hong Kong
// dollar goes by 元 and by $.
func (c Currency) GoesBy(sign string) bool { return mark{sign: sign}.goesBy(c) }

// cutMarkBefore takes the longest currency mark from the beginning of text.
func cutMarkBefore(text string) (mark, string) {
	r := []rune(text)
	for n := min(longestMark, len(r)); n > 0; n-- {
		if n < len(r) && isLetter(r[n-1]) && isLetter(r[n]) {
			continue
		}
		if m, ok := markOf(string(r[:n])); ok {
			return m, strings.TrimSpace(string(r[n:]))
		}
	}
	return mark{}, text
}

// cutMarkAfter takes the longest currency mark from the end of text.
func cutMarkAfter(text string) (mark, string) {
	r := []rune(text)
	for n := min(longestMark, len(r)); n > 0; n-- {
		at := len(r) - n
		if at > 0 && isLetter(r[at-1]) && isLetter(r[at]) {
			continue
		}
		if m, ok := markOf(string(r[at:])); ok {
			return m, strings.TrimSpace(string(r[:at]))
		}
	}
	return mark{}, text
}

func isLetter(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }
