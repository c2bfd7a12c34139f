package web_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"bridgehead/access"
	"bridgehead/delegate"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
	"bridgehead/web"
)

var theLink = regexp.MustCompile(`value="https://fair\.example(/[a-zA-Z-]+/model/invitation/([^"]+))"`)

// An invitation is taken up once, by whoever holds its link, until its day; the secret stands nowhere.
func TestADelegateRegistersByTheLinkOfAnInvitation(t *testing.T) {
	t.Parallel()
	x := attack(t)
	f := x.fixture
	site, err := web.New(f.db, web.Options{Address: "https://fair.example", MailFrom: "fair@example.org"})
	if err != nil {
		t.Fatal(err)
	}
	f.site = site
	desk, office := x.who("the secretariat of both").cookie, x.who("the office").cookie
	until := "2023-12-20"
	invite := func(who *http.Cookie, fields ...string) (path, secret string) {
		t.Helper()
		form := also(url.Values{"edition": {"26"}, "name": {"受邀的人"}, "party": {x.party}, "role": {"investor"}, "side": {"beijing"}, "office": {"chaoyang"}, "tag": {"zh-Hant"}, "until": {until}}, fields...)
		r := f.post(t, "/en/model/work/invitations", form, who)
		m := theLink.FindStringSubmatch(r.Body.String())
		if r.Code != http.StatusOK || m == nil {
			t.Fatalf("inviting: %d %s", r.Code, seen(r.Body.String()))
		}
		return m[1], m[2]
	}
	gone := func(what, path string) {
		t.Helper()
		form := url.Values{"name_en": {"An Intruder"}, "role": {"investor"}, "edition": {"26"}}
		if r := f.visit(path); r.Code != http.StatusNotFound {
			t.Errorf("%s: %d %s", what, r.Code, seen(r.Body.String()))
		}
		if r := f.post(t, path, form); r.Code != http.StatusNotFound {
			t.Errorf("%s, sent: %d %s", what, r.Code, seen(r.Body.String()))
		}
	}

	path, secret := invite(office, "email", "guest@example.org")
	for _, line := range f.everything(t) {
		if strings.Contains(line, secret) {
			t.Errorf("the secret stands in %.200s", line)
		}
	}
	mails, err := f.db.Mails(t.Context(), "model", store.MailWaiting, 10)
	if err != nil || len(mails) != 1 || mails[0].To != "guest@example.org" || mails[0].Tag != lang.Hant || !strings.Contains(mails[0].Body, "https://fair.example"+path) {
		t.Fatalf("mails: %+v %v", mails, err)
	}
	for _, tag := range []string{"zh-Hans", "zh-Hant", "en"} {
		r := f.visit("/" + tag + strings.TrimPrefix(path, "/zh-Hant"))
		if r.Code != http.StatusOK || r.Header().Get("Referrer-Policy") != "no-referrer" || r.Header().Get("Cache-Control") != "no-store" {
			t.Fatalf("%s: %d %v", tag, r.Code, r.Header())
		}
		if !strings.Contains(r.Body.String(), `value="2023-11-29T09:00"`) {
			t.Errorf("%s: the slots are not there", tag)
		}
	}
	// What the link does not settle is not for its holder to say.
	accepted := url.Values{
		"name_hans": {"客人"}, "name_en": {"Guest"}, "email": {"guest@example.org"}, "role": {"adviser"}, "language": {"zh"}, "further": {"ja"}, "most": {"5"},
		"away": {"2023-11-29T09:30", "2031-01-01"}, "edition": {"25"}, "party": {"another"}, "office": {"haidian"}, "side": {"hongkong"}, "account": {"x"},
	}
	if r := f.post(t, path, also(accepted, "name_hans", "", "name_en", "")); r.Code != http.StatusBadRequest {
		t.Errorf("nobody registers: %d", r.Code)
	}
	if r := f.post(t, path, accepted); r.Code != http.StatusOK || !strings.Contains(r.Body.String(), lang.Say(lang.Hant, "invitation.done")) {
		t.Fatalf("registering: %d %s", r.Code, seen(r.Body.String()))
	}
	v, err := f.db.View(t.Context(), "model", -1)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := v.Delegates(t.Context(), 26)
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d delegates, %v", len(rows), err)
	}
	d := rows[2].Value
	want := delegate.Delegate{ID: d.ID, Edition: 26, Party: party.ID(x.party), Person: d.Person, Role: delegate.Adviser, Side: "beijing", Office: "chaoyang", Languages: "zh ja", Away: "2023-11-29T09:30", Most: 5}
	if d != want {
		t.Errorf("registered was\n%+v, want\n%+v", d, want)
	}
	gone("a link that was used", path)
	gone("a link that was guessed", "/en/model/invitation/"+access.NewSecret())
	gone("no link", "/en/model/invitation/-")
	gone("a hash in the place of the secret", "/en/model/invitation/"+access.HashSecret(secret))

	path, secret = invite(desk)
	gone("a link in another fair", "/en/other/invitation/"+secret)
	list := f.visit("/en/model/work/invitations?edition=26", desk).Body.String()
	withdraw := regexp.MustCompile(`action="/en(/model/work/invitations/\w+/withdraw)"><input type="hidden" name="before" value="(\d+)"`).FindStringSubmatch(list)
	if withdraw == nil || strings.Contains(list, secret) {
		t.Fatalf("the list is %s", seen(list))
	}
	if r := f.post(t, "/en"+withdraw[1], url.Values{"before": {withdraw[2]}}, x.who("another office").cookie); r.Code != http.StatusNotFound {
		t.Errorf("another office withdraws it: %d", r.Code)
	}
	if r := f.post(t, "/en"+withdraw[1], url.Values{"before": {withdraw[2]}}, desk); r.Code != http.StatusSeeOther {
		t.Errorf("withdrawing: %d", r.Code)
	}
	gone("a link that was withdrawn", path)
	if r := f.post(t, "/en"+withdraw[1], url.Values{"before": {withdraw[2]}}, desk); r.Code != http.StatusConflict {
		t.Errorf("withdrawing again: %d", r.Code)
	}
	if list = f.visit("/en/model/work/invitations?edition=26", desk).Body.String(); strings.Contains(list, "受邀的人") {
		t.Error("who was invited in vain is remembered")
	}

	for _, day := range []string{"2023-01-01", "2031-01-01", "soon"} {
		form := url.Values{"edition": {"26"}, "name": {"x"}, "party": {x.party}, "role": {"investor"}, "tag": {"en"}, "until": {day}}
		if r := f.post(t, "/en/model/work/invitations", form, desk); r.Code != http.StatusBadRequest {
			t.Errorf("until %s: %d", day, r.Code)
		}
	}
	// Who is signed in and may act for the party registers as themselves.
	path, _ = invite(desk)
	guest := x.who("the delegate")
	if r := f.post(t, path, accepted, guest.cookie); r.Code != http.StatusOK {
		t.Errorf("the delegate: %d", r.Code)
	}
	if v, err = f.db.View(t.Context(), "model", -1); err != nil {
		t.Fatal(err)
	}
	if own, err := v.DelegateOf(t.Context(), 26, guest.actor.Account); err != nil || own.Value.Languages != "zh ja" {
		t.Errorf("%+v %v", own.Value, err)
	}
	known, err := v.KnownOf(t.Context(), d.ID)
	if err != nil || len(known.Invitations) != 1 {
		t.Errorf("%+v %v", known, err)
	}
	path, _ = invite(desk)
	f.pass(40 * 24 * time.Hour)
	gone("a link that is over", path)
	if found, err := f.db.Verify(t.Context(), "model", nil, nil); err != nil || len(found.Findings) > 0 {
		t.Errorf("%+v %v", found.Findings, err)
	}
}

