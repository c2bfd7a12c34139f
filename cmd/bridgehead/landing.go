package main

import (
	"context"
	"flag"
	"slices"
	"strconv"
	"time"

	"bridgehead/exchange"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/store"
)

// rateCodes are the indicators of `landing rates`, in their order.
var rateCodes = []string{
	"signed.count", "landing.fulfilled_share", "landing.started_share", "landing.operating_share", "landing.funds_share",
	"landing.contracted", "landing.paid_in", "landing.without_amount", "landing.suspended", "landing.terminated",
	"landing.at_signed", "landing.at_registered", "landing.at_paid_in", "landing.at_under_construction", "landing.at_operating",
}

func landingCommand() command {
	return command{
		name: "landing", args: "rates|cohorts|curve|stalls|overdue", short: "print what became of what was signed",
		long: `Prints what became of agreements and leads (docs/landing.md):

  rates    fulfilment, started and completed, funds in place, number by furthest stage, of an edition
  cohorts  for each edition and full year since signing, the share that reached each stage
  curve    the share that has not reached a stage, by the days since signing (Kaplan and Meier)
  stalls   how long agreements stay in each stage, and how many wait in it
  overdue  what has not been done in time, and who has been told; with --due all that is to be done

Examples:
  bridgehead landing rates --fair sample --edition 24
  bridgehead landing cohorts --fair sample --district 110105 --format csv
  bridgehead landing curve --fair sample --stage operating --as-of 2024-12-31 --out curve.xlsx
  bridgehead landing overdue --fair sample --at-time 2023-12-08T09:00:00+08:00 --json`,
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			var r readFlags
			r.set(fs)
			edition := fs.Int64("edition", 0, "the `number` of the edition (default: the current one for rates, else all)")
			scope := figure.Scope{}
			for _, d := range []string{figure.ByDistrict, figure.ByOffice, figure.ByDirection, figure.ByType, figure.ByIndustry, figure.ByCountry, figure.ByCurrency} {
				fs.Func(d, "only this `"+d+"`", func(s string) error { scope = scope.With(d, s); return nil })
			}
			stage := fs.String("stage", string(landing.Operating), "the `stage` of the curve: registered, paid_in, under_construction or operating")
			leaves := fs.Bool("censor-terminated", false, "censor agreements on the day of their termination, instead of keeping them in the whole")
			years := fs.Int("years", 10, "the most `years` of cohorts")
			asOf := fs.String("as-of", "", "the `date` as of which (default: that of the position)")
			moment := fs.String("at-time", "", "the `time` at which something is overdue, with its zone (default: now)")
			due := fs.Bool("due", false, "print also what is not overdue yet")
			return func(ctx context.Context, io streams, args []string) error {
				if len(args) != 1 || !slices.Contains([]string{"rates", "cohorts", "curve", "stalls", "overdue"}, args[0]) {
					return usage("it takes one of rates, cohorts, curve, stalls and overdue")
				}
				return r.reading(ctx, figure.Name{At: -1, Ref: -1}, func(e *indicator.Evaluator, out exchange.Out) error {
					v := e.Records.(store.View)
					if args[0] == "rates" {
						of := scope.With(figure.ByEdition, strconv.FormatInt(editionOf(*edition, out), 10))
						var list []exchange.Described
						for _, code := range rateCodes {
							d, err := e.Define(ctx, code)
							if err != nil {
								return err
							}
							f, err := e.Figure(ctx, figure.Name{Indicator: code, Scope: of, At: -1, Ref: -1})
							if err != nil {
								return err
							}
							list = append(list, exchange.Described{Figure: f, Definition: d})
						}
						return r.table(io.out, out.Figures(list))
					}
					if args[0] == "overdue" {
						now := time.Now()
						if *moment != "" {
							var err error
							if now, err = landing.ParseMoment("received", *moment); err != nil {
								return err
							}
						}
						list, err := v.Owed(ctx, *edition, now, !*due)
						if err != nil {
							return err
						}
						t, err := out.Owed(ctx, v, list)
						if err != nil {
							return err
						}
						return r.table(io.out, t)
					}
					day, err := v.AsOfDay(ctx)
					if err != nil {
						return err
					}
					if *asOf != "" {
						d, err := lang.ParseDate(*asOf)
						if err != nil {
							return err
						}
						day = landing.DayOf(d)
					}
					of := scope
					if *edition > 0 {
						of = scope.With(figure.ByEdition, strconv.FormatInt(*edition, 10))
					}
					all, err := v.Courses(ctx, of)
					if err != nil {
						return err
					}
					switch args[0] {
					case "cohorts":
						return r.table(io.out, out.Cohorts(landing.Cohorts(all, day, *years), day))
					case "stalls":
						return r.table(io.out, out.Stalls(landing.Stalls(all, day), day))
					}
					if !slices.Contains(landing.Landed[:], landing.Stage(*stage)) {
						return lang.Invalid("landing.step.unknown", lang.Args{"given": *stage})
					}
					return r.table(io.out, out.Curve(landing.Survival(all, landing.Stage(*stage), day, *leaves), *leaves))
				})
			}
		},
	}
}
