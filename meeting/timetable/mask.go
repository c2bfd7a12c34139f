package timetable

import "math/bits"

// A mask is a set of slots: bit s of lo for s < 64, of hi for the rest.
type mask struct{ lo, hi uint64 }

func bit(s int) mask {
	if s < 64 {
		return mask{lo: 1 << uint(s)}
	}
	return mask{hi: 1 << uint(s-64)}
}

// below returns the slots 0…n−1.
func below(n int) mask {
	switch {
	case n <= 0:
		return mask{}
	case n < 64:
		return mask{lo: 1<<uint(n) - 1}
	case n < 128:
		return mask{lo: ^uint64(0), hi: 1<<uint(n-64) - 1}
	}
	return mask{^uint64(0), ^uint64(0)}
}

func (a mask) and(b mask) mask   { return mask{a.lo & b.lo, a.hi & b.hi} }
func (a mask) or(b mask) mask    { return mask{a.lo | b.lo, a.hi | b.hi} }
func (a mask) xor(b mask) mask   { return mask{a.lo ^ b.lo, a.hi ^ b.hi} }
func (a mask) minus(b mask) mask { return mask{a.lo &^ b.lo, a.hi &^ b.hi} }
func (a mask) empty() bool       { return a.lo|a.hi == 0 }
func (a mask) count() int        { return bits.OnesCount64(a.lo) + bits.OnesCount64(a.hi) }
func (a mask) later() mask       { return mask{a.lo << 1, a.hi<<1 | a.lo>>63} }
func (a mask) earlier() mask     { return mask{a.lo>>1 | a.hi<<63, a.hi >> 1} }

func (a mask) has(s int) bool {
	if s < 64 {
		return a.lo>>uint(s)&1 != 0
	}
	return a.hi>>uint(s-64)&1 != 0
}

// first returns the lowest slot of a; a must not be empty.
func (a mask) first() int {
	if a.lo != 0 {
		return bits.TrailingZeros64(a.lo)
	}
	return 64 + bits.TrailingZeros64(a.hi)
}

// last returns the highest slot of a; a must not be empty.
func (a mask) last() int {
	if a.hi != 0 {
		return 127 - bits.LeadingZeros64(a.hi)
	}
	return 63 - bits.LeadingZeros64(a.lo)
}

// nth returns the slot of a that n others are below; a must have more than n.
func (a mask) nth(n int) int {
	if c := bits.OnesCount64(a.lo); n >= c {
		return 64 + nth64(a.hi, n-c)
	}
	return nth64(a.lo, n)
}

func nth64(w uint64, n int) int {
	for ; n > 0; n-- {
		w &= w - 1
	}
	return bits.TrailingZeros64(w)
}

// each calls f with the slots of a in rising order.
func (a mask) each(f func(s int)) {
	for w := a.lo; w != 0; w &= w - 1 {
		f(bits.TrailingZeros64(w))
	}
	for w := a.hi; w != 0; w &= w - 1 {
		f(64 + bits.TrailingZeros64(w))
	}
}
