package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"bridgehead/bulletin"
	"bridgehead/bulletin/watched"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
)

// What is done about other people's texts, and how they are read. None of it asks who may: ask the table
// of access first.

// A Watching holds texts against one fair's record as it was when it began. It is not safe for concurrent use.
type Watching struct {
	db      *DB
	view    View
	Fair    fair.Fair
	ref     int64
	checker *bulletin.Checker
}

// Watching begins to hold texts against a fair's latest record, all of it.
func (db *DB) Watching(ctx context.Context, fairID string) (*Watching, error) {
	v, err := db.View(ctx, fairID, -1)
	if err != nil {
		return nil, err
	}
	w := &Watching{db: db, view: v}
	if w.Fair, err = v.TheFair(ctx); err != nil {
		return nil, err
	}
	e, err := db.EvaluatorOf(ctx, v, -1, -1)
	if err != nil {
		return nil, err
	}
	w.ref = e.Ref
	w.checker, err = bulletin.NewChecker(ctx, e, w.Fair)
	return w, err
}

// titleLength is how much of a text's first line names it where it has no title.
const titleLength = 80

// Hearing says how a text is heard.
type Hearing struct {
	Again        bool // hold it against the record although its words are known
	AboutTheFair bool // keep a new one only where it states something that the record knows
}

// Hear keeps a text with what it contradicts: as a new record, as the next version of the one that came from
// the same place, or not at all where nothing is new of it. It reports whether anything was written. The error is invalid where
// the text cannot be kept.
func (w *Watching) Hear(ctx context.Context, actor string, in watched.Text, words string, how Hearing, origin journal.Origin) (watched.Text, bool, error) {
	if strings.TrimSpace(words) == "" {
		return in, false, lang.Invalid("watched.empty")
	}
	if len(words) > watched.MostText {
		return in, false, lang.Invalid("import.file.large", lang.Args{"limit": "2 MiB"})
	}
	if in.Title == "" {
		line, _, _ := strings.Cut(strings.TrimSpace(words), "\n")
		runes := []rune(lang.Clean(line))
		in.Title = string(runes[:min(len(runes), titleLength)])
	}
	if err := in.Validate().Err(); err != nil {
		return in, false, err
	}
	if v, err := w.db.View(ctx, w.view.Fair, -1); err != nil {
		return in, false, err
	} else if row, err := v.watchedItem(ctx, in); lang.CodeOf(err) != lang.CodeNotFound {
		if err != nil {
			return in, false, err
		}
		if row.Value.Sum == watched.SumOf(words) && !how.Again {
			return row.Value, false, nil
		}
		if m := row.Value; m.Mended { // what somebody has mended stays, and the words are read with it
			in.Outlet, in.Title, in.Address, in.Published, in.Lang = m.Outlet, m.Title, m.Address, m.Published, m.Lang
		}
	}
	r, said, speaks, err := w.read(ctx, in, words)
	if err != nil {
		return in, false, err
	}
	var out watched.Text
	var told bool
	err = w.db.Update(ctx, w.view.Fair, actor, func(tx *Tx) error {
		r.Now = tx.Now.UnixMilli()
		row, err := tx.watchedItem(ctx, in)
		by := How{Action: journal.Corrected, Origin: origin}
		switch {
		case lang.CodeOf(err) == lang.CodeNotFound && how.AboutTheFair && !speaks:
			out, told = in, false
			return nil
		case lang.CodeOf(err) == lang.CodeNotFound:
			by.Action = journal.Created
			row.Value = in
			row.Value.ID, row.Value.Seen = tx.NewID(), r.Now
		case err != nil:
			return err
		case how.Again && row.Value.Sum != r.Sum: // its words have changed since these were read
			out, told = row.Value, false
			return nil
		case row.Value.At > r.At: // somebody has held it against a later record
			out, told = row.Value, false
			return nil
		case row.Value.Sum != r.Sum && !row.Value.Mended:
			row.Value.Title, row.Value.Published = in.Title, in.Published
		}
		row.Value.Lang = r.Lang
		pairs, err := tx.beside(ctx, row.Value, said)
		if err != nil {
			return err
		}
		for _, p := range pairs {
			r.Findings = append(r.Findings, p.own...)
		}
		if out, told = row.Value.Again(r); told {
			if err := tx.keepWords(ctx, out.Sum, words); err != nil {
				return err
			}
			if err := Put(ctx, tx, &out, row.Since, by); err != nil {
				return err
			}
		}
		if err := tx.keepSaid(ctx, out.ID, said); err != nil {
			return err
		}
		for _, p := range pairs {
			if err := tx.tellOther(ctx, out.ID, p, r.Now, origin); err != nil {
				return err
			}
		}
		return nil
	})
	return out, told, err
}

