package web_test

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/project"
	"bridgehead/store"
)

var chaoyang = access.Grant{Role: access.Office, Side: "beijing", Office: "chaoyang"}

// sentTo posts a form and returns where it leads; it has to be taken.
func (f *fixture) sentTo(t testing.TB, path string, form url.Values, cookie *http.Cookie) string {
	t.Helper()
	r := f.post(t, path, form, cookie)
	if r.Code != http.StatusSeeOther {
		t.Fatalf("%s: %d %s", path, r.Code, seen(r.Body.String()))
	}
	return r.Header().Get("Location")
}

// aLead is what an officer types of somebody who may invest.
func aLead(title, received string) url.Values {
	return url.Values{
		"title": {title}, "edition": {"26"}, "side": {"beijing"}, "district": {"110105"}, "office": {"chaoyang"}, "officer": {"李雷"}, "officer_post": {"科长"},
		"received": {received}, "code": {"L-1"},
	}
}

func TestALeadIsWorkedToALanding(t *testing.T) {
	t.Parallel()
	f := load(t)
	office := f.hold(t, "office@fair.example", chaoyang)
	desk := f.hold(t, "desk@fair.example", secretariatOf("beijing"))
	auditing := f.hold(t, "auditor@fair.example", auditor)
	other := f.hold(t, "other@fair.example", access.Grant{Role: access.Office, Side: "beijing", Office: "haidian"})

	// Friday 24 November; the first working day after it is Monday, and the weekend is named.
	at, _, _ := strings.Cut(f.sentTo(t, "/en/model/work/leads/new", aLead("氢能设备来京设厂", "2023-11-24T17:30"), office), "?")
	page := f.visit(at, office).Body.String()
	for _, text := range []string{"氢能设备来京设厂", "李雷", "27 November 2023", "25 November 2023 (weekend)", lang.Say(lang.En, "review.overdue"), lang.Say(lang.En, "landing.stage.lead")} {
		if !strings.Contains(page, text) {
			t.Errorf("the lead does not say %q", text)
		}
	}
	if list := f.visit("/en/model/work/leads", office).Body.String(); !strings.Contains(list, at) {
		t.Error("the office does not find its lead in the list")
	}
	if r := f.visit(at, other); r.Code != http.StatusNotFound {
		t.Errorf("another office sees the lead: %d", r.Code)
	}
	if strings.Contains(f.visit("/en/model/work/leads", other).Body.String(), "L-1") {
		t.Error("another office finds it in the list")
	}
	if r := f.post(t, at+"/steps", url.Values{"stage": {"assessed"}, "date": {"2023-11-29"}}, auditing); r.Code != http.StatusForbidden {
		t.Errorf("an auditor reports: %d", r.Code)
	}
	if owed := f.visit("/en/model/work/owed", desk).Body.String(); !strings.Contains(owed, at) || !strings.Contains(owed, lang.Say(lang.En, "landing.level.office")) {
		t.Error("the secretariat does not see that it is overdue, and who was told")
	}

	form := filledForm(t, page, "officer")
	form.Set("do", "officer")
	if r := f.post(t, at, form, office); r.Code != http.StatusBadRequest {
		t.Errorf("nobody answers for it: %d", r.Code)
	}
	form.Set("officer", "韩梅梅")
	form.Set("officer_post", "副科长")
	if r := f.post(t, at, form, auditing); r.Code != http.StatusForbidden {
		t.Errorf("an auditor says who answers for it: %d", r.Code)
	}
	f.sentTo(t, at, form, office)
	page = f.visit(at, office).Body.String()
	if !strings.Contains(page, "韩梅梅，副科长") && !strings.Contains(page, "韩梅梅, 副科长") || strings.Contains(page, "李雷") {
		t.Error("the lead does not say who answers for it now")
	}
	if r := f.post(t, at, form, office); r.Code != http.StatusConflict {
		t.Errorf("the officer is changed by somebody who saw another one: %d", r.Code)
	}
	own := "/en/model/work/records/lead/" + at[strings.LastIndex(at, "/")+1:]
	wrong := filledForm(t, f.visit(own, desk).Body.String(), "step")
	wrong.Set("office", "nowhere")
	if r := f.post(t, own, wrong, desk); r.Code != http.StatusBadRequest || !strings.Contains(seen(r.Body.String()), "no reporting office") {
		t.Errorf("it is corrected to an office that there is not: %d", r.Code)
	}
	wrong.Set("office", "haidian")
	wrong.Set("side", "atlantis")
	if r := f.post(t, own, wrong, desk); r.Code != http.StatusBadRequest {
		t.Errorf("it is corrected to a side that there is not: %d", r.Code)
	}
	wrong.Set("side", "beijing")
	if r := f.post(t, own, wrong, desk); r.Code != http.StatusOK {
		t.Errorf("an office that somebody works for is refused: %d %s", r.Code, seen(r.Body.String()))
	}

	form = filledForm(t, page, "answered")
	form.Set("do", "answer")
	form.Set("answered", "2023-11-29T09:00")
	f.sentTo(t, at, form, office)
	if r := f.post(t, at+"/steps", url.Values{"stage": {"signed"}, "date": {"2023-11-29"}, "actual": {"actual"}}, office); r.Code != http.StatusConflict {
		t.Errorf("what was not assessed is signed: %d", r.Code)
	}
	for _, stage := range []string{"assessed", "negotiating", "signed"} {
		f.sentTo(t, at+"/steps", url.Values{"stage": {stage}, "date": {"2023-11-29"}, "actual": {"actual"}}, office)
	}
	form = filledForm(t, f.visit(at, office).Body.String(), "agreement")
	form.Set("do", "link")
	form.Set("agreement", "nothing")
	if r := f.post(t, at, form, office); r.Code != http.StatusBadRequest {
		t.Errorf("it is linked to nothing: %d", r.Code)
	}
	a := agreementOfChaoyang(t, f)
	form.Set("agreement", string(a.ID))
	f.sentTo(t, at, form, office)

	deal := "/en/model/work/landing/" + string(a.ID)
	for _, step := range []url.Values{
		{"stage": {"registered"}, "date": {"2023-11-29"}, "actual": {"actual"}, "registry": {"91110000MA01"}},
		{"stage": {"paid_in"}, "date": {"2023-11-29"}, "actual": {"actual"}, "amount": {"USD 1 million"}, "instalment": {"1"}},
		{"stage": {"operating"}, "date": {"2025-06-30"}, "actual": {"planned"}},
	} {
		f.sentTo(t, deal, step, office)
	}
	public := "/en/model/agreements/" + string(a.ID)
	if text := f.visit(public).Body.String(); strings.Contains(text, "91110000MA01") || strings.Contains(text, "30 June 2025") {
		t.Error("the public is told what nobody has verified")
	}
	if r := f.post(t, "/en/model/work/steps/"+milestoneOf(t, f, string(a.ID), landing.Registered).Value.ID+"/verify", url.Values{"before": {"1"}}, office); r.Code != http.StatusForbidden {
		t.Errorf("the office verifies its own: %d", r.Code)
	}
	for _, stage := range []landing.Stage{landing.Registered, landing.PaidIn} {
		m := milestoneOf(t, f, string(a.ID), stage)
		to := f.sentTo(t, "/en/model/work/steps/"+m.Value.ID+"/verify", url.Values{"before": {strconv.FormatInt(int64(m.Since), 10)}}, desk)
		if to != deal+"?recorded=1" {
			t.Errorf("verifying leads to %s", to)
		}
	}
	if m := milestoneOf(t, f, string(a.ID), landing.PaidIn).Value; !m.Counts() || m.Amount.Minor != 1_000_000_00 || m.Instalment != 1 {
		t.Errorf("the instalment is %+v", m)
	}

	if text := seen(f.visit(public).Body.String()); !strings.Contains(text, "91110000MA01") || !strings.Contains(text, "US$1 million") || strings.Contains(text, "30 June 2025") {
		t.Errorf("the public is not told what is verified, or told what is planned: %s", text)
	}
	if text := seen(f.visit(public, office).Body.String()); !strings.Contains(text, "30 June 2025") || !strings.Contains(text, "planned") {
		t.Errorf("the office does not see its plan: %s", text)
	}

	// A correction shows first what it touches, and cannot turn the order round.
	record := "/en/model/work/records/milestone/" + milestoneOf(t, f, string(a.ID), landing.PaidIn).Value.ID
	look, _ := f.correctTo(t, record, desk, url.Values{"amount": {"USD 2 million"}})
	if text := seen(look); !strings.Contains(text, "Capital paid in") || !strings.Contains(text, "RMB 14.255 million") {
		t.Errorf("the figures that it touches: %s", text)
	}
	f.sentTo(t, record, filledForm(t, look, "seen"), desk)
	if m := milestoneOf(t, f, string(a.ID), landing.PaidIn).Value; m.Amount.Minor != 2_000_000_00 {
		t.Errorf("corrected to %v", m.Amount)
	}
	form = filledForm(t, f.visit(record, desk).Body.String(), "step")
	form.Set("stage", "operating")
	form.Set("amount", "")
	form.Set("instalment", "")
	form.Set("day", "2023-11-28")
	if r := f.post(t, record, form, desk); r.Code != http.StatusBadRequest {
		t.Errorf("it operates before it was signed: %d %s", r.Code, seen(r.Body.String()))
	}
	if r := f.visit(record+"/history", office); r.Code != http.StatusOK {
		t.Errorf("the office reads the history: %d", r.Code)
	}
	plan := "/en/model/work/records/milestone/" + milestoneOf(t, f, string(a.ID), landing.Operating).Value.ID
	if r := f.visit(plan, other); r.Code != http.StatusNotFound {
		t.Errorf("another office sees the plan: %d", r.Code)
	}
}

