package demo

import (
	"context"
	"strconv"

	"bridgehead/bulletin/compose"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// bulletinCode names the sample's bulletin.
const bulletinCode = "signing-results"

// SampleBulletin publishes the sample's bulletin of its current edition, as a press office does: composed,
// handed in, agreed to by both sides. A fair that has it already is left as it is.
func SampleBulletin(ctx context.Context, db *store.DB, fairID string) error {
	v, err := db.View(ctx, fairID, -1)
	if err != nil {
		return err
	}
	if _, err := v.Issues(ctx, bulletinCode); lang.CodeOf(err) != lang.CodeNotFound {
		return err
	}
	f, err := v.TheFair(ctx)
	if err != nil {
		return err
	}
	figure := func(name, how string) string {
		return "{{" + name + "?edition=" + strconv.FormatInt(f.Current, 10) + how + "}}"
	}
	args := lang.Args{
		"edition": f.Current, "bare": figure("signed.count", " as=bare"),
		"amount": figure("signed.amount", " unit=亿元 digits=2"),
	}
	words := func(key string) lang.Text {
		var t lang.Text
		for _, tag := range lang.Tags {
			t = t.With(tag, lang.Say(tag, key, args))
		}
		return t
	}
	b := compose.Bulletin{
		Code: bulletinCode, Edition: f.Current, Title: words("sample.bulletin.title"), Text: words("sample.bulletin.text"),
		Quotes: []compose.Quote{{Words: words("sample.bulletin.words"), Speaker: words("sample.bulletin.speaker"), Office: words("sample.bulletin.office")}},
	}
	origin := journal.Origin{Kind: "generator"}
	var seen journal.Position
	err = db.Update(ctx, fairID, actor, func(tx *store.Tx) error {
		var err error
		if b, err = tx.PutBulletin(ctx, b, 0, origin); err == nil {
			seen = tx.Position()
		}
		return err
	})
	if err != nil {
		return err
	}
	moves := []func(*store.Tx) (compose.Bulletin, error){func(tx *store.Tx) (compose.Bulletin, error) {
		return tx.MoveBulletin(ctx, b.ID, seen, journal.Corrected, origin, compose.Bulletin.HandedIn)
	}}
	for _, side := range f.Sides {
		moves = append(moves, func(tx *store.Tx) (compose.Bulletin, error) {
			return tx.AgreeBulletin(ctx, b.ID, seen, f, side.Code, origin)
		})
	}
	for _, move := range moves {
		if err := db.Update(ctx, fairID, actor, func(tx *store.Tx) error {
			_, err := move(tx)
			return err
		}); err != nil {
			return err
		}
		seen++
	}
	_, err = db.Publish(ctx, fairID, actor, b.ID, seen, origin)
	return err
}
