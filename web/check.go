package web

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"bridgehead/bulletin"
	"bridgehead/exchange"
	"bridgehead/lang"
)

// checkLimit bounds a text that is checked over the network. A newspaper page is 20 kB.
const checkLimit = 2 << 20

// A checkPage takes a text and shows what the record says of it.
type checkPage struct {
	frame
	Action  string
	Text    string // as it was sent, to be edited
	Edition string
	Day     string
	Done    bool
	Summary []verdictCount
	Marks   []verdictMark
	List    []verdictLine
	Mended  string
	Refused string // why the text could not be read
}

type verdictCount struct {
	Verdict string
	Label   string
	N       int64
}

// A verdictMark is a stretch of the text. Claims are links to what is said of them, so that the
// keyboard goes from one to the next.
type verdictMark struct {
	Text    string
	Verdict string
	N       int
}

type verdictLine struct {
	N           int
	Verdict     string
	Label       string
	Said, Says  string
	Right       string
	Figure, URL string
}

// check shows the form, and what became of a text that was sent.
func (s *site) check(v *visit) error {
	if err := s.enter(v); err != nil {
		return err
	}
	p := checkPage{Action: v.path("check")}
	if v.Method == http.MethodPost && v.Header.Get("Accept") == progressKind {
		return s.checkStream(v, p)
	}
	if v.Method == http.MethodPost {
		text, o, err := v.posted()
		var bad *lang.Error
		switch {
		case errors.As(err, &bad):
			p.Refused = bad.In(v.tag)
		case err != nil:
			return err
		default:
			if err := s.checked(v, &p, text, o); err != nil {
				return err
			}
		}
	}
	if err := s.dress(v, &p); err != nil {
		return err
	}
	if p.Refused != "" {
		return s.showAs(v, http.StatusBadRequest, "check", p)
	}
	return s.show(v, "check", p)
}

// dress gives the page its frame, and the form what was sent.
func (s *site) dress(v *visit, p *checkPage) error {
	var err error
	if p.frame, err = s.frame(v, "check", v.say("check.title")); err != nil {
		return err
	}
	if v.Method == http.MethodPost {
		p.Edition, p.Day = v.PostFormValue("edition"), v.PostFormValue("published")
	}
	s.with(&p.frame, "check.js")
	return nil
}

// progressKind is what the page's module asks for: a line of JSON now and then that says how far the
// check has come, and the page in the last.
const progressKind = "application/x-ndjson"

// checkStream checks a text and tells how far it has come.
func (s *site) checkStream(v *visit, p checkPage) error {
	text, o, err := v.posted()
	var bad *lang.Error
	switch {
	case errors.As(err, &bad):
		p.Refused = bad.In(v.tag)
	case err != nil:
		return err
	}
	v.w.Header().Set("Content-Type", progressKind)
	v.w.Header().Set("Cache-Control", "no-store")
	lines := json.NewEncoder(v.w)
	out := http.NewResponseController(v.w)
	o.Progress = func(done, of int) {
		_ = lines.Encode(map[string]int{"done": done, "of": of}) // a reader who has left is no error of ours
		_ = out.Flush()
	}
	if p.Refused == "" {
		err = s.checked(v, &p, text, o)
	}
	if err == nil {
		err = s.dress(v, &p)
	}
	var page []byte
	if err == nil {
		page, err = s.render(v.tag, "check", p)
	}
	if err != nil {
		s.log.Error("web: check", "error", err)
		return lines.Encode(map[string]string{"error": v.say("web.check.form")})
	}
	return lines.Encode(map[string]string{"page": string(page)})
}

// posted reads the text that a form sent: pasted, or a file.
func (v *visit) posted() (string, bulletin.Options, error) {
	var o bulletin.Options
	v.Body = http.MaxBytesReader(v.w, v.Body, checkLimit)
	if err := v.ParseMultipartForm(checkLimit); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return "", o, tooLarge(err)
	}
	if !textualAll(v.Form) {
		return "", o, lang.Invalid("web.error.form")
	}
	var err error
	if o, err = checkOptions(v.PostFormValue("edition"), v.PostFormValue("published")); err != nil {
		return "", o, err
	}
	data := []byte(v.PostFormValue("text"))
	if file, header, err := v.FormFile("file"); err == nil && header.Size > 0 {
		defer file.Close()
		if data, err = io.ReadAll(file); err != nil {
			return "", o, tooLarge(err)
		}
	}
	text, err := exchange.Prose(data)
	return text, o, err
}

func tooLarge(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return lang.Invalid("import.file.large", lang.Args{"limit": "2 MiB"}).Because(err)
	}
	return lang.Invalid("web.check.form").Because(err)
}

// checkOptions reads what is known of a text.
func checkOptions(edition, published string) (o bulletin.Options, err error) {
	if edition != "" {
		if o.Edition, err = strconv.ParseInt(edition, 10, 64); err != nil || o.Edition < 1 {
			return o, lang.Invalid("web.check.edition", lang.Args{"given": short(edition)})
		}
	}
	if published != "" {
		o.Published, err = lang.ParseDate(published)
	}
	return o, err
}

