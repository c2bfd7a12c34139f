package claim

// maxHan is the most characters a numeral has; a longer one is no quantity.
const maxHan = 80

// numeral reads the numeral that begins at i, in digits, in Chinese or in both, and a
// fraction with 分之: 二十五点六亿, 2千3百万, 三十余万, 三分之二, 百分之六十五, 一又二分之一.
func (s *scanner) numeral(i int) (n numeral, end int, ok bool) {
	neg := false
	at := i
	if s.r[at] == '负' {
		neg = true
		at = s.blank(at + 1)
	}
	if at >= len(s.r) {
		return n, i, false
	}
	n, end, ok = s.plainNumeral(at)
	if !ok {
		return n, i, false
	}
	if part, e, ok := s.quotient(n, end); ok {
		n, end = part, e
	} else if again := s.blank(end); again < len(s.r) && s.r[again] == '又' && !n.odd {
		if d, e, ok := s.plainNumeral(s.blank(again + 1)); ok {
			if d.quotient { // 1又2/3
				n.number, _ = n.plus(d.number)
				n.quotient, n.plainly, end = true, false, e
			} else if part, e, ok := s.quotient(d, e); ok && !part.base {
				n.number, _ = n.plus(part.number)
				n.quotient, end = true, e
			}
		}
	}
	if neg {
		n.neg = !n.neg
		n.single = false
	}
	return n, end, true
}

// quotient reads 分之 and a numeral after the one it is a part of.
func (s *scanner) quotient(d numeral, at int) (n numeral, end int, ok bool) {
	at = s.blank(at)
	if at >= len(s.r) || s.r[at] != '分' {
		return d, at, false
	}
	at = s.blank(at + 1)
	if at >= len(s.r) || s.r[at] != '之' {
		return d, at, false
	}
	at = s.blank(at + 1)
	neg := false
	if at < len(s.r) && s.r[at] == '负' {
		neg = true
		at = s.blank(at + 1)
	}
	if at >= len(s.r) {
		return d, at, false
	}
	n, end, ok = s.plainNumeral(at)
	if !ok || d.odd {
		return d, at, false
	}
	if end < len(s.r) && s.r[end] == 'k' && s.class(end+1) != classLetter && !n.han {
		n.shift(3)
		end++
	}
	if d.bare {
		// 百分之五 is 5 %, 千分之五 is 0.5 %.
		power := d.exp - 2
		for v := d.lo; v > 1 && v%10 == 0; v /= 10 {
			power++
		}
		n.shift(-power)
		n.high.shift(-power)
		n.base, n.bare, n.single = true, false, false
		if neg {
			n.neg = true
		}
		return n, end, true
	}
	q := n
	part, divided := n.number.over(d.number)
	if !divided {
		return d, at, false
	}
	q.number = part
	q.neg = neg
	q.quotient, q.han, q.single, q.bare, q.ranged = true, true, false, false, false
	return q, end, true
}

// blank passes over white space within a line.
func (s *scanner) blank(i int) int {
	for s.class(i) == classSpace {
		i++
	}
	return i
}

// plainNumeral reads a numeral without 分之; twice when it names two numbers.
func (s *scanner) plainNumeral(i int) (numeral, int, bool) {
	if i >= len(s.r) {
		return numeral{}, i, false
	}
	h := hanReader{s: s, at: i, start: i}
	n, ok := h.read()
	if ok && h.vague {
		again := hanReader{s: s, at: i, start: i, other: true}
		second, _ := again.read()
		n.high, n.ranged = second.number, true
	}
	return n, h.at, ok
}

// A hanReader follows the parts of a numeral, from 兆 down to the ones.
type hanReader struct {
	s         *scanner
	at, start int
	other     bool // read the second of two numbers: 二三十 as 三十

	sum     number // what 万, 亿 and 兆 have closed
	section number // thousands, hundreds and tens since then
	digit   number // the digits before the next unit
	point   number // the decimal fraction in Chinese digits

	hasSum, hasSection, hasDigit, hasPoint bool

	small, big int  // the powers of the last small and big unit
	last       int  // the power of the last unit of either sort
	zero       bool // 零 stands before the digits
	fine       bool // the digits have a decimal fraction
	vague      bool // two neighbouring digits, 几 or 数
	western    bool // the last digits were western
	n          numeral
}

