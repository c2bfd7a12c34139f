package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"

	"bridgehead/access"
	"bridgehead/exchange"
	"bridgehead/lang"
)

func setupCommand() command {
	return command{
		name: "setup", args: "FILE", short: "make a fair with its editions, or change its form",
		long: `Makes the fair that a JSON file describes: its sides, its editions with dates and rate
policies, the documents that observations come from (docs/import.md). A fair that is there
is brought to what the file says; what the file does not name stays. The same file twice
changes nothing.

Examples:
  bridgehead setup fair.json --db fair.db
  bridgehead setup docs/examples/fair.json --dry-run`,
		exits: []exit{forbidden},
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			r := recordFlags{mayCreate: true}
			r.set(fs)
			var actor actorFlag
			actor.set(fs)
			dry := fs.Bool("dry-run", false, "only show what would be done")
			tag := fs.String("lang", "en", "the `language` of what is said: zh-Hans, zh-Hant or en")
			return func(ctx context.Context, io streams, args []string) error {
				if len(args) != 1 {
					return usage("it takes one file")
				}
				reader, err := lang.ParseTag(*tag)
				if err != nil {
					return err
				}
				f, err := os.Open(args[0])
				if err != nil {
					return usage("the file: %v", err)
				}
				defer f.Close()
				form, err := exchange.ReadForm(f, args[0])
				if err != nil {
					return err
				}
				db, err := r.open(ctx)
				if err != nil {
					return err
				}
				defer db.Close()
				fairs, err := db.Fairs(ctx)
				if err != nil {
					return err
				}
				question := access.Question{Action: access.Maintain, Installation: true} // a fair more
				if slices.Contains(fairs, form.Fair) {
					question = access.Question{Action: access.SetUp}
				}
				who, err := actor.may(ctx, db, form.Fair, question)
				if lang.CodeOf(err) == lang.CodeForbidden {
					fmt.Fprintf(io.err, "bridgehead setup: %s\n", lang.Explain(reader, err))
					return status(exitForbidden)
				}
				if err != nil {
					return err
				}
				p, err := exchange.SetUp(ctx, db, form, who, *dry)
				if err != nil {
					return err
				}
				for _, o := range p.Outcomes {
					title, _ := o.Title.In(reader)
					fmt.Fprintf(io.out, "  %s %s %s %s\n", lang.Say(reader, "import.action."+o.Action), lang.Say(reader, "import.record."+o.Record), o.Code, title)
				}
				fmt.Fprintln(io.out, p.Summary(reader))
				return nil
			}
		},
	}
}
