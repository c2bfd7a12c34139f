package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"math/big"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bridgehead/access"
	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/money"
)

// A frame is what surrounds every page.
type frame struct {
	Tag         lang.Tag
	Title       string
	Description string
	Style, Icon string
	Scripts     []string // addresses of the modules that the page is better with
	machine              // what other programs read of the page
	Languages   []language
	Home        string
	Search      string // address of the search; "" on pages that belong to no fair
	About       string
	Here        string // which entry of Menu the page belongs to
	Inside      bool   // of the workspace, where pages are denser
	Menu        []link

	Account    string // name of who is signed in; "" for the public
	AccountURL string
	SignIn     string // "" on the pages of accounts themselves
	Address    string // of the page itself, to come back to after signing in
	SignOut    string
	Work       string // address of the workspace; "" for those who have none in the fair
	Notices    string // address of the notices; "" outside the workspace
	Unread     int64  // how many of them were not read

	Fair      *fair.Fair // nil on pages that belong to no fair
	Embargoes []embargoLine
	Position  int64
	Head      int64
	Past      bool      // the page shows an earlier position than the last
	Written   time.Time // when the entry at Position was written
	LatestURL string
}

// A link leads somewhere; Current marks where the reader is.
type link struct {
	Text    string
	URL     string
	Lang    string // language of what it leads to, when that is another
	Current bool
}

// A language is the page in a language. Its name is in two parts: a small screen shows the first.
type language struct {
	link
	Short, Rest string
}

// languageOf names a language in itself.
func languageOf(t lang.Tag) language {
	name := []rune(lang.Say(t, "web.language"))
	n := min(map[lang.Tag]int{lang.Hans: 1, lang.Hant: 1, lang.En: 2}[t], len(name))
	return language{link{Text: string(name), Lang: string(t)}, string(name[:n]), string(name[n:])}
}

// bare returns the frame of a page of no fair.
func (s *site) bare(r *http.Request, tag lang.Tag, title string) frame {
	f := frame{
		Tag: tag, Title: title, Style: s.style, Icon: s.icon,
		Home: "/" + string(tag) + "/", About: "/" + string(tag) + "/about",
	}
	for _, t := range lang.Tags {
		q := url.Values{"page": {r.URL.EscapedPath() + query(r.URL.RawQuery)}}
		l := languageOf(t)
		l.Current, l.URL = t == tag, "/language/"+string(t)+"?"+q.Encode()
		f.Languages = append(f.Languages, l)
	}
	f.machine = s.machine(r, tag)
	return f
}

// bareFor is bare for a visit: with who is signed in.
func (s *site) bareFor(v *visit, title string) frame {
	f := s.bare(v.Request, v.tag, title)
	if !strings.HasPrefix(v.URL.Path, v.accountPath()) {
		f.SignIn, f.Address = v.accountPath("sign-in"), v.URL.RequestURI()
	}
	if v.signedIn() {
		if f.Account = v.account.Name; f.Account == "" {
			f.Account = v.account.Email
		}
		f.AccountURL, f.SignOut = v.accountPath(), v.accountPath("sign-out")
	}
	return f
}

func query(raw string) string {
	if raw == "" {
		return ""
	}
	return "?" + raw
}

// with adds a module by its name to those that the page loads.
func (s *site) with(f *frame, script string) { f.Scripts = append(f.Scripts, s.scripts[script]) }

