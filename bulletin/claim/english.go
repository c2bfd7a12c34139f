package claim

// A value is a number with what was read beside it.
type value struct {
	numeral
	words   bool // in English words
	article bool // begins with a or an
	scaled  bool // thousand, million … was read
	letter  bool // m, which may be metres
}

// room is what the next part of an English number must stay below: after hundred it is a
// hundred. No room is noRoom.
const (
	anyRoom = -1
	noRoom  = 0
)

// A cardinal is an English number as far as it was read.
type cardinal struct {
	total, part number
	hasTotal    bool
	hasPart     bool
	room        int // the power of ten that the next part stays below; anyRoom at the beginning
	scale       int // the last scale; 0: none
	first       int
	end         int
	numberFirst bool
}

// cardinal reads an English number from the token i and before the token limit: two hundred
// and two thousand, 4 thousand 3 hundred and 21, three lakh crore.
func (p *parser) cardinal(i, limit int, between bool) (c cardinal, ok bool) {
	c = cardinal{room: anyRoom, first: i, end: i}
	for j := i; j < limit; {
		next := p.cardinalPart(&c, j, limit, between)
		if next == j {
			break
		}
		j = next
		c.end = next
	}
	if !c.hasTotal && !c.hasPart {
		return c, false
	}
	if c.hasPart {
		if c.hasTotal {
			sum, ok := c.total.plus(c.part)
			if !ok {
				return c, false
			}
			c.total = sum
		} else {
			c.total = c.part
		}
		c.hasTotal = true
	}
	return c, true
}

// cardinalPart reads the next part and returns the token behind it, j when none fits.
func (p *parser) cardinalPart(c *cardinal, j, limit int, between bool) int {
	t := &p.tokens[j]
	if t.kind == tNumber {
		n := &p.numerals[t.ref]
		if n.han || n.reason != "" || n.quotient {
			return j
		}
		if c.room == anyRoom {
			c.part, c.hasPart, c.room, c.numberFirst = n.number, true, noRoom, true
			return j + 1
		}
		// 4 thousand 3 hundred and 21: the digits fit below what was read.
		small := n.small()
		if n.neg || small < 0 || !fits(small, c.room) || c.hasPart && c.room == noRoom || n.digits > 3 {
			return j
		}
		if !p.is(j-1, catAnd) && !p.is(j+1, catHundred) && !p.is(j+1, catScale) {
			return j
		}
		if p.is(j+1, catScale) && p.sense(j+1, catScale).val >= c.scale || p.is(j+1, catPercent) {
			return j
		}
		c.add(n.number)
		c.room = noRoom
		return j + 1
	}
	w := p.word(j)
	if w == nil {
		if t.kind == tMark && p.hyphen(j) && j > c.first && j+1 < limit && p.is(j-1, catTens) && p.digitWord(j+1) {
			return j + 1
		}
		return j
	}
	switch {
	case w.cats.has(catSmall):
		v := w.sense(catSmall).val
		if c.room != anyRoom && !fits(v, c.room) {
			return j
		}
		c.add(whole(uint64(v)))
		c.room = noRoom
		return j + 1
	case w.cats.has(catTens):
		v := w.sense(catTens).val
		if c.room != anyRoom && !fits(v, c.room) {
			return j
		}
		c.add(whole(uint64(v)))
		c.room = 1
		return j + 1
	case w.cats.has(catHundred):
		switch {
		case c.room == anyRoom:
			c.part, c.hasPart = whole(100), true
		case c.hasPart && (c.part.small() < 0 || c.part.small() < 100) && !c.part.zero():
			c.part.shift(2)
		default:
			return j
		}
		c.room = 2
		return j + 1
	case w.cats.has(catScale):
		return c.multiply(j, w.sense(catScale).val)
	case w.cats.has(catAnd):
		if between || c.room == anyRoom || c.room == noRoom || c.room == 1 || j+1 >= limit {
			return j
		}
		if !p.digitWord(j+1) && !p.is(j+1, catTens) && p.tokens[j+1].kind != tNumber {
			if !p.is(j+1, catSmall) {
				return j
			}
		}
		trial := *c
		next := p.cardinalPart(&trial, j+1, limit, between)
		if next == j+1 || p.is(next, catQuarter) || p.is(next, catHalf) {
			return j
		}
		return j + 1
	case w.cats.has(catA):
		if c.room == anyRoom && j == c.first && j+1 < limit {
			switch {
			case p.is(j+1, catHundred) || p.is(j+1, catScale):
				return j + 1
			case p.is(j+1, catDozen):
				c.part, c.hasPart, c.room = whole(1), true, noRoom
				return j + 1
			}
		}
	case w.cats.has(catRange) && p.hyphen(j):
		if j > c.first && j+1 < limit && p.is(j-1, catTens) && p.digitWord(j+1) {
			return j + 1
		}
	case w.cats.has(catPoint):
		return p.points(c, j, limit)
	}
	return j
}

