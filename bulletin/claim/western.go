package claim

import (
	"math/big"

	"bridgehead/money"
)

// western reads a number in western digits: separators that stand before each three digits,
// a decimal fraction, an exponent, a power, a common fraction.
func (s *scanner) western(i int) (n numeral, end int, ok bool) {
	at := i
	groups, first := 0, 0
	separator := rune(0)
	n.plainly = true
	for at < len(s.r) {
		if s.class(at) == classDigit {
			if !n.digit(uint64(s.r[at] - '0')) {
				return s.tooLong(i)
			}
			n.digits++
			at++
			continue
		}
		if n.digits == 0 || separator == 0 && n.digits > 3 || !s.groups(at, separator) {
			break
		}
		if groups == 0 {
			first = n.digits
		}
		separator = s.r[at]
		groups++
		at++
	}
	if groups == 0 && n.digits <= 3 && at+1 < len(s.r) && s.src[at] == '，' && s.three(at) && s.src[at+1] < '０' && (i == 0 || s.class(i-1) != classOther || s.r[i-1] == ',') {
		// 12，345 is 12,345 or two numbers.
		for s.class(at) == classDigit || at+1 < len(s.r) && s.src[at] == '，' && s.class(at+1) == classDigit {
			at++
		}
		return numeral{reason: "wide_comma"}, at, true
	}
	if groups > 0 {
		n.plainly = false
		if first > 3 {
			return n, i, false
		}
	}
	if at+1 < len(s.r) && s.r[at] == '.' && s.class(at+1) == classDigit {
		at++
		n.plainly, n.points = false, true
		for s.class(at) == classDigit {
			if !n.digit(uint64(s.r[at] - '0')) {
				return s.tooLong(i)
			}
			n.exp--
			n.step--
			at++
		}
		if at+1 < len(s.r) && s.r[at] == '.' && s.class(at+1) == classDigit {
			return s.versionNumber(i, at)
		}
	} else if groups == 0 && at+1 < len(s.r) && s.src[at] == ',' && s.class(at+1) == classDigit && n.digits <= 3 {
		// 1,3 is 1.3 where nothing goes on; 22,24,26 are three numbers.
		if e := at + 2; s.class(e) != classDigit && !(e+1 < len(s.r) && s.r[e] == ',' && s.class(e+1) == classDigit) && !(i > 0 && s.r[i-1] == ',') {
			n.digit(uint64(s.r[at+1] - '0'))
			n.exp--
			n.step--
			n.comma, n.points, n.plainly = true, true, false
			at = e
		}
	}
	if n.digits == 0 && !n.points {
		return n, i, false
	}
	if e, power, ok := s.exponent(at); ok {
		n.shift(power)
		n.plainly = false
		return n, e, true
	}
	if e, ok := s.power(&n, at); ok {
		n.plainly = false
		return n, e, true
	}
	if e, ok := s.common(&n, i, at); ok {
		n.plainly = false
		return n, e, true
	}
	return n, at, true
}

// groups reports whether a separator stands at the place with three digits behind it.
func (s *scanner) groups(at int, have rune) bool {
	r := s.r[at]
	if have != 0 && r != have {
		return false
	}
	switch {
	case r == ',':
		if s.src[at] == '，' && at+1 < len(s.src) && s.src[at+1] < '０' {
			return false
		}
	case r == '\'', r == '\u2009', r == '\u202f', r == '\u00a0':
	case r == ' ' && s.src[at] == ' ':
		// Plain spaces part numbers, too: only round thousands and long numbers are certain.
		if have == 0 && !(at+4 <= len(s.r) && string(s.r[at+1:min(at+4, len(s.r))]) == "000") && !(at+8 <= len(s.r) && s.r[at+4] == ' ' && s.three(at+4)) {
			return false
		}
	default:
		return false
	}
	return s.three(at)
}

// three reports whether exactly three digits stand behind the place.
func (s *scanner) three(at int) bool {
	return s.class(at+1) == classDigit && s.class(at+2) == classDigit && s.class(at+3) == classDigit && s.class(at+4) != classDigit
}

// tooLong takes all digits of a number that is out of range.
func (s *scanner) tooLong(i int) (numeral, int, bool) {
	at := i
	for s.class(at) == classDigit || at+1 < len(s.r) && (s.r[at] == ',' || s.r[at] == '.') && s.class(at+1) == classDigit {
		at++
	}
	return numeral{reason: "too_long"}, at, true
}

// versionNumber takes 1.2.3 and the like, which are no quantities.
func (s *scanner) versionNumber(i, at int) (numeral, int, bool) {
	for s.class(at) == classDigit || at+1 < len(s.r) && s.r[at] == '.' && s.class(at+1) == classDigit {
		at++
	}
	return numeral{reason: "dotted"}, at, true
}

// exponent reads e5, e+14.
func (s *scanner) exponent(at int) (end, power int, ok bool) {
	if at+1 >= len(s.r) || s.r[at] != 'e' {
		return at, 0, false
	}
	return s.integer(at + 1)
}

