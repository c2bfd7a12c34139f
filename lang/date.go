package lang

import (
	"fmt"
	"time"
)

// A Date is a civil date without a time zone, written 2006-01-02. The empty Date means
// that the date is not known. Dates compare as strings.
type Date string

// DateOf returns the civil date of t in t's own location.
func DateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }

// Valid reports whether d is empty or a day that exists.
func (d Date) Valid() bool {
	if d == "" {
		return true
	}
	_, err := time.Parse(time.DateOnly, string(d))
	return err == nil
}

// Time returns midnight UTC of the day; the zero time for the empty or an invalid date.
func (d Date) Time() time.Time {
	t, _ := time.Parse(time.DateOnly, string(d))
	return t
}

// AddDays returns the date n days later.
func (d Date) AddDays(n int) Date { return DateOf(d.Time().AddDate(0, 0, n)) }

// Format writes the date for a reader: 2023年11月29日 in both Chinese scripts,
// 29 November 2023 in English, "" for the empty date.
func (d Date) Format(tag Tag) string {
	if d == "" {
		return ""
	}
	t := d.Time()
	if tag == En {
		return t.Format("2 January 2006")
	}
	return fmt.Sprintf("%d年%d月%d日", t.Year(), int(t.Month()), t.Day())
}
