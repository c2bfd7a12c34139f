package claim

import (
	"strconv"
	"strings"

	"bridgehead/lang"
)

// A span is a date or a period as far as the text says it; parts that it does not say are 0.
type span struct {
	year, month, day       int
	part                   string // end, start, mid, early, late, h1, h2, q1 … q4, q12, q13, m1 … m12 for the first months
	toYear, toMonth, toDay int    // the other end of a period
	guessed                bool   // the year was taken from the publication or from another date
}

// dates is what the dates read so far leave for those that do not say their year.
type dates struct {
	year     int    // the year said last
	sentence int    // where its sentence begins
	asOf     string // the date or period
}

// date reads a date or a period at the token i and returns the token behind it, i when there
// is none. Times of day and days of the week are passed over.
func (p *parser) date(i int) int {
	if next := p.clock(i); next > i {
		return next
	}
	before := len(p.unread)
	s, next, ok := p.hanDate(i)
	if !ok && len(p.unread) == before {
		s, next, ok = p.englishDate(i)
	}
	switch {
	case ok:
	case len(p.unread) > before:
		return p.refused
	default:
		return i
	}
	p.pushDate(i, next, s)
	return next
}

// clock passes over 20时30分, 2:00 pm, 6pm and the days of the week.
func (p *parser) clock(i int) int {
	if p.is(i, catWeekday) {
		return i + 1
	}
	if p.tokens[i].kind != tNumber {
		return i
	}
	j := i + 1
	for p.mark(j, ':') && !p.gap(j) && !p.gap(j+1) && j+1 < len(p.tokens) && p.tokens[j+1].kind == tNumber {
		j += 2
	}
	switch {
	case p.is(j, catAmPm):
		return j + 1
	case j > i+1:
		return j
	case p.is(j, catClock) && p.folded(j) != "分钟" && p.calendar(i) >= 0 && p.calendar(i) <= 24:
		j++
		if j+1 < len(p.tokens) && p.tokens[j].kind == tNumber && p.text(int(p.tokens[j+1].start), int(p.tokens[j+1].start)+1) == "分" {
			j += 2
		}
		return j
	}
	return i
}

// calendar returns the number at the token as a part of a date, -1 when it cannot be one.
func (p *parser) calendar(i int) int {
	if i >= len(p.tokens) || p.tokens[i].kind != tNumber {
		return -1
	}
	n := p.numerals[p.tokens[i].ref]
	if n.unit || n.odd || n.ranged || n.quotient || n.points || n.base || n.neg || n.bare || n.reason != "" {
		return -1
	}
	return n.small()
}

// yearAt returns the year that the number at the token can be before 年, 0 when it is none.
func (p *parser) yearAt(i int) int {
	v := p.calendar(i)
	if n := p.numerals; v >= 1000 && v < 2200 && (n[p.tokens[i].ref].digits == 4) {
		return v
	}
	return 0
}

