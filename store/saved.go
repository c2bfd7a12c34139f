package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/notice"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/submission"
)

// A SavedList is a list with its filters that somebody saved under a name.
type SavedList struct {
	ID      string
	Account access.ID
	Name    string
	List    string           // which list: one of SavedKinds
	Query   string           // what narrows it, as its address says it
	Seen    journal.Position // when its owner looked at it last
	Told    journal.Position // up to where its owner was told what is new
	Notify  bool             // tell what is new
}

// SavedKinds are the lists that can be saved, with what their readers must be allowed.
var SavedKinds = map[string]access.Action{
	"projects": access.ReadPublished, "agreements": access.ReadPublished, "parties": access.ReadPublished,
	"submissions": access.ReadSubmission, "review": access.Review,
}

// savedMost is how many lists one account saves in a fair; savedName and savedQuery bound what is kept, in
// bytes.
const (
	savedMost  = 100
	savedName  = 200
	savedQuery = 2000
)

// named is a saved list's name as it is kept; the error is invalid.
func (l SavedList) named() (string, error) {
	name := lang.Clean(l.Name)
	if name == "" {
		return "", lang.Invalid("saved.unnamed")
	}
	if len(name) > savedName || !utf8.ValidString(name) {
		return "", lang.Invalid("saved.long")
	}
	return name, nil
}

// ParseFilter reads what narrows a list of records from its address; what narrows no list is left
// out. The error is invalid.
func ParseFilter(q url.Values) (Filter, error) {
	get := func(name string) string { return strings.TrimSpace(q.Get(name)) }
	f := Filter{
		District: get(FacetDistrict), Type: get(FacetType), Direction: get(FacetDirection), Industry: get(FacetIndustry), Side: get(FacetSide),
		Country: get(FacetCountry), Currency: get(FacetCurrency), Band: get(FacetBand), Text: get("q"),
	}
	if text := get(FacetEdition); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n < 1 {
			return f, lang.Invalid("web.error.edition", lang.Args{"given": text})
		}
		f.Edition = n
	}
	if f.Band != "" {
		if _, _, err := BandLimits(f.Band); err != nil {
			return f, err
		}
	}
	return f, nil
}

// SaveList saves a list. The error is invalid, or conflict when there are too many.
func (db *DB) SaveList(ctx context.Context, fair string, l SavedList) (SavedList, error) {
	var err error
	if l.Name, err = l.named(); err != nil {
		return l, err
	}
	q, err := url.ParseQuery(l.Query)
	if _, known := SavedKinds[l.List]; err != nil || !known || len(l.Query) > savedQuery {
		return l, lang.Invalid("web.error.form")
	}
	if _, err := ParseFilter(q); err != nil {
		return l, err
	}
	for _, name := range []string{"after", "before", "at", "asked", "rest", "ref"} { // where a page begins is not what narrows a list
		q.Del(name)
	}
	l.Query = q.Encode()
	if l.Seen, err = db.Head(ctx, fair); err != nil {
		return l, err
	}
	l.ID, l.Told = newIDs(db.now()).next(), l.Seen
	err = db.transact(ctx, func(tx *sql.Tx) error {
		var n int64
		if err := tx.QueryRowContext(ctx, `select count(*) from saved_list where fair_id = $1 and account = $2`, fair, l.Account).Scan(&n); err != nil {
			return err
		}
		if n >= savedMost {
			return lang.Conflict("saved.many", lang.Args{"most": savedMost})
		}
		_, err := tx.ExecContext(ctx, `insert into saved_list (fair_id, account, id, name, list, query, seen, told, tells, check_ms) values ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0)`,
			fair, l.Account, l.ID, l.Name, l.List, l.Query, int64(l.Seen), int64(l.Told))
		return err
	})
	if err != nil && lang.CodeOf(err) == "" {
		err = fmt.Errorf("store: save a list: %w", err)
	}
	return l, err
}

const savedColumns = `id, account, name, list, query, seen, told, tells`

func scanSaved(scan func(...any) error) (l SavedList, err error) {
	err = scan(&l.ID, &l.Account, &l.Name, &l.List, &l.Query, (*int64)(&l.Seen), (*int64)(&l.Told), (*flag)(&l.Notify))
	return l, err
}

