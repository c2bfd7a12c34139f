package lang

import (
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseDateReadsWhatPeopleType(t *testing.T) {
	for _, s := range []string{
		"2023-11-29", "2023/11/29", "2023.11.29", "20231129", " 2023-11-29\n",
		"2023年11月29日", "2023年11月29", "2023 年 11 月 29 日", "2023年11月29号", "2023年11月29號",
		"２０２３年１１月２９日", "２０２３－１１－２９", "二〇二三年十一月二十九日", "二零二三年十一月二十九日", "二○二三年十一月二十九號",
		"29 November 2023", "29 nov 2023", "29th Nov. 2023", "29-Nov-2023", "29Nov2023",
		"Nov 29, 2023", "Nov. 29th, 2023", "November 29 2023", "NOVEMBER 29,2023",
		"29/11/2023", "29.11.2023", "11/29/2023",
		"2023-11-29T00:00:00Z", "2023-11-29 00:00:00", "2023-11-29T23:59:59.999+08:00", "2023/11/29 9:30", "2023年11月29日 09:30", "11/29/2023 9:30 PM",
	} {
		if got, err := ParseDate(s); got != "2023-11-29" || err != nil {
			t.Errorf("ParseDate(%q) = %q, %v", s, got, err)
		}
	}
}

func TestParseDateReadsSmallNumbers(t *testing.T) {
	tests := []struct {
		in   string
		want Date
	}{
		{"2024-2-29", "2024-02-29"},
		{"1997年7月1日", "1997-07-01"},
		{"一九九七年七月一日", "1997-07-01"},
		{"二〇一〇年十月十日", "2010-10-10"},
		{"二〇一〇年十二月三十一日", "2010-12-31"},
		{"5/5/2023", "2023-05-05"},
		{"1 Sept 2023", "2023-09-01"},
	}
	for _, tt := range tests {
		if got, err := ParseDate(tt.in); got != tt.want || err != nil {
			t.Errorf("ParseDate(%q) = %q, %v, want %q", tt.in, got, err, tt.want)
		}
	}
}

func TestParseDateRefusesWithAReason(t *testing.T) {
	tests := []struct{ name, in, key string }{
		{"the empty text is no date", "", "error.date.unreadable"},
		{"a word is no date", "待定", "error.date.unreadable"},
		{"a month alone is no date", "2023年11月", "error.date.unreadable"},
		{"a spreadsheet's serial number is not guessed to be a date", "45259", "error.date.unreadable"},
		{"separators do not mix", "2023-11/29", "error.date.unreadable"},
		{"a time of day must be one", "2023-11-29 25:00", "error.date.unreadable"},
		{"day and month cannot be told apart", "03/04/2023", "error.date.ambiguous"},
		{"nor with dots", "3.4.2023", "error.date.ambiguous"},
		{"a year of two digits could be of either century", "31-Mar-79", "error.date.short_year"},
		{"in numbers too", "31/12/79", "error.date.short_year"},
		{"30 February does not exist", "2023-02-30", "error.date.no_such_day"},
		{"29 February exists in leap years only", "2023年2月29日", "error.date.no_such_day"},
		{"there are 12 months", "20231301", "error.date.no_such_day"},
		{"neither number is a month", "31/31/2023", "error.date.no_such_day"},
		{"there is no year 0", "0000-01-01", "error.date.no_such_day"},
		{"a Chinese number must be one", "二〇二三年十一月二二日", "error.date.no_such_day"},
		{"十十 is no number", "二〇二三年十十月十日", "error.date.no_such_day"},
		{"a month must be one", "29 Brumaire 2023", "error.date.no_such_day"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { wantRefusal(t, tt.in, Unordered, tt.key) })
	}
}

func TestParseDateInFollowsTheOrder(t *testing.T) {
	tests := []struct {
		in    string
		order DateOrder
		want  Date
	}{
		{"03/04/2023", DayFirst, "2023-04-03"},
		{"03/04/2023", MonthFirst, "2023-03-04"},
		{"31-Mar-79", DayFirst, "1979-03-31"},
		{"31/12/68", DayFirst, "2068-12-31"},
		{"12-31-69", MonthFirst, "1969-12-31"},
		{"23-11-29", YearFirst, "2023-11-29"},
		{"2023-11-29", DayFirst, "2023-11-29"},
		{"29 November 2023", MonthFirst, "2023-11-29"},
	}
	for _, tt := range tests {
		if got, err := ParseDateIn(tt.in, tt.order); got != tt.want || err != nil {
			t.Errorf("ParseDateIn(%q, %q) = %q, %v, want %q", tt.in, tt.order, got, err, tt.want)
		}
	}
	wantRefusal(t, "11/29/2023", DayFirst, "error.date.no_such_day")
	wantRefusal(t, "03/04/2023", YearFirst, "error.date.ambiguous")
}

func wantRefusal(t *testing.T, in string, order DateOrder, key string) {
	t.Helper()
	got, err := ParseDateIn(in, order)
	e, ok := err.(*Error)
	if !ok || got != "" || e.Code != CodeInvalid || e.Key != key {
		t.Errorf("ParseDateIn(%q, %q) = %q, %v, want %s", in, order, got, err, key)
	}
}

func TestParseDateReadsWhatFormatWrites(t *testing.T) {
	first, last := Date("0001-01-01").Time(), Date("9999-12-31").Time()
	days := int(last.Unix()-first.Unix()) / int((24 * time.Hour).Seconds())
	rapid.Check(t, func(t *rapid.T) {
		d := Date("0001-01-01").AddDays(rapid.IntRange(365*1000, days).Draw(t, "days"))
		for _, s := range []string{string(d), d.Format(Hans), d.Format(Hant), d.Format(En), d.Time().Format("20060102"), d.Time().Format(time.RFC3339)} {
			if got, err := ParseDate(s); got != d || err != nil {
				t.Fatalf("ParseDate(%q) = %q, %v, want %q", s, got, err, d)
			}
		}
		if got, err := ParseDateIn(d.Time().Format("02/01/2006"), DayFirst); got != d || err != nil {
			t.Fatalf("day first: %q, %v, want %q", got, err, d)
		}
	})
}

func TestDateFromSerial(t *testing.T) {
	tests := []struct {
		name, serial string
		date1904     bool
		want         Date
	}{
		{"the first day of the 1900 system", "1", false, "1900-01-01"},
		{"the last day before the day that never was", "59", false, "1900-02-28"},
		{"the first day after it", "61", false, "1900-03-01"},
		{"a day of the fair", "45259", false, "2023-11-29"},
		{"the time of day is left out, however late", "45259.999999999999", false, "2023-11-29"},
		{"the last day", "2958465", false, "9999-12-31"},
		{"the first day of the 1904 system", "0", true, "1904-01-01"},
		{"the same day of the fair in the 1904 system", "43797", true, "2023-11-29"},
		{"the last day of the 1904 system", "2957003", true, "9999-12-31"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := DateFromSerial(tt.serial, tt.date1904); got != tt.want || err != nil {
				t.Errorf("DateFromSerial(%q, %v) = %q, %v, want %q", tt.serial, tt.date1904, got, err, tt.want)
			}
		})
	}
	for name, serial := range map[string]string{
		"29 February 1900 never was": "60",
		"there is no day 0":          "0",
		"a time alone is no day":     "0.5",
		"negative numbers":           "-1",
		"after the year 9999":        "2958466",
		"exponents":                  "4.5e4",
		"the empty text":             "",
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := DateFromSerial(serial, false); got != "" || CodeOf(err) != CodeInvalid {
				t.Errorf("DateFromSerial(%q) = %q, %v", serial, got, err)
			}
		})
	}
}

