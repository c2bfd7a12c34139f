package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"bridgehead/indicator"
	"bridgehead/journal"
)

// What the records of a selection come to at one position is what they came to at an earlier one, less
// what the records changed since gave then, plus what they give now. A process that has looked at
// figures once keeps the sums that they are made of, and brings them from position to position by the
// few records that the journal names, those of a transaction that is not committed among them. What
// cannot be brought along so is read anew.

const (
	// sumsKept is how many groups are kept of all fairs; beyond that all are forgotten.
	sumsKept = 200_000
	// sumsEntries is how many entries sums are brought along by; over more they are read anew.
	sumsEntries = 500
)

// sums are those that a process keeps.
type sums struct {
	mu    sync.Mutex
	known map[sumsKey]sumsAt
	size  int
}

// A sumsKey is what is asked of a fair.
type sumsKey struct{ fair, question string }

// sumsAt are groups at a position.
type sumsAt struct {
	at     journal.Position
	groups []indicator.Group
}

func (s *sums) get(k sumsKey) (sumsAt, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	got, ok := s.known[k]
	return got, ok
}

// put keeps groups, unless those of a later position are there.
func (s *sums) put(k sumsKey, a sumsAt) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, ok := s.known[k]
	if ok && old.at > a.at {
		return
	}
	if !ok {
		s.size++ // a key takes room as well
	}
	if s.size += len(a.groups) - len(old.groups); s.known == nil || s.size > sumsKept {
		s.known, s.size = map[sumsKey]sumsAt{}, len(a.groups)+1
	}
	s.known[k] = a
}

// A summing is a view whose sums are brought along. It is for one task.
type summing struct {
	View
	kept *sums
	// open says that the view is of a transaction, whose sums nobody else may see.
	open bool
	mine map[journal.Position]*moved // what has changed between a position and the view's
}

// summing returns the view with the sums that the process keeps. It must see everything.
func (db *DB) summing(v View, open bool) *summing {
	return &summing{View: v, kept: &db.sums, open: open, mine: map[journal.Position]*moved{}}
}

// Groups implements indicator.Records.
func (s *summing) Groups(ctx context.Context, of string, sel indicator.Selection) ([]indicator.Group, error) {
	if sel.Edition == 0 || s.eyes != nil {
		return s.View.Groups(ctx, of, sel)
	}
	key := sumsKey{s.Fair, of + " " + fmt.Sprintf("%d %d %t %s %s %t %s %t %s", sel.Edition, sel.Required, sel.PerDay, sel.Scope, sel.Filter, sel.Shares, sel.Distinct, sel.Each, sel.Span)}
	old, ok := s.kept.get(key)
	if ok && old.at <= s.At {
		groups, ok, err := s.brought(ctx, of, sel, old)
		if err != nil {
			return nil, err
		}
		if ok {
			if !s.open && old.at < s.At {
				s.kept.put(key, sumsAt{s.At, groups})
			}
			return slices.Clone(groups), nil
		}
	}
	groups, err := s.View.Groups(ctx, of, sel)
	if err == nil && !s.open {
		s.kept.put(key, sumsAt{s.At, slices.Clone(groups)})
	}
	return groups, err
}

// brought brings groups to the view's position; ok is false when they are to be read anew.
func (s *summing) brought(ctx context.Context, of string, sel indicator.Selection, old sumsAt) ([]indicator.Group, bool, error) {
	m, err := s.since(ctx, old.at)
	switch {
	case err != nil || m.much:
		return nil, false, err
	case !slices.Contains(m.editions, sel.Edition):
		return old.groups, true, nil
	}
	one := sel
	one.Each = one.Distinct != ""
	then := s.View
	then.At = old.at
	less, err := then.groupsOf(ctx, of, one, m)
	if err != nil {
		return nil, false, err
	}
	more, err := s.groupsOf(ctx, of, one, m)
	if err != nil {
		return nil, false, err
	}
	if one.Each && !sel.Each {
		// Other records may have the same values: how many there are is only known to be the same when these have the same as before.
		value := func(a, b indicator.Group) bool { return a.Value == b.Value }
		return old.groups, slices.EqualFunc(less, more, value), nil
	}
	groups, ok := combined(old.groups, less, more)
	return groups, ok, nil
}

// combined takes groups off others and adds more; ok is false when that does not come out.
func combined(all, less, more []indicator.Group) ([]indicator.Group, bool) {
	type key struct{ currency, day, num, den, from, to, value any }
	keyOf := func(g indicator.Group) key {
		return key{g.Line.Amount.Currency, g.Line.Day, g.Line.Num, g.Line.Den, g.From, g.To, g.Value}
	}
	var out []indicator.Group
	place := map[key]int{}
	add := func(groups []indicator.Group, sign int64) bool {
		for _, g := range groups {
			k := keyOf(g)
			i, ok := place[k]
			if !ok {
				i = len(out)
				place[k] = i
				out = append(out, g)
				o := &out[i]
				o.Records, o.Line.Count, o.Line.Amount.Minor = 0, 0, 0
			}
			o := &out[i]
			sum := o.Line.Amount.Minor + sign*g.Line.Amount.Minor
			if (sum > o.Line.Amount.Minor) != (sign*g.Line.Amount.Minor > 0) && sum != o.Line.Amount.Minor {
				return false
			}
			o.Records, o.Line.Count, o.Line.Amount.Minor = o.Records+sign*g.Records, o.Line.Count+sign*g.Line.Count, sum
		}
		return true
	}
	// What is added comes before what is taken off, so that no sum turns negative between.
	if !add(all, 1) || !add(more, 1) || !add(less, -1) {
		return nil, false
	}
	kept := out[:0]
	for _, g := range out {
		switch {
		case g.Records < 0 || g.Line.Count < 0:
			return nil, false
		case g.Records > 0 || g.Line.Count > 0:
			kept = append(kept, g)
		case g.Line.Amount.Minor != 0:
			return nil, false
		}
	}
	return kept, true
}

