package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/pressly/goose/v3"

	"bridgehead/lang"
)

// goMigrations are the steps that need more than SQL, by their numbers among the files.
var goMigrations = []*goose.Migration{
	goose.NewGoMigration(8, &goose.GoFunc{RunTx: fillTraditionalNames}, nil),
}

// fillTraditionalNames gives parties the key of their name in Traditional characters where
// its words are others than those of the name in Simplified ones.
func fillTraditionalNames(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, `select fair_id, since, name_hans, name_hant from party where name_hant <> '' order by fair_id, since`)
	if err != nil {
		return fmt.Errorf("store: migrate: %w", err)
	}
	defer rows.Close()
	type owed struct {
		fair  string
		since int64
		key   string
	}
	var list []owed
	for rows.Next() {
		var o owed
		var name lang.Text
		if err := rows.Scan(&o.fair, &o.since, &name.Hans, &name.Hant); err != nil {
			return fmt.Errorf("store: migrate: %w", err)
		}
		if o.key = traditionalKey(name); o.key != "" {
			list = append(list, o)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("store: migrate: %w", err)
	}
	for _, o := range list {
		if _, err := tx.ExecContext(ctx, `update party set name_key_hant = $1 where fair_id = $2 and since = $3`, o.key, o.fair, o.since); err != nil {
			return fmt.Errorf("store: migrate: %w", err)
		}
	}
	return nil
}

// traditionalKey is the key of a name in Traditional characters; "" where it is found by
// that of the name in Simplified ones.
func traditionalKey(name lang.Text) string {
	if key := lang.NameKey(name.Hant); name.Hans != "" && key != lang.NameKey(name.Hans) {
		return key
	}
	return ""
}
