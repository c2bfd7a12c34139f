package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"time"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/bulletin/compose"
	"bridgehead/demo"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
	"bridgehead/web"
)

const (
	bulletins = 40
	inEach    = 20 // figures
	password  = "four quite unrelated words"
)

var how = store.How{Action: journal.Corrected, Origin: journal.Origin{Kind: "bench", ID: "1"}}

// touched publishes bulletins, corrects records one by one, and measures what finds the bulletins that read otherwise then: the page of a
// correction, and the round that tells the press office, beside evaluating all figures of all of them.
func (r runner) touched(ctx context.Context, p place) error {
	db, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := keep(ctx, db); err != nil {
		return err
	}
	if err := r.publishAll(ctx, db); err != nil {
		return err
	}
	token, err := signIn(ctx, db, "desk@fair.example", access.Grant{Role: access.Secretariat})
	if err != nil {
		return err
	}
	rows, err := agreementsOf(ctx, db, r.runs+1)
	if err != nil {
		return err
	}
	site, err := web.New(db, web.Options{Address: "https://fair.example"})
	if err != nil {
		return err
	}
	for range 2 { // what was published is held against the record once
		if err := db.Remind(ctx); err != nil {
			return err
		}
	}
	return r.measured(func() error {
		for _, of := range []string{"last", "first"} {
			if err := r.corrected(ctx, site, token, of, rows[of][0]); err != nil {
				return err
			}
		}
		return r.told(ctx, db, rows["last"])
	})
}

