package main

import (
	"context"
	"flag"
	"fmt"
	stdio "io"
	"slices"
	"strconv"
	"strings"

	"bridgehead/chart"
	"bridgehead/exchange"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

// reading opens the record for a command that reads figures and gives fn the evaluator.
func (r *readFlags) reading(ctx context.Context, name figure.Name, fn func(e *indicator.Evaluator, out exchange.Out) error) error {
	if err := r.check(); err != nil {
		return err
	}
	db, err := r.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	e, _, tag, err := r.evaluator(ctx, db, name)
	if err != nil {
		return err
	}
	out, err := outOf(ctx, e, tag)
	if err != nil {
		return err
	}
	return fn(e, out)
}

// figureArgument reads a command's one argument, the name of a figure.
func figureArgument(args []string, example string) (figure.Name, error) {
	if len(args) != 1 {
		return figure.Name{}, usage("it takes one figure, such as '%s'", example)
	}
	n, err := figure.ParseName(args[0])
	if err != nil {
		return n, lang.Invalid("indicator.name", lang.Args{"given": args[0]}).Because(err)
	}
	return n, nil
}

// cuts reads the dimensions of a split; industries may say how fine: industry:3.
func cuts(text string) ([]indicator.Cut, error) {
	var list []indicator.Cut
	for _, part := range strings.Split(text, ",") {
		name, level, deep := strings.Cut(strings.TrimSpace(part), ":")
		c := indicator.Cut{Dimension: name}
		if !slices.Contains(figure.Dimensions, name) {
			return nil, lang.Invalid("command.dimension", lang.Args{"given": name, "known": strings.Join(figure.Dimensions, ", ")})
		}
		if deep {
			n, err := strconv.Atoi(level)
			if err != nil {
				return nil, lang.Invalid("command.dimension", lang.Args{"given": part, "known": strings.Join(figure.Dimensions, ", ")})
			}
			c.Level = n
		}
		list = append(list, c)
	}
	return list, nil
}

// editionOf is the edition that is asked for, or the fair's current one.
func editionOf(asked int64, out exchange.Out) int64 {
	if asked == 0 {
		return out.Fair.Current
	}
	return asked
}

func seriesCommand() command {
	return command{
		name: "series", args: "FIGURE", short: "print a figure over the editions",
		long: `Prints a figure over all editions: a row for each, gaps as gaps, with the growth from one
known value to the next and what makes the two comparable or not.

Examples:
  bridgehead series --fair jinggang signed.amount
  bridgehead series --fair jinggang 'signed.amount?district=110105'
  bridgehead series --fair sample signed.count --from 10 --to 20 --out series.xlsx
  bridgehead series --fair sample signed.count --svg series.svg`,
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			var r readFlags
			r.set(fs)
			from := fs.Int64("from", 0, "the first `edition`")
			to := fs.Int64("to", 0, "the last `edition`")
			svg := fs.String("svg", "", "draw it into the `file` as well")
			return func(ctx context.Context, io streams, args []string) error {
				name, err := figureArgument(args, "signed.count?district=110105")
				if err != nil {
					return err
				}
				return r.reading(ctx, name, func(e *indicator.Evaluator, out exchange.Out) error {
					s, err := e.Series(ctx, name.Indicator, name.Scope, *from, *to)
					if err != nil {
						return err
					}
					bars := chart.Bars{About: chart.About{
						Heading: s.Definition.Label, Of: said("dimension.edition"), Synthetic: out.Fair.Synthetic,
					}}
					for _, p := range s.Points {
						point := chart.Point{Label: said("word.edition_number", lang.Args{"n": p.Edition})}
						if p.Known {
							point.Value = p.Figure
						}
						bars.Points = append(bars.Points, point)
					}
					if err := draw(*svg, bars, out.Tag); err != nil {
						return err
					}
					return r.table(io.out, out.Series(s))
				})
			}
		},
	}
}

func splitCommand() command {
	return command{
		name: "split", args: "FIGURE", short: "print the parts of a figure",
		long: `Prints the parts of a figure by one dimension or several, closed by their sum, what is in
none of them, what was counted in several, and the whole.

Examples:
  bridgehead split --fair sample 'signed.amount?edition=26' --by district
  bridgehead split --fair sample 'signed.count?edition=26' --by industry:3,direction
  bridgehead split --fair jinggang 'signed.count?edition=26' --by district --svg parts.svg`,
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			var r readFlags
			r.set(fs)
			by := fs.String("by", "district", "the `dimensions`, parted by commas; industry:3 takes industries by codes of three characters")
			svg := fs.String("svg", "", "draw it into the `file` as well")
			return func(ctx context.Context, io streams, args []string) error {
				name, err := figureArgument(args, "signed.count?edition=26")
				if err != nil {
					return err
				}
				list, err := cuts(*by)
				if err != nil {
					return err
				}
				return r.reading(ctx, name, func(e *indicator.Evaluator, out exchange.Out) error {
					b, err := e.Split(ctx, name.Indicator, name.Scope, list...)
					if err != nil {
						return err
					}
					parts := chart.Parts{About: chart.About{
						Heading: b.Definition.Label, Of: said("dimension." + list[0].Dimension), Synthetic: out.Fair.Synthetic,
					}, Whole: b.Whole}
					for _, p := range b.Parts {
						parts.Parts = append(parts.Parts, chart.Point{Label: joined(p.Labels), Value: p.Figure})
					}
					if err := draw(*svg, parts, out.Tag); err != nil {
						return err
					}
					return r.table(io.out, out.Split(b))
				})
			}
		},
	}
}

