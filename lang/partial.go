package lang

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A Partial is a date as far as it is known: 2022, 2022-05 or 2022-05-04. The empty Partial
// means that nothing of it is known. It stands for all days between First and Last.
type Partial string

var (
	partialForm   = regexp.MustCompile(`^\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?$`)
	yearAlone     = regexp.MustCompile(`^(\d{4})年?$`)
	monthFollows  = regexp.MustCompile(`^(\d{4})(?:年|[-/.])(1[0-2]|0?[1-9])月?$`)
	monthInLetter = regexp.MustCompile(`^([A-Za-z]{3,9})\.?,? ?(\d{4})$`)
)

// ParsePartial reads a year, a month, or a day in any form that ParseDateIn takes.
func ParsePartial(s string, order DateOrder) (Partial, error) {
	text := Clean(HalfWidth(s))
	packed := strings.ReplaceAll(text, " ", "")
	if m := yearAlone.FindStringSubmatch(packed); m != nil {
		return Partial(m[1]), nil
	}
	if m := monthFollows.FindStringSubmatch(packed); m != nil {
		n, _ := strconv.Atoi(m[2])
		return Partial(fmt.Sprintf("%s-%02d", m[1], n)), nil
	}
	if m := monthInLetter.FindStringSubmatch(text); m != nil {
		if n, _ := strconv.Atoi(monthNumber(m[1])); n > 0 {
			return Partial(fmt.Sprintf("%s-%02d", m[2], n)), nil
		}
	}
	d, err := ParseDateIn(s, order)
	return Partial(d), err
}

// Valid reports whether p is empty, or a year, month or day that exists.
func (p Partial) Valid() bool {
	if p == "" {
		return true
	}
	return partialForm.MatchString(string(p)) && (len(p) < len(time.DateOnly) || Date(p).Valid())
}

// First is the first day that it may be; "" when nothing is known.
func (p Partial) First() Date {
	switch len(p) {
	case 4:
		return Date(p + "-01-01")
	case 7:
		return Date(p + "-01")
	}
	return Date(p)
}

// Last is the last day that it may be; "" when nothing is known.
func (p Partial) Last() Date {
	switch len(p) {
	case 4:
		return Date(p + "-12-31")
	case 7:
		return DateOf(Date(p+"-01").Time().AddDate(0, 1, -1))
	}
	return Date(p)
}

// Year is its year; 0 when nothing is known.
func (p Partial) Year() int {
	if len(p) < 4 {
		return 0
	}
	n, _ := strconv.Atoi(string(p[:4]))
	return n
}

// In writes it for a reader as far as it is known: 2022年, 2022年5月, 2022年5月4日; 2022, May 2022,
// 4 May 2022.
func (p Partial) In(tag Tag) string {
	switch {
	case len(p) == 4 && tag == En:
		return string(p)
	case len(p) == 4:
		return string(p) + "年"
	case len(p) == 7 && tag == En:
		return p.First().Time().Format("January 2006")
	case len(p) == 7:
		t := p.First().Time()
		return fmt.Sprintf("%d年%d月", t.Year(), int(t.Month()))
	}
	return Date(p).Format(tag)
}