// corrected asks for the page that says what a correction touches.
func (r runner) corrected(ctx context.Context, site http.Handler, token, of string, row store.Row[agreement.Agreement]) error {
	address := "/en/" + demo.SampleFair + "/work/records/agreement/" + string(row.Value.ID)
	page := ask(ctx, site, token, address, nil).Body.String()
	form := url.Values{"step": {"look"}}
	for _, f := range regexp.MustCompile(`<input[^>]*name="(before|currency)"[^>]*value="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		form.Set(f[1], f[2])
	}
	form.Set("amount", "CNY 1234567.89")
	var took []time.Duration
	found := 0
	for i := range r.runs + 1 {
		begun := time.Now()
		a := ask(ctx, site, token, address, form)
		if i > 0 {
			took = append(took, time.Since(begun))
		} else {
			fmt.Fprintf(r.progress, "the first look: %s\n", shown(time.Since(begun)))
		}
		body := a.Body.String()
		if a.Code != http.StatusOK || !strings.Contains(body, `name="seen"`) {
			return fmt.Errorf("%s: %d %s", address, a.Code, body)
		}
		found = strings.Count(body, "/bulletins/bench-")
	}
	if of == "last" && found == 0 {
		return errors.New("a correction of the last edition touches no bulletin")
	}
	r.line("what a correction touches, in the "+of+" edition", took, nil, "", fmt.Sprintf("%d of %d bulletins of %d figures", found, bulletins, inEach))
	return nil
}

// told corrects a record and has the press office told, beside evaluating everything.
func (r runner) told(ctx context.Context, db *store.DB, rows []store.Row[agreement.Agreement]) error {
	var took, idle, all []time.Duration
	changed := 0
	for i, row := range rows {
		err := db.Update(ctx, demo.SampleFair, access.System, func(tx *store.Tx) error {
			a := row.Value
			a.Amount = money.Amount{Minor: a.Amount.Minor + 1_000_000_00, Currency: "CNY"}
			return store.Put(ctx, tx, &a, row.Since, how)
		})
		if err != nil {
			return err
		}
		round, err := timed(func() error { return db.Remind(ctx) })
		if err != nil {
			return err
		}
		nothing, err := timed(func() error { return db.Remind(ctx) })
		if err != nil {
			return err
		}
		changed = 0
		every, err := timed(func() error {
			v, err := db.View(ctx, demo.SampleFair, -1)
			if err != nil {
				return err
			}
			published, err := v.Bulletins(ctx, compose.Published)
			if err != nil {
				return err
			}
			e, err := db.EvaluatorOf(ctx, v, -1, -1)
			if err != nil {
				return err
			}
			known := compose.NewFigures(e.Remembering())
			for _, b := range published {
				otherwise, err := known.Reread(ctx, b.Value)
				if err != nil {
					return err
				}
				if len(otherwise) > 0 {
					changed++
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if i > 0 {
			took, idle, all = append(took, round), append(idle, nothing), append(all, every)
		}
	}
	r.line("the round that tells the press office, after a correction", took, all, "evaluating all figures", fmt.Sprintf("%d bulletins read otherwise", changed))
	r.line("the round when nothing was written", idle, nil, "", "all reminders of all fairs")
	return nil
}

// agreementsOf are agreements with an amount of the first and of the last edition.
func agreementsOf(ctx context.Context, db *store.DB, n int) (map[string][]store.Row[agreement.Agreement], error) {
	v, err := db.View(ctx, demo.SampleFair, -1)
	if err != nil {
		return nil, err
	}
	out := map[string][]store.Row[agreement.Agreement]{}
	for of, number := range map[string]int64{"first": 1, "last": editions} {
		listed, err := v.Agreements(ctx, store.Filter{Edition: number}, store.Page{Limit: 20 * n})
		if err != nil {
			return nil, err
		}
		for _, row := range listed.Rows {
			if a := row.Value; a.Confirmed == 3 && a.Amount.Currency == "CNY" && a.EndedOn == "" {
				out[of] = append(out[of], row)
			}
		}
		if len(out[of]) < n {
			return nil, fmt.Errorf("%d agreements of edition %d", len(out[of]), number)
		}
		out[of] = out[of][:n]
	}
	return out, nil
}

// publishAll publishes the bulletins that are not there yet, of the last four editions.
func (r runner) publishAll(ctx context.Context, db *store.DB) error {
	v, err := db.View(ctx, demo.SampleFair, -1)
	if err != nil {
		return err
	}
	there, err := v.Bulletins(ctx, compose.Published)
	if err != nil {
		return err
	}
	scopes := scopesOf()
	var took []time.Duration
	for i := len(there); i < bulletins; i++ {
		var of []scope
		for j := range inEach / 2 {
			s := scopes[(i*inEach/2+j)%len(scopes)]
			s.edition -= int64(2 * (i % 2))
			of = append(of, s)
		}
		name := fmt.Sprintf("Bench %d", i)
		one, err := timed(func() error {
			return publish(ctx, db, compose.Bulletin{
				Code: fmt.Sprintf("bench-%d-%s", i, strings.ToLower(rand.Text()[:8])), Edition: editions, Title: lang.Text{Hans: name, Hant: name, En: name}, Text: texts(of),
			})
		})
		if err != nil {
			return err
		}
		took = append(took, one)
	}
	if len(took) > 0 {
		r.line(fmt.Sprintf("composing and publishing a bulletin of %d figures", inEach), took, nil, "", "held against the record as it stands")
	}
	return nil
}

// publish takes a bulletin all the way.
func publish(ctx context.Context, db *store.DB, b compose.Bulletin) error {
	v, err := db.View(ctx, demo.SampleFair, -1)
	if err != nil {
		return err
	}
	f, err := v.TheFair(ctx)
	if err != nil {
		return err
	}
	var seen journal.Position
	do := func(fn func(*store.Tx) (compose.Bulletin, error)) error {
		return db.Update(ctx, demo.SampleFair, access.System, func(tx *store.Tx) error {
			got, err := fn(tx)
			if err == nil {
				b, seen = got, tx.Position()
			}
			return err
		})
	}
	if err := do(func(tx *store.Tx) (compose.Bulletin, error) { return tx.PutBulletin(ctx, b, 0, how.Origin) }); err != nil {
		return err
	}
	steps := []func(*store.Tx) (compose.Bulletin, error){func(tx *store.Tx) (compose.Bulletin, error) {
		return tx.MoveBulletin(ctx, b.ID, seen, journal.Corrected, how.Origin, compose.Bulletin.HandedIn)
	}}
	for _, side := range f.Sides {
		steps = append(steps, func(tx *store.Tx) (compose.Bulletin, error) {
			return tx.AgreeBulletin(ctx, b.ID, seen, f, side.Code, how.Origin)
		})
	}
	for _, step := range steps {
		if err := do(step); err != nil {
			return err
		}
	}
	_, err = db.Publish(ctx, demo.SampleFair, access.System, b.ID, seen, how.Origin)
	if lang.CodeOf(err) != lang.CodeConflict {
		return err
	}
	// A bare number may be taken for another figure than the one that stands there.
	if v, err = db.View(ctx, demo.SampleFair, -1); err != nil {
		return err
	}
	x, err := db.Examine(ctx, v, b, db.Now())
	if err != nil {
		return err
	}
	if err := do(func(tx *store.Tx) (compose.Bulletin, error) {
		return tx.MoveBulletin(ctx, b.ID, seen, journal.Corrected, how.Origin, func(b compose.Bulletin) (compose.Bulletin, error) {
			return b.Overridden(x, "A list of numbers for the benchmark")
		})
	}); err != nil {
		return err
	}
	_, err = db.Publish(ctx, demo.SampleFair, access.System, b.ID, seen, how.Origin)
	return err
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
		if _, err := db.Grant(ctx, demo.SampleFair, access.System, g); err != nil {
			return "", err
		}
	} else if err != nil {
		return "", err
	}
	token, _, err := db.SignIn(ctx, email, password, access.Client{})
	return token, err
}

// ask asks the site for a page, without a network between.
func ask(ctx context.Context, site http.Handler, token, address string, form url.Values) *httptest.ResponseRecorder {
	method, body := http.MethodGet, io.Reader(http.NoBody)
	if form != nil {
		method, body = http.MethodPost, strings.NewReader(form.Encode())
	}
	r := httptest.NewRequestWithContext(ctx, method, "https://fair.example"+address, body)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Cookie", "__Host-session="+token)
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	return w
}
