package store_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// authenticator is what a person holds in the hand: RFC 6238, written a second time.
func authenticator(secret string, at time.Time) string {
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		panic(err)
	}
	mac := hmac.New(sha1.New, key)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(at.Unix()/30)))
	sum := mac.Sum(nil)
	o := sum[19] & 15
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[o:o+4])&0x7fffffff%1000000)
}

func TestAGrantStandsInTheJournalOfItsFair(t *testing.T) {
	eachHouse(t, func(h *house) {
		ctx := h.Context()
		beginFair(t, h.db, "one", 26)
		beginFair(t, h.db, "two", 26)
		a := h.person("a@example.org")
		token, _ := h.signIn(a.Email, password)
		g, err := h.db.Grant(ctx, "one", access.System, access.Grant{Account: a.ID, Role: access.Office, Side: "beijing", Office: "chaoyang"})
		h.ok(err)
		_, err = h.db.Grant(ctx, "one", access.System, access.Grant{Account: a.ID, Role: access.Office, Side: "beijing", Office: "chaoyang"})
		h.is(err, "access.grant.held")
		_, err = h.db.Grant(ctx, "one", access.System, access.Grant{Account: "nobody", Role: access.Press})
		h.is(err, "access.account.unknown")
		_, err = h.db.Grant(ctx, "one", access.System, access.Grant{Account: a.ID, Role: access.Operator})
		h.is(err, "error.record")

		s, _, err := h.db.Session(ctx, token)
		h.ok(err)
		if !s.Renew {
			t.Error("the session need not be renewed")
		}
		next, err := h.db.RenewSession(ctx, token)
		h.ok(err)
		if s, _, err = h.db.Session(ctx, next); err != nil || s.Renew {
			t.Errorf("it must be renewed again: %v, %v", s, err)
		}

		one, err := h.db.Actor(ctx, "one", a.ID)
		h.ok(err)
		if d := cmp.Diff(access.Actor{Account: a.ID, Grants: []access.Grant{g}}, one); d != "" {
			t.Error(d)
		}
		two, err := h.db.Actor(ctx, "two", a.ID)
		h.ok(err)
		if d := cmp.Diff([]access.Grant{}, two.Grants); d != "" {
			t.Errorf("it holds something in another fair: %s", d)
		}
		h.ok(h.db.Revoke(ctx, "one", access.System, g.ID))
		if err := h.db.Revoke(ctx, "one", access.System, g.ID); lang.CodeOf(err) != lang.CodeNotFound {
			t.Errorf("it is taken back twice: %v", err)
		}
		if one, err = h.db.Actor(ctx, "one", a.ID); err != nil || len(one.Grants) > 0 {
			t.Errorf("after it was taken back: %v, %v", one, err)
		}
		v, err := h.db.View(ctx, "one", -1)
		h.ok(err)
		history, err := store.History[access.Grant](ctx, v, g.ID)
		if err != nil || len(history) != 1 || history[0].Until != v.At {
			t.Errorf("the journal says %v, %v", history, err)
		}
		h.verify("one")
	})
}

func TestTheTableIsAskedWithTheSettingsOfTheFair(t *testing.T) {
	eachHouse(t, func(h *house) {
		ctx := h.Context()
		beginFair(t, h.db, "one", 26)
		a := h.person("a@example.org")
		_, err := h.db.Grant(ctx, "one", access.System, access.Grant{Account: a.ID, Role: access.Secretariat, Side: "beijing"})
		h.ok(err)
		who, err := h.db.Actor(ctx, "one", a.ID)
		h.ok(err)
		other := access.Question{Action: access.Correct, Edition: 26, Side: "hongkong"}
		h.is(h.db.Allow(ctx, "one", who, other, "agreement/x"), "access.refused")
		set := func(r access.Reach) {
			t.Helper()
			updateFair(t, h.db, "one", func(tx *store.Tx) error {
				return tx.SetSides(ctx, access.Setting{Edition: 26, Side: "beijing", Enter: r}, created)
			})
		}
		set(access.All)
		h.ok(h.db.Allow(ctx, "one", who, other, "agreement/x"))
		set(access.Nobody)
		h.is(h.db.Allow(ctx, "one", who, other, "agreement/y"), "access.refused")
		h.is(h.db.Allow(ctx, "one", access.Actor{}, other, "agreement/x"), "access.refused")
		v, err := h.db.View(ctx, "one", -1)
		h.ok(err)
		settings, err := v.Settings(ctx)
		if err != nil || len(settings) != 1 || settings[0].Enter != access.Nobody {
			t.Errorf("the settings are %+v, %v", settings, err)
		}

		ends := time.UnixMilli(h.clock.Load()).Add(time.Hour)
		for range 2 { // the second takes the place of the first
			updateFair(t, h.db, "one", func(tx *store.Tx) error {
				ends = ends.Add(time.Hour)
				return tx.SetEmbargo(ctx, access.Embargo{Edition: 26, Ends: ends.UnixMilli()}, created)
			})
		}
		if v, err = h.db.View(ctx, "one", -1); err != nil {
			t.Fatal(err)
		}
		es, err := v.Embargoes(ctx)
		if err != nil || len(es) != 1 || !es.Holds(26, "", ends.Add(-1)) || es.Holds(26, "", ends) {
			t.Errorf("the embargoes are %+v, %v", es, err)
		}
		h.verify("one")
	})
}

func TestARefusalIsWrittenDownOnceAnHour(t *testing.T) {
	eachHouse(t, func(h *house) {
		ctx := h.Context()
		beginFair(t, h.db, "one", 26)
		a := h.person("a@example.org")
		who, err := h.db.Actor(ctx, "one", a.ID)
		h.ok(err)
		refused := func() int {
			rows, err := h.db.Events(ctx, "one", a.ID, 0, 1000)
			h.ok(err)
			return len(rows)
		}
		ask := func(action access.Action, subject string) {
			h.is(h.db.Allow(ctx, "one", who, access.Question{Action: action}, subject), "access.refused")
		}
		ask(access.ReadRecord, "agreement/1")
		ask(access.ReadRecord, "agreement/1")
		ask(access.ReadRecord, "agreement/2")
		ask(access.Correct, "agreement/1")
		if n := refused(); n != 3 {
			t.Errorf("%d refusals were written down", n)
		}
		h.pass(time.Hour)
		ask(access.ReadRecord, "agreement/1")
		if n := refused(); n != 4 {
			t.Errorf("%d refusals after an hour", n)
		}
		for i := range 150 {
			ask(access.ReadRecord, fmt.Sprint("agreement/\n", i))
		}
		if n := refused(); n > 110 {
			t.Errorf("%d refusals: the journal can be filled", n)
		}
		rows, err := h.db.Events(ctx, "one", a.ID, 0, 1)
		h.ok(err)
		if len(rows) != 1 || rows[0].Value.Subject == "" {
			t.Errorf("the latest is %v", rows)
		}
		fairs, err := h.db.Fairs(ctx)
		if d := cmp.Diff([]string{"one"}, fairs); d != "" || err != nil {
			t.Errorf("the fairs are %v, %v; the accounts are none", fairs, err)
		}
		head, err := h.db.Head(ctx, journal.Accounts)
		if err != nil || head == 0 {
			t.Errorf("the accounts have no journal: %d, %v", head, err)
		}
	})
}