// moved is what was changed between two positions, as far as it can count in a figure.
type moved struct {
	much     bool     // more than is brought along, or what all records may count by
	editions []int64  // in which any of the records ever counted
	subjects []string // agreements, those of increases and milestones among them
	others   map[string][]string
}

// since finds what was changed between the position and the view's.
func (s *summing) since(ctx context.Context, at journal.Position) (*moved, error) {
	if m, ok := s.mine[at]; ok {
		return m, nil
	}
	m, err := s.movedSince(ctx, at)
	if err == nil {
		s.mine[at] = m
	}
	return m, err
}

func (s *summing) movedSince(ctx context.Context, at journal.Position) (*moved, error) {
	m := &moved{others: map[string][]string{}}
	if at == s.At {
		return m, nil
	}
	if s.At-at > sumsEntries {
		m.much = true
		return m, nil
	}
	rows, err := s.q.QueryContext(ctx, `select kind, subject from journal where fair_id = $1 and position > $2 and position <= $3`, s.Fair, int64(at), int64(s.At))
	if err != nil {
		return nil, fmt.Errorf("store: what was changed: %w", err)
	}
	defer rows.Close()
	changed := map[string]map[string]bool{}
	for rows.Next() {
		var kind, subject string
		if err := rows.Scan(&kind, &subject); err != nil {
			return nil, fmt.Errorf("store: what was changed: %w", err)
		}
		if changed[kind] == nil {
			changed[kind] = map[string]bool{}
		}
		changed[kind][subject] = true
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: what was changed: %w", err)
	}
	if changed["edition"] != nil || changed["fair"] != nil {
		m.much = true
		return m, nil
	}
	subjects := map[string]bool{}
	maps.Copy(subjects, changed["agreement"])
	for _, kind := range []string{"amendment", "milestone"} {
		found, err := s.column(ctx, kind, "agreement", "id", slices.Sorted(maps.Keys(changed[kind])))
		if err != nil {
			return nil, err
		}
		for _, id := range found {
			subjects[id] = true
		}
	}
	m.subjects = slices.Sorted(maps.Keys(subjects))
	for _, table := range []string{"project", "session", "track"} {
		m.others[table] = slices.Sorted(maps.Keys(changed[table]))
	}
	for _, from := range []struct {
		table, by string
		ids       []string
	}{{"agreement", "id", m.subjects}, {"amendment", "agreement", m.subjects}, {"project", "id", m.others["project"]}, {"session", "id", m.others["session"]}, {"track", "id", m.others["track"]}} {
		found, err := s.column(ctx, from.table, "cast(edition as text)", from.by, from.ids)
		if err != nil {
			return nil, err
		}
		for _, number := range found {
			n, err := strconv.ParseInt(number, 10, 64)
			if err != nil {
				return nil, fmt.Errorf("store: edition %q of %s: %w", number, from.table, err)
			}
			m.editions = append(m.editions, n)
		}
	}
	return m, nil
}

// column reads a column of all versions of the records, which may repeat. What is asked of their ends
// leads SQLite to the index by identifier, rather than to one that has all columns and all records.
func (v View) column(ctx context.Context, table, column, by string, ids []string) ([]string, error) {
	var out []string
	for part := range slices.Chunk(ids, lookupStep) {
		rows, err := v.q.QueryContext(ctx, "select "+column+" from "+table+" where fair_id = $1 and until > 0 and "+by+" in ("+marks(2, len(part))+")", anys([]any{v.Fair}, part)...)
		if err != nil {
			return nil, fmt.Errorf("store: %s of %s: %w", column, table, err)
		}
		for rows.Next() {
			var value string
			if err := rows.Scan(&value); err != nil {
				rows.Close()
				return nil, fmt.Errorf("store: %s of %s: %w", column, table, err)
			}
			out = append(out, value)
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return nil, fmt.Errorf("store: %s of %s: %w", column, table, err)
		}
	}
	return out, nil
}

// narrow has a statement read the changed records alone, found by their identifiers; ok is false when
// there are none. The sign before the edition keeps SQLite from walking all records of it.
func (m *moved) narrow(t counted, p *part) (ok bool) {
	column, ids := "r.id", m.others[t.table]
	switch {
	case t.of != "":
		column, ids = "r."+t.of, m.subjects
	case t.shares:
		ids = m.subjects
	}
	if len(ids) == 0 {
		return false
	}
	p.where = strings.Replace(p.where, t.editionOf()+" = $3", "+"+t.editionOf()+" = $3", 1) + " and " + column + " in (" + marks(len(p.args)+1, len(ids)) + ")"
	if t.of != "" {
		p.where += " and " + column + " <> ''" // as the index says that has no others
	}
	p.args = anys(slices.Clone(p.args), ids)
	return true
}
