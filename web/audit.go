package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// auditDeeds lists the pages that read the journal.
func (s *site) auditDeeds() []deed {
	return []deed{
		{method: "GET", pattern: "/{fair}/work/audit", action: access.ReadJournal, do: s.audit},
		{method: "GET", pattern: "/{fair}/work/audit/refusals", action: access.ReadJournal, do: s.auditRefusals},
	}
}

// auditLimit is how many lines a page of the journal has.
const auditLimit = 50

// An auditPage is a page of the journal, or of what was refused.
type auditPage struct {
	frame
	Refusals       bool
	Entries, Other string // the two pages' addresses
	Lines          []auditLine
	Actor          string
	From, To       string
	Actions, Kinds []option
	Subject        string
	Refused        string
	Later          string // address of the page that goes on; "" at the end
	First          string
	Searched       string // up to where it was looked through, when that is not all
}

// An auditLine is one entry of the journal, or one refusal.
type auditLine struct {
	Position int64
	When     version
	Who      string
	WhoURL   string
	What     string
	Kind     string
	Subject  string
	URL      string
	Origin   originLine
}

// auditKinds are the kinds of records that the journal of a fair names.
var auditKinds = []string{
	"fair", "edition", "track", "session", "document", "party", "project", "agreement", "amendment", "deployment", "programme", "facility",
	"path", "checklist", "lead", "milestone", "landing_limits", "technology", "research", "enterprise", "listing",
	"delegate", "delegate_invitation", "interest", "meeting_setup", "meeting_request", "meeting", "meeting_release",
	"bulletin", "watched", "feed", "observation", "indicator", "import", "submission", "merge", "grant", "setting", "embargo",
}

var auditActions = []string{journal.Created, journal.Corrected, journal.Amended, journal.Confirmed, journal.Declared, journal.Removed}

// kindWord says a kind of record.
func (v *visit) kindWord(kind string) string {
	for _, prefix := range []string{"word.", "audit.kind."} {
		if lang.Has(prefix + kind) {
			return v.label(prefix + kind)
		}
	}
	return kind
}

// accountTyped finds the account that was typed: a person's address or identifier, or the operator.
func (s *site) accountTyped(v *visit, text string) (access.ID, error) {
	switch {
	case text == "":
		return "", nil
	case text == access.System || strings.EqualFold(text, v.say("access.role.operator")):
		return access.System, nil
	}
	a, err := s.db.AccountNamed(v.Context(), text)
	if lang.CodeOf(err) == lang.CodeNotFound {
		if !strings.Contains(text, "@") {
			return text, nil // an account that is gone has its entries still
		}
		return "", lang.Invalid("audit.no_account", lang.Args{"given": short(text)})
	}
	return a.ID, err
}

// recordLink is where the history of a record of the journal is read, "" when nowhere.
func (s *site) recordLink(v *visit, kind, id string) string {
	if _, ok := s.desks()[kind]; ok && id != "" {
		return v.recordPath(kind, id, "history")
	}
	return ""
}

func (s *site) audit(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.ReadJournal); err != nil {
		return err
	}
	q := v.URL.Query()
	p := auditPage{Actor: lang.Clean(q.Get("actor")), From: lang.Clean(q.Get("from")), To: lang.Clean(q.Get("to")), Subject: lang.Clean(q.Get("subject"))}
	f := store.Entries{Action: q.Get("action"), Kind: q.Get("kind"), Subject: p.Subject}
	for _, a := range auditActions {
		p.Actions = append(p.Actions, option{Value: a, Text: v.say("web.action." + a), Selected: a == f.Action})
	}
	for _, k := range auditKinds {
		p.Kinds = append(p.Kinds, option{Value: k, Text: v.kindWord(k), Selected: k == f.Kind})
	}
	slices.SortFunc(p.Kinds, func(a, b option) int { return cmp.Compare(a.Text, b.Text) })
	before, err := auditPlace(q)
	if err == nil {
		f.Actor, err = s.accountTyped(v, p.Actor)
	}
	if err == nil {
		err = s.auditDays(v, p.From, p.To, &f)
	}
	if err != nil {
		text, _, rest := v.refusal(err)
		if rest != nil {
			return rest
		}
		p.Refused = text
		return s.showAudit(v, p)
	}
	entries, next, err := v.view.Journal(v.Context(), f, before, auditLimit)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, e := range entries {
		line := auditLine{
			Position: int64(e.Position), When: version{Time: e.Time.In(v.fair.Location())}, Who: s.actorNamed(v, names, e.Actor), What: v.say("web.action." + e.Action),
			Kind: v.kindWord(e.Kind), Subject: e.Subject, URL: s.recordLink(v, e.Kind, e.Subject),
		}
		line.WhoURL = v.address(url.Values{"actor": {e.Actor}}, "work", "audit")
		if line.URL != "" {
			line.URL += "#at-" + strconv.FormatInt(line.Position, 10)
		}
		if line.Origin, err = s.origin(v, e.Origin, false); err != nil {
			return err
		}
		if line.Origin.Kind == "form" {
			line.Origin.ID = ""
		}
		p.Lines = append(p.Lines, line)
	}
	if next > 0 {
		q.Set("before", strconv.FormatInt(int64(next), 10))
		p.Later = v.address(q, "work", "audit")
		if len(entries) < auditLimit {
			p.Searched = v.say("audit.searched", lang.Args{"at": int64(next)})
		}
	}
	if before > 0 {
		q.Del("before")
		p.First = v.address(q, "work", "audit")
	}
	return s.showAudit(v, p)
}

