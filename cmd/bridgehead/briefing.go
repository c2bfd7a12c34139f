package main

import (
	"context"
	"flag"

	"bridgehead/bulletin/brief"
	"bridgehead/figure"
	"bridgehead/store"
)

func briefingCommand() command {
	return command{
		name: "briefing", short: "print what a speaker needs of an edition",
		long: `Prints the few figures of an edition that matter, each as it is written and as it is spoken
(in Mandarin with --lang zh-Hans, in Cantonese usage with zh-Hant, in English), how it stands to
the last edition, what may not be said of it and by which rule, and a line to quote. With a
district, what that district signed.

Examples:
  bridgehead briefing --fair jinggang --edition 26 --lang zh-Hans
  bridgehead briefing --fair jinggang --edition 26 --district 110105`,
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			var r readFlags
			r.recordFlags.set(fs)
			r.setFair(fs)
			fs.StringVar(&r.at, "at", "", "the record as of a `position` of the journal, or as of a time: the last position before it")
			fs.StringVar(&r.lang, "lang", "en", "the `language`: zh-Hans, zh-Hant or en")
			edition := fs.Int64("edition", 0, "the `number` of the edition; the fair's current one when not given")
			district := fs.String("district", "", "the `code` of a district, to print what it signed")
			return func(ctx context.Context, io streams, args []string) error {
				if len(args) > 0 {
					return usage("it takes no arguments, but got %q", args[0])
				}
				db, err := r.open(ctx)
				if err != nil {
					return err
				}
				defer db.Close()
				e, _, tag, err := r.evaluator(ctx, db, figure.Name{At: -1, Ref: -1})
				if err != nil {
					return err
				}
				f, err := e.Records.(store.View).TheFair(ctx)
				if err != nil {
					return err
				}
				if *edition == 0 {
					*edition = f.Current
				}
				sheet, err := brief.Read(ctx, e, *edition, *district)
				if err != nil {
					return err
				}
				return sheet.Write(io.out, f, tag)
			}
		},
	}
}