// hanDate reads 2023年1月至9月, 去年底, 今年10月底, 前三季度, 9月12日.
func (p *parser) hanDate(i int) (s span, next int, ok bool) {
	j := i
	if p.is(j, catSince) || p.is(j, catAsOf) {
		return s, i, false
	}
	switch {
	case p.calendar(j) > 0 && p.calendar(j) <= 30 && p.is(j+1, catCentury):
		s.year = 100*p.calendar(j) - 99
		s.toYear = s.year + 99
		if v := p.calendar(j + 2); v >= 0 && v%10 == 0 && v < 100 && p.is(j+3, catDecade) { // 20世纪90年代
			s.year += v - 1
			s.toYear = s.year + 9
			return s, j + 4, true
		}
		return s, j + 2, true
	case p.calendar(j) >= 0 && p.is(j+1, catDecade):
		p.refuse(j, j+2, "no_century")
		return s, i, false
	case p.splitYear(j):
		p.refuse(j, j+3, "split_year")
		return s, i, false
	case p.yearAt(j) > 0 && p.is(j+1, catYearWord):
		s.year = p.yearAt(j)
		j += 2
		ok = true
	case p.yearAt(j) > 0 && p.is(j+1, catPart) && p.r[p.tokens[j+1].start] == '年':
		s.year = p.yearAt(j)
		s.part = p.sense(j+1, catPart).str
		return s, j + 2, true
	case p.yearAt(j) > 0 && (p.is(j+1, catRange) || p.hyphen(j+1)) && p.yearAt(j+2) > p.yearAt(j) && (p.is(j+3, catYearWord) || p.is(i-1, catInFront) && p.english):
		s.year, s.toYear = p.yearAt(j), p.yearAt(j+2)
		next = j + 3
		if p.is(next, catYearWord) {
			next++
		}
		return s, next, true
	case p.is(j, catRelYear):
		if s.year, ok = p.relativeYear(j); !ok {
			return s, i, false
		}
		j++
		if p.is(j, catYearWord) {
			j++
		}
	case p.is(j, catRelMonth):
		published := p.published()
		if published.year == 0 {
			p.refuse(j, j+1, "no_publication_date")
			return s, i, false
		}
		m := published.month - 1 + p.sense(j, catRelMonth).val
		s.year, s.month = published.year+floorDiv(m, 12), (m%12+12)%12+1
		j++
		ok = true
	case p.is(j, catRelDay):
		published := p.published()
		if published.year == 0 {
			return s, i, false
		}
		day := p.o.Published.AddDays(p.sense(j, catRelDay).val)
		s = splitDate(day)
		return s, j + 1, true
	}
	if ok && (p.is(j, catRange) || p.hyphen(j)) && p.yearAt(j+1) > s.year && p.is(j+2, catYearWord) {
		s.toYear = p.yearAt(j + 1)
		return s, j + 3, true
	}
	monthless := s.month == 0
	switch {
	case monthless && p.monthAt(j) > 0:
		s.month = p.monthAt(j)
		j += 2
		if part := p.sense(j-1, catPart); part != nil { // 10月底
			s.part = part.str
			return p.withYear(i, s, j)
		}
		ok = true
		if (p.is(j, catRange) || p.hyphen(j)) && p.monthAt(j+1) > 0 {
			s.toMonth = p.monthAt(j + 1)
			return p.withYear(i, s, j+3)
		}
	case monthless && p.monthSpan(j):
		s.month, s.toMonth = p.calendar(j), p.calendar(j+2)
		return p.withYear(i, s, j+4)
	case monthless && p.is(j, catPart):
		part := p.sense(j, catPart).str
		switch part {
		case "end", "start", "mid", "early", "late", "to":
			if !ok || part == "to" || part == "mid" && p.tokens[j].end-p.tokens[j].start == 1 {
				if today := p.published(); ok && part == "to" && today.year >= s.year && s.year > 0 { // 今年以来
					s.month, s.day, s.toYear, s.toMonth, s.toDay = 1, 1, today.year, today.month, today.day
					return s, j + 1, true
				}
				if ok {
					return p.withYear(i, s, j)
				}
				return s, i, false
			}
		}
		s.part = part
		return p.withYear(i, s, j+1)
	case monthless && p.is(j, catFirstMonths) && p.calendar(j+1) > 0 && p.calendar(j+1) <= 12 && p.is(j+2, catMonthWord):
		s.part = "m" + strconv.Itoa(p.calendar(j+1))
		return p.withYear(i, s, j+3)
	case monthless && (p.is(j, catPrefix) || ok) && p.quarterAt(j) > 0:
		s.part = "q" + strconv.Itoa(p.quarterAt(j))
		if p.is(j, catPrefix) {
			j++
		}
		return p.withYear(i, s, j+2)
	case monthless && !ok && p.quarterAt(j) > 0 && p.r[p.tokens[j+1].start] == '季' && p.tokens[j+1].end-p.tokens[j+1].start == 2 && !p.is(i-1, catFirstMonths):
		s.part = "q" + strconv.Itoa(p.quarterAt(j))
		return p.withYear(i, s, j+2)
	}
	if !ok {
		// A day alone: 20日在北京开幕.
		if v := p.calendar(j); v > 0 && v <= 31 && p.is(j+1, catDayWord) && p.r[p.tokens[j+1].start] == '日' && p.published().year > 0 && p.dayAlone(j) {
			published := p.published()
			s.year, s.month, s.day, s.guessed = published.year, published.month, v, true
			return s, j + 2, true
		}
		return s, i, false
	}
	if s.month > 0 {
		if v := p.calendar(j); v > 0 && v <= 31 && p.is(j+1, catDayWord) {
			s.day = v
			j += 2
			if (p.is(j, catRange) || p.hyphen(j)) && p.calendar(j+1) > 0 {
				k := j + 1
				if m := p.monthAt(k); m > 0 && p.calendar(k+2) > 0 {
					s.toMonth = m
					k += 2
				}
				if d := p.calendar(k); d > 0 && d <= 31 && p.is(k+1, catDayWord) {
					s.toDay = d
					if s.toMonth == 0 {
						s.toMonth = s.month
					}
					j = k + 2
				} else {
					s.toMonth = 0
				}
			}
		} else if v > 0 && v <= 31 && p.hyphen(j+1) && p.calendar(j+2) > v && p.is(j+3, catDayWord) {
			s.day, s.toMonth, s.toDay = v, s.month, p.calendar(j+2)
			j += 4
		} else if part := p.sense(j, catPart); part != nil {
			switch part.str {
			case "end", "start", "early", "late", "mid":
				if p.folded(j) != "中" {
					s.part = part.str
					j++
				}
			}
		}
	}
	return p.withYear(i, s, j)
}

