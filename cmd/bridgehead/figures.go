package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	stdio "io"
	"math/big"
	"slices"
	"strings"

	"bridgehead/exchange"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

// readFlags are the flags of the commands that read figures.
type readFlags struct {
	recordFlags
	outFlags
	at   string
	lang string
}

func (r *readFlags) set(fs *flag.FlagSet) {
	r.recordFlags.set(fs)
	r.setFair(fs)
	fs.StringVar(&r.at, "at", "", "the record as of a `position` of the journal, or as of a time: the last position before it")
	r.outFlags.set(fs)
	fs.StringVar(&r.lang, "lang", "en", "the `language` of the text: zh-Hans, zh-Hant or en")
}

// evaluator opens the record and returns the evaluator of the chosen fair at a position.
// A position given in a figure's name wins over --at.
func (r *readFlags) evaluator(ctx context.Context, db *store.DB, name figure.Name) (*indicator.Evaluator, string, lang.Tag, error) {
	tag, err := lang.ParseTag(r.lang)
	if err != nil {
		return nil, "", tag, err
	}
	id, err := r.chosen(ctx, db)
	if err != nil {
		return nil, "", tag, err
	}
	at := journal.Position(name.At)
	if at < 0 {
		if at, err = positionFlag(ctx, db, id, r.at); err != nil {
			return nil, "", tag, err
		}
	}
	e, err := db.Evaluator(ctx, id, at, journal.Position(name.Ref))
	return e, id, tag, err
}

func figuresCommand() command {
	return command{
		name: "figures", short: "print the figures of an edition",
		long: `Prints what an edition of the fair amounts to: each figure with its qualifier, whether it
was computed from the record or stated by somebody, and the checks that were made of it.

Examples:
  bridgehead figures --fair jinggang --edition 26
  bridgehead figures --fair sample --edition 26 --json
  bridgehead figures --fair sample --edition 26 --at 2023-11-29T19:00:00Z
  bridgehead figures --fair sample --edition 26 --out figures.xlsx`,
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			var r readFlags
			r.set(fs)
			edition := fs.Int64("edition", 0, "the `number` of the edition; the fair's current one when not given")
			return func(ctx context.Context, io streams, args []string) error {
				if len(args) > 0 {
					return usage("it takes no arguments, but got %q", args[0])
				}
				if err := r.check(); err != nil {
					return err
				}
				db, err := r.open(ctx)
				if err != nil {
					return err
				}
				defer db.Close()
				e, id, tag, err := r.evaluator(ctx, db, figure.Name{At: -1, Ref: -1})
				if err != nil {
					return err
				}
				if *edition == 0 {
					f, err := e.Records.(store.View).TheFair(ctx)
					if err != nil {
						return err
					}
					*edition = f.Current
				}
				fs, err := e.Edition(ctx, *edition)
				if err != nil {
					return err
				}
				_, at := e.Records.Where()
				if r.form() == formJSON {
					list := figure.List{Fair: id, Position: at, Reference: e.Ref, Figures: []figure.JSON{}}
					for _, f := range fs {
						list.Figures = append(list.Figures, f.JSON())
					}
					return r.write(io.out, func(w stdio.Writer) error { return printJSON(w, list) })
				}
				var list []exchange.Described
				for _, f := range fs {
					d, err := e.Define(ctx, f.Name.Indicator)
					if err != nil {
						return err
					}
					list = append(list, exchange.Described{Figure: f, Definition: d})
				}
				if r.form() == formText {
					return r.write(io.out, func(w stdio.Writer) error {
						for _, d := range list {
							if err := printFigure(w, d.Figure, d.Definition, tag); err != nil {
								return err
							}
						}
						return nil
					})
				}
				out, err := outOf(ctx, e, tag)
				if err != nil {
					return err
				}
				return r.table(io.out, out.Figures(list))
			}
		},
	}
}

func traceCommand() command {
	return command{
		name: "trace", args: "FIGURE", short: "show what stands behind a figure",
		long: `Follows a figure to the records and statements that make it up: each with its original
amount, rate, converted amount and where it came from, what was left out and why, and a
rounding line that closes the sum. A figure is named as it is printed by figures.

Examples:
  bridgehead trace --fair jinggang 'signed.count?edition=26'
  bridgehead trace --fair sample 'signed.amount?edition=26&at=4000' --json
  bridgehead trace --fair sample 'signed.amount?edition=26&district=110105'
  bridgehead trace --fair sample 'signed.amount?edition=26' --out trace.xlsx`,
		prepare: func(fs *flag.FlagSet) func(context.Context, streams, []string) error {
			var r readFlags
			r.set(fs)
			limit := fs.Int("limit", 100_000, "the most `records` to list")
			return func(ctx context.Context, io streams, args []string) error {
				name, err := figureArgument(args, "signed.count?edition=26")
				if err != nil {
					return err
				}
				if err := r.check(); err != nil {
					return err
				}
				db, err := r.open(ctx)
				if err != nil {
					return err
				}
				defer db.Close()
				e, id, tag, err := r.evaluator(ctx, db, name)
				if err != nil {
					return err
				}
				t, err := e.Trace(ctx, name, "", *limit)
				if err != nil {
					return err
				}
				switch r.form() {
				case formJSON:
					return r.write(io.out, func(w stdio.Writer) error { return printJSON(w, t.JSON(id)) })
				case formText:
					return r.write(io.out, func(w stdio.Writer) error { return printTrace(w, t, tag) })
				}
				out, err := outOf(ctx, e, tag)
				if err != nil {
					return err
				}
				return r.table(io.out, out.Trace(t))
			}
		},
	}
}

