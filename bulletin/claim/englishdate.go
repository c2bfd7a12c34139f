package claim

import "strconv"

// englishDate reads 12 October 2023, October 2023, end-2022, the first nine months of 2017,
// 2023-11-30, and a year behind a word such as in or since.
func (p *parser) englishDate(i int) (s span, next int, ok bool) {
	t := p.tokens[i]
	if t.kind == tText {
		return p.shortQuarter(i)
	}
	if t.kind == tNumber {
		if s, ok = p.dotted(i); ok {
			return s, i + 1, true
		}
		if s, next, ok = p.isoDate(i); ok {
			return s, next, true
		}
		v := p.calendar(i)
		j := i + 1
		if p.is(j, catSuffix) && !p.gap(j) {
			j++
		}
		if p.is(j, catOf) {
			j++
		}
		if d := p.calendar(j + 1); v > 0 && d > v && d <= 31 && (p.is(j, catRange) || p.hyphen(j) || p.is(j, catRangeAnd) && p.between(i)) && p.capitalMonth(j+2) > 0 { // 29-30 November
			s.day, s.month, s.toDay = v, p.capitalMonth(j+2), d
			s.toMonth = s.month
			return p.yearBehind(i, s, j+3)
		}
		if v > 0 && v <= 31 && p.capitalMonth(j) > 0 { // 12 October 2023
			s.day, s.month = v, p.capitalMonth(j)
			return p.yearBehind(i, s, j+1)
		}
		if y := p.yearBare(i); y > 0 && y%10 == 0 && i+1 < len(p.tokens) && !p.gap(i+1) && p.folded(i+1) == "s" { // the 1990s
			s.year, s.toYear = y, y+9
			return s, i + 2, true
		}
		if y := p.yearAt(i); (y >= 1900 || y >= 1700 && (p.folded(max(i-1, 0)) == "in" || p.folded(max(i-1, 0)) == "since")) && y < 2100 && p.english && p.isYear(i) {
			s.year = y
			return s, i + 1, true
		}
		return s, i, false
	}
	w := p.word(i)
	if w == nil {
		return s, i, false
	}
	switch {
	case p.capitalMonth(i) > 0:
		s.month = p.capitalMonth(i)
		j := i + 1
		if v := p.calendar(j); v > 0 && v <= 31 && p.yearAt(j) == 0 {
			s.day = v
			j++
			if p.is(j, catSuffix) && !p.gap(j) {
				j++
			}
			if p.hyphen(j) && p.gap(j) == p.gap(j+1) && p.calendar(j+1) > v && p.calendar(j+1) <= 31 && !p.is(j+2, catPercent) && !p.is(j+2, catScale) {
				s.toMonth, s.toDay = s.month, p.calendar(j+1)
				j += 2
			} else if d := p.calendar(j + 2); (p.is(j, catRange) || p.hyphen(j) || p.is(j, catRangeAnd) && p.between(i)) && p.capitalMonth(j+1) > 0 && d > 0 && d <= 31 && p.yearAt(j+2) == 0 {
				s.toMonth, s.toDay = p.capitalMonth(j+1), d // between September 12 and October 5
				j += 3
			}
			return p.yearBehind(i, s, j)
		}
		if p.is(j, catRange) && p.capitalMonth(j+1) > s.month {
			s.toMonth = p.capitalMonth(j + 1)
			return p.yearBehind(i, s, j+2)
		}
		if y := p.yearBare(j); y > 0 || s.month != 5 && s.month != 3 || p.is(i-1, catInFront) {
			return p.yearBehind(i, s, j)
		}
	case w.cats.has(catRelYear):
		if p.is(i-1, catOwnBase) {
			return s, i, false
		}
		if s.year, ok = p.relativeYear(i); !ok {
			return s, i, false
		}
		return s, i + 1, true
	case w.cats.has(catEndOf):
		j := i + 1
		if p.hyphen(j) {
			j++
		}
		s.part = "end"
		if y := p.yearBare(j); y > 0 {
			s.year = y
			return s, j + 1, true
		}
		if m := p.capitalMonth(j); m > 0 {
			s.month = m
			return p.yearBehind(i, s, j+1)
		}
		if p.is(j, catRelYear) {
			if s.year, ok = p.relativeYear(j); ok {
				return s, j + 1, true
			}
		}
	case w.cats.has(catHalf1), w.cats.has(catHalf2):
		s.part = "h1"
		if w.cats.has(catHalf2) {
			s.part = "h2"
		}
		return p.yearBehind(i, s, i+1)
	case w.cats.has(catFirstMonths) && p.is(i+2, catMeasure) && (p.folded(i+2) == "months" || p.folded(i+2) == "month"):
		n := p.smallNumber(i + 1)
		if n > 0 && n <= 12 {
			s.part = "m" + strconv.Itoa(n)
			return p.yearBehind(i, s, i+3)
		}
	case w.cats.has(catFirstMonths) && p.is(i+2, catQuarter) && p.smallNumber(i+1) > 1:
		s.part = "q1" + strconv.Itoa(min(p.smallNumber(i+1), 3))
		return p.yearBehind(i, s, i+3)
	case w.cats.has(catOrd) && p.is(i+1, catQuarter) && w.sense(catOrd).val <= 4 && p.folded(i+1) == "quarter":
		s.part = "q" + strconv.Itoa(w.sense(catOrd).val)
		return p.yearBehind(i, s, i+2)
	case w.cats.has(catFiscal) && p.yearBare(i+1) > 0:
		s.year = p.yearBare(i + 1)
		return s, i + 2, true
	}
	return s, i, false
}

