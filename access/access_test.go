package access

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bridgehead/lang"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// cheap takes a millisecond, where the cost is not what is tested.
var cheap = Cost{Memory: 64, Passes: 1, Threads: 1}

// The vectors of RFC 6238, appendix B, for SHA-1, with eight digits.
func TestCodesAreThoseOfTheRFC(t *testing.T) {
	key := []byte("12345678901234567890")
	for at, want := range map[int64]string{
		59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
	} {
		if got := hotp(key, at/totpStep, 8); got != want {
			t.Errorf("at %d the code is %s, want %s", at, got, want)
		}
	}
	// And of RFC 4226, appendix D, with six.
	for counter, want := range []string{"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"} {
		if got := hotp(key, int64(counter), 6); got != want {
			t.Errorf("code %d is %s, want %s", counter, got, want)
		}
	}
}

func TestACodeIsGoodOnceAndForAMinuteAndAHalf(t *testing.T) {
	secret := base32Text.EncodeToString([]byte("12345678901234567890"))
	at := time.Unix(1111111111, 0)
	code := hotp([]byte("12345678901234567890"), at.Unix()/totpStep, 6)
	step, ok := CheckTOTP(secret, code, at, 0)
	if !ok || step != at.Unix()/totpStep {
		t.Fatalf("the code is refused: %d, %t", step, ok)
	}
	tests := []struct {
		name string
		code string
		at   time.Time
		used int64
		want bool
	}{
		{"with a space as authenticators show it", code[:3] + " " + code[3:], at, 0, true},
		{"in full-width digits", strings.Map(func(r rune) rune { return r + '０' - '0' }, code), at, 0, true},
		{"a step early", code, at.Add(-30 * time.Second), 0, true},
		{"a step late", code, at.Add(30 * time.Second), 0, true},
		{"two steps late", code, at.Add(60 * time.Second), 0, false},
		{"a second time", code, at, step, false},
		{"after a later one was used", code, at, step + 1, false},
		{"nothing", "", at, 0, false},
		{"too short", code[:5], at, 0, false},
		{"another", "000000", at, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, ok := CheckTOTP(secret, tt.code, tt.at, tt.used); ok != tt.want {
				t.Errorf("taken: %t, want %t", ok, tt.want)
			}
		})
	}
	if _, ok := CheckTOTP("", hotp(nil, at.Unix()/totpStep, 6), at, 0); ok {
		t.Error("an account without a secret takes the code of the empty one")
	}
}

func TestTheAddressOfASecretCannotBeBrokenOut(t *testing.T) {
	got := TOTPAddress("Bridgehead 桥", "a&secret=x@example.org", "ABC")
	want := "otpauth://totp/Bridgehead%20%E6%A1%A5:a&secret=x@example.org?issuer=Bridgehead%20%E6%A1%A5&secret=ABC"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestAPasswordIsCheckedAtTheCostItWasKeptAt(t *testing.T) {
	stored := HashPassword("correct horse battery", cheap)
	if !strings.HasPrefix(stored, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Errorf("it is kept as %s", stored)
	}
	dear := Cost{Memory: 128, Passes: 1, Threads: 1}
	tests := []struct {
		name, stored, given string
		want                Cost
		ok, outdated        bool
	}{
		{"the right one", stored, "correct horse battery", cheap, true, false},
		{"the right one at another cost is to be kept anew", stored, "correct horse battery", dear, true, true},
		{"a wrong one", stored, "correct horse batterY", cheap, false, false},
		{"none", stored, "", cheap, false, false},
		{"against none", "", "", cheap, false, false},
		{"against what is no password", "secret", "secret", cheap, false, false},
		{"at a cost out of bounds", "$argon2id$v=19$m=99999999,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA", "x", cheap, false, false},
		{"at no cost", "$argon2id$v=19$m=64,t=0,p=0$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA", "x", cheap, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if ok, outdated := CheckPassword(tt.stored, tt.given, tt.want); ok != tt.ok || ok && outdated != tt.outdated {
				t.Errorf("got %t, %t", ok, outdated)
			}
		})
	}
	if HashPassword("correct horse battery", cheap) == stored {
		t.Error("two accounts with one password are kept alike")
	}
	// Half-width and full-width forms of the same letters are one password.
	if ok, _ := CheckPassword(HashPassword("ｃｏｒｒｅｃｔ horse", cheap), "correct horse", cheap); !ok {
		t.Error("the password depends on the keyboard")
	}
}

