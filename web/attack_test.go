package web_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bridgehead/access"
	"bridgehead/store"
	"bridgehead/submission"
	"bridgehead/web"
)

// What the page of another site sends in the name of somebody who is signed in here is refused on every
// route, with a page that says why.
func TestAnotherSiteSendsNothingOnAnyRoute(t *testing.T) {
	t.Parallel()
	x := attack(t)
	targets := x.targets(t)
	before := x.everything(t)
	both := x.who("the secretariat of both").cookie
	for _, d := range web.Deeds() {
		if d.Method != http.MethodPost {
			continue
		}
		list := targets["POST "+d.Pattern]
		if len(list) == 0 {
			list = []target{{path: strings.NewReplacer("{fair}", "model", "{token}", "x").Replace(d.Pattern)}}
		}
		for _, headers := range [][2]string{
			{"Sec-Fetch-Site", "cross-site"},
			{"Sec-Fetch-Site", "same-site"},
			{"Origin", "https://evil.example"},
			{"Origin", "null"},
			{"Origin", "https://fair.example.evil.example"},
			{"Origin", "http://fair.example:81"},
		} {
			r := httptest.NewRequest(http.MethodPost, "https://fair.example/en"+list[0].path, strings.NewReader(list[0].form.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set(headers[0], headers[1])
			w := x.send(r, both)
			if w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "from another site") {
				t.Errorf("%s with %s: %d %s", d.Pattern, headers, w.Code, seen(w.Body.String()))
			}
		}
		// What looks is not what writes.
		for _, method := range []string{http.MethodPut, http.MethodPatch, http.MethodDelete} {
			r := httptest.NewRequest(method, "https://fair.example/en"+list[0].path, strings.NewReader(list[0].form.Encode()))
			if w := x.send(r, both); w.Code != http.StatusMethodNotAllowed && w.Code != http.StatusNotFound {
				t.Errorf("%s %s: %d", method, d.Pattern, w.Code)
			}
		}
	}
	x.unchanged(t, before, "forms of another site")
}

// clocked is an empty installation whose clock the test moves.
func clocked(t testing.TB) (*fixture, *atomic.Int64) {
	t.Helper()
	f := empty.open(t, 0)
	f.site = named(t, f.db)
	return f, f.clock
}

// opens reports whether the cookies open somebody's account.
func (f *fixture) opens(cookies ...*http.Cookie) bool {
	return f.visit("/en/account", cookies...).Code == http.StatusOK
}

func session(token string) *http.Cookie { return &http.Cookie{Name: "__Host-session", Value: token} }

func TestASessionThatIsForgedReplayedOrOldOpensNothing(t *testing.T) {
	t.Parallel()
	f, clock := clocked(t)
	first, id := f.enter(t, "a@fair.example", nil)
	if !f.opens(first) {
		t.Fatal("the session does not open")
	}
	// Forged: made up, of a hash that stands in the database, shortened, lengthened, under another name.
	for what, c := range map[string]*http.Cookie{
		"a made-up token":         session(access.NewSecret()),
		"the hash of the token":   session(access.HashSecret(first.Value)),
		"a token cut short":       session(first.Value[:len(first.Value)-1]),
		"a token with more to it": session(first.Value + "A"),
		"a token in other case":   session(strings.ToUpper(first.Value)),
		"another cookie":          {Name: "session", Value: first.Value},
		"the account":             session(id),
		"nothing":                 session(""),
		"a pattern":               session("%"),
		"a quote":                 session("' or '1'='1"),
	} {
		if f.opens(c) {
			t.Errorf("%s opens the account", what)
		}
	}
	// Replayed after signing out, and after a new password.
	if w := f.post(t, "/en/account/sign-out", nil, first); w.Code != http.StatusSeeOther || f.opens(first) {
		t.Errorf("after signing out: %d", w.Code)
	}
	second, third := f.signIn(t, "a@fair.example"), f.signIn(t, "a@fair.example")
	form := url.Values{"old": {goodPassword}, "password": {"four other unrelated words"}, "again": {"four other unrelated words"}}
	w := f.post(t, "/en/account/password", form, second)
	if w.Code != http.StatusSeeOther || f.opens(second) || f.opens(third) {
		t.Errorf("former sessions open after a new password: %d %s", w.Code, seen(w.Body.String()))
	}
	fresh := w.Result().Cookies()[0]
	// Old: two hours without use, or twelve in any case.
	clock.Add((2*time.Hour + time.Second).Milliseconds())
	if f.opens(fresh) {
		t.Error("a session opens that nobody has used for two hours")
	}
	_, token := f.signInWith(t, "a@fair.example", "four other unrelated words")
	for range 13 {
		if clock.Add(time.Hour.Milliseconds()); !f.opens(token) {
			break
		}
	}
	if f.opens(token) {
		t.Error("a session opens after twelve hours")
	}
}

// signInWith signs in with a password, whatever comes of it.
func (f *fixture) signInWith(t testing.TB, email, password string, planted ...*http.Cookie) (*httptest.ResponseRecorder, *http.Cookie) {
	t.Helper()
	w := f.post(t, "/en/account/sign-in", url.Values{"email": {email}, "password": {password}}, planted...)
	for _, c := range w.Result().Cookies() {
		if c.Name == "__Host-session" && c.Value != "" {
			return w, c
		}
	}
	return w, nil
}

// Whoever knows a token from before somebody signed in, or gave the code, holds nothing afterwards; and the password
// alone opens nothing where there is a second step.
func TestTheTokenChangesWithEachStepOfSigningIn(t *testing.T) {
	t.Parallel()
	f, clock := clocked(t)
	c, id := f.enter(t, "a@fair.example", nil)
	secret, err := f.db.BeginSecondStep(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	w := f.post(t, "/en/account/second-step", url.Values{"code": {code(t, secret, clock)}}, c)
	if w.Code != http.StatusOK || len(w.Result().Cookies()) != 1 || f.opens(c) {
		t.Fatalf("setting the second step up: %d %s", w.Code, seen(w.Body.String()))
	}
	clock.Add(time.Minute.Milliseconds())
	planted := session(access.NewSecret())
	_, pending := f.signInWith(t, "a@fair.example", goodPassword, planted)
	if pending == nil || pending.Value == planted.Value || f.opens(planted) {
		t.Fatalf("the password gives %v", pending)
	}
	for _, d := range web.Deeds() {
		if strings.Contains(d.Pattern, "{") || d.Action == access.ReadPublished {
			continue
		}
		method := f.visit
		if d.Method == http.MethodPost {
			method = func(address string, cookies ...*http.Cookie) *httptest.ResponseRecorder {
				return f.post(t, address, url.Values{"session": {"all"}}, cookies...)
			}
		}
		if w := method("/en"+d.Pattern, pending); w.Code != http.StatusFound && w.Code != http.StatusForbidden {
			t.Errorf("the password alone at %s: %d", d.Pattern, w.Code)
		}
	}
	given := code(t, secret, clock)
	w = f.post(t, "/en/account/code", url.Values{"code": {given}}, pending)
	if w.Code != http.StatusSeeOther || len(w.Result().Cookies()) == 0 {
		t.Fatalf("the code: %d %s", w.Code, seen(w.Body.String()))
	}
	full := w.Result().Cookies()[0]
	if !f.opens(full) || f.opens(pending) || f.opens(planted) || full.Value == pending.Value {
		t.Error("the token did not change with the code")
	}
	// The code again, by whoever has seen it; and then guessing.
	_, again := f.signInWith(t, "a@fair.example", goodPassword)
	tries := []string{given}
	for i := range 40 {
		tries = append(tries, strconv.Itoa(100000+i))
	}
	looked := 0
	for _, guess := range tries {
		w := f.sendFrom(t, "/en/account/code", url.Values{"code": {guess}}, "192.0.2."+strconv.Itoa(looked+7), again)
		if w.Code == http.StatusSeeOther {
			t.Fatalf("%s was taken", guess)
		}
		if w.Code == http.StatusForbidden {
			looked++
		}
	}
	if looked > 5 {
		t.Errorf("%d guesses were looked at", looked)
	}
	if w := f.sendFrom(t, "/en/account/code", url.Values{"code": {code(t, secret, clock)}}, "192.0.2.99", again); w.Code != http.StatusTooManyRequests {
		t.Errorf("after guessing the right code is answered at once: %d", w.Code)
	}
}

// sendFrom posts a form from a network address.
func (f *fixture) sendFrom(t testing.TB, address string, form url.Values, from string, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "https://fair.example"+address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.RemoteAddr = from + ":1234"
	return f.send(r, cookies...)
}

// code is what an authenticator shows.
func code(t testing.TB, secret string, clock *atomic.Int64) string {
	t.Helper()
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha1.New, key)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(clock.Load()/1000/30)))
	sum := mac.Sum(nil)
	o := sum[len(sum)-1] & 15
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[o:o+4])&0x7fffffff%1_000_000)
}