// frame returns the frame of a page of the visit's fair.
func (s *site) frame(v *visit, here, title string) (frame, error) {
	f := s.bareFor(v, title)
	f.Fair, f.Position, f.Head, f.Past = &v.fair, v.at(), v.head, v.at() < v.head
	f.Here, f.Search, f.Embargoes = here, v.path("search"), v.embargoes()
	f.Home = v.path()
	if v.fair.Current > 0 {
		f.Home = v.editionPath(v.fair.Current)
	}
	for _, m := range []struct{ key, at string }{
		{"edition", f.Home},
		{"investment", v.path("investment")},
		{"agenda", v.agendaHome()},
		{"projects", v.path("projects")},
		{"agreements", v.path("agreements")},
		{"landing", v.path("landing")},
		{"technologies", v.path("technologies")},
		{"programmes", v.path("programmes")},
		{"abroad", v.path("abroad")},
		{"parties", v.path("parties")},
		{"districts", v.path("districts")},
		{"series", v.path("series")},
		{"report", v.path("report")},
		{"bulletins", v.path("bulletins")},
		{"check", v.path("check")},
	} {
		if m.at == "" {
			continue
		}
		f.Menu = append(f.Menu, link{Text: v.say("web.menu." + m.key), URL: m.at, Current: m.key == here})
	}
	if v.signedIn() {
		if v.actor.Account == "" { // a page for all
			var err error
			if v.actor, err = s.db.Actor(v.Context(), v.fair.ID, v.account.ID); err != nil {
				return f, err
			}
		}
		if len(v.actor.Grants) > 0 {
			f.Work = "/" + string(v.tag) + "/" + v.fair.ID + "/work"
		}
	}
	q := v.URL.Query()
	q.Del("at")
	q.Del("ref")
	f.LatestURL = v.URL.EscapedPath() + query(q.Encode())
	if f.Position > 0 {
		f.Written = v.written.In(v.fair.Location())
	}
	return f, nil
}

// WindowTitle is what stands above the window: what is seen, and of which fair.
func (f frame) WindowTitle() string {
	title := cut(f.Title, 120)
	site := lang.Say(f.Tag, "web.site")
	if f.Fair != nil {
		site, _ = f.Fair.Short.In(f.Tag)
		if site == "" {
			site, _ = f.Fair.Name.In(f.Tag)
		}
	}
	if title == site || site == "" {
		return title
	}
	return lang.Say(f.Tag, "web.window", lang.Args{"title": title, "site": cut(site, 60)})
}

//go:embed templates
var templateFiles embed.FS

// loadTemplates parses each page once and clones it for each language, whose functions
// say things in it.
func (f *furniture) loadTemplates() error {
	f.pages = map[lang.Tag]map[string]*template.Template{}
	base, err := template.New("").Funcs(functions(lang.En)).Funcs(template.FuncMap{"module": func(name string) string { return f.scripts[name] }}).ParseFS(templateFiles, "templates/frame.html", "templates/part_*.html")
	if err != nil {
		return err
	}
	names, err := fs.Glob(templateFiles, "templates/page_*.html")
	if err != nil {
		return err
	}
	for _, name := range names {
		page, err := base.Clone()
		if err == nil {
			page, err = page.ParseFS(templateFiles, name)
		}
		if err != nil {
			return err
		}
		for _, tag := range lang.Tags {
			said, err := page.Clone()
			if err != nil {
				return err
			}
			if f.pages[tag] == nil {
				f.pages[tag] = map[string]*template.Template{}
			}
			key := strings.TrimSuffix(strings.TrimPrefix(path.Base(name), "page_"), ".html")
			f.pages[tag][key] = said.Funcs(functions(tag))
		}
	}
	return nil
}

// functions are what templates call, in one language.
func functions(tag lang.Tag) template.FuncMap {
	return template.FuncMap{
		"say":     func(key string, pairs ...any) string { return lang.Say(tag, key, argsOf(pairs)) },
		"label":   func(key string) string { return label(tag, key) },
		"word":    func(prefix string, code any) string { return wordFor(tag, prefix, fmt.Sprint(code)) },
		"text":    func(t lang.Text) template.HTML { return textHTML(tag, t) },
		"phrases": func(t lang.Text) template.HTML { return phrasesHTML(tag, t) },
		"plain":   func(t lang.Text) string { s, _ := t.In(tag); return s },
		"given":   func(t lang.Text) bool { return !t.Empty() },
		"as":      func(t lang.Tag, s string) template.HTML { return bdi(string(t), s) },
		"partial": func(p lang.Partial) template.HTML { return partialHTML(tag, p) },
		"date":    func(d lang.Date) template.HTML { return dateHTML(tag, d) },
		"when":    func(t time.Time) template.HTML { return timeHTML(tag, t) },
		"amount":  func(a money.Amount) string { return amountText(tag, a) },
		"count":   func(n int64) string { return money.PrintNumber(new(big.Rat).SetInt64(n), tag, money.Exact) },
		"figure":  func(s string) template.HTML { return figureHTML(s) },
		"list":    func(parts ...any) []any { return parts },
		"options": optionsHTML,
		"rows":    func(of interface{ rows(lang.Tag) template.HTML }) template.HTML { return of.rows(tag) },
		"actor": func(id string) string {
			if id == access.System {
				return lang.Say(tag, "access.role.operator")
			}
			return id
		},
	}
}