func TestSerialsCountDays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(61, 2958464).Draw(t, "n")
		a, errA := DateFromSerial(strconv.Itoa(n), false)
		b, errB := DateFromSerial(strconv.Itoa(n+1), false)
		if errA != nil || errB != nil || a.AddDays(1) != b {
			t.Fatalf("%d is %q, %v; %d is %q, %v", n, a, errA, n+1, b, errB)
		}
		if c, err := DateFromSerial(strconv.Itoa(n), true); n < 2957003 && (err != nil || a.AddDays(1462) != c) {
			t.Fatalf("%d is %q in the 1900 system, %q, %v in the 1904 system", n, a, c, err)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2023-11-29", "二〇二三年十一月二十九日", "29 Nov 2023", "03/04/2023", "31-Mar-79", "2023-11-29T00:00:00Z", "45259.5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, order := range []DateOrder{Unordered, YearFirst, DayFirst, MonthFirst} {
			d, err := ParseDateIn(s, order)
			if err != nil && (d != "" || CodeOf(err) != CodeInvalid) || err == nil && (d == "" || !d.Valid()) {
				t.Errorf("ParseDateIn(%q, %q) = %q, %v", s, order, d, err)
			}
		}
		if d, err := DateFromSerial(s, false); err == nil && (d == "" || !d.Valid()) {
			t.Errorf("DateFromSerial(%q) = %q", s, d)
		}
	})
}