// Addresses that try to leave the site's own, or that are no text, are answered with a page of its own: never
// with a file, another host or an error of the server.
var strange = []string{
	"/en/../../etc/passwd", "/en/%2e%2e/%2e%2e/etc/passwd", "/assets/..%2f..%2fetc/passwd", "/assets/x/..%2f..%2fweb.go", "/en/model/..%5c..%5cboot.ini",
	"/en/model/agreements/..%2f..%2fwork%2faudit", "/en/model/agreements/%00", "/en/model/agreements/%ff%fe", "/en/%00/agreements", "/en/model/parties/a%00b.ics",
	"/en/model/sessions/%00.ics", "/en/model/figures/%00", "/en/model/figures/signed.count?edition=%00", "/en/model/figures/signed.count?at=%ff", "/en/model/search?q=%00",
	"/en/model/search?q=%ff%fe", "/en/model/agreements?after=%00", "/en/model/agreements?q=a%00b", "/en/model/districts/%00", "/en/model/observations/%c0%ae", "/en/model/compare?a=%00&b=1",
	"//evil.example/%2e%2e", "/%5cevil.example", "//evil.example", "/en//evil.example/", "/language/en?page=//evil.example", "/language/en?page=/en//evil.example", "/language/en?page=/\\evil.example",
	"/language/en?page=https://evil.example/en/", "/language/en?page=/en/%0d%0aSet-Cookie:x=y", "/language/%00", "/sitemap/model/%00", "/sitemap/..%2f/1", "/en/model/wall/events?edition=%00",
	"/en/account/invitation/%00", "/en/account/recovery/..%2f..%2fsign-in", "/en/account/sign-in?to=%00", "/en/model/work/records/agreement/%00", "/en/model/work/drafts/%ff", "/en/model/editions/9999999999999999999999",
	"/en/model/agreements?edition=-1", "/en/model/agreements?at=-9223372036854775809", "/en/model/agreements?limit=1e9", "/en/model/agreements.csv?sort=' or 1=1 --",
}

