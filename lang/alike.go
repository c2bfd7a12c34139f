package lang

import "strings"

// Alike reports whether two titles are the same in any two languages and scripts, once folded,
// and whether they are near: of the pairs of neighbouring characters three in four are the
// same. A missing title is like nothing.
func Alike(a, b Text) (same, near bool) {
	for _, x := range Tags {
		one := strings.ReplaceAll(Fold(a.Get(x)), " ", "")
		if one == "" {
			continue
		}
		for _, y := range Tags {
			other := strings.ReplaceAll(Fold(b.Get(y)), " ", "")
			if one == other {
				return true, true
			}
			near = near || closeTo([]rune(one), []rune(other))
		}
	}
	return false, near
}

// shortest is how many characters a title needs to be near another.
const shortest = 4

func closeTo(a, b []rune) bool {
	if len(a) < shortest || len(b) < shortest {
		return false
	}
	pairs := map[[2]rune]int{}
	for i := range len(a) - 1 {
		pairs[[2]rune{a[i], a[i+1]}]++
	}
	shared := 0
	for i := range len(b) - 1 {
		if p := [2]rune{b[i], b[i+1]}; pairs[p] > 0 {
			pairs[p]--
			shared++
		}
	}
	return 4*2*shared >= 3*(len(a)+len(b)-2)
}