// read holds a text's words against the record; speaks is whether they state anything that it knows.
func (w *Watching) read(ctx context.Context, in watched.Text, words string) (r watched.Reading, said []bulletin.Statement, speaks bool, err error) {
	all, err := w.checker.CheckAll(ctx, bulletin.Texts{Texts: []bulletin.Text{{Name: in.Title, Text: words}}}, bulletin.Options{Published: in.Published, Lang: in.Lang})
	if err != nil {
		return r, nil, false, err
	}
	c := all.Texts[0]
	n := c.Report.Summary
	tag := in.Lang
	if tag == "" {
		tag = c.Language()
	}
	return watched.Reading{
		Sum: watched.SumOf(words), Lang: tag, Edition: c.Report.Edition, At: int64(w.view.At), Ref: w.ref, Findings: watched.Examine(c),
	}, c.Statements(), n.Supported+n.Contradicted+n.ConsistentIf > 0, nil
}

// watchedItem reads the text that came from the same place.
func (v View) watchedItem(ctx context.Context, t watched.Text) (Row[watched.Text], error) {
	if t.ID != "" {
		return Get[watched.Text](ctx, v, t.ID)
	}
	return one[watched.Text](ctx, v, "and source = $3 and feed = $4 and item = $5", t.Source, t.Feed, t.Key)
}

// WatchedWith reads the text of an outlet that has the words of a sum, or else one that had them in an earlier version; the error is
// not_found where there is none.
func (v View) WatchedWith(ctx context.Context, outlet, sum string) (Row[watched.Text], error) {
	rows, err := list[watched.Text](ctx, v, "and id in (select w.id from watched w where w.fair_id = $1 and w.since <= $2 and w.outlet = $3 and w.sum = $4) order by id", outlet, sum)
	if err != nil {
		return Row[watched.Text]{}, err
	}
	if len(rows) == 0 {
		return Row[watched.Text]{}, lang.NotFound("record.not_found", lang.Args{"kind": "watched"})
	}
	return rows[max(0, slices.IndexFunc(rows, func(r Row[watched.Text]) bool { return r.Value.Sum == sum }))], nil
}

// keepWords keeps the words of a text beside the record.
func (tx *Tx) keepWords(ctx context.Context, sum, words string) error {
	_, err := tx.sql.ExecContext(ctx, `insert into watched_words (fair_id, sum, words) values ($1, $2, $3) on conflict do nothing`, tx.Fair, sum, words)
	if err != nil {
		return fmt.Errorf("store: keep the words of a text: %w", err)
	}
	return nil
}

// Words reads the words of a text: other people's, and for nobody but those who deal with them. The error is
// not_found when they are not kept, and no refusal when they are not those that were.
func (v View) Words(ctx context.Context, t watched.Text) (string, error) {
	var words string
	err := v.q.QueryRowContext(ctx, `select words from watched_words where fair_id = $1 and sum = $2`, v.Fair, t.Sum).Scan(&words)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return "", lang.NotFound("record.not_found", lang.Args{"kind": "watched"})
	case err != nil:
		return "", fmt.Errorf("store: read the words of a text: %w", err)
	case watched.SumOf(words) != t.Sum:
		return "", fmt.Errorf("store: the words of text %s are not those of their sum", t.ID)
	}
	return words, nil
}

