package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"bridgehead/access"
	"bridgehead/figure"
)

// What a sight shows of lists and of what was found, asked of the columns row by row, or of
// the database where there are none.

// listedFor returns which rows of a kind's columns may be seen; nil when all may.
func (e *eyes) listedFor(ctx context.Context, v View, c *columns, table string) (func(ch *chunk, i int) bool, error) {
	if e == nil || table != "agreement" && table != "project" {
		return nil, nil
	}
	held := make([]bool, len(c.editions))
	for i, n := range c.editions {
		held[i] = slices.Contains(e.held, n)
	}
	if table == "project" {
		if len(e.held) == 0 {
			return nil, nil
		}
		column := columnOf(figure.ByOffice)
		own := make([]bool, len(c.words[column]))
		for i, office := range c.words[column] {
			own[i] = slices.Contains(e.exempt.Offices, office)
		}
		return func(ch *chunk, i int) bool { return !held[ch.edition[i]] || own[ch.words[column][i]] }, nil
	}
	signed := make([][]bool, len(c.editions))
	every := true
	own := map[int64]bool{}
	for i, n := range c.editions {
		signed[i] = make([]bool, len(c.keys))
		for _, r := range e.rules {
			if !slices.Contains(r.editions, n) {
				continue
			}
			for k, confirmed := range c.keys {
				signed[i][k] = r.sees.All || confirmed&r.requires == r.requires
			}
		}
		if e.all {
			signed[i] = slices.Repeat([]bool{true}, len(c.keys))
		}
		every = every && !slices.Contains(signed[i], false)
	}
	for _, r := range e.rules {
		if err := v.belonging(ctx, own, r.sees); err != nil {
			return nil, err
		}
	}
	atHeld, exempt := map[int64]bool{}, map[int64]bool{}
	if len(e.sessions) > 0 {
		if err := v.versions(ctx, atHeld, "select since from agreement where fair_id = $1 and session <> '' and session in ("+marks(2, len(e.sessions))+")", e.sessions); err != nil {
			return nil, err
		}
	}
	if len(e.held)+len(e.sessions) > 0 {
		if err := v.belonging(ctx, exempt, e.exempt); err != nil {
			return nil, err
		}
	}
	if every && len(e.held)+len(e.sessions) == 0 {
		return nil, nil
	}
	return func(ch *chunk, i int) bool {
		since := ch.since[i]
		if (held[ch.edition[i]] || atHeld[since]) && !exempt[since] {
			return false
		}
		return signed[ch.edition[i]][ch.confirmed[i]] || own[since]
	}, nil
}

// belonging adds the versions of agreements that belong to the offices and parties.
func (v View) belonging(ctx context.Context, to map[int64]bool, of access.Sees) error {
	offices, parties := marks(2, len(of.Offices)), marks(2, len(of.Parties))
	err := v.versions(ctx, to, "select since from agreement_attribution where fair_id = $1 and office in ("+offices+")", of.Offices)
	if err == nil {
		err = v.versions(ctx, to, `select a.since from submission b join agreement a on a.fair_id = b.fair_id and a.id = b.record
			where b.fair_id = $1 and b.until = `+openText+" and b.office in ("+offices+")", of.Offices)
	}
	if err == nil {
		err = v.versions(ctx, to, "select since from agreement_party where fair_id = $1 and party in ("+parties+")", of.Parties)
	}
	return err
}

// versions adds what a statement gives for the values; without any, nothing.
func (v View) versions(ctx context.Context, to map[int64]bool, statement string, values []string) error {
	if len(values) == 0 {
		return nil
	}
	rows, err := v.q.QueryContext(ctx, statement, anys([]any{v.Fair}, values)...)
	if err != nil {
		return fmt.Errorf("store: what belongs to a reader: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var since int64
		if err := rows.Scan(&since); err != nil {
			return fmt.Errorf("store: what belongs to a reader: %w", err)
		}
		to[since] = true
	}
	return rows.Err()
}

// unseenOf returns those of the versions of a kind that may not be seen.
func (v View) unseenOf(ctx context.Context, table string, since []int64) (map[int64]bool, error) {
	out := map[int64]bool{}
	if v.eyes.condition(table, seen{alias: table, arg: func(any) string { return "''" }}) == "" {
		return out, nil
	}
	if c := v.columns.at(v.Fair, v.At); c != nil {
		shows, err := v.eyes.listedFor(ctx, v, c, table)
		if err != nil {
			return nil, err
		}
		for _, at := range since {
			if ch, i, ok := c.find(table, at); shows != nil && (!ok || !shows(ch, i)) {
				out[at] = true
			}
		}
		return out, nil
	}
	for _, at := range since {
		out[at] = true
	}
	for part := range slices.Chunk(since, fillStep) {
		args := anys([]any{v.Fair}, part)
		shown := v.eyes.condition(table, seen{alias: table, arg: func(x any) string {
			args = append(args, x)
			return "$" + strconv.Itoa(len(args))
		}})
		rows, err := v.q.QueryContext(ctx, "select since from "+table+" where fair_id = $1 and since in ("+marks(2, len(part))+")"+shown, args...)
		if err != nil {
			return nil, fmt.Errorf("store: what may be seen of %s: %w", table, err)
		}
		for rows.Next() {
			var at int64
			if err := rows.Scan(&at); err != nil {
				rows.Close()
				return nil, fmt.Errorf("store: what may be seen of %s: %w", table, err)
			}
			delete(out, at)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, fmt.Errorf("store: what may be seen of %s: %w", table, err)
		}
	}
	return out, nil
}

// hide clears the bits of what may not be seen.
func (v View) hide(ctx context.Context, table string, b block, set bitset) error {
	if v.eyes == nil || set == nil {
		return nil
	}
	all := picking{limit: b.size()}
	all.from(b, set)
	unseen, err := v.unseenOf(ctx, table, all.out)
	for since := range unseen {
		n := since - b.start - 1
		set[n/64] &^= 1 << (n % 64)
	}
	return err
}
