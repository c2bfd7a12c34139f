package main

import (
	"context"
	"flag"
	"fmt"

	"github.com/schollz/progressbar/v3"

	"bridgehead/demo"
)

func sampleCommand() command {
	return command{
		name: "sample", short: "load the synthetic demonstration fair, complete to the last record",
		long: `Makes the sample fair (样例洽谈会) and writes it into the record: 26 editions with their
catalogues, agreements, increases, reported totals and exchange rates, all of them drawn
from a seed and marked as synthetic, with every difficult case of the counting rules.
The same numbers make the same records, identifiers included.

The last entry of its journal is an increase that was entered late: figures --at the
position before it still give the value without it.

Examples:
  bridgehead sample --db fair.db
  bridgehead sample --db large.db --editions 30 --agreements 1000000 --parties 50000
  bridgehead sample --db fair.db --fair sample2 --seed 7`,
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			r := recordFlags{mayCreate: true}
			r.set(fs)
			var s demo.Sample
			fs.StringVar(&s.Fair, "fair", demo.SampleFair, "the `name` under which the fair is loaded")
			fs.Uint64Var(&s.Seed, "seed", 1, "the `number` from which everything is drawn, 1 or more")
			fs.IntVar(&s.Editions, "editions", 26, "the `number` of editions, of which the last is in 2023")
			fs.IntVar(&s.Agreements, "agreements", 600, "the `number` of agreements in all editions together")
			fs.IntVar(&s.Projects, "projects", 1500, "the `number` of projects in all editions together")
			fs.IntVar(&s.Parties, "parties", 800, "the `number` of parties beside the reporting offices")
			return func(ctx context.Context, io streams, args []string) error {
				if len(args) > 0 {
					return usage("it takes no arguments, but got %q", args[0])
				}
				if err := s.Validate(); err != nil {
					return err
				}
				db, err := r.open(ctx)
				if err != nil {
					return err
				}
				defer db.Close()
				bar := progressbar.NewOptions(1, progressbar.OptionSetWriter(io.err),
					progressbar.OptionSetDescription("sample"), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
				err = s.Load(ctx, db, func(done, total int) {
					if bar.GetMax() != total {
						bar.ChangeMax(total)
					}
					bar.Set(done)
				})
				if err != nil {
					return err
				}
				at, err := db.Head(ctx, s.Fair)
				if err != nil {
					return err
				}
				fmt.Fprintf(io.out, "%s: synthetic, from seed %d: %d editions, %d agreements, %d projects; the journal ends at position %d\n",
					s.Fair, s.Seed, s.Editions, s.Agreements, s.Projects, at)
				return nil
			}
		},
	}
}
