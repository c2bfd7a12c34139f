package main

import (
	"context"
	"flag"
	"fmt"
	stdio "io"
	"slices"
	"strconv"
	"strings"
	"time"

	"bridgehead/access"
	"bridgehead/bulletin/compose"
	"bridgehead/figure"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

func bulletinCommand() command {
	return command{
		name: "bulletin", args: "list | show|check|publish NAME", short: "the bulletins of a fair: list, show, check and publish them",
		long: `Works on the bulletins of a fair (docs/press.md). NAME is that of a bulletin, or of one issue of it,
such as 26-signing/1; without the issue the latest is meant.

  list     prints all bulletins with their state
  show     prints one as it was published, or as it would read now
  check    writes one out as of now, and prints what contradicts the record
  publish  publishes one that every side has agreed to

Examples:
  bridgehead bulletin list --fair sample
  bridgehead bulletin show signing-results --fair sample --lang zh-Hant
  bridgehead bulletin check signing-results --fair sample`,
		exits: []exit{{1, "something is contradicted"}},
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			var r recordFlags
			r.set(fs)
			r.setFair(fs)
			actor := fs.String("actor", access.System, "the `account` in whose name it is done")
			language := fs.String("lang", "en", "the `language`: zh-Hans, zh-Hant or en")
			asJSON := fs.Bool("json", false, "print JSON")
			return func(ctx context.Context, io streams, args []string) error {
				if len(args) == 0 || !slices.Contains([]string{"list", "show", "check", "publish"}, args[0]) || len(args) != 1 && args[0] == "list" || len(args) != 2 && args[0] != "list" {
					return usage("it takes list, or one of show, check and publish with a name")
				}
				tag, err := lang.ParseTag(*language)
				if err != nil {
					return err
				}
				db, err := r.open(ctx)
				if err != nil {
					return err
				}
				defer db.Close()
				id, err := r.chosen(ctx, db)
				if err != nil {
					return err
				}
				who, err := db.Actor(ctx, id, access.ID(*actor))
				if err != nil {
					return err
				}
				v, err := db.View(ctx, id, -1)
				if err != nil {
					return err
				}
				b := bulletins{ctx: ctx, io: io, db: db, view: v, actor: who, tag: tag, json: *asJSON}
				if args[0] == "list" {
					return b.list()
				}
				return b.one(args[0], args[1])
			}
		},
	}
}

// bulletins is one run of the command.
type bulletins struct {
	ctx   context.Context
	io    streams
	db    *store.DB
	view  store.View
	actor access.Actor
	tag   lang.Tag
	json  bool
}

// allowed asks the table whether the actor may.
func (b bulletins) allowed(action access.Action, of compose.Bulletin) error {
	return b.db.Allow(b.ctx, b.view.Fair, b.actor, of.Question(action, ""), "bulletin/"+of.ID)
}

func (b bulletins) list() error {
	if err := b.allowed(access.Compose, compose.Bulletin{}); err != nil {
		return err
	}
	rows, err := b.view.Bulletins(b.ctx)
	if err != nil {
		return err
	}
	if b.json {
		out := []map[string]any{}
		for _, r := range rows {
			title, _ := r.Value.Headline(b.tag)
			out = append(out, map[string]any{"name": issueName(r.Value), "edition": r.Value.Edition, "state": r.Value.State, "title": title, "version": r.Since})
		}
		return printJSON(b.io.out, out)
	}
	for _, r := range rows {
		title, _ := r.Value.Headline(b.tag)
		fmt.Fprintf(b.io.out, "%s\t%d\t%s\t%s\n", issueName(r.Value), r.Value.Edition, r.Value.State.In(b.tag), title)
	}
	return nil
}

func issueName(b compose.Bulletin) string { return b.Code + "/" + strconv.FormatInt(b.Issue, 10) }

// issueNamed finds a bulletin by its name, with or without the issue.
func issueNamed(ctx context.Context, v store.View, name string) (store.Row[compose.Bulletin], error) {
	code, issue, one := strings.Cut(name, "/")
	rows, err := v.Issues(ctx, code)
	if err != nil {
		return store.Row[compose.Bulletin]{}, err
	}
	for _, r := range rows {
		if !one || strconv.FormatInt(r.Value.Issue, 10) == issue {
			return r, nil
		}
	}
	return store.Row[compose.Bulletin]{}, lang.NotFound("record.not_found", lang.Args{"kind": "bulletin"})
}

func (b bulletins) one(what, name string) error {
	row, err := issueNamed(b.ctx, b.view, name)
	if err != nil {
		return err
	}
	action := access.Compose
	if what == "publish" {
		action = access.Publish
	}
	if err := b.allowed(action, row.Value); err != nil {
		return err
	}
	if what == "publish" {
		done, err := b.db.Publish(b.ctx, b.view.Fair, b.actor.Account, row.Value.ID, row.Since, journal.Origin{Kind: "command"})
		if err == nil {
			fmt.Fprintf(b.io.out, "%s %s\n", issueName(done), done.State.In(b.tag))
		}
		return err
	}
	if what == "show" && row.Value.State.Public() {
		return b.show(row.Value.Frozen.Get(b.tag), row.Value.FiguresIn(b.tag))
	}
	x, err := b.db.Examine(b.ctx, b.view, row.Value, time.Now())
	if err != nil {
		return err
	}
	if what == "show" {
		if err := x.Refused[b.tag]; err != nil {
			return err
		}
		var fs []compose.Frozen
		for _, p := range x.Texts[b.tag].Figures {
			fs = append(fs, compose.Frozen{Tag: b.tag, Name: p.Name.String(), Start: int64(p.Start), End: int64(p.End), Text: p.Text, Value: p.Value})
		}
		return b.show(x.Texts[b.tag].Text, fs)
	}
	return b.check(x)
}

func (b bulletins) show(text string, figures []compose.Frozen) error {
	if b.json {
		return printJSON(b.io.out, struct {
			Text    string           `json:"text"`
			Figures []compose.Frozen `json:"figures"`
		}{text, figures})
	}
	fmt.Fprintf(b.io.out, "%s\n\n", text)
	for _, f := range figures {
		fmt.Fprintf(b.io.out, "%s\t%s\n", f.Text, f.Name)
	}
	return nil
}

// check prints what contradicts the record in each language.
func (b bulletins) check(x compose.Examined) error {
	found := 0
	for _, tag := range lang.Tags {
		if err := x.Refused[tag]; err != nil {
			return err
		}
		for _, v := range compose.Blocking(x.Reports[tag]) {
			found++
			printContradiction(b.io.out, b.tag, tag, v.Claim.Text, v.Record, v.Figure, v.Right)
		}
	}
	if found > 0 {
		return statusContradicted
	}
	return nil
}

func printContradiction(w stdio.Writer, tag, of lang.Tag, said, record, name, right string) {
	if _, err := figure.ParseName(name); err != nil {
		name = "-"
	}
	fmt.Fprintln(w, lang.Say(tag, "bulletin.against", lang.Args{"language": string(of), "said": said, "record": record, "figure": name, "right": right}))
}
