package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"bridgehead/access"
	"bridgehead/bulletin"
	"bridgehead/bulletin/compose"
	"bridgehead/fair"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/notice"
)

// What is done about bulletins, and how they are read. None of it asks who may: ask the table of access
// first.

// A BulletinPlace is where a page of bulletins ends: the bulletin of a version, and when it was issued.
type BulletinPlace struct {
	Issued int64 // milliseconds since 1970, 0 while it is not published
	Since  journal.Position
}

// PlaceOf is the place of a bulletin in the list.
func PlaceOf(r Row[compose.Bulletin]) BulletinPlace { return BulletinPlace{r.Value.Issued, r.Since} }

// bulletinIssued orders those that are not published yet before all that are.
const bulletinIssued = "(case when issued_ms = 0 then 9223372036854775807 else issued_ms end)"

// Bulletins reads the bulletins that the view may show: those that nobody has published yet, the one that was changed last first, and then
// the published ones, the newest first; of one state where one is given.
func (v View) Bulletins(ctx context.Context, states ...compose.State) ([]Row[compose.Bulletin], error) {
	condition, args := inStates(states)
	return list[compose.Bulletin](ctx, v, condition+"order by "+bulletinIssued+" desc, since desc", args...)
}

// BulletinsAfter reads so many of the bulletins that Bulletins lists which come after a place; the zero place is before all.
func (v View) BulletinsAfter(ctx context.Context, after BulletinPlace, limit int, states ...compose.State) ([]Row[compose.Bulletin], error) {
	condition, args := inStates(states)
	if after.Since > 0 {
		n := len(args) + 3
		condition += fmt.Sprintf("and ("+bulletinIssued+" < $%d or "+bulletinIssued+" = $%d and since < $%d) ", n, n, n+1)
		args = append(args, cmp.Or(after.Issued, int64(journal.Open)), int64(after.Since))
	}
	args = append(args, limit)
	return list[compose.Bulletin](ctx, v, condition+"order by "+bulletinIssued+" desc, since desc limit $"+strconv.Itoa(len(args)+2), args...)
}

// inStates is the condition that a bulletin is in one of the states, where there are any.
func inStates(states []compose.State) (condition string, args []any) {
	for i, state := range states {
		condition += map[bool]string{true: "and state in (", false: ", "}[i == 0] + "$" + strconv.Itoa(i+3)
		args = append(args, string(state))
	}
	if len(states) > 0 {
		condition += ") "
	}
	return condition, args
}

// Issues reads the issues of a bulletin that the view may show, the latest first. The error is not_found
// when there is none.
func (v View) Issues(ctx context.Context, code string) ([]Row[compose.Bulletin], error) {
	rows, err := list[compose.Bulletin](ctx, v, "and code = $3 order by issue desc", code)
	if err == nil && len(rows) == 0 {
		err = lang.NotFound("record.not_found", lang.Args{"kind": "bulletin"})
	}
	return rows, err
}

// IssuedAt returns the entry that published a bulletin, 0 when none has.
func (v View) IssuedAt(ctx context.Context, id string) (journal.Position, error) {
	row, err := Get[compose.Bulletin](ctx, v, id)
	if err != nil || !row.Value.State.Public() {
		return 0, err
	}
	rows, err := History[compose.Bulletin](ctx, v, id)
	i := slices.IndexFunc(rows, func(r Row[compose.Bulletin]) bool { return r.Value.State == compose.Published })
	if err != nil || i < 0 {
		return 0, err
	}
	return rows[i].Since, nil
}

