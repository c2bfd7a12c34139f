package mail_test

import (
	"io"
	"mime/quotedprintable"
	netmail "net/mail"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bridgehead/access"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/mail"
	"bridgehead/store"
)

// texts are the letters that arrived, by recipient.
func (p *post) texts(t *testing.T) map[string][]string {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	out := map[string][]string{}
	for _, letter := range p.letters {
		m, err := netmail.ReadMessage(strings.NewReader(letter))
		if err != nil {
			t.Fatal(err)
		}
		to, err := m.Header.AddressList("To")
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
		if err != nil {
			t.Fatal(err)
		}
		out[to[0].Address] = append(out[to[0].Address], strings.ReplaceAll(string(body), "\r", ""))
	}
	return out
}

// notices is where the list of notices stands, below the address of a fair.
const notices = "/work" + "/notices"

func TestADigestArrivesOnceHoweverManyProcessesSendAndStartAgain(t *testing.T) {
	var clock atomic.Int64
	clock.Store(time.Date(2023, 11, 29, 8, 0, 0, 0, time.UTC).UnixMilli())
	now := func() time.Time { return time.UnixMilli(clock.Load()) }
	file := filepath.Join(t.TempDir(), "fair.db")
	openIt := func() *store.DB {
		t.Helper()
		db, err := store.Open(t.Context(), file, store.Options{Now: now, Cost: access.Cost{Memory: 64, Passes: 1, Threads: 1}})
		if err != nil {
			t.Fatal(err)
		}
		return db
	}
	db := openIt()
	p := &post{}
	address := serve(t, p)
	how := store.How{Action: journal.Created, Origin: journal.Origin{Kind: "form", ID: "x"}}
	err := db.Update(t.Context(), "test", access.System, func(tx *store.Tx) error {
		f := fair.Fair{ID: "test", Name: lang.Text{Hans: "样例洽谈会", Hant: "樣例洽談會", En: "Sample fair"}, Current: 26}
		if err := store.Put(t.Context(), tx, &f, 0, how); err != nil {
			return err
		}
		for _, n := range []int64{25, 26} {
			e := fair.Edition{ID: fair.EditionID(tx.NewID()), Number: n, Opened: "2023-11-29"}
			if err := store.Put(t.Context(), tx, &e, 0, how); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for tag, name := range map[lang.Tag]string{lang.Hans: "hans", lang.Hant: "hant", lang.En: "en"} {
		a, err := db.AddAccount(t.Context(), access.System, access.Account{Email: name + "@example.org", Name: name, Tag: tag})
		if err == nil {
			err = db.Invite(t.Context(), access.System, a.ID, "https://fair.example")
		}
		if err != nil {
			t.Fatal(err)
		}
		mails, err := db.Mails(t.Context(), journal.Accounts, store.MailWaiting, 1)
		if err != nil {
			t.Fatal(err)
		}
		_, token, _ := strings.Cut(mails[0].Body, "/account/invitation/")
		token, _, _ = strings.Cut(token, "\n")
		if _, err := db.SetPassword(t.Context(), access.Invitation, token, "four quite unrelated words"); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Grant(t.Context(), "test", access.System, access.Grant{Account: a.ID, Role: access.Auditor}); err != nil {
			t.Fatal(err)
		}
		if _, err := sender(t, db, address).Send(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	p.letters = nil
	for _, n := range []int64{25, 26} {
		err := db.Update(t.Context(), "test", access.System, func(tx *store.Tx) error {
			row, err := tx.EditionRow(t.Context(), n)
			if err != nil {
				return err
			}
			return tx.Declare(t.Context(), n, true, row.Since, journal.Origin{Kind: "form", ID: "x"})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	// Four processes on one record, each with a sender of its own.
	send := func() {
		t.Helper()
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				one, err := store.Open(t.Context(), file, store.Options{Now: now})
				if err != nil {
					t.Error(err)
					return
				}
				defer one.Close()
				s, err := mail.New(one, address, "fair@example.org", "https://fair.example")
				if err != nil {
					t.Error(err)
					return
				}
				for range 3 {
					if _, err := s.Send(t.Context()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
	}
	send()
	if got := p.texts(t); len(got) != 0 {
		t.Fatalf("the digest comes before its time: %v", got)
	}
	clock.Add((17 * time.Hour).Milliseconds()) // nine o'clock of the next morning in Beijing
	send()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = openIt()
	t.Cleanup(func() { db.Close() })
	send()
	clock.Add((72 * time.Hour).Milliseconds())
	send()
	got := p.texts(t)
	for name, want := range map[string][]string{
		"hans@example.org": {"第 25 届的记录已宣布齐全。", "第 26 届的记录已宣布齐全。", "https://fair.example/zh-Hans/test/editions/26", "https://fair.example/zh-Hans/test" + notices},
		"hant@example.org": {"第 25 屆的記錄已宣佈齊全。", "第 26 屆的記錄已宣佈齊全。", "https://fair.example/zh-Hant/test/editions/26", "https://fair.example/zh-Hant/test" + notices},
		"en@example.org":   {"The record of edition 25 was declared complete.", "The record of edition 26", "https://fair.example/en/test/editions/26", "https://fair.example/en/test" + notices},
	} {
		if len(got[name]) != 1 {
			t.Fatalf("%s gets %d mails: %q", name, len(got[name]), got[name])
		}
		for _, text := range want {
			if strings.Count(got[name][0], text) != 1 {
				t.Errorf("%s does not say %q once:\n%s", name, text, got[name][0])
			}
		}
	}
}
