package claim

import (
	"strings"

	"bridgehead/money"
)

// A mark is what a word says of the currency. A loose sign (元, $, ¥) stands for the
// likeliest of those that share it, unless something surer names another.
type mark struct {
	currency money.Currency
	loose    string
	unnamed  string // francs, bitcoins: money without a code
	power    int    // MEUR: millions
}

func (m mark) given() bool { return m.currency != "" || m.unnamed != "" }

// with joins two marks on one number; false when they contradict each other.
func (m mark) with(o mark) (mark, bool) {
	o.power += m.power
	switch {
	case !m.given():
		return o, true
	case m.unnamed != "" || o.unnamed != "":
		return m, false
	case m.currency == o.currency && (o.loose == "" || m.loose != ""):
		return o, true
	case m.currency == o.currency:
		m.power = o.power
		return m, true
	case o.loose != "" && m.loose == "" && m.currency.GoesBy(o.loose):
		m.power = o.power
		return m, true
	case m.loose != "" && o.loose == "" && o.currency.GoesBy(m.loose):
		return o, true
	}
	return m, false
}

// markAt returns the mark of a token.
func (p *parser) markAt(i int) (m mark, ok bool) {
	s := p.sense(i, catCurrency)
	if s == nil {
		return m, false
	}
	if s.str == "" {
		t := p.tokens[i]
		return mark{unnamed: p.text(int(t.start), int(t.end))}, true
	}
	m = mark{currency: money.Currency(s.str[:3]), loose: s.str[3:], power: s.val}
	return m, true
}

// A sort of text: which currency its loose signs stand for.
type signs struct{ dollar, yuan, yen money.Currency }

// findSigns looks once over the text for the currencies that it names.
func (p *parser) findSigns() signs {
	var named [6]bool // CNY HKD USD JPY TWD MOP
	codes := [6]money.Currency{"CNY", "HKD", "USD", "JPY", "TWD", "MOP"}
	for i := range p.tokens {
		if !p.is(i, catCurrency) {
			continue
		}
		if m, ok := p.markAt(i); ok && m.loose == "" {
			for k, c := range codes {
				named[k] = named[k] || c == m.currency
			}
		}
	}
	s := signs{dollar: "USD", yuan: "CNY", yen: "CNY"}
	if named[1] && !named[2] {
		s.dollar = "HKD"
	}
	if !named[0] && !named[2] {
		switch {
		case named[1]:
			s.yuan = "HKD"
		case named[4]:
			s.yuan = "TWD"
		}
	}
	if named[3] && !named[0] {
		s.yen = "JPY"
	}
	return s
}

// settle makes a loose sign the currency that the text counts in, and says so.
func (p *parser) settle(q *quantity, m mark) {
	q.kind = Money
	q.currency, q.loose = m.currency, m.loose
	switch {
	case m.unnamed != "":
		q.unit = m.unnamed
	case m.loose == "$":
		q.currency = p.signs.dollar
	case m.loose == "元":
		q.currency = p.signs.yuan
	case m.loose == "¥":
		q.currency = p.signs.yen
	}
	if m.loose != "" {
		q.assumed = append(q.assumed, "currency:"+string(q.currency))
	}
}

// prefixed reports whether the currency sign at the token belongs to a number behind it:
// it touches that one and nothing before it.
func (p *parser) prefixed(i int) bool {
	return i+1 < len(p.tokens) && p.tokens[i+1].kind == tNumber && !p.gap(i+1) && (p.gap(i) || !p.sign(i))
}

// sign reports whether the token is a sign and not a word: $, HK$, €.
func (p *parser) sign(i int) bool {
	t := p.tokens[i]
	return p.class(int(t.end)-1) == classOther
}

// marksBefore reads up to two currencies before a number: 人民币￥500, c $ 16, RMB 67.
func (p *parser) marksBefore(i int) (m mark, next int) {
	at := i
	for range 2 {
		found, ok := p.markAt(at)
		if !ok || !p.leads(at) {
			break
		}
		both, ok := m.with(found)
		if !ok {
			break
		}
		m = both
		at++
	}
	if at == i {
		return m, i
	}
	// Only a number, a sign of one, or the other mark may follow.
	if at < len(p.tokens) && (p.tokens[at].kind == tNumber || p.hyphen(at) || p.numberWord(at)) {
		return m, at
	}
	return mark{}, i
}

func (p *parser) numberWord(i int) bool {
	return p.is(i, catSmall) || p.is(i, catTens) || p.is(i, catHalf)
}

// leads reports whether the currency may stand before its number. Names such as won, mark
// or crown are other words there.
func (p *parser) leads(i int) bool {
	t := p.tokens[i]
	if p.sign(i) || t.ref < 0 || p.class(int(t.start)) != classLetter {
		// 元 and 块 stand behind their number; what leads is a name.
		return p.r[t.start] != '元' && p.r[t.start] != '块' && p.r[t.start] != '刀' && p.r[t.start] != '蚊' && p.r[t.start] != '圆'
	}
	switch p.folded(i) {
	case "sen", "dollar", "dollars", "rmb", "renminbi", "rm", "yuan", "euro", "cny", "bitcoin", "hk$", "rs", "rs.", "inr", "usd", "hkd", "eur", "gbp", "jpy", "sgd", "twd", "mop", "krw", "ntd", "rp", "chf", "dh", "dhs", "fr.", "sfr", "zar", "idr", "php", "nok", "sek", "dkk", "pln", "nzd", "aud", "cad", "btc", "vnd", "thb", "myr", "brl", "mxn", "rub", "sar", "aed", "isk", "czk", "huf", "ron", "ils", "bgn", "hrk":
		return true
	}
	return false
}