// invitationTargets adds what the routes of invitations are asked for.
func (x *attacked) invitationTargets(t testing.TB, m map[string][]target) {
	t.Helper()
	i := delegate.Invitation{Edition: 26, Party: party.ID(x.party), Role: delegate.Investor, Side: "beijing", Office: "chaoyang", Tag: lang.En, Until: lang.Date(x.db.Now().AddDate(0, 0, 20).Format("2006-01-02"))}
	x.update(t, "model", func(ctx context.Context, tx *store.Tx) (err error) {
		i, _, err = tx.InviteDelegate(ctx, i, party.Person{Name: lang.Text{Hans: secretWord, En: secretWord}}, journal.Origin{Kind: "form"})
		return err
	})
	of := []access.Question{store.DelegateQuestion(access.InviteDelegate, i.Delegated())}
	read := []access.Question{store.DelegateQuestion(access.ReadDelegate, i.Delegated())}
	form := url.Values{"edition": {"26"}, "name": {"x"}, "party": {x.party}, "role": {"investor"}, "side": {"beijing"}, "office": {"chaoyang"}, "tag": {"en"}, "until": {string(i.Until)}}
	before := url.Values{"before": {since[delegate.Invitation](t, x.fixture, i.ID)}}
	page := "/model/work/invitations"
	m["GET /{fair}/work/invitations"] = []target{{path: page + "?edition=26", shows: of}}
	m["POST /{fair}/work/invitations"] = []target{{path: page, questions: of, form: form, harmless: also(form, "until", "none")}}
	m["POST /{fair}/work/invitations/{id}/withdraw"] = []target{{path: page + "/" + i.ID + "/withdraw", questions: of, form: before, harmless: also(before, "before", "none")}}
	m["GET /{fair}/work/delegates.csv"] = []target{{path: "/model/work/delegates.csv?edition=26", shows: read}}
	m["GET /{fair}/work/delegates.xlsx"] = []target{{path: "/model/work/delegates.xlsx?edition=26"}}
}
