package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// A house is an installation with a clock that stands still until it is moved.
type house struct {
	*testing.T
	db    *store.DB
	clock atomic.Int64 // milliseconds
}

func (h *house) pass(d time.Duration) { h.clock.Add(d.Milliseconds()) }

const base = "https://fair.example.org"

var visitor = access.Client{Agent: "Browser", Address: "192.0.2.1"}

// eachHouse runs a test in an empty installation on each engine. Passwords are cheap to try.
func eachHouse(t *testing.T, test func(h *house)) {
	t.Parallel()
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			h := &house{T: t}
			h.clock.Store(time.Date(2023, 11, 29, 8, 0, 0, 0, time.UTC).UnixMilli())
			dir := t.TempDir()
			db, err := store.Open(t.Context(), e.fresh(t), store.Options{
				Key: filepath.Join(dir, "key"), Checkpoints: filepath.Join(dir, "checkpoints"), Cost: access.Cost{Memory: 64, Passes: 1, Threads: 1},
				Now: func() time.Time { return time.UnixMilli(h.clock.Load()) },
			})
			if err != nil {
				t.Fatal(err)
			}
			h.db = db
			t.Cleanup(func() {
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			})
			test(h)
			h.verify(journal.Accounts)
		})
	}
}

func (h *house) verify(fair string) {
	h.Helper()
	v, err := h.db.Verify(h.Context(), fair, nil, nil)
	if err != nil || len(v.Findings) > 0 {
		h.Errorf("%s does not verify: %v, %v", fair, v.Findings, err)
	}
}

func (h *house) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// is fails the test when the error is another than the one of the key.
func (h *house) is(err error, key string) {
	h.Helper()
	if got := refusalKey(err); got != key {
		h.Fatalf("the error is %q (%v), want %q", got, err, key)
	}
}

func refusalKey(err error) string {
	e, ok := err.(*lang.Error)
	if !ok {
		return ""
	}
	return e.Key
}

// token returns the token of the last mail to an address.
func (h *house) token(email string) string {
	h.Helper()
	mails, err := h.db.Mails(h.Context(), journal.Accounts, store.MailWaiting, 100)
	h.ok(err)
	for _, m := range mails {
		if found := regexp.MustCompile(`/account/\w+/(\S+)`).FindStringSubmatch(m.Body); found != nil && m.To == email {
			return found[1]
		}
	}
	h.Fatalf("no mail to %s: %v", email, mails)
	return ""
}

const password = "correct horse battery"

// person makes an account and takes up its invitation.
func (h *house) person(email string) access.Account {
	h.Helper()
	a, err := h.db.AddAccount(h.Context(), access.System, access.Account{Email: email, Name: "Somebody", Tag: lang.En})
	h.ok(err)
	h.ok(h.db.Invite(h.Context(), access.System, a.ID, base))
	a, err = h.db.SetPassword(h.Context(), access.Invitation, h.token(email), password)
	h.ok(err)
	return a
}

func (h *house) signIn(email, password string) (string, access.Session) {
	h.Helper()
	token, s, err := h.db.SignIn(h.Context(), email, password, visitor)
	h.ok(err)
	return token, s
}

func (h *house) kinds() string {
	h.Helper()
	rows, err := h.db.Events(h.Context(), "", "", 0, 100)
	h.ok(err)
	var kinds []string
	for _, r := range rows {
		kinds = append([]string{string(r.Value.Kind)}, kinds...)
	}
	return strings.Join(kinds, " ")
}

