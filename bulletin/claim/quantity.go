package claim

import (
	"strings"

	"bridgehead/money"
)

// A quantity is a number with its unit, as tokens and as characters.
type quantity struct {
	first, last           int // its tokens
	outerFirst, outerLast int // with the words that qualify it
	start, end            int // its characters

	n, high    number
	low        bool // n is the lower end of a range whose upper end is high
	open       bool // the range is vague: 几十
	kind       Kind
	unit       string
	currency   money.Currency
	loose      string // the sign that named the currency, when several share it
	assumed    []string
	power      int // the scale word at its end
	odd        bool
	hundredths bool // said with 百分之
	equal      bool // “equal to”: both ends are the value

	qualifier Qualifier
	strict    bool // less than, not at most

	// Set for dates.
	asOf string
	// Set from the context.
	change Change
	base   string
}

// value reads a number at the token i: digits, Chinese or English. money tells that a
// currency stands before it.
func (p *parser) value(i int, money, between bool) (v value, end int, ok bool) {
	if i >= len(p.tokens) {
		return v, i, false
	}
	t := p.tokens[i]
	if t.kind == tNumber {
		n := p.numerals[t.ref]
		v.numeral = n
		if n.reason != "" || n.han || n.quotient || n.base {
			end := i + 1
			if s := p.sense(end, catDozen); s != nil && n.han {
				v.number = v.number.times(whole(uint64(s.val)))
				v.single = false
				end++
			}
			if w := p.sense(end, catScale); w != nil && n.quotient {
				v.shift(w.val)
				end++
			}
			return v, end, true
		}
		if s := p.letterScale(i+1, money); s > 0 {
			v.shift(s)
			v.scaled, v.power, v.letter, v.plainly = true, s, p.is(i+1, catMillion), false
			return v, i + 2, true
		}
		w := p.word(i + 1)
		if (w == nil || !w.cats.has(catHundred) && !w.cats.has(catScale) && !w.cats.has(catDozen)) && !p.andPart(i+1) && !(p.is(i+1, catAnd) && p.is(i+2, catHalf) && (p.ends(i+3) || p.is(i+3, catScale))) {
			// One currency word may part a number from its scale: 75 USD million.
			return v, i + 1, true
		}
		e, end, ok := p.inWords(i, between)
		e.numeral.digits, e.points, e.comma = n.digits, n.points, n.comma
		e.neg = n.neg
		return e, end, ok
	}
	w := p.word(i)
	if w == nil {
		return v, i, false
	}
	if w.cats.has(catMinus) && !p.is(i+1, catMinus) {
		v, end, ok = p.value(i+1, money, between)
		if !ok || v.neg {
			return v, i, false
		}
		v.neg, v.single = true, false
		return v, end, true
	}
	if w.cats.has(catSmall) || w.cats.has(catTens) || w.cats.has(catHundred) || w.cats.has(catScale) || w.cats.has(catA) || w.cats.has(catHalf) || w.cats.has(catQuarter) {
		v, end, ok = p.inWords(i, between)
		if ok && w.cats.has(catHundred) && end == i+1 && p.folded(i) != "hundred" {
			return v, i, false
		}
		if ok && w.cats.has(catScale) && end == i+1 && !money {
			return v, i, false // thousands, millions without a number
		}
		if ok && w.cats.has(catSmall) && end == i+1 && w.sense(catSmall).val == 1 && p.is(i-1, catOrd) {
			return v, i, false // the first one
		}
		return v, end, ok
	}
	return v, i, false
}

// letterScale returns the power of ten of k, m, bn and the like behind a number, 0 when
// there is none. m is a million only beside a currency or as a capital; t and g need more.
func (p *parser) letterScale(i int, money bool) int {
	w := p.word(i)
	if w == nil {
		return 0
	}
	capital := p.src[p.tokens[i].start] < 'a'
	if s := w.sense(catMillion); s != nil {
		if money || p.is(i+1, catCurrency) && !p.prefixed(i+1) || capital && p.english || p.english && !p.gap(i) && p.noun(i+1) != "" {
			return s.val // 2.3m units
		}
		return 0
	}
	s := w.sense(catLetter)
	if s == nil {
		return 0
	}
	switch p.folded(i) {
	case "t", "g": // 500G硬盘 is no number
		if money && p.folded(i) == "t" && (capital || !p.gap(i)) {
			break
		}
		if !capital || !p.ends(i+1) {
			return 0
		}
	case "b", "k":
		if p.gap(i) && !money && !p.english {
			return 0
		}
	}
	return s.val
}