// answersStrange sends the addresses as anybody and as somebody who may do much.
func answersStrange(t *testing.T, f *fixture, cookies ...*http.Cookie) {
	t.Helper()
	for _, address := range strange {
		for _, with := range [][]*http.Cookie{nil, cookies} {
			r := httptest.NewRequest(http.MethodGet, "https://fair.example/", nil)
			u, err := url.ParseRequestURI(strings.ReplaceAll(address, " ", "%20"))
			if err != nil {
				t.Fatal(err)
			}
			r.URL, r.RequestURI = u, address
			w := f.send(r, with...)
			to := w.Header().Get("Location")
			switch {
			case w.Code >= 500:
				t.Errorf("%s: %d %s", address, w.Code, seen(w.Body.String()))
			case strings.HasPrefix(to, "//") || strings.HasPrefix(to, `/\`) || strings.Contains(to, ":") && !strings.HasPrefix(to, "/") || strings.ContainsAny(to, "\r\n"):
				t.Errorf("%s leads to %q", address, to)
			case len(w.Result().Cookies()) > 1 || w.Header().Get("X") != "":
				t.Errorf("%s sets %v", address, w.Header())
			case strings.Contains(w.Body.String(), "root:") || strings.Contains(w.Body.String(), "package web"):
				t.Errorf("%s is answered with a file", address)
			}
		}
	}
}

// answersNoText sends forms that are no text to every route that takes one.
func answersNoText(t *testing.T, x *attacked) {
	t.Helper()
	targets := x.targets(t)
	before := x.everything(t)
	both, office := x.who("the secretariat of both").cookie, x.who("the office").cookie
	for _, d := range web.Deeds() {
		if d.Method != http.MethodPost || strings.HasPrefix(d.Pattern, "/account/") {
			continue
		}
		list := targets["POST "+d.Pattern]
		if len(list) == 0 {
			list = []target{{path: strings.ReplaceAll(d.Pattern, "{fair}", "model")}}
		}
		for _, form := range []string{"a=%00", "%00=a", "note=%ff%fe", "title_hans=a%00b&do=save&version=1", "id=%00&kind=agreement&side=beijing&seen=1", "email=a%00@b.example&role=office", "text=%00"} {
			for _, c := range []*http.Cookie{both, office} {
				r := httptest.NewRequest(http.MethodPost, "https://fair.example/en"+list[0].path, strings.NewReader(form))
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				r.Header.Set("Sec-Fetch-Site", "same-origin")
				r.RemoteAddr = "192.0.2." + strconv.Itoa(len(form)) + ":1"
				if w := x.send(r, c); w.Code < 400 && d.Pattern != "/{fair}/check" || w.Code >= 500 {
					t.Errorf("%s with %s: %d %s", d.Pattern, form, w.Code, seen(w.Body.String()))
				}
			}
		}
	}
	x.unchanged(t, before, "forms that are no text")
}

func TestStrangeAddressesAndFormsAreAnsweredByThisSite(t *testing.T) {
	t.Parallel()
	x := attack(t)
	answersStrange(t, x.fixture, x.who("the secretariat of both").cookie)
	answersNoText(t, x)
}

// A form that is larger than any is, is refused by every route before it is read to its end.
func TestABodyThatIsTooLargeIsRefusedEverywhere(t *testing.T) {
	t.Parallel()
	x := attack(t)
	targets := x.targets(t)
	before := x.everything(t)
	both, office := x.who("the secretariat of both").cookie, x.who("the office").cookie
	for n, d := range web.Deeds() {
		if d.Method != http.MethodPost {
			continue
		}
		list := targets["POST "+d.Pattern]
		if len(list) == 0 {
			list = []target{{path: strings.NewReplacer("{fair}", "model", "{token}", "x").Replace(d.Pattern)}}
		}
		for _, c := range []*http.Cookie{both, office} {
			body := &endlessForm{left: 64 << 20}
			r := httptest.NewRequest(http.MethodPost, "https://fair.example/en"+list[0].path, body)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Sec-Fetch-Site", "same-origin")
			r.RemoteAddr = "198.51.100." + strconv.Itoa(n) + ":1"
			w := x.send(r, c)
			if (w.Code < 400 || w.Code >= 500) && d.Pattern != "/account/sign-out" {
				t.Errorf("%s: %d %s", d.Pattern, w.Code, seen(w.Body.String()))
			}
			if body.read > 20<<20 {
				t.Errorf("%s read %d bytes", d.Pattern, body.read)
			}
			if d.Pattern == "/account/sign-out" { // it reads no form
				both, office = x.again(t, "the secretariat of both"), x.again(t, "the office")
			}
		}
	}
	x.unchanged(t, before, "bodies that are too large")
}

// again signs somebody in once more.
func (x *attacked) again(t testing.TB, name string) *http.Cookie {
	t.Helper()
	token, _, err := x.db.SignIn(t.Context(), emailOf(name), goodPassword, access.Client{})
	if err != nil {
		t.Fatal(err)
	}
	return session(token)
}

// An endlessForm goes on and on, and knows how much of it was taken.
type endlessForm struct{ left, read int }

func (c *endlessForm) Read(p []byte) (int, error) {
	n := copy(p, bytes.Repeat([]byte("a=aaaaaaaaaaaaa&"), len(p)/16+1))
	c.read += n
	if c.left -= n; c.left < 0 {
		return 0, context.DeadlineExceeded
	}
	return n, nil
}

// What anybody may send is taken from one network address only so often.
func TestPublicWritesAreLimited(t *testing.T) {
	t.Parallel()
	f := loadNamed(t)
	for what, send := range map[string]func(from string) *httptest.ResponseRecorder{
		"the page of texts": func(from string) *httptest.ResponseRecorder {
			return f.sendFrom(t, "/en/model/check", url.Values{"text": {"共签约34个项目。"}}, from)
		},
		"the interface of texts": func(from string) *httptest.ResponseRecorder {
			r := httptest.NewRequest(http.MethodPost, "https://fair.example/v1/check", strings.NewReader(`{"fair":"model","text":"共签约34个项目。"}`))
			r.RemoteAddr = from + ":1"
			return f.send(r)
		},
		"links to a password": func(from string) *httptest.ResponseRecorder {
			return f.sendFrom(t, "/en/account/forgotten", url.Values{"email": {"a" + strconv.Itoa(time.Now().Nanosecond()) + "@fair.example"}}, from)
		},
		"invitations": func(from string) *httptest.ResponseRecorder {
			return f.sendFrom(t, "/en/account/invitation/"+access.NewSecret(), url.Values{"password": {goodPassword}, "again": {goodPassword}}, from)
		},
	} {
		t.Run(what, func(t *testing.T) {
			from := "203.0.113." + strconv.Itoa(len(what))
			last := 0
			for range 60 {
				w := send(from)
				if last = w.Code; last == http.StatusTooManyRequests {
					if w.Header().Get("Retry-After") == "" {
						t.Error("it is not said when to come back")
					}
					break
				}
			}
			if last != http.StatusTooManyRequests {
				t.Errorf("sixty in a row end with %d", last)
			}
			if w := send("203.0.113.200"); w.Code == http.StatusTooManyRequests {
				t.Error("another address has to wait as well")
			}
		})
	}
}

// A field of a form that belongs to somebody else changes nothing: what is handed in is of the office that the
// grant says, not confirmed, not approved.
func TestAFieldOfAFormGivesNoPrivilege(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	forged := also(wholeProject("越权的项目"), "office", "haidian", "side", "hongkong", "role", "secretariat", "state", "approved", "status", "approved",
		"confirmed", "3", "edition", "25", "author", "system", "id", "planted", "record", w.ids.project, "base", "1", "version", "7", "approved", "1", "actor", "system", "fair", "made")
	id := w.handIn(t, forged, w.office, "chaoyang")
	row := stored[submission.Submission](t, w.fixture, id)
	s := row.Value
	if s.Office != "chaoyang" || s.Side != "beijing" || s.Edition != 26 || s.State != submission.Submitted || s.Record != "" || s.Base != 0 || id == "planted" {
		t.Errorf("what was handed in is %+v", s)
	}
	deal := url.Values{"title_hans": {"越权的签约"}, "type": {"contract"}, "amount": {"1亿元"}, "signed_on": {"2023-11-29"}, "attribution": {"朝阳区"}, "confirmed": {"beijing,hongkong"}, "replaces": {w.ids.agreement}}
	deal.Set("do", "submit")
	r := w.post(t, "/en/model/work/drafts/new/agreement?office=chaoyang", deal, w.office)
	if r.Code != http.StatusSeeOther {
		t.Fatalf("an agreement: %d %s", r.Code, seen(r.Body.String()))
	}
	for _, row := range w.submissions(t, submission.Submitted) {
		if strings.Contains(row.Value.Content, `"confirmed":3`) || strings.Contains(row.Value.Content, "replaces") {
			t.Errorf("what was handed in holds what no office says: %s", row.Value.Content)
		}
	}
	// The name and the language are one's own; the rest of an account is not.
	c := w.hold(t, "plain@fair.example")
	form := url.Values{"name": {"新名"}, "language": {"en"}, "email": {"desk@fair.example"}, "state": {"active"}, "role": {"administrator"}, "id": {"system"}, "version": {"99"}, "password": {"x"}, "totp": {"x"}}
	w.post(t, "/en/account/details", form, c)
	a, err := w.db.AccountNamed(t.Context(), "plain@fair.example")
	if err != nil || a.Email != "plain@fair.example" || a.Name != "新名" {
		t.Errorf("the account is %+v, %v", a, err)
	}
	actor, err := w.db.Actor(t.Context(), "model", a.ID)
	if err != nil || len(actor.Grants) > 0 {
		t.Errorf("it holds %+v, %v", actor, err)
	}
	// A session of somebody else is not ended by its identifier.
	desk, err := w.db.Sessions(t.Context(), w.desk.Value)
	if err != nil || len(desk) != 1 {
		t.Fatal(desk, err)
	}
	if w.post(t, "/en/account/sessions", url.Values{"session": {desk[0].ID}}, c); !w.opens(w.desk) {
		t.Error("another's session was ended")
	}
}

// Many send spreadsheets at once: each is read or refused, and nothing is mixed up.
func TestManySpreadsheetsAtOnce(t *testing.T) {
	t.Parallel()
	w := staffed(t)
	var all sync.WaitGroup
	var taken atomic.Int64
	for i := range 24 {
		all.Go(func() {
			sheet := "项目编号,项目名称\n"
			for row := range 40 {
				sheet += "P-" + strconv.Itoa(i) + "-" + strconv.Itoa(row) + ",项目\n"
			}
			if r := w.uploadFile(t, "s"+strconv.Itoa(i)+".csv", []byte(sheet), sheetForm, w.office); r.Code == http.StatusSeeOther {
				taken.Add(1)
			} else {
				t.Errorf("%d: %d %s", i, r.Code, seen(r.Body.String()))
			}
		})
	}
	all.Wait()
	drafts, err := w.db.Drafts(t.Context(), "model", store.DraftFilter{Office: "chaoyang"}, "", 2000)
	if err != nil || int64(len(drafts)) != 40*taken.Load() {
		t.Errorf("%d drafts of %d spreadsheets, %v", len(drafts), taken.Load(), err)
	}
}