// label says a word of the catalogue as a heading or a label begins: in English with a
// capital letter.
func label(tag lang.Tag, key string) string {
	return begin(lang.Say(tag, key))
}

// begin gives a text a capital letter, where its writing has any.
func begin(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	if size == 0 || r == utf8.RuneError {
		return text
	}
	return string(unicode.ToUpper(r)) + text[size:]
}

// argsOf makes the arguments of a message from names and values in turn.
func argsOf(pairs []any) lang.Args {
	args := lang.Args{}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return args
}

// wordFor says a code's word, and the code itself where a fair uses one of its own.
func wordFor(tag lang.Tag, prefix, code string) string {
	if code == "" {
		return ""
	}
	if key := prefix + "." + code; lang.Has(key) {
		return lang.Say(tag, key)
	}
	return code
}

// textHTML writes a name or a sentence. One that is missing in the reader's language is
// shown in another, marked for the eye and for the machine. What direction its characters
// run in does not reach beyond it.
func textHTML(tag lang.Tag, t lang.Text) template.HTML {
	s, in := t.In(tag)
	if s == "" {
		return ""
	}
	if in == tag {
		return bdi("", s)
	}
	mark := template.HTMLEscapeString(lang.Say(tag, "web.mark."+strings.ToLower(string(in))))
	why := template.HTMLEscapeString(lang.Say(tag, "web.fallback."+strings.ToLower(string(in))))
	return bdi(string(in), s) + template.HTML(` <abbr class="mark" title="`+why+`">`+mark+`</abbr>`)
}

// phrasesHTML is textHTML of a heading whose parts, which Chinese parts by a space, are not
// broken within where that can be helped.
func phrasesHTML(tag lang.Tag, t lang.Text) template.HTML {
	s, in := t.In(tag)
	parts := strings.Fields(s)
	if in == lang.En || len(parts) < 2 {
		return textHTML(tag, t)
	}
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = `<span class="phrase">` + template.HTMLEscapeString(p) + "</span>"
	}
	inner := strings.Join(out, " ")
	return template.HTML(strings.Replace(string(textHTML(tag, t)), ">"+template.HTMLEscapeString(s)+"<", ">"+inner+"<", 1))
}

func bdi(tag, s string) template.HTML {
	open := "<bdi>"
	if tag != "" {
		open = `<bdi lang="` + template.HTMLEscapeString(tag) + `">`
	}
	return template.HTML(open + template.HTMLEscapeString(s) + "</bdi>")
}

func dateHTML(tag lang.Tag, d lang.Date) template.HTML {
	if d == "" {
		return ""
	}
	if !d.Valid() {
		return template.HTML(template.HTMLEscapeString(string(d)))
	}
	return template.HTML(`<time datetime="` + string(d) + `">` + d.Format(tag) + `</time>`)
}

// partialHTML writes a date as far as it is known.
func partialHTML(tag lang.Tag, p lang.Partial) template.HTML {
	if p == "" {
		return ""
	}
	if !p.Valid() {
		return template.HTML(template.HTMLEscapeString(string(p)))
	}
	return template.HTML(`<time datetime="` + string(p) + `">` + p.In(tag) + `</time>`)
}

// timeHTML writes a moment with the name of its zone.
func timeHTML(tag lang.Tag, t time.Time) template.HTML {
	if t.IsZero() {
		return ""
	}
	return template.HTML(`<time datetime="` + t.Format(time.RFC3339) + `">` + template.HTMLEscapeString(momentText(tag, t)) + `</time>`)
}

