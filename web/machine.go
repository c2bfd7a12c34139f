package web

import (
	"net/http"
	"net/url"
	"strings"

	"bridgehead/lang"
)

// A machine is what other programs read of a page: where it is for good, where it is in the
// other languages, what follows its changes, and what it is about (schema.org).
type machine struct {
	Canonical  string
	Alternates []link
	Feeds      []feedLink
	Linked     *thing
}

type feedLink struct{ Type, Title, URL string }

// machine returns the addresses of the page that is asked for, in full.
func (s *site) machine(r *http.Request, tag lang.Tag) machine {
	rest, ok := strings.CutPrefix(r.URL.EscapedPath(), "/"+string(tag)+"/")
	if !ok {
		return machine{}
	}
	q := url.Values{}
	for k, x := range r.URL.Query() {
		switch k {
		case "at", "ref", "mine": // the page as it was, and what a reader chose of it
		default:
			q[k] = x
		}
	}
	at := func(t lang.Tag) string { return s.base(r) + "/" + string(t) + "/" + rest + query(q.Encode()) }
	m := machine{Canonical: at(tag)}
	for _, t := range lang.Tags {
		m.Alternates = append(m.Alternates, link{Lang: string(t), URL: at(t)})
	}
	// Whoever reads none of the three is sent to the same language as on a first visit.
	m.Alternates = append(m.Alternates, link{Lang: "x-default", URL: at(lang.En)})
	return m
}

// base is the address that the pages' own addresses follow on: of the site as the public
// finds it.
func (s *site) base(r *http.Request) string {
	if s.address != "" {
		return s.address
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// full returns an address of the site in full.
func (s *site) full(v *visit, address string) string { return s.base(v.Request) + address }