// peek returns the next character that can belong to the numeral, and its place. Spaces
// part a numeral only between Chinese numerals, and before a unit.
func (h *hanReader) peek() (r rune, at int) {
	s := h.s
	if h.at >= len(s.r) {
		return 0, h.at
	}
	if s.class(h.at) != classSpace || h.at == h.start {
		return s.r[h.at], h.at
	}
	at = s.blank(h.at)
	if at >= len(s.r) || at > h.at+4 {
		return 0, at
	}
	r = s.r[at]
	before := s.class(h.at - 1)
	switch {
	case hanPower(r) > 0, before == classNumeral && (hanDigit(r) >= 0 || r == '点' || r == '余' || r == '几' || r == '多'):
		return r, at
	case before == classDigit && (r == '余' || r == '多') && hanPower(h.char(s.blank(at+1))) >= 4:
		return r, at
	case before == classNumeral && s.class(at) == classDigit && hanPower(s.r[h.at-1]) > 0:
		end := at
		for s.class(end) == classDigit {
			end++
		}
		if p := hanPower(h.char(s.blank(end))); p > 0 && p < h.last {
			return r, at
		}
	}
	return 0, at
}

func (h *hanReader) char(i int) rune {
	if i < len(h.s.r) {
		return h.s.r[i]
	}
	return 0
}

// empty reports whether nothing was read yet.
func (h *hanReader) empty() bool { return !h.hasSum && !h.hasSection && !h.hasDigit && !h.zero }

func (h *hanReader) read() (numeral, bool) {
	for h.at-h.start < maxHan {
		r, at := h.peek()
		var ok bool
		switch {
		case r == 0:
		case r >= '0' && r <= '9' || r == '.' && h.empty():
			ok = h.digits(at)
		case hanPower(r) > 0:
			ok = h.unit(r, at)
		case hanDigit(r) >= 0, r == '参' && hanPower(h.char(at+1)) > 0:
			ok = h.numerals(at)
		case r == '点':
			ok = h.decimal(at)
		case r == '余' || r == '多' || r == '来' || r == '几' || r == '数':
			ok = h.more(r, at)
		}
		if !ok {
			break
		}
		if h.n.plainly && !h.n.han {
			// Digits alone are the rule; look no further unless a unit or 余 follows.
			if r, _ := h.peek(); hanPower(r) == 0 && r != '余' && r != '多' && r != '几' && r != '来' {
				break
			}
		}
	}
	return h.close()
}

// digits takes western digits.
func (h *hanReader) digits(at int) bool {
	if h.hasDigit || h.n.odd || h.hasPoint || !h.empty() && h.fine || h.zero && h.last == 0 {
		return false
	}
	w, end, ok := h.s.western(at)
	if !ok || !h.empty() && (w.quotient || w.points || w.number.exp != 0) {
		return false
	}
	if h.last > 0 && !h.zero && h.western && hanPower(h.char(h.s.blank(end))) == 0 && w.digits != 1 && w.digits != h.last {
		return false
	}
	h.n.plainly = h.empty() && w.plainly
	h.n.digits, h.n.points, h.n.comma, h.n.reason, h.n.quotient = w.digits, w.points, w.comma, w.reason, w.quotient
	h.digit, h.hasDigit, h.at, h.western = w.number, true, end, true
	h.fine = h.fine || w.points
	return true
}

// numerals takes a run of Chinese digits.
func (h *hanReader) numerals(at int) bool {
	if h.hasDigit || h.n.odd || h.hasPoint || h.fine {
		return false
	}
	s := h.s
	var run [maxHan]int
	n, end := 0, at
	for end < len(s.r) && n < len(run) {
		d := hanDigit(s.r[end])
		if s.r[end] == '参' && hanPower(h.char(end+1)) > 0 {
			d = 3 // 参 is 叁 only before its unit
		}
		if d < 0 || s.r[end] == '两' && n > 0 {
			break
		}
		run[n] = d
		n++
		end++
		if s.r[end-1] == '两' && !(n == 1 && h.char(end) == '三' && hanDigit(h.char(end+1)) < 0) {
			break
		}
	}
	digits := run[:n]
	zeros := 0
	for zeros < len(digits) && digits[zeros] == 0 {
		zeros++
	}
	if zeros > 0 && (!h.empty() || zeros == len(digits)) {
		h.zero = true
		digits = digits[zeros:]
	}
	h.n.han, h.western, h.at = true, false, end
	switch {
	case len(digits) == 0:
		if h.empty() || !h.hasSum && !h.hasSection {
			r, _ := h.peek()
			h.digit, h.hasDigit = number{}, hanPower(r) == 0
		}
	case len(digits) == 1:
		h.digit, h.hasDigit = whole(uint64(digits[0])), true
	case len(digits) == 2 && zeros == 0 && (digits[1] == digits[0]+1 || digits[0] == 3 && digits[1] == 5) && (h.near() || s.r[end-2] == '两'):
		h.vague = true
		pick := digits[0]
		if h.other {
			pick = digits[1]
		}
		h.digit, h.hasDigit = whole(uint64(pick)), true
	default:
		if h.hasSection || h.hasSum {
			if h.last < len(digits) {
				h.at = at
				return false
			}
		}
		var v number
		for _, d := range digits {
			if !v.digit(uint64(d)) {
				h.at = at
				return false
			}
		}
		h.n.glyphs = len(digits) == 2 && zeros == 0
		h.digit, h.hasDigit, h.n.digits = v, true, len(digits)
	}
	return true
}

