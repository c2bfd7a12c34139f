package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"bridgehead/bulletin/compose"
	"bridgehead/demo"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

const editions = 30

// A scope is what a number and an amount of agreements are asked of.
type scope struct {
	edition            int64
	district, industry string
}

// scopesOf are thirty: two editions whole, twelve districts of each, and four industries of the last.
func scopesOf() []scope {
	var out []scope
	for _, edition := range []int64{editions, editions - 1} {
		out = append(out, scope{edition: edition})
		for _, d := range fair.Districts("beijing")[:12] {
			out = append(out, scope{edition: edition, district: d.Code})
		}
	}
	for _, industry := range []string{"C", "F", "I", "M"} {
		out = append(out, scope{edition: editions, industry: industry})
	}
	return out
}

// names are the two figures of the scope.
func (s scope) names() [2]figure.Name {
	where := figure.Scope{figure.ByEdition: strconv.FormatInt(s.edition, 10)}
	if s.district != "" {
		where[figure.ByDistrict] = s.district
	}
	if s.industry != "" {
		where[figure.ByIndustry] = s.industry
	}
	return [2]figure.Name{{Indicator: "signed.count", Scope: where, At: -1, Ref: -1}, {Indicator: "signed.amount", Scope: where, At: -1, Ref: -1}}
}

// texts is the bulletin: the figures one after the other, in each language.
func texts(scopes []scope) lang.Text {
	var b strings.Builder
	for _, s := range scopes {
		for _, n := range s.names() {
			b.WriteString("· " + compose.Slot(n) + "\n")
		}
	}
	return lang.Text{Hans: b.String(), Hant: b.String(), En: b.String()}
}