// PutBulletin writes what was composed, new (before 0) or as it was seen. The error is invalid, conflict,
// or stale with what somebody else has made of it.
func (tx *Tx) PutBulletin(ctx context.Context, b compose.Bulletin, before journal.Position, origin journal.Origin) (compose.Bulletin, error) {
	if before > 0 {
		row, err := tx.bulletin(ctx, b.ID, before)
		if err != nil {
			return b, err
		}
		b, err = row.Value.Edited(b)
		if err != nil {
			return b, err
		}
	} else {
		if b.Issue == 0 {
			b.Issue = 1
		}
		b.State = compose.Draft
	}
	if err := b.Validate().Err(); err != nil {
		return b, err
	}
	rows, err := list[compose.Bulletin](ctx, tx.View, "and code = $3", b.Code)
	if err != nil {
		return b, err
	}
	for _, r := range rows {
		if r.Value.ID != b.ID && r.Value.Issue == b.Issue {
			return b, lang.Conflict("bulletin.taken", lang.Args{"code": b.Code})
		}
	}
	how := How{Action: journal.Corrected, Origin: origin}
	if before == 0 {
		b.ID, how.Action = tx.NewID(), journal.Created
	}
	return b, Put(ctx, tx, &b, before, how)
}

func (tx *Tx) bulletin(ctx context.Context, id string, before journal.Position) (Row[compose.Bulletin], error) {
	row, err := Get[compose.Bulletin](ctx, tx.View, id)
	if err == nil && row.Since != before {
		err = stale[compose.Bulletin](ctx, tx, id, before, lang.Stale("record.stale"))
	}
	return row, err
}

// MoveBulletin writes what fn makes of a bulletin that must still be what was seen.
func (tx *Tx) MoveBulletin(ctx context.Context, id string, before journal.Position, action string, origin journal.Origin, fn func(compose.Bulletin) (compose.Bulletin, error)) (compose.Bulletin, error) {
	row, err := tx.bulletin(ctx, id, before)
	if err != nil {
		return row.Value, err
	}
	b, err := fn(row.Value)
	if err != nil {
		return b, err
	}
	return b, Put(ctx, tx, &b, before, How{Action: action, Origin: origin})
}

// DropBulletin takes a bulletin away that was never published.
func (tx *Tx) DropBulletin(ctx context.Context, id string, before journal.Position, origin journal.Origin) error {
	row, err := tx.bulletin(ctx, id, before)
	if err == nil && row.Value.State.Public() {
		err = lang.Conflict("bulletin.fixed")
	}
	if err != nil {
		return err
	}
	return Remove[compose.Bulletin](ctx, tx, id, before, How{Origin: origin})
}

// Examine writes a bulletin out as of the fair's latest position and holds it against the record, all of
// it: ask the table for access.Compose first.
func (db *DB) Examine(ctx context.Context, v View, b compose.Bulletin, now time.Time) (compose.Examined, error) {
	e, err := db.EvaluatorOf(ctx, v, -1, -1)
	if err != nil {
		return compose.Examined{}, err
	}
	return examine(ctx, e, v, b, now)
}

func examine(ctx context.Context, e *indicator.Evaluator, v View, b compose.Bulletin, now time.Time) (compose.Examined, error) {
	f, err := v.TheFair(ctx)
	if err != nil {
		return compose.Examined{}, err
	}
	c, err := bulletin.NewChecker(ctx, e, f)
	if err != nil {
		return compose.Examined{}, err
	}
	return compose.Examine(ctx, compose.NewFigures(e), c, b, lang.DateOf(now.In(f.Location())))
}

// Publish fixes a bulletin that must still be what was seen, as of the fair's latest position, in one
// entry of the journal; the issue that it corrects is marked in the same transaction. The error is
// conflict when it is not to be published, invalid or stale.
func (db *DB) Publish(ctx context.Context, fairID, actor, id string, before journal.Position, origin journal.Origin) (compose.Bulletin, error) {
	for range publishTries {
		out, err := db.publish(ctx, fairID, actor, id, before, origin, false)
		if !errors.Is(err, errMovedOn) {
			return out, err
		}
	}
	return db.publish(ctx, fairID, actor, id, before, origin, true)
}

// publishTries is how often a bulletin is written out while others may write. When somebody did each
// time, it is written out once more while they wait.
const publishTries = 2

// errMovedOn says that the record is not that any more which a bulletin was held against.
var errMovedOn = errors.New("store: the record has moved on")