func TestTimeLimitsAreSetOnAPage(t *testing.T) {
	t.Parallel()
	f := load(t)
	desk := f.hold(t, "desk@fair.example", secretariatOf(""))
	office := f.hold(t, "office@fair.example", chaoyang)
	const at = "/en/model/work/limits"
	if r := f.visit(at, office); r.Code != http.StatusForbidden {
		t.Errorf("an office sets limits: %d", r.Code)
	}
	form := filledForm(t, f.visit(at, desk).Body.String(), "answer")
	stale := url.Values{}
	for k, x := range form {
		stale[k] = x
	}
	form.Set("answer", "0")
	if r := f.post(t, at, form, desk); r.Code != http.StatusBadRequest {
		t.Errorf("no time at all: %d", r.Code)
	}
	form.Set("answer", "２")
	f.sentTo(t, at, form, desk)
	if r := f.post(t, at, stale, desk); r.Code != http.StatusConflict {
		t.Errorf("set by somebody who had seen none: %d", r.Code)
	}
	v, err := f.db.View(t.Context(), "model", -1)
	if err != nil {
		t.Fatal(err)
	}
	all, err := v.Limits(t.Context())
	if err != nil || landing.LimitsFor(all, 26).Answer != 2 || landing.LimitsFor(all, 25).Answer != 1 {
		t.Errorf("%+v, %v", all, err)
	}
}

