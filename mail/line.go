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
	if gone := new(gomail.SendError); used && errors.As(err, &gone) && gone.Reason == gomail.ErrConnCheck {
		err = l.over(ctx, msg)
	}
	return err
}

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
		_ = l.client.CloseWithSMTPClient(l.open) // what was sent is sent
		l.open = nil
	}
}