// joined writes labels as one, in each language.
func joined(labels []lang.Text) lang.Text {
	var t lang.Text
	for _, tag := range lang.Tags {
		var all []string
		for _, l := range labels {
			s, _ := l.In(tag)
			all = append(all, s)
		}
		t = t.With(tag, strings.Join(all, " · "))
	}
	return t
}

func compareCommand() command {
	return command{
		name: "compare", args: "INDICATOR", short: "compare two editions",
		long: `Compares a figure of one edition with that of another: amounts at each edition's own rates
and at one common rate, with the rate at which the verdict would turn, and what makes the
two comparable or not. --days repeats it at the rates of each day on which they were quoted.

Examples:
  bridgehead compare --fair jinggang signed.amount --edition 26 --with 25
  bridgehead compare --fair jinggang signed.amount --edition 26 --with 25 --days 2023-09-01,2023-12-31 --svg days.svg
  bridgehead compare --fair jinggang 'signed.amount?district=110105' --edition 27 --with 26
  bridgehead compare --fair sample signed.count --edition 26 --by district --out compare.xlsx`,
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			var r readFlags
			r.set(fs)
			edition := fs.Int64("edition", 0, "the `number` of the edition; the fair's current one when not given")
			with := fs.Int64("with", 0, "the `number` of the edition that is the base; the one before when not given")
			day := fs.String("day", "", "the `day` whose rates are the common ones (default: the edition's own)")
			days := fs.String("days", "", "the first and the last `day` of a range, parted by a comma")
			by := fs.String("by", "", "a `dimension` whose parts are compared too")
			svg := fs.String("svg", "", "draw the days of --days into the `file` as well")
			return func(ctx context.Context, io streams, args []string) error {
				name, err := figureArgument(args, "signed.amount")
				if err != nil {
					return err
				}
				var common money.Policy
				if *day != "" {
					if common.Day, err = lang.ParseDate(*day); err != nil {
						return err
					}
				}
				return r.reading(ctx, name, func(e *indicator.Evaluator, out exchange.Out) error {
					b := editionOf(*edition, out)
					a, err := baseOf(ctx, e, *with, b)
					if err != nil {
						return err
					}
					c, err := e.CompareAt(ctx, name.Indicator, name.Scope, a, b, common)
					if err != nil {
						return err
					}
					if *days != "" {
						first, last, _ := strings.Cut(*days, ",")
						return r.days(ctx, io.out, e, out, c, first, last, *svg)
					}
					var parts []indicator.PartComparison
					if *by != "" {
						list, err := cuts(*by)
						if err != nil {
							return err
						}
						if parts, err = e.CompareBy(ctx, name.Indicator, name.Scope, list[0], a, b); err != nil {
							return err
						}
					}
					return r.table(io.out, out.Comparison(c, parts))
				})
			}
		},
	}
}

// baseOf is the edition that is asked for as the base, or the last one before b.
func baseOf(ctx context.Context, e *indicator.Evaluator, asked, b int64) (int64, error) {
	if asked > 0 {
		return asked, nil
	}
	all, err := e.Records.Editions(ctx)
	if err != nil {
		return 0, err
	}
	for _, x := range slices.Backward(all) {
		if x.Number < b {
			return x.Number, nil
		}
	}
	return 0, lang.NotFound("command.no_base", lang.Args{"edition": b})
}

// days prints a comparison at the rates of each quoted day, and draws it.
func (r *readFlags) days(ctx context.Context, w stdio.Writer, e *indicator.Evaluator, out exchange.Out, c indicator.Comparison, first, last, svg string) error {
	from, err := lang.ParseDate(first)
	if err != nil {
		return err
	}
	to, err := lang.ParseDate(last)
	if err != nil {
		return err
	}
	d, err := e.Days(ctx, c, from, to)
	if err != nil {
		return err
	}
	drawing := chart.Rates{About: chart.About{
		Heading: c.Definition.Label, Source: lang.Text{En: d.Source, Hans: d.Source, Hant: d.Source}, Synthetic: out.Fair.Synthetic,
	}}
	if c.Turn != nil {
		drawing.From, drawing.To, drawing.Turn = c.Turn.From, c.Turn.To, c.Turn.Rate.Low
	}
	for _, v := range d.Days {
		if len(v.Rates) == 1 {
			drawing.From, drawing.To = v.Rates[0].From, v.Rates[0].To
			drawing.Days = append(drawing.Days, chart.Day{Day: v.Day, Rate: v.Rates[0].Value, Otherwise: v.Otherwise})
		}
	}
	if err := draw(svg, drawing, out.Tag); err != nil {
		return err
	}
	return r.table(w, out.Days(c, d))
}

