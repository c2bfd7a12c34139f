package claim

import (
	"unicode/utf8"

	"bridgehead/lang"
)

// Read reads the quantities of a text. It never fails: a text without any gives an empty
// document. It takes time in proportion to the text.
func Read(text string, o Options) Document {
	p := newParser(text, o)
	p.scan()
	p.parse()
	return p.document()
}

// A parser makes quantities of tokens.
type parser struct {
	scanner
	whole   string
	at      []int32 // the byte at which each character begins
	o       Options
	found   []quantity
	unread  []Unread
	refused int // the token behind what was refused last
	signs   signs
	dates   dates

	english bool // the line that is read
}

func newParser(text string, o Options) *parser {
	p := &parser{o: o, english: o.Lang == lang.En}
	p.table, p.lex = plain(), words()
	p.whole = text
	n := utf8.RuneCountInString(text)
	both := make([]rune, 2*n)
	p.src, p.r = both[:n:n], both[n:]
	p.at = make([]int32, n+1)
	p.at[n] = int32(len(text))
	i := -1
	for at, r := range text {
		i++
		p.src[i], p.at[i] = r, int32(at)
		if r > 0xFFFF {
			p.r[i] = foldRune(r)
			continue
		}
		p.r[i] = rune(p.table.fold[r])
	}
	p.tokens = make([]token, 0, n/2+8)
	p.numerals = make([]numeral, 0, n/24+4)
	p.found = make([]quantity, 0, n/24+4)
	return p
}

// word returns the word of a token, nil when it is none.
func (p *parser) word(i int) *word {
	if i < 0 || i >= len(p.tokens) || p.tokens[i].kind != tWord {
		return nil
	}
	if ref := p.tokens[i].ref; ref >= 0 {
		return &p.lex.words[ref]
	} else {
		return &p.hidden[-ref-1]
	}
}

func (p *parser) is(i int, c category) bool {
	w := p.word(i)
	return w != nil && w.cats.has(c)
}

func (p *parser) sense(i int, c category) *sense {
	if w := p.word(i); w != nil && w.cats.has(c) {
		return w.sense(c)
	}
	return nil
}

// hyphen reports whether the token is a dash of any length.
func (p *parser) hyphen(i int) bool {
	return i >= 0 && i < len(p.tokens) && p.tokens[i].end == p.tokens[i].start+1 && p.r[p.tokens[i].start] == '-'
}

// mark reports whether the token is the character r.
func (p *parser) mark(i int, r rune) bool {
	return i >= 0 && i < len(p.tokens) && p.tokens[i].end == p.tokens[i].start+1 && p.r[p.tokens[i].start] == r
}

func (p *parser) gap(i int) bool { return i < len(p.tokens) && p.tokens[i].gap }

// ends reports whether the token ends a stretch: there is none, or a mark, or a line.
func (p *parser) ends(i int) bool {
	return i >= len(p.tokens) || p.tokens[i].kind == tMark || p.tokens[i].kind == tLine
}

func (p *parser) text(start, end int) string { return p.whole[p.at[start]:p.at[end]] }

// folded returns the folded text of a token.
func (p *parser) folded(i int) string {
	t := p.tokens[i]
	if t.kind == tWord && t.ref >= 0 {
		return p.lex.words[t.ref].folded
	}
	return string(p.r[t.start:t.end])
}

// refuse reports tokens that look like a quantity and cannot be read.
func (p *parser) refuse(first, last int, reason string) {
	start, end := int(p.tokens[first].start), int(p.tokens[last-1].end)
	p.refused = last
	p.unread = append(p.unread, Unread{p.text(start, end), start, end, reason})
}

// parse goes over the tokens once. Every step takes what it reads, so that nothing is read
// twice.
func (p *parser) parse() {
	p.signs = p.findSigns()
	line := 0
	for i := 0; i < len(p.tokens); {
		if i >= line {
			line = p.speak(i)
		}
		next := i
		if k := p.tokens[i].kind; k == tWord && p.begins(i) || k == tNumber || k == tText && p.tokens[i].end-p.tokens[i].start == 2 && p.class(int(p.tokens[i].end)-1) == classDigit {
			if next = p.date(i); next == i {
				next = p.claim(i)
			}
		}
		if next == i {
			next = i + 1
		}
		i = next
	}
}

