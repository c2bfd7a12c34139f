package web_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/bulletin/compose"
	"bridgehead/bulletin/watched"
	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
	"bridgehead/submission"
	"bridgehead/web"
)

// secretWord stands in everything that only some may read.
const secretWord = "绝密事项"

// A somebody asks for what may not be theirs.
type somebody struct {
	name   string
	cookie *http.Cookie
	actor  access.Actor // in the fair
	house  access.Actor // in the installation
}

// A target is what a route is asked for. The questions are those that the table must answer with
// yes; without any it is enough that the table allows the action to something of the actor's.
type target struct {
	path      string // in the place of the pattern
	questions []access.Question
	form      url.Values        // what somebody would send who may; a POST that is refused is sent this
	harmless  url.Values        // what a POST that is allowed is sent, so that the next finds all as it was; nil for none
	file      bool              // the form is sent as an upload
	reads     bool              // what is answered holds the secret word
	shows     []access.Question // a list: it holds the secret word for whom the table answers these with yes, and for nobody else
	anyone    bool              // whoever is signed in, with a role in the fair
	nobody    bool              // there is no such thing
}

// An attacked installation has something of each kind that belongs to an office of Beijing.
type attacked struct {
	*fixture
	people                           []somebody
	unsigned, signed, project, party string
	bulletin, watched                string
	merges                           [2]string // of projects, and of agreements
	lead, step                       string    // step is a milestone that nobody has verified
	delegate, met                    string    // met is a meeting that was released
	draft, upload, submission, other string    // other is a submission of Hong Kong's
	grants                           map[string]access.Grant
	settings                         access.Settings
}

// enter opens a session without the forms, of which a visitor may not send many at once.
func (f *fixture) enter(t testing.TB, email string, grants map[string][]access.Grant) (*http.Cookie, access.ID) {
	t.Helper()
	ctx := t.Context()
	a, err := f.db.AddAccount(ctx, access.System, access.Account{Email: email, Name: "某人", Tag: lang.En})
	if err == nil {
		err = f.db.Invite(ctx, access.System, a.ID, "https://fair.example")
	}
	if err != nil {
		t.Fatal(err)
	}
	mails, err := f.db.ClaimMails(ctx, 10)
	if err != nil || len(mails) == 0 {
		t.Fatal(mails, err)
	}
	_, token, _ := strings.Cut(mails[len(mails)-1].Body, access.Invitation.Path())
	if _, err := f.db.SetPassword(ctx, access.Invitation, strings.Fields(token)[0], goodPassword); err != nil {
		t.Fatal(err)
	}
	for fair, list := range grants {
		for _, g := range list {
			g.Account = a.ID
			if _, err := f.db.Grant(ctx, fair, access.System, g); err != nil {
				t.Fatal(err)
			}
		}
	}
	session, _, err := f.db.SignIn(ctx, email, goodPassword, access.Client{})
	if err != nil {
		t.Fatal(err)
	}
	return &http.Cookie{Name: "__Host-session", Value: session}, a.ID
}

// attack makes the installation.
func attack(t testing.TB) *attacked {
	t.Helper()
	return attackIn(t, load(t))
}

