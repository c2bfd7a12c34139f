package mail

import (
	"context"
	"errors"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// A line is a connection to the server that mails go over one after the other, while it lasts.
type line struct {
	client *gomail.Client
	open   *smtp.Client // nil: the next mail makes one
}

// send hands one mail over. A connection that turns out to be gone before anything of the mail was said is made anew; one on which
// anything went wrong is not used again.
func (l *line) send(ctx context.Context, msg *gomail.Msg) error {
	used := l.open != nil
	err := l.over(ctx, msg)
	if said := new(gomail.SendError); used && errors.As(err, &said) && (said.Reason == gomail.ErrConnCheck || said.Reason == gomail.ErrSMTPMailFrom && hungUp(said.ErrorCode())) {
		err = l.over(ctx, msg)
	}
	return err
}

// hungUp says whether a server's answer, 0 for none, is that it has ended the connection.
func hungUp(code int) bool { return code == 0 || code == 421 }

func (l *line) over(ctx context.Context, msg *gomail.Msg) (err error) {
	if l.open == nil {
		if l.open, err = l.client.DialToSMTPClientWithContext(ctx); err != nil {
			l.open = nil
			return err
		}
	}
	if err = l.client.SendWithSMTPClient(l.open, msg); err != nil {
		l.close()
		if msg.IsDelivered() {
			return nil // the server has it; what went wrong came after
		}
	}
	return err
}

// close ends the connection, if there is one.
func (l *line) close() {
	if l.open != nil {
		if err := l.client.CloseWithSMTPClient(l.open); err != nil {
			_ = l.open.Close() // what was sent is sent
		}
		l.open = nil
	}
}
