package web

import (
	"bufio"
	"compress/gzip"
	"io"
	"mime"
	"net/http"
	"time"

	"bridgehead/exchange"
	"bridgehead/store"
)

// A downloadForm is a form in which a list is downloaded.
type downloadForm struct {
	name, kind string
	write      func(w io.Writer, tables ...exchange.Table) error
}

var downloadForms = []downloadForm{
	{"csv", "text/csv; charset=utf-8", func(w io.Writer, tables ...exchange.Table) error {
		// Without the mark a spreadsheet takes the text for another encoding.
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return err
		}
		return exchange.WriteCSV(w, tables[0])
	}},
	{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", exchange.WriteXLSX},
}

// downloads are the routes of a list's files.
func downloads[T store.Catalogued](s *site, k listedKind[T], kind exchange.Kind) []route {
	var out []route
	for _, form := range downloadForms {
		out = append(out, route{"/{fair}/" + k.path + "." + form.name, func(v *visit) error {
			return download[T](s, v, k, kind, form)
		}})
	}
	return out
}

// formNamed returns the form with a name, which ends an address; ok is false for others.
func formNamed(name string) (form downloadForm, ok bool) {
	for _, f := range downloadForms {
		if f.name == name {
			return f, true
		}
	}
	return form, false
}

// downloadTime is how long a download may take; each part that is sent begins it anew.
const downloadTime = 2 * time.Minute

// download sends a list as it is seen, row by row: an answer of any length takes little memory.
// What goes wrong on the way breaks the answer off, so that a part is not taken for the whole.
func download[T store.Catalogued](s *site, v *visit, k listedKind[T], kind exchange.Kind, form downloadForm) error {
	if err := s.enter(v); err != nil {
		return err
	}
	q, err := v.listQuery(store.Orders[T]())
	if err != nil {
		return err
	}
	t, err := v.out().List(v.Context(), v.view, kind, q.filter, q.order)
	if err != nil {
		return err
	}
	if err := checkList[T](v, q); err != nil { // while an error can still be shown
		return err
	}
	return s.sendTables(v, v.fair.ID+"-"+k.path, form, t)
}

// sendTables answers with a file. A form of one table takes the first.
func (s *site) sendTables(v *visit, name string, form downloadForm, tables ...exchange.Table) error {
	h := v.w.Header()
	h.Set("Content-Type", form.kind)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name + "." + form.name}))
	if h.Get("Cache-Control") != "no-store" { // as what is for few is answered
		h.Set("Cache-Control", "no-cache")
	}
	if v.Method == http.MethodHead {
		return nil
	}
	to := &patient{w: v.w, control: http.NewResponseController(v.w)}
	var w io.Writer = to
	var z *gzip.Writer
	if form.name == "csv" {
		h.Add("Vary", "Accept-Encoding")
		if takesGzip(v.Header.Get("Accept-Encoding")) {
			h.Set("Content-Encoding", "gzip")
			z, _ = gzip.NewWriterLevel(to, gzip.BestSpeed) // the level is one that there is
			w = z
		}
	}
	b := bufio.NewWriterSize(w, 1<<16)
	err := form.write(b, tables...)
	if err == nil {
		err = b.Flush()
	}
	if err == nil && z != nil {
		err = z.Close()
	}
	if err != nil {
		if v.Context().Err() == nil {
			s.log.Error("web: download failed", "address", v.URL.Path, "error", err)
		}
		panic(http.ErrAbortHandler)
	}
	return nil
}

// checkList asks for one record of the list.
func checkList[T store.Catalogued](v *visit, q listQuery) error {
	_, err := store.List[T](v.Context(), v.view, q.filter, q.order, store.Turn{Limit: 1})
	return err
}

// A patient writer gives each part its own time to be sent.
type patient struct {
	w       io.Writer
	control *http.ResponseController
}

func (p *patient) Write(b []byte) (int, error) {
	_ = p.control.SetWriteDeadline(time.Now().Add(downloadTime)) // where there is one
	return p.w.Write(b)
}
