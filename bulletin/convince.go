package bulletin

import (
	"math/big"
	"strings"

	"bridgehead/figure"
)

// How much words must speak for a figure before a difference from it is called a
// contradiction. A difference that a slip explains needs less: that one thing misses another
// by exactly that is unlikely.
const (
	enoughForSame  = 0.18 // the very number, with another qualifier
	enoughForSlip  = 0.30
	enoughForOther = 0.40
	enoughForValue = 0.62
	// A figure that fits is taken before one that the words speak for more, but not before
	// one that they speak for this many times as much.
	outweighs = 2.2
)

// convinces reports whether a difference with its cause says enough against a statement. The fewer
// digits agree, the more the words have to.
func (x *examination) convinces(s *statement, c, first *candidate, cause string) bool {
	need := enoughForSlip
	if x.repeats(s) && s.Currency != c.figure.Currency {
		// A text may convert at a rate of its own.
		return cause != CauseOtherValue && cause != CauseDigit || !closeTo(s.q, c.record, big.NewRat(1, 20))
	}
	switch cause {
	case CauseOtherValue:
		if s.Currency != c.figure.Currency && !c.taken {
			return false
		}
		need = enoughForValue
		if c.scope[figure.ByDistrict] != "" && c.scope[figure.ByDistrict] == s.setting.district ||
			digits(s.q) >= 3 && closeTo(s.q, c.record, big.NewRat(1, 10)) { // another version of the same number
			need = enoughForOther
		}
		if first.fit >= finer {
			return false // the likeliest figure bounds it
		}
		if s.List != nil && c.scope[figure.ByDistrict] == "" || !x.total(s, c) || !recorded(c.topic.definition) && c.scope[figure.ByEdition] == "" && s.AsOf == "" {
			return false
		}
	case CauseQualifier:
		if equal(s.q, c.record) {
			need = enoughForSame
		}
	case CauseOther, CauseEdition:
		need = enoughForOther
	}
	if x.guess && (cause == CauseOtherValue || cause == CauseOther || c.scope[figure.ByEdition] != "" && digits(s.q) < 3) {
		return false
	}
	// A stock in another currency than the record's is more often another stock than a slip.
	if s.Currency != c.figure.Currency && !c.taken && !recorded(c.topic.definition) && (cause != CauseCurrency || !equal(s.q, ofFigure(c.figure))) && !x.repeats(s) {
		return false
	}
	if s.q.qualifier != figure.Exact && s.q.qualifier == c.record.qualifier {
		need -= 0.12 // who changes a digit of "nearly 300" leaves the "nearly"
	}
	return c.score >= need
}

// closeTo reports whether a number is the record's give or take a part of it.
func closeTo(said, record quantity, part *big.Rat) bool {
	a, b := said.number(), record.number()
	if a == nil || b == nil || b.Sign() == 0 {
		return false
	}
	off := new(big.Rat).Sub(new(big.Rat).Quo(a, b), big.NewRat(1, 1))
	return off.Abs(off).Cmp(part) <= 0
}

// totalWords say that a number is of the whole, and not of one of its parts.
var totalWords = []string{"共", "总", "届", "合计", "累计", "双方", "total", "in all", "altogether", "overall", "combined", "edition", "symposium", "fair"}

// total reports whether the words make a number one of all that the figure counts: a part, of a
// company or a field that the record does not keep, differs from the whole and contradicts nothing.
func (x *examination) total(s *statement, c *candidate) bool {
	if len(c.topic.fixed) > 0 || c.scope[figure.ByDistrict] != "" {
		return true
	}
	clause, _ := at(x.layout.clauses, s.at.start)
	return x.layout.hasAny(clause, totalWords...)
}

// digits counts the significant digits that a number is printed with.
func digits(q quantity) int {
	v := q.number()
	if v == nil || v.Sign() == 0 {
		return 0
	}
	step := q.step
	if step == nil {
		step = big.NewRat(1, 1)
	}
	n := new(big.Rat).Quo(v, step)
	text := strings.TrimRight(strings.TrimLeft(n.Abs(n).FloatString(0), "0"), "0")
	return len(text)
}

// natural reports whether a number is one that is written of the record's: "over 1,200" of 1,204, and
// not "over 1,140", which is true, too.
func natural(said, record quantity) bool {
	if said.value == nil || record.value == nil || said.qualifier == figure.Exact || said.qualifier == figure.About {
		return nearby(said, record)
	}
	if said.value.Cmp(record.value) == 0 || sameDigits(said, record) {
		return true
	}
	down, last := roundDown(said, record)
	return nearby(said, record) && (said.value.Cmp(down) == 0 || !isFloor(said.qualifier) && said.value.Cmp(new(big.Rat).Add(down, last)) == 0)
}

// nearby reports whether the number is about the record's: "over 2" is true of 31, and said of
// something else.
func nearby(said, record quantity) bool {
	a, b := said.number(), record.number()
	if a == nil || b == nil || b.Sign() == 0 {
		return false
	}
	ratio := new(big.Rat).Quo(a, b)
	return ratio.Cmp(big.NewRat(4, 5)) >= 0 && ratio.Cmp(big.NewRat(5, 4)) <= 0
}

// inReach reports whether the number says something of the record's: it is at least half of it.
func inReach(said, record quantity) bool {
	a, b := said.number(), record.number()
	return a != nil && b != nil && new(big.Rat).Mul(a, big.NewRat(2, 1)).Cmp(b) >= 0
}