// currency reads currencies behind a number, and the parts that follow: 元人民币, 50元6角三分,
// thirteen dollars and forty-five cents, 75 USD million.
func (p *parser) currency(q *quantity, v *value, m mark, j int) (end int, ok bool) {
	at := j
	if p.mark(at, '元') && p.mark(at+1, '整') {
		at++
	}
	for range 2 {
		found, ok := p.markAt(at)
		if !ok || !p.follows(v, at, m) {
			break
		}
		both, ok := m.with(found)
		if !ok {
			break
		}
		m = both
		at++
	}
	if !m.given() {
		if s := p.sense(j, catMinor); s != nil && p.minorAlone(j, v) {
			q.kind, q.unit = Money, p.text(int(p.tokens[j].start), int(p.tokens[j].end))
			return j + 1, true
		}
		return j, false
	}
	p.settle(q, m)
	if m.power > 0 {
		q.n.shift(m.power)
		q.power = m.power
	}
	if at == j {
		return at, true
	}
	if s := p.sense(at, catScale); s != nil && q.power == 0 && !q.low {
		q.n.shift(s.val)
		q.power = s.val
		return at + 1, true
	}
	if m.unnamed == "" {
		at = p.minors(q, at)
	}
	return at, true
}

// follows reports whether the currency at the token belongs to the number before it.
func (p *parser) follows(v *value, i int, m mark) bool {
	t := p.tokens[i]
	if p.prefixed(i) && p.sign(i) && p.gap(i) {
		return false
	}
	if v.plainly && v.digits == 4 && p.gap(i) && p.class(int(t.start)) == classLetter && i+1 < len(p.tokens) && p.tokens[i+1].kind == tNumber && v.lo >= 1900 && v.lo < 2100 && p.leads(i) {
		return false // in 2023 RMB 67 billion
	}
	// A sign stands behind its number only where none leads another.
	switch p.folded(i) {
	case "块", "刀", "蚊":
		return !v.unit && (p.ends(i+1) || p.class(int(t.end)) != classHan || p.r[t.end] == '的')
	case "won", "mark", "marks", "crown", "crowns", "colon", "sol", "real", "rand", "lira", "punt", "quid", "pound", "pounds", "top", "lek", "kip":
		if p.folded(i) == "won" {
			return v.scaled || v.n10() >= 100
		}
	}
	return true
}

// minorAlone reports whether cents or pence are meant without the currency before them.
func (p *parser) minorAlone(i int, v *value) bool {
	switch p.folded(i) {
	case "cents", "cent", "¢", "pence", "pennies", "penny", "美分", "欧分", "便士", "港仙", "kopecks", "centimes", "分钱", "毛钱", "角钱", "毛", "角":
		return !v.unit
	}
	return false
}

// minors reads the smaller parts behind an amount.
func (p *parser) minors(q *quantity, j int) int {
	last := 0
	for {
		at := j
		if p.is(at, catAnd) || at < len(p.tokens) && p.mark(at, '又') {
			at++
		}
		v, end, ok := p.value(at, false, false)
		if !ok || v.neg || v.unit || v.scaled || v.quotient || v.reason != "" || v.exp < 0 && v.frac == nil || q.power > 0 || q.low {
			return j
		}
		n := v.small()
		if end < len(p.tokens) && !p.gap(end) && !p.is(end, catMinor) && p.class(int(p.tokens[end].start)) == classLetter {
			return j
		}
		s := p.sense(end, catMinor)
		switch {
		case s != nil && n >= 0 && n < 100 && s.val > last:
			part := v.number
			part.shift(-s.val)
			q.n, _ = q.n.plus(part)
			j = end + 1
			if s.val == 2 {
				return j
			}
		case last == 0 && n >= 10 && n < 100 && at == j && p.english && !p.counts(end) && (v.words || v.digits == 2):
			// thirteen dollars forty five, 15 dollars 50
			v.shift(-2)
			q.n, _ = q.n.plus(v.number)
			return end
		case n > 0 && n < 10 && last == 0 && at == j && p.ends(end) && (p.folded(j-1) == "块" || p.folded(j-1) == "kuai"): // 三块五
			v.shift(-1)
			q.n, _ = q.n.plus(v.number)
			return end
		case n > 0 && n < 10 && last == 1 && p.ends(end): // one kuai and five mao five
			v.shift(-2)
			q.n, _ = q.n.plus(v.number)
			return end
		default:
			return j
		}
		last = s.val
	}
}

// counts reports whether the number before the token belongs to what follows.
func (p *parser) counts(j int) bool {
	if p.ends(j) {
		return p.mark(j, '%')
	}
	if p.is(j, catTimes) || p.is(j, catPercent) || p.is(j, catHundred) || p.is(j, catScale) || p.is(j, catMeasure) || p.is(j, catCurrency) || p.is(j, catLetter) {
		return true
	}
	word := p.folded(j)
	return strings.HasSuffix(word, "s") && word != "less" && word != "is" && word != "was"
}
