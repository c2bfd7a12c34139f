package claim

// document puts what was found in order and gives each claim what is said of it.
func (p *parser) document() Document {
	d := Document{Claims: make([]Claim, 0, len(p.found)), Unread: p.unread}
	if d.Unread == nil {
		d.Unread = []Unread{}
	}
	for i := range p.found {
		d.Claims = append(d.Claims, p.claimOf(&p.found[i]))
	}
	p.context(&d)
	return d
}

// claimOf writes a quantity as a claim.
func (p *parser) claimOf(q *quantity) Claim {
	c := Claim{
		Text: p.text(q.start, q.end), Start: q.start, End: q.end, Kind: q.kind, Unit: q.unit, Currency: q.currency,
		Qualifier: q.qualifier, Assumed: q.assumed, AsOf: q.asOf, Odd: q.odd, Change: q.change, Base: q.base,
	}
	if c.Assumed == nil {
		c.Assumed = []string{}
	}
	switch {
	case q.kind == Comparison || q.kind == DateKind || q.kind == Period:
		return c
	case q.low:
		c.Low, _ = q.n.decimal()
		c.High, _ = q.high.decimal()
		if q.open && c.Qualifier == Exact {
			c.Qualifier = About
		}
		return c
	}
	if q.kind == Percent || q.kind == PercentagePoint {
		p.sign1(q)
		c.Change = q.change
	}
	c.Value, c.Fraction = q.n.decimal()
	c.Step = q.n.stepDecimal()
	switch {
	case q.equal:
		c.Low, c.High = c.Value, c.Value
	case q.qualifier == Over || q.qualifier == AtLeast:
		c.Low = c.Value
	case q.qualifier == AtMost:
		c.High = c.Value
	}
	return c
}

// sign1 makes a share that fell negative.
func (p *parser) sign1(q *quantity) {
	if q.change = p.changeBefore(q); q.change == Down && !q.n.neg {
		q.n.neg = true
	}
}

// comparing reports whether 比 or 较 stands before the token in its clause.
func (p *parser) comparing(i int) bool {
	for j := i - 1; j >= 0 && j >= i-12 && p.tokens[j].kind != tMark && p.tokens[j].kind != tLine; j-- {
		if f := p.r[p.tokens[j].start]; f == '比' || f == '较' || p.is(j, catBase) {
			return true
		}
	}
	return false
}

// changeBefore finds the verb of change that the quantity hangs on: 增长, down, rose by.
func (p *parser) changeBefore(q *quantity) Change {
	for j := q.outerFirst - 1; j >= 0 && j >= q.outerFirst-4; j-- {
		w := p.word(j)
		switch {
		case w == nil:
			if p.tokens[j].kind != tText || p.class(int(p.tokens[j].start)) != classHan {
				return ""
			}
			return ""
		case j == q.outerFirst-1 && w.cats.has(catLarger) && p.r[p.tokens[j].start] == '多' && p.comparing(j):
			return Up // 较上届多近一成
		case j == q.outerFirst-1 && w.cats.has(catSmaller) && p.r[p.tokens[j].start] == '少' && p.comparing(j):
			return Down
		case w.cats.has(catUp):
			return Up
		case w.cats.has(catDown):
			return Down
		case w.cats.has(catSkip), w.cats.has(catBefore), w.cats.has(catRangeAnd), w.cats.has(catBase):
		default:
			return ""
		}
	}
	return ""
}