// Reread holds a text that is kept against the latest record again, and reports whether that says anything new.
func (db *DB) Reread(ctx context.Context, fairID, actor, id string, origin journal.Origin) (bool, error) {
	w, err := db.Watching(ctx, fairID)
	if err != nil {
		return false, err
	}
	row, err := Get[watched.Text](ctx, w.view, id)
	if err != nil {
		return false, err
	}
	words, err := w.view.Words(ctx, row.Value)
	if err != nil {
		return false, err
	}
	_, told, err := w.Hear(ctx, actor, row.Value, words, Hearing{Again: true}, origin)
	return told, err
}

// MoveWatched writes what fn makes of a text that must still be what was seen. The error is that of fn, or
// stale.
func (tx *Tx) MoveWatched(ctx context.Context, id string, before journal.Position, origin journal.Origin, fn func(watched.Text) (watched.Text, error)) error {
	row, err := Get[watched.Text](ctx, tx.View, id)
	if err == nil && row.Since != before {
		err = stale[watched.Text](ctx, tx, id, before, lang.Stale("record.stale"))
	}
	if err != nil {
		return err
	}
	t, err := fn(row.Value)
	if err != nil {
		return err
	}
	return Put(ctx, tx, &t, before, How{Action: journal.Corrected, Origin: origin})
}

// A WatchedFilter narrows a list of findings; what is empty does not.
type WatchedFilter struct {
	Outlet, Kind, Cause string
	State               watched.State
	Edition             int64
}

// A WatchedPlace is where a page of findings goes on: behind a finding of a text that was read at a time.
type WatchedPlace struct {
	Read int64
	ID   string
	N    int64
}

// A WatchedLine is a finding with the text that it stands in.
type WatchedLine struct {
	WatchedPlace
	Outlet, Title string
	Lang          lang.Tag
	Edition       int64
	Finding       watched.Finding
}

// condition narrows the statements below, whose arguments it goes on with.
func (f WatchedFilter) condition(v View) (string, []any) {
	args := []any{v.Fair, int64(v.At)}
	text := "watched.fair_id = $1 and +watched.since <= $2 and watched.until > $2"
	unseen, own := v.seenOf("watched", len(args))
	text, args = text+unseen, append(args, own...)
	for _, c := range []struct {
		column string
		value  any
		empty  bool
	}{
		{"watched.outlet", f.Outlet, f.Outlet == ""},
		{"f.kind", f.Kind, f.Kind == ""},
		{"f.cause", f.Cause, f.Cause == ""},
		{"f.state", string(f.State), f.State == ""},
		{"watched.edition", f.Edition, f.Edition == 0},
	} {
		if !c.empty {
			args = append(args, c.value)
			text += fmt.Sprintf(" and "+c.column+" = $%d", len(args))
		}
	}
	return text, args
}

const watchedJoin = " from watched join watched_finding f on f.fair_id = watched.fair_id and f.since = watched.since where "

// Found lists findings, those of the text that was read last first.
func (v View) Found(ctx context.Context, f WatchedFilter, after WatchedPlace, limit int) ([]WatchedLine, error) {
	text, args := f.condition(v)
	if after.ID != "" {
		n := len(args)
		text += fmt.Sprintf(" and (watched.read_ms < $%d or watched.read_ms = $%d and (watched.id < $%d or watched.id = $%d and f.n > $%d))", n+1, n+1, n+2, n+2, n+3)
		args = append(args, after.Read, after.ID, after.N)
	}
	var probe watched.Finding
	var columns []string
	for _, c := range findingFields(&probe) {
		columns = append(columns, "f."+c.column)
	}
	args = append(args, limit)
	rows, err := v.q.QueryContext(ctx, "select watched.read_ms, watched.id, f.n, watched.outlet, watched.title, watched.lang, watched.edition, "+strings.Join(columns, ", ")+
		watchedJoin+text+fmt.Sprintf(" order by watched.read_ms desc, watched.id desc, f.n limit $%d", len(args)), args...)
	if err != nil {
		return nil, fmt.Errorf("store: list findings: %w", err)
	}
	defer rows.Close()
	var out []WatchedLine
	for rows.Next() {
		var l WatchedLine
		to := []any{&l.Read, &l.ID, &l.N, &l.Outlet, &l.Title, (*string)(&l.Lang), &l.Edition}
		for _, c := range findingFields(&l.Finding) {
			to = append(to, c.target())
		}
		if err := rows.Scan(to...); err != nil {
			return nil, fmt.Errorf("store: list findings: %w", err)
		}
		out = append(out, l)
	}
	return out, rows.Err()
}

