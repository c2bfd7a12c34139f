package mail

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	netmail "net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"bridgehead/lang"
	"bridgehead/store"
)

// A Sender hands the mails of an outbox to a server.
type Sender struct {
	db     *store.DB
	client *gomail.Client
	from   string
	site   string // address to which the links in notices lead; "" when this process mails none
	domain string // of the sender's address: it ends every Message-ID
	now    func() time.Time
}

// timeout bounds one conversation with the server.
const timeout = 30 * time.Second

// New returns a sender by the server at an address: smtps://user:password@host for TLS from
// the start, smtp://user:password@host for TLS after STARTTLS, without which nothing is
// sent, or smtp+plain://host for a server on the same machine that has none. The address
// that mails come from is a plain one. Notices are mailed with links to the site; without its
// address by no process that has this sender. The error is invalid.
func New(db *store.DB, server, from, site string) (*Sender, error) {
	wrong := func(cause error) error {
		return lang.Invalid("mail.server").Because(cause)
	}
	u, err := url.Parse(server)
	if err != nil || u.Hostname() == "" {
		return nil, wrong(nil) // the cause would show the password
	}
	_, domain, ok := strings.Cut(from, "@")
	if !ok {
		return nil, lang.Invalid("access.email", lang.Args{"given": from})
	}
	o := []gomail.Option{gomail.WithTimeout(timeout), gomail.WithHELO(domain)}
	port := 587
	switch u.Scheme {
	case "smtps":
		port = 465
		o = append(o, gomail.WithSSL())
	case "smtp":
		o = append(o, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case "smtp+plain":
		port = 25
		if ip := net.ParseIP(u.Hostname()); u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) || u.User != nil {
			return nil, lang.Invalid("mail.plain")
		}
		o = append(o, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, wrong(nil)
	}
	if u.Port() != "" {
		if port, err = strconv.Atoi(u.Port()); err != nil {
			return nil, wrong(err)
		}
	}
	o = append(o, gomail.WithPort(port))
	if u.User != nil {
		password, _ := u.User.Password()
		o = append(o, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	client, err := gomail.NewClient(u.Hostname(), o...)
	if err != nil {
		return nil, wrong(err)
	}
	if err := gomail.NewMsg().From(from); err != nil {
		return nil, lang.Invalid("access.email", lang.Args{"given": from}).Because(err)
	}
	return &Sender{db: db, client: client, from: from, site: site, domain: domain, now: time.Now}, nil
}

// every is how often the outbox is looked into, and batch how many mails are claimed at once.
const (
	every = 2 * time.Second
	batch = 20
)

// Run sends what is due until ctx is done. What goes wrong is logged and tried again. While every
// mail that was claimed is taken there is no pause, and all go over one connection: a release of meetings writes
// to thousands.
func (s *Sender) Run(ctx context.Context, log *slog.Logger) {
	l := line{client: s.client}
	defer l.close()
	for {
		sent, err := s.sendOver(ctx, &l)
		if err != nil && ctx.Err() == nil {
			log.Error("mail: look into the outbox", "error", err)
		}
		if sent == batch && ctx.Err() == nil {
			continue
		}
		l.close()
		select {
		case <-ctx.Done():
			return
		case <-time.After(every):
		}
	}
}

// Send puts the notices that are due into the outbox, sends the mails that are due now and returns how many were. A mail that the server
// refuses is no error: the outbox says so.
func (s *Sender) Send(ctx context.Context) (sent int, err error) {
	l := line{client: s.client}
	defer l.close()
	return s.sendOver(ctx, &l)
}

func (s *Sender) sendOver(ctx context.Context, l *line) (sent int, err error) {
	if s.site != "" {
		if _, err := s.db.MailNotices(ctx, s.site); err != nil {
			return 0, err
		}
	}
	mails, err := s.db.ClaimMails(ctx, batch)
	if err != nil {
		return 0, err
	}
	for _, m := range mails {
		failure, again := s.send(ctx, l, m)
		if failure != "" && ctx.Err() != nil {
			return sent, ctx.Err() // left claimed: it is tried again when the claim ends
		}
		if failure == "" {
			sent++
		}
		if err := s.note(ctx, m, failure, again); err != nil {
			return sent, err
		}
		if ctx.Err() != nil {
			return sent, ctx.Err()
		}
	}
	return sent, nil
}

// note says in the outbox what became of a mail, also when it is to end meanwhile: what the server has is not sent again.
func (s *Sender) note(ctx context.Context, m store.Mail, failure string, again time.Time) error {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), noting)
	defer stop()
	return s.db.MailDone(ctx, m, failure, again)
}

// noting is how long the outbox may take for it.
const noting = 10 * time.Second

// giveUp is after how many attempts a mail is given up: more than two days.
const giveUp = 14

// send hands one mail to the server. It returns what went wrong, and when to try again.
func (s *Sender) send(ctx context.Context, l *line, m store.Mail) (failure string, again time.Time) {
	msg, err := s.message(m)
	if err != nil {
		return err.Error(), time.Time{}
	}
	if err = l.send(ctx, msg); err == nil {
		return "", time.Time{}
	}
	var refused *gomail.SendError
	permanent := errors.As(err, &refused) && refused.ErrorCode() >= 500 && refused.ErrorCode() < 600
	if permanent || m.Tries >= giveUp {
		return lang.Clean(err.Error()), time.Time{}
	}
	wait := min(6*time.Hour, time.Minute<<min(m.Tries-1, 10))
	return lang.Clean(err.Error()), s.now().Add(wait)
}

// message builds the mail. Whatever stands in its fields, a header is one line.
func (s *Sender) message(m store.Mail) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithEncoding(gomail.EncodingQP), gomail.WithNoDefaultUserAgent())
	if err := msg.FromFormat("Bridgehead", s.from); err != nil {
		return nil, fmt.Errorf("mail: sender: %w", err)
	}
	// AddToFormat would read the name and the address as one text, in which the name could end
	// early and name another recipient.
	to, err := netmail.ParseAddress(m.To)
	if err != nil || to.Address != m.To {
		return nil, fmt.Errorf("mail: %q is no address of a recipient", m.To)
	}
	to.Name = lang.Clean(m.Name)
	msg.SetAddrHeaderFromMailAddress(gomail.HeaderTo, to)
	msg.Subject(lang.Clean(m.Subject))
	msg.SetDateWithValue(m.Made)
	msg.SetMessageIDWithValue(m.ID + "@" + s.domain)
	msg.SetGenHeader("Content-Language", string(m.Tag))
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(gomail.TypeTextPlain, m.Body)
	for _, e := range m.With {
		if err := msg.AttachReader(lang.Clean(e.Name), strings.NewReader(e.Text), gomail.WithFileContentType(gomail.ContentType(lang.Clean(e.Type)))); err != nil {
			return nil, fmt.Errorf("mail: enclose %q: %w", e.Name, err)
		}
	}
	return msg, nil
}
