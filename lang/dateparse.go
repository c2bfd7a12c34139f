package lang

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A DateOrder says in which order a column of dates writes its numbers. It settles what
// one date alone leaves open.
type DateOrder string

// The orders in use. Unordered leaves every date to speak for itself.
const (
	Unordered  DateOrder = ""
	YearFirst  DateOrder = "ymd"
	DayFirst   DateOrder = "dmy"
	MonthFirst DateOrder = "mdy"
)

// Forms of a date after Clean and HalfWidth. The two separators of the forms with
// numbers are compared in code.
var (
	clockAfter  = regexp.MustCompile(`^(?:(.*\d)[Tt ]|(.*[日号號]) ?)(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)? ?(?:[AaPp][Mm])?(?:[Zz]|[+-]\d\d:?\d\d)?$`)
	yearLeads   = regexp.MustCompile(`^(\d{4})([-/.])(\d{1,2})([-/.])(\d{1,2})$`)
	yearEnds    = regexp.MustCompile(`^(\d{1,2})([-/.])(\d{1,2})([-/.])(\d{4})$`)
	yearShort   = regexp.MustCompile(`^(\d{1,2})([-/.])(\d{1,2})([-/.])(\d{2})$`)
	eightDigits = regexp.MustCompile(`^(\d{4})(\d\d)(\d\d)$`)
	chinese     = regexp.MustCompile(`^(\d{4})年(\d{1,2})月(\d{1,2})[日号號]?$`)
	chineseHan  = regexp.MustCompile(`^([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号號]$`)
	dayMonth    = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th)?[- ]?([A-Za-z]{3,9})\.?,?[- ]?(\d{4}|\d\d)$`)
	monthDay    = regexp.MustCompile(`^([A-Za-z]{3,9})\.? ?(\d{1,2})(?:st|nd|rd|th)?(?:, ?| )(\d{4})$`)
)

// ParseDate reads a date as people type it:
//
//	2023-11-29   2023/11/29   2023.11.29   20231129   29/11/2023   11/29/2023
//	2023年11月29日   ２０２３年１１月２９日   二〇二三年十一月二十九日
//	29 November 2023   29-Nov-2023   November 29, 2023   Nov 29 2023
//
// each with or without a time of day, which is left out: the day is taken as written,
// whatever its time zone. It does not guess: 03/04/2023 and 31-Mar-79 are refused, as is
// a day that does not exist. Every error is an Error with CodeInvalid that says how to
// write the date.
func ParseDate(s string) (Date, error) { return ParseDateIn(s, Unordered) }

// ParseDateIn is ParseDate for a column whose order is known. A date that needs an order
// to be read (03/04/2023, 31/12/79) must then follow that one, and years of two digits are
// read as POSIX does: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to 2068.
func ParseDateIn(s string, order DateOrder) (Date, error) {
	text := Clean(HalfWidth(s))
	if m := clockAfter.FindStringSubmatch(text); m != nil {
		text = m[1] + m[2]
	}
	if m := yearLeads.FindStringSubmatch(text); m != nil && m[2] == m[4] {
		return civil(s, m[1], m[3], m[5])
	}
	if m := eightDigits.FindStringSubmatch(text); m != nil {
		return civil(s, m[1], m[2], m[3])
	}
	if m := yearEnds.FindStringSubmatch(text); m != nil && m[2] == m[4] {
		return inOrder(s, m[1], m[3], m[5], order)
	}
	if m := yearShort.FindStringSubmatch(text); m != nil && m[2] == m[4] {
		switch order {
		case YearFirst:
			return civil(s, fullYear(m[1]), m[3], m[5])
		case DayFirst, MonthFirst:
			return inOrder(s, m[1], m[3], fullYear(m[5]), order)
		}
		return "", Invalid("error.date.short_year", Args{"given": s})
	}
	packed := strings.ReplaceAll(text, " ", "")
	if m := chinese.FindStringSubmatch(packed); m != nil {
		return civil(s, m[1], m[2], m[3])
	}
	if m := chineseHan.FindStringSubmatch(packed); m != nil {
		return civil(s, hanYear(m[1]), hanNumber(m[2]), hanNumber(m[3]))
	}
	if m := dayMonth.FindStringSubmatch(text); m != nil {
		if len(m[3]) == 2 {
			if order == Unordered {
				return "", Invalid("error.date.short_year", Args{"given": s})
			}
			m[3] = fullYear(m[3])
		}
		return civil(s, m[3], monthNumber(m[2]), m[1])
	}
	if m := monthDay.FindStringSubmatch(text); m != nil {
		return civil(s, m[3], monthNumber(m[1]), m[2])
	}
	return "", Invalid("error.date.unreadable", Args{"given": s})
}

// inOrder reads two numbers before a year: day and month, or month and day.
func inOrder(given, first, second, year string, order DateOrder) (Date, error) {
	a, _ := strconv.Atoi(first)
	b, _ := strconv.Atoi(second)
	switch {
	case order == DayFirst:
		return civil(given, year, second, first)
	case order == MonthFirst:
		return civil(given, year, first, second)
	case b > 12, a == b:
		return civil(given, year, first, second)
	case a > 12:
		return civil(given, year, second, first)
	}
	return "", Invalid("error.date.ambiguous", Args{"given": given})
}

// civil returns the date of the numbers if there is such a day.
func civil(given, year, month, day string) (Date, error) {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	date := Date(fmt.Sprintf("%04d-%02d-%02d", y, m, d))
	if y == 0 || !date.Valid() {
		return "", Invalid("error.date.no_such_day", Args{"given": given})
	}
	return date, nil
}

func fullYear(twoDigits string) string {
	if twoDigits >= "69" {
		return "19" + twoDigits
	}
	return "20" + twoDigits
}

// monthNumber returns the number of an English month, written in full or by its first
// three letters (or Sept); "0", which no date has, for any other word.
func monthNumber(word string) string {
	if strings.EqualFold(word, "sept") {
		return "9"
	}
	for m := time.January; m <= time.December; m++ {
		if strings.EqualFold(word, m.String()) || strings.EqualFold(word, m.String()[:3]) {
			return strconv.Itoa(int(m))
		}
	}
	return "0"
}

const hanDigits = "零一二三四五六七八九"

func hanDigit(r rune) int { return strings.IndexRune(hanDigits, r) / len("零") }

// hanYear reads digits one after the other: 二〇二三.
func hanYear(s string) string {
	year := 0
	for _, r := range strings.NewReplacer("〇", "零", "○", "零").Replace(s) {
		year = 10*year + hanDigit(r)
	}
	return strconv.Itoa(year)
}

// hanNumber reads a number below 100: 九, 十, 十一, 二十, 二十九. For what is no such number
// (二二, 十十) it returns "0", which no date has.
func hanNumber(s string) string {
	tens, ones, ok := strings.Cut(s, "十")
	one := func(s string, empty int) int {
		switch r := []rune(s); len(r) {
		case 0:
			return empty
		case 1:
			if s != "十" {
				return hanDigit(r[0])
			}
		}
		return -100
	}
	n := one(s, 0)
	if ok {
		n = 10*one(tens, 1) + one(ones, 0)
	}
	return strconv.Itoa(max(n, 0))
}

// serialForm is a day number as spreadsheets store it: the part after the point is the
// time of day.
var serialForm = regexp.MustCompile(`^(\d{1,7})(?:\.\d+)?$`)

// DateFromSerial returns the date that a spreadsheet stores as the given number of days
// (ECMA-376 part 1, 18.17.4.1), the time of day left out. In the 1900 system 1 is 1 January
// 1900, and 60 a 29 February 1900 that never was; in the 1904 system 0 is 1 January 1904.
// Serials of no day, and those after the year 9999, are an Error with CodeInvalid.
func DateFromSerial(serial string, date1904 bool) (Date, error) {
	m := serialForm.FindStringSubmatch(serial)
	if m == nil {
		return "", Invalid("error.date.serial", Args{"given": serial})
	}
	days, _ := strconv.Atoi(m[1])
	epoch, last := Date("1899-12-30"), 2958465
	switch {
	case date1904:
		epoch, last = "1904-01-01", 2957003
	case days == 0 || days == 60:
		return "", Invalid("error.date.serial", Args{"given": serial})
	case days < 60:
		epoch = "1899-12-31"
	}
	if days > last {
		return "", Invalid("error.date.serial", Args{"given": serial})
	}
	return epoch.AddDays(days), nil
}