// checked fills the page with what the record says of a text.
func (s *site) checked(v *visit, p *checkPage, text string, o bulletin.Options) error {
	checker, err := bulletin.NewChecker(v.Context(), v.figures, v.fair)
	if err != nil {
		return err
	}
	all, err := checker.CheckAll(v.Context(), bulletin.Texts{Texts: []bulletin.Text{{Text: text}}}, o)
	if err != nil {
		return err
	}
	t := all.Texts[0]
	p.Done, p.Text = true, text
	n := t.Report.Summary
	for _, c := range []verdictCount{
		{bulletin.Contradicted, "", int64(n.Contradicted)},
		{bulletin.ConsistentIf, "", int64(n.ConsistentIf)},
		{bulletin.Supported, "", int64(n.Supported)},
		{bulletin.NoFigure, "", int64(n.NoFigure)},
		{bulletin.Unread, "", int64(n.Unread)},
	} {
		c.Label = v.say("check.verdict." + c.Verdict)
		p.Summary = append(p.Summary, c)
	}
	for _, m := range t.Marks() {
		mark := verdictMark{Text: m.Text, N: m.N}
		if m.Verdict != nil {
			mark.Verdict = m.Verdict.Verdict
		}
		p.Marks = append(p.Marks, mark)
	}
	for i, verdict := range t.Report.Verdicts {
		if verdict.Verdict == bulletin.NoFigure {
			continue
		}
		p.List = append(p.List, verdictLine{
			N: i + 1, Verdict: verdict.Verdict, Label: v.say("check.verdict." + verdict.Verdict), Said: verdict.Claim.Text,
			Says: verdict.Explain(v.tag), Right: verdict.Right, Figure: verdict.Figure, URL: verdict.Trace,
		})
	}
	if n.Contradicted > 0 {
		p.Mended = t.Mend()
	}
	return nil
}

// checkRequest is what POST /v1/check takes.
type checkRequest struct {
	Fair      string `json:"fair"` // not needed where there is one
	Text      string `json:"text"`
	Edition   int64  `json:"edition"`
	Published string `json:"published"` // 2023-11-29
}

// checkAPI answers POST /v1/check with the verdicts as JSON. Errors are {"error": …} in the
// language that the caller asks for.
func (s *site) checkAPI(w http.ResponseWriter, r *http.Request) error {
	answer := func(status int, body any) error {
		b, err := json.Marshal(body)
		if err != nil {
			return err
		}
		w.Header().Set("Cache-Control", "no-store")
		send(w, r, status, "application/json", append(b, '\n'))
		return nil
	}
	refuse := func(err error) error {
		status, ok := map[lang.Code]int{lang.CodeInvalid: http.StatusBadRequest, lang.CodeNotFound: http.StatusNotFound}[lang.CodeOf(err)]
		if !ok {
			return err
		}
		return answer(status, map[string]string{"error": lang.Explain(tagOf(r), err)})
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", "POST")
		return answer(http.StatusMethodNotAllowed, map[string]string{"error": lang.Say(tagOf(r), "web.error.method")})
	}
	if !s.checks.allow(addressOf(r), time.Now()) {
		w.Header().Set("Retry-After", retryAfter)
		return answer(http.StatusTooManyRequests, map[string]string{"error": lang.Say(tagOf(r), "web.error.often")})
	}
	var q checkRequest
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, checkLimit))
	d.DisallowUnknownFields()
	if err := d.Decode(&q); err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return refuse(tooLarge(err))
		}
		return refuse(lang.Invalid("web.check.json").Because(err))
	}
	if !textual(q.Fair) {
		return refuse(lang.Invalid("web.check.json"))
	}
	if q.Fair == "" {
		all, err := s.fairList(r.Context())
		if err != nil {
			return err
		}
		if len(all) != 1 {
			return refuse(lang.Invalid("web.check.fair"))
		}
		q.Fair = all[0].ID
	}
	o, err := checkOptions("", q.Published)
	if err != nil {
		return refuse(err)
	}
	o.Edition = q.Edition
	text, err := exchange.Prose([]byte(q.Text))
	if err != nil {
		return refuse(err)
	}
	head, err := s.db.Head(r.Context(), q.Fair)
	if err != nil || head == 0 {
		return refuse(errors.Join(err, lang.NotFound("web.error.fair", lang.Args{"fair": short(q.Fair)})))
	}
	actor, err := s.identified(w, r, q.Fair)
	if err != nil {
		return err
	}
	view, _, err := s.viewAs(r.Context(), q.Fair, actor, -1)
	if err != nil {
		return refuse(err)
	}
	e, err := s.figuresFor(r.Context(), view, -1, -1)
	if err != nil {
		return refuse(err)
	}
	f, err := view.TheFair(r.Context())
	if err != nil {
		return refuse(err)
	}
	checker, err := bulletin.NewChecker(r.Context(), e, f)
	if err != nil {
		return err
	}
	report, err := checker.Check(r.Context(), text, o)
	if err != nil {
		return err
	}
	return answer(http.StatusOK, report)
}
