package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/submission"
)

// The ceremony: the sides confirm that something was signed, one by one. What counts as signed
// follows from the sides that its edition requires (docs/rules.md, two-keys).

// A Signable is what sides confirm.
type Signable interface {
	agreement.Agreement | agreement.Amendment
}

// keysOf returns the sides that have confirmed a record, and its edition.
func keysOf[T Signable](rec *T) (confirmed *fair.SideSet, edition int64, signedOn *lang.Date) {
	switch rec := any(rec).(type) {
	case *agreement.Agreement:
		return &rec.Confirmed, rec.Edition, &rec.SignedOn
	case *agreement.Amendment:
		return &rec.Confirmed, rec.Edition, &rec.SignedOn
	}
	panic("store: not signable")
}

// Confirm writes that sides confirm a record, in the version that the caller has seen. It says
// whether anything was written: what somebody else has confirmed meanwhile is not confirmed
// twice. When the record says something else than was seen, the error is stale, with a *Change.
// Day is put down as that of signing where there is none yet.
func Confirm[T Signable](ctx context.Context, tx *Tx, id string, sides fair.SideSet, seen journal.Position, day lang.Date, origin journal.Origin) (bool, error) {
	row, err := stillAs[T](ctx, tx, id, seen)
	if err != nil {
		return false, err
	}
	confirmed, _, signedOn := keysOf(&row.Value)
	if confirmed.Has(sides) {
		return false, nil
	}
	*confirmed |= sides
	if *signedOn == "" {
		*signedOn = day
	}
	if err := Put(ctx, tx, &row.Value, row.Since, How{Action: journal.Confirmed, Origin: origin}); err != nil {
		return false, err
	}
	return true, tellKey(ctx, tx, row.Value)
}

// Unconfirm takes a confirmation back that was a mistake. The record keeps that it was there.
func Unconfirm[T Signable](ctx context.Context, tx *Tx, id string, sides fair.SideSet, seen journal.Position, origin journal.Origin) (bool, error) {
	row, err := stillAs[T](ctx, tx, id, seen)
	if err != nil {
		return false, err
	}
	confirmed, _, _ := keysOf(&row.Value)
	if *confirmed&sides == 0 {
		return false, nil
	}
	*confirmed &^= sides
	return true, Put(ctx, tx, &row.Value, row.Since, How{Action: journal.Unconfirmed, Origin: origin})
}

// stillAs reads a record that others may have confirmed since it was seen, but not otherwise
// changed: whoever confirms must have seen what he confirms. An edition whose record was
// declared complete is closed to it.
func stillAs[T Signable](ctx context.Context, tx *Tx, id string, seen journal.Position) (Row[T], error) {
	row, err := Get[T](ctx, tx.View, id)
	if lang.CodeOf(err) == lang.CodeNotFound {
		return row, stale[T](ctx, tx, id, seen, lang.Stale("record.stale"))
	}
	if err != nil {
		return row, err
	}
	_, number, _ := keysOf(&row.Value)
	edition, err := tx.Edition(ctx, number)
	if err != nil {
		return row, err
	}
	if edition.Complete {
		return row, lang.Conflict("ceremony.complete", lang.Args{"edition": number})
	}
	if row.Since == seen {
		return row, nil
	}
	all, err := History[T](ctx, tx.View, id)
	if err != nil {
		return row, err
	}
	i := slices.IndexFunc(all, func(r Row[T]) bool { return r.Since == seen })
	if i < 0 {
		return row, stale[T](ctx, tx, id, seen, lang.Stale("record.stale"))
	}
	was := all[i].Value
	keys, _, day := keysOf(&was)
	now, _, today := keysOf(&row.Value)
	if *keys = *now; *day == "" {
		*day = *today // the first to confirm puts it down
	}
	if len(Differences(was, row.Value)) > 0 {
		return row, stale[T](ctx, tx, id, seen, lang.Stale("record.stale"))
	}
	return row, nil
}

// A Signing narrows what the desk shows of an edition.
type Signing struct {
	Edition int64
	Session string       // signed at it; "" for all
	Lacks   fair.SideSet // not confirmed by all of these; 0 for all records
	After   string       // begin after this identifier
	Limit   int
}

// ToSign lists agreements or increases in the order in which they are signed, which is that in
// which they were entered.
func ToSign[T Signable](ctx context.Context, v View, s Signing) ([]Row[T], error) {
	condition, args := s.conditions(tableOf[T]().table, true)
	args = append(args, s.Limit)
	return list[T](ctx, v, condition+" order by id limit $"+strconv.Itoa(len(args)+2), args...)
}

