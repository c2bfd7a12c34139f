package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	_ "github.com/pocketbase/pocketbase/migrations" // PocketBase makes its own tables by them
)

// A peer is PocketBase with the same projects.
type peer struct {
	app     core.App
	address string
}

func (p *peer) close() { p.app.ResetBootstrapState() }

// startPeer makes the collection when it is not there, and serves it.
func startPeer(ctx context.Context, o options, progress io.Writer) (*peer, error) {
	dir := filepath.Join(o.dir, fmt.Sprintf("portal-%d-pocketbase", o.rows))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir})
	if err := app.Bootstrap(); err != nil {
		return nil, err
	}
	if err := app.RunAllMigrations(); err != nil {
		return nil, err
	}
	if _, err := app.FindCollectionByNameOrId("projects"); err != nil {
		start := time.Now()
		if err := fill(app, o); err != nil {
			os.RemoveAll(dir)
			return nil, err
		}
		fmt.Fprintf(progress, "%d rows written to PocketBase in %.1f s\n", o.rows, time.Since(start).Seconds())
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		e.Listener, e.InstallerFunc = listener, nil
		return e.Next()
	})
	failed := make(chan error, 1)
	go func() { failed <- apis.Serve(app, apis.ServeConfig{HttpAddr: listener.Addr().String()}) }()
	select {
	case err := <-failed:
		return nil, fmt.Errorf("PocketBase: %w", err)
	case <-time.After(2 * time.Second):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return &peer{app, listener.Addr().String()}, nil
}

// fill makes the collection with the indexes that its questions want, and writes the rows.
func fill(app core.App, o options) error {
	c := core.NewBaseCollection("projects")
	everybody := ""
	c.ListRule, c.ViewRule = &everybody, &everybody
	if id, ok := c.Fields.GetByName("id").(*core.TextField); ok {
		id.Min, id.Max, id.AutogeneratePattern = 24, 24, "[a-z0-9]{24}"
	}
	for _, name := range []string{"code", "title_hans", "title_hant", "title_en", "type", "direction", "side", "district", "industry", "currency"} {
		c.Fields.Add(&core.TextField{Name: name})
	}
	for _, name := range []string{"edition", "amount"} {
		c.Fields.Add(&core.NumberField{Name: name})
	}
	if err := app.Save(c); err != nil {
		return err
	}
	err := app.RunInTransaction(func(tx core.App) error {
		q := tx.DB().NewQuery(`insert into projects (id, code, title_hans, title_hant, title_en, type, direction, side, district, industry, currency, edition, amount)
			values ({:id}, {:code}, {:hans}, {:hant}, {:en}, {:type}, {:direction}, {:side}, {:district}, {:industry}, {:currency}, {:edition}, {:amount})`)
		if err := q.Prepare().LastError; err != nil {
			return err
		}
		defer q.Close()
		return rows(o.rows, func(x row) error {
			_, err := q.Bind(map[string]any{
				"id": x.id, "code": x.code, "hans": x.hans, "hant": x.hant, "en": x.en, "type": x.kind, "direction": x.direction, "side": x.side,
				"district": x.district, "industry": x.industry, "currency": x.currency, "edition": x.edition, "amount": x.amount,
			}).Execute()
			return err
		})
	})
	if err != nil {
		return err
	}
	c.AddIndex("by_choices", false, "edition, district, type", "")
	c.AddIndex("by_direction", false, "direction, district, industry", "")
	c.AddIndex("by_amount", false, "amount", "")
	c.AddIndex("by_title", false, "title_en", "")
	return app.Save(c)
}