// quantity reads a number with its currency, percentage or unit at the token i.
func (p *parser) quantity(i int, second bool) (q quantity, next int, ok bool) {
	j := i
	m, j := p.marksBefore(i)
	given := m.given()
	if w := p.word(i); !given && w != nil && w.cats.has(catPercent) {
		return p.percentOf(i)
	}
	minus := false
	if given && p.hyphen(j) && j+1 < len(p.tokens) && p.tokens[j+1].kind == tNumber && !p.gap(j+1) {
		minus = true
		j++
	}
	v, j, ok := p.value(j, given, p.between(i))
	if !ok {
		return q, i, false
	}
	if !given {
		v, j = p.ratio(v, j)
	}
	if v.reason != "" {
		if v.reason != "dotted" {
			p.refuse(i, j, v.reason)
		}
		return q, j, false
	}
	if minus {
		v.neg = !v.neg
	}
	q = quantity{start: int(p.tokens[i].start), n: v.number, high: v.high, low: v.ranged, open: v.ranged && v.high.cmp(v.number.times(whole(5))) == 0, kind: Number, power: v.power, odd: v.odd, qualifier: Exact}
	q.high.neg = v.neg
	if v.some { // 一百来人
		q.odd, q.qualifier = false, About
	}
	if v.comma {
		q.assumed = append(q.assumed, AssumeDecimalComma)
	}
	if v.spoken {
		q.assumed = append(q.assumed, AssumeSpoken)
	}
	if v.letter {
		q.assumed = append(q.assumed, AssumeMillion)
	}
	after := p.suffix(&q, &v, m, j)
	if !p.certain(&q, &v, i, after, given, second) {
		return q, i, false
	}
	if q.kind == Number && p.is(after, catMillion) && after == j {
		p.refuse(i, after+1, "metre_or_million")
		return q, after + 1, false
	}
	if (q.kind == Percent || q.kind == Multiple || hanLasting[q.unit]) && after < len(p.tokens) && after > j && p.mark(after, '多') && !p.gap(after) && p.is(after, catLarger) {
		q.odd = true // 六成多, 三年多
		after++
	}
	q.end = int(p.tokens[after-1].end)
	if q.low && q.kind != Ordinal {
		if q.kind == Percent || q.kind == PercentagePoint || q.kind == Multiple {
			q.unit = string(q.kind)
		}
		q.kind = Range
	}
	return q, after, true
}

// suffix reads what stands behind the number: hundredths, multiples, currencies, units.
func (p *parser) suffix(q *quantity, v *value, m mark, j int) int {
	if v.base {
		q.kind, q.hundredths = Percent, true
		if p.is(j, catPoints) {
			q.kind = PercentagePoint
			return j + 1
		}
		return j
	}
	w := p.word(j)
	switch {
	case w == nil:
		if end, ok := p.joined(q, v, m, j); ok {
			return end
		}
		if end, ok := p.spacedDiscount(q, v, j); ok {
			return end
		}
	case w.cats.has(catPoints) && !m.given():
		q.kind = PercentagePoint
		return j + 1
	case w.cats.has(catBasis) && !m.given():
		q.kind = PercentagePoint
		q.n.shift(-2)
		q.high.shift(-2)
		return j + 1
	case w.cats.has(catPercent) && !m.given():
		q.kind = Percent
		return j + 1
	case w.cats.has(catPermille) && !m.given():
		q.kind = Percent
		q.n.shift(-1)
		return j + 1
	case w.cats.has(catTenth) && !m.given():
		return p.tenths(q, v, j)
	case w.cats.has(catDiscount) && !m.given():
		if end, ok := p.discount(q, v, j); ok {
			return end
		}
	case w.cats.has(catFan) && !m.given():
		if p.is(p.before(q), catTurned) {
			return p.turned(q, j)
		}
	case w.cats.has(catTimes) && !m.given():
		if end, ok := p.multiple(q, j); ok {
			return end
		}
	}
	if end, ok := p.joined(q, v, m, j); ok {
		return end
	}
	if end, ok := p.currency(q, v, m, j); ok {
		return end
	}
	return p.units(q, v, j)
}

