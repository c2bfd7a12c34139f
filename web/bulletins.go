package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"bridgehead/bulletin/compose"
	"bridgehead/figure"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// A stretch is part of a bulletin's text: plain, or a figure that leads to its trace.
type stretch struct {
	Text, URL string
}

// A bulletinLine is a bulletin in a list.
type bulletinLine struct {
	Title, URL, State string
	Lang              lang.Tag
	Edition           int64
	Issued            time.Time
	Past              bool // corrected or withdrawn
}

type bulletinsPage struct {
	frame
	Lines       []bulletinLine
	Feed        string
	Press       string // address of what the press is given of the current edition; "" when there is nothing
	First, Next string // addresses of other pages, "" where there is none
}

// bulletinPageSize is how many bulletins a page lists.
const bulletinPageSize = 50

// publicStates are those of bulletins that are for everybody to read.
var publicStates = []compose.State{compose.Published, compose.Corrected, compose.Withdrawn}

// issuePath is the address of an issue of a bulletin.
func (v *visit) issuePath(b compose.Bulletin, more ...string) string {
	return v.path(append([]string{"bulletins", b.Code, strconv.FormatInt(b.Issue, 10)}, more...)...)
}

// bulletinsListed reads a page of a list of bulletins, and the addresses of the newest and of the next one.
func (v *visit) bulletinsListed(path []string, states ...compose.State) (rows []store.Row[compose.Bulletin], first, next string, err error) {
	issued, since, _ := strings.Cut(v.URL.Query().Get("after"), ".")
	var after store.BulletinPlace
	after.Issued, _ = strconv.ParseInt(issued, 10, 64)
	if n, _ := strconv.ParseInt(since, 10, 64); n > 0 {
		after.Since = journal.Position(n)
		first = v.address(nil, path...)
	}
	rows, err = v.view.BulletinsAfter(v.Context(), after, bulletinPageSize+1, states...)
	if err == nil && len(rows) > bulletinPageSize {
		rows = rows[:bulletinPageSize]
		last := store.PlaceOf(rows[bulletinPageSize-1])
		next = v.address(url.Values{"after": {fmt.Sprintf("%d.%d", last.Issued, last.Since)}}, path...)
	}
	return rows, first, next, err
}

func (v *visit) bulletinLine(b compose.Bulletin) bulletinLine {
	l := bulletinLine{URL: v.issuePath(b), State: b.State.In(v.tag), Edition: b.Edition, Past: b.State != compose.Published}
	l.Title, l.Lang = b.Headline(v.tag)
	if b.Issued > 0 {
		l.Issued = time.UnixMilli(b.Issued).In(v.fair.Location())
	}
	return l
}

// bulletins lists what was published.
func (s *site) bulletins(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	p := bulletinsPage{Feed: v.path("bulletins.atom")}
	rows, first, next, err := v.bulletinsListed([]string{"bulletins"}, publicStates...)
	if err != nil {
		return err
	}
	p.First, p.Next = first, next
	for _, r := range rows {
		p.Lines = append(p.Lines, v.bulletinLine(r.Value))
	}
	if p.Press, err = s.pressPath(v, v.fair.Current); err != nil {
		return err
	}
	if p.frame, err = s.frame(v, "bulletins", v.say("bulletin.list")); err != nil {
		return err
	}
	p.Description = v.say("bulletin.intro")
	return s.show(v, "bulletins", p)
}

type bulletinPage struct {
	frame
	List, State, Why string
	Lang             lang.Tag
	Headline         []stretch
	Paragraphs       [][]stretch
	Issued           time.Time
	Issue, At        int64
	Edition          string
	Latest           *link // the issue that has taken its place
	Earlier          *link // the one that it has taken the place of
	Changes          []lineChange
	Withdrawn        bool
	Proof            string
	Out              []link // what it can be taken away as
	Always           string // leads to the latest issue
	Command, Key     string
	Overridden       string
}

// A lineChange is a paragraph that an issue has and the one before it has not, or the other way.
type lineChange struct {
	Text  string
	Added bool
}

