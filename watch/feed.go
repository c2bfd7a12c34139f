package watch

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"errors"
	"html"
	"io"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html/charset"

	"bridgehead/bulletin/watched"
)

// An entry is one text of a feed.
type entry struct {
	id        string
	title     string
	address   string
	stamp     string // when it was changed last, as the feed says it
	published time.Time
	page      string // its words as HTML; "" where the feed has none
}

// entriesMost is how many entries are taken of one feed, from its top.
const entriesMost = 200

// partMost bounds one part of an entry, in bytes.
const partMost = 1 << 20

// parts are the names by which RSS 0.9 to 2.0, RDF and Atom call what is taken of an entry.
var parts = []string{
	"title", "guid", "id", "link", "pubDate", "published", "issued", "date", "updated", "modified", "description", "summary", "content", "encoded",
}

// foreignParts are vocabularies whose parts have these names and mean something else.
var foreignParts = []string{"http://search.yahoo.com/mrss/", "http://www.itunes.com/dtds/podcast-1.0.dtd"}

// parse reads a feed, whichever of the two families it is of. It goes through the elements one by one and never into
// itself, so that no nesting exhausts anything; what is broken at its end is read up to there. The error is a *Failure.
func parse(data []byte, base string) ([]entry, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.Strict, d.Entity, d.CharsetReader = false, xml.HTMLEntity, charset.NewReaderLabel
	var out []entry
	var found map[string]string
	var part string          // that is being read
	var text []byte          // of it
	var open, in, inPart int // how deep we are, the entry is, and its part is
	known := false           // it begins as a feed does
	keep := func(name, value string) {
		if value = strings.TrimSpace(value); value != "" && found[name] == "" {
			found[name] = value
		}
	}
	for len(out) < entriesMost {
		token, err := d.Token()
		if errors.Is(err, io.EOF) || err != nil && len(out) > 0 {
			break
		}
		if err != nil {
			return nil, &Failure{Why: watched.FailedForm, cause: err}
		}
		switch t := token.(type) {
		case xml.StartElement:
			open++
			name := t.Name.Local
			known = known || name == "rss" || name == "feed" || name == "RDF"
			switch {
			case !known:
				return nil, &Failure{Why: watched.FailedForm, Detail: name}
			case found == nil && (name == "item" || name == "entry"):
				found, in = map[string]string{}, open
			case found != nil && part != "" && len(text) < partMost: // XHTML within Atom
				text = append(append(append(text, '<'), name...), '>')
			case found != nil && part == "" && open == in+1 && takes(t.Name):
				part, inPart, text = name, open, text[:0]
				if href := attribute(t, "href"); name == "link" && href != "" {
					if rel := attribute(t, "rel"); rel == "" || rel == "alternate" {
						keep("link", href)
					}
				}
				if name == "guid" && attribute(t, "isPermaLink") != "false" {
					part = "permalink"
				}
			}
		case xml.CharData:
			if part != "" && len(text) < partMost {
				if open > inPart {
					text = append(text, html.EscapeString(string(t))...)
				} else {
					text = append(text, t...)
				}
			}
		case xml.EndElement:
			switch {
			case part != "" && open == inPart:
				keep(part, string(text))
				part = ""
			case part != "" && len(text) < partMost:
				text = append(append(append(text, "</"...), t.Name.Local...), '>')
			case found != nil && open == in:
				if e := entryOf(found, base); e.id != "" {
					out = append(out, e)
				}
				found = nil
			}
			open--
		}
	}
	if !known {
		return nil, &Failure{Why: watched.FailedForm}
	}
	return out, nil
}

func takes(name xml.Name) bool {
	return slices.Contains(parts, name.Local) && !slices.Contains(foreignParts, name.Space)
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

// entryOf makes an entry of its parts.
func entryOf(found map[string]string, base string) entry {
	e := entry{title: plain(found["title"])}
	for _, link := range []string{found["link"], found["permalink"]} {
		if address := absolute(base, link); e.address == "" && watched.Reachable(address) {
			e.address = address
		}
	}
	for _, name := range []string{"published", "issued", "pubDate", "date", "updated"} {
		if at, ok := dateOf(found[name]); ok {
			e.published = at
			break
		}
	}
	for _, name := range []string{"encoded", "content", "summary", "description"} {
		if len(found[name]) > len(e.page) {
			e.page = found[name]
		}
	}
	e.stamp = cmp.Or(found["updated"], found["modified"], found["date"], found["pubDate"])
	e.id = short(cmp.Or(found["id"], found["guid"], found["permalink"], e.address, e.title))
	return e
}

// short bounds what an entry is known by: longer ones by their sum.
func short(id string) string {
	if len(id) > 500 {
		return watched.SumOf(id)
	}
	return id
}

// plain is a title, which may be HTML, as text.
func plain(s string) string {
	if strings.Contains(s, "<") {
		var b strings.Builder
		inside := false
		for _, r := range s {
			switch {
			case r == '<':
				inside = true
			case r == '>':
				inside = false
			case !inside:
				b.WriteRune(r)
			}
		}
		s = b.String()
	}
	return strings.Join(strings.Fields(html.UnescapeString(s)), " ")
}

// absolute is where a link leads from a page.
func absolute(base, link string) string {
	if link == "" {
		return ""
	}
	from, err := url.Parse(base)
	if err != nil {
		return ""
	}
	to, err := from.Parse(link)
	if err != nil {
		return ""
	}
	return to.String()
}

// dateForms are how feeds write a time.
var dateForms = []string{
	time.RFC3339, time.RFC1123Z, time.RFC1123, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST", "2 Jan 2006 15:04:05 -0700", time.RFC822Z, time.RFC822,
	"2006-01-02T15:04:05", "2006-01-02 15:04:05", time.DateOnly,
}

func dateOf(text string) (time.Time, bool) {
	for _, form := range dateForms {
		if at, err := time.Parse(form, text); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}