// SavedLists lists what an account saved in a fair, in the order in which it did.
func (db *DB) SavedLists(ctx context.Context, fair string, account access.ID) ([]SavedList, error) {
	rows, err := db.read.QueryContext(ctx, "select "+savedColumns+` from saved_list where fair_id = $1 and account = $2 order by id`, fair, account)
	if err != nil {
		return nil, fmt.Errorf("store: saved lists: %w", err)
	}
	defer rows.Close()
	var out []SavedList
	for rows.Next() {
		l, err := scanSaved(rows.Scan)
		if err != nil {
			return nil, fmt.Errorf("store: saved lists: %w", err)
		}
		out = append(out, l)
	}
	return out, rows.Err()
}

// SavedList returns one of an account's lists. The error is not_found, also of somebody else's.
func (db *DB) SavedList(ctx context.Context, fair string, account access.ID, id string) (SavedList, error) {
	return savedList(ctx, db.read, fair, account, id)
}

func savedList(ctx context.Context, q querier, fair string, account access.ID, id string) (SavedList, error) {
	l, err := scanSaved(q.QueryRowContext(ctx, "select "+savedColumns+` from saved_list where fair_id = $1 and account = $2 and id = $3`, fair, account, id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return l, lang.NotFound("saved.none")
	}
	if err != nil {
		return l, fmt.Errorf("store: a saved list: %w", err)
	}
	return l, nil
}

// ChangeList writes a list's name, up to where it was seen, and whether its owner is told what is new.
func (db *DB) ChangeList(ctx context.Context, fair string, l SavedList) error {
	name, err := l.named()
	if err != nil {
		return err
	}
	wish, err := db.Wish(ctx, l.Account)
	if err != nil {
		return err
	}
	err = db.transact(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `update saved_list set name = $1, seen = $2, tells = $3, check_ms = $4 where fair_id = $5 and account = $6 and id = $7`,
			name, int64(l.Seen), field{"tells", &l.Notify}.value(), checked(wish, db.now()).UnixMilli(), fair, l.Account, l.ID)
		return err
	})
	if err != nil {
		return fmt.Errorf("store: change a saved list: %w", err)
	}
	return nil
}

// DropList takes a saved list away.
func (db *DB) DropList(ctx context.Context, fair string, account access.ID, id string) error {
	err := db.transact(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `delete from saved_list where fair_id = $1 and account = $2 and id = $3`, fair, account, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("store: drop a saved list: %w", err)
	}
	return nil
}

// checked is when it is looked whether something new stands in a list: shortly before its owner's
// next digest, so that it is in that.
func checked(w notice.Wish, now time.Time) time.Time {
	return w.Next(now.Add(2 * time.Minute)).Add(-time.Minute)
}

// InList counts what a saved list holds for the actor, whose view this is, and what of it was not in
// it at the position: up to a thousand.
func (v View) InList(ctx context.Context, a access.Actor, l SavedList, since journal.Position) (all, fresh int64, err error) {
	q, err := url.ParseQuery(l.Query)
	if err != nil {
		return 0, 0, err
	}
	switch l.List {
	case "submissions", "review":
		return v.inQueue(ctx, a, l.List, q, since)
	}
	f, err := ParseFilter(q)
	if err != nil {
		return 0, 0, err
	}
	switch l.List {
	case "projects":
		return inList[project.Project](ctx, v, f, since)
	case "agreements":
		return inList[agreement.Agreement](ctx, v, f, since)
	case "parties":
		return inList[party.Party](ctx, v, f, since)
	}
	return 0, 0, lang.NotFound("saved.none")
}

// inQueueMost is where counting ends of what is new, and of submissions.
const inQueueMost = 1000