// near reports whether two neighbouring digits are two guesses: something is counted.
func (h *hanReader) near() bool {
	r := h.char(h.s.blank(h.at))
	c := h.s.class(h.s.blank(h.at))
	return hanPower(r) > 0 || c == classHan && r != '折' && r != '点'
}

// unit applies 十, 百, 千, 万, 亿 or 兆.
func (h *hanReader) unit(r rune, at int) bool {
	p := hanPower(r)
	s := h.s
	// 千克 and 兆瓦 are units of measure.
	if !h.empty() && s.class(at+1) == classHan {
		if w, end := s.longest(at); w >= 0 && end > at+1 && (s.lex.words[w].cats.has(catMeasure) || s.lex.words[w].cats.has(catClass)) {
			return false
		}
	}
	if tens := map[rune]uint64{'廿': 2, '卅': 3, '卌': 4}[r]; tens > 0 {
		if h.hasDigit {
			return false
		}
		h.digit, h.hasDigit = whole(tens), true
	}
	var ok bool
	if p < 4 {
		ok = h.smallUnit(p)
	} else {
		ok = h.bigUnit(p)
	}
	if ok {
		h.n.han, h.n.plainly = true, false
		h.at, h.last, h.zero = at+1, p, false
		h.western = s.class(at-1) == classDigit
	}
	return ok
}

func (h *hanReader) smallUnit(p int) bool {
	switch {
	case h.n.odd || h.hasPoint || h.small > 0 && p >= h.small:
		return false
	case h.hasDigit:
	case h.empty():
		h.n.bare = p > 1
		h.digit = whole(1)
	case p == 1 && (h.zero || h.small > 1 || h.last >= 4):
		h.digit = whole(1)
	case h.zero && h.last == 0:
		h.digit = whole(1)
	default:
		return false
	}
	if h.fine && h.last > 0 {
		return false
	}
	h.digit.shift(p)
	if !h.hasSection {
		h.section = number{}
	}
	sum, ok := h.section.plus(h.digit)
	if !ok {
		return false
	}
	h.section, h.hasSection, h.hasDigit, h.small = sum, true, false, p
	return true
}

func (h *hanReader) bigUnit(p int) bool {
	part := h.section
	ok := true
	switch {
	case h.hasSection && h.hasDigit:
		part, ok = h.section.plus(h.digit)
	case h.hasDigit:
		part = h.digit
	case !h.hasSection && !h.hasSum:
		if h.zero {
			return false
		}
		part, h.n.bare = whole(1), true
	case !h.hasSection: // 万亿, 四万万
		if h.big == 12 || p < h.big && h.big == 8 {
			return false
		}
		h.sum.shift(p)
		h.big = p
		h.n.power += p
		return true
	}
	if h.hasPoint {
		part, ok = part.plus(h.point)
		h.hasPoint = false
	}
	if !ok || part.zero() {
		return false
	}
	switch {
	case !h.hasSum:
		part.shift(p)
		h.sum = part
	case p > h.big:
		sum, ok := h.sum.plus(part)
		if !ok {
			return false
		}
		sum.shift(p)
		h.sum = sum
	case p == h.big:
		return false
	default:
		part.shift(p)
		sum, ok := h.sum.plus(part)
		if !ok {
			return false
		}
		h.sum = sum
	}
	h.hasSum, h.hasSection, h.hasDigit, h.section = true, false, false, number{}
	h.small, h.big, h.n.unit, h.n.power = 0, p, true, p
	return true
}

