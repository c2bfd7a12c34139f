package claim

import (
	"math/big"
	"math/bits"
	"strconv"
)

// A number is an exact decimal of up to 38 digits, or a fraction in frac.
type number struct {
	hi, lo uint64 // the digits
	exp    int    // the power of ten they are multiplied with
	step   int    // the power of ten of the last printed digit
	neg    bool
	frac   *big.Rat // instead of the digits, when it is no short decimal
}

// maxPower is the largest power of ten that is read.
const maxPower = 60

var pow10 = func() (p [20]uint64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = p[i-1] * 10
	}
	return p
}()

func whole(n uint64) number { return number{lo: n} }

func (n number) zero() bool { return n.frac == nil && n.hi == 0 && n.lo == 0 }

// digit appends a digit; false when there are too many.
func (n *number) digit(d uint64) bool {
	h1, l1 := bits.Mul64(n.lo, 10)
	h2, l2 := bits.Mul64(n.hi, 10)
	lo, carry := bits.Add64(l1, d, 0)
	hi, over := bits.Add64(h1, l2, carry)
	if h2 != 0 || over != 0 {
		return false
	}
	n.hi, n.lo = hi, lo
	return true
}

// shift multiplies with a power of ten.
func (n *number) shift(power int) {
	if n.frac != nil {
		n.frac = new(big.Rat).Mul(n.frac, ratPow(power))
		n.step += power
		return
	}
	n.exp += power
	n.step += power
}

func ratPow(power int) *big.Rat {
	p := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(power, -power))), nil)
	if power < 0 {
		return new(big.Rat).SetFrac(big.NewInt(1), p)
	}
	return new(big.Rat).SetInt(p)
}

// plus adds two numbers that are not negative; false when the sum has too many digits.
// The step is that of o, which was printed last.
func (n number) plus(o number) (number, bool) {
	if n.frac != nil || o.frac != nil {
		sum := n.rat()
		return number{frac: sum.Add(sum, o.rat()), step: o.step}, true
	}
	if n.zero() {
		return o, true
	}
	if o.zero() {
		n.step = min(n.step, max(o.step, n.step))
		return n, true
	}
	a, b := n, o
	if a.exp < b.exp {
		a, b = b, a
	}
	for a.exp > b.exp {
		if !a.digit(0) {
			return n, false
		}
		a.exp--
	}
	var carry uint64
	a.lo, carry = bits.Add64(a.lo, b.lo, 0)
	a.hi, carry = bits.Add64(a.hi, b.hi, carry)
	a.step = o.step
	return a, carry == 0
}

// rat returns the number as a rational.
func (n number) rat() *big.Rat {
	r := new(big.Rat)
	if n.frac != nil {
		r.Set(n.frac)
	} else {
		v := new(big.Int).SetUint64(n.hi)
		v.Lsh(v, 64)
		v.Or(v, new(big.Int).SetUint64(n.lo))
		r.SetInt(v)
		r.Mul(r, ratPow(n.exp))
	}
	if n.neg {
		r.Neg(r)
	}
	return r
}

// of returns n divided by d, false when d is nothing.
func (n number) over(d number) (number, bool) {
	if d.zero() || d.frac != nil && d.frac.Sign() == 0 {
		return n, false
	}
	r := n.rat()
	r.Quo(r, d.rat())
	q := number{neg: r.Sign() < 0}
	q.frac = r.Abs(r)
	return q, true
}

// times multiplies two numbers.
func (n number) times(o number) number {
	if n.frac == nil && o.frac == nil && o.hi == 0 && n.hi == 0 {
		if hi, lo := bits.Mul64(n.lo, o.lo); true {
			return number{hi: hi, lo: lo, exp: n.exp + o.exp, step: n.step + o.exp, neg: n.neg != o.neg}
		}
	}
	r := n.rat()
	r.Mul(r, o.rat())
	q := number{neg: r.Sign() < 0, step: n.step}
	q.frac = r.Abs(r)
	return q
}

