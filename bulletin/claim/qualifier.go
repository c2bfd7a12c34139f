package claim

// qualify reads the words around a quantity that say how its number is meant, and gives it
// its outer bounds.
func (p *parser) qualify(q *quantity) {
	q.outerFirst, q.outerLast = q.first, q.last
	if q.kind == Ordinal && !q.low {
		return
	}
	p.qualifyBefore(q)
	p.qualifyAfter(q)
	if q.odd && q.qualifier == Exact {
		q.qualifier = Over
	}
}

// maxSkip is how many small words may stand between a qualifier and its number: 超过了,
// a total of about.
const maxSkip = 3

func (p *parser) qualifyBefore(q *quantity) {
	skipped := 0
	for j := q.first - 1; j >= 0 && skipped <= maxSkip; j-- {
		w := p.word(j)
		if w == nil {
			break
		}
		if s := w.sense(catBefore); s != nil && !p.goesElsewhere(j, q) {
			q.qualifier, q.strict, q.equal = Qualifier(s.str), w.cats.has(catStrict), s.str == "exact"
			q.outerFirst = j
			// 比三十大: the direction follows.
			if p.folded(j) == "比" {
				switch {
				case p.is(q.last, catLarger) && j == q.first-1:
					q.outerLast = q.last + 1
				case p.is(q.last, catSmaller) && j == q.first-1:
					q.qualifier, q.strict, q.outerLast = AtMost, true, q.last+1
				default:
					q.qualifier, q.outerFirst = Exact, q.first
				}
			}
			// 约超过, no fewer than about: the outer word may be vaguer; the inner one stands.
			if p.is(j-1, catBefore) {
				q.outerFirst = j - 1
			}
			p.currencyBefore(q, j)
			return
		}
		if w.cats.has(catOwnBase) && p.is(j-1, catAfter) && p.folded(j) == "than" {
			// 200 or greater than 190: the words before belong to this number.
			q.qualifier, q.outerFirst = p.afterQualifier(j-1), j-1
			if q.qualifier == AtLeast {
				q.qualifier = Over
			}
			return
		}
		if w.cats.has(catAfter) && j == q.first-1 && p.folded(j) == "or more than" {
			q.qualifier, q.outerFirst = Over, j
			return
		}
		if s := w.sense(catAfter); s != nil && j == q.first-1 && p.english && p.r[p.tokens[j].start] == 'a' {
			// above 1000 and below 1500
			q.qualifier, q.outerFirst = Qualifier(s.str), j
			if q.qualifier == AtLeast {
				q.qualifier = Over
			}
			return
		}
		if !w.cats.has(catSkip) {
			if w.cats.has(catCurrency) && j == q.first-1 {
				p.currencyBefore(q, q.first)
			}
			break
		}
		skipped++
	}
	p.qualifyFar(q)
}

// qualifyFar reads the qualifier of a share before what it is a share of: 不到去年首日的六成, 超过总额的60%.
func (p *parser) qualifyFar(q *quantity) {
	if p.english || !p.mark(q.first-1, '的') || q.kind != Percent && !(q.kind == Number && q.n.frac != nil) {
		return
	}
	dated := false
	for j := q.first - 2; j >= 0 && j >= q.first-10; j-- {
		if p.tokens[j].kind == tMark || p.tokens[j].kind == tLine || p.tokens[j].kind == tNumber {
			return
		}
		dated = dated || p.is(j, catRelYear) || p.is(j, catRelMonth) || p.is(j, catBase)
		s := p.sense(j, catBefore)
		if s == nil {
			continue
		}
		switch p.folded(j) {
		case "不到", "不足", "接近", "约占", "占约":
		case "超过", "逾", "超", "近", "约", "不及":
			if dated {
				return // 超过去年的55%: compared with it
			}
		default:
			return
		}
		q.qualifier, q.strict = Qualifier(s.str), p.is(j, catStrict)
		return
	}
}

// goesElsewhere reports whether a qualifier's word is none here: 上 and 过 count only before
// units alone and where nothing is done.
func (p *parser) goesElsewhere(j int, q *quantity) bool {
	switch p.folded(j) {
	case "上":
		return !(q.first == j+1 && p.tokens[q.first].kind == tNumber && p.numerals[p.tokens[q.first].ref].bare)
	case "some", "top", "tops":
		return q.kind == Range && p.folded(j) != "some" || p.folded(j) == "top" && p.tokens[q.first].kind == tNumber && q.kind == Number && q.n.small() >= 0 && q.n.small() <= 500
	case "over":
		// Signed over 23 sessions is no more than: it took so long.
		return p.is(j-1, catTimes) || q.kind == Count && lasting[q.unit] && j > 0 && p.tokens[j-1].kind == tText && j+1 == q.first
	case "higher than", "lower than", "larger than", "smaller than":
		return false
	}
	return false
}

// currencyBefore takes a currency that stands before the qualifier: 港币约550亿元.
func (p *parser) currencyBefore(q *quantity, j int) {
	if q.kind != Money && q.kind != Range || q.loose == "" {
		return
	}
	if m, ok := p.markAt(j - 1); ok && m.loose == "" && m.currency.GoesBy(q.loose) {
		q.currency, q.loose = m.currency, ""
		q.assumed = drop(q.assumed, "currency:")
	}
}

// lasting are the units of how long something took.
var lasting = map[string]bool{
	"years": true, "months": true, "weeks": true, "days": true, "decades": true, "sessions": true, "editions": true, "hours": true, "quarters": true,
}

func drop(list []string, prefix string) []string {
	for i, s := range list {
		if len(s) >= len(prefix) && s[:len(prefix)] == prefix {
			return append(list[:i:i], list[i+1:]...)
		}
	}
	return list
}

// afterQualifier is what the word behind a number says.
func (p *parser) afterQualifier(j int) Qualifier {
	if s := p.sense(j, catAfter); s != nil {
		return Qualifier(s.str)
	}
	return Exact
}

func (p *parser) qualifyAfter(q *quantity) {
	j := q.last
	s := p.sense(j, catAfter)
	if s == nil {
		switch {
		case p.is(j, catOrEqual) && q.strict:
			q.strict, q.outerLast = false, j+1
		case p.is(j, catOrEqual) && q.qualifier == Over:
			q.qualifier, q.outerLast = AtLeast, j+1
		}
		return
	}
	if p.r[p.tokens[j].start] == '强' || p.r[p.tokens[j].start] == '弱' { // 三分之一强
		if !p.ends(j+1) || q.kind != Percent && q.kind != Number {
			return
		}
	}
	// 5000 or less than 5000: the words belong to the next number.
	k := j + 1
	if p.is(k, catOwnBase) {
		k++
	}
	if k < len(p.tokens) && p.tokens[k].kind == tNumber && p.english && p.folded(j) != "+" {
		return
	}
	if p.folded(j) == "+" && (p.gap(j) || k < len(p.tokens) && p.tokens[k].kind == tNumber && !p.gap(k)) {
		return // 3+2
	}
	// 约20人以上 and about 500 or more are bounds first.
	q.qualifier, q.strict = Qualifier(s.str), false
	q.equal = false
	q.outerLast = j + 1
}