func TestAPasswordThatIsEasilyGuessedIsRefused(t *testing.T) {
	a := Account{Email: "chen.yifei@example.org", Name: "Chen Yi Fei Lan"}
	for given, key := range map[string]string{
		"short":                          "access.password.length",
		strings.Repeat("long ", 100):     "access.password.length",
		"aaaaaaaaaaaaaaaa":               "access.password.guessed",
		"121212121212":                   "access.password.guessed",
		"chen.yifei@example.org":         "access.password.guessed",
		"CHEN YI FEI LAN":                "access.password.guessed",
		"chen.yifei 2026":                "access.password.guessed",
		"correct horse battery":          "",
		"京港洽谈会见证二十六届春秋":                  "",
		"\xff\xfe invalid bytes in here": "access.password.length",
	} {
		got := ""
		if e, ok := Acceptable(given, a).(*lang.Error); ok {
			got = e.Key
		}
		if got != key {
			t.Errorf("%q: %q, want %q", given, got, key)
		}
	}
}

func TestAnAddressFitsIntoAHeader(t *testing.T) {
	for _, email := range []string{"a@b", "office.chaoyang@example.org", "o'neill+fair@mail.example.com"} {
		if p := (Account{Email: email, Name: "x", Tag: lang.En}).Validate(); p != nil {
			t.Errorf("%q is refused: %v", email, p.Err())
		}
	}
	for _, email := range []string{
		"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\r\nBcc: x@y", "a@b\nx", "<a@b>", "a@b,c@d", `"a"@b`, "a@-b", "a..b@c", "名@例子", strings.Repeat("a", 260) + "@b", "a@b\x00",
	} {
		if p := (Account{Email: email, Name: "x", Tag: lang.En}).Validate(); p == nil {
			t.Errorf("%q is taken", email)
		}
	}
	for _, name := range []string{"", "a\r\nBcc: x", "a\u202eb", strings.Repeat("名", 100)} {
		if p := (Account{Email: "a@b", Name: name, Tag: lang.En}).Validate(); p == nil {
			t.Errorf("the name %q is taken", name)
		}
	}
}

func TestASubjectIsOneLine(t *testing.T) {
	l := Letter{Name: "A\r\nBcc: x@y", Tag: lang.En, Kind: "invitation", Args: lang.Args{"address": "x\r\ny", "until": "z"}}
	if strings.ContainsAny(l.Subject(), "\r\n") || strings.Contains(l.Body(), "\r") {
		t.Errorf("%q\n%q", l.Subject(), l.Body())
	}
}

func TestWaitsGrowAndEnd(t *testing.T) {
	now := time.Date(2023, 11, 29, 8, 0, 0, 0, time.UTC)
	var tries Tries
	var waits []string
	for range 12 {
		next, allowed := tries.Try(now)
		if !allowed {
			t.Fatalf("attempt %d is not looked at", tries.Failed+1)
		}
		if early, ok := next.Try(next.Until.Add(-time.Second)); ok || early != next {
			if next.Until.After(now) {
				t.Fatalf("attempt %d need not wait", next.Failed+1)
			}
		}
		wait := max(0, next.Until.Sub(now))
		waits = append(waits, wait.String())
		tries, now = next, now.Add(wait)
	}
	want := "0s 0s 0s 0s 30s 1m0s 2m0s 4m0s 8m0s 15m0s 15m0s 15m0s"
	if got := strings.Join(waits, " "); got != want {
		t.Errorf("waits %s\nwant  %s", got, want)
	}
	if next, _ := tries.Try(now.Add(25 * time.Hour)); next.Failed != 1 {
		t.Errorf("a day later it is attempt %d", next.Failed)
	}
}

func TestASessionEndsWhenIdleAndAtItsEnd(t *testing.T) {
	now := time.Date(2023, 11, 29, 8, 0, 0, 0, time.UTC)
	s := Session{Created: now, Seen: now, Expires: now.Add(SessionLasts)}
	if !s.Live(now.Add(SessionIdle-1)) || s.Live(now.Add(SessionIdle)) {
		t.Error("it does not end when it is not used")
	}
	s.Seen = now.Add(SessionLasts - time.Minute)
	if !s.Live(now.Add(SessionLasts-1)) || s.Live(now.Add(SessionLasts)) {
		t.Error("it does not end at its end")
	}
	s = Session{Pending: true, Created: now, Seen: now, Expires: now.Add(SessionLasts)}
	if !s.Live(now.Add(PendingLasts-1)) || s.Live(now.Add(PendingLasts)) {
		t.Error("one that waits for the code does not end in time")
	}
}

