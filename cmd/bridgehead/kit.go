package main

import (
	"context"
	"flag"
	stdio "io"

	"bridgehead/figure"
	"bridgehead/kit"
	"bridgehead/store"
)

func kitCommand() command {
	return command{
		name: "kit", short: "pack what the press is given of an edition",
		long: `Writes a zip file with what the press is given of an edition, or of a district in it, in three
languages: what changed since the last edition, the briefing sheet, lines to quote, offices to
ask, charts as SVG, tables as XLSX, and a manifest with each figure's name and value and each
file's SHA-256. The same position gives the same bytes. While an embargo holds, each text begins with it.

Examples:
  bridgehead kit --fair jinggang --edition 26 --out kit.zip
  bridgehead kit --fair jinggang --edition 26 --district 110105 --out chaoyang.zip`,
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			var r readFlags
			r.recordFlags.set(fs)
			r.setFair(fs)
			r.lang = "en"
			fs.StringVar(&r.at, "at", "", "the record as of a `position` of the journal, or as of a time: the last position before it")
			edition := fs.Int64("edition", 0, "the `number` of the edition; the fair's current one when not given")
			district := fs.String("district", "", "the `code` of a district, for what it signed")
			fs.StringVar(&r.file, "out", "", "the zip `file` to write")
			return func(ctx context.Context, io streams, args []string) error {
				if len(args) > 0 || r.file == "" {
					return usage("it takes --out FILE and no arguments")
				}
				db, err := r.open(ctx)
				if err != nil {
					return err
				}
				defer db.Close()
				e, _, _, err := r.evaluator(ctx, db, figure.Name{At: -1, Ref: -1})
				if err != nil {
					return err
				}
				v := e.Records.(store.View)
				if *edition == 0 {
					f, err := v.TheFair(ctx)
					if err != nil {
						return err
					}
					*edition = f.Current
				}
				ask, err := kit.Ask(ctx, v, *edition, *district, db.Now())
				if err != nil {
					return err
				}
				made, err := kit.Make(ctx, e, ask)
				if err != nil {
					return err
				}
				return r.write(io.out, func(w stdio.Writer) error { return made.Write(w) })
			}
		},
	}
}