// attackIn makes it of one that has the two fairs.
func attackIn(t testing.TB, f *fixture) *attacked {
	t.Helper()
	f.site = named(t, f.db)
	x := &attacked{fixture: f, grants: map[string]access.Grant{}}
	owner, other := party.ID(""), party.ID("")
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		owner, other = party.ID(tx.NewID()), party.ID(tx.NewID())
		title := lang.Text{Hans: secretWord, En: secretWord}
		put(ctx, t, tx, party.Party{ID: owner, Kind: party.Company, Side: "beijing", Name: title})
		put(ctx, t, tx, party.Party{ID: other, Kind: party.Company, Side: "hongkong", Name: lang.Text{Hans: "另一家公司"}})
		a := agreement.Agreement{
			ID: agreement.ID(tx.NewID()), Edition: 26, Title: title, Type: agreement.Contract, Confirmed: 1,
			Parties:      []agreement.Role{{Party: owner, Role: "investor"}},
			Attributions: []agreement.Attribution{{District: "110105", Office: "chaoyang", Num: 1, Den: 1}},
		}
		put(ctx, t, tx, a)
		x.unsigned = string(a.ID)
		a.ID, a.Confirmed, a.SignedOn = agreement.ID(tx.NewID()), 3, "2023-11-29"
		put(ctx, t, tx, a)
		x.signed = string(a.ID)
		p := project.Project{ID: project.ID(tx.NewID()), Edition: 26, Title: title, Type: project.Park, District: "110105", Office: "chaoyang", Side: "beijing", Owner: owner}
		put(ctx, t, tx, p)
		x.project, x.party = string(p.ID), string(owner)
		p.ID = project.ID(tx.NewID())
		put(ctx, t, tx, p)
		x.merges[0] = string(p.ID)
		a.ID = agreement.ID(tx.NewID())
		put(ctx, t, tx, a)
		x.merges[1] = string(a.ID)
		l := landing.Lead{
			ID: tx.NewID(), Code: "L-0", Edition: 26, Title: title, Side: "beijing", District: "110105", Office: "chaoyang", Investor: owner, Received: "2023-11-29T08:00:00+08:00",
		}
		put(ctx, t, tx, l)
		m := landing.Milestone{ID: tx.NewID(), Agreement: x.signed, Stage: landing.Registered, Date: "2023-11-29", Actual: true, ReportedBy: "chaoyang"}
		put(ctx, t, tx, m)
		x.lead, x.step = l.ID, m.ID
		x.meeting(ctx, t, tx, owner, other)
		b, err := tx.PutBulletin(ctx, compose.Bulletin{Code: "kept-back", Edition: 26, Title: title}, 0, created.Origin)
		x.bulletin = b.ID
		return err
	})
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		// Hong Kong enters, sees and confirms what is its own; Beijing sees all.
		own := access.Setting{Edition: 26, Side: "hongkong", Enter: access.Own, See: access.Own, Confirm: access.Own}
		if err := tx.SetSides(ctx, own, store.How{Action: journal.Created}); err != nil {
			return err
		}
		if err := merge[project.Project](ctx, tx, x.project, &x.merges[0]); err != nil {
			return err
		}
		return merge[agreement.Agreement](ctx, tx, x.signed, &x.merges[1])
	})
	watching, err := f.db.Watching(t.Context(), "model")
	if err != nil {
		t.Fatal(err)
	}
	heard, _, err := watching.Hear(t.Context(), access.System, watched.Text{Source: watched.FromFolder, Key: "a", Outlet: secretWord, Title: secretWord}, "At the 26th edition of the fair 9999 agreements were signed.", store.Hearing{}, created.Origin)
	if err != nil {
		t.Fatal(err)
	}
	x.watched = heard.ID
	x.person(t, "the public")
	x.person(t, "a member")
	x.person(t, "the office", access.Grant{Role: access.Office, Side: "beijing", Office: "chaoyang"})
	x.person(t, "another office", access.Grant{Role: access.Office, Side: "beijing", Office: "haidian"})
	x.person(t, "an office of Hong Kong", access.Grant{Role: access.Office, Side: "hongkong", Office: "kowloon"})
	x.person(t, "Beijing's secretariat", secretariatOf("beijing"))
	x.person(t, "Hong Kong's secretariat", secretariatOf("hongkong"))
	x.person(t, "the secretariat of both", secretariatOf(""))
	x.person(t, "the press", access.Grant{Role: access.Press})
	x.person(t, "the delegate", access.Grant{Role: access.Delegate, Party: x.party})
	x.person(t, "a delegate of another", access.Grant{Role: access.Delegate, Party: string(other)})
	x.person(t, "the auditor", auditor)
	x.person(t, "the fair's administrator", access.Grant{Role: access.Administrator})
	x.person(t, "the installation's administrator", access.Grant{Role: access.Administrator})
	x.person(t, "the installation's administrator, who has a role in the fair", access.Grant{Role: access.Administrator})
	v, err := f.db.View(t.Context(), "model", -1)
	if err == nil {
		x.settings, err = v.Settings(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	x.handed(t)
	return x
}

// merge makes one of two records, and puts the merge in the place of the one that is gone.
func merge[T store.Mergeable](ctx context.Context, tx *store.Tx, kept string, gone *string) error {
	a, err := store.Get[T](ctx, tx.View, kept)
	if err != nil {
		return err
	}
	b, err := store.Get[T](ctx, tx.View, *gone)
	if err != nil {
		return err
	}
	*gone, err = store.MergeInto(ctx, tx, a.Value, a.Since, *gone, b.Since, "the same")
	return err
}

// person adds somebody by their name, which says what they hold.
func (x *attacked) person(t testing.TB, name string, grants ...access.Grant) {
	t.Helper()
	p := somebody{name: name}
	held := map[string][]access.Grant{"model": grants}
	if strings.HasPrefix(name, "the installation") {
		held[journal.Accounts] = grants
		if !strings.HasSuffix(name, "role in the fair") {
			delete(held, "model")
		}
	}
	if name != "the public" {
		var id access.ID
		p.cookie, id = x.enter(t, emailOf(name), held)
		var err error
		if p.actor, err = x.db.Actor(t.Context(), "model", id); err == nil {
			p.house, err = x.db.Actor(t.Context(), journal.Accounts, id)
		}
		if err != nil {
			t.Fatal(err)
		}
		if len(p.actor.Grants) > 0 {
			x.grants[name] = p.actor.Grants[0]
		}
	}
	x.people = append(x.people, p)
}

func emailOf(name string) string {
	return strings.NewReplacer(" ", ".", "'", "", ",", "").Replace(name) + "@fair.example"
}

func (x *attacked) who(name string) somebody {
	return x.people[slices.IndexFunc(x.people, func(p somebody) bool { return p.name == name })]
}

// handed has the offices write and hand in what others may not see.
func (x *attacked) handed(t testing.TB) {
	t.Helper()
	w := workers{fixture: x.fixture}
	office := x.who("the office").cookie
	x.submission = w.handIn(t, wholeProject(secretWord), office, "chaoyang")
	x.other = w.handIn(t, wholeProject("香港的项目"), x.who("an office of Hong Kong").cookie, "kowloon")
	if r := x.post(t, "/en/model/work/drafts/new/project?office=chaoyang", url.Values{"title_hans": {secretWord}}, office); r.Code != http.StatusSeeOther {
		t.Fatalf("a draft: %d %s", r.Code, seen(r.Body.String()))
	}
	for _, d := range x.drafts(t) {
		if d.ID != x.submission {
			x.draft = d.ID
		}
	}
	r := w.uploadFile(t, "x.csv", []byte("项目编号,项目名称,负责人\nP-9,"+secretWord+",王芳\n"), sheetForm, office)
	if x.upload = strings.TrimPrefix(r.Header().Get("Location"), "/en/model/work/uploads/"); r.Code != http.StatusSeeOther {
		t.Fatalf("an upload: %d %s", r.Code, seen(r.Body.String()))
	}
}

func (x *attacked) drafts(t testing.TB) []submission.Draft {
	t.Helper()
	drafts, err := x.db.Drafts(t.Context(), "model", store.DraftFilter{Office: "chaoyang"}, "", 10)
	if err != nil {
		t.Fatal(err)
	}
	return drafts
}

// since is the version of a record that is in force.
func since[T any](t testing.TB, f *fixture, id string) string {
	t.Helper()
	return strconv.FormatInt(int64(stored[T](t, f, id).Since), 10)
}

// leadTargets adds what the routes of leads and of what became of agreements are asked for.
func (x *attacked) leadTargets(t testing.TB, m map[string][]target, about func(signed bool) access.Question) {
	t.Helper()
	of := func(signed bool, actions ...access.Action) []access.Question {
		var out []access.Question
		for _, a := range actions {
			q := about(signed)
			q.Action = a
			out = append(out, q)
		}
		return out
	}
	but := func(form url.Values, name string) url.Values { return also(form, name, "none") }
	heard := aLead("新的线索", "2023-11-29T09:00")
	registered := access.Question{Action: access.WriteLead, Edition: 26, Side: "beijing", Offices: []string{"chaoyang"}}
	answer := url.Values{"do": {"answer"}, "answered": {"2023-11-29T10:00"}, "before": {since[landing.Lead](t, x.fixture, x.lead)}}
	assessed := url.Values{"stage": {"assessed"}, "date": {"2023-11-29"}, "actual": {"actual"}}
	reported := url.Values{"stage": {"reported"}, "date": {"2023-11-29"}, "actual": {"actual"}}
	verify := url.Values{"before": {since[landing.Milestone](t, x.fixture, x.step)}}
	limits := url.Values{"edition": {"26"}, "before": {"0"}, "answer": {"1"}, "assess": {"1"}, "report": {"1"}, "every": {"1"}, "tell_office": {"1"}, "tell_secretariat": {"1"}}
	for name, list := range map[string][]target{
		"GET /{fair}/work/leads":             {{path: "/model/work/leads", shows: of(false, access.ReadLead)}},
		"GET /{fair}/work/leads/new":         {{path: "/model/work/leads/new"}},
		"POST /{fair}/work/leads/new":        {{path: "/model/work/leads/new", questions: []access.Question{registered}, form: heard, harmless: but(heard, "received")}},
		"GET /{fair}/work/leads/{id}":        {{path: "/model/work/leads/" + x.lead, questions: of(false, access.ReadLead), reads: true}},
		"POST /{fair}/work/leads/{id}":       {{path: "/model/work/leads/" + x.lead, questions: of(false, access.ReadLead, access.WriteLead), form: answer, harmless: but(answer, "before")}},
		"POST /{fair}/work/leads/{id}/steps": {{path: "/model/work/leads/" + x.lead + "/steps", questions: of(false, access.ReadLead, access.ReportLanding), form: assessed, harmless: but(assessed, "date")}},
		"GET /{fair}/work/landing/{id}": {
			{path: "/model/work/landing/" + x.signed, questions: of(true, access.ReadRecord), reads: true},
			{path: "/model/work/landing/" + x.unsigned, questions: of(false, access.ReadRecord), reads: true},
		},
		"POST /{fair}/work/landing/{id}":      {{path: "/model/work/landing/" + x.signed, questions: of(true, access.ReadRecord, access.ReportLanding), form: reported, harmless: but(reported, "date")}},
		"POST /{fair}/work/steps/{id}/verify": {{path: "/model/work/steps/" + x.step + "/verify", questions: of(false, access.ReadRecord, access.VerifyLanding), form: verify, harmless: but(verify, "before")}},
		"GET /{fair}/work/owed":               {{path: "/model/work/owed", shows: of(false, access.ReadLead)}},
		"GET /{fair}/work/limits":             {{path: "/model/work/limits"}},
		"POST /{fair}/work/limits": {{
			path: "/model/work/limits", questions: []access.Question{{Action: access.SetLimits, Edition: 26}}, form: limits, harmless: but(limits, "before"),
		}},
	} {
		m[name] = list
	}
}

// targets are what each route is asked for. A route that is not here fails the test: say what it
// can be asked for, and what the table must be asked before it answers.
func (x *attacked) targets(t testing.TB) map[string][]target {
	t.Helper()
	const edition = 26
	about := func(signed bool) access.Question {
		return access.Question{Edition: edition, Side: "beijing", Offices: []string{"chaoyang"}, Parties: []string{x.party}, Signed: signed}
	}
	asks := func(q access.Question, actions ...access.Action) []access.Question {
		var out []access.Question
		for _, a := range actions {
			q.Action = a
			out = append(out, q)
		}
		return out
	}
	of := func(signed bool, actions ...access.Action) []access.Question { return asks(about(signed), actions...) }
	none := asks
	draft := access.Question{Edition: edition, Side: "beijing", Offices: []string{"chaoyang"}, Author: x.who("the office").actor.Account}
	handed := since[submission.Submission](t, x.fixture, x.submission)
	sub := since[agreement.Agreement](t, x.fixture, x.unsigned)
	bad := func(form url.Values, names ...string) url.Values {
		out := url.Values{}
		for name, v := range form {
			out[name] = v
		}
		for _, name := range names {
			out.Set(name, "none")
		}
		return out
	}
	page := func(path string) []target { return []target{{path: path}} }
	writes := []access.Question{{Action: access.Compose, Edition: 26}}
	bulletinForm := func(do string) url.Values {
		return url.Values{"do": {do}, "code": {"kept-back"}, "edition": {"26"}, "title_en": {"A forged bulletin"}}
	}
	m := map[string][]target{
		"GET /{fair}/work":          {{path: "/model/work", anyone: true}},
		"GET /{fair}/work/notices":  {{path: "/model/work/notices", anyone: true, shows: none(draft, access.Review)}},
		"POST /{fair}/work/notices": {{path: "/model/work/notices", anyone: true, form: url.Values{"id": {"none"}}, harmless: url.Values{"id": {"none"}}}},

		"GET /{fair}/work/saved":             page("/model/work/saved"),
		"POST /{fair}/work/saved":            {{path: "/model/work/saved", form: url.Values{"list": {"none"}}, harmless: url.Values{"list": {"none"}}}},
		"GET /{fair}/work/saved/{id}":        {{path: "/model/work/saved/none", nobody: true}},
		"POST /{fair}/work/saved/{id}":       {{path: "/model/work/saved/none", nobody: true, form: url.Values{"do": {"drop"}}}},
		"GET /{fair}/work/board":             page("/model/work/board"), // what is signed stands there too: see TestTheBoardShowsNobodyWhatIsNotTheirs
		"GET /{fair}/work/card":              {{path: "/model/work/card?office=chaoyang", questions: []access.Question{{Action: access.ReadReportCard, Edition: 26, Side: "beijing", Offices: []string{"chaoyang"}}}}},
		"GET /{fair}/work/briefing":          page("/model/work/briefing"),
		"GET /{fair}/work/kit":               page("/model/work/kit"),
		"GET /{fair}/work/accounts":          page("/model/work/accounts"),
		"GET /{fair}/work/bulletins":         {{path: "/model/work/bulletins", questions: writes, reads: true}},
		"GET /{fair}/work/bulletins/new":     {{path: "/model/work/bulletins/new", questions: writes}},
		"POST /{fair}/work/bulletins/new":    {{path: "/model/work/bulletins/new", questions: writes, form: bulletinForm("save"), harmless: bulletinForm("preview")}},
		"GET /{fair}/work/bulletins/figures": {{path: "/model/work/bulletins/figures", questions: writes}},
		"GET /{fair}/work/bulletins/{id}":    {{path: "/model/work/bulletins/" + x.bulletin, questions: writes, reads: true}},
		"POST /{fair}/work/bulletins/{id}":   {{path: "/model/work/bulletins/" + x.bulletin, questions: writes, form: bulletinForm("save"), harmless: bulletinForm("preview")}},
		"GET /{fair}/work/watched":           {{path: "/model/work/watched", questions: []access.Question{{Action: access.Compose}}, reads: true}},
		"POST /{fair}/work/watched":          {{path: "/model/work/watched", questions: []access.Question{{Action: access.Compose}}, form: url.Values{"do": {"add"}, "outlet": {"X"}, "address": {"https://news.example/f"}}, harmless: url.Values{"do": {"add"}}}},
		"GET /{fair}/work/watched/{id}":      {{path: "/model/work/watched/" + x.watched, questions: writes, reads: true}},
		"POST /{fair}/work/watched/{id}":     {{path: "/model/work/watched/" + x.watched, questions: writes, form: url.Values{"do": {"corrected"}, "about": {"1"}}, harmless: url.Values{"do": {"corrected"}}}},
		"GET /{fair}/work/audit":             page("/model/work/audit"), "GET /{fair}/work/audit/refusals": page("/model/work/audit/refusals"),
		"GET /{fair}/work/ceremony": page("/model/work/ceremony"),
		"GET /{fair}/work/editions": page("/model/work/editions"), "GET /{fair}/work/editions/next": page("/model/work/editions/next"),
		"GET /{fair}/work/embargo": page("/model/work/embargo"), "GET /{fair}/work/sides": page("/model/work/sides"),
		"GET /{fair}/work/status":             page("/model/work/status"),
		"GET /{fair}/work/schemes":            page("/model/work/schemes"),
		"GET /{fair}/work/editions/{edition}": page("/model/work/editions/26"),

		"GET /{fair}/work/drafts/new/{kind}": {
			{path: "/model/work/drafts/new/project?office=chaoyang", questions: none(access.Question{Edition: edition, Side: "beijing", Offices: []string{"chaoyang"}}, access.WriteDraft)},
			{path: "/model/work/drafts/new/project?record=" + x.project, questions: of(false, access.WriteDraft), reads: true},
		},
		"POST /{fair}/work/drafts/new/{kind}": {
			{path: "/model/work/drafts/new/project?office=chaoyang", form: also(wholeProject("冒名"), "do", "submit"), questions: none(access.Question{Edition: edition, Side: "beijing", Offices: []string{"chaoyang"}}, access.WriteDraft)},
		},
	}
	x.leadTargets(t, m, about)
	x.meetingTargets(t, m)
	x.invitationTargets(t, m)
	x.suggestionTargets(t, m)
	x.proposalTargets(t, m, about)
	change := bad(wholeProject("被改"))
	for _, do := range []string{"save", "submit", "drop"} {
		form := also(change, "do", do, "version", "1")
		m["POST /{fair}/work/drafts/{id}"] = append(m["POST /{fair}/work/drafts/{id}"], target{
			path: "/model/work/drafts/" + x.draft, questions: none(draft, access.WriteDraft), form: form, harmless: bad(form, "version"),
		})
		m["POST /{fair}/work/uploads/{id}"] = append(m["POST /{fair}/work/uploads/{id}"], target{
			path: "/model/work/uploads/" + x.upload, questions: none(draft, access.WriteDraft), form: also(url.Values{}, "do", do), harmless: url.Values{},
		})
	}
	m["GET /{fair}/work/drafts/{id}"] = []target{
		{path: "/model/work/drafts/" + x.draft, questions: none(draft, access.ReadDraft), reads: true},
		{path: "/model/work/drafts/nothing", nobody: true},
	}
	m["GET /{fair}/work/uploads/{id}"] = []target{{path: "/model/work/uploads/" + x.upload, questions: none(draft, access.ReadDraft), reads: true}}
	m["POST /{fair}/work/uploads"] = []target{{path: "/model/work/uploads", questions: none(access.Question{Edition: edition, Side: "beijing", Offices: []string{"chaoyang"}}, access.WriteDraft), file: true}}

	act := url.Values{"since": {handed}, "comment": {"x"}}
	m["GET /{fair}/work/submissions/{id}"] = []target{{path: "/model/work/submissions/" + x.submission, questions: none(draft, access.ReadSubmission), reads: true}}
	m["POST /{fair}/work/submissions/{id}"] = []target{{path: "/model/work/submissions/" + x.submission, questions: none(draft, access.Submit), form: act, harmless: bad(act, "since")}}
	m["GET /{fair}/work/review/{id}"] = []target{{path: "/model/work/review/" + x.submission, questions: none(draft, access.Review), reads: true}}
	for _, do := range []string{"approve", "return"} {
		m["POST /{fair}/work/review/{id}"] = append(m["POST /{fair}/work/review/{id}"], target{
			path: "/model/work/review/" + x.submission, questions: none(draft, access.Review), form: also(act, "do", do), harmless: also(bad(act, "since"), "do", do),
		})
		many := url.Values{"act": {do}, "do": {"now"}, "chosen": {x.submission + "@" + handed}}
		m["POST /{fair}/work/review"] = append(m["POST /{fair}/work/review"], target{
			path: "/model/work/review", questions: none(draft, access.Review), form: many, harmless: bad(many, "do"),
		})
	}
	merge := "/model/work/review/" + x.submission + "/merge/" + x.project
	both := append(none(draft, access.Review, access.Merge), of(false, access.Merge)...)
	merging := url.Values{"since": {since[project.Project](t, x.fixture, x.project)}, "handed": {handed}}
	m["GET /{fair}/work/review/{id}/merge/{record}"] = []target{{path: merge, questions: both, reads: true}}
	m["POST /{fair}/work/review/{id}/merge/{record}"] = []target{{path: merge, questions: both, form: merging, harmless: bad(merging, "since")}}
	for _, id := range x.merges {
		undo := url.Values{"since": {since[store.Merge](t, x.fixture, id)}}
		m["POST /{fair}/work/merges/{id}"] = append(m["POST /{fair}/work/merges/{id}"], target{path: "/model/work/merges/" + id, questions: of(false, access.Merge), form: undo, harmless: bad(undo, "since")})
	}
	for path, shows := range map[string][]access.Question{
		"submissions": none(draft, access.ReadSubmission), "review": none(draft, access.Review), "drafts": none(draft, access.ReadDraft), "merges": of(false, access.Merge),
	} {
		m["GET /{fair}/work/"+path] = []target{{path: "/model/work/" + path, shows: shows}}
	}

	for kind, one := range map[string]struct {
		id     string
		signed bool
	}{"agreement": {x.unsigned, false}, "signed agreement": {x.signed, true}, "project": {x.project, false}, "party": {x.party, false}} {
		address := "/model/work/records/" + strings.TrimPrefix(kind, "signed ") + "/" + one.id
		q := about(one.signed)
		if kind == "party" {
			q = access.Question{Side: "beijing", Parties: []string{x.party}}
		}
		form := url.Values{"note": {"被改"}, "title_hans": {"被改"}, "name_hans": {"被改"}, "before": {"1"}, "step": {"save"}, "state": {"1"}, "side": {"hongkong"}, "office": {"haidian"}}
		switch kind {
		case "agreement", "signed agreement":
			form.Set("before", since[agreement.Agreement](t, x.fixture, one.id))
		case "project":
			form.Set("before", since[project.Project](t, x.fixture, one.id))
		default:
			form.Set("before", since[party.Party](t, x.fixture, one.id))
		}
		form.Set("state", form.Get("before"))
		const record = "/{fair}/work/records/{kind}/{id}"
		m["GET "+record] = append(m["GET "+record], target{path: address, questions: asks(q, access.ReadRecord), reads: true})
		m["POST "+record] = append(m["POST "+record], target{path: address, questions: asks(q, access.ReadRecord, access.Correct), form: form, harmless: bad(form, "before")})
		m["GET "+record+"/history"] = append(m["GET "+record+"/history"], target{path: address + "/history", questions: asks(q, access.ReadRecord, access.ReadHistory), reads: true})
		m["POST "+record+"/restore"] = append(m["POST "+record+"/restore"], target{path: address + "/restore", questions: asks(q, access.ReadRecord, access.Restore), form: form, harmless: bad(form, "state")})
	}
	for _, side := range []string{"beijing", "hongkong"} {
		for _, do := range []string{"confirm", "unconfirm"} {
			form := url.Values{"kind": {"agreement"}, "id": {x.unsigned}, "side": {side}, "seen": {sub}, "do": {do}}
			m["POST /{fair}/work/ceremony"] = append(m["POST /{fair}/work/ceremony"], target{
				path: "/model/work/ceremony", questions: none(access.Question{Edition: edition, Side: side}, access.ConfirmFor), form: form, harmless: bad(form, "seen"),
			})
		}
	}
	declare := url.Values{"do": {"declare"}, "known": {"1"}, "seen": {"1"}}
	m["POST /{fair}/work/editions/{edition}"] = []target{{path: "/model/work/editions/26", questions: none(access.Question{Edition: edition}, access.Declare), form: declare, harmless: bad(declare, "seen")}}
	x.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		put(ctx, t, tx, landing.Path{ID: "attackedpath", Edition: edition, Name: lang.Text{Hans: "路径"}, Legs: []landing.PathStep{{Code: "a", Part: "prepare", Name: lang.Text{Hans: "一"}}}})
		return nil
	})
	ticked := url.Values{"party": {x.party}, "before": {"0"}, "state.a": {"done"}}
	kept := none(access.Question{Edition: edition, Parties: []string{x.party}}, access.KeepChecklist)
	m["GET /{fair}/work/abroad/{id}"] = []target{{path: "/model/work/abroad/attackedpath?party=" + x.party, questions: kept}}
	m["POST /{fair}/work/abroad/{id}"] = []target{{path: "/model/work/abroad/attackedpath", questions: kept, form: ticked, harmless: bad(ticked, "before")}}
	scheme := url.Values{"kind": {"programme"}, "name_en": {"x"}}
	m["POST /{fair}/work/schemes"] = []target{{path: "/model/work/schemes", questions: none(access.Question{Edition: edition}, access.WriteScheme), form: scheme, harmless: bad(scheme, "kind")}}
	next := url.Values{"number": {"27"}, "opened": {"2024-11-20"}}
	m["POST /{fair}/work/editions/next"] = []target{{path: "/model/work/editions/next", questions: none(access.Question{Edition: 27}, access.SetUp), form: next, harmless: bad(next, "number")}}
	hold := url.Values{"edition": {"26"}, "day": {"2099-01-01"}, "date": {"2099-01-01"}, "time": {"10:00"}, "until": {"2099-01-01T10:00"}, "session": {""}}
	m["POST /{fair}/work/embargo"] = []target{{path: "/model/work/embargo", questions: none(access.Question{Edition: edition}, access.SetEmbargo), form: hold, harmless: bad(hold, "session")}}
	sides := url.Values{"edition": {"26"}, "hongkong.see": {"all"}, "hongkong.enter": {"all"}, "hongkong.confirm": {"all"}}
	m["POST /{fair}/work/sides"] = []target{{path: "/model/work/sides", questions: none(access.Question{Edition: edition}, access.SetSides), form: sides, harmless: bad(sides, "edition")}}

	invite := url.Values{"email": {"planted@evil.example"}, "name": {"x"}, "language": {"en"}}
	for _, one := range []struct {
		fields []string
		q      access.Question
	}{
		{[]string{"role", "administrator"}, access.Question{Action: access.ManageGrants}},
		{[]string{"role", "secretariat", "side", ""}, access.Question{Action: access.ManageGrants}},
		{[]string{"role", "office", "side", "beijing", "office", "chaoyang"}, access.Question{Action: access.InviteOffice, Side: "beijing", Offices: []string{"chaoyang"}}},
		{[]string{"role", "office", "side", "hongkong", "office", "kowloon"}, access.Question{Action: access.InviteOffice, Side: "hongkong", Offices: []string{"kowloon"}}},
	} {
		form := also(invite, one.fields...)
		m["POST /{fair}/work/accounts/invite"] = append(m["POST /{fair}/work/accounts/invite"], target{
			path: "/model/work/accounts/invite", questions: []access.Question{{Action: access.InviteOffice, Side: one.q.Side}, one.q}, form: form, harmless: bad(form, "language"),
		})
	}
	for name, q := range map[string]access.Question{
		"the auditor":            {Action: access.ManageGrants},
		"an office of Hong Kong": {Action: access.InviteOffice, Side: "hongkong", Offices: []string{"kowloon"}},
	} {
		m["POST /{fair}/work/accounts/revoke"] = append(m["POST /{fair}/work/accounts/revoke"], target{
			path: "/model/work/accounts/revoke", questions: []access.Question{{Action: access.InviteOffice, Side: q.Side}, q}, form: url.Values{"grant": {x.grants[name].ID}},
		})
	}
	for _, do := range []string{"reset", "disable"} {
		m["POST /{fair}/work/accounts/manage"] = append(m["POST /{fair}/work/accounts/manage"], target{
			path: "/model/work/accounts/manage", form: url.Values{"account": {x.who("the auditor").actor.Account}, "do": {do}}, harmless: url.Values{"account": {x.who("the auditor").actor.Account}},
			questions: []access.Question{{Action: access.ManageAccounts, Installation: true}, {Action: access.ReadAccounts}},
		})
	}
	return m
}