func TestAnInvitationIsTakenUpOnce(t *testing.T) {
	eachHouse(t, func(h *house) {
		ctx := h.Context()
		a, err := h.db.AddAccount(ctx, access.System, access.Account{Email: " Office@Example.org ", Name: "朝阳区", Tag: lang.Hans})
		h.ok(err)
		_, err = h.db.AddAccount(ctx, access.System, access.Account{Email: "office@EXAMPLE.org", Name: "Another", Tag: lang.En})
		h.is(err, "access.account.exists")
		_, err = h.db.AddAccount(ctx, access.System, access.Account{Email: "no address", Name: "Another", Tag: lang.En})
		h.is(err, "error.record")
		_, _, err = h.db.SignIn(ctx, a.Email, "", visitor)
		h.is(err, "access.sign_in")

		h.ok(h.db.Invite(ctx, access.System, a.ID, base))
		first := h.token(a.Email)
		h.pass(time.Second)
		h.ok(h.db.Invite(ctx, access.System, a.ID, base))
		second := h.token(a.Email)
		if first == second {
			t.Fatal("the second invitation is the first")
		}
		_, err = h.db.SetPassword(ctx, access.Invitation, first, password)
		h.is(err, "access.token") // the second takes the place of the first
		_, err = h.db.SetPassword(ctx, access.Recovery, second, password)
		h.is(err, "access.token") // it is for its purpose alone
		_, err = h.db.SetPassword(ctx, access.Invitation, second, "short")
		h.is(err, "access.password.length")
		_, err = h.db.SetPassword(ctx, access.Invitation, second, password)
		h.ok(err)
		_, err = h.db.SetPassword(ctx, access.Invitation, second, password+"!")
		h.is(err, "access.token")
		h.is(h.db.Invite(ctx, access.System, a.ID, base), "access.account.joined")

		token, s := h.signIn("OFFICE@example.org", password)
		got, b, err := h.db.Session(ctx, token)
		h.ok(err)
		s.Current = true
		if d := cmp.Diff(s, got); d != "" || b.ID != a.ID || b.State != access.Active {
			t.Errorf("%s\n%+v", d, b)
		}
		if got, want := h.kinds(), "added invited invited joined"; got != want {
			t.Errorf("the events are %s, want %s", got, want)
		}
	})
}

func TestATokenIsGoodForItsTime(t *testing.T) {
	eachHouse(t, func(h *house) {
		ctx := h.Context()
		a := h.person("a@example.org")
		h.ok(h.db.RequestRecovery(ctx, a.Email, base))
		h.pass(access.RecoveryLasts)
		_, err := h.db.SetPassword(ctx, access.Recovery, h.token(a.Email), password+"2")
		h.is(err, "access.token")
		h.ok(h.db.RequestRecovery(ctx, a.Email, base))
		old, _ := h.signIn(a.Email, password)
		token := h.token(a.Email)
		if b, err := h.db.TokenAccount(ctx, access.Recovery, token); err != nil || b.ID != a.ID || b.Password != "" {
			t.Errorf("the token is for %+v, %v", b, err)
		}
		_, err = h.db.SetPassword(ctx, access.Recovery, token, password+"2")
		h.ok(err)
		_, _, err = h.db.Session(ctx, old)
		h.is(err, "access.session") // whoever knew the old password is out
		_, _, err = h.db.SignIn(ctx, a.Email, password, visitor)
		h.is(err, "access.sign_in")
		h.signIn(a.Email, password+"2")
	})
}

func TestAnswersDoNotTellWhetherThereIsAnAccount(t *testing.T) {
	eachHouse(t, func(h *house) {
		ctx := h.Context()
		a := h.person("a@example.org")
		idle, err := h.db.AddAccount(ctx, access.System, access.Account{Email: "idle@example.org", Name: "Idle", Tag: lang.En})
		h.ok(err)
		gone := h.person("gone@example.org")
		h.ok(h.db.SetDisabled(ctx, access.System, gone.ID, true))
		answers := map[string][]string{}
		for _, email := range []string{a.Email, idle.Email, gone.Email, "nobody@example.org", "no address"} {
			for range 8 {
				_, _, err := h.db.SignIn(ctx, email, "wrong", visitor)
				answers[email] = append(answers[email], err.Error())
			}
			for range 8 {
				said := ""
				if err := h.db.RequestRecovery(ctx, email, base); err != nil {
					said = err.Error()
				}
				answers[email] = append(answers[email], said)
			}
		}
		for email, said := range answers {
			if d := cmp.Diff(answers[a.Email], said); d != "" {
				t.Errorf("%s is answered in another way:\n%s", email, d)
			}
		}
	})
}

