package claim

import "strings"

// ordinal reads 第二十六届, 26th, twenty-sixth and first.
func (p *parser) ordinal(i int) (q quantity, next int, ok bool) {
	switch {
	case i >= len(p.tokens):
		return q, i, false
	case p.is(i, catPrefix):
		if i+1 >= len(p.tokens) || p.tokens[i+1].kind != tNumber {
			return q, i, false
		}
		n := p.numerals[p.tokens[i+1].ref]
		if n.reason != "" || n.quotient || n.base || n.neg || n.bare || n.points {
			return q, i, false
		}
		q = p.ordinalOf(i, i+2, n.number)
		// 第二十六届 and 第三名: the measure word belongs to it.
		if p.is(i+2, catEdition) || p.is(i+2, catClass) && p.r[p.tokens[i+2].start] != '十' {
			t := p.tokens[i+2]
			q.unit, q.end = p.text(int(t.start), int(t.end)), int(t.end)
			return q, i + 3, true
		}
		return q, i + 2, true
	case p.is(i, catFirstEdition):
		q = p.ordinalOf(i, i+1, whole(1))
		q.unit = "届"
		return q, i + 1, true
	case p.tokens[i].kind == tNumber:
		n := p.numerals[p.tokens[i].ref]
		if p.is(i+1, catSuffix) && !p.gap(i+1) && n.digits > 0 && !n.points && !n.han {
			q = p.ordinalOf(i, i+2, n.number)
			q.unit = p.editionNoun(i + 2)
			return q, i + 2, true
		}
		return q, i, false
	}
	w := p.word(i)
	if w == nil || !(w.cats.has(catOrd) || w.cats.has(catOrdScale) || w.cats.has(catSmall) || w.cats.has(catTens) || w.cats.has(catHundred) || w.cats.has(catA)) {
		return q, i, false
	}
	k := p.ordinalRun(i)
	if k < 0 || p.is(k, catPlural) && p.folded(k) != "second" {
		return q, i, false
	}
	if i == k && w.cats.has(catOrdScale) && i > 0 && (p.tokens[i-1].kind == tNumber || p.hyphen(i-1)) || p.oneOf(i, k) {
		return q, i, false
	}
	n, ok := p.ordinalValue(i, k)
	if !ok || w.cats.has(catA) && k == i+1 {
		return q, i, false
	}
	q = p.ordinalOf(i, k+1, n)
	q.unit = p.editionNoun(k + 1)
	return q, k + 1, true
}

func (p *parser) ordinalOf(i, next int, n number) quantity {
	return quantity{start: int(p.tokens[i].start), end: int(p.tokens[next-1].end), n: n, kind: Ordinal, qualifier: Exact}
}

// editionNoun returns the word for an edition that stands behind an ordinal, perhaps with a
// name before it: the 26th Beijing–Hong Kong symposium.
func (p *parser) editionNoun(j int) string {
	for k := j; k < len(p.tokens) && k < j+7; k++ {
		if p.is(k, catEdition) {
			return p.text(int(p.tokens[k].start), int(p.tokens[k].end))
		}
		if p.ends(k) && !p.hyphen(k) || p.tokens[k].kind == tNumber || p.is(k, catOf) || p.is(k, catAnd) || p.is(k, catBefore) {
			return ""
		}
	}
	return ""
}

// wordsOnly reads quantities that have no numeral: doubled, 一半, 半成, 过半, 高于上届.
func (p *parser) wordsOnly(i int) int {
	w := p.word(i)
	if w == nil {
		return i
	}
	t := p.tokens[i]
	q := quantity{first: i, last: i + 1, start: int(t.start), end: int(t.end), qualifier: Exact}
	switch {
	case w.cats.has(catHanHalf) && p.is(i+1, catTenth):
		q.n, q.kind, q.last, q.end = whole(5), Percent, i+2, int(p.tokens[i+1].end)
	case w.cats.has(catHanHalf) && p.is(i+1, catDozen) && !p.gap(i+1): // 半打
		q.n, q.kind, q.last, q.end = whole(6), Number, i+2, int(p.tokens[i+1].end)
	case w.cats.has(catHanHalf) && t.start > 0 && strings.ContainsRune("上下前后", p.r[t.start-1]): // 下半场
		return i
	case w.cats.has(catHanHalf) && (p.is(i+1, catClass) || p.is(i+1, catMeasure)) && !p.gap(i+1) && p.tokens[i+1].end-p.tokens[i+1].start < 3: // 半年
		q.n, q.kind, q.last, q.end = number{lo: 5, exp: -1, step: -1}, Count, i+2, int(p.tokens[i+1].end)
		q.unit = p.text(int(p.tokens[i+1].start), q.end)
	case w.cats.has(catPortion):
		q.n, q.kind = number{lo: 5, exp: -1, step: -1}, Number
	case w.cats.has(catHalfPrice):
		q.n, q.kind = whole(50), Percent
	case w.cats.has(catOverHalf):
		q.n, q.kind, q.qualifier = number{lo: 5, exp: -1, step: -1}, Number, Over
	case w.cats.has(catHalved):
		q.n, q.kind, q.change = number{lo: 5, exp: -1, step: -1}, Multiple, Down
	case w.cats.has(catMultiple):
		if (p.folded(i) == "twice" || p.folded(i) == "thrice") && !p.multiplies(i+1) {
			return i
		}
		q.n, q.kind, q.change = whole(uint64(w.sense(catMultiple).val)), Multiple, Up
	case w.cats.has(catDouble):
		if !p.is(i-1, catSkip) && !p.is(i-1, catBefore) || p.is(i-1, catA) || p.folded(i-1) == "the" {
			if p.folded(i+min(1, len(p.tokens)-i-1)) != "the" {
				return i
			}
		}
		q.n, q.kind = whole(uint64(w.sense(catDouble).val)), Multiple
	case w.cats.has(catCompare):
		return p.comparison(i)
	default:
		return i
	}
	p.qualifyWords(&q)
	p.push(q)
	return q.outerLast
}

// qualifyWords keeps a qualifier that the word itself says.
func (p *parser) qualifyWords(q *quantity) {
	own := q.qualifier
	p.qualify(q)
	if own != Exact && q.qualifier == Exact {
		q.qualifier = own
	}
}

func (p *parser) multiplies(j int) bool {
	if j >= len(p.tokens) {
		return false
	}
	switch p.folded(j) {
	case "as", "that", "the", "its", "what":
		return true
	}
	return false
}

// comparison reads “higher than the last edition” and 均超过上届, where no number is given.
func (p *parser) comparison(i int) int {
	s := p.sense(i, catCompare)
	j := i + 1
	for p.is(j, catSkip) {
		j++
	}
	base := p.sense(j, catBase)
	if base == nil || s.str == "same" {
		return i
	}
	q := quantity{first: i, last: j + 1, outerFirst: i, outerLast: j + 1, start: int(p.tokens[i].start), end: int(p.tokens[j].end), kind: Comparison, qualifier: Exact, base: base.str, change: Change(s.str)}
	p.push(q)
	return j + 1
}
