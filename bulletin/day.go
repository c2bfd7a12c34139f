package bulletin

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"bridgehead/bulletin/claim"
)

// noSuchDay is the reason of a day that no calendar has.
const noSuchDay = "no_such_day"

// Days as the press prints them, with a month, a day or a year that may be none.
var printedDays = []*regexp.Regexp{
	regexp.MustCompile(`(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号號]`),
	regexp.MustCompile(`()()\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?\b(?:, (\d{4}))?`),
	regexp.MustCompile(`()[届屆][^0-9。]{0,24}()(\d{2}日)[在于於开開举舉上下]`),
}

// A year that a text about a fair can name.
const (
	firstYear = 1800
	lastYear  = 2199
)

// withoutImpossibleDays takes what was read out of a day that does not exist, 41月29日, back: the
// whole stretch is unread, and no count of days.
func withoutImpossibleDays(text string, doc claim.Document) claim.Document {
	for _, form := range printedDays {
		for _, m := range form.FindAllStringSubmatchIndex(text, -1) {
			number := func(group int) int {
				if group*2+1 >= len(m) || m[group*2] < 0 || m[group*2] == m[group*2+1] {
					return 0
				}
				n, _ := strconv.Atoi(strings.TrimSuffix(text[m[group*2]:m[group*2+1]], "日"))
				return n
			}
			year, month, day := max(number(1), number(4)), number(2), number(3)
			if rest := text[m[1]:]; number(4) > 0 && len(rest) > 1 && rest[0] == ' ' && 'a' <= rest[1] && rest[1] <= 'z' {
				year = 0 // on Nov 29, 3400 visitors
			}
			if month <= 12 && day <= 31 && (year == 0 || firstYear <= year && year <= lastYear) {
				continue
			}
			from, to := m[0], m[1]
			if form == printedDays[2] {
				from, to = m[6], m[7]
			}
			u := claim.Unread{Text: text[from:to], Start: utf8.RuneCountInString(text[:from]), Reason: noSuchDay}
			u.End = u.Start + utf8.RuneCountInString(u.Text)
			doc = instead(doc, u)
		}
	}
	return doc
}

// instead puts an unread stretch in the place of all that was read in it.
func instead(doc claim.Document, u claim.Unread) claim.Document {
	place := make([]int, len(doc.Claims)) // where each claim goes; -1 for nowhere
	var kept []claim.Claim
	for i, c := range doc.Claims {
		if place[i] = -1; c.Start >= u.End || c.End <= u.Start {
			place[i] = len(kept)
			kept = append(kept, c)
		}
	}
	for i, c := range kept {
		if c.List != nil && c.List.Whole >= 0 {
			moved := *c.List
			moved.Whole = place[moved.Whole]
			kept[i].List = &moved
		}
	}
	doc.Claims = kept
	doc.Unread = slices.DeleteFunc(slices.Clone(doc.Unread), func(o claim.Unread) bool { return o.Start < u.End && u.Start < o.End })
	doc.Unread = append(doc.Unread, u)
	return doc
}