// also is a form with more fields.
func also(form url.Values, fields ...string) url.Values {
	out := url.Values{}
	for name, v := range form {
		out[name] = v
	}
	for i := 0; i+1 < len(fields); i += 2 {
		out.Set(fields[i], fields[i+1])
	}
	return out
}

// own are the routes of a visitor's own account and of what anybody may send: they name nothing of
// others. Their tests are those of accounts, of invitations and of the check.
var own = regexp.MustCompile(`^(GET|POST) (/account(/.*)?|/\{fair\}/check|/\{fair\}/invitation/\{token\})$`)

// may is what the table says.
func (x *attacked) may(p somebody, action access.Action, one target) bool {
	if one.nobody || one.anyone {
		return !one.nobody && len(p.actor.Grants) > 0
	}
	if len(one.questions) == 0 {
		return !access.AllRefused(p.actor, action)
	}
	for _, q := range one.questions {
		who := p.actor
		if q.Installation {
			who = p.house
		}
		if !access.Decide(who, q, x.settings) {
			return false
		}
	}
	return true
}

// ask sends what the target is asked for.
func (x *attacked) ask(t testing.TB, method string, one target, form url.Values, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	t.Helper()
	switch {
	case method == http.MethodGet:
		return x.visit("/en"+one.path, cookies...)
	case one.file:
		c := &http.Cookie{Name: "none"}
		if len(cookies) > 0 {
			c = cookies[0]
		}
		return workers{fixture: x.fixture}.uploadFile(t, "x.csv", []byte("项目编号,项目名称\nP,冒名\n"), sheetForm, c)
	}
	return x.post(t, "/en"+one.path, form, cookies...)
}

