package figure

import (
	"regexp"
	"strings"
)

// qualifierWords are the words that stand before or after a number, with what they say of
// it. Longer ones come before those that begin them.
var (
	wordsBefore = []qualifierWord{
		{"不少于", AtLeast},
		{"不少於", AtLeast},
		{"不低于", AtLeast},
		{"不低於", AtLeast},
		{"至少", AtLeast},
		{"最少", AtLeast},
		{"不超过", AtMost},
		{"不超過", AtMost},
		{"不多于", AtMost},
		{"不多於", AtMost},
		{"至多", AtMost},
		{"最多", AtMost},
		{"超过", Over},
		{"超過", Over},
		{"逾", Over},
		{"超", Over},
		{"突破", Over},
		{"多于", Over},
		{"多於", Over},
		{"高于", Over},
		{"高於", Over},
		{"将近", Nearly},
		{"將近", Nearly},
		{"接近", Nearly},
		{"近", Nearly},
		{"大约", About},
		{"大約", About},
		{"约", About},
		{"約", About},
		{"not less than ", AtLeast},
		{"no less than ", AtLeast},
		{"not fewer than ", AtLeast},
		{"no fewer than ", AtLeast},
		{"at least ", AtLeast},
		{"not more than ", AtMost},
		{"no more than ", AtMost},
		{"at most ", AtMost},
		{"up to ", AtMost},
		{"more than ", Over},
		{"over ", Over},
		{"above ", Over},
		{"exceeding ", Over},
		{"upwards of ", Over},
		{"nearly ", Nearly},
		{"almost ", Nearly},
		{"close to ", Nearly},
		{"approximately ", About},
		{"approx. ", About},
		{"approx ", About},
		{"about ", About},
		{"around ", About},
		{"roughly ", About},
		{"some ", About},
		{"circa ", About},
		{"c. ", About},
		{"介于", Between},
		{"介於", Between},
		{"between ", Between},
		{"from ", Between},
		{"≥", AtLeast},
		{">=", AtLeast},
		{"≤", AtMost},
		{"<=", AtMost},
		{">", Over},
		{"～", About},
		{"~", About},
		{"≈", About},
	}
	wordsAfter = []qualifierWord{
		{"或以上", AtLeast},
		{"及以上", AtLeast},
		{"以上", AtLeast},
		{"或以下", AtMost},
		{"及以下", AtMost},
		{"以下", AtMost},
		{"以内", AtMost},
		{"以內", AtMost},
		{"左右", About},
		{"上下", About},
		{" or more", AtLeast},
		{" and above", AtLeast},
		{" or so", About},
		{"+", AtLeast},
	}
)

type qualifierWord struct {
	word string
	q    Qualifier
}

// odd finds 余 and 多 behind a digit or a numeral: 1110余亿, 570多项, 三十多家.
var odd = regexp.MustCompile(`([0-9０-９〇零一二三四五六七八九十百千万萬亿億])(余|餘|多)`)

// CutQualifier takes the words that qualify a number from its text: 超过1110亿美元 is over
// and 1110亿美元, 570余项 is odd and 570项, “nearly 4,000” is nearly and 4,000. A text without
// such a word is exact. What is left is not looked at: it may hold two numbers after
// between, or none at all.
func CutQualifier(s string) (q Qualifier, rest string) {
	s = strings.TrimSpace(s)
	q = Exact
	for _, w := range wordsBefore {
		if n := len(w.word); len(s) >= n && strings.EqualFold(s[:n], w.word) {
			q, s = w.q, strings.TrimSpace(s[len(w.word):])
			break
		}
	}
	for _, w := range wordsAfter {
		if q != Exact {
			break
		}
		if n := len(s) - len(w.word); n >= 0 && strings.EqualFold(s[n:], w.word) {
			q, s = w.q, strings.TrimSpace(s[:n])
		}
	}
	if at := odd.FindStringSubmatchIndex(s); at != nil {
		// 约30余家 says about before it says odd; the first word stands.
		if q == Exact {
			q = Odd
		}
		s = s[:at[4]] + s[at[5]:]
	}
	return q, s
}