// cmp compares two numbers.
func (n number) cmp(o number) int {
	if n.frac == nil && o.frac == nil && n.exp == o.exp && !n.neg && !o.neg {
		if n.hi != o.hi {
			return compare(n.hi, o.hi)
		}
		return compare(n.lo, o.lo)
	}
	return n.rat().Cmp(o.rat())
}

func compare(a, b uint64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// small returns the number as a small whole one, -1 when it is none.
func (n number) small() int {
	if n.frac != nil || n.neg || n.hi != 0 || n.lo > 1<<31 {
		return -1
	}
	v := n.lo
	for e := n.exp; e > 0; e-- {
		if v > 1<<31 {
			return -1
		}
		v *= 10
	}
	for e := n.exp; e < 0; e++ {
		if v%10 != 0 {
			return -1
		}
		v /= 10
	}
	return int(v)
}

// decimal writes the number in plain digits without needless zeros, and the exact
// fraction when no decimal is.
func (n number) decimal() (d Decimal, fraction string) {
	if n.frac != nil {
		return fractionDecimal(n.frac, n.neg)
	}
	if n.zero() {
		return "0", ""
	}
	var buf [48]byte
	at := len(buf)
	hi, lo := n.hi, n.lo
	for hi != 0 {
		var rest uint64
		q := hi / pow10[19]
		hi, rest = q, hi%pow10[19]
		lo, rest = bits.Div64(rest, lo, pow10[19])
		for range 19 {
			at--
			buf[at] = byte('0' + rest%10)
			rest /= 10
		}
	}
	for lo != 0 {
		at--
		buf[at] = byte('0' + lo%10)
		lo /= 10
	}
	for at < len(buf)-1 && buf[at] == '0' {
		at++
	}
	digits, exp := buf[at:], n.exp
	for exp < 0 && len(digits) > 1 && digits[len(digits)-1] == '0' {
		digits = digits[:len(digits)-1]
		exp++
	}
	var space [160]byte
	out := space[:0]
	if n.neg {
		out = append(out, '-')
	}
	switch point := len(digits) + exp; {
	case exp >= 0:
		out = append(out, digits...)
		for range exp {
			out = append(out, '0')
		}
	case point > 0:
		out = append(out, digits[:point]...)
		out = append(out, '.')
		out = append(out, digits[point:]...)
	default:
		out = append(out, '0', '.')
		for range -point {
			out = append(out, '0')
		}
		out = append(out, digits...)
	}
	return Decimal(out), ""
}

// fractionDecimal writes a rational exactly when it is a decimal of reasonable length, and
// with 15 digits otherwise.
func fractionDecimal(r *big.Rat, neg bool) (d Decimal, fraction string) {
	sign := ""
	if neg {
		sign = "-"
	}
	if places, ok := r.FloatPrec(); ok && places <= 2*maxPower {
		return Decimal(sign + r.FloatString(places)), ""
	}
	// 15 digits that count: the zeros after the point do not.
	places := 15
	wholeDigits := len(new(big.Int).Quo(r.Num(), r.Denom()).String())
	if r.Cmp(big.NewRat(1, 1)) >= 0 {
		places = max(0, 15-wholeDigits)
	} else {
		zeros := len(r.Denom().String()) - len(r.Num().String())
		if new(big.Rat).Mul(r, ratPow(zeros)).Cmp(big.NewRat(1, 1)) >= 0 {
			zeros--
		}
		places += zeros
	}
	return Decimal(sign + trimZeros(r.FloatString(places))), sign + r.Num().String() + "/" + r.Denom().String()
}

func trimZeros(s string) string {
	end := len(s)
	for end > 0 && s[end-1] == '0' {
		end--
	}
	if end > 0 && s[end-1] == '.' {
		end--
	}
	return s[:end]
}

// stepDecimal writes the worth of the last printed digit, "" for a fraction.
func (n number) stepDecimal() Decimal {
	if n.frac != nil {
		return ""
	}
	if n.step >= 0 && n.step < len(pow10) {
		return Decimal(strconv.FormatUint(pow10[n.step], 10))
	}
	d, _ := number{lo: 1, exp: n.step}.decimal()
	return d
}
