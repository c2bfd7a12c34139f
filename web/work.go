package web

import (
	"net/http"
	"slices"
	"time"

	"bridgehead/access"
	"bridgehead/lang"
)

// A deed is a page or an act that the table of access knows by name: its method, its address
// below the language, what it asks for, and what does it. Public pages are routes.
type deed struct {
	method, pattern string
	action          access.Action
	do              func(*visit) error
	limit           *limiter // who asks too often is told to wait; nil for no limit
	body            int64    // the most bytes that are read of a body; 0 for the usual
}

// bodyLimit is how much of a form is read.
const bodyLimit = 1 << 20

// retryAfter is how many seconds who asks too often is told to wait.
const retryAfter = "10"

// deeds lists what is done by those who are signed in, and what anybody may send.
func (s *site) deeds() []deed {
	return slices.Concat(s.accountDeeds(), s.workDeeds(), s.draftDeeds(), s.submissionDeeds(), s.mergeDeeds(), s.correctDeeds(), s.schemeDeeds(), s.checklistDeeds(),
		s.ceremonyDeeds(), s.editionDeeds(), s.auditDeeds(), s.accountsDeeds(), s.statusDeeds(), s.noticeDeeds(), s.boardDeeds(), s.savedDeeds(), s.leadDeeds(),
		s.delegateDeeds(), s.invitationDeeds(), s.interestDeeds(), s.suggestionDeeds(), s.requestDeeds(), s.timetableDeeds(), s.meetingSetupDeeds(), s.dayDeeds(), s.attributionDeeds(), s.upcomingDeeds(), s.bulletinDeeds(), s.watchedDeeds(), s.briefingDeeds(), []deed{
			{method: "POST", pattern: "/{fair}/check", action: access.ReadPublished, do: s.check, limit: s.checks, body: checkLimit + bodyLimit},
		})
}

// register adds a deed to the server in each language.
func (s *site) register(mux *http.ServeMux, d deed) {
	for _, tag := range lang.Tags {
		pattern := d.method + " /" + string(tag) + d.pattern
		mux.Handle(s.access.Add(pattern, d.action), s.act(tag, d))
	}
}

// act adapts a deed: who is not signed in is asked to, and a body is bounded.
func (s *site) act(tag lang.Tag, d deed) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{Request: r, w: w, tag: tag, asked: -1, ref: -1, whole: d.action != access.ReadPublished}
		w.Header().Set("Cache-Control", "no-store")
		err := s.identify(v)
		switch {
		case err != nil:
		case d.limit != nil && !d.limit.allow(addressOf(r), time.Now()):
			w.Header().Set("Retry-After", retryAfter)
			s.failWith(w, r, tag, http.StatusTooManyRequests, lang.Say(tag, "web.error.often"))
			return
		case d.action != access.ReadPublished && !v.signedIn():
			if r.Method == http.MethodGet || r.Method == http.MethodHead {
				redirect(w, r, v.toSignIn())
				return
			}
			err = lang.Forbidden("access.session")
		default:
			if r.Method == http.MethodPost {
				most := d.body
				if most == 0 {
					most = bodyLimit
				}
				r.Body = http.MaxBytesReader(w, r.Body, most)
			}
			err = d.do(v)
		}
		if err != nil {
			s.failVisit(v, err)
		}
	})
}

// failVisit answers with the page of an error.
func (s *site) failVisit(v *visit, err error) { s.fail(v.w, v.Request, v.tag, err) }

// enterAs reads the fair that the address names and who asks in it. What the table allows to
// no role that the visitor holds is refused before anything is read.
func (s *site) enterAs(v *visit, action access.Action) error {
	if err := s.enter(v); err != nil {
		return err
	}
	if access.AllRefused(v.actor, action) {
		if err := s.db.Allow(v.Context(), v.fair.ID, v.actor, access.Question{Action: action}, ""); err != nil {
			return err
		}
	}
	return nil
}

// form reads a form that was sent; one that is too large or no form is refused.
func (v *visit) form() error {
	if err := v.ParseForm(); err != nil || !textualAll(v.Form) {
		return lang.Invalid("web.error.form").Because(err)
	}
	return nil
}

// field is a field of the form that was sent, as text on one line.
func (v *visit) field(name string) string { return lang.Clean(v.PostFormValue(name)) }