func inList[T Catalogued](ctx context.Context, v View, f Filter, since journal.Position) (all, fresh int64, err error) {
	versions := func(v View) ([]int64, error) {
		c, err := v.catalogue(ctx, false)
		if err != nil {
			return nil, err
		}
		p, err := v.listing(ctx, c, tableOf[T]().table, f, Order{By: OrderMade})
		if err != nil {
			return nil, err
		}
		return p.all(), nil
	}
	now, err := versions(v)
	if err != nil {
		return 0, 0, err
	}
	var later []int64
	for _, n := range now {
		if n > int64(since) {
			later = append(later, n)
		}
	}
	if len(later) == 0 {
		return int64(len(now)), 0, nil
	}
	later = later[:min(len(later), inQueueMost)]
	// What was written since is new when no version of it stood in the list then.
	then := v
	then.At = since
	before, err := versions(then)
	if err != nil {
		return 0, 0, err
	}
	stood := make(map[int64]bool, len(before))
	for _, n := range before {
		stood[n] = true
	}
	rows, err := versionsAt[T](ctx, v, later)
	if err != nil {
		return 0, 0, err
	}
	var ids []string
	for _, rec := range rows {
		ids = append(ids, *tableOf[T]().fields(&rec)[0].p.(*string))
	}
	was, err := ByID[T](ctx, then, ids)
	if err != nil {
		return 0, 0, err
	}
	fresh = int64(len(rows))
	for _, r := range was {
		if stood[int64(r.Since)] {
			fresh--
		}
	}
	return int64(len(now)), fresh, nil
}

// inQueue counts submissions, each of which the table lets the actor see.
func (v View) inQueue(ctx context.Context, a access.Actor, list string, q url.Values, since journal.Position) (all, fresh int64, err error) {
	settings, err := v.Settings(ctx)
	if err != nil {
		return 0, 0, err
	}
	wanted, action := Queue{State: submission.Submitted, Side: q.Get("side"), Office: q.Get("office")}, SavedKinds[list]
	wanted.Edition, _ = strconv.ParseInt(q.Get("edition"), 10, 64)
	if list == "submissions" && q.Get("state") != "" {
		wanted.State = submission.State(q.Get("state"))
	}
	rows, err := v.Submissions(ctx, wanted, Place{}, inQueueMost)
	for _, r := range rows {
		if access.Decide(a, r.Value.Question(action), settings) {
			if all++; r.Since > since {
				fresh++
			}
		}
	}
	return all, fresh, err
}

// remindSaved tells of what is new in the lists whose owners want to be told, before their next digest.
func (db *DB) remindSaved(ctx context.Context, v View) error {
	now := db.now()
	rows, err := db.read.QueryContext(ctx, "select "+savedColumns+` from saved_list where fair_id = $1 and tells = 1 and check_ms <= $2 order by check_ms limit $3`,
		v.Fair, now.UnixMilli(), remindedAtOnce)
	if err != nil {
		return fmt.Errorf("store: saved lists: %w", err)
	}
	defer rows.Close()
	var due []SavedList
	for rows.Next() {
		l, err := scanSaved(rows.Scan)
		if err != nil {
			return fmt.Errorf("store: saved lists: %w", err)
		}
		due = append(due, l)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("store: saved lists: %w", err)
	}
	for _, l := range due {
		if err := db.tellSaved(ctx, v, l, now); err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) tellSaved(ctx context.Context, v View, l SavedList, now time.Time) error {
	actor, err := db.Actor(ctx, v.Fair, l.Account)
	if err != nil {
		return err
	}
	sight, err := db.Sight(ctx, v.Fair, actor)
	if err != nil {
		return err
	}
	seen, err := v.As(ctx, sight)
	if err != nil {
		return err
	}
	_, fresh, err := seen.InList(ctx, actor, l, max(l.Seen, l.Told))
	if err != nil {
		return err
	}
	wish, err := db.Wish(ctx, l.Account)
	if err != nil {
		return err
	}
	return db.transact(ctx, func(tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, `update saved_list set told = $1, check_ms = $2 where fair_id = $3 and account = $4 and id = $5 and told = $6 and check_ms <= $7`,
			int64(v.At), checked(wish, now).UnixMilli(), v.Fair, l.Account, l.ID, int64(l.Told), now.UnixMilli())
		if err != nil {
			return fmt.Errorf("store: note what was told of a saved list: %w", err)
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 || fresh == 0 {
			return err // another process was faster, or there is nothing new
		}
		return insertNotice(ctx, tx, notice.Notice{
			Fair: v.Fair, ID: newIDs(now).next(), Account: l.Account, Kind: notice.Entered, Record: "list", Subject: l.ID, Count: fresh,
			At: now, Due: wish.Due(notice.Entered, now),
		})
	})
}