// draw writes a chart into a file; nothing when none is named.
func draw(file string, c chart.Chart, tag lang.Tag) error {
	if file == "" {
		return nil
	}
	to := outFlags{file: file}
	return to.write(nil, func(w stdio.Writer) error {
		_, err := w.Write(c.SVG(tag, chartWidth))
		return err
	})
}

// said is a message in each language.
func said(key string, args ...lang.Args) lang.Text {
	var t lang.Text
	for _, tag := range lang.Tags {
		t = t.With(tag, lang.Say(tag, key, args...))
	}
	return t
}

// printFindings writes each finding as the verdict with its reason, and below it what was
// stated, by whom and where.
func printFindings(w stdio.Writer, list []indicator.Finding, tag lang.Tag) error {
	for _, f := range list {
		if _, err := fmt.Fprintf(w, "%s: %s  [%s, %s]\n", lang.Say(tag, "finding.verdict."+f.Verdict), f.In(tag), f.Rule,
			figure.Name{Indicator: f.Indicator, Scope: f.Scope, At: -1, Ref: -1}); err != nil {
			return err
		}
		for _, s := range f.Statements {
			words, _ := s.Words.In(tag)
			by, _ := s.StatedByText().In(tag)
			source, _ := s.Source.Citation().In(tag)
			fmt.Fprintf(w, "    %s\n      %s; %s\n", words, by, source)
		}
	}
	return nil
}

// chartWidth is that of a drawing on its own.
const chartWidth = 960

func findingsCommand() command {
	return command{
		name: "findings", short: "hold what was stated against itself",
		long: `Holds everything that was stated about the fair against itself and against the record: sums
that do not come to their total, cumulative totals that fall, growth and shares that do not
follow from their values, one thing with two numbers. --all prints what holds as well.

Examples:
  bridgehead findings --fair jinggang
  bridgehead findings --fair jinggang --edition 28 --json
  bridgehead findings --fair jinggang --all --out findings.xlsx`,
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			var r readFlags
			r.set(fs)
			edition := fs.Int64("edition", 0, "only what has to do with the edition of this `number`")
			all := fs.Bool("all", false, "what holds, too")
			return func(ctx context.Context, io streams, args []string) error {
				if len(args) > 0 {
					return usage("it takes no arguments, but got %q", args[0])
				}
				return r.reading(ctx, figure.Name{At: -1, Ref: -1}, func(e *indicator.Evaluator, out exchange.Out) error {
					examine := e.Contradictions
					if *all {
						examine = e.Examine
					}
					list, err := examine(ctx, *edition)
					if err != nil {
						return err
					}
					if r.form() != formText {
						return r.table(io.out, out.Findings(list))
					}
					return r.write(io.out, func(w stdio.Writer) error { return printFindings(w, list, out.Tag) })
				})
			}
		},
	}
}

func listCommand() command {
	return command{
		name: "list", args: "projects|agreements|observations|leads|milestones|technologies|deployments|research|programmes|facilities|paths|enterprises|listings|delegates|interests", short: "print records, to be brought in again as they are",
		long: `Prints the fair's records as a table whose headings the import understands: brought in
again, it changes nothing. Delegates come with how to reach them, those whom the actor may
see, and interests are what those parties ask for of whom the actor may read it.

Examples:
  bridgehead list --fair sample agreements --edition 26 --out agreements.xlsx
  bridgehead list --fair sample projects --edition 26 --district 110105 --format csv
  bridgehead list --fair jinggang observations --edition 26 --json`,
		exits: []exit{forbidden},
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			var r readFlags
			r.set(fs)
			var actor actorFlag
			actor.set(fs)
			var f store.Filter
			fs.Int64Var(&f.Edition, "edition", 0, "only the edition of this `number`")
			fs.StringVar(&f.District, "district", "", "only the district of this `code`")
			fs.StringVar(&f.Type, "type", "", "only this `type`")
			fs.StringVar(&f.Direction, "direction", "", "only this `direction`")
			return func(ctx context.Context, io streams, args []string) error {
				if len(args) != 1 {
					return usage("it takes one kind of records")
				}
				if kind := exchange.Kind(args[0]); private[kind] != "" {
					return r.listPrivate(ctx, io, actor, kind, f)
				}
				return r.reading(ctx, figure.Name{At: -1, Ref: -1}, func(e *indicator.Evaluator, out exchange.Out) error {
					t, err := out.Records(ctx, e.Records.(store.View), exchange.Kind(args[0]), f)
					if err != nil {
						return err
					}
					return r.table(io.out, t)
				})
			}
		},
	}
}
