package store

import (
	"context"
	"fmt"
	"strings"
)

// Waiting counts the submissions of a queue, up to most, and says when the one that has waited
// longest was first handed in, in milliseconds since 1970; 0 when none waits.
func (v View) Waiting(ctx context.Context, q Queue, most int) (n, oldest int64, err error) {
	c := q.conditions()
	c.add("order by asked_ms, id limit %s", most)
	err = v.q.QueryRowContext(ctx, "select count(*), coalesce(min(asked_ms), 0) from (select asked_ms from submission where "+at+" "+strings.Join(c.text, " ")+") w",
		append([]any{v.Fair, int64(v.At)}, c.args...)...).Scan(&n, &oldest)
	if err != nil {
		return 0, 0, fmt.Errorf("store: count submissions: %w", err)
	}
	return n, oldest, nil
}

// SubmittingOffices returns the codes of the offices that a queue's submissions are of, each once.
func (v View) SubmittingOffices(ctx context.Context, q Queue) ([]string, error) {
	c := q.conditions()
	rows, err := v.q.QueryContext(ctx, "select distinct office from submission where "+at+" "+strings.Join(c.text, " ")+" order by office",
		append([]any{v.Fair, int64(v.At)}, c.args...)...)
	if err != nil {
		return nil, fmt.Errorf("store: offices of submissions: %w", err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var code string
		if err := rows.Scan(&code); err != nil {
			return nil, fmt.Errorf("store: offices of submissions: %w", err)
		}
		out = append(out, code)
	}
	return out, rows.Err()
}
