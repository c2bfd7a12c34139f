package web

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// feedLimit is how many entries a feed has.
const feedLimit = 50

// An atomFeed is what an edition's record took up last (RFC 4287).
type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Language string      `xml:"xml:lang,attr"`
	ID       string      `xml:"id"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle,omitempty"`
	Updated  string      `xml:"updated"`
	Links    []atomLink  `xml:"link"`
	Author   string      `xml:"author>name"`
	Program  string      `xml:"generator"`
	Entries  []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel      string `xml:"rel,attr"`
	Type     string `xml:"type,attr,omitempty"`
	Language string `xml:"hreflang,attr,omitempty"`
	Address  string `xml:"href,attr"`
}

// An atomEntry is a record as it stands: it keeps its identifier when it is corrected, and
// says when that was.
type atomEntry struct {
	ID        string       `xml:"id"`
	Title     string       `xml:"title"`
	Published string       `xml:"published"`
	Updated   string       `xml:"updated"`
	Links     []atomLink   `xml:"link"`
	Category  atomCategory `xml:"category"`
	Summary   string       `xml:"summary,omitempty"`

	record    string
	at, first journal.Position
}

type atomCategory struct {
	Term  string `xml:"term,attr"`
	Label string `xml:"label,attr"`
}

// feedID names a feed or an entry in a language for ever, wherever the site is: a UUID
// (RFC 9562, version 8) that follows from what it is.
func feedID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	b := sum[:16]
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func (v *visit) editionFeeds(e int64) []feedLink {
	name := v.editionWord(e)
	return []feedLink{
		{"application/atom+xml", v.say("feed.title", lang.Args{"edition": name}), v.agendaPath(e, nil, nil, "feed.atom")},
		{"text/calendar", v.say("agenda.of", lang.Args{"edition": name}), v.agendaPath(e, nil, nil, "agenda.ics")},
	}
}

// feed answers with the latest agreements, statements and sessions of an edition.
func (s *site) feed(v *visit) error {
	e, err := s.enterEdition(v)
	if err != nil {
		return err
	}
	entries, err := s.feedEntries(v, e)
	if err != nil {
		return err
	}
	positions := []journal.Position{v.view.At}
	for _, x := range entries {
		positions = append(positions, x.at, x.first)
	}
	written, err := v.view.Times(v.Context(), positions)
	if err != nil {
		return err
	}
	stamp := func(p journal.Position) string { return written[p].Format(time.RFC3339) }
	number := strconv.FormatInt(e.Number, 10)
	f := atomFeed{
		Language: string(v.tag), ID: feedID("edition", v.fair.ID, number, string(v.tag)), Author: linkedText(v.name(v.fair.Name), linkedName),
		Title:   linkedText(cmp.Or(v.name(v.fair.Short), v.name(v.fair.Name)), linkedName) + v.say("web.comma") + v.say("feed.title", lang.Args{"edition": v.editionWord(e.Number)}),
		Program: "Bridgehead", Updated: stamp(v.view.At),
	}
	if v.fair.Synthetic {
		f.Subtitle = v.say("web.synthetic")
	}
	self := v.agendaPath(e.Number, nil, nil, "feed.atom")
	f.Links = []atomLink{
		{Rel: "self", Type: "application/atom+xml", Address: s.full(v, self)},
		{Rel: "alternate", Type: "text/html", Language: string(v.tag), Address: s.full(v, v.editionPath(e.Number))},
	}
	for i := range entries {
		x := &entries[i]
		x.Updated, x.Published = stamp(x.at), stamp(x.first)
		if i == 0 {
			f.Updated = x.Updated
		}
	}
	f.Entries = entries
	var b bytes.Buffer
	b.WriteString(xml.Header)
	enc := xml.NewEncoder(&b)
	enc.Indent("", " ")
	if err := enc.Encode(f); err != nil {
		return fmt.Errorf("web: feed: %w", err)
	}
	send(v.w, v.Request, http.StatusOK, "application/atom+xml; charset=utf-8", b.Bytes())
	return nil
}

// feedEntries reads the records that were written last, the latest first.
func (s *site) feedEntries(v *visit, e fair.Edition) ([]atomEntry, error) {
	ctx := v.Context()
	var all []atomEntry
	add := func(kind, label, title, summary, id string, at journal.Position, path string) {
		all = append(all, atomEntry{
			ID: feedID(kind, v.fair.ID, id, string(v.tag)), record: id, at: at,
			Title:    v.say("web.labelled", lang.Args{"label": label, "value": cmp.Or(linkedText(title, linkedName), id)}),
			Category: atomCategory{kind, label}, Summary: linkedText(summary, linkedWords),
			Links: []atomLink{{Rel: "alternate", Type: "text/html", Language: string(v.tag), Address: s.full(v, path)}},
		})
	}
	agreements, err := store.Recent[agreement.Agreement](ctx, v.view, e.Number, feedLimit)
	if err != nil {
		return nil, err
	}
	for _, r := range agreements {
		a := r.Value
		var parts []string
		for _, part := range []string{wordFor(v.tag, "word.agreement", string(a.Type)), amountText(v.tag, a.Amount), a.SignedOn.Format(v.tag)} {
			if part != "" {
				parts = append(parts, part)
			}
		}
		add("agreement", v.label("word.agreement"), v.name(a.Title), strings.Join(parts, v.say("web.comma")), string(a.ID), r.Since, v.path("agreements", string(a.ID)))
	}
	observations, err := store.Recent[indicator.Observation](ctx, v.view, e.Number, feedLimit)
	if err != nil {
		return nil, err
	}
	for _, r := range observations {
		d, err := v.figures.Define(ctx, r.Value.Indicator)
		if err != nil && lang.CodeOf(err) != lang.CodeNotFound {
			return nil, err
		}
		add("observation", v.label("word.observation"), v.name(d.Label), v.name(r.Value.Words), r.Value.ID, r.Since, v.path("observations", r.Value.ID))
	}
	sessions, err := store.Recent[fair.Session](ctx, v.view, e.Number, feedLimit)
	if err != nil {
		return nil, err
	}
	for _, r := range sessions {
		x := r.Value
		parts := []string{x.Day.Format(v.tag), v.clockText(x), v.name(x.Room), wordFor(v.tag, "agenda.status", string(x.Status)), v.name(x.Note)}
		parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
		add("session", v.label("word.session"), v.sessionName(x), strings.Join(parts, v.say("web.comma")), x.ID, r.Since, v.path("sessions", x.ID))
	}
	slices.SortFunc(all, func(a, b atomEntry) int { return cmp.Compare(b.at, a.at) })
	all = all[:min(len(all), feedLimit)]
	for kind, first := range map[string]func(context.Context, store.View, []string) (map[string]journal.Position, error){
		"agreement": store.FirstWritten[agreement.Agreement], "observation": store.FirstWritten[indicator.Observation], "session": store.FirstWritten[fair.Session],
	} {
		var ids []string
		for _, x := range all {
			if x.Category.Term == kind {
				ids = append(ids, x.record)
			}
		}
		at, err := first(ctx, v.view, ids)
		if err != nil {
			return nil, err
		}
		for i := range all {
			if all[i].Category.Term == kind {
				all[i].first = at[all[i].record]
			}
		}
	}
	return all, nil
}