// add puts a part beside what was read.
func (c *cardinal) add(n number) {
	if !c.hasPart {
		c.part, c.hasPart = n, true
		return
	}
	c.part, _ = c.part.plus(n)
}

func (c *cardinal) multiply(j, power int) int {
	switch {
	case c.room == anyRoom:
		c.part, c.hasPart = whole(1), true
	case !c.hasPart && c.hasTotal && power > c.scale: // three lakh crore
		c.total.shift(power)
		c.scale, c.room = power, power
		return j + 1
	case !c.hasPart || c.scale > 0 && power >= c.scale:
		return j
	}
	c.part.shift(power)
	if c.hasTotal {
		c.total, _ = c.total.plus(c.part)
	} else {
		c.total = c.part
	}
	c.hasTotal, c.hasPart, c.part = true, false, number{}
	c.scale, c.room = power, power
	return j + 1
}

// points reads the digits behind “point”: nought four, seventy-one.
func (p *parser) points(c *cardinal, j, limit int) int {
	if c.room == anyRoom || !c.hasPart || c.numberFirst {
		return j
	}
	frac, at := number{}, j+1
	for at < limit {
		w := p.word(at)
		if w == nil {
			break
		}
		s := w.sense(catSmall)
		if s == nil {
			s = w.sense(catTens)
		}
		if s == nil {
			break
		}
		v := s.val
		if v >= 10 {
			one := at + 1
			if v >= 20 && one < limit && p.hyphen(one) {
				one++
			}
			if v >= 20 && one < limit && p.digitWord(one) {
				v += p.sense(one, catSmall).val
				at = one
			}
			frac.digit(uint64(v / 10))
			frac.exp--
			frac.step--
		}
		frac.digit(uint64(v % 10))
		frac.exp--
		frac.step--
		at++
	}
	if at == j+1 {
		return j
	}
	c.part, _ = c.part.plus(frac)
	c.room = noRoom
	return at
}

// fits reports whether v stays below ten to the power of room.
func fits(v, room int) bool {
	limit := 1
	for range min(room, 9) {
		limit *= 10
	}
	return room > 0 && v < limit
}

// digitWord reports whether the token is one of the words one to nine.
func (p *parser) digitWord(j int) bool {
	s := p.sense(j, catSmall)
	return s != nil && s.val > 0 && s.val < 10
}

// inWords reads an English number from words, or digits with words: cardinal, fraction,
// or fraction and cardinal. An ordinal is left to ordinal.
func (p *parser) inWords(i int, between bool) (v value, end int, ok bool) {
	v.words = p.tokens[i].kind == tWord
	v.article = p.is(i, catA)
	if v.words {
		if k := p.ordinalRun(i); k > i {
			if n, ok := p.fraction(i, k); ok {
				v.number, v.quotient = n, true
				return p.scaledFraction(v, k+1)
			}
		}
		if n, end, ok := p.part(i); ok {
			v.number, v.quotient = n, true
			return p.scaledFraction(v, end)
		}
	}
	c, ok := p.cardinal(i, len(p.tokens), between)
	if !ok {
		return v, i, false
	}
	v.number, v.scaled, v.power = c.total, c.scale > 0, 0
	if c.scale > 0 && c.room == c.scale {
		v.power = c.scale
	}
	end = c.end
	// and a half, and three quarters; behind a scale word it is a part of that.
	if p.is(end, catAnd) && (!between || p.andPart(end) && p.is(end+3, catAnd)) {
		n, e, ok := p.part(end + 1)
		if !ok && p.is(end+1, catHalf) { // two and half
			n, e, ok = number{lo: 5, exp: -1, step: -1}, end+2, true
		}
		if ok {
			if inner := p.sense(e, catScale); inner != nil && inner.val < c.scale {
				n.shift(inner.val)
				e++
			} else if inner != nil && c.scale == 0 { // one and a half billion
				v.number, _ = v.number.plus(n)
				v.shift(inner.val)
				v.quotient, v.scaled, v.power = true, true, inner.val
				return v, e + 1, true
			} else if v.power > 0 {
				n.shift(v.power)
			}
			v.number, _ = v.number.plus(n)
			v.quotient = true
			return v, e, true
		}
	}
	if s := p.sense(end, catDozen); s != nil {
		v.number = v.number.times(whole(uint64(s.val)))
		end++
	}
	return v, end, true
}

