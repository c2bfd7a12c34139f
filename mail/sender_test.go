package mail_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/mail"
	"bridgehead/store"
)

// A post is an SMTP server on this machine, and what came of its conversations.
type post struct {
	mu       sync.Mutex
	answer   func(to string) error // nil: takes everything
	envelope []string              // recipients
	letters  []string
	talks    int  // conversations
	hangsUp  bool // once it has a letter
}

func (p *post) NewSession(c *smtp.Conn) (smtp.Session, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.talks++
	return &conversation{p: p, c: c}, nil
}

type conversation struct {
	p    *post
	c    *smtp.Conn
	to   []string
	took bool
}

func (c *conversation) Reset() {
	if c.to = nil; c.took && c.p.hangsUp {
		go c.c.Close() // the server holds it until this returns
	}
}

func (c *conversation) Logout() error { return nil }

func (c *conversation) Mail(string, *smtp.MailOptions) error { return nil }

func (c *conversation) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.p.mu.Lock()
	defer c.p.mu.Unlock()
	if c.p.answer != nil {
		if err := c.p.answer(to); err != nil {
			return err
		}
	}
	c.to = append(c.to, to)
	return nil
}

func (c *conversation) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	c.p.mu.Lock()
	defer c.p.mu.Unlock()
	c.p.envelope = append(c.p.envelope, c.to...)
	c.p.letters, c.took = append(c.p.letters, string(b)), true
	return err
}

// serve starts the server and returns its address.
func serve(t *testing.T, p *post) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := smtp.NewServer(p)
	s.Domain, s.ErrorLog = "localhost", slog.NewLogLogger(slog.DiscardHandler, 0)
	go s.Serve(l)
	t.Cleanup(func() { s.Close() })
	return "smtp+plain://" + l.Addr().String()
}

