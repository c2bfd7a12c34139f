package exchange_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
	"github.com/google/go-cmp/cmp"

	"bridgehead/exchange"
	"bridgehead/lang"
)

// contentLines holds the form of every line against RFC 5545, section 3.1, and returns
// them unfolded.
func contentLines(t *testing.T, text string) []string {
	t.Helper()
	rest, ok := strings.CutSuffix(text, "\r\n")
	if !ok {
		t.Fatalf("the last line does not end in CR LF: %q", text[max(0, len(text)-20):])
	}
	var out []string
	for line := range strings.SplitSeq(rest, "\r\n") {
		if len(line) > 75 {
			t.Errorf("a line of %d octets: %q", len(line), line)
		}
		if strings.ContainsAny(line, "\r\n") {
			t.Errorf("a line ends otherwise than in CR LF: %q", line)
		}
		if !utf8.ValidString(line) {
			t.Errorf("a character is cut in two: %q", line)
		}
		if more, folded := strings.CutPrefix(line, " "); folded {
			out[len(out)-1] += more
		} else {
			out = append(out, line)
		}
	}
	return out
}

func written(t *testing.T, c exchange.Calendar) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

var journalTime = time.Date(2023, 11, 20, 1, 2, 3, 0, time.UTC)

func TestACalendarAsItIsWritten(t *testing.T) {
	hongkong := zone(t, "Asia/Hong_Kong")
	at := func(hour, minute int) time.Time { return time.Date(2023, 11, 29, hour, minute, 0, 0, hongkong) }
	c := exchange.Calendar{
		Name: "京港洽谈会，第26届", Description: "活动", Address: "https://fair.example/zh-Hans/model/editions/26/agenda", Zone: hongkong, Language: lang.Hans,
		Events: []exchange.Event{
			{
				ID: "s1@model", Sequence: 2, Summary: "论坛", Description: []string{"一号会议室", "主持：某公司"}, Location: "一号会议室", Categories: []string{"创新驱动, 数字"},
				Address: "https://fair.example/zh-Hans/model/sessions/s1", From: at(9, 30), To: at(11, 0), Created: journalTime, Modified: journalTime.Add(time.Hour),
			},
			{ID: "s2@model", Summary: "签约仪式", Day: "2023-11-29", Address: "https://fair.example/s2", Created: journalTime, Modified: journalTime},
			{ID: "s3@model", Sequence: 1, Summary: "取消", From: at(12, 0), Cancelled: true, Address: "https://fair.example/s3", Created: journalTime, Modified: journalTime},
		},
	}
	want := strings.Split(`BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Bridgehead//Agenda//zh-Hans
CALSCALE:GREGORIAN
METHOD:PUBLISH
NAME:京港洽谈会，第26届
X-WR-CALNAME:京港洽谈会，第26届
X-WR-CALDESC:活动
URL:https://fair.example/zh-Hans/model/editions/26/agenda
X-WR-TIMEZONE:Asia/Hong_Kong
REFRESH-INTERVAL;VALUE=DURATION:PT1H
X-PUBLISHED-TTL:PT1H
BEGIN:VTIMEZONE
TZID:Asia/Hong_Kong
BEGIN:STANDARD
DTSTART:19791021T033000
TZOFFSETFROM:+0900
TZOFFSETTO:+0800
TZNAME:HKT
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:s1@model
DTSTAMP:20231120T020203Z
CREATED:20231120T010203Z
LAST-MODIFIED:20231120T020203Z
SEQUENCE:2
SUMMARY;LANGUAGE=zh-Hans:论坛
DESCRIPTION;LANGUAGE=zh-Hans:一号会议室\n主持：某公司
LOCATION;LANGUAGE=zh-Hans:一号会议室
CATEGORIES:创新驱动\, 数字
URL:https://fair.example/zh-Hans/model/sessions/s1
DTSTART;TZID=Asia/Hong_Kong:20231129T093000
DTEND;TZID=Asia/Hong_Kong:20231129T110000
TRANSP:OPAQUE
STATUS:CONFIRMED
END:VEVENT
BEGIN:VEVENT
UID:s2@model
DTSTAMP:20231120T010203Z
CREATED:20231120T010203Z
LAST-MODIFIED:20231120T010203Z
SEQUENCE:0
SUMMARY;LANGUAGE=zh-Hans:签约仪式
URL:https://fair.example/s2
DTSTART;VALUE=DATE:20231129
DTEND;VALUE=DATE:20231130
TRANSP:TRANSPARENT
STATUS:CONFIRMED
END:VEVENT
BEGIN:VEVENT
UID:s3@model
DTSTAMP:20231120T010203Z
CREATED:20231120T010203Z
LAST-MODIFIED:20231120T010203Z
SEQUENCE:1
SUMMARY;LANGUAGE=zh-Hans:取消
URL:https://fair.example/s3
DTSTART;TZID=Asia/Hong_Kong:20231129T120000
TRANSP:TRANSPARENT
STATUS:CANCELLED
END:VEVENT
END:VCALENDAR`, "\n")
	if d := cmp.Diff(want, contentLines(t, written(t, c))); d != "" {
		t.Error(d)
	}
}

