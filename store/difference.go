package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"bridgehead/journal"
	"bridgehead/lang"
)

// A Difference is one field that differs between two states of a record. A list of a record is
// one field, as the canonical form writes it.
type Difference struct {
	Field    string // column, such as title_en, or the name of a list
	From, To string
}

// Differences returns where two states of a record differ, in the order of its fields.
func Differences[T any](from, to T) []Difference {
	a, b := parts(&from), parts(&to)
	var out []Difference
	for i := range a {
		if a[i].text != b[i].text {
			out = append(out, Difference{a[i].name, a[i].text, b[i].text})
		}
	}
	return out
}

// A portion is a field or a list of a record as text, and a way to take it from another.
type portion[T any] struct {
	name, text string
	take       func(to, from *T)
}

// parts returns the fields of the record, its identifier aside, and then its lists.
func parts[T any](rec *T) []portion[T] {
	t := tableOf[T]()
	var out []portion[T]
	for i, f := range t.fields(rec)[1:] {
		out = append(out, portion[T]{f.column, plain(f), func(to, from *T) { move(t.fields(to)[i+1].p, t.fields(from)[i+1].p) }})
	}
	for _, l := range t.lists {
		text := ""
		if n := l.size(rec); n > 0 {
			b := []byte{'['}
			for i := range n {
				if i > 0 {
					b = append(b, ',')
				}
				b = appendObject(b, l.at(rec, i))
			}
			text = string(append(b, ']'))
		}
		out = append(out, portion[T]{l.name, text, func(to, from *T) { l.copy(to, from) }})
	}
	return out
}

// wholeAmounts joins each amount with the currency that follows it: a number of one change and
// the currency of another are the amount of neither.
func wholeAmounts[T any](all []portion[T]) []portion[T] {
	var out []portion[T]
	for _, p := range all {
		if last := len(out) - 1; p.name == "currency" && last >= 0 && (out[last].name == "amount" || out[last].name == "budget") {
			minor := out[last]
			amount := ""
			if p.text != "" {
				amount = cmp.Or(minor.text, "0") + " " + p.text
			}
			out[last] = portion[T]{minor.name, amount, func(to, from *T) { minor.take(to, from); p.take(to, from) }}
			continue
		}
		out = append(out, p)
	}
	return out
}

func plain(f field) string {
	switch p := f.p.(type) {
	case *string:
		return *p
	case *int64:
		if *p == 0 {
			return ""
		}
	case *bool:
		if !*p {
			return ""
		}
	}
	return fmt.Sprint(f.value())
}

// copy fills the list of a record that has none with that of another.
func (l *sublist[T]) copy(to, from *T) {
	for i := range l.size(from) {
		given := l.at(from, i)
		for k, f := range l.at(to, i) {
			move(f.p, given[k].p)
		}
	}
}

// Combine brings two changes of one state together: a field that only one of them has changed is
// taken from it, and one that both have changed alike too. Where they differ, theirs stays and
// the field is among the conflicts, from theirs to mine: the one who comes second chooses. An
// amount is one field with its currency, under the name of the amount.
func Combine[T any](base, mine, theirs T) (T, []Difference) {
	b, m, t := wholeAmounts(parts(&base)), wholeAmounts(parts(&mine)), wholeAmounts(parts(&theirs))
	var out T // made anew, so that it shares no list with either
	table := tableOf[T]()
	move(table.fields(&out)[0].p, table.fields(&theirs)[0].p)
	var conflicts []Difference
	for i := range b {
		from := &theirs
		switch {
		case m[i].text == b[i].text || m[i].text == t[i].text:
		case t[i].text == b[i].text:
			from = &mine
		default:
			conflicts = append(conflicts, Difference{m[i].name, t[i].text, m[i].text})
		}
		t[i].take(&out, from)
	}
	return out, conflicts
}

// A Change is the cause of a stale error: what somebody else has made of the record since it was
// read. Use errors.AsType[*store.Change].
type Change struct {
	Kind, ID string
	Read     journal.Position // the version that was read
	Now      journal.Position // the one in force; 0 when the record was removed
	By       journal.Entry    // the last change: who, when, from where
	Fields   []Difference
}

// Error says which record it is.
func (c *Change) Error() string {
	return fmt.Sprintf("%s %s: version %d was read, %d is in force", c.Kind, c.ID, c.Read, c.Now)
}