// agreementOfChaoyang is an agreement that both sides have confirmed, of the office.
func agreementOfChaoyang(t testing.TB, f *fixture) agreement.Agreement {
	t.Helper()
	a := agreement.Agreement{
		Edition: 26, Code: "A-1", Title: lang.Text{Hans: "氢能装备制造基地", Hant: "氫能裝備製造基地", En: "A plant for hydrogen equipment"}, Type: agreement.Contract, Direction: project.Inward,
		SignedOn: "2023-11-29", Confirmed: 3, Amount: money.Amount{Minor: 10_000_000_00, Currency: "USD"},
		Attributions: []agreement.Attribution{{Office: "chaoyang", District: "110105", Num: 1, Den: 1}},
	}
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		a.ID = agreement.ID(tx.NewID())
		put(ctx, t, tx, a)
		return nil
	})
	return a
}

// milestoneOf is the milestone of an agreement with the stage.
func milestoneOf(t testing.TB, f *fixture, id string, stage landing.Stage) store.Row[landing.Milestone] {
	t.Helper()
	v, err := f.db.View(t.Context(), "model", -1)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := store.MilestonesOf(t.Context(), v, []string{id})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.Value.Stage == stage {
			return r
		}
	}
	t.Fatalf("no milestone %s among %d", stage, len(rows))
	return store.Row[landing.Milestone]{}
}

