package claim

// A tokenKind says what a token is.
type tokenKind uint8

const (
	tText   tokenKind = iota // characters that the tables do not know
	tWord                    // a word of the tables
	tNumber                  // a numeral in digits or Chinese
	tMark                    // punctuation and signs
	tLine                    // the end of a line
)

// A token is a stretch of the text in code points.
type token struct {
	kind       tokenKind
	gap        bool // white space stands before it
	start, end int32
	ref        int32 // the word in the lexicon, or the numeral in the scanner
}

// A numeral is a number as one stretch of digits or Chinese numerals.
type numeral struct {
	number
	high     number // the other end of 二三十 and 几十
	ranged   bool   // high is given
	han      bool   // Chinese digits or units were read
	unit     bool   // 万 or more was read
	odd      bool   // 余, 多 or 几 after it
	some     bool   // 来 after it
	spoken   bool   // 三万五 for 35,000
	comma    bool   // 1,3 was taken for 1.3
	bare     bool   // only units: 万亿, 百
	single   bool   // one Chinese character
	account  bool   // that character is one of cheques
	base     bool   // 百分之: the number is in hundredths
	quotient bool   // a fraction
	plainly  bool   // western digits alone, without separators and point
	digits   int    // how many of them
	points   bool   // digits after a decimal point
	glyphs   bool   // two Chinese digits without a unit: 五五
	power    int    // the unit at the end as a power of ten: 8 for 二十亿
	reason   string // why it cannot be read, "" when it can
}

// A scanner cuts a text into tokens.
type scanner struct {
	src, r   []rune // the text, and folded
	table    *plainTable
	lex      *lexicon
	tokens   []token
	numerals []numeral
	hidden   []word // currency codes in capitals, which the tables do not list
	gap      bool
	sign     int // the place behind the sign of a number that is being read
}

func (s *scanner) class(i int) class {
	if i < 0 || i >= len(s.r) {
		return classLine
	}
	return s.table.classOf(s.r[i])
}

func (s *scanner) put(kind tokenKind, start, end int, ref int32) {
	// Text goes on over characters of the same sort.
	if n := len(s.tokens); kind == tText && n > 0 && !s.gap && s.tokens[n-1].kind == tText && s.tokens[n-1].end == int32(start) {
		s.tokens[n-1].end = int32(end)
		return
	}
	s.tokens = append(s.tokens, token{kind, s.gap, int32(start), int32(end), ref})
	s.gap = false
}

func (s *scanner) putNumeral(n numeral, start, end int) {
	s.numerals = append(s.numerals, n)
	s.put(tNumber, start, end, int32(len(s.numerals)-1))
}

// scan cuts the whole text.
func (s *scanner) scan() {
	for i := 0; i < len(s.r); {
		switch s.class(i) {
		case classSpace:
			s.gap = true
			i++
		case classLine:
			s.put(tLine, i, i+1, 0)
			i++
		case classLetter:
			i = s.scanLatin(i)
		case classHan:
			i = s.scanHan(i)
		case classNumeral:
			i = s.scanNumeral(i)
		case classDigit:
			i = s.scanDigits(i)
		default:
			i = s.scanMark(i)
		}
	}
}

func (s *scanner) scanHan(i int) int {
	w, end := s.longest(i)
	if s.r[i] == '成' && end > i+1 && s.tenths(i) { // 六成为外资: 成 is a tenth, and 成为 no word
		if one := s.lex.nodes[s.lex.first[s.r[i]]].word; one >= 0 {
			w, end = one, i+1
		}
	}
	if w >= 0 {
		s.put(tWord, i, end, w)
		return end
	}
	s.put(tText, i, i+1, 0)
	return i + 1
}

// tenths reports whether a small number stands right before 成, and nothing that was founded or is a
// member: 1997成立, 五成员国.
func (s *scanner) tenths(i int) bool {
	if s.gap || len(s.tokens) == 0 {
		return false
	}
	t := s.tokens[len(s.tokens)-1]
	if t.kind != tNumber || int(t.end) != i || i+2 < len(s.r) && (s.r[i+1] == '立' || s.r[i+1] == '员' && s.r[i+2] == '国') {
		return false
	}
	n := s.numerals[t.ref]
	return n.frac == nil && n.hi == 0 && n.lo > 0 && n.lo < 10 && n.exp == 0 && !n.unit && !n.neg
}

// scanNumeral reads a Chinese numeral, unless a longer word begins with it.
func (s *scanner) scanNumeral(i int) int {
	w, wordEnd := s.longest(i)
	if n, end, ok := s.numeral(i); ok && (end > wordEnd || end == wordEnd && !s.lex.words[w].cats.has(catTrap)) {
		s.putNumeral(n, i, end)
		return end
	}
	if w >= 0 {
		s.put(tWord, i, wordEnd, w)
		return wordEnd
	}
	s.put(tText, i, i+1, 0)
	return i + 1
}

func (s *scanner) scanDigits(i int) int {
	if w, end := s.longest(i); w >= 0 && s.lex.words[w].cats.has(catTrap) {
		s.put(tWord, i, end, w)
		return end
	}
	n, end, ok := s.numeral(i)
	if !ok {
		for end = i; s.class(end) == classDigit; {
			end++
		}
		s.put(tText, i, end, 0)
		return end
	}
	s.putNumeral(n, i, end)
	return end
}