// stale returns the refusal of a change of a version that is no longer in force, with what has
// become of it.
func stale[T any](ctx context.Context, tx *Tx, id string, read journal.Position, cause error) error {
	refusal := lang.Stale("record.stale")
	if lang.CodeOf(cause) != lang.CodeStale {
		return cause
	}
	rows, err := History[T](ctx, tx.View, id)
	if err != nil || len(rows) == 0 {
		return refusal.Because(err)
	}
	c := &Change{Kind: tableOf[T]().kind, ID: id, Read: read}
	last, from := rows[len(rows)-1], rows[0]
	for _, r := range rows {
		if r.Since == read {
			from = r
		}
	}
	at := last.Since
	if last.Until == journal.Open {
		c.Now = last.Since
		c.Fields = Differences(from.Value, last.Value)
	} else {
		at = last.Until
	}
	if c.By, err = tx.Entry(ctx, at); err != nil {
		return refusal.Because(err)
	}
	return refusal.Because(c)
}

// A Step is one state in the history of a record.
type Step[T any] struct {
	Row[T]
	Entry  journal.Entry // who made it, when, by what act and from what
	Fields []Difference  // from the state before it
	Ended  *journal.Entry
}

// Steps returns the history of a record, the newest state first: each with the entry that made it
// and, of the last, the one that removed it.
func Steps[T any](ctx context.Context, v View, id string) ([]Step[T], error) {
	rows, err := History[T](ctx, v, id)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, lang.NotFound("record.not_found", lang.Args{"kind": tableOf[T]().kind})
	}
	out := make([]Step[T], len(rows))
	for i, r := range rows {
		s := Step[T]{Row: r}
		if s.Entry, err = v.Entry(ctx, r.Since); err != nil {
			return nil, err
		}
		if i > 0 {
			s.Fields = Differences(rows[i-1].Value, r.Value)
		}
		next := journal.Open
		if i+1 < len(rows) {
			next = rows[i+1].Since
		}
		if r.Until <= v.At && r.Until != next { // it was removed, and perhaps came back later
			e, err := v.Entry(ctx, r.Until)
			if err != nil {
				return nil, err
			}
			s.Ended = &e
		}
		out[len(rows)-1-i] = s
	}
	return out, nil
}

// Bring puts a former state of a record in force again, by its version; before is the version in
// force that the caller has seen, 0 when the record was removed. The error is not_found or
// stale.
func Bring[T any](ctx context.Context, tx *Tx, id string, state, before journal.Position, origin journal.Origin) error {
	rows, err := History[T](ctx, tx.View, id)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.Since != state {
			continue
		}
		action := journal.Corrected
		if before == 0 {
			if last := rows[len(rows)-1]; last.Until == journal.Open {
				return stale[T](ctx, tx, id, state, lang.Stale("record.stale"))
			}
			action = journal.Created
		}
		return Put(ctx, tx, &r.Value, before, How{Action: action, Origin: origin})
	}
	return lang.NotFound("record.not_found", lang.Args{"kind": tableOf[T]().kind})
}

// read makes a record of its canonical form.
func read[T any](image string) (T, error) {
	var rec T
	t := tableOf[T]()
	var given map[string]json.RawMessage
	if err := json.NewDecoder(strings.NewReader(image)).Decode(&given); err != nil {
		return rec, fmt.Errorf("store: read a %s: %w", t.kind, err)
	}
	fill := func(fs []field, given map[string]json.RawMessage) error {
		for _, f := range fs {
			if text, ok := given[f.column]; ok {
				if err := json.Unmarshal(text, f.p); err != nil {
					return fmt.Errorf("store: read %s of a %s: %w", f.column, t.kind, err)
				}
			}
		}
		return nil
	}
	if err := fill(t.fields(&rec), given); err != nil {
		return rec, err
	}
	for _, l := range t.lists {
		var rows []map[string]json.RawMessage
		if text, ok := given[l.name]; ok {
			if err := json.Unmarshal(text, &rows); err != nil {
				return rec, fmt.Errorf("store: read %s of a %s: %w", l.name, t.kind, err)
			}
		}
		for i, row := range rows {
			if err := fill(l.at(&rec, i), row); err != nil {
				return rec, err
			}
		}
	}
	return rec, nil
}

// Take returns the record with some of its fields taken from another, by their columns or the
// names of their lists.
func Take[T any](to, from T, columns []string) T {
	a, b := parts(&to), parts(&from)
	var out T // made anew, so that it shares no list with either
	table := tableOf[T]()
	move(table.fields(&out)[0].p, table.fields(&to)[0].p)
	for i := range a {
		if slices.Contains(columns, a[i].name) {
			b[i].take(&out, &from)
		} else {
			a[i].take(&out, &to)
		}
	}
	return out
}
