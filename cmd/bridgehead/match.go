package main

import (
	"context"
	"errors"
	"flag"
	"math/big"
	"strings"

	"bridgehead/exchange"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/match"
	"bridgehead/money"
	"bridgehead/project"
	"bridgehead/store"
)

func matchCommand() command {
	return command{
		name: "match", short: "print the projects that fit what an investor seeks, with reasons",
		long: `Prints the projects of the record that fit best, each with its score and its reasons in words (docs/match.md). What a
project does not say is named as not known. Without anything sought the list is empty. It exits with 0, or 2 when what is
sought cannot be read.

Examples:
  bridgehead match --fair sample --industry C39 --type park --place beijing
  bridgehead match --fair sample --industry I65 --least "10000000 CNY" --most "50000000 CNY" --lang zh-Hans
  bridgehead match --fair sample --text 醫療 --direction inward --limit 5 --json`,
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			var r readFlags
			r.set(fs)
			w := match.Wish{Party: "-"}
			edition := fs.Int64("edition", 0, "only projects of the edition of this `number`")
			limit := fs.Int("limit", 20, "at most this `number` of projects")
			fs.Func("industry", "an `industry` that is sought: a code of GB/T 4754-2017 or its name; may be repeated", func(s string) error {
				i, err := project.ParseIndustry(s)
				w.Industries = append(w.Industries, i.Code)
				return err
			})
			fs.Func("type", "a cooperation `type`: enterprise, park, building or land; may be repeated", oneWord(&w.Types, project.Types))
			fs.Func("direction", "a `direction`: inward, outward or joint; may be repeated", oneWord(&w.Directions, []project.Direction{project.Inward, project.Outward, project.Joint}))
			fs.Func("place", "a district or a `side`; may be repeated", func(s string) error {
				if d, err := fair.ParseDistrict(s); err == nil {
					s = d.Code
				} else if len(fair.Districts(s)) == 0 {
					return err
				}
				w.Places = append(w.Places, s)
				return nil
			})
			fs.Func("least", "the least `amount`, as 10000000 CNY", amountOf(&w.Least))
			fs.Func("most", "the most `amount`", amountOf(&w.Most))
			fs.StringVar(&w.Text, "text", "", "`words` in any of the three languages")
			return func(ctx context.Context, io streams, args []string) error {
				if len(args) > 0 {
					return usage("it takes no arguments")
				}
				if *limit < 1 {
					return usage("--limit is at least 1")
				}
				return r.reading(ctx, figure.Name{At: -1, Ref: -1}, func(e *indicator.Evaluator, out exchange.Out) error {
					v := e.Records.(store.View)
					day, err := v.AsOfDay(ctx)
					if err != nil {
						return err
					}
					var offers []match.Offer
					rows := map[project.ID]project.Project{}
					err = store.Each(ctx, v, store.Filter{Edition: *edition}, store.Order{By: store.OrderMade}, func(some []store.Row[project.Project]) error {
						for _, row := range some {
							if row.Value.Status == "withdrawn" {
								continue
							}
							offers = append(offers, match.OfferOf(row.Value))
							rows[row.Value.ID] = row.Value
						}
						return nil
					})
					if err != nil {
						return err
					}
					var failed error
					rates := func(from, to money.Currency) (*big.Rat, bool) {
						q, err := money.Cross(ctx, e.Rates, money.ECB, from, to, day.Date())
						if err != nil && !errors.Is(err, money.ErrNoRate) {
							failed = err
						}
						return q.Rate, err == nil
					}
					list := match.NewIndex([]match.Wish{w}, offers, nil, rates).ForParty(w.Party, match.Options{Limit: *limit})
					if failed != nil {
						return failed
					}
					return r.table(io.out, out.Suggestions(list, rows))
				})
			}
		},
	}
}

// oneWord reads one of the words that there are.
func oneWord[T ~string](into *[]T, words []T) func(string) error {
	return func(s string) error {
		var all []string
		for _, word := range words {
			if string(word) == s {
				*into = append(*into, word)
				return nil
			}
			all = append(all, string(word))
		}
		return errors.New("it is one of " + strings.Join(all, ", "))
	}
}

func amountOf(into *money.Amount) func(string) error {
	return func(s string) (err error) {
		*into, err = money.ParseExact(s)
		return err
	}
}