var (
	ofAccounts = regexp.MustCompile(`^\["accounts",`)
	ofTable    = regexp.MustCompile(`^\{"table":"(\w+)"`)
)

// everything is all rows of the database but what says who was refused.
func (f *fixture) everything(t testing.TB) []string {
	t.Helper()
	var b bytes.Buffer
	if _, err := f.db.Backup(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	table := ""
	for line := range strings.SplitSeq(string(all), "\n") {
		if m := ofTable.FindStringSubmatch(line); m != nil {
			table = m[1]
		}
		refusal := ofAccounts.MatchString(line) && (strings.HasPrefix(table, "journal") || table == "access_event")
		if !refusal && strings.HasPrefix(line, "[") {
			out = append(out, table+" "+line)
		}
	}
	return out
}

// unchanged fails the test when a row differs from what there was.
func (f *fixture) unchanged(t *testing.T, before []string, what string) {
	t.Helper()
	after, there := f.everything(t), map[string]bool{}
	for _, line := range before {
		there[line] = true
	}
	for _, line := range after {
		if !there[line] {
			t.Errorf("%s: a row was written: %.300s", what, line)
		}
	}
	if len(after) < len(before) {
		t.Errorf("%s: %d rows are gone", what, len(before)-len(after))
	}
}

// Every route is asked by everybody for something that belongs to an office of Beijing: what is answered
// is what the table says, and who is refused has learned nothing and changed nothing.
func TestEveryRouteAnswersEverybodyAsTheTableSays(t *testing.T) {
	t.Parallel()
	x := attack(t)
	targets := x.targets(t)
	for _, d := range web.Deeds() {
		name := d.Method + " " + d.Pattern
		if own.MatchString(name) {
			continue
		}
		t.Run(strings.ReplaceAll(name, "/", "⁄"), func(t *testing.T) {
			list := targets[name]
			if len(list) == 0 {
				t.Fatal("the test does not say what this route can be asked for and whose it is: add it to targets")
			}
			delete(targets, name)
			for _, one := range list {
				x.askAll(t, d, one)
			}
		})
	}
	for name := range targets {
		t.Errorf("there is no route %s", name)
	}
}

func (x *attacked) askAll(t *testing.T, d web.Deed, one target) {
	t.Helper()
	before, head := x.everything(t), x.head(t, "model")
	for _, p := range x.people {
		if x.may(p, d.Action, one) {
			continue
		}
		var with []*http.Cookie
		if p.cookie != nil {
			with = append(with, p.cookie)
		}
		r := x.ask(t, d.Method, one, one.form, with...)
		body := r.Body.String()
		switch {
		case p.cookie == nil && d.Method == http.MethodGet:
			if r.Code != http.StatusFound || !strings.HasPrefix(r.Header().Get("Location"), "/en/account/sign-in?") {
				t.Errorf("%s at %s: %d", p.name, one.path, r.Code)
			}
		case r.Code != http.StatusForbidden && r.Code != http.StatusNotFound:
			t.Errorf("%s at %s, whom the table refuses: %d %s", p.name, one.path, r.Code, seen(body))
		case !strings.Contains(body, "<h1") || strings.Contains(body, "⟦"):
			t.Errorf("%s at %s is not told why: %s", p.name, one.path, seen(body))
		}
		if strings.Contains(body, secretWord) {
			t.Errorf("%s at %s is shown what it is about: %s", p.name, one.path, seen(body))
		}
	}
	x.unchanged(t, before, one.path)
	if x.head(t, "model") != head {
		t.Errorf("%s: the journal went on", one.path)
	}
	if d.Method == http.MethodPost && one.harmless == nil {
		return
	}
	allowed := 0
	for _, p := range x.people {
		if !x.may(p, d.Action, one) {
			continue
		}
		allowed++
		r := x.ask(t, d.Method, one, one.harmless, p.cookie)
		if r.Code == http.StatusForbidden || r.Code == http.StatusNotFound || r.Code >= 500 || d.Method == http.MethodGet && r.Code != http.StatusOK {
			t.Errorf("%s at %s, whom the table allows: %d %s", p.name, one.path, r.Code, seen(r.Body.String()))
		}
		if shown := strings.Contains(r.Body.String(), secretWord); one.shows != nil && shown != x.may(p, d.Action, target{questions: one.shows}) {
			t.Errorf("%s at %s is shown what the table does not let them see, or not what it does: %s", p.name, one.path, seen(r.Body.String()))
		}
		if one.reads && !strings.Contains(r.Body.String(), secretWord) {
			t.Errorf("%s at %s does not see what it is about: %s", p.name, one.path, seen(r.Body.String()))
		}
	}
	if allowed == 0 && !one.nobody {
		t.Errorf("nobody may %s %s", d.Method, one.path)
	}
}