// starters are the categories that a date, a number or a comparison can begin with.
var starters = func() (s set) {
	for _, c := range []category{
		catWeekday, catRelYear, catRelMonth, catRelDay, catPart, catFirstMonths, catPrefix, catMonth, catEndOf, catHalf1, catHalf2, catOrd, catFiscal,
		catVague, catFirstEdition, catOrdScale, catSmall, catTens, catHundred, catA, catScale, catCurrency, catPercent, catMinus, catHalf, catQuarter,
		catHanHalf, catPortion, catHalfPrice, catOverHalf, catHalved, catMultiple, catDouble, catCompare,
	} {
		s.add(c)
	}
	return s
}()

func (p *parser) begins(i int) bool {
	w := p.word(i)
	return w.cats[0]&starters[0] != 0 || w.cats[1]&starters[1] != 0
}

// speak finds the language of the line that begins at the token, unless the options say it,
// and returns the token behind the line.
func (p *parser) speak(i int) int {
	end := i
	for end < len(p.tokens) && p.tokens[end].kind != tLine {
		end++
	}
	if p.o.Lang == "" && end > i {
		han, all := 0, 0
		for _, r := range p.r[p.tokens[i].start:p.tokens[end-1].end] {
			switch p.table.classOf(r) {
			case classHan, classNumeral:
				han++
				all++
			case classLetter:
				all++
			}
		}
		p.english = han*8 <= all
	}
	return end + 1
}

// claim reads an ordinal, a quantity or a range at the token and what qualifies it.
func (p *parser) claim(i int) int {
	if next := p.vague(i); next > i {
		return next
	}
	q, next, ok := p.ordinal(i)
	if !ok {
		q, next, ok = p.quantity(i, false)
	}
	if !ok {
		if next > i {
			return next
		}
		return p.wordsOnly(i)
	}
	q.first = i
	q.last = next
	if r, end, ok := p.ranged(q, next); ok {
		q, next = r, end
		q.first, q.last = i, next
	}
	p.qualify(&q)
	next = q.outerLast
	p.push(q)
	return next
}

// push keeps a quantity, and joins two that bound one range from either side.
func (p *parser) push(q quantity) {
	if n := len(p.found); n > 0 {
		if r, ok := p.bounded(p.found[n-1], q); ok {
			p.found[n-1] = r
			return
		}
	}
	if n := len(p.found); n > 0 && q.kind == Money && q.qualifier == Exact && q.outerFirst > 0 && p.mark(q.outerFirst-1, '(') {
		// Around US$57.83 billion (RM241.9 billion): what is converted is no surer.
		if before := &p.found[n-1]; before.kind == Money && before.qualifier == About && before.outerLast == q.outerFirst-1 && before.currency != q.currency {
			q.qualifier = About
		}
	}
	if q.kind == Money && q.power >= 4 {
		p.enumerated(&q)
	}
	p.found = append(p.found, q)
}

// enumerated gives the amounts before one in a row its currency: 12亿、8.5亿及6亿元.
func (p *parser) enumerated(last *quantity) {
	next := last
	for k := len(p.found) - 1; k >= 0; k-- {
		q := &p.found[k]
		if q.kind != Number || q.power < 4 || next.outerFirst != q.outerLast+1 || next.low || !p.mark(q.outerLast, '、') && !p.is(q.outerLast, catRangeAnd) {
			return
		}
		q.kind, q.currency, q.loose, q.unit = Money, last.currency, last.loose, last.unit
		q.assumed = append(append(q.assumed, last.assumed...), AssumeShared)
		next = q
	}
}

// vague takes words that say many without a number.
func (p *parser) vague(i int) int {
	if p.is(i, catVague) {
		p.refuse(i, i+1, "vague")
		return i + 1
	}
	return i
}
