package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/submission"
)

// The board shows what an edition is made of by how far it has come: drafts, what was handed in,
// and agreements by their keys. Each column is a list of its own, the oldest first.

// A Keyed narrows agreements to those that have none of the keys which their edition requires, some
// but not all, or all of them.
type Keyed int

// How many keys there are.
const (
	NoKey Keyed = iota
	SomeKeys
	AllKeys
)

// A Column is what a column of agreements shows.
type Column struct {
	Edition  fair.Edition
	Keyed    Keyed
	Offices  []string // only what belongs to one of these offices; nil for all
	District string   // or counts for this district
}

func (c Column) conditions() *conditions {
	out := &conditions{}
	out.add("and edition = %s", c.Edition.Number)
	bits := strconv.FormatInt(int64(c.Edition.Requires), 10)
	have := "(confirmed & " + bits + ")"
	switch {
	case c.Keyed == AllKeys:
		out.text = append(out.text, "and "+have+" = "+bits)
	case c.Edition.Requires == 0: // all count as signed
		out.text = append(out.text, "and 0 = 1")
	case c.Keyed == NoKey:
		out.text = append(out.text, "and "+have+" = 0")
	default:
		out.text = append(out.text, "and "+have+" <> 0 and "+have+" <> "+bits)
	}
	if c.Offices != nil {
		of := seen{alias: "agreement", arg: func(x any) string {
			out.args = append(out.args, x)
			return "$" + strconv.Itoa(len(out.args)+2)
		}}.own("agreement", "agreement", access.Sees{Offices: c.Offices})
		if c.District != "" {
			out.args = append(out.args, c.District)
			of = "(" + of + " or exists (select 1 from agreement_attribution b where b.fair_id = agreement.fair_id and b.since = agreement.since and b.district = $" + strconv.Itoa(len(out.args)+2) + "))"
		}
		out.text = append(out.text, "and "+of)
	}
	return out
}

// OnBoard lists the agreements of a column after an identifier, in the order in which they were
// entered.
func (v View) OnBoard(ctx context.Context, c Column, after string, limit int) ([]Row[agreement.Agreement], error) {
	k := c.conditions()
	k.add("and id > %s", after)
	k.add("order by id limit %s", limit)
	return list[agreement.Agreement](ctx, v, strings.Join(k.text, " "), k.args...)
}

// CountOnBoard counts the agreements of a column, up to most.
func (v View) CountOnBoard(ctx context.Context, c Column, most int) (n int64, err error) {
	k := c.conditions()
	k.add("limit %s", most)
	unseen, own := v.seenOf("agreement", 2)
	err = v.q.QueryRowContext(ctx, "select count(*) from (select id from agreement where "+at+unseen+" "+shifted(strings.Join(k.text, " "), len(own))+") c",
		slices.Concat([]any{v.Fair, int64(v.At)}, own, k.args)...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("store: count a column: %w", err)
	}
	return n, nil
}

// unbegun is the condition for drafts of which nothing was handed in, or was taken back.
const unbegun = "and not exists (select 1 from submission s where s.fair_id = draft.fair_id and s.id = draft.id and s.until = 9223372036854775807 and s.state in ('submitted', 'approved', 'returned'))"

// DraftsOnBoard lists an edition's drafts after an identifier, in the order in which they were begun, with how
// many there are, up to most: those of the offices and those of the author; nil offices are all.
func (db *DB) DraftsOnBoard(ctx context.Context, fairID string, edition int64, offices []string, author access.ID, after string, limit, most int) ([]submission.Draft, int64, error) {
	c := &conditions{from: 2}
	c.add("and edition = %s", edition)
	if offices != nil {
		c.add("and (author = %s", author)
		for _, code := range offices {
			c.add("or office = %s", code)
		}
		c.text = append(c.text, ")")
	}
	c.text = append(c.text, unbegun)
	condition, args := strings.Join(c.text, " "), append([]any{fairID}, c.args...)
	var n int64
	err := db.read.QueryRowContext(ctx, "select count(*) from (select id from draft where fair_id = $1 "+condition+" limit $"+strconv.Itoa(len(args)+1)+") d", append(slices.Clone(args), most)...).Scan(&n)
	if err != nil {
		return nil, 0, fmt.Errorf("store: count drafts: %w", err)
	}
	c.add("and id > %s", after)
	c.add("order by id limit %s", limit)
	rows, err := drafts(ctx, db.read, "fair_id = $1 "+strings.Join(c.text, " "), append([]any{fairID}, c.args...)...)
	return rows, n, err
}