// dayAlone reports whether the number before 日 is a day of the month and does not count days: 首两日,
// 最高一日, 近20日.
func (p *parser) dayAlone(j int) bool {
	if n := p.numerals[p.tokens[j].ref]; n.han && n.small() <= 10 || p.is(j-1, catBefore) || p.is(j-1, catFirstMonths) {
		return false
	}
	t := p.tokens[j]
	return t.start == 0 || !strings.ContainsRune("首前近每连共期历过后低高约满", p.r[t.start-1])
}

// splitYear reports whether 2023/24 or 2023-24 stands at the token: a season or financial year,
// whose ends the text does not say.
func (p *parser) splitYear(i int) bool {
	y := p.yearAt(i)
	return y >= 1900 && (p.mark(i+1, '/') || p.hyphen(i+1)) && !p.gap(i+1) && !p.gap(i+2) && p.calendar(i+2) == (y+1)%100 && p.numerals[p.tokens[i+2].ref].digits == 2 &&
		!p.hyphen(i+3) && !p.mark(i+3, '/')
}

// monthAt returns the month that stands at the token before 月, 0 when there is none.
func (p *parser) monthAt(i int) int {
	if v := p.calendar(i); v > 0 && v <= 12 && (p.is(i+1, catMonthWord) || p.is(i+1, catPart)) && p.r[p.tokens[i+1].start] == '月' {
		return v
	}
	return 0
}

// monthSpan reports whether 1-9月 stands at the token.
func (p *parser) monthSpan(i int) bool {
	a := p.calendar(i)
	return a > 0 && a < 12 && (p.is(i+1, catRange) || p.hyphen(i+1)) && p.monthAt(i+2) > a
}

// quarterAt returns the quarter of 第一季度 and 一季度, 0 when there is none.
func (p *parser) quarterAt(i int) int {
	if p.is(i, catPrefix) {
		i++
	}
	if v := p.calendar(i); v > 0 && v <= 4 && p.is(i+1, catQuarterWord) {
		return v
	}
	return 0
}

// relativeYear resolves 去年 and last year by the publication.
func (p *parser) relativeYear(i int) (int, bool) {
	published := p.published()
	if published.year == 0 {
		last := i + 1
		for p.is(last, catPart) || p.is(last, catYearWord) {
			last++
		}
		p.refuse(i, last, "no_publication_date")
		return 0, false
	}
	return published.year + p.sense(i, catRelYear).val, true
}

func (p *parser) published() span { return splitDate(p.o.Published) }

func splitDate(d lang.Date) (s span) {
	if len(d) != 10 {
		return s
	}
	s.year, _ = strconv.Atoi(string(d[:4]))
	s.month, _ = strconv.Atoi(string(d[5:7]))
	s.day, _ = strconv.Atoi(string(d[8:]))
	return s
}

func floorDiv(a, b int) int {
	if a < 0 {
		return -((-a + b - 1) / b)
	}
	return a / b
}

// withYear gives a date its year when it does not say one: that of another date in the
// text's sentence, or of the publication.
func (p *parser) withYear(i int, s span, next int) (span, int, bool) {
	if s.year == 0 {
		switch published := p.published(); {
		case p.dates.year > 0 && p.dates.sentence == p.sentenceOf(i):
			s.year = p.dates.year
		case published.year > 0:
			s.year = published.year
		default:
			p.refuse(i, next, "no_year")
			return s, i, false
		}
		s.guessed = true
	}
	return s, next, true
}

