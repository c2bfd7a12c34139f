package web

import (
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"bridgehead/bulletin/compose"
	"bridgehead/exchange"
	"bridgehead/lang"
	"bridgehead/store"
)

// A published bulletin goes out as a text, a page, a document, a proof and a feed.

// bulletinText answers with the text alone.
func (s *site) bulletinText(v *visit) error {
	row, _, err := s.issue(v)
	if err != nil {
		return err
	}
	text, _ := row.Value.Frozen.In(v.tag)
	v.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err = fmt.Fprintln(v.w, text)
	return err
}

// leaflet is an issue as people take it away, its figures leading to their traces.
func (s *site) leaflet(v *visit) (exchange.Leaflet, compose.Bulletin, error) {
	row, _, err := s.issue(v)
	if err != nil {
		return exchange.Leaflet{}, compose.Bulletin{}, err
	}
	b := row.Value
	text, in := b.Frozen.In(v.tag)
	at := s.full(v, v.issuePath(b))
	l := exchange.Leaflet{Lang: in, Foot: []exchange.Span{{Text: v.say("bulletin.foot", lang.Args{"at": b.At}) + v.say("web.colon")}, {Text: at, URL: at}}}
	var above []string
	if v.fair.Synthetic {
		above = append(above, v.say("bulletin.synthetic"))
	}
	if b.State != compose.Published {
		above = append(above, b.State.In(v.tag))
	}
	l.Above = strings.Join(above, v.say("error.list"))
	issued := lang.DateOf(time.UnixMilli(b.Issued).In(v.fair.Location()))
	l.Under = issued.Format(v.tag) + v.say("web.comma") + v.editionWord(b.Edition) + v.say("web.comma") + v.say("bulletin.issue", lang.Args{"issue": b.Issue})
	for _, line := range v.stretches(text, b.FiguresIn(in)) {
		var spans []exchange.Span
		for _, x := range line {
			if x.URL != "" {
				x.URL = s.full(v, x.URL)
			}
			spans = append(spans, exchange.Span(x))
		}
		switch {
		case l.Title == nil:
			l.Title = spans
		case len(spans) > 0:
			l.Lines = append(l.Lines, spans)
		}
	}
	return l, b, nil
}

// bulletinOut answers with the leaflet as a file.
func (s *site) bulletinOut(v *visit, kind, ending string, write func(exchange.Leaflet, io.Writer) error) error {
	l, b, err := s.leaflet(v)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := write(l, &body); err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", kind)
	v.w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%d.%s.%s"`, b.Code, b.Issue, v.tag, ending))
	_, err = body.WriteTo(v.w)
	return err
}

// bulletinPage answers with the issue as one page that needs nothing beside it.
func (s *site) bulletinPage(v *visit) error {
	return s.bulletinOut(v, "text/html; charset=utf-8", "html", exchange.Leaflet.WriteHTML)
}

// bulletinDocument answers with the issue as a word processor's document.
func (s *site) bulletinDocument(v *visit) error {
	return s.bulletinOut(v, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", exchange.Leaflet.WriteDOCX)
}

// bulletinProof answers with the proof of the entry that published the issue.
func (s *site) bulletinProof(v *visit) error {
	row, _, err := s.issue(v)
	if err != nil {
		return err
	}
	at, err := v.view.IssuedAt(v.Context(), row.Value.ID)
	if err != nil {
		return err
	}
	proof, err := s.db.Prove(v.Context(), v.fair.ID, at)
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/json")
	v.w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%d.proof.json"`, row.Value.Code, row.Value.Issue))
	e := json.NewEncoder(v.w)
	e.SetIndent("", "  ")
	return e.Encode(proof)
}

// bulletinFeed is what was published, newest first (RFC 4287).
func (s *site) bulletinFeed(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	rows, err := v.view.BulletinsAfter(v.Context(), store.BulletinPlace{}, feedLimit, publicStates...)
	if err != nil {
		return err
	}
	f := atomFeed{
		Language: string(v.tag), ID: feedID("bulletins", v.fair.ID, string(v.tag)), Author: linkedText(v.name(v.fair.Name), linkedName), Program: "Bridgehead",
		Title:   linkedText(cmp.Or(v.name(v.fair.Short), v.name(v.fair.Name)), linkedName) + v.say("web.comma") + v.say("bulletin.list"),
		Updated: v.written.Format(time.RFC3339),
	}
	if v.fair.Synthetic {
		f.Subtitle = v.say("web.synthetic")
	}
	f.Links = []atomLink{
		{Rel: "self", Type: "application/atom+xml", Address: s.full(v, v.path("bulletins.atom"))},
		{Rel: "alternate", Type: "text/html", Language: string(v.tag), Address: s.full(v, v.path("bulletins"))},
	}
	for _, r := range rows {
		b := r.Value
		title, _ := b.Headline(v.tag)
		text, _ := b.Frozen.In(v.tag)
		_, body, _ := strings.Cut(text, "\n")
		stamp := time.UnixMilli(b.Issued).UTC().Format(time.RFC3339)
		f.Entries = append(f.Entries, atomEntry{
			ID: feedID("bulletin", v.fair.ID, b.ID, string(v.tag)), Title: linkedText(title, linkedName), Published: stamp, Updated: stamp,
			Links:    []atomLink{{Rel: "alternate", Type: "text/html", Language: string(v.tag), Address: s.full(v, v.issuePath(b))}},
			Category: atomCategory{"bulletin", v.label("word.bulletin")}, Summary: strings.TrimSpace(body),
		})
	}
	v.w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	if v.Method == http.MethodHead {
		return nil
	}
	body, err := xml.MarshalIndent(f, "", " ")
	if err != nil {
		return err
	}
	_, err = v.w.Write(append([]byte(xml.Header), body...))
	return err
}