// CountToSign counts them, from the beginning.
func CountToSign[T Signable](ctx context.Context, v View, s Signing) (int64, error) {
	table := tableOf[T]().table
	condition, args := s.conditions(table, false)
	var n int64
	err := v.q.QueryRowContext(ctx, "select count(*) from "+table+" where "+at+" "+condition, append([]any{v.Fair, int64(v.At)}, args...)...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("store: what is to be signed: %w", err)
	}
	return n, nil
}

func (s Signing) conditions(table string, after bool) (string, []any) {
	text, args := "and edition = $3", []any{s.Edition}
	arg := func(x any) string {
		args = append(args, x)
		return "$" + strconv.Itoa(len(args)+2)
	}
	if s.Lacks != 0 {
		bits := strconv.FormatInt(int64(s.Lacks), 10)
		text += " and (confirmed & " + bits + ") <> " + bits
	}
	if s.Session != "" && table == "agreement" {
		text += " and session <> '' and session = " + arg(s.Session)
	}
	if after {
		text += " and id > " + arg(s.After)
	}
	return text, args
}

// A Signed is a change of what counts as signed in an edition: an agreement or an increase
// began to count, ceased to, or says something else than before.
type Signed struct {
	Position  journal.Position
	Kind      string // agreement or amendment
	ID        string
	Agreement agreement.Agreement // of an increase, the one that it belongs to
	Increase  *agreement.Amendment
	Counts    bool // it does, from here on
}

// SignedSince returns what has changed after one position and up to another of what an edition
// counts as signed, the oldest first: from at most limit entries, and whether that was all.
func (v View) SignedSince(ctx context.Context, edition fair.Edition, after journal.Position, limit int) ([]Signed, bool, error) {
	entries, err := v.signingEntries(ctx, after, limit+1)
	if err != nil || len(entries) > limit {
		return nil, false, err
	}
	var agreements, increases []int64
	for _, e := range entries {
		for _, p := range []int64{int64(e.Position), int64(e.Before)} {
			switch {
			case p == 0:
			case e.Kind == "agreement":
				agreements = append(agreements, p)
			default:
				increases = append(increases, p)
			}
		}
	}
	ofAgreements, err := versionsAt[agreement.Agreement](ctx, v, agreements)
	if err != nil {
		return nil, false, err
	}
	ofIncreases, err := versionsAt[agreement.Amendment](ctx, v, increases)
	if err != nil {
		return nil, false, err
	}
	var out []Signed
	for _, e := range entries {
		s := Signed{Position: e.Position, Kind: e.Kind, ID: e.Subject}
		var before, now, same bool
		if e.Kind == "agreement" {
			was, wasThere := ofAgreements[e.Before]
			is, isThere := ofAgreements[e.Position]
			before = wasThere && v.countsIn(edition, was.Edition, was.Confirmed, was.Session)
			now = isThere && v.countsIn(edition, is.Edition, is.Confirmed, is.Session)
			same = before && now && len(Differences(was, is)) == 0
			if s.Agreement = is; !isThere {
				s.Agreement = was
			}
		} else {
			was, wasThere := ofIncreases[e.Before]
			is, isThere := ofIncreases[e.Position]
			owner := is.Agreement
			if s.Increase = &is; !isThere {
				s.Increase, owner = &was, was.Agreement
			}
			rows, err := ByID[agreement.Agreement](ctx, v, []string{string(owner)})
			if err != nil {
				return nil, false, err
			}
			if len(rows) > 0 {
				s.Agreement = rows[0].Value
			}
			seen := len(rows) > 0
			before = seen && wasThere && v.countsIn(edition, was.Edition, was.Confirmed, s.Agreement.Session)
			now = seen && isThere && v.countsIn(edition, is.Edition, is.Confirmed, s.Agreement.Session)
			same = before && now && len(Differences(was, is)) == 0
		}
		if s.Counts = now; (before || now) && !same {
			out = append(out, s)
		}
	}
	return out, true, nil
}

// countsIn reports whether what the sides have confirmed counts in the edition, for who may see it.
func (v View) countsIn(edition fair.Edition, number int64, confirmed fair.SideSet, session string) bool {
	held := v.eyes != nil && (slices.Contains(v.eyes.held, number) || session != "" && slices.Contains(v.eyes.sessions, session))
	return !held && number == edition.Number && confirmed.Has(edition.Requires)
}