// sentenceOf returns the token that ended the sentence before.
func (p *parser) sentenceOf(i int) int {
	for j := i - 1; j >= 0 && j > i-60; j-- {
		if p.tokens[j].kind == tLine || p.mark(j, '。') || p.mark(j, '!') || p.mark(j, '?') || p.mark(j, '.') {
			return j
		}
	}
	return -1
}

// pushDate keeps a date or period as a claim.
func (p *parser) pushDate(i, next int, s span) {
	from, to, kind := s.bounds()
	q := quantity{first: i, last: next, outerFirst: i, outerLast: next, start: int(p.tokens[i].start), end: int(p.tokens[next-1].end), kind: kind, qualifier: Exact}
	if !from.Valid() || !to.Valid() || to < from {
		p.refuse(i, next, "no_such_day")
		return
	}
	q.asOf = string(from)
	if kind == Period {
		q.asOf += "/" + string(to)
	}
	if s.guessed {
		q.assumed = append(q.assumed, AssumeYear)
	}
	sentence := p.sentenceOf(i)
	if kind == Period && p.dates.sentence == sentence && s.year == p.dates.year-1 && next < len(p.tokens) && p.r[p.tokens[next].start] == '同' && int(p.tokens[next].start)+1 < len(p.r) && p.r[p.tokens[next].start+1] == '期' {
		q.asOf, q.end = yearBefore(p.dates.asOf), int(p.tokens[next].start)+2 // 去年同期
	}
	p.dates = dates{s.year, sentence, q.asOf}
	p.found = append(p.found, q)
}

// yearBefore returns a date or period one year earlier.
func yearBefore(asOf string) string {
	var parts []string
	for day := range strings.SplitSeq(asOf, "/") {
		s := splitDate(lang.Date(day))
		if s.month == 2 && s.day == 29 {
			s.day = 28
		}
		parts = append(parts, string(civil(s.year-1, s.month, s.day)))
	}
	return strings.Join(parts, "/")
}

// bounds returns the first and last day, and whether it is one day or a period. The end of a
// month or year is its last day.
func (s span) bounds() (from, to lang.Date, kind Kind) {
	year, month := s.year, s.month
	toYear := s.toYear
	if toYear == 0 {
		toYear = year
	}
	switch {
	case s.toDay > 0:
		return civil(year, month, s.day), civil(toYear, s.toMonth, s.toDay), Period
	case s.day > 0:
		d := civil(year, month, s.day)
		return d, d, DateKind
	case s.toMonth > 0:
		return civil(year, month, 1), monthEnd(toYear, s.toMonth), Period
	case month > 0:
		switch s.part {
		case "end":
			return monthEnd(year, month), monthEnd(year, month), DateKind
		case "start", "early":
			return civil(year, month, 1), civil(year, month, 10), Period
		case "mid":
			return civil(year, month, 11), civil(year, month, 20), Period
		case "late":
			return civil(year, month, 21), monthEnd(year, month), Period
		}
		return civil(year, month, 1), monthEnd(year, month), Period
	}
	first, last := 1, 12
	switch part := s.part; {
	case part == "end":
		return civil(year, 12, 31), civil(year, 12, 31), DateKind
	case part == "start":
		last = 1
	case part == "h1":
		last = 6
	case part == "h2":
		first = 7
	case part == "q12":
		last = 6
	case part == "q13":
		last = 9
	case len(part) == 2 && part[0] == 'q':
		first = 3*int(part[1]-'1') + 1
		last = first + 2
	case len(part) > 1 && part[0] == 'm' && part != "mid":
		last, _ = strconv.Atoi(part[1:])
	}
	return civil(year, first, 1), monthEnd(toYear, last), Period
}

func civil(y, m, d int) lang.Date {
	b := []byte("0000-00-00")
	put := func(at, width, v int) {
		for i := width - 1; i >= 0; i-- {
			b[at+i] = byte('0' + v%10)
			v /= 10
		}
	}
	put(0, 4, y)
	put(5, 2, m)
	put(8, 2, d)
	return lang.Date(b)
}

func monthEnd(y, m int) lang.Date {
	if m == 12 {
		return civil(y, 12, 31)
	}
	return civil(y, m+1, 1).AddDays(-1)
}