// before returns the token in front of the quantity.
func (p *parser) before(q *quantity) int {
	at := len(p.tokens)
	// The quantity begins near the end of what was parsed, so this is a short way.
	lo, hi := 0, at
	for lo < hi {
		mid := (lo + hi) / 2
		if int(p.tokens[mid].start) < q.start {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo - 1
}

// tenths reads 六成, 六成半, 七成六.
func (p *parser) tenths(q *quantity, v *value, j int) int {
	if v.n10() > 10 || v.unit || v.neg {
		return j
	}
	q.kind, q.power = Percent, 1
	q.n.shift(1)
	q.high.shift(1)
	j++
	if j < len(p.tokens) && p.tokens[j].kind == tNumber {
		if n := p.numerals[p.tokens[j].ref]; n.single && n.lo < 10 && n.exp == 0 && !n.account && !p.countedAfter(j+1) {
			q.n, _ = q.n.plus(n.number)
			return j + 1
		}
	}
	if p.half(j) {
		q.n, _ = q.n.plus(whole(5))
		return j + 1
	}
	return j
}

// n10 returns the whole part of a number up to a hundred.
func (v *value) n10() int {
	r := v.rat()
	f, _ := r.Float64()
	return int(min(f, 100))
}

// half reports whether 半 stands at the token, at the end of a quantity.
func (p *parser) half(j int) bool {
	return p.is(j, catHanHalf) && !p.gap(j)
}

// countedAfter reports whether something that is counted follows.
func (p *parser) countedAfter(j int) bool {
	return p.is(j, catClass) || p.is(j, catMeasure) || p.is(j, catCurrency) || p.is(j, catTenth)
}

// discount reads 七二折 and 9.9折, what is paid of the full price.
func (p *parser) discount(q *quantity, v *value, j int) (int, bool) {
	f := v.rat()
	switch {
	case v.neg || f.Sign() <= 0:
		return j, false
	case v.glyphs && v.lo < 100:
	case v.n10() < 10 && !v.unit:
		q.n.shift(1)
		q.power = 1
		if q.low {
			q.low = false // 七八折: 78 %
			q.n, _ = q.n.plus(v.high)
		}
	default:
		return j, false
	}
	q.kind = Percent
	return j + 1, true
}

// spacedDiscount reads 7 2 折.
func (p *parser) spacedDiscount(q *quantity, v *value, j int) (int, bool) {
	if j >= len(p.tokens) || p.tokens[j].kind != tNumber || !p.is(j+1, catDiscount) || v.digits != 1 && !v.single {
		return j, false
	}
	n := p.numerals[p.tokens[j].ref]
	if n.digits != 1 && !n.single || n.lo > 9 || v.lo > 9 {
		return j, false
	}
	q.n.shift(1)
	q.n, _ = q.n.plus(n.number)
	q.kind = Percent
	return j + 2, true
}

// turned reads 翻两番: twice doubled.
func (p *parser) turned(q *quantity, j int) int {
	n := q.n.small()
	if n < 1 || n > 10 {
		return j
	}
	q.n, q.low = whole(1<<n), false
	q.kind, q.change = Multiple, Up
	q.start = int(p.tokens[p.before(q)].start)
	return j + 1
}

// multiple reads 2.6倍, threefold, 3 times as many. How often something happened is a count.
func (p *parser) multiple(q *quantity, j int) (int, bool) {
	if word := p.folded(j); word == "x" || word == "×" {
		if p.gap(j) || j+1 < len(p.tokens) && p.tokens[j+1].kind == tNumber || q.n.neg {
			return j, false
		}
	}
	if p.folded(j) == "times" {
		end := j + 1
		if end < len(p.tokens) {
			switch p.folded(end) {
			case "as", "as much as", "as many as", "more", "higher", "larger", "bigger", "greater", "that", "the", "of", "what", "its", "their", "compared", "over", "faster", "those":
				q.kind = Multiple
				return end, true
			}
		}
		q.kind, q.unit = Count, "times"
		return end, true
	}
	q.kind = Multiple
	return j + 1, true
}

// joined reads a unit behind a hyphen: 3-inch, one-yen.
func (p *parser) joined(q *quantity, v *value, m mark, j int) (int, bool) {
	if m.given() && p.hyphen(j) && p.gap(j) == p.gap(j+1) && p.is(j+1, catScale) { // $5-million
		q.power = p.sense(j+1, catScale).val
		q.n.shift(q.power)
		return p.currency(q, v, m, j+2)
	}
	if !p.hyphen(j) || p.gap(j) || p.gap(j+1) || m.given() {
		return j, false
	}
	switch {
	case p.is(j+1, catMeasure):
		q.kind, q.unit = Count, p.text(int(p.tokens[j+1].start), int(p.tokens[j+1].end))
		return j + 2, true
	case p.is(j+1, catCurrency) || p.is(j+1, catMinor) || p.is(j+1, catScale):
		at := j + 1
		if s := p.sense(at, catScale); s != nil {
			q.n.shift(s.val)
			q.power = s.val
			at++
			if p.hyphen(at) && !p.gap(at) {
				at++
			}
			if p.is(at, catMeasure) { // 1.2-million-square-foot
				q.kind, q.unit = Count, p.text(int(p.tokens[at].start), int(p.tokens[at].end))
				return at + 1, true
			}
			if !p.is(at, catCurrency) {
				return at, true
			}
		}
		return p.currency(q, v, m, at)
	}
	return j, false
}

// percentOf reads “percent of 10” at the beginning of a clause.
func (p *parser) percentOf(i int) (q quantity, next int, ok bool) {
	if i > 0 && !p.ends(i-1) || !p.is(i+1, catOf) || i+2 >= len(p.tokens) || p.tokens[i+2].kind != tNumber {
		return q, i, false
	}
	n := p.numerals[p.tokens[i+2].ref]
	if n.reason != "" || n.han {
		return q, i, false
	}
	return quantity{start: int(p.tokens[i].start), end: int(p.tokens[i+2].end), n: n.number, kind: Percent, qualifier: Exact}, i + 3, true
}

// units reads a measure word, a unit of measure or an English noun.
func (p *parser) units(q *quantity, v *value, j int) int {
	if q.kind != Number {
		return j
	}
	if p.mark(j, '+') && !p.gap(j) && !p.gap(j+1) && p.is(j+1, catClass) { // 2,000+家
		q.kind, q.unit, q.qualifier = Count, p.text(int(p.tokens[j+1].start), int(p.tokens[j+1].end)), AtLeast
		return j + 2
	}
	w := p.word(j)
	if v.quotient && v.han && w != nil && w.cats.has(catClass) && !hanLasting[w.text] {
		return j // 四分之一项目: the fraction of them, and nothing that is counted
	}
	if w == nil || !w.cats.has(catClass) && !w.cats.has(catMeasure) {
		if w == nil || !w.cats.has(catTrap) || p.class(int(p.tokens[j].start)) == classLetter {
			at := j
			if p.is(at, catAfter) { // 5,500+ attendees
				at++
			}
			if !v.quotient || q.n.cmp(whole(1)) >= 0 { // one in five shops: the share of them
				q.unit = p.noun(at)
			}
		}
		if q.unit != "" {
			q.kind = Count
		}
		return j
	}
	if (w.cats.has(catLarger) || w.cats.has(catSmaller)) && p.before(q) >= 0 && p.folded(p.before(q)) == "比" {
		return j // 比三十大
	}
	t := p.tokens[j]
	latin := p.class(int(t.start)) == classLetter
	switch {
	case latin && p.gap(j) && t.end-t.start == 1:
		return j
	case latin && v.han && !v.unit && !w.cats.has(catMeasure):
		return j
	}
	q.kind, q.unit = Count, p.text(int(t.start), int(t.end))
	j++
	if p.half(j) { // 两米半, 一个半
		part := number{lo: 5, exp: -1 + q.power, step: -1 + q.power}
		if !v.odd {
			q.n, _ = q.n.plus(part)
		}
		if j++; p.is(j, catClass) || p.is(j, catMeasure) { // 一个半小时
			q.unit = p.text(int(p.tokens[j].start), int(p.tokens[j].end))
			j++
		} else if p.is(j, catMonthWord) {
			q.unit = "个月"
			j++
		}
		return j
	}
	// 30家企业 has its noun behind the measure word; 三十年来 and 5天内 have none.
	if (p.r[t.start] == '年' || p.r[t.start] == '天') && j < len(p.tokens) && p.mark(j, '多') {
		q.odd = true
		return j + 1
	}
	return j
}

// certain reports whether the number is one at all: a single Chinese character or a unit
// alone counts only where something is counted or compared.
func (p *parser) certain(q *quantity, v *value, i, after int, given, second bool) bool {
	counted := q.kind != Number || given
	switch {
	case v.base || v.quotient || v.neg:
		return true
	case q.unit == "号" && after < len(p.tokens) && strings.ContainsRune("馆楼线厅门院展文令桥码航井机车", p.r[p.tokens[after].start]):
		return false // 三号馆 is its name
	case v.bare:
		return counted && q.kind != Count || v.odd || p.compared(i) && (counted || p.ends(after) || v.unit)
	case v.words:
		if p.compound(i, after) {
			return false
		}
		if p.tokens[i].kind == tWord && after == i+1 && p.is(i, catSmall) && p.sense(i, catSmall).val == 1 {
			return p.oneCounts(i, after)
		}
		return true
	case !v.single:
		return true
	case v.lo == 10 && v.account:
		return counted
	}
	if counted && !v.account {
		return true
	}
	if after < len(p.tokens) && !p.ends(after) && p.class(int(p.tokens[after].start)) != classLetter && p.tokens[after].kind != tNumber {
		start := int(p.tokens[after].start)
		if p.r[start] == '不' && start+1 < len(p.r) && p.r[start+1] == '是' { // 是七不是八
			return true
		}
		switch p.r[start] {
		case '而', '是', '和', '与', '的', '这', '那', '或', '到', '至', '也', '都', '还', '加', '减', '乘', '除', '等', '在', '分', '点', '又', '对', '打':
		default:
			return second && !v.account
		}
	}
	if v.account && i > 0 && p.class(int(p.tokens[i].start)-1) == classHan && !p.gap(i) {
		switch p.r[p.tokens[i].start-1] {
		case '是', '为', '的', '即':
		default:
			return counted
		}
	}
	if p.r[p.tokens[i].start] == '零' && !p.ends(after) {
		return counted
	}
	return true
}

// compound reports whether a word for a small number is the first part of a longer word: a two-speed
// recovery, a three-pronged plan.
func (p *parser) compound(i, after int) bool {
	return after == i+1 && p.is(i, catSmall) && p.hyphen(after) && !p.gap(after) && !p.gap(after+1) &&
		after+1 < len(p.tokens) && p.tokens[after+1].kind == tText && p.class(int(p.tokens[after+1].start)) == classLetter
}

// oneCounts reports whether the word one is a number and no pronoun.
func (p *parser) oneCounts(i, after int) bool {
	if after < len(p.tokens) {
		switch p.folded(after) {
		case "is", "was", "can", "who", "that", "which", "you", "has", "would", "should", "could", "must", "needs":
			return false
		}
	}
	return true
}

// compared reports whether a qualifier stands before the token: 近百, 逾万亿, 上千.
func (p *parser) compared(i int) bool {
	for j := i - 1; j >= 0 && j >= i-2; j-- {
		if p.is(j, catBefore) || p.is(j, catUp) || p.is(j, catDown) {
			return true
		}
		if !p.is(j, catSkip) {
			return false
		}
	}
	return p.is(i-1, catSkip) && (p.folded(i-1) == "达" || p.folded(i-1) == "高达" || p.folded(i-1) == "多达" || p.folded(i-1) == "达到")
}