// smallNumber returns the number at the token, in digits or as one word, 0 for any other.
func (p *parser) smallNumber(i int) int {
	if v := p.calendar(i); v > 0 {
		return v
	}
	if s := p.sense(i, catSmall); s != nil {
		return s.val
	}
	return 0
}

// capitalMonth returns the month of an English name, which has a capital.
func (p *parser) capitalMonth(i int) int {
	s := p.sense(i, catMonth)
	if s == nil {
		return 0
	}
	if c := p.src[p.tokens[i].start]; c < 'A' || c > 'Z' {
		return 0
	}
	return s.val
}

// yearBare returns the year at the token, 0 when there is none.
func (p *parser) yearBare(i int) int {
	if y := p.yearAt(i); y >= 1900 && y < 2100 {
		return y
	}
	return 0
}

// yearBehind reads the year behind a day or month: “, 2023”, “of 2023”, “this year”.
func (p *parser) yearBehind(i int, s span, j int) (span, int, bool) {
	k := j
	if p.mark(k, ',') || p.is(k, catOf) {
		k++
	}
	if y := p.yearBare(k); y > 0 {
		s.year = y
		return s, k + 1, true
	}
	if p.is(k, catRelYear) && p.published().year > 0 {
		s.year, _ = p.relativeYear(k)
		return s, k + 1, true
	}
	return p.withYear(i, s, j)
}

// isYear reports whether four digits are a year: a word that leads one stands before them,
// or what belongs to one behind.
func (p *parser) isYear(i int) bool {
	if !p.numerals[p.tokens[i].ref].plainly || p.is(i+1, catScale) || p.is(i+1, catPercent) || p.is(i+1, catCurrency) && !(p.leads(i+1) && i+2 < len(p.tokens) && p.tokens[i+2].kind == tNumber) || p.is(i+1, catMeasure) {
		return false
	}
	if p.is(i-1, catInFront) || p.is(i-1, catEdition) || p.is(i-1, catMonth) {
		switch p.folded(i - 1) {
		case "than", "to", "the", "between", "of", "by", "from", "and", "for", "on":
			return !plural(p.nextWord(i + 1))
		}
		return true
	}
	next := p.nextWord(i + 1)
	switch next {
	case "earnings", "income", "exports", "imports", "losses", "output", "tally", "sales", "revenue", "revenues", "results", "profit", "profits", "turnover", "figures", "figure", "level", "levels", "peak", "record", "target", "total":
		return true
	}
	if i > 0 && p.mark(i-1, '(') && p.mark(i+1, ':') { // (2022: 1,339)
		return true
	}
	return p.is(i+1, catEdition) || next == "'s" || i > 0 && p.mark(i-1, '(') && p.mark(i+1, ')')
}

func (p *parser) nextWord(i int) string {
	if i >= len(p.tokens) || p.tokens[i].kind == tMark && !p.mark(i, '\'') || p.tokens[i].kind == tLine {
		return ""
	}
	return p.folded(i)
}

// isoDate reads 2023-11-30, 2023/11/30 and 2023.11.30.
func (p *parser) isoDate(i int) (s span, next int, ok bool) {
	y := p.yearBare(i)
	if y == 0 || i+2 >= len(p.tokens) || !(p.hyphen(i+1) || p.mark(i+1, '/')) || p.gap(i+1) || p.gap(i+2) {
		return s, i, false
	}
	m := p.calendar(i + 2)
	if m < 1 || m > 12 || p.numerals[p.tokens[i+2].ref].digits != 2 && !p.hyphen(i+3) {
		return s, i, false
	}
	s.year, s.month = y, m
	if i+4 < len(p.tokens) && (p.hyphen(i+3) || p.mark(i+3, '/')) && !p.gap(i+4) {
		if d := p.calendar(i + 4); d > 0 && d <= 31 {
			s.day = d
			return s, i + 5, true
		}
		return s, i, false
	}
	return s, i + 3, !p.is(i+3, catPercent)
}

// shortQuarter reads Q3 2023, H1 2023.
func (p *parser) shortQuarter(i int) (s span, next int, ok bool) {
	t := p.tokens[i]
	if t.end-t.start != 2 {
		return s, i, false
	}
	switch letter, digit := p.r[t.start], p.r[t.start+1]; {
	case letter == 'q' && digit >= '1' && digit <= '4', letter == 'h' && (digit == '1' || digit == '2'):
		s.part = string(p.r[t.start:t.end])
		return p.yearBehind(i, s, i+1)
	}
	return s, i, false
}

// dotted reads 2023.11.30, which the scanner took for a number with too many points.
func (p *parser) dotted(i int) (s span, ok bool) {
	t := p.tokens[i]
	if p.numerals[t.ref].reason != "dotted" {
		return s, false
	}
	var parts [3]int
	at := 0
	for _, r := range p.r[t.start:t.end] {
		if r == '.' {
			if at++; at > 2 {
				return s, false
			}
			continue
		}
		parts[at] = min(parts[at]*10+int(r-'0'), 1<<20)
	}
	if at != 2 || parts[0] < 1900 || parts[0] > 2100 || parts[1] < 1 || parts[1] > 12 || parts[2] < 1 || parts[2] > 31 {
		return s, false
	}
	return span{year: parts[0], month: parts[1], day: parts[2]}, true
}