func printJSON(w stdio.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// printFigure writes one figure as a line of its value and, below it, what is said of it.
func printFigure(w stdio.Writer, f figure.Figure, d indicator.Definition, tag lang.Tag) error {
	label, _ := d.Label.In(tag)
	_, err := fmt.Fprintf(w, "%s: %s\n    %s  [%s]\n", label, f.Show(tag), f.Name, lang.Say(tag, "figure.kind."+string(f.Kind)))
	if by, _ := f.StatedBy.In(tag); by != "" {
		fmt.Fprintf(w, "    %s\n", lang.Say(tag, "figure.stated_by", lang.Args{"by": by}))
	}
	for _, c := range f.Checks {
		fmt.Fprintf(w, "    %s\n", f.ExplainCheck(c, tag))
	}
	return err
}

func printTrace(w stdio.Writer, t indicator.Trace, tag lang.Tag) error {
	var b strings.Builder
	if err := printFigure(&b, t.Figure, t.Definition, tag); err != nil {
		return err
	}
	means, _ := t.Definition.Means.In(tag)
	fmt.Fprintf(&b, "\n%s\n", means)
	if t.Policy.Source != "" {
		var day any = t.Policy.Day
		if t.Policy.On == money.OnSigning {
			day = lang.Word("figure.policy.signing")
		}
		fmt.Fprintf(&b, "%s\n", lang.Say(tag, "figure.policy", lang.Args{"currency": string(t.Policy.Currency), "source": t.Policy.Source, "day": day}))
	}
	for _, s := range t.Statements {
		words, _ := s.Words.In(tag)
		by, _ := s.StatedByText().In(tag)
		source, _ := s.Source.Citation().In(tag)
		fmt.Fprintf(&b, "\n  %s\n    %s\n    %s  [%s]  %s\n", words, by, source, lang.Say(tag, "figure.observation."+s.Kind), s.Origin)
	}
	for i, p := range t.Parts {
		fmt.Fprintf(&b, "\n  %-60s %s\n", p.Name, p.Show(tag))
		if t.Lines != nil {
			fmt.Fprintf(&b, "    %s → %s\n", strings.TrimPrefix(rateText(t.Lines[i].Rate), " "), exact(t.Lines[i].Shown, t.Policy.Currency))
		}
	}
	if len(t.Values) > 0 {
		fmt.Fprintln(&b)
	}
	for _, v := range t.Values {
		label, _ := v.Label.In(tag)
		fmt.Fprintf(&b, "  %s  %s  %s\n", v.Value, label, lang.Say(tag, "word.count.record", lang.Args{"n": v.Records}))
	}
	if len(t.Items) > 0 {
		records := "figure.records"
		if t.Figure.Kind == figure.Observed { // the records are a part of it, or its check
			records = "figure.records_beside"
		}
		fmt.Fprintf(&b, "\n%s\n", lang.Say(tag, records, lang.Args{"n": len(t.Items)}))
	}
	for _, i := range t.Items {
		title, _ := i.Title.In(tag)
		fmt.Fprintf(&b, "  %s %s  %s  %s\n", i.Kind, i.ID, title, i.Origin)
		if i.From != "" {
			days := lang.Say(tag, "word.count.day", lang.Args{"n": indicator.DaysBetween(i.From, i.To)})
			fmt.Fprintf(&b, "    %s → %s  %s\n", i.From, i.To, days)
		}
		if i.Kind == indicator.OfEnterprises || i.Kind == indicator.OfListings {
			fmt.Fprintf(&b, "    %s\n", duration(i.Item, tag))
		}
		if i.Amount.Given() {
			fmt.Fprintf(&b, "    %s%s%s → %s\n", i.Amount, share(i.Num, i.Den), rateText(i.Rate), exact(i.Shown, t.Policy.Currency))
		}
	}
	if t.Total != nil && (t.Lines != nil || slices.ContainsFunc(t.Items, func(i indicator.TraceItem) bool { return i.Shown != nil })) {
		total := "word.total" // of the figure; of what was recorded where that is not the figure
		if t.Figure.Kind == figure.Observed {
			total = "figure.total_recorded"
		}
		fmt.Fprintf(&b, "  %s %s\n  %s %s\n", lang.Say(tag, "word.rounding"), exact(t.Rounding, t.Policy.Currency),
			lang.Say(tag, total), exact(t.Total, t.Policy.Currency))
	}
	if t.More {
		fmt.Fprintf(&b, "  %s\n", lang.Say(tag, "figure.more"))
	}
	if t.Missing > 0 {
		fmt.Fprintf(&b, "\n%s\n", lang.Say(tag, "figure.left_out", lang.Args{"n": t.Missing}))
		for _, i := range t.LeftOut {
			title, _ := i.Title.In(tag)
			fmt.Fprintf(&b, "  %s %s  %s\n", i.Kind, i.ID, title)
		}
	}
	_, err := stdio.WriteString(w, b.String())
	return err
}

// duration says since when and until when a line of a register lasts, as far as that is known.
func duration(i indicator.Item, tag lang.Tag) string {
	began := i.Began.In(tag)
	if i.Began == "" {
		began = lang.Say(tag, "chart.events.unknown")
	}
	out := began + " →"
	if i.Ended != "" {
		out += " " + i.Ended.In(tag)
	}
	if !i.Counts {
		out += "  [" + lang.Say(tag, "register.perhaps") + "]"
	}
	return out
}

func share(num, den int64) string {
	if den == 0 || num == den {
		return ""
	}
	return fmt.Sprintf(" × %d/%d", num, den)
}

func rateText(r *figure.Rate) string {
	if r == nil {
		return ""
	}
	return fmt.Sprintf(" × %s (%s, %s)", r.Value.FloatString(6), r.Source, r.Day)
}

func exact(v *big.Rat, c money.Currency) string {
	if v == nil {
		return ""
	}
	return v.FloatString(c.Digits()) + " " + string(c)
}