// A WatchedCount says how many findings there are of an outlet, a kind, a cause and a state.
type WatchedCount struct {
	Outlet, Kind, Cause string
	State               watched.State
	N                   int64
}

// FoundCounts counts the findings.
func (v View) FoundCounts(ctx context.Context, f WatchedFilter) ([]WatchedCount, error) {
	text, args := f.condition(v)
	rows, err := v.q.QueryContext(ctx, "select watched.outlet, f.kind, f.cause, f.state, count(*)"+watchedJoin+text+
		" group by watched.outlet, f.kind, f.cause, f.state order by watched.outlet, f.kind, f.cause, f.state", args...)
	if err != nil {
		return nil, fmt.Errorf("store: count findings: %w", err)
	}
	defer rows.Close()
	var out []WatchedCount
	for rows.Next() {
		var c WatchedCount
		if err := rows.Scan(&c.Outlet, &c.Kind, &c.Cause, (*string)(&c.State), &c.N); err != nil {
			return nil, fmt.Errorf("store: count findings: %w", err)
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// WatchedWithout lists the texts of an outlet, or of all where it is "", in which nothing was found; after is as in Watched.
func (v View) WatchedWithout(ctx context.Context, outlet string, after WatchedPlace, limit int) ([]Row[watched.Text], error) {
	condition, args := unfound, []any{}
	if outlet != "" {
		args = append(args, outlet)
		condition += fmt.Sprintf(" and outlet = $%d", len(args)+2)
	}
	if after.ID != "" {
		n := len(args) + 2
		condition += fmt.Sprintf(" and (read_ms < $%d or read_ms = $%d and id < $%d)", n+1, n+1, n+2)
		args = append(args, after.Read, after.ID)
	}
	return list[watched.Text](ctx, v, condition+fmt.Sprintf(" order by read_ms desc, id desc limit $%d", len(args)+3), append(args, limit)...)
}

const unfound = "and not exists (select 1 from watched_finding f where f.fair_id = watched.fair_id and f.since = watched.since)"

// CountWithout counts the texts in which nothing was found, by outlet.
func (v View) CountWithout(ctx context.Context) ([]WatchedCount, error) {
	text, args := WatchedFilter{}.condition(v)
	rows, err := v.q.QueryContext(ctx, "select watched.outlet, count(*) from watched where "+text+" "+unfound+" group by watched.outlet order by watched.outlet", args...)
	if err != nil {
		return nil, fmt.Errorf("store: count texts: %w", err)
	}
	defer rows.Close()
	var out []WatchedCount
	for rows.Next() {
		var c WatchedCount
		if err := rows.Scan(&c.Outlet, &c.N); err != nil {
			return nil, fmt.Errorf("store: count texts: %w", err)
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// Watched lists the texts, the one that was read last first; after is the identifier of the text before the page
// with the time it was read, none for the first.
func (v View) Watched(ctx context.Context, after WatchedPlace, limit int) ([]Row[watched.Text], error) {
	condition, args := "", []any{}
	if after.ID != "" {
		condition, args = "and (read_ms < $3 or read_ms = $3 and id < $4) ", []any{after.Read, after.ID}
	}
	return list[watched.Text](ctx, v, condition+fmt.Sprintf("order by read_ms desc, id desc limit $%d", len(args)+3), append(args, limit)...)
}
