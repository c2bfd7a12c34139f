package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/govalues/decimal"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
	"bridgehead/submission"
)

const (
	theFair  = "work"
	editions = 26
	batch    = 10_000
	states   = 200 // of the record with a long history
	password = "four quite unrelated words"
)

// A house is an installation whose people have signed in.
type house struct {
	db           *store.DB
	desk, office string // tokens of sessions
	first, last  string // an agreement of the first edition and of the last
	long         string // an agreement of the last edition with many states
	waiting      string // a submission
}

func id(kind string, n int) string { return fmt.Sprintf("%s%023d", kind, n) }

func opened(n int64) lang.Date { return lang.Date(fmt.Sprintf("%d-11-29", 1996+n)) }

var how = store.How{Action: journal.Created, Origin: journal.Origin{Kind: "bench", ID: "1"}}

// settle fills an empty database and has the people sign in.
func settle(ctx context.Context, db *store.DB, o options, engine string, progress io.Writer) (*house, error) {
	head, err := db.Head(ctx, theFair)
	if err != nil {
		return nil, err
	}
	if head == 0 {
		start := time.Now()
		if err := write(ctx, db, o); err != nil {
			return nil, err
		}
		fmt.Fprintf(progress, "%d agreements and %d submissions written to %s in %.0f s\n", o.rows, o.waiting, engine, time.Since(start).Seconds())
	}
	h := &house{db: db, first: id("a", 0), last: id("a", o.rows-1), long: id("a", o.rows-2), waiting: id("s", o.waiting/2)}
	for email, one := range map[string]struct {
		token *string
		grant access.Grant
	}{
		"desk@fair.example":   {&h.desk, access.Grant{Role: access.Secretariat}},
		"office@fair.example": {&h.office, access.Grant{Role: access.Office, Side: "beijing", Office: "chaoyang"}},
	} {
		if *one.token, err = signIn(ctx, db, email, one.grant); err != nil {
			return nil, err
		}
	}
	start := time.Now()
	db.KeepColumns(store.ColumnsLimit)
	view, err := db.View(ctx, theFair, -1)
	if err != nil {
		return nil, err
	}
	for !view.HasColumns() {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	fmt.Fprintf(progress, "columns loaded after %.1f s\n", time.Since(start).Seconds())
	return h, nil
}

// signIn returns the token of a session, of an account that is made when it is not there.
func signIn(ctx context.Context, db *store.DB, email string, g access.Grant) (string, error) {
	if _, err := db.AccountNamed(ctx, email); lang.CodeOf(err) == lang.CodeNotFound {
		a, err := db.AddAccount(ctx, access.System, access.Account{Email: email, Name: "Somebody", Tag: lang.En})
		if err == nil {
			err = db.Invite(ctx, access.System, a.ID, "https://fair.example")
		}
		if err != nil {
			return "", err
		}
		mails, err := db.ClaimMails(ctx, 10)
		if err != nil || len(mails) == 0 {
			return "", errors.Join(err, errors.New("no invitation was mailed"))
		}
		_, token, _ := strings.Cut(mails[len(mails)-1].Body, access.Invitation.Path())
		if _, err := db.SetPassword(ctx, access.Invitation, strings.Fields(token)[0], password); err != nil {
			return "", err
		}
		g.Account = a.ID
		if _, err := db.Grant(ctx, theFair, access.System, g); err != nil {
			return "", err
		}
	} else if err != nil {
		return "", err
	}
	token, _, err := db.SignIn(ctx, email, password, access.Client{})
	return token, err
}

func write(ctx context.Context, db *store.DB, o options) error {
	err := db.Update(ctx, journal.Reference, "bench", func(tx *store.Tx) error {
		for n := range int64(editions) {
			_, _, err := tx.PutRates(ctx, money.Day{Source: money.ECB, Date: opened(n + 1), Base: "EUR", Quotes: map[money.Currency]decimal.Decimal{
				"USD": decimal.MustParse("1.0985"), "CNY": decimal.MustParse("7.8296"), "HKD": decimal.MustParse("8.5740"),
			}}, how)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	const parties = 1000
	err = db.Update(ctx, theFair, "bench", func(tx *store.Tx) error {
		f := fair.Fair{ID: theFair, Name: lang.Text{Hans: "样例洽谈会", En: "Sample fair"}, Current: editions, Synthetic: true, Sides: []fair.Side{
			{Code: "beijing", Name: lang.Text{Hans: "北京", En: "Beijing"}}, {Code: "hongkong", Name: lang.Text{Hans: "香港", En: "Hong Kong"}},
		}}
		err := store.Put(ctx, tx, &f, 0, how)
		for n := range int64(editions) {
			e := fair.Edition{ID: fair.EditionID(tx.NewID()), Number: n + 1, Opened: opened(n + 1), Requires: 3, Policy: money.Policy{Currency: "CNY", Source: money.ECB, On: money.OnOpening}}
			err = errors.Join(err, store.Put(ctx, tx, &e, 0, how))
		}
		for n := range parties {
			p := party.Party{ID: party.ID(id("o", n)), Kind: party.Company, Name: lang.Text{Hans: fmt.Sprintf("第%d产业公司", n)}}
			err = errors.Join(err, store.Put(ctx, tx, &p, 0, how))
		}
		return err
	})
	if err != nil {
		return err
	}
	districts := fair.Districts("beijing")
	types := []agreement.Type{agreement.Contract, agreement.Framework}
	currencies := []money.Currency{"CNY", "USD", "HKD"}
	for from := 0; from < o.rows; from += batch {
		err := db.Update(ctx, theFair, "bench", func(tx *store.Tx) error {
			for i := from; i < min(from+batch, o.rows); i++ {
				a := agreement.Agreement{
					ID: agreement.ID(id("a", i)), Code: fmt.Sprintf("A-%07d", i), Edition: int64(i*editions/o.rows) + 1, Title: lang.Text{Hans: fmt.Sprintf("样例签约项目第%d号", i)},
					Type: types[i%2], Direction: project.Inward, Amount: money.Amount{Minor: int64(i%9973+1) * 1_000_000, Currency: currencies[i%3]}, Confirmed: 3,
					Parties:      []agreement.Role{{Party: party.ID(id("o", i%parties)), Role: "investor"}},
					Attributions: []agreement.Attribution{{District: districts[i%len(districts)].Code, Office: "chaoyang", Num: 1, Den: 1}},
				}
				a.SignedOn = opened(a.Edition)
				if err := store.Put(ctx, tx, &a, 0, how); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	err = db.Update(ctx, theFair, "bench", func(tx *store.Tx) error {
		for n := range states {
			row, err := store.Get[agreement.Agreement](ctx, tx.View, id("a", o.rows-2))
			if err != nil {
				return err
			}
			if n > 0 {
				break
			}
			since := row.Since
			for k := range states {
				row.Value.Note = fmt.Sprintf("state %d", k)
				if err := store.Put(ctx, tx, &row.Value, since, store.How{Action: journal.Corrected, Origin: how.Origin}); err != nil {
					return err
				}
				since = tx.Position()
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return submissions(ctx, db, o)
}

// submissions has as many wait for a review, and twice as many approved.
func submissions(ctx context.Context, db *store.DB, o options) error {
	d, err := db.SaveDraft(ctx, theFair, "bench", submission.Draft{Kind: submission.Project, Edition: editions, Side: "beijing", Office: "chaoyang", Fields: map[string]string{"officer": "李明"}})
	if err != nil {
		return err
	}
	var model submission.Submission
	err = db.Update(ctx, theFair, "bench", func(tx *store.Tx) (err error) {
		p := project.Project{ID: project.ID(d.ID), Code: "CODE", Edition: editions, Title: lang.Text{Hans: "TITLE"}, Type: project.Park, District: "110105", Office: "chaoyang", Side: "beijing", Amount: money.Amount{Minor: 1_000_000_00, Currency: "CNY"}}
		model, err = store.Submit(ctx, tx, d, p, how)
		return err
	})
	if err != nil {
		return err
	}
	for from := 0; from < 3*o.waiting; from += batch {
		err := db.Update(ctx, theFair, "bench", func(tx *store.Tx) error {
			for i := from; i < min(from+batch, 3*o.waiting); i++ {
				s := model
				s.ID, s.Asked = id("s", i), model.Asked+int64(i)
				s.Content = strings.NewReplacer("CODE", fmt.Sprintf("S-%06d", i), "TITLE", fmt.Sprintf("样例招商项目第%d号", i), d.ID, s.ID).Replace(model.Content)
				if i%3 != 0 && i != o.waiting/2 {
					s.State = submission.Approved
				}
				if err := store.Put(ctx, tx, &s, 0, how); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