func open(t *testing.T, now func() time.Time) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "fair.db"), store.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func put(t *testing.T, db *store.DB, letters ...access.Letter) {
	t.Helper()
	err := db.Update(t.Context(), journal.Accounts, access.System, func(tx *store.Tx) error {
		for _, l := range letters {
			if err := tx.Mail(t.Context(), l); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func sender(t *testing.T, db *store.DB, address string) *mail.Sender {
	t.Helper()
	s, err := mail.New(db, address, "fair@example.org", "https://fair.example")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAnInvitationArrivesInThreeLanguages(t *testing.T) {
	p := &post{}
	address := serve(t, p)
	db := open(t, nil)
	for tag, want := range map[lang.Tag]string{lang.Hans: "邀请您使用桥头堡", lang.Hant: "邀請您使用橋頭堡", lang.En: "Your invitation to Bridgehead"} {
		a, err := db.AddAccount(t.Context(), access.System, access.Account{Email: strings.ToLower(string(tag)) + "@example.org", Name: "陈一, \"A\"", Tag: tag})
		if err == nil {
			err = db.Invite(t.Context(), access.System, a.ID, "https://fair.example.org/")
		}
		if err != nil {
			t.Fatal(err)
		}
		if n, err := sender(t, db, address).Send(t.Context()); n != 1 || err != nil {
			t.Fatalf("%d mails were sent, %v", n, err)
		}
		m, err := netmail.ReadMessage(strings.NewReader(p.letters[len(p.letters)-1]))
		if err != nil {
			t.Fatal(err)
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		if err != nil || subject != want {
			t.Errorf("the subject is %q, %v", subject, err)
		}
		to, err := m.Header.AddressList("To")
		if err != nil || len(to) != 1 || to[0].Address != a.Email || to[0].Name != a.Name {
			t.Errorf("it goes to %v, %v", to, err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(m.Body))
		if err != nil {
			t.Fatal(err)
		}
		if link := "https://fair.example.org/" + string(tag) + "/account/invitation/"; !strings.Contains(string(body), "\n"+link) && !strings.Contains(string(body), "\r\n"+link) {
			t.Errorf("the link does not stand on a line of its own:\n%s", body)
		}
		if m.Header.Get("Content-Language") != string(tag) || m.Header.Get("Auto-Submitted") != "auto-generated" {
			t.Errorf("the headers are %v", m.Header)
		}
	}
}

func TestNothingThatIsTypedBecomesAHeader(t *testing.T) {
	p := &post{}
	db := open(t, nil)
	put(t, db,
		access.Letter{To: "a@example.org", Name: "A\r\nBcc: b@example.org\r\n\r\nHello", Tag: lang.En, Kind: "changed"},
		access.Letter{To: "a@example.org>\r\nBcc: <b@example.org", Name: "A", Tag: lang.En, Kind: "changed"},
		access.Letter{To: "d@example.org", Name: `D" <b@example.org>, "x`, Tag: lang.En, Kind: "changed"},
		access.Letter{To: "c@example.org", Name: "C\r\n.\r\nMAIL FROM:<x@y>", Tag: lang.En, Kind: "changed"},
	)
	s := sender(t, db, serve(t, p))
	if _, err := s.Send(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(p.envelope, " "); got != "a@example.org d@example.org c@example.org" {
		t.Errorf("the mails went to %s", got)
	}
	for _, letter := range p.letters {
		m, err := netmail.ReadMessage(strings.NewReader(letter))
		if err != nil {
			t.Fatal(err)
		}
		if m.Header.Get("Bcc") != "" || len(m.Header["To"]) != 1 {
			t.Errorf("the headers are %v", m.Header)
		}
	}
	failed, err := db.Mails(t.Context(), journal.Accounts, store.MailFailed, 10)
	if err != nil || len(failed) != 1 || failed[0].Tries != 1 {
		t.Errorf("given up: %v, %v", failed, err)
	}
}

func TestAMailIsTriedAgainAndGivenUp(t *testing.T) {
	now := time.Now()
	db := open(t, func() time.Time { return now })
	p := &post{answer: func(to string) error {
		if strings.HasPrefix(to, "never") {
			return &smtp.SMTPError{Code: 550, Message: "no such person"}
		}
		return &smtp.SMTPError{Code: 451, Message: "later"}
	}}
	put(t, db, access.Letter{To: "never@example.org", Tag: lang.En, Kind: "changed"}, access.Letter{To: "later@example.org", Tag: lang.En, Kind: "changed"})
	address := serve(t, p)
	s := sender(t, db, address)
	if n, err := s.Send(t.Context()); n != 0 || err != nil {
		t.Fatal(n, err)
	}
	state := func(state string) []store.Mail {
		t.Helper()
		mails, err := db.Mails(t.Context(), journal.Accounts, state, 10)
		if err != nil {
			t.Fatal(err)
		}
		return mails
	}
	if f := state(store.MailFailed); len(f) != 1 || f[0].To != "never@example.org" || f[0].Failure == "" || f[0].Body != "" {
		t.Errorf("given up: %+v", f)
	}
	if w := state(store.MailWaiting); len(w) != 1 || w[0].To != "later@example.org" || w[0].Body == "" {
		t.Errorf("to be tried again: %+v", w)
	}
	if n, err := s.Send(t.Context()); n != 0 || err != nil || state(store.MailWaiting)[0].Tries != 1 {
		t.Errorf("it does not wait: %d, %v", n, err)
	}
	p.mu.Lock()
	p.answer = nil
	p.mu.Unlock()
	now = now.Add(2 * time.Minute)
	if n, err := s.Send(t.Context()); n != 1 || err != nil {
		t.Errorf("%d were sent, %v", n, err)
	}
	if len(state(store.MailWaiting)) != 0 || state(store.MailSent)[0].Sent.IsZero() {
		t.Error("it was sent and waits")
	}
	// No server at all is no reason to give up.
	put(t, db, access.Letter{To: "x@example.org", Tag: lang.En, Kind: "changed"})
	if n, err := sender(t, db, "smtp+plain://127.0.0.1:1").Send(t.Context()); n != 0 || err != nil || len(state(store.MailWaiting)) != 1 {
		t.Errorf("%d were sent, %v, %v", n, err, state(store.MailWaiting))
	}
}

func TestSeveralProcessesSendEachMailOnce(t *testing.T) {
	p := &post{}
	address := serve(t, p)
	db := open(t, nil)
	for i := range 30 {
		put(t, db, access.Letter{To: fmt.Sprintf("p%d@example.org", i), Tag: lang.En, Kind: "changed"})
	}
	var all sync.WaitGroup
	for range 3 {
		all.Go(func() {
			s, err := mail.New(db, address, "fair@example.org", "https://fair.example")
			for range 2 {
				if err == nil {
					_, err = s.Send(t.Context())
				}
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	seen := map[string]bool{}
	for _, to := range p.envelope {
		if seen[to] {
			t.Errorf("%s has two", to)
		}
		seen[to] = true
	}
	if len(seen) != 30 {
		t.Errorf("%d arrived", len(seen))
	}
}

func TestManyMailsAreSentWithoutAPauseBetween(t *testing.T) {
	p := &post{}
	db := open(t, nil)
	const many = 200 // with a pause after each twenty it would take eighteen seconds and more
	var letters []access.Letter
	for i := range many {
		letters = append(letters, access.Letter{To: fmt.Sprintf("a%d@example.org", i), Name: "A", Tag: lang.En, Kind: "changed"})
	}
	put(t, db, letters...)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	s := sender(t, db, serve(t, p))
	begun := time.Now()
	go func() {
		s.Run(ctx, slog.New(slog.DiscardHandler))
		close(ended)
	}()
	for sent := 0; sent < many && time.Since(begun) < 17*time.Second; time.Sleep(20 * time.Millisecond) {
		p.mu.Lock()
		sent = len(p.letters)
		p.mu.Unlock()
	}
	took := time.Since(begun)
	stop()
	<-ended
	if len(p.letters) != many || p.talks > 2 {
		t.Errorf("%d of %d mails were sent in %v, in %d conversations", len(p.letters), many, took, p.talks)
	}
	t.Logf("%d mails in %v", many, took)
}

// One mail that is refused is that one's alone, and a server that has hung up is called again.
func TestOneConnectionServesManyMailsAndIsMadeAnew(t *testing.T) {
	for _, hangsUp := range []bool{false, true} {
		p := &post{hangsUp: hangsUp, answer: func(to string) error {
			if strings.HasPrefix(to, "a5@") {
				return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "nobody of that name"}
			}
			return nil
		}}
		db := open(t, nil)
		var letters []access.Letter
		for i := range 10 {
			letters = append(letters, access.Letter{To: fmt.Sprintf("a%d@example.org", i), Name: "A", Tag: lang.En, Kind: "changed"})
		}
		put(t, db, letters...)
		sent, err := sender(t, db, serve(t, p)).Send(t.Context())
		p.mu.Lock()
		if most := map[bool]int{false: 2, true: 10}[hangsUp]; err != nil || sent != 9 || p.talks > most || hangsUp && p.talks < 5 {
			t.Errorf("hangs up %t: %d sent in %d conversations: %v", hangsUp, sent, p.talks, err)
		}
		seen := map[string]int{}
		for _, to := range p.envelope {
			seen[to]++
		}
		for i := range 10 {
			to, want := fmt.Sprintf("a%d@example.org", i), 1
			if i == 5 {
				want = 0
			}
			if seen[to] != want {
				t.Errorf("hangs up %t: %s has %d mails, not %d", hangsUp, to, seen[to], want)
			}
		}
		p.mu.Unlock()
	}
}

func TestAMailThatIsUnderWayAtTheEndIsNotSentAgain(t *testing.T) {
	ctx, end := context.WithCancel(t.Context())
	p := &post{answer: func(to string) error {
		end() // while the server has the mail in hand
		return nil
	}}
	now := time.Now()
	db := open(t, func() time.Time { return now })
	put(t, db, access.Letter{To: "a0@example.org", Name: "A", Tag: lang.En, Kind: "changed"}, access.Letter{To: "a1@example.org", Name: "A", Tag: lang.En, Kind: "changed"})
	address := serve(t, p)
	if sent, err := sender(t, db, address).Send(ctx); sent != 1 || !errors.Is(err, context.Canceled) {
		t.Errorf("%d sent before the end: %v", sent, err)
	}
	now = now.Add(24 * time.Hour) // whatever was claimed is free again
	if sent, err := sender(t, db, address).Send(t.Context()); sent != 1 || err != nil {
		t.Errorf("%d sent after it: %v", sent, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	slices.Sort(p.envelope)
	if !slices.Equal(p.envelope, []string{"a0@example.org", "a1@example.org"}) {
		t.Errorf("sent to %v", p.envelope)
	}
}

func TestAServerIsNamedByAnAddress(t *testing.T) {
	for _, good := range []string{"smtp://mail.example.org", "smtps://a:b@mail.example.org:465", "smtp+plain://localhost:25", "smtp+plain://[::1]"} {
		if _, err := mail.New(nil, good, "fair@example.org", ""); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{"", "mail.example.org", "http://mail.example.org", "smtp://", "smtp+plain://mail.example.org", "smtp+plain://u:p@localhost", "smtp://x:99999"} {
		if _, err := mail.New(nil, bad, "fair@example.org", ""); lang.CodeOf(err) != lang.CodeInvalid {
			t.Errorf("%s: %v", bad, err)
		}
	}
	if _, err := mail.New(nil, "smtp://u:secret@mail example", "fair@example.org", ""); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("the refusal shows the password: %v", err)
	}
	for _, from := range []string{"", "nobody", "a@b\r\nBcc: c@d"} {
		if _, err := mail.New(nil, "smtp://mail.example.org", from, ""); lang.CodeOf(err) != lang.CodeInvalid {
			t.Errorf("from %q: %v", from, err)
		}
	}
}

func TestWhatIsEnclosedArrivesAsItWas(t *testing.T) {
	p := &post{}
	address := serve(t, p)
	db := open(t, nil)
	text := "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:样例·林一\r\nEND:VCALENDAR\r\n"
	l := access.Letter{To: "guest@example.org", Name: "林一", Tag: lang.Hans, Kind: "meetings", Args: lang.Args{"lines": "一行", "fair": "样例", "n": 1}}
	l.With = []access.Enclosure{{Name: "a.ics", Type: "text/calendar; charset=utf-8; method=REQUEST", Text: text}}
	put(t, db, l)
	if n, err := sender(t, db, address).Send(t.Context()); err != nil || n != 1 {
		t.Fatalf("%d are sent: %v", n, err)
	}
	m, err := netmail.ReadMessage(strings.NewReader(p.letters[0]))
	if err != nil {
		t.Fatal(err)
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	var types []string
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		kind, params, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		if err != nil {
			t.Fatal(err)
		}
		types = append(types, kind+" "+params["method"])
		if kind != "text/calendar" {
			continue
		}
		var body io.Reader = base64.NewDecoder(base64.StdEncoding, part)
		if part.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
			body = quotedprintable.NewReader(part)
		}
		if got, err := io.ReadAll(body); err != nil || string(got) != text {
			t.Errorf("what arrives is %q: %v", got, err)
		}
	}
	if want := []string{"text/plain ", "text/calendar REQUEST"}; !slices.Equal(types, want) {
		t.Errorf("the parts are %q", types)
	}
	kept, err := db.Mails(t.Context(), journal.Accounts, store.MailSent, 1)
	if err != nil || len(kept) != 1 || len(kept[0].With) != 0 || kept[0].Body != "" {
		t.Errorf("what was sent keeps its text: %+v %v", kept, err)
	}
}