// render writes a bulletin of sixty figures in three languages, beside the sums of the same figures in SQL written by hand: in a
// process that has just opened the record, and in one that has its columns, each time at another position.
func (r runner) render(ctx context.Context, p place) error {
	scopes := scopesOf()
	words := texts(scopes)
	var ours, hand, warm, again []time.Duration
	var head journal.Position
	for range r.runs {
		db, err := p.open(ctx)
		if err != nil {
			return err
		}
		if head, err = db.Head(ctx, demo.SampleFair); err != nil {
			return err
		}
		took, figures, err := written(ctx, db, words, head)
		if err != nil {
			return err
		}
		plain, err := r.byHand(p, "")
		if err != nil {
			return err
		}
		beside, sums, err := summed(ctx, plain, scopes, head)
		if err != nil {
			return err
		}
		if err := same(ctx, db, scopes, figures, sums, head); err != nil {
			return err
		}
		if err := db.Close(); err != nil {
			return err
		}
		if err := plain.Close(); err != nil {
			return err
		}
		ours, hand = append(ours, took), append(hand, beside)
	}
	r.line(fmt.Sprintf("a bulletin of %d figures in 3 languages, %d agreements, just opened", 2*len(scopes), r.rows), ours, hand, "SQL by hand", "")

	db, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := keep(ctx, db); err != nil {
		return err
	}
	plain, err := r.byHand(p, "")
	if err != nil {
		return err
	}
	defer plain.Close()
	hand = nil
	err = r.measured(func() error {
		for i := range r.runs + 1 { // the first warms up
			at := head - journal.Position(i)
			took, figures, err := written(ctx, db, words, at)
			if err != nil {
				return err
			}
			second, _, err := written(ctx, db, words, at)
			if err != nil {
				return err
			}
			beside, sums, err := summed(ctx, plain, scopes, at)
			if err != nil {
				return err
			}
			if err := same(ctx, db, scopes, figures, sums, at); err != nil {
				return err
			}
			if i > 0 {
				warm, again, hand = append(warm, took), append(again, second), append(hand, beside)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	r.line("the same, columns in memory, each time at another position", warm, hand, "SQL by hand", "")
	r.line("the same, again at the same position", again, hand, "SQL by hand", "")
	return nil
}

// keep has the columns loaded.
func keep(ctx context.Context, db *store.DB) error {
	db.KeepColumns(store.ColumnsLimit)
	v, err := db.View(ctx, demo.SampleFair, -1)
	for err == nil && !v.HasColumns() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	return err
}

// written parses and writes out the three texts; the figures are those of the first.
func written(ctx context.Context, db *store.DB, words lang.Text, at journal.Position) (took time.Duration, figures []compose.Placed, err error) {
	took, err = timed(func() error {
		e, err := db.Evaluator(ctx, demo.SampleFair, at, -1)
		if err != nil {
			return err
		}
		known := compose.NewFigures(e)
		for _, tag := range lang.Tags {
			t, err := compose.Parse(words.Get(tag))
			if err != nil {
				return err
			}
			out, err := known.Render(ctx, t, tag)
			if err != nil {
				return err
			}
			figures = out.Figures
		}
		return nil
	})
	return took, figures, err
}

// A sum is what a scope comes to.
type sum struct {
	count *big.Rat
	lines []money.Line
}

// summed adds up each scope with two statements, of agreements and of increases, which serve both of its figures.
func summed(ctx context.Context, db *sql.DB, scopes []scope, at journal.Position) (took time.Duration, sums []sum, err error) {
	took, err = timed(func() error {
		requires, perDay := map[int64]int64{}, map[int64]bool{}
		rows, err := db.QueryContext(ctx, `select number, requires, policy_on from edition where fair_id = $1 and since <= $2 and until > $2`, demo.SampleFair, int64(at))
		if err != nil {
			return err
		}
		for rows.Next() {
			var n, sides int64
			var on string
			if err := rows.Scan(&n, &sides, &on); err != nil {
				return err
			}
			requires[n], perDay[n] = sides, on == money.OnSigning
		}
		if err := rows.Err(); err != nil {
			return err
		}
		rows.Close()
		for _, s := range scopes {
			one := sum{count: new(big.Rat)}
			for _, from := range []struct{ table, owner, count string }{
				{"agreement r", "r", "count(*)"},
				{"amendment r join agreement o on o.fair_id = r.fair_id and o.id = r.agreement and +o.since <= $2 and o.until > $2", "o", "0"},
			} {
				day, share := "''", "0, 0"
				where := fmt.Sprintf("r.fair_id = $1 and r.edition = $3 and +r.since <= $2 and r.until > $2 and (r.confirmed & %d) = %d", requires[s.edition], requires[s.edition])
				group := "r.currency"
				if perDay[s.edition] {
					day, group = "r.signed_on", group+", r.signed_on"
				}
				args := []any{demo.SampleFair, int64(at), s.edition}
				if s.district != "" {
					from.table += " cross join agreement_attribution s"
					where += " and s.fair_id = r.fair_id and s.since = " + from.owner + ".since and s.district = $4"
					share, group = "s.num, s.den", group+", s.num, s.den"
					args = append(args, s.district)
				}
				if s.industry != "" {
					where += " and substr(" + from.owner + ".industry, 1, 1) = $4"
					args = append(args, s.industry)
				}
				rows, err := db.QueryContext(ctx, "select r.currency, "+day+", "+share+", "+from.count+", sum(r.amount) from "+from.table+" where "+where+" group by "+group, args...)
				if err != nil {
					return err
				}
				for rows.Next() {
					var l money.Line
					var n int64
					if err := rows.Scan((*string)(&l.Amount.Currency), (*string)(&l.Day), &l.Num, &l.Den, &n, &l.Amount.Minor); err != nil {
						return err
					}
					one.count.Add(one.count, new(big.Rat).SetInt64(n))
					if l.Amount.Given() {
						one.lines = append(one.lines, l)
					}
				}
				if err := rows.Err(); err != nil {
					return err
				}
				rows.Close()
			}
			sums = append(sums, one)
		}
		return nil
	})
	return took, sums, err
}

// same holds the figures against the sums by hand. Where what was reported leads, what is recorded is beside it.
func same(ctx context.Context, db *store.DB, scopes []scope, figures []compose.Placed, sums []sum, at journal.Position) error {
	e, err := db.Evaluator(ctx, demo.SampleFair, at, -1)
	if err != nil {
		return err
	}
	for i, s := range scopes {
		edition, err := e.Records.Edition(ctx, s.edition)
		if err != nil {
			return err
		}
		amount, _, err := money.Convert(ctx, e.Rates, edition.RatePolicy(), sums[i].lines)
		if err != nil {
			return err
		}
		for j, want := range []*big.Rat{sums[i].count, amount} {
			placed := figures[2*i+j]
			if err := sameFigure(ctx, e, placed, want); err != nil {
				return err
			}
		}
	}
	return nil
}

func sameFigure(ctx context.Context, e *indicator.Evaluator, placed compose.Placed, want *big.Rat) error {
	f, err := e.Figure(ctx, placed.Name)
	if err != nil {
		return err
	}
	is, ok := new(big.Rat).SetString(placed.Value)
	if f.Kind == figure.Observed {
		is, ok = f.Recorded, f.Recorded != nil
	}
	if !ok || is.Cmp(want) != 0 {
		return fmt.Errorf("%s is %q, by hand %s", placed.Name, placed.Value, want.RatString())
	}
	return nil
}