func TestAGrantHasWhatItsRoleNeeds(t *testing.T) {
	good := []Grant{
		{Account: "a", Role: Secretariat},
		{Account: "a", Role: Secretariat, Side: "beijing"},
		{Account: "a", Role: Press},
		{Account: "a", Role: Auditor},
		{Account: "a", Role: Administrator},
		{Account: "a", Role: Office, Side: "beijing", Office: "chaoyang"},
		{Account: "a", Role: Delegate, Party: "p"},
	}
	for _, g := range good {
		if p := g.Validate(); p != nil {
			t.Errorf("%+v: %v", g, p.Err())
		}
	}
	bad := []Grant{
		{},
		{Role: Press},
		{Account: "a"},
		{Account: System, Role: Press},
		{Account: "a", Role: Operator},
		{Account: "a", Role: Public},
		{Account: "a", Role: Member},
		{Account: "a", Role: Office},
		{Account: "a", Role: Office, Office: "x"},
		{Account: "a", Role: Office, Side: "beijing"},
		{Account: "a", Role: Secretariat, Office: "x"},
		{Account: "a", Role: Press, Side: "beijing"},
		{Account: "a", Role: Delegate},
		{Account: "a", Role: Press, Party: "p"},
	}
	for _, g := range bad {
		if g.Validate() == nil {
			t.Errorf("%+v is taken", g)
		}
	}
}

// actors are one for each role, of the side beijing where the role has one.
func actors() map[Role]Actor {
	of := func(g Grant) Actor {
		g.Account = "me"
		return Actor{Account: "me", Grants: []Grant{g}}
	}
	return map[Role]Actor{
		Public: {}, Member: {Account: "me"}, Operator: {Account: System},
		Delegate: of(Grant{Role: Delegate, Party: "p1"}), Office: of(Grant{Role: Office, Side: "beijing", Office: "chaoyang"}), Press: of(Grant{Role: Press}),
		Secretariat: of(Grant{Role: Secretariat, Side: "beijing"}), Auditor: of(Grant{Role: Auditor}), Administrator: of(Grant{Role: Administrator}),
	}
}

// cell asks about a record of the own or another's, of the same or the other side, before or after.
func cell(action Action, own, same, signed, installation bool) Question {
	q := Question{
		Action: action, Edition: 26, Side: "hongkong", Offices: []string{"daxing"}, Parties: []string{"p2"}, Author: "you", Signed: signed, Installation: installation,
	}
	if own {
		q.Offices, q.Parties, q.Author = []string{"daxing", "chaoyang"}, []string{"p2", "p1"}, "me"
	}
	if same {
		q.Side = "beijing"
	}
	return q
}

// matrix writes every role × action × own or other's × same or other side × before or after
// signing.
func matrix(settings Settings, installation bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%40s%-24s%s\n", "", "own record", "other's record")
	fmt.Fprintf(&b, "%40s%-24s%s\n", "", "own side    other side", "own side    other side")
	fmt.Fprintf(&b, "%-24s %-14s %s\n", "action", "role", strings.TrimRight(strings.Repeat("bef.  aft.  ", 4), " "))
	for _, action := range Actions {
		for _, role := range Roles {
			fmt.Fprintf(&b, "%-24s %-14s ", action, role)
			line := ""
			for i := range 8 {
				own, same, signed := i&4 == 0, i&2 == 0, i&1 == 1
				word := "-"
				if Decide(actors()[role], cell(action, own, same, signed, installation), settings) {
					word = "yes"
				}
				line += fmt.Sprintf("%-6s", word)
			}
			b.WriteString(strings.TrimRight(line, " ") + "\n")
		}
	}
	return b.String()
}

func TestTheTableDecidesAsTheMatrixSays(t *testing.T) {
	var b strings.Builder
	part := func(title string, text string) { fmt.Fprintf(&b, "# %s\n\n%s\n", title, text) }
	base := matrix(nil, false)
	part("What each role may do, where the edition settles nothing", base)
	changed := func(text string) string {
		was := strings.Split(base, "\n")
		var out []string
		for i, line := range strings.Split(text, "\n") {
			if i < 3 || line != was[i] {
				out = append(out, line)
			}
		}
		return strings.Join(out, "\n") + "\n"
	}
	for _, aspect := range []Aspect{Enter, See, Confirm} {
		for _, reach := range Reaches[aspect] {
			s := Setting{Edition: 26, Side: "beijing"}
			switch aspect {
			case Enter:
				s.Enter = reach
			case See:
				s.See = reach
			case Confirm:
				s.Confirm = reach
			}
			if reach == defaults[aspect] {
				if text := matrix(Settings{s}, false); text != base {
					t.Errorf("to say that the side may %s %s changes something", aspect, reach)
				}
				continue
			}
			part(fmt.Sprintf("What changes where the side may %s: %s", aspect, reach), changed(matrix(Settings{s}, false)))
		}
	}
	part("What changes for those with a role in the installation, about the installation", changed(matrix(nil, true)))
	other := Settings{{Edition: 25, Side: "beijing", Enter: Nobody, See: Own, Confirm: Nobody}, {Edition: 26, Side: "hongkong", Enter: Nobody, See: Own, Confirm: Nobody}}
	if matrix(other, false) != base {
		t.Error("what is settled for another edition or another side changes something")
	}
	golden(t, "testdata/matrix.txt", b.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s differs; look at it, and type go test ./access -update when it is right:\n%s", name, d)
	}
}

