package store_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/store"
)

// A sealed installation has two people with authenticators.
type sealed struct {
	*house
	address, dir string
	people       [2]access.Account
	secrets      [2]string
	codes        [2][]string
}

func (s *sealed) options() store.Options {
	return store.Options{
		Key: filepath.Join(s.dir, "fair.key"), Checkpoints: filepath.Join(s.dir, "checkpoints"), Cost: access.Cost{Memory: 64, Passes: 1, Threads: 1},
		Now: func() time.Time { return time.UnixMilli(s.clock.Load()) },
	}
}

// sealFile is beside the key that signs.
func (s *sealed) sealFile() string { return filepath.Join(s.dir, "fair.seal") }

func eachSealed(t *testing.T, test func(t *testing.T, s *sealed)) {
	t.Parallel()
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			s := &sealed{house: &house{T: t}, address: e.fresh(t), dir: t.TempDir()}
			s.clock.Store(time.Date(2023, 11, 29, 8, 0, 0, 0, time.UTC).UnixMilli())
			s.reopen()
			t.Cleanup(func() {
				if err := s.db.Close(); err != nil {
					t.Error(err)
				}
			})
			for i, email := range []string{"a@example.org", "b@example.org"} {
				s.people[i] = s.person(email)
				token, _ := s.signIn(email, password)
				var err error
				s.secrets[i], err = s.db.BeginSecondStep(t.Context(), s.people[i].ID)
				s.ok(err)
				s.codes[i], _, err = s.db.EndSecondStep(t.Context(), token, s.code(s.secrets[i]))
				s.ok(err)
			}
			s.pass(time.Minute)
			test(t, s)
		})
	}
}

// reopen opens the database as the next process does.
func (s *sealed) reopen() {
	s.Helper()
	if s.db != nil {
		s.ok(s.db.Close())
	}
	db, err := store.Open(s.Context(), s.address, s.options())
	s.ok(err)
	s.db = db
}

// second tries a code of somebody and returns the key of the refusal, or "".
func (s *sealed) second(i int, code string) string {
	s.Helper()
	s.pass(time.Minute)
	token, session := s.signIn(s.people[i].Email, password)
	if !session.Pending {
		s.Fatal("no code is asked for")
	}
	_, _, err := s.db.SignInCode(s.Context(), token, code)
	if err != nil && refusalKey(err) == "" {
		s.Fatal(err)
	}
	return refusalKey(err)
}

// current is the code that somebody's authenticator shows at the next attempt.
func (s *sealed) current(i int) string {
	s.pass(time.Minute)
	defer s.pass(-time.Minute)
	return s.code(s.secrets[i])
}

// kept is what the database holds of somebody's second step.
func (s *sealed) kept(t *testing.T, i int) string {
	t.Helper()
	var totp string
	err := newForger(t, s.db, s.address).sql.QueryRowContext(t.Context(), `select totp from account where fair_id = $1 and id = $2`, journal.Accounts, s.people[i].ID).Scan(&totp)
	s.ok(err)
	return totp
}

func (s *sealed) keep(t *testing.T, i int, totp string) {
	t.Helper()
	newForger(t, s.db, s.address).exec(`update account set totp = $1, totp_used = 0 where fair_id = $2 and id = $3`, totp, journal.Accounts, s.people[i].ID)
}

func TestADatabaseHoldsNoSecretOfAnAuthenticator(t *testing.T) {
	eachSealed(t, func(t *testing.T, s *sealed) {
		for i := range s.people {
			if totp := s.kept(t, i); !access.Sealed(totp) || strings.Contains(totp, s.secrets[i]) {
				t.Errorf("the database holds %q", totp)
			}
			if key := s.second(i, s.current(i)); key != "" {
				t.Errorf("the right code is refused: %s", key)
			}
		}
		if info, err := os.Stat(s.sealFile()); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the file of the key: %v, %v", info, err)
		}
		var backup bytes.Buffer
		if _, err := s.db.Backup(t.Context(), &backup); err != nil {
			t.Fatal(err)
		}
		// Whoever can write to the database cannot put an own authenticator in another's place.
		s.keep(t, 0, s.kept(t, 1))
		if key := s.second(0, s.current(1)); key != "access.seal" {
			t.Errorf("a secret that was copied from another account: %q", key)
		}
		s.keep(t, 0, s.secrets[1])
		if key := s.second(0, s.current(1)); key != "access.seal" {
			t.Errorf("a secret that is not sealed: %q", key)
		}
		// The backup opens with the key alone.
		for _, with := range []bool{true, false} {
			elsewhere := t.TempDir()
			for _, name := range []string{"fair.key", "fair.seal"} {
				b, err := os.ReadFile(filepath.Join(s.dir, name))
				s.ok(err)
				if name == "fair.key" || with {
					s.ok(os.WriteFile(filepath.Join(elsewhere, name), b, 0o600))
				}
			}
			other := *s
			other.dir, other.house = elsewhere, &house{T: t}
			other.clock.Store(s.clock.Load())
			var err error
			other.db, err = store.Restore(t.Context(), filepath.Join(elsewhere, "restored.db"), other.options(), bytes.NewReader(backup.Bytes()))
			s.ok(err)
			want := map[bool]string{true: "", false: "access.seal"}[with]
			if key := other.second(1, other.current(1)); key != want {
				t.Errorf("restored with the key: %v; a code is answered %q", with, key)
			}
			s.ok(other.db.Close())
		}
	})
}

func TestSecretsThatWereNotSealedAreWhenTheDatabaseIsOpened(t *testing.T) {
	eachSealed(t, func(t *testing.T, s *sealed) {
		s.keep(t, 0, s.secrets[0])
		s.keep(t, 1, s.secrets[1])
		s.ok(os.Remove(s.sealFile()))
		s.reopen()
		for i := range s.people {
			if totp := s.kept(t, i); !access.Sealed(totp) {
				t.Errorf("the database holds %q", totp)
			}
			if key := s.second(i, s.current(i)); key != "" {
				t.Errorf("the code is refused: %s", key)
			}
		}
	})
}

func TestWithoutTheKeyThatSealsRecoveryCodesAreTaken(t *testing.T) {
	eachSealed(t, func(t *testing.T, s *sealed) {
		ctx := context.WithoutCancel(t.Context())
		s.ok(os.Remove(s.sealFile()))
		s.reopen()
		if key := s.second(0, s.current(0)); key != "access.seal" {
			t.Errorf("a code without the key: %q", key)
		}
		if key := s.second(0, s.codes[0][0]); key != "" {
			t.Errorf("a recovery code without the key: %q", key)
		}
		// Another key is not made while there is something that it cannot open.
		_, err := s.db.BeginSecondStep(ctx, s.people[0].ID)
		s.is(err, "access.seal")
		if _, err := os.Stat(s.sealFile()); !os.IsNotExist(err) {
			t.Errorf("a key was made: %v", err)
		}
		s.ok(os.WriteFile(s.sealFile(), []byte("bm90IHRoaXJ0eS10d28gYnl0ZXM=\n"), 0o600))
		_, err = s.db.BeginSecondStep(ctx, s.people[0].ID)
		s.is(err, "access.seal")
		s.ok(os.Remove(s.sealFile()))
		for _, a := range s.people {
			s.ok(s.db.Reset(ctx, access.System, a.ID, base))
		}
		if _, err := s.db.BeginSecondStep(ctx, s.people[0].ID); err != nil {
			t.Errorf("nothing is sealed any more, but no second step can be set up: %v", err)
		}
	})
}
