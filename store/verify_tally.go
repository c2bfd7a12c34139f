package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// ProblemTally: the tally is not what the rows at the head come to.
const ProblemTally = "tally"

// tallies holds the tally against the full computation. Where rows are not what their
// entries say, that has been found already, and nothing can be held against them.
func (v *verifier) tallies(ctx context.Context) error {
	if len(v.out.Findings)+len(v.ended) > 0 {
		return nil
	}
	want := map[tallyKey]tallySum{}
	for _, c := range tallied {
		from, where := c.table+" r", "r.fair_id = $1 and r.until > $2"
		if c.of != "" {
			from, where = c.table+" r, "+c.of+" o", tallyInForce
		}
		if err := tallyRows(ctx, v.q, c, want, 1, c.tallySelect(from, where), v.fair, int64(v.head)); err != nil {
			return err
		}
	}
	rows, err := v.q.QueryContext(ctx, `select kind, edition, currency, signed_on, confirmed, records, high, low from tally where fair_id = $1`, v.fair)
	if err != nil {
		return fmt.Errorf("store: tally of %s: %w", v.fair, err)
	}
	defer rows.Close()
	is := map[tallyKey]tallySum{}
	for rows.Next() {
		var k tallyKey
		var s tallySum
		if err := rows.Scan(&k.kind, &k.edition, &k.currency, &k.signedOn, &k.confirmed, &s.records, &s.high, &s.low); err != nil {
			return fmt.Errorf("store: tally of %s: %w", v.fair, err)
		}
		is[k] = s
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("store: tally of %s: %w", v.fair, err)
	}
	keys := slices.Collect(maps.Keys(want))
	for k := range is {
		if _, both := want[k]; !both {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, tallyKey.compare)
	for _, k := range keys {
		if is[k] != want[k] {
			v.found(max(v.head, 1), ProblemTally, "the tally of %s %s, edition %d, says %s, and the rows come to %s",
				k.kind, k.which(), k.edition, is[k], want[k])
		}
	}
	return nil
}

// which names what beside the edition is kept apart.
func (k tallyKey) which() string {
	return fmt.Sprintf("(currency %q, signed on %q, confirmed by %d)", k.currency, k.signedOn, k.confirmed)
}

func (s tallySum) String() string {
	amount, err := joined(s.high, s.low)
	if err != nil {
		return fmt.Sprintf("%d records and %d × %d + %d minor units", s.records, s.high, int64(sumUnit), s.low)
	}
	return fmt.Sprintf("%d records and %d minor units", s.records, amount)
}