// ratio reads “over three” and “out of three” behind a plain number, where nothing is
// counted: one out of three, 1 over twenty-one.
func (p *parser) ratio(v value, j int) (value, int) {
	over := j < len(p.tokens) && p.folded(j) == "over"
	in := j < len(p.tokens) && p.folded(j) == "in" && v.words && p.tokens[j-1].kind == tWord // nearly one in ten
	if !over && !in && !p.is(j, catOutOf) || v.scaled || v.quotient || v.neg || v.han || v.points {
		return v, j
	}
	c, ok := p.cardinal(j+1, len(p.tokens), false)
	switch {
	case !ok || p.numberedAfter(c.end):
	case over && !p.ends(c.end), in && v.lo != 1 && !p.ends(c.end) && p.noun(c.end) != "":
	case !over && (!v.words || v.number.cmp(c.total) > 0):
	default:
		if q, ok := v.number.over(c.total); ok {
			v.number, v.quotient, v.plainly = q, true, false
			return v, c.end
		}
	}
	return v, j
}

// numberedAfter reports whether the number before the token is a share or an amount.
func (p *parser) numberedAfter(j int) bool {
	return p.is(j, catPercent) || p.is(j, catCurrency) || p.is(j, catScale) || p.is(j, catLetter) || p.mark(j, '%')
}

// scaledFraction reads the scale behind a fraction: three quarters billion.
func (p *parser) scaledFraction(v value, end int) (value, int, bool) {
	if s := p.sense(end, catScale); s != nil {
		v.shift(s.val)
		v.scaled = true
		end++
	}
	return v, end, true
}

// andPart reports whether “and a half” or “and a quarter” stands at the token, behind a number
// that it belongs to.
func (p *parser) andPart(j int) bool {
	return p.is(j, catAnd) && p.is(j+1, catA) && (p.is(j+2, catHalf) || p.is(j+2, catQuarter)) && !p.is(j+3, catOf)
}

func (p *parser) hundredths(j int) bool { return p.is(j, catPercent) || p.is(j, catPoints) }

// part reads half, a half, one half, three quarters, half a million, a fifth.
func (p *parser) part(i int) (n number, end int, ok bool) {
	j, top := i, whole(1)
	given := false
	if p.is(j, catA) {
		j++
		given = true
	} else if c, ok := p.cardinal(j, len(p.tokens), false); ok && p.tokens[j].kind == tWord && c.scale == 0 {
		top, j, given = c.total, c.end, true
		if p.hyphen(j) {
			j++
		}
	}
	switch {
	case p.is(j, catHalf):
		n, _ = top.over(whole(2))
		j++
		if p.is(j, catA) && p.is(j+1, catScale) {
			j++
		}
		if p.is(j, catA) && p.is(j+1, catDozen) { // half a dozen
			return whole(6), j + 2, true
		}
		if p.is(j, catDozen) && !given {
			return whole(6), j + 1, true
		}
		if p.is(j, catA) && p.hundredths(j+1) { // half a percent
			j++
		}
		if given || p.is(i-1, catBefore) && p.ends(j) || p.is(j, catScale) || j < len(p.tokens) && p.folded(j) == "the" || p.is(j, catOf) || p.is(j, catList) || p.hundredths(j) {
			return n, j, true
		}
	case p.is(j, catQuarter):
		// In three quarters of a year the quarters are counted.
		if !given && !p.is(j+1, catScale) || p.is(i-1, catFirstMonths) || p.is(i-1, catOf) && !p.is(j+1, catOf) {
			return n, i, false
		}
		n, _ = top.over(whole(4))
		return n, j + 1, true
	case given && (p.is(j, catOrd) || p.is(j, catOrdScale)):
		if k := p.ordinalRun(i); k > i {
			if n, ok := p.fraction(i, k); ok {
				return n, k + 1, true
			}
		}
	}
	return n, i, false
}

// ordinalRun returns the token of the ordinal word that closes a run of number words, -1
// when there is none.
func (p *parser) ordinalRun(i int) int {
	for j := i; j < len(p.tokens) && j < i+16; j++ {
		w := p.word(j)
		switch {
		case w == nil:
			if !p.hyphen(j) {
				return -1
			}
		case w.cats.has(catOrd) || w.cats.has(catOrdScale):
			return j
		case w.cats.has(catSmall) || w.cats.has(catTens) || w.cats.has(catHundred) || w.cats.has(catScale) || w.cats.has(catAnd):
		case w.cats.has(catA):
			if j > i && !p.is(j-1, catAnd) {
				return -1
			}
		case p.hyphen(j) && j > i:
		default:
			return -1
		}
	}
	return -1
}