// actorNamed is actorName, asked once for each.
func (s *site) actorNamed(v *visit, names map[string]string, id access.ID) string {
	if _, there := names[id]; !there {
		names[id] = s.actorName(v, id)
	}
	return names[id]
}

// auditPlace reads before which position a page of the journal ends.
func auditPlace(q url.Values) (journal.Position, error) {
	if q.Get("before") == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(q.Get("before"), 10, 64)
	if err != nil || n < 1 {
		return 0, lang.Invalid("web.error.position", lang.Args{"given": short(q.Get("before"))})
	}
	return journal.Position(n), nil
}

// dayBegins is when a day begins where the fair is held.
func (v *visit) dayBegins(d lang.Date) time.Time {
	t := d.Time()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, v.fair.Location())
}

// auditDays narrows the entries to days, as the fair's place counts them.
func (s *site) auditDays(v *visit, from, to string, f *store.Entries) error {
	if from != "" {
		d, err := lang.ParseDate(from)
		if err != nil {
			return err
		}
		at, err := s.db.PositionAt(v.Context(), v.fair.ID, v.dayBegins(d))
		if err != nil {
			return err
		}
		f.From = at + 1
	}
	if to != "" {
		d, err := lang.ParseDate(to)
		if err != nil {
			return err
		}
		at, err := s.db.PositionAt(v.Context(), v.fair.ID, v.dayBegins(d.AddDays(1)))
		if err != nil {
			return err
		}
		if f.To = at; at == 0 {
			f.From = v.view.At + 1 // nothing was written by then
		}
	}
	return nil
}

func (s *site) auditRefusals(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.ReadJournal); err != nil {
		return err
	}
	q := v.URL.Query()
	p := auditPage{Refusals: true, Actor: lang.Clean(q.Get("actor"))}
	before, err := auditPlace(q)
	var account access.ID
	if err == nil {
		account, err = s.accountTyped(v, p.Actor)
	}
	if err != nil {
		text, _, rest := v.refusal(err)
		if rest != nil {
			return rest
		}
		p.Refused = text
		return s.showAudit(v, p)
	}
	refusals, err := s.db.Refusals(v.Context(), v.fair.ID, account, before, auditLimit)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, r := range refusals {
		line := auditLine{
			Position: int64(r.Position), When: version{Time: r.At.In(v.fair.Location())}, Who: s.actorNamed(v, names, r.Account),
			WhoURL: v.address(url.Values{"actor": {r.Account}}, "work", "audit", "refusals"), What: wordFor(v.tag, "access.action", string(r.Action)), Subject: r.Subject,
		}
		if kind, id, ok := strings.Cut(r.Subject, "/"); ok {
			line.Kind, line.Subject, line.URL = v.kindWord(kind), id, s.recordLink(v, kind, id)
		}
		p.Lines = append(p.Lines, line)
	}
	if len(refusals) == auditLimit {
		q.Set("before", strconv.FormatInt(int64(refusals[auditLimit-1].Position), 10))
		p.Later = v.address(q, "work", "audit", "refusals")
	}
	if before > 0 {
		q.Del("before")
		p.First = v.address(q, "work", "audit", "refusals")
	}
	return s.showAudit(v, p)
}

func (s *site) showAudit(v *visit, p auditPage) error {
	title := "audit.title"
	if p.Refusals {
		title = "audit.refusals"
	}
	p.Entries, p.Other = v.workPath("audit"), v.workPath("audit", "refusals")
	status := http.StatusOK
	if p.Refused != "" {
		status = http.StatusBadRequest
	}
	var err error
	if p.frame, err = s.workFrame(v, "audit", v.say(title)); err != nil {
		return err
	}
	return s.showAs(v, status, "audit", p)
}
