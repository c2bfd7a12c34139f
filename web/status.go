package web

import (
	"math/big"
	"slices"

	"bridgehead/access"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

// statusDeeds lists the page that says how the installation is.
func (s *site) statusDeeds() []deed {
	return []deed{{method: "GET", pattern: "/{fair}/work/status", action: access.ReadStatus, do: s.status}}
}

// A statusPage says how the installation is: what was done and when, what waits, and how large it is.
type statusPage struct {
	frame
	Tasks     []taskLine
	Mails     []mailLine
	Failures  []mailFailure
	Positions []labelled
	Columns   bool
	Searched  int64
	Size      string
}

// A taskLine says when a task was last done.
type taskLine struct {
	Name   string
	At     version
	Detail string
	Never  bool
}

// A mailLine says how many mails of an outbox are in a state.
type mailLine struct {
	Name                  string
	Waiting, Failed, Sent int64
	Oldest                version // that waits
}

// A mailFailure is a mail that was given up or is tried again.
type mailFailure struct {
	Kind, Failure string
	Tries         int64
	At            version
}

// mailsShown bounds how many mails are counted and shown.
const mailsShown = 1000

func (s *site) status(v *visit) error {
	v.latest()
	if err := s.enterAs(v, access.ReadStatus); err != nil {
		return err
	}
	ctx, zone := v.Context(), v.fair.Location()
	var p statusPage
	done, err := s.db.Upkeeps(ctx)
	if err != nil {
		return err
	}
	for _, task := range []string{store.TaskBackup, store.TaskVerify, store.TaskRestore} {
		u, there := done[task]
		line := taskLine{Name: v.say("status.task." + task), Never: !there, Detail: u.Detail}
		if there {
			line.At.Time = u.At.In(zone)
		}
		p.Tasks = append(p.Tasks, line)
	}
	for _, box := range []struct{ fair, name string }{{v.fair.ID, v.say("status.mails.fair")}, {journal.Accounts, v.say("status.mails.accounts")}} {
		line := mailLine{Name: box.name}
		for state, n := range map[string]*int64{store.MailWaiting: &line.Waiting, store.MailFailed: &line.Failed, store.MailSent: &line.Sent} {
			mails, err := s.db.Mails(ctx, box.fair, state, mailsShown)
			if err != nil {
				return err
			}
			*n = int64(len(mails))
			for _, m := range mails {
				if state == store.MailWaiting && (line.Oldest.Time.IsZero() || m.Made.Before(line.Oldest.Time)) {
					line.Oldest.Time = m.Made.In(zone)
				}
				// To whom it goes and what it says is nobody else's business.
				if m.Failure != "" && len(p.Failures) < 20 {
					p.Failures = append(p.Failures, mailFailure{m.Kind, cut(lang.Clean(m.Failure), 200), m.Tries, version{Time: m.Made.In(zone)}})
				}
			}
		}
		p.Mails = append(p.Mails, line)
	}
	slices.SortFunc(p.Failures, func(a, b mailFailure) int { return b.At.Time.Compare(a.At.Time) })
	for _, at := range []struct{ fair, name string }{
		{v.fair.ID, v.name(v.fair.Name)}, {journal.Reference, v.say("status.reference")}, {journal.Accounts, v.say("status.accounts")},
	} {
		head, err := s.db.Head(ctx, at.fair)
		if err != nil {
			return err
		}
		p.Positions = append(p.Positions, labelled{Label: at.name, Value: v.number(int64(head))})
	}
	var searched journal.Position
	if p.Columns, searched, err = v.view.Kept(ctx); err != nil {
		return err
	}
	p.Searched = int64(searched)
	size, err := s.db.Size(ctx)
	if err != nil {
		return err
	}
	p.Size = v.number((size+1<<20-1)>>20) + " MiB"
	if p.frame, err = s.workFrame(v, "status", v.say("status.title")); err != nil {
		return err
	}
	return s.show(v, "status", p)
}

// number writes a whole number for the reader.
func (v *visit) number(n int64) string {
	return money.PrintNumber(new(big.Rat).SetInt64(n), v.tag, money.Exact)
}