// The work of a sign-in is the same with an account and without: what takes the time, the
// password, is tried in any case.
func TestTheTimeDoesNotTellWhetherThereIsAnAccount(t *testing.T) {
	dir := t.TempDir()
	db, err := store.Open(t.Context(), filepath.Join(dir, "fair.db"), store.Options{Cost: access.Cost{Memory: 16 << 10, Passes: 4, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	// The shortest of many, in turns: the machine may be busy with something else.
	try := func(email string, least time.Duration) time.Duration {
		start := time.Now()
		if _, _, err := db.SignIn(t.Context(), email, "wrong", visitor); refusalKey(err) != "access.sign_in" {
			t.Fatal(err)
		}
		return min(least, time.Since(start))
	}
	with, without := time.Hour, time.Hour
	for i := range 20 {
		known, unknown := fmt.Sprintf("a%d@example.org", i), fmt.Sprintf("b%d@example.org", i)
		if _, err := db.AddAccount(t.Context(), access.System, access.Account{Email: known, Name: "A", Tag: lang.En}); err != nil {
			t.Fatal(err)
		}
		with, without = try(known, with), try(unknown, without)
	}
	if with > 2*without || without > 2*with {
		t.Errorf("it takes %v with an account and %v without", with, without)
	}
}

// Passwords are what takes the time: as many are worked on for an address with an account as for one
// without, and none where only a link is asked for or a token is made up.
func TestAsManyPasswordsAreWorkedOnForEveryAddress(t *testing.T) {
	eachHouse(t, func(h *house) {
		ctx := h.Context()
		active, gone := h.person("active@example.org"), h.person("gone@example.org")
		h.ok(h.db.SetDisabled(ctx, access.System, gone.ID, true))
		invited, err := h.db.AddAccount(ctx, access.System, access.Account{Email: "invited@example.org", Name: "A", Tag: lang.En})
		h.ok(err)
		work := func(fn func(email string)) map[string]int64 {
			counts := map[string]int64{}
			for _, email := range []string{active.Email, gone.Email, invited.Email, "nobody@example.org", "no address", ""} {
				before := h.db.Hashed()
				fn(email)
				counts[email] = h.db.Hashed() - before
			}
			return counts
		}
		for what, one := range map[string]struct {
			do   func(email string)
			want int64
		}{
			"signing in": {func(email string) {
				_, _, err := h.db.SignIn(ctx, email, "wrong", visitor)
				h.is(err, "access.sign_in")
			}, 1},
			"asking for a link": {func(email string) { h.ok(h.db.RequestRecovery(ctx, email, base)) }, 0},
			"a link that is made up": {func(string) {
				_, err := h.db.SetPassword(ctx, access.Recovery, access.NewSecret(), password)
				h.is(err, "access.token")
			}, 0},
		} {
			for email, n := range work(one.do) {
				if n != one.want {
					t.Errorf("%s with %q: %d passwords were worked on, not %d", what, email, n, one.want)
				}
			}
		}
		// Whoever has to wait is told so at once, with an account or without.
		for range 4 {
			work(func(email string) { h.db.SignIn(ctx, email, "wrong", visitor) })
		}
		for email, n := range work(func(email string) {
			_, _, err := h.db.SignIn(ctx, email, password, visitor)
			h.is(err, "access.wait")
		}) {
			if n != 0 {
				t.Errorf("%q has to wait, but a password was worked on", email)
			}
		}
	})
}

func TestAttemptsHaveToWait(t *testing.T) {
	eachHouse(t, func(h *house) {
		ctx := h.Context()
		a := h.person("a@example.org")
		for range 5 {
			_, _, err := h.db.SignIn(ctx, a.Email, "wrong", visitor)
			h.is(err, "access.sign_in")
		}
		_, _, err := h.db.SignIn(ctx, a.Email, password, visitor)
		h.is(err, "access.wait") // the right password is not looked at either
		h.pass(30 * time.Second)
		_, _, err = h.db.SignIn(ctx, a.Email, "wrong", visitor)
		h.is(err, "access.sign_in")
		h.pass(30 * time.Second)
		_, _, err = h.db.SignIn(ctx, a.Email, password, visitor)
		h.is(err, "access.wait")
		lines, err := h.db.AccountList(ctx, "", 10)
		h.ok(err)
		if len(lines) != 1 || lines[0].Locked.IsZero() || lines[0].Password != "" {
			t.Errorf("the list says %+v", lines)
		}
		h.ok(h.db.Unlock(ctx, access.System, a.ID))
		h.signIn(a.Email, password)
		for range 5 {
			_, _, err := h.db.SignIn(ctx, a.Email, "wrong", visitor)
			h.is(err, "access.sign_in")
		}
		h.pass(time.Minute)
		h.signIn(a.Email, password)
		if got, want := h.kinds(), "added invited joined unlocked locked"; got != want {
			t.Errorf("the events are %s, want %s", got, want)
		}
	})
}

func TestManyAttemptsAtOnceAreNoMoreThanFive(t *testing.T) {
	eachHouse(t, func(h *house) {
		a := h.person("a@example.org")
		var looked atomic.Int64
		var all sync.WaitGroup
		for range 40 {
			all.Go(func() {
				if _, _, err := h.db.SignIn(context.WithoutCancel(h.Context()), a.Email, "wrong", visitor); refusalKey(err) == "access.sign_in" {
					looked.Add(1)
				}
			})
		}
		all.Wait()
		if n := looked.Load(); n != 5 {
			t.Errorf("%d attempts were looked at", n)
		}
	})
}

func TestTheSecondStep(t *testing.T) {
	eachHouse(t, func(h *house) {
		ctx := h.Context()
		a := h.person("a@example.org")
		token, _ := h.signIn(a.Email, password)
		other, _ := h.signIn(a.Email, password)
		secret, err := h.db.BeginSecondStep(ctx, a.ID)
		h.ok(err)
		if _, s := h.signIn(a.Email, password); s.Pending {
			t.Error("it is asked for before it is in force")
		}
		_, _, err = h.db.EndSecondStep(ctx, token, "000000")
		h.is(err, "access.code")
		codes, next, err := h.db.EndSecondStep(ctx, token, h.code(secret))
		h.ok(err)
		for _, old := range []string{token, other} {
			_, _, err := h.db.Session(ctx, old)
			h.is(err, "access.session")
		}
		_, _, err = h.db.Session(ctx, next)
		h.ok(err)

		pending, s := h.signIn(a.Email, password)
		if !s.Pending {
			t.Fatal("no code is asked for")
		}
		_, _, err = h.db.Session(ctx, pending)
		h.is(err, "access.session") // the password alone opens nothing
		_, err = h.db.RenewSession(ctx, pending)
		h.is(err, "access.session")
		_, _, err = h.db.SignInCode(ctx, pending, h.code(secret))
		h.is(err, "access.code") // it was used to put the step in force
		h.pass(30 * time.Second)
		full, s, err := h.db.SignInCode(ctx, pending, h.code(secret))
		h.ok(err)
		if full == pending || s.Pending {
			t.Error("the session is not a new one")
		}
		_, _, err = h.db.SignInCode(ctx, pending, codes[0])
		h.is(err, "access.session")

		pending, _ = h.signIn(a.Email, password)
		_, _, err = h.db.SignInCode(ctx, pending, h.code(secret))
		h.is(err, "access.code") // a code that was seen over a shoulder
		_, _, err = h.db.SignInCode(ctx, pending, strings.ToUpper(strings.ReplaceAll(codes[0], "-", " ")))
		h.ok(err)
		pending, _ = h.signIn(a.Email, password)
		_, _, err = h.db.SignInCode(ctx, pending, codes[0])
		h.is(err, "access.code")
		for range 4 {
			_, _, err = h.db.SignInCode(ctx, pending, "123456")
			h.is(err, "access.code")
		}
		_, _, err = h.db.SignInCode(ctx, pending, codes[1])
		h.is(err, "access.wait")
		h.pass(access.PendingLasts)
		_, _, err = h.db.SignInCode(ctx, pending, codes[1])
		h.is(err, "access.session")

		_, err = h.db.RemoveSecondStep(ctx, full, "wrong")
		h.is(err, "access.password.old")
		_, err = h.db.RemoveSecondStep(ctx, full, password)
		h.ok(err)
		if _, s := h.signIn(a.Email, password); s.Pending {
			t.Error("a code is still asked for")
		}
		if got, want := h.kinds(), "added invited joined second_step recovery_code second_step_removed"; got != want {
			t.Errorf("the events are %s, want %s", got, want)
		}
	})
}

// code returns what an authenticator shows: of the codes of six digits the one that is taken.
func (h *house) code(secret string) string {
	h.Helper()
	return authenticator(secret, time.UnixMilli(h.clock.Load()))
}

func TestSessions(t *testing.T) {
	eachHouse(t, func(h *house) {
		ctx := h.Context()
		a, b := h.person("a@example.org"), h.person("b@example.org")
		token, _ := h.signIn(a.Email, password)
		h.pass(time.Minute)
		second, s := h.signIn(a.Email, password)
		theirs, _ := h.signIn(b.Email, password)
		list, err := h.db.Sessions(ctx, token)
		h.ok(err)
		if len(list) != 2 || list[0].ID != s.ID || list[0].Current || !list[1].Current || list[1].Agent != "Browser" {
			t.Errorf("the list is %+v", list)
		}
		h.ok(h.db.RevokeSession(ctx, b.ID, s.ID)) // another's: nothing happens
		_, _, err = h.db.Session(ctx, second)
		h.ok(err)
		h.ok(h.db.RevokeSession(ctx, a.ID, s.ID))
		_, _, err = h.db.Session(ctx, second)
		h.is(err, "access.session")

		next, err := h.db.RenewSession(ctx, token)
		h.ok(err)
		_, _, err = h.db.Session(ctx, token)
		h.is(err, "access.session")
		_, err = h.db.RenewSession(ctx, token)
		h.is(err, "access.session")
		h.pass(access.SessionIdle - time.Second)
		_, _, err = h.db.Session(ctx, next) // and it has been used now
		h.ok(err)
		_, _, err = h.db.Session(ctx, theirs)
		h.ok(err)
		h.pass(time.Minute)
		_, _, err = h.db.Session(ctx, next)
		h.ok(err)
		for range 5 {
			h.pass(access.SessionIdle - time.Minute)
			_, _, err = h.db.Session(ctx, next)
			h.ok(err)
		}
		h.pass(access.SessionIdle - time.Minute)
		_, _, err = h.db.Session(ctx, next)
		h.is(err, "access.session") // at its end, however much it was used

		token, _ = h.signIn(a.Email, password)
		_, err = h.db.ChangePassword(ctx, token, "wrong", password+"2", visitor)
		h.is(err, "access.password.old")
		next, err = h.db.ChangePassword(ctx, token, password, password+"2", visitor)
		h.ok(err)
		_, _, err = h.db.Session(ctx, token)
		h.is(err, "access.session")
		_, _, err = h.db.Session(ctx, next)
		h.ok(err)
		h.ok(h.db.SignOut(ctx, next))
		h.ok(h.db.SignOut(ctx, next))
		_, _, err = h.db.Session(ctx, next)
		h.is(err, "access.session")

		token, _ = h.signIn(a.Email, password+"2")
		h.ok(h.db.SetDisabled(ctx, access.System, a.ID, true))
		_, _, err = h.db.Session(ctx, token)
		h.is(err, "access.session")
		for _, forged := range []string{"", "x", access.HashSecret(token), strings.ToUpper(token)} {
			_, _, err = h.db.Session(ctx, forged)
			h.is(err, "access.session")
		}
	})
}

func TestAResetTakesEverything(t *testing.T) {
	eachHouse(t, func(h *house) {
		ctx := h.Context()
		a := h.person("a@example.org")
		token, _ := h.signIn(a.Email, password)
		secret, err := h.db.BeginSecondStep(ctx, a.ID)
		h.ok(err)
		_, token, err = h.db.EndSecondStep(ctx, token, h.code(secret))
		h.ok(err)
		h.pass(time.Second)
		h.ok(h.db.Reset(ctx, access.System, a.ID, base))
		_, _, err = h.db.Session(ctx, token)
		h.is(err, "access.session")
		_, _, err = h.db.SignIn(ctx, a.Email, password, visitor)
		h.is(err, "access.sign_in")
		_, err = h.db.SetPassword(ctx, access.Recovery, h.token(a.Email), password+"3")
		h.ok(err)
		if _, s := h.signIn(a.Email, password+"3"); s.Pending {
			t.Error("a code is still asked for")
		}
	})
}

func TestAChangeOfAnAccountNamesTheOneItHasRead(t *testing.T) {
	eachHouse(t, func(h *house) {
		ctx := h.Context()
		a, b := h.person("a@example.org"), h.person("b@example.org")
		a, err := h.db.Account(ctx, a.ID)
		h.ok(err)
		a.Name = "First"
		h.ok(h.db.SetAccount(ctx, a.ID, a))
		a.Name = "Second"
		h.is(h.db.SetAccount(ctx, a.ID, a), "record.stale")
		a, err = h.db.AccountNamed(ctx, "A@example.org")
		h.ok(err)
		if a.Name != "First" {
			t.Errorf("the name is %s", a.Name)
		}
		a.Email = strings.ToUpper(b.Email)
		h.is(h.db.SetAccount(ctx, a.ID, a), "access.account.exists")
	})
}

// What stands in the database opens nothing, and the journal names nobody.
func TestNoSecretAndNoNameIsKeptWhereItShouldNotBe(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, address string) {
		a, err := db.AddAccount(t.Context(), access.System, access.Account{Email: "someone@example.org", Name: "Unmistakable", Tag: lang.En})
		if err == nil {
			err = db.Invite(t.Context(), access.System, a.ID, base)
		}
		if err != nil {
			t.Fatal(err)
		}
		f := newForger(t, db, address)
		var n int64
		err = f.sql.QueryRowContext(t.Context(), `select count(*) from journal where image like '%Unmistakable%' or image like '%example.org%' or actor like '%@%'`).Scan(&n)
		if err != nil || n != 0 {
			t.Errorf("%d entries name the person, %v", n, err)
		}
		mails, err := db.Mails(t.Context(), journal.Accounts, store.MailWaiting, 10)
		if err != nil || len(mails) != 1 {
			t.Fatal(mails, err)
		}
		token := regexp.MustCompile(`/account/\w+/(\S+)`).FindStringSubmatch(mails[0].Body)[1]
		err = f.sql.QueryRowContext(t.Context(), `select count(*) from account_token where hash = $1`, token).Scan(&n)
		if err != nil || n != 0 {
			t.Errorf("the token is kept as it is, %v", err)
		}
		if err := db.MailDone(t.Context(), mails[0], "", time.Time{}); err != nil {
			t.Fatal(err)
		}
		sent, err := db.Mails(t.Context(), journal.Accounts, store.MailSent, 10)
		if err != nil || len(sent) != 1 || sent[0].Body != "" {
			t.Errorf("a mail that was sent is kept as %+v, %v", sent, err)
		}
	})
}