// issue finds the issue that the address names; without one the latest that was published.
func (s *site) issue(v *visit) (store.Row[compose.Bulletin], []store.Row[compose.Bulletin], error) {
	var none store.Row[compose.Bulletin]
	if err := s.enter(v); err != nil {
		return none, nil, err
	}
	rows, err := v.view.Issues(v.Context(), v.PathValue("code"))
	if err != nil {
		return none, nil, err
	}
	rows = slices.DeleteFunc(rows, func(r store.Row[compose.Bulletin]) bool { return !r.Value.State.Public() })
	for _, r := range rows {
		if n := v.PathValue("issue"); n == "" || n == strconv.FormatInt(r.Value.Issue, 10) {
			return r, rows, nil
		}
	}
	return none, nil, lang.NotFound("record.not_found", lang.Args{"kind": "bulletin"})
}

// bulletin shows an issue, each figure leading to its trace.
func (s *site) bulletin(v *visit) error {
	row, rows, err := s.issue(v)
	if err != nil {
		return err
	}
	b := row.Value
	text, in := b.Frozen.In(v.tag)
	p := bulletinPage{
		List: v.path("bulletins"), State: b.State.In(v.tag), Lang: in, Issue: b.Issue, At: b.At, Edition: v.editionWord(b.Edition),
		Issued: time.UnixMilli(b.Issued).In(v.fair.Location()), Withdrawn: b.State == compose.Withdrawn, Overridden: b.Override,
		Proof: v.issuePath(b, "proof.json"), Always: v.path("bulletins", b.Code),
		Command: fmt.Sprintf("bridgehead verify %s-%d.proof.json --key public.key --lang %s", b.Code, b.Issue, v.tag),
		Key:     s.db.PublicKey(),
	}
	for _, x := range [][2]string{{"text", "bulletin.plain"}, {"document.docx", "bulletin.docx"}, {"page.html", "bulletin.html"}} {
		p.Out = append(p.Out, link{Text: v.say(x[1]), URL: v.issuePath(b, x[0])})
	}
	if p.Withdrawn {
		p.Why = b.Why
	}
	for _, line := range v.stretches(text, b.FiguresIn(in)) {
		switch {
		case p.Headline == nil:
			p.Headline = line
		case len(line) > 0:
			p.Paragraphs = append(p.Paragraphs, line)
		}
	}
	for _, r := range rows {
		name := v.say("bulletin.issue", lang.Args{"issue": r.Value.Issue})
		switch r.Value.Issue {
		case b.Issue + 1:
			p.Latest = &link{Text: name, URL: v.issuePath(r.Value)}
		case b.Issue - 1:
			p.Earlier = &link{Text: name, URL: v.issuePath(r.Value)}
			p.Changes = changedLines(r.Value.Frozen.Get(in), text)
		}
	}
	title, _ := b.Headline(v.tag)
	if p.frame, err = s.frame(v, "bulletins", title); err != nil {
		return err
	}
	return s.show(v, "bulletin", p)
}

// stretches cuts a text into its lines and marks the figures in them.
func (v *visit) stretches(text string, figures []compose.Frozen) [][]stretch {
	runes := []rune(text)
	var lines [][]stretch
	var line []stretch
	plain := func(part []rune) {
		for i, l := range strings.Split(string(part), "\n") {
			if i > 0 {
				lines, line = append(lines, line), nil
			}
			if l != "" {
				line = append(line, stretch{Text: l})
			}
		}
	}
	at := 0
	for _, f := range figures {
		start, end := int(f.Start), int(f.End)
		if start < at || end < start || end > len(runes) {
			continue
		}
		plain(runes[at:start])
		n, err := figure.ParseName(f.Name)
		one := stretch{Text: string(runes[start:end])}
		if err == nil {
			one.URL = v.nameAddress(n)
		}
		line, at = append(line, one), end
	}
	plain(runes[at:])
	return append(lines, line)
}

// changedLines are the paragraphs in which two issues differ, in the order of the text.
func changedLines(from, to string) []lineChange {
	a, b := strings.Split(from, "\n"), strings.Split(to, "\n")
	longest := make([][]int, len(a)+1)
	for i := range longest {
		longest[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if longest[i][j] = max(longest[i+1][j], longest[i][j+1]); a[i] == b[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			}
		}
	}
	var out []lineChange
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && longest[i+1][j] >= longest[i][j+1]:
			out, i = append(out, lineChange{a[i], false}), i+1
		default:
			out, j = append(out, lineChange{b[j], true}), j+1
		}
	}
	return slices.DeleteFunc(out, func(c lineChange) bool { return c.Text == "" })
}