// scanLatin reads a word in letters, or a name that holds digits (G20, L-202).
func (s *scanner) scanLatin(i int) int {
	w, wordEnd := s.longest(i)
	end := i
	for s.class(end) == classLetter || s.r[end] == '\'' && s.class(end+1) == classLetter {
		end++
		if end == len(s.r) {
			break
		}
	}
	if end+2 < len(s.r) && s.r[end] == ':' && s.r[end+1] == '/' && s.r[end+2] == '/' || end-i == 3 && string(s.r[i:end]) == "www" && end < len(s.r) && s.r[end] == '.' {
		for end < len(s.r) && s.class(end) != classSpace && s.class(end) != classLine && s.class(end) != classHan {
			end++
		}
		s.put(tText, i, end, 0)
		return end
	}
	glued := !s.gap && len(s.tokens) > 0 && s.tokens[len(s.tokens)-1].kind == tNumber
	code, isCode := s.code(i, end)
	if s.class(end) == classDigit && wordEnd <= end && !isCode && (w < 0 || !s.lex.words[w].cats.has(catCurrency)) && !glued {
		return s.scanName(i, end)
	}
	// F-16 and B-52 are names.
	if !glued && (w < 0 || end-i == 1) && !isCode && end-i <= 4 && end+1 < len(s.r) && s.src[end] == '-' && s.class(end+1) == classDigit && s.capitals(i, end) {
		return s.scanName(i, end)
	}
	// 5G, 3D and hall 5B are names, not billions.
	if glued && (w < 0 || s.src[i] == 'B' && end-i == 1 && !s.priced()) && !isCode && end-i <= 2 {
		last := &s.tokens[len(s.tokens)-1]
		if n := s.numerals[last.ref]; n.plainly && n.digits <= 2 {
			last.kind, last.end = tText, int32(end)
			return end
		}
	}
	if isCode && (w < 0 || wordEnd <= end && !s.lex.words[w].cats.has(catCurrency)) {
		s.hidden = append(s.hidden, code)
		s.put(tWord, i, end, -int32(len(s.hidden)))
		return end
	}
	if w >= 0 && s.class(wordEnd) == classDigit && wordEnd > i && s.class(wordEnd-1) == classLetter && !s.lex.words[w].cats.has(catCurrency) && !glued {
		return s.scanName(i, wordEnd)
	}
	if w >= 0 {
		s.put(tWord, i, wordEnd, w)
		return wordEnd
	}
	s.put(tText, i, end, 0)
	return end
}

// priced reports whether a currency stands before the number that was read last.
func (s *scanner) priced() bool {
	n := len(s.tokens)
	if n < 2 || s.tokens[n-2].kind != tWord {
		return false
	}
	w := s.tokens[n-2].ref
	return w < 0 || s.lex.words[w].cats.has(catCurrency)
}

// capitals reports whether all letters are capitals.
func (s *scanner) capitals(i, end int) bool {
	for _, r := range s.src[i:end] {
		if r < 'A' || r > 'Z' {
			return false
		}
	}
	return true
}

// scanName takes a name with digits in it as text: H1 and Q3 are left to the dates.
func (s *scanner) scanName(i, end int) int {
	for s.class(end) == classLetter || s.class(end) == classDigit || end < len(s.r) && (s.r[end] == '-' || s.r[end] == '.') && s.class(end+1) == classDigit {
		end++
	}
	s.put(tText, i, end, 0)
	return end
}

func (s *scanner) scanMark(i int) int {
	r := s.r[i]
	if n, ok := vulgar[r]; ok {
		s.putNumeral(numeral{number: n, quotient: true}, i, i+1)
		return i + 1
	}
	if s.signed(i) {
		at := i + 1
		for s.class(at) == classSpace {
			at++
		}
		s.sign = at
		if n, end, ok := s.numeral(at); ok && (at == i+1 || end == len(s.r)) {
			n.neg = r == '-'
			s.putNumeral(n, i, end)
			return end
		}
	}
	if r == '.' && s.class(i+1) == classDigit && (i == 0 || s.class(i-1) != classDigit && s.r[i-1] != '.') {
		if n, end, ok := s.numeral(i); ok {
			s.putNumeral(n, i, end)
			return end
		}
	}
	if w, end := s.longest(i); w >= 0 {
		s.put(tWord, i, end, w)
		return end
	}
	s.put(tMark, i, i+1, 0)
	return i + 1
}

// signed reports whether the mark at i is the sign of the number behind it: it touches the
// number and nothing that could be the other end of a range.
func (s *scanner) signed(i int) bool {
	switch s.src[i] {
	case '-', '−', '－', '+':
	default:
		return false
	}
	if i == 0 && s.class(1) == classSpace && s.class(s.blank(1)) == classDigit {
		return true // the text is nothing but a negative number
	}
	if next := s.class(i + 1); next != classDigit && !(i+2 < len(s.r) && s.r[i+1] == '.' && s.class(i+2) == classDigit) {
		return false
	}
	if i == 0 {
		return true
	}
	switch before := s.class(i - 1); before {
	case classSpace:
		// 20 -30 is no range and no sum.
		return i < 2 || s.class(i-2) != classDigit
	case classOther:
		return s.r[i-1] != ')' && s.r[i-1] != '%' && s.r[i-1] != '-' && s.r[i-1] != '+'
	case classLine:
		return true
	}
	return false
}

// vulgar are the fractions that are one character.
var vulgar = func() map[rune]number {
	m := map[rune]number{}
	for r, parts := range map[rune][2]uint64{
		'½': {1, 2}, '⅓': {1, 3}, '⅔': {2, 3}, '¼': {1, 4}, '¾': {3, 4}, '⅕': {1, 5}, '⅖': {2, 5}, '⅗': {3, 5}, '⅘': {4, 5},
		'⅙': {1, 6}, '⅚': {5, 6}, '⅐': {1, 7}, '⅛': {1, 8}, '⅜': {3, 8}, '⅝': {5, 8}, '⅞': {7, 8}, '⅑': {1, 9}, '⅒': {1, 10},
	} {
		m[r], _ = whole(parts[0]).over(whole(parts[1]))
	}
	return m
}()
