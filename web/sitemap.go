package web

import (
	"bufio"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// A part of the site map takes the records written at so many positions of the journal: with
// a page in each language they are fewer than the 50,000 that a part may name. Where a part
// begins follows from its number, so that the list of parts costs nothing to make.
const sitemapStep = 16_000

const sitemapSpace = "http://www.sitemaps.org/schemas/sitemap/0.9"

// errFound ends a search.
var errFound = errors.New("found")

// robots says what is not for machines that gather pages: the same pages once more.
func (s *site) robots(w http.ResponseWriter, r *http.Request) error {
	text := "User-agent: *\nDisallow: /language/\nDisallow: /*/agenda/mine\nDisallow: /*?*mine=\nDisallow: /*?*at=\nDisallow: /*.ics\n\nSitemap: " + s.base(r) + "/sitemap.xml\n"
	send(w, r, http.StatusOK, "text/plain; charset=utf-8", []byte(text))
	return nil
}

// sitemap lists the parts of the site map: of each fair its main pages, and its records.
func (s *site) sitemap(w http.ResponseWriter, r *http.Request) error {
	fairs, err := s.fairList(r.Context())
	if err != nil {
		return err
	}
	var parts [][2]string
	for _, f := range fairs {
		view, err := s.publicView(r.Context(), f.ID)
		if err != nil {
			return err
		}
		parts = append(parts, [2]string{f.ID, "pages"})
		for n := int64(0); n*sitemapStep < int64(view.At); n++ {
			from := journal.Position(n * sitemapStep)
			// A part without a page may not be.
			switch err := view.EachWritten(r.Context(), from, from+sitemapStep, func(store.Written) error { return errFound }); {
			case errors.Is(err, errFound):
				parts = append(parts, [2]string{f.ID, strconv.FormatInt(n, 10)})
			case err != nil:
				return err
			}
		}
	}
	out := s.beginXML(w, "application/xml; charset=utf-8")
	fmt.Fprintf(out, "<sitemapindex xmlns=%q>\n", sitemapSpace)
	for _, p := range parts {
		fmt.Fprintf(out, "<sitemap><loc>%s</loc></sitemap>\n", xmlText(s.base(r)+"/sitemap/"+p[0]+"/"+p[1]+".xml"))
	}
	fmt.Fprint(out, "</sitemapindex>\n")
	return out.Flush()
}

// sitemapPart lists pages of one fair, in every language: the main ones, or those of the
// records that were last written in one range of the journal. It is written as it is read.
func (s *site) sitemapPart(w http.ResponseWriter, r *http.Request) error {
	id, name := r.PathValue("fair"), strings.TrimSuffix(r.PathValue("part"), ".xml")
	n, err := strconv.ParseInt(name, 10, 32)
	unknown := lang.NotFound("web.error.page")
	if !fair.ValidID(id) || id == journal.Reference || name != "pages" && (err != nil || n < 0) {
		return unknown
	}
	view, err := s.publicView(r.Context(), id)
	if err != nil {
		return err
	}
	if view.At == 0 || name != "pages" && n*sitemapStep >= int64(view.At) {
		return unknown
	}
	editions, err := view.Editions(r.Context())
	if err != nil {
		return err
	}
	out := s.beginXML(w, "application/xml; charset=utf-8")
	fmt.Fprintf(out, "<urlset xmlns=%q>\n", sitemapSpace)
	page := func(path string, at time.Time) {
		for _, tag := range lang.Tags {
			fmt.Fprintf(out, "<url><loc>%s</loc>", xmlText(s.base(r)+"/"+string(tag)+"/"+id+path))
			if !at.IsZero() {
				fmt.Fprintf(out, "<lastmod>%s</lastmod>", at.Format(time.RFC3339))
			}
			fmt.Fprint(out, "</url>\n")
		}
	}
	if name == "pages" {
		for _, e := range editions {
			path := "/editions/" + strconv.FormatInt(e.Number, 10)
			page(path, time.Time{})
			page(path+"/agenda", time.Time{})
			page(path+"/landing", time.Time{})
		}
		for _, path := range []string{"investment", "projects", "agreements", "landing", "districts", "compare", "series", "report", "check", "programmes", "abroad", "technologies", "research", "enterprises", "listings"} {
			page("/"+path, time.Time{})
		}
	} else {
		from := journal.Position(n * sitemapStep)
		folders := map[string]string{
			"agreement": "agreements", "observation": "observations", "party": "parties", "project": "projects", "session": "sessions",
			"technology": "technologies", "research": "research", "enterprise": "enterprises", "listing": "listings",
			"programme": "programmes", "facility": "facilities", "path": "abroad",
		}
		if err := view.EachWritten(r.Context(), from, from+sitemapStep, func(x store.Written) error {
			if folder, ok := folders[x.Kind]; ok { // of the others there is no page
				page("/"+folder+"/"+x.ID, x.At)
			}
			return nil
		}); err != nil {
			// Part of it is sent: it ends without its end, and whoever reads it sees that.
			s.log.Error("web: site map", "address", r.URL.Path, "error", cmp.Or(r.Context().Err(), err))
			return out.Flush()
		}
	}
	fmt.Fprint(out, "</urlset>\n")
	return out.Flush()
}

// beginXML begins an answer in XML that is written as it comes.
func (s *site) beginXML(w http.ResponseWriter, kind string) *bufio.Writer {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "public, max-age=3600")
	out := bufio.NewWriterSize(w, 32<<10)
	out.WriteString(xml.Header)
	return out
}

// xmlText escapes a text for XML; what XML cannot hold becomes U+FFFD.
func xmlText(t string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(t)) // a Builder takes everything
	return b.String()
}