func (db *DB) publish(ctx context.Context, fairID, actor, id string, before journal.Position, origin journal.Origin, alone bool) (compose.Bulletin, error) {
	var out compose.Bulletin
	v, err := db.View(ctx, fairID, -1)
	if err != nil {
		return out, err
	}
	row, err := Get[compose.Bulletin](ctx, v, id)
	if err != nil {
		return out, err
	}
	rates, err := db.Rates(ctx, -1)
	if err != nil {
		return out, err
	}
	var x compose.Examined
	if !alone {
		if x, err = db.Examine(ctx, v, row.Value, db.now()); err != nil {
			return out, err
		}
	}
	err = db.Update(ctx, fairID, actor, func(tx *Tx) error {
		if alone {
			now := View{q: tx.q, Fair: fairID, At: tx.Position()}
			e := &indicator.Evaluator{Records: db.summing(now, true), Rates: rates, Ref: int64(rates.At)}
			if x, err = examine(ctx, e, now, row.Value, tx.Now); err != nil {
				return err
			}
		} else if tx.Position() != v.At {
			return errMovedOn
		}
		embargoes, err := tx.Embargoes(ctx)
		if err != nil {
			return err
		}
		for _, e := range embargoes {
			if e.Edition == row.Value.Edition && e.Until().After(tx.Now) {
				return lang.Conflict("bulletin.edition_held")
			}
		}
		out, err = tx.MoveBulletin(ctx, id, before, journal.Confirmed, origin, func(b compose.Bulletin) (compose.Bulletin, error) {
			return b.Publish(x, tx.Now)
		})
		if err != nil || out.Corrects == "" {
			return err
		}
		old, err := Get[compose.Bulletin](ctx, tx.View, out.Corrects)
		if err != nil || old.Value.State != compose.Published {
			return err
		}
		old.Value.State = compose.Corrected
		return Put(ctx, tx, &old.Value, old.Since, How{Action: journal.Corrected, Origin: journal.Origin{Kind: "bulletin", ID: id}})
	})
	return out, err
}

// publishDue publishes what is agreed and whose embargo has ended; where the checks do not hold, the press
// office is told, once for each version.
func (db *DB) publishDue(ctx context.Context, v View) error {
	now := db.now()
	rows, err := list[compose.Bulletin](ctx, v, "and until = "+openText+" and state = $3 and embargo_ms > 0 and embargo_ms <= $4", string(compose.Agreed), now.UnixMilli())
	if err != nil {
		return err
	}
	for _, r := range rows {
		key := "bulletin/" + r.Value.ID + "/" + strconv.FormatInt(int64(r.Since), 10)
		if done, err := reminded(ctx, db.read, v.Fair, key); err != nil || done {
			if err != nil {
				return err
			}
			continue
		}
		_, err := db.Publish(ctx, v.Fair, access.System, r.Value.ID, r.Since, journal.Origin{Kind: "embargo"})
		switch lang.CodeOf(err) {
		case "":
			if err != nil {
				return err
			}
			continue
		case lang.CodeStale, lang.CodeNotFound: // somebody was faster
			continue
		case lang.CodeInvalid, lang.CodeConflict:
		default:
			return err
		}
		err = db.Update(ctx, v.Fair, access.System, func(tx *Tx) error {
			first, err := remind(ctx, tx.q, tx.Fair, key, tx.Now)
			if err == nil && first {
				tx.tell(told{
					kind: notice.Bulletin, record: "bulletin", subject: r.Value.ID, since: r.Since, edition: r.Value.Edition,
					may: func(a access.Actor, settings access.Settings) bool {
						return access.Decide(a, r.Value.Question(access.Publish, ""), settings)
					},
				})
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// AgreeBulletin writes that a side agrees with a bulletin as it was seen.
func (tx *Tx) AgreeBulletin(ctx context.Context, id string, before journal.Position, f fair.Fair, side string, origin journal.Origin) (compose.Bulletin, error) {
	if tx.actor == "" {
		return compose.Bulletin{}, errors.New("store: nobody agrees")
	}
	return tx.MoveBulletin(ctx, id, before, journal.Confirmed, origin, func(b compose.Bulletin) (compose.Bulletin, error) {
		return b.AgreedBy(f, compose.Said{Side: side, Account: tx.actor, At: tx.Now.UnixMilli()})
	})
}