func TestTheZoneOfACalendarSaysWhatTheClocksShowed(t *testing.T) {
	for _, tt := range []struct {
		name, zone string
		from, to   time.Time
		want       []string
	}{
		{"in universal time there is no zone to explain", "UTC", journalTime, journalTime.Add(time.Hour), nil},
		{"clocks that are put back between two events", "Europe/Berlin", time.Date(2023, 10, 28, 8, 0, 0, 0, time.UTC), time.Date(2023, 10, 29, 8, 0, 0, 0, time.UTC), []string{
			"BEGIN:DAYLIGHT", "DTSTART:20230326T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "TZNAME:CEST", "END:DAYLIGHT",
			"BEGIN:STANDARD", "DTSTART:20231029T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "TZNAME:CET", "END:STANDARD",
		}},
		{"an offset that is no whole hour, west", "America/St_Johns", time.Date(2023, 12, 1, 8, 0, 0, 0, time.UTC), time.Date(2023, 12, 1, 9, 0, 0, 0, time.UTC), []string{
			"BEGIN:STANDARD", "DTSTART:20231105T020000", "TZOFFSETFROM:-0230", "TZOFFSETTO:-0330", "TZNAME:NST", "END:STANDARD",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := exchange.Calendar{Zone: zone(t, tt.zone), Language: lang.En, Events: []exchange.Event{
				{ID: "a", Summary: "first", From: tt.from}, {ID: "b", Summary: "last", From: tt.to},
			}}
			text := written(t, c)
			var got []string
			inside := false
			for _, line := range contentLines(t, text) {
				if line == "END:VTIMEZONE" {
					inside = false
				}
				if inside && !strings.HasPrefix(line, "TZID:") {
					got = append(got, line)
				}
				if line == "BEGIN:VTIMEZONE" {
					inside = true
				}
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
			read, err := ics.ParseCalendar(strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range []time.Time{tt.from, tt.to} {
				if got, err := read.Events()[i].GetStartAt(); err != nil || !got.Equal(want) {
					t.Errorf("it begins at %v (%v), want %v", got, err, want)
				}
			}
		})
	}
}

func TestHostileTextStaysTextInACalendar(t *testing.T) {
	for name, text := range map[string]string{
		"markup":                           `<script>alert("x")</script>`,
		"a line that would begin an event": "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil\nSTATUS:CANCELLED",
		"separators":                       `a;b,c:d\n\,"e"`,
		"a formula":                        `=HYPERLINK("http://evil.example";"x")`,
		"direction turned round":           "abc\u202edef\u2066ghi\u200f",
		"control characters":               "a\x00b\x07c\x7fd\u0085e\u2028f",
		"ten thousand characters":          strings.Repeat("长而不断", 2500),
		"ten thousand words":               strings.Repeat("a b <c> ", 2500),
		"no UTF-8":                         "a\xff\xfeb",
		"characters of four octets":        strings.Repeat("😀𠮷", 100),
	} {
		t.Run(name, func(t *testing.T) {
			c := exchange.Calendar{Name: text, Description: text, Zone: time.UTC, Language: lang.En, Events: []exchange.Event{
				{ID: "s1", Summary: text, Description: []string{text, text}, Location: text, Categories: []string{text}, From: journalTime, Created: journalTime, Modified: journalTime},
			}}
			raw := written(t, c)
			lines := contentLines(t, raw)
			if n := strings.Count("\n"+strings.Join(lines, "\n"), "\nBEGIN:"); n != 2 {
				t.Fatalf("%d components: %q", n, lines)
			}
			for _, r := range raw {
				if r < ' ' && r != '\r' && r != '\n' || r == 0x7f || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
					t.Fatalf("%U reaches the calendar", r)
				}
			}
			read, err := ics.ParseCalendar(strings.NewReader(raw))
			if err != nil || len(read.Events()) != 1 {
				t.Fatalf("%v: %d events", err, len(read.Events()))
			}
			got := read.Events()[0].GetProperty(ics.ComponentPropertySummary).Value
			want := lang.Clean(text)
			if r := []rune(want); len(r) > 300 {
				want = string(r[:299]) + "…"
			}
			if got != want {
				t.Errorf("the title reads %q, want %q", got, want)
			}
		})
	}
}

func TestACalendarIsTheSameEachTimeItIsWritten(t *testing.T) {
	c := exchange.Calendar{Name: "x", Zone: zone(t, "Asia/Shanghai"), Language: lang.Hant}
	for i := range 20 {
		c.Events = append(c.Events, exchange.Event{ID: fmt.Sprint(i), Summary: "活動", From: journalTime, To: journalTime.Add(time.Hour), Modified: journalTime})
	}
	first := written(t, c)
	for range 5 {
		if written(t, c) != first {
			t.Fatal("it differs")
		}
	}
}
