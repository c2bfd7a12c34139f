package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"bridgehead/bulletin"
	"bridgehead/bulletin/watched"
	"bridgehead/journal"
	"bridgehead/lang"
)

// What several texts state of one figure.

// A besides is another text that a text was held against, with what was found in each.
type besides struct {
	other      Row[watched.Text]
	own, their []watched.Finding
}

// besideStatements is how many statements of others about one figure a text is held against at most, those of
// the latest texts first.
const besideStatements = 500

// beside holds a text's statements against those of the other texts that speak of the same figures. It names
// each text that it stood against before, and then others as long as no number of either stands against
// MostBeside.
func (tx *Tx) beside(ctx context.Context, t watched.Text, said []bulletin.Statement) ([]besides, error) {
	before := t.Against()
	others, order, err := tx.saidByOthers(ctx, t.ID, said, before)
	if err != nil {
		return nil, err
	}
	ids := slices.Clone(before)
	for _, id := range order {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	var out []besides
	n := map[int64]int{} // by where a number stands, how many others it stands against
	for i, id := range ids {
		if i >= len(before) && !differ(said, others[id]) {
			continue
		}
		row, err := Get[watched.Text](ctx, tx.View, id)
		if lang.CodeOf(err) == lang.CodeNotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		p := besides{row, t.Beside(tx.Fair, said, row.Value, others[id]), row.Value.Beside(tx.Fair, others[id], t, said)}
		if i >= len(before) && (len(p.own) == 0 || full(n, p.own) || full(besidesOf(row.Value), p.their)) {
			continue
		}
		for _, f := range p.own {
			n[f.Start]++
		}
		out = append(out, p)
	}
	return out, nil
}

// differ reports whether two texts state something differently.
func differ(a, b []bulletin.Statement) bool {
	return slices.ContainsFunc(a, func(x bulletin.Statement) bool {
		return slices.ContainsFunc(b, func(y bulletin.Statement) bool {
			_, against := x.Against(y)
			return against
		})
	})
}

// full reports whether a number of the findings stands against as many others as it can.
func full(n map[int64]int, findings []watched.Finding) bool {
	return slices.ContainsFunc(findings, func(f watched.Finding) bool { return n[f.Start] >= watched.MostBeside })
}

// besidesOf is how many others each number of a text stands against.
func besidesOf(t watched.Text) map[int64]int {
	n := map[int64]int{}
	for _, f := range t.Findings {
		if f.Other != "" && f.Lives() {
			n[f.Start]++
		}
	}
	return n
}

// saidByOthers are the statements of other texts about the figures of which a text states something, by text,
// and those texts in order, the latest first. Of the texts named they are all there, however many speak of the figures.
func (tx *Tx) saidByOthers(ctx context.Context, id string, said []bulletin.Statement, named []string) (by map[string][]bulletin.Statement, order []string, err error) {
	by = map[string][]bulletin.Statement{}
	var figures []string
	for _, s := range said {
		if !slices.Contains(figures, s.Figure) {
			figures = append(figures, s.Figure)
		}
	}
	read := func(keep func(text, figure string) bool, query string, args ...any) error {
		rows, err := tx.q.QueryContext(ctx, query, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var text, figure, said string
			if err := rows.Scan(&text, &figure, &said); err != nil {
				return err
			}
			if !keep(text, figure) {
				continue
			}
			var s bulletin.Statement
			if err := json.Unmarshal([]byte(said), &s); err != nil {
				return err
			}
			if _, there := by[text]; !there {
				order = append(order, text)
			}
			by[text] = append(by[text], s)
		}
		return rows.Err()
	}
	unnamed := func(text, _ string) bool { return !slices.Contains(named, text) }
	for _, figure := range figures {
		err = errors.Join(err, read(unnamed, `select text, figure, said from watched_said where fair_id = $1 and figure = $2 and text <> $3 order by text desc, n limit $4`,
			tx.Fair, figure, id, besideStatements))
	}
	spoken := func(_, figure string) bool { return slices.Contains(figures, figure) }
	for _, text := range named {
		err = errors.Join(err, read(spoken, `select text, figure, said from watched_said where fair_id = $1 and text = $2 order by n`, tx.Fair, text))
	}
	if err != nil {
		return nil, nil, fmt.Errorf("store: read what texts state: %w", err)
	}
	slices.Sort(order)
	slices.Reverse(order)
	return by, order, nil
}

// keepSaid keeps what a text states of figures in place of what it stated when it was read last.
func (tx *Tx) keepSaid(ctx context.Context, id string, said []bulletin.Statement) error {
	var next []string
	for _, s := range said {
		b, err := json.Marshal(s)
		if err != nil {
			return err
		}
		next = append(next, string(b))
	}
	err := func() error {
		last, err := tx.saidLast(ctx, id)
		if err != nil || slices.Equal(last, next) {
			return err
		}
		if _, err := tx.q.ExecContext(ctx, `delete from watched_said where fair_id = $1 and text = $2`, tx.Fair, id); err != nil {
			return err
		}
		for i, text := range next {
			if _, err := tx.q.ExecContext(ctx, `insert into watched_said (fair_id, text, n, figure, said) values ($1, $2, $3, $4, $5)`, tx.Fair, id, i+1, said[i].Figure, text); err != nil {
				return err
			}
		}
		return nil
	}()
	if err != nil {
		return fmt.Errorf("store: keep what a text states: %w", err)
	}
	return nil
}

func (tx *Tx) saidLast(ctx context.Context, id string) ([]string, error) {
	rows, err := tx.q.QueryContext(ctx, `select said from watched_said where fair_id = $1 and text = $2 order by n`, tx.Fair, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var said string
		if err := rows.Scan(&said); err != nil {
			return nil, err
		}
		out = append(out, said)
	}
	return out, rows.Err()
}

// tellOther writes what was found in another text, or is found there no more.
func (tx *Tx) tellOther(ctx context.Context, id string, p besides, now int64, origin journal.Origin) error {
	t := p.other.Value
	next, told := t.Again(watched.Reading{
		Sum: t.Sum, Lang: t.Lang, Edition: t.Edition, At: t.At, Ref: t.Ref, Beside: id, Findings: p.their, Now: now,
	})
	if !told {
		return nil
	}
	return Put(ctx, tx, &next, p.other.Since, How{Action: journal.Corrected, Origin: origin})
}