// signingEntries reads the entries of agreements and increases after a position.
func (v View) signingEntries(ctx context.Context, after journal.Position, limit int) ([]journal.Entry, error) {
	rows, err := v.q.QueryContext(ctx, `select position, kind, subject, prior from journal
		where fair_id = $1 and position > $2 and position <= $3 and kind in ('agreement', 'amendment') order by position limit $4`,
		v.Fair, int64(after), int64(v.At), limit)
	if err != nil {
		return nil, fmt.Errorf("store: what was signed: %w", err)
	}
	defer rows.Close()
	var out []journal.Entry
	for rows.Next() {
		var e journal.Entry
		if err := rows.Scan((*int64)(&e.Position), &e.Kind, &e.Subject, (*int64)(&e.Before)); err != nil {
			return nil, fmt.Errorf("store: what was signed: %w", err)
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// versionsAt reads versions by the positions that made them.
func versionsAt[T any](ctx context.Context, v View, since []int64) (map[journal.Position]T, error) {
	out := make(map[journal.Position]T, len(since))
	for part := range slices.Chunk(since, fillStep) {
		rows, err := bySince[T](ctx, v, part)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[r.Since] = r.Value
		}
	}
	return out, nil
}

// LastSigned returns what an edition counts as signed, the last confirmed first.
func (v View) LastSigned(ctx context.Context, edition fair.Edition, limit int) ([]Signed, error) {
	bits := strconv.FormatInt(int64(edition.Requires), 10)
	condition := "and edition = $3 and (confirmed & " + bits + ") = " + bits + " order by since desc limit $4"
	agreements, err := list[agreement.Agreement](ctx, v, condition, edition.Number, limit)
	if err != nil {
		return nil, err
	}
	increases, err := list[agreement.Amendment](ctx, v, condition, edition.Number, limit)
	if err != nil {
		return nil, err
	}
	var out []Signed
	for _, r := range agreements {
		out = append(out, Signed{Position: r.Since, Kind: "agreement", ID: string(r.Value.ID), Agreement: r.Value, Counts: true})
	}
	for i := range increases {
		r := increases[i]
		of, err := ByID[agreement.Agreement](ctx, v, []string{string(r.Value.Agreement)})
		if err != nil {
			return nil, err
		}
		if len(of) > 0 {
			out = append(out, Signed{Position: r.Since, Kind: "amendment", ID: string(r.Value.ID), Agreement: of[0].Value, Increase: &r.Value, Counts: true})
		}
	}
	slices.SortFunc(out, func(a, b Signed) int { return int(min(1, max(-1, b.Position-a.Position))) })
	return out[:min(len(out), limit)], nil
}

// Gaps are what an edition's record still lacks before it can be declared complete.
type Gaps struct {
	Unconfirmed, Increases int64 // agreements and increases without a required key
	NoAmount               int64 // signed, and without an amount
	NoAttribution          int64 // signed, and for nobody
	NoDay                  int64 // signed, and without a day
	Submitted, Drafts      int64 // what offices have handed in, or still write
}

// Gaps counts what the edition's record lacks.
func (v View) Gaps(ctx context.Context, edition fair.Edition) (Gaps, error) {
	var g Gaps
	var err error
	lacks := Signing{Edition: edition.Number, Lacks: edition.Requires}
	if edition.Requires != 0 {
		if g.Unconfirmed, err = CountToSign[agreement.Agreement](ctx, v, lacks); err != nil {
			return g, err
		}
		if g.Increases, err = CountToSign[agreement.Amendment](ctx, v, lacks); err != nil {
			return g, err
		}
	}
	bits := strconv.FormatInt(int64(edition.Requires), 10)
	err = v.q.QueryRowContext(ctx, `select coalesce(sum(case when currency = '' then 1 else 0 end), 0), coalesce(sum(case when signed_on = '' then 1 else 0 end), 0),
		coalesce(sum(case when exists (select 1 from agreement_attribution s where s.fair_id = agreement.fair_id and s.since = agreement.since) then 0 else 1 end), 0)
		from agreement where `+at+` and edition = $3 and (confirmed & `+bits+`) = `+bits, v.Fair, int64(v.At), edition.Number).
		Scan(&g.NoAmount, &g.NoDay, &g.NoAttribution)
	if err == nil {
		err = v.q.QueryRowContext(ctx, "select count(*) from submission where "+at+" and edition = $3 and state = $4",
			v.Fair, int64(v.At), edition.Number, string(submission.Submitted)).Scan(&g.Submitted)
	}
	if err == nil {
		err = v.q.QueryRowContext(ctx, `select count(*) from draft where fair_id = $1 and edition = $2 and not exists (select 1 from submission b
			where b.fair_id = draft.fair_id and b.id = draft.id and b.until = `+openText+" and b.state in ('submitted', 'approved'))", v.Fair, edition.Number).Scan(&g.Drafts)
	}
	if err != nil {
		return g, fmt.Errorf("store: what edition %d lacks: %w", edition.Number, err)
	}
	return g, nil
}
