package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"bridgehead/access"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

// A visit is one request for a page: who reads, in what language, of which fair, and at
// which position of its record.
type visit struct {
	*http.Request
	w   http.ResponseWriter
	tag lang.Tag

	// Who asks, after identify; in a fair, after enter.
	token   string // of the session; "" without one
	session access.Session
	account access.Account // empty for the public
	actor   access.Actor
	whole   bool // the visit is to the workspace, which works on the whole record

	// Of a page of a fair, after enter.
	asked, ref int64        // the positions that the address names; -1 when it does not
	head       int64        // the last position of the fair
	view       store.View   // as the visitor may see it
	sight      *store.Sight // what that is
	figures    *indicator.Evaluator
	fair       fair.Fair
	written    time.Time             // when the entry at the position was
	names      *names                // those of parties that are known; nil for none
	parties    map[string]namedParty // those named on the page, by identifier
	officers   map[string]string     // of leads, by their references
	offices    map[string]lang.Text  // reporting offices by code
	offers     map[string]string     // addresses of projects by their code
	files      map[string]string     // names of imported files by the import
	people     map[string]lang.Text  // names of responsible people by reference
}

// position reads a position from the address; -1 when it is not there.
func (v *visit) position(name string) (int64, error) {
	text := v.URL.Query().Get(name)
	if text == "" {
		return -1, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0, lang.Invalid("web.error.position", lang.Args{"given": short(text)})
	}
	return n, nil
}

// enter reads the fair that the address names, at the position that it names.
func (s *site) enter(v *visit) error {
	ctx, id := v.Context(), v.PathValue("fair")
	var err error
	if v.asked, err = v.position("at"); err != nil {
		return err
	}
	if v.ref, err = v.position("ref"); err != nil {
		return err
	}
	unknown := lang.NotFound("web.error.fair", lang.Args{"fair": short(id)})
	if !fair.ValidID(id) || id == journal.Reference {
		return unknown
	}
	switch there, err := s.open(v, id); {
	case err != nil:
		return err
	case !there:
		return unknown
	}
	then, err := s.thenOf(ctx, v.view)
	if lang.CodeOf(err) == lang.CodeNotFound {
		return unknown
	}
	v.fair, v.written, v.names = then.fair, then.written, then.names
	return err
}

// A then is what every page says of a fair at a position, where it never changes.
type then struct {
	fair    fair.Fair
	written time.Time // when the entry at the position was
	names   *names
}

// names are those of parties at a position.
type names struct {
	at journal.Position
	mu sync.Mutex
	of map[string]lang.Text
}

// namesKept is how many are remembered of each position.
const namesKept = 5000

// find returns the names that are known, and the identifiers of which none is.
func (n *names) find(ids []string) (known map[string]lang.Text, others []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	known = make(map[string]lang.Text, len(ids))
	for _, id := range ids {
		if name, ok := n.of[id]; ok {
			known[id] = name
		} else {
			others = append(others, id)
		}
	}
	return known, others
}

func (n *names) add(rows []store.Row[party.Party]) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.of == nil || len(n.of)+len(rows) > namesKept {
		n.of = map[string]lang.Text{}
	}
	for _, r := range rows {
		n.of[string(r.Value.ID)] = r.Value.Name
	}
}

// thensKept is how many positions are remembered.
const thensKept = 200

// thenOf reads what every page says.
func (s *site) thenOf(ctx context.Context, view store.View) (then, error) {
	id, at := view.Where()
	key := thenKey{id, at}
	s.mu.Lock()
	known, ok := s.thens[key]
	s.mu.Unlock()
	if ok {
		return known, nil
	}
	t := then{names: &names{at: view.At}}
	var err error
	if t.fair, err = view.TheFair(ctx); err != nil {
		return t, err
	}
	if at > 0 {
		e, err := view.Entry(ctx, view.At)
		if err != nil {
			return t, err
		}
		t.written = e.Time
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.thens == nil || len(s.thens) >= thensKept {
		s.thens = map[thenKey]then{}
	}
	s.thens[key] = t
	return t, nil
}

type thenKey struct {
	fair string
	at   int64
}

// at returns the position that the page shows.
func (v *visit) at() int64 {
	_, at := v.figures.Records.Where()
	return at
}

// path returns the address of a page of the visit's fair, at the same position when the
// reader asked for one.
func (v *visit) path(parts ...string) string {
	return v.address(nil, parts...)
}

// address is path with a query.
func (v *visit) address(query url.Values, parts ...string) string {
	to := "/" + string(v.tag) + "/" + v.fair.ID
	for _, p := range parts {
		to += "/" + url.PathEscape(p)
	}
	q := query.Encode()
	if v.asked >= 0 {
		if q != "" {
			q += "&"
		}
		q += "at=" + strconv.FormatInt(v.asked, 10)
	}
	if q != "" {
		to += "?" + q
	}
	return to
}

func (v *visit) editionPath(n int64) string { return v.path("editions", strconv.FormatInt(n, 10)) }

// figurePath returns the address of a figure's page: at the latest position, or at the one
// that the reader looks at.
func (v *visit) figurePath(n figure.Name) string {
	n.At, n.Ref, n.Definition = v.asked, -1, 0
	return v.nameAddress(n)
}

// nameAddress writes a figure's name as the address of its page.
func (v *visit) nameAddress(n figure.Name) string {
	code := n.Indicator
	n.Indicator = ""
	return "/" + string(v.tag) + "/" + v.fair.ID + "/figures/" + code + n.String()
}

// name returns a text as a page's title or an option shows it, without marks.
func (v *visit) name(t lang.Text) string {
	s, _ := t.In(v.tag)
	return s
}

func (v *visit) say(key string, args ...lang.Args) string { return lang.Say(v.tag, key, args...) }

func (v *visit) label(key string) string { return label(v.tag, key) }

// short bounds a text that the reader sent before it is shown back.
func short(s string) string { return cut(s, 60) }

// cut bounds a text to n characters.
func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

// fairList reads the fairs, as they are now.
func (s *site) fairList(ctx context.Context) ([]fair.Fair, error) {
	ids, err := s.db.Fairs(ctx)
	if err != nil {
		return nil, err
	}
	var all []fair.Fair
	for _, id := range ids {
		view, err := s.publicView(ctx, id)
		if err != nil {
			return nil, err
		}
		f, err := view.TheFair(ctx)
		if lang.CodeOf(err) == lang.CodeNotFound {
			continue // its record is begun and the fair itself not written yet
		}
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// currentEdition returns the address of the edition that a fair's home shows.
func (s *site) currentEdition(ctx context.Context, tag lang.Tag, id string) (string, error) {
	view, err := s.publicView(ctx, id)
	if err != nil {
		return "", err
	}
	f, err := view.TheFair(ctx)
	if err != nil {
		return "", err
	}
	number := f.Current
	if number == 0 {
		all, err := view.Editions(ctx)
		if err != nil {
			return "", err
		}
		if len(all) == 0 {
			return "/" + string(tag) + "/" + id + "/report", nil
		}
		number = all[len(all)-1].Number
	}
	return "/" + string(tag) + "/" + id + "/editions/" + strconv.FormatInt(number, 10), nil
}