func TestListsOfLeadsGoOn(t *testing.T) {
	t.Parallel()
	f := load(t)
	desk := f.hold(t, "desk@fair.example", secretariatOf("beijing"))
	a := agreementOfChaoyang(t, f)
	const leads, steps = 230, 450
	f.update(t, "model", func(ctx context.Context, tx *store.Tx) error {
		for n := range leads {
			l := landing.Lead{
				ID: tx.NewID(), Code: "L-" + strconv.Itoa(n), Edition: 26, Title: lang.Text{En: "Lead"}, Side: "beijing", District: "110105", Office: "chaoyang",
				Received: "2023-11-29T10:00:00+08:00", Answered: "2023-11-29T11:00:00+08:00", Agreement: string(a.ID),
			}
			put(ctx, t, tx, l)
			put(ctx, t, tx, landing.Milestone{ID: tx.NewID(), Lead: l.ID, Stage: landing.Terminated, Date: "2023-11-29", Actual: true, VerifiedBy: "x", Reason: "r"})
		}
		for n := range leads { // of each of these, three things are owed
			put(ctx, t, tx, landing.Lead{
				ID: tx.NewID(), Code: "L-" + strconv.Itoa(n), Edition: 25, Title: lang.Text{En: "Lead"}, Side: "beijing", District: "110105", Office: "chaoyang", Received: "2023-11-20T10:00:00+08:00",
			})
		}
		for n := range steps {
			put(ctx, t, tx, landing.Milestone{ID: tx.NewID(), Agreement: string(a.ID), Stage: landing.PaidIn, Date: "2023-11-29", Actual: true, Registry: "R-" + strconv.Itoa(n) + "."})
		}
		return nil
	})
	walk := func(at string) (pages int, found map[string]bool) {
		found = map[string]bool{}
		for at != "" {
			body := f.visit(at, desk).Body.String()
			pages++
			for n := range max(leads, steps) {
				for _, code := range []string{"L-" + strconv.Itoa(n) + "<", "R-" + strconv.Itoa(n) + "."} {
					if strings.Contains(body, code) {
						found[code] = true
					}
				}
			}
			_, next, ok := strings.Cut(body, `rel="next" href="`)
			if at = ""; ok {
				at, _, _ = strings.Cut(next, `"`)
				at, _, _ = strings.Cut(html.UnescapeString(at), "#")
			}
		}
		return pages, found
	}
	if pages, found := walk("/en/model/work/leads?edition=26"); pages != 2 || len(found) != leads {
		t.Errorf("%d leads on %d pages", len(found), pages)
	}
	for _, list := range []string{"leads", "owed"} {
		if pages, found := walk("/en/model/work/" + list + "?edition=25"); pages != 4 || len(found) != leads {
			t.Errorf("%s: %d leads of which something is owed on %d pages", list, len(found), pages)
		}
	}
	if pages, found := walk("/en/model/work/owed?edition=26"); pages != 3 || len(found) != steps {
		t.Errorf("%d milestones on %d pages", len(found), pages)
	}
}