// What must hold whatever the table says.
func TestTheTableKeepsThePlan(t *testing.T) {
	changes := []Action{WriteDraft, Submit, Review, Correct, Restore, Merge, Attribute, ConfirmFor, Import, Declare, SetUp, SetEmbargo, SetSides, Define, WriteLead, ReportLanding, VerifyLanding, SetLimits, WriteScheme, Compose, Publish, InviteOffice, ManageGrants, ManageAccounts, Maintain}
	for _, r := range Rules() {
		for _, c := range changes {
			if r.Action == c && (r.Role == Auditor || r.Role == Public || r.Role == Member || r.Role == Delegate) {
				t.Errorf("%s may %s", r.Role, c)
			}
		}
		if r.Role == Public && r.Action != ReadPublished {
			t.Errorf("the public may %s", r.Action)
		}
		if r.Role == Office && !r.Own {
			t.Errorf("an office may %s what is not its own", r.Action)
		}
	}
	for _, action := range Actions {
		if AllRefused(actors()[Operator], action) && AllRefused(actors()[Secretariat], action) && AllRefused(actors()[Office], action) &&
			AllRefused(actors()[Administrator], action) && AllRefused(Actor{}, action) && AllRefused(Actor{Account: "me"}, action) {
			t.Errorf("nobody may %s", action)
		}
		if !lang.Has("access.action." + string(action)) {
			t.Errorf("%s has no words", action)
		}
	}
	for _, role := range Roles {
		if !lang.Has("access.role." + string(role)) {
			t.Errorf("%s has no words", role)
		}
	}
	for _, r := range Rules() {
		q := cell(r.Action, true, true, true, true)
		if Decide(Actor{Account: "me", Grants: []Grant{{Account: "me", Role: "forged"}}}, q, nil) && r.Role != Public && r.Role != Member &&
			!Decide(Actor{Account: "me"}, q, nil) {
			t.Errorf("a role that does not exist may %s", r.Action)
		}
	}
}

func TestARouteNamesAnActionOfTheTable(t *testing.T) {
	var r Routes
	if got := r.Add("GET /{fair}/review", Review); got != "GET /{fair}/review" {
		t.Error(got)
	}
	refused := func(pattern string, action Action) (why any) {
		defer func() { why = recover() }()
		r.Add(pattern, action)
		return nil
	}
	if refused("GET /x", "") == nil || refused("GET /x", "invented") == nil || refused("GET /{fair}/review", Correct) == nil {
		t.Error("a route without an action of the table, or twice, is taken")
	}
	if d := cmp.Diff([]Route{{"GET /{fair}/review", Review}}, r.List()); d != "" {
		t.Error(d)
	}
	if _, ok := r.Of("GET /y"); ok {
		t.Error("a route that was not added has an action")
	}
}

func TestAnEmbargoHoldsUntilItsTime(t *testing.T) {
	at := time.Date(2023, 11, 29, 10, 0, 0, 0, time.UTC)
	es := Embargoes{{Edition: 26, Session: "s1", Ends: at.UnixMilli()}, {Edition: 27, Ends: at.UnixMilli()}}
	tests := []struct {
		name    string
		edition int64
		session string
		now     time.Time
		want    Action
	}{
		{"the session is held back", 26, "s1", at.Add(-1), ReadEmbargoed},
		{"it is released at the time", 26, "s1", at, ReadPublished},
		{"another session is not", 26, "s2", at.Add(-1), ReadPublished},
		{"nor the edition", 26, "", at.Add(-1), ReadPublished},
		{"an edition that is held back", 27, "", at.Add(-1), ReadEmbargoed},
		{"holds its sessions back", 27, "s1", at.Add(-1), ReadEmbargoed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := es.Reading(tt.edition, tt.session, tt.now); got != tt.want {
				t.Errorf("it is %s, want %s", got, tt.want)
			}
		})
	}
}