// integer reads a signed whole number of up to two digits with nothing of a word behind it.
func (s *scanner) integer(at int) (end, v int, ok bool) {
	sign := 1
	for at < len(s.r) && (s.r[at] == '-' || s.r[at] == '+') {
		if s.r[at] == '-' {
			sign = -sign
		}
		at++
	}
	from := at
	for s.class(at) == classDigit && at < from+3 {
		v = v*10 + int(s.r[at]-'0')
		at++
	}
	if at == from || v > maxPower || s.class(at) == classDigit || s.class(at) == classLetter {
		return at, 0, false
	}
	return at, v * sign, true
}

// power reads ^23 and x10^6 behind a number.
func (s *scanner) power(n *numeral, at int) (end int, ok bool) {
	k := s.blank(at)
	if k+3 < len(s.r) && (s.r[k] == 'x' || s.r[k] == '×' || s.r[k] == '*') {
		ten := s.blank(k + 1)
		if ten+2 < len(s.r) && s.r[ten] == '1' && s.r[ten+1] == '0' && s.r[ten+2] == '^' {
			if e, p, ok := s.integer(ten + 3); ok {
				n.shift(p)
				return e, true
			}
		}
		return at, false
	}
	if at >= len(s.r) || s.r[at] != '^' {
		return at, false
	}
	e, p, ok := s.integer(at + 1)
	if !ok || n.zero() || n.digits > 12 {
		return at, false
	}
	base, result := n.rat(), big.NewRat(1, 1)
	for range max(p, -p) {
		result.Mul(result, base)
	}
	// -- and ++ before the exponent are signs of one kind with it.
	if p < 0 {
		result.Inv(result)
	}
	n.number = number{frac: result}
	return e, true
}

// common reads a common fraction: 2/3, 4 6/3.
func (s *scanner) common(n *numeral, i, at int) (end int, ok bool) {
	if !n.plainly || i > 0 && (s.r[i-1] == '/' || s.r[i-1] == '-' && s.sign != i || s.r[i-1] == '.') {
		return at, false
	}
	part := func(at int) (q number, end int, ok bool) {
		num, e := s.short(at)
		if e == at || e >= len(s.r) || s.r[e] != '/' {
			return q, at, false
		}
		den, end := s.short(e + 1)
		if end == e+1 || den == 0 || end < len(s.r) && (s.r[end] == '/' || s.class(end) == classDigit || s.r[end] == '.' && s.class(end+1) == classDigit) {
			return q, at, false
		}
		q, ok = whole(num).over(whole(den))
		return q, end, ok
	}
	if q, e, ok := part(i); ok {
		n.number, n.quotient = q, true
		return e, true
	}
	if k := s.blank(at); k > at && k < len(s.r) {
		if q, e, ok := part(k); ok && n.digits <= 4 {
			n.number, _ = n.plus(q)
			n.quotient = true
			return e, true
		}
		if k < len(s.r) {
			if q, ok := vulgar[s.r[k]]; ok {
				n.number, _ = n.plus(q)
				n.quotient = true
				return k + 1, true
			}
		}
	}
	if at < len(s.r) {
		if q, ok := vulgar[s.r[at]]; ok {
			n.number, _ = n.plus(q)
			n.quotient = true
			return at + 1, true
		}
	}
	return at, false
}

// short reads up to three digits.
func (s *scanner) short(at int) (v uint64, end int) {
	end = at
	for s.class(end) == classDigit && end < at+3 {
		v = v*10 + uint64(s.r[end]-'0')
		end++
	}
	return v, end
}

// code reads a currency code in capitals, with M, K or B before it for millions, thousands
// and billions (MEUR), as a word that is not in the tables.
func (s *scanner) code(i, end int) (w word, ok bool) {
	n := end - i
	if n != 3 && n != 4 {
		return w, false
	}
	var letters [4]byte
	for k := range n {
		r := s.src[i+k]
		if r >= 'Ａ' && r <= 'Ｚ' {
			r -= 'Ａ' - 'A'
		}
		if r < 'A' || r > 'Z' {
			if n != 3 || !s.lowerCode(i) {
				return w, false
			}
			r = s.r[i+k] - 'a' + 'A'
		}
		if r < 'A' || r > 'Z' {
			return w, false
		}
		letters[k] = byte(r)
	}
	power := 0
	code := money.Currency(letters[n-3 : n])
	if n == 4 {
		power = map[byte]int{'K': 3, 'M': 6, 'B': 9}[letters[0]]
		if power == 0 {
			return w, false
		}
	}
	if !code.Known() {
		return w, false
	}
	w.senses = []sense{{catCurrency, power, string(code)}}
	w.cats.add(catCurrency)
	return w, true
}

// lowerCode reports whether a code in small letters is certain enough: those of the
// currencies that are written most.
func (s *scanner) lowerCode(i int) bool {
	switch string(s.r[i : i+3]) {
	case "usd", "eur", "gbp", "hkd", "cny", "jpy", "sgd", "twd", "krw", "aud", "cad", "chf", "myr", "thb", "inr", "cnh":
		return true
	}
	return false
}