// decimal takes 点 and the digits behind it: 二十五点六, 四百亿点零五.
func (h *hanReader) decimal(at int) bool {
	if h.empty() || h.western && h.hasDigit || h.n.odd || h.fine || h.hasPoint || h.vague {
		return false
	}
	s := h.s
	end := s.blank(at + 1)
	v := number{}
	from := end
	for end < len(s.r) {
		d := hanDigit(s.r[end])
		if d < 0 || s.r[end] == '两' || !v.digit(uint64(d)) {
			break
		}
		v.exp--
		v.step--
		end++
	}
	// 十点三十分 is a time.
	if end == from || end < len(s.r) && (hanPower(s.r[end]) > 0 && hanPower(s.r[end]) < 4 || s.r[end] == '分' && h.char(end+1) != '之') {
		return false
	}
	h.point, h.hasPoint, h.at, h.fine = v, true, end, true
	return true
}

// more takes 余, 多, 几 and 来 after a number, and 几 and 数 before a unit.
func (h *hanReader) more(r rune, at int) bool {
	s := h.s
	next := h.char(s.blank(at + 1))
	if h.empty() {
		if r != '几' && r != '数' || hanPower(next) == 0 || next == '拾' {
			return false
		}
		// 几十 is anything from two tens up to the next unit.
		h.digit, h.hasDigit, h.vague, h.n.han = whole(2), true, true, true
		if h.other {
			h.digit = whole(10)
		}
		h.at = at + 1
		return true
	}
	if h.n.odd && h.last < 4 || h.vague {
		return false
	}
	switch r {
	case '几':
		if h.hasDigit && !h.digit.zero() || h.last == 0 {
			return false
		}
		h.hasDigit = false
	case '数':
		return false
	case '来':
		if hanPower(next) >= 4 { // 3000来万
			break
		}
		if h.hasDigit && (h.digit.exp != 0 || h.digit.lo%10 != 0 || h.digit.lo == 0) || s.class(at+1) != classHan || h.last > 4 {
			return false
		}
		if w, _ := s.longest(at + 1); w < 0 || !s.lex.words[w].cats.has(catClass) {
			return false
		}
	default:
		if w, end := s.longest(at); w >= 0 && end > at+1 && s.lex.words[w].cats.has(catTrap) && hanPower(next) == 0 {
			if r == '余' || end > at+2 && string(s.r[at:end]) != "多年来" || string(s.r[at:end]) == "多样" || string(s.r[at:end]) == "多边" || string(s.r[at:end]) == "多极" {
				return false // 八百多元 is money, 多元化 is not
			}
		}
		if h.last == 0 && (h.digit.exp < 0 || h.digit.lo%10 != 0) && !(h.digit.lo > 9 && r == '余') {
			return false
		}
	}
	h.n.odd, h.n.plainly = true, false
	h.n.some = r == '来'
	h.n.han = true
	h.at = at + 1
	return true
}

// close puts the parts together.
func (h *hanReader) close() (numeral, bool) {
	if h.empty() {
		return h.n, false
	}
	// 三万五 is 35,000 and 二百五 is 250.
	if h.hasDigit && h.last > 1 && !h.zero && !h.fineDigits() && h.digit.hi == 0 && h.digit.lo < 10 && h.digit.lo > 0 && !h.n.odd {
		h.digit.shift(h.last - 1)
		h.n.spoken = true
	}
	total := h.sum
	ok := true
	if h.hasSection || h.hasDigit {
		h.n.power = 0
	}
	if h.hasSection {
		total, ok = total.plus(h.section)
	}
	if h.hasDigit && ok {
		if total.zero() {
			total = h.digit
		} else {
			total, ok = total.plus(h.digit)
		}
	}
	if h.hasPoint && ok {
		if total.zero() {
			total = h.point
		} else {
			total, ok = total.plus(h.point)
		}
	}
	if !ok {
		return h.n, false
	}
	h.n.number = total
	if h.hasSection || h.hasSum {
		h.n.bare = h.n.bare && !h.hasDigit && !h.hasPoint
	}
	if h.n.han && h.at-h.start == 1 {
		h.n.single = true
	}
	if first := h.s.r[h.start]; h.n.han && accounting(first) && h.at-h.start == 1 {
		h.n.account = true
	}
	return h.n, true
}

func (h *hanReader) fineDigits() bool { return h.western && h.n.points }