// ordinalValue reads the tokens from i to the ordinal word k as one ordinal.
func (p *parser) ordinalValue(i, k int) (n number, ok bool) {
	unit := p.sense(k, catOrd)
	scale := p.sense(k, catOrdScale)
	if i == k {
		if unit != nil {
			return whole(uint64(unit.val)), true
		}
		n = whole(1)
		n.shift(scale.val)
		return n, true
	}
	limit := k
	if p.hyphen(k-1) && p.is(k-2, catTens) {
		limit = k - 1
	}
	if p.is(limit-1, catAnd) {
		limit--
	}
	c, ok := p.cardinal(i, limit, false)
	if !ok || c.end != limit {
		return n, false
	}
	if unit != nil {
		if !fits(unit.val, c.room) {
			return n, false
		}
		return c.total.plus(whole(uint64(unit.val)))
	}
	if c.scale > 0 && scale.val >= c.scale {
		return n, false
	}
	c.total.shift(scale.val)
	return c.total, true
}

// fraction reads the tokens from i to the ordinal word k as a fraction: two thirds, a
// twenty-first, one hundred thirty-two fifths, twenty and three fifths. The denominator is
// the longest ordinal that leaves a numerator.
func (p *parser) fraction(i, k int) (n number, ok bool) {
	plural := p.is(k, catPlural)
	scale := p.is(k, catOrdScale)
	if unit := p.sense(k, catOrd); unit != nil && unit.val < 3 && k == i+1 {
		return n, false // two firsts, one second
	}
	if !plural {
		if _, whole := p.ordinalValue(i, k); whole && !p.oneOf(i, k) {
			return n, false // twenty-first
		}
		if p.is(i, catA) && !p.fractionEnds(k+1) && !p.is(i-1, catAnd) && !p.is(i-1, catUp) && !p.is(i-1, catDown) {
			return n, false // a third party
		}
	}
	for from := i + 1; from <= k; from++ {
		if p.is(from, catAnd) || p.hyphen(from) || from < k && (p.hyphen(from-1) || p.is(from, catHundred) || p.is(from, catScale) || plural && scale || p.is(from, catA)) {
			continue
		}
		bottom, ok := p.ordinalValue(from, k)
		if !ok {
			continue
		}
		top := from
		if p.hyphen(top - 1) {
			top--
		}
		// Behind the last “and” stands the numerator, before it a whole number.
		at := -1
		for j := top - 1; j > i; j-- {
			if p.is(j, catAnd) {
				at = j
				break
			}
		}
		if at > i && at+1 < top {
			if above, ok := p.numerator(at+1, top, plural); ok {
				if whole, scale, ok := p.sumOf(i, at); ok {
					q, _ := above.over(bottom)
					q.shift(scale)
					sum, ok := whole.plus(q)
					return sum, ok
				}
			}
		}
		if above, ok := p.numerator(i, top, plural); ok {
			return above.over(bottom)
		}
	}
	return n, false
}

// oneOf reports whether the tokens from i to the ordinal word k are one part of a hundred, a thousand
// or more, and no place in a row: one hundredth, but the one hundredth visitor.
func (p *parser) oneOf(i, k int) bool {
	return k == i+1 && p.is(k, catOrdScale) && p.is(i, catSmall) && p.sense(i, catSmall).val == 1 && p.fractionEnds(k+1) && (i == 0 || p.folded(i-1) != "the")
}

// fractionEnds reports whether nothing that an ordinal could describe stands at the token.
func (p *parser) fractionEnds(j int) bool {
	return j >= len(p.tokens) || p.tokens[j].kind == tMark || p.tokens[j].kind == tLine || p.is(j, catOf) || p.is(j, catList) || p.is(j, catScale)
}

// numerator reads the tokens as a whole number; the singular goes with one alone.
func (p *parser) numerator(i, limit int, plural bool) (n number, ok bool) {
	if limit == i+1 && p.is(i, catA) {
		return whole(1), true
	}
	c, ok := p.cardinal(i, limit, false)
	if !ok || c.end != limit {
		return n, false
	}
	if !plural && c.total.small() != 1 && limit == i+1 && p.tokens[i].kind == tNumber {
		return n, false
	}
	return c.total, true
}

// sumOf reads the tokens as numbers with “and” between them. The scale is that of the
// scale word at the end.
func (p *parser) sumOf(i, limit int) (n number, scale int, ok bool) {
	for i < limit {
		c, ok := p.cardinal(i, limit, false)
		if !ok {
			return n, 0, false
		}
		if n, ok = n.plus(c.total); !ok {
			return n, 0, false
		}
		scale = 0
		if c.scale > 0 && c.room == c.scale {
			scale = c.scale
		}
		i = c.end
		if i < limit {
			if !p.is(i, catAnd) {
				return n, 0, false
			}
			i++
		}
	}
	return n, scale, true
}
