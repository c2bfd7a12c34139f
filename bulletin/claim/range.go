package claim

import "strings"

// ranged reads the second end of a range whose first end ends before the token j: 10万至20万元,
// between X and Y, 5%-7%, 第十和第十五之间.
func (p *parser) ranged(q quantity, j int) (r quantity, end int, ok bool) {
	if q.low || j+1 >= len(p.tokens) {
		return q, j, false
	}
	at := j
	// An end may carry its own qualifier of place: 10万元以上至20万元 is not joined.
	between := p.between(q.first)
	needsClosing := false
	// Down by four to 34: what differs in form is no range.
	mixed := p.tokens[j-1].kind == tWord != (p.tokens[at+1].kind == tWord) && p.english && p.is(j-1, catSmall) && !between
	switch {
	case p.hyphen(at):
		if p.hyphen(at + 1) {
			at++
		}
		if p.chained(q.first, at) {
			return q, j, false
		}
	case p.is(at, catRange):
		if word := p.folded(at); (word == "to" || word == "至" || word == "到") && (mixed || p.changes(q.first)) {
			return q, j, false
		}
	case p.is(at, catRangeAnd):
		needsClosing = !between || p.folded(at) != "and" && p.folded(max(q.first-1, 0)) != "介于"
	default:
		return q, j, false
	}
	k := at + 1
	b, next, ok := p.ordinal(k)
	if !ok {
		unread := len(p.unread)
		if b, next, ok = p.quantity(k, true); !ok {
			p.unread = p.unread[:unread]
			return q, j, false
		}
	}
	if b.low || p.hyphen(at) && (p.hyphen(next) || p.gap(at) != p.gap(k)) && next < len(p.tokens) && p.hyphen(next) {
		return q, j, false
	}
	if needsClosing && !p.is(next, catClosing) && !(p.folded(at) == "and" && between) {
		return q, j, false
	}
	if q.kind == Money && q.loose == "" && b.kind == Money && b.loose != "" && q.currency.GoesBy(b.loose) { // 港币330至550元
		b.currency, b.loose, b.assumed = q.currency, "", drop(b.assumed, "currency:")
	}
	if q.kind == Ordinal != (b.kind == Ordinal) || !fitsTogether(&q, &b) {
		return q, j, false
	}
	if q.hundredths && b.kind == Number { // 百分之五十到六十
		b.kind = Percent
	}
	r = b
	r.first, r.start, r.n, r.high, r.low = q.first, q.start, q.n, b.n, true
	shared := false
	if p.is(q.first, catSmall) && j == q.first+1 && p.is(k, catSmall) && p.is(k+1, catHundred) && next == k+2 { // one to two hundred
		b.power = 2
	}
	if b.power > 0 && q.power == 0 && (q.kind != Money || p.is(q.first, catCurrency) && !p.is(k, catCurrency)) { // $1.5-2 billion
		own := b.n
		own.shift(-b.power)
		if q.n.cmp(own) < 0 {
			r.n.shift(b.power)
			shared = b.power > 1 // 五至六成 is plain
		}
	}
	if b.power == 0 && q.power > 0 && q.n.cmp(b.n) > 0 { // $5 billion to 7
		return q, j, false
	}
	if r.n.cmp(r.high) >= 0 {
		return q, j, false
	}
	if shared {
		r.assumed = append(r.assumed, AssumeShared)
	}
	if b.currency == "" && q.currency != "" {
		r.currency, r.loose, r.assumed = q.currency, q.loose, append(r.assumed, q.assumed...)
	}
	if b.kind == Number || b.kind == Count && b.unit == "" {
		r.unit = q.unit
	}
	r.kind, r.odd = Range, false
	if r.unit == "" && (b.kind == Percent || b.kind == PercentagePoint || b.kind == Multiple) {
		r.unit = string(b.kind)
	}
	if p.is(next, catClosing) {
		next++
	}
	return r, next, true
}

// between reports whether the token stands behind “between” or 介于.
func (p *parser) between(i int) bool {
	for j := i - 1; j >= 0 && j >= i-2; j-- {
		if p.is(j, catBetween) {
			return true
		}
	}
	return false
}

// chained reports whether a dash before the first number makes a telephone number or a
// date of the two: 1-222-2222.
func (p *parser) chained(first, at int) bool {
	return p.hyphen(first-1) && !p.gap(first) && (p.tokens[max(first-2, 0)].kind == tNumber || p.numberWord(first-2))
}

// changes reports whether the clause says that something went from one value to another: a word for
// from stands right before the first, and a verb of change before that.
func (p *parser) changes(i int) bool {
	from := i - 1
	for p.is(from, catBefore) || p.is(from, catSkip) {
		from--
	}
	if from < 0 {
		return false
	}
	switch p.folded(from) {
	case "from", "由", "从", "自":
	default:
		return false
	}
	for j := from - 1; j >= 0 && j >= i-12; j-- {
		if p.tokens[j].kind == tLine || p.mark(j, ',') || p.mark(j, '。') || p.mark(j, '.') {
			return false
		}
		if p.is(j, catUp) || p.is(j, catDown) {
			return true
		}
	}
	return false
}

// fitsTogether reports whether two quantities can be the ends of one range.
func fitsTogether(a, b *quantity) bool {
	if a.currency != "" && b.currency != "" && a.currency != b.currency {
		return false
	}
	if a.kind == b.kind {
		return a.unit == "" || b.unit == "" || strings.EqualFold(a.unit, b.unit)
	}
	return a.kind == Number || b.kind == Number && (a.kind != Percent || a.hundredths)
}

// joints are the words that may stand between two bounds of one range.
var joints = map[string]bool{
	"": true, "and": true, "but": true, "且": true, "并": true, "并且": true, "而": true, "又": true, "而且": true,
	"的同时": true, "同时": true, "但": true, "and also": true, "or": false, "也": true, "的": false,
}

// bounded joins a lower and an upper bound that stand side by side: more than 3 and less
// than 5, 1000以上，1500以下.
func (p *parser) bounded(a, b quantity) (r quantity, ok bool) {
	if a.low || b.low || a.kind == Ordinal || b.kind == Ordinal || b.outerFirst < a.outerLast || b.outerFirst-a.outerLast > 4 {
		return r, false
	}
	below := func(q quantity) bool { return q.qualifier == AtMost }
	above := func(q quantity) bool { return q.qualifier == Over && !q.odd || q.qualifier == AtLeast }
	if !(below(a) && above(b) || above(a) && below(b)) || !fitsTogether(&a, &b) {
		return r, false
	}
	if b.outerFirst > a.outerLast {
		start, end := p.tokens[a.outerLast].start, p.tokens[b.outerFirst-1].end
		gap := strings.Trim(string(p.r[start:end]), " ,，、")
		if !joints[gap] {
			return r, false
		}
	}
	lowest, highest := a, b
	if below(a) {
		lowest, highest = b, a
	}
	if lowest.n.cmp(highest.n) >= 0 {
		return r, false
	}
	r = b
	if r.currency == "" {
		r.currency, r.assumed = a.currency, a.assumed
	}
	if r.unit == "" {
		r.unit = a.unit
	}
	if r.unit == "" && (b.kind == Percent || b.kind == PercentagePoint) {
		r.unit = string(b.kind)
	}
	r.kind, r.low, r.qualifier, r.strict = Range, true, Exact, false
	r.n, r.high = lowest.n, highest.n
	r.first, r.outerFirst, r.start, r.end = a.first, a.outerFirst, a.start, b.end
	return r, true
}