// momentText writes a moment with the name of its zone.
func momentText(tag lang.Tag, t time.Time) string {
	return lang.DateOf(t).Format(tag) + " " + t.Format("15:04") + " " + zone(t)
}

// zone names a time's zone as an offset that everybody reads alike: UTC+8.
func zone(t time.Time) string {
	_, seconds := t.Zone()
	switch hours := seconds / 3600; {
	case seconds == 0:
		return "UTC"
	case seconds%3600 == 0:
		return fmt.Sprintf("UTC%+d", hours)
	}
	return "UTC" + t.Format("-07:00")
}

// amountText writes the exact original amount; "" when none was given.
func amountText(tag lang.Tag, a money.Amount) string {
	if !a.Given() {
		return ""
	}
	return money.Print(a.Rat(), a.Currency, tag, money.Exact)
}

// figureHTML writes a shown value with its digits apart from its words, so that a large
// number can stand in its size and its unit in another.
func figureHTML(s string) template.HTML {
	var b strings.Builder
	word := func(t string) {
		if t != "" {
			b.WriteString(`<span class="unit">` + template.HTMLEscapeString(t) + `</span>`)
		}
	}
	for s != "" {
		at := strings.IndexFunc(s, isDigit)
		if at < 0 {
			word(s)
			break
		}
		word(s[:at])
		s = s[at:]
		end := strings.IndexFunc(s, func(r rune) bool { return !isDigit(r) && r != ',' && r != '.' })
		if end < 0 {
			end = len(s)
		}
		b.WriteString(`<span class="digits">` + s[:end] + `</span>`)
		s = s[end:]
	}
	return template.HTML(b.String())
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// show renders a page whole before any of it is sent.
func (s *site) show(v *visit, name string, page any) error {
	return s.showAs(v, http.StatusOK, name, page)
}

// showAs is show with another status: a form that came back.
func (s *site) showAs(v *visit, status int, name string, page any) error {
	body, err := s.render(v.tag, name, page)
	if err != nil {
		return err
	}
	send(v.w, v.Request, status, "text/html; charset=utf-8", body)
	return nil
}

func (s *site) render(tag lang.Tag, name string, page any) ([]byte, error) {
	t, ok := s.pages[tag][name]
	if !ok {
		return nil, fmt.Errorf("web: no template %q in %v", name, maps.Keys(s.pages[tag]))
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "frame", page); err != nil {
		return nil, fmt.Errorf("web: %s: %w", name, err)
	}
	return b.Bytes(), nil
}

// An errorPage says what went wrong and what to do.
type errorPage struct {
	frame
	Status int
	Why    string
}

// fail answers with the page of an error, in the reader's language.
func (s *site) fail(w http.ResponseWriter, r *http.Request, tag lang.Tag, err error) {
	status := http.StatusInternalServerError
	switch lang.CodeOf(err) {
	case lang.CodeInvalid:
		status = http.StatusBadRequest
	case lang.CodeNotFound:
		status = http.StatusNotFound
	case lang.CodeForbidden:
		status = http.StatusForbidden
	case lang.CodeConflict, lang.CodeStale:
		status = http.StatusConflict
	case lang.CodeUnavailable:
		status = http.StatusServiceUnavailable
	default:
		if r.Context().Err() != nil {
			return // the reader has left
		}
		s.log.Error("web: request failed", "address", unsecret(r.URL.Path), "error", err)
	}
	s.failWith(w, r, tag, status, lang.Explain(tag, err))
}

func (s *site) failWith(w http.ResponseWriter, r *http.Request, tag lang.Tag, status int, why string) {
	title := lang.Say(tag, fmt.Sprintf("web.error.%d", status))
	p := errorPage{frame: s.bare(r, tag, title), Status: status, Why: why}
	p.machine = machine{} // it is no page to come back to
	body, err := s.render(tag, "error", p)
	if err != nil {
		s.log.Error("web: error page", "error", err)
		http.Error(w, why, status)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Del("ETag")
	send(w, r, status, "text/html; charset=utf-8", body)
}
