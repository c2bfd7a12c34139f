package indicator

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/money"
)

// A Comparison holds a figure of one edition, B, against the same figure of another, the
// base A (docs/rules.md, common-rate). Amounts are compared at each edition's own rates
// and at one common rate, and never across currencies without one.
type Comparison struct {
	Definition         Definition
	Scope              figure.Scope // beside the edition
	EditionA, EditionB fair.Edition
	A, B               figure.Figure // as each edition gives them, A being the base

	// Own is what the two come to at each edition's own rates, in the reporting currency of
	// B; of counts simply the two. Common is what they come to at the rates of one day and
	// one source; nil of counts.
	Own    Under
	Common *Under

	// Turn is the rate at which the verdict would turn, where amounts of two currencies meet.
	Turn *Turn

	// Reasons say what must be known before the two are compared: other currencies, another
	// kind of projects, records that are not complete. Those that Bar make them no like things.
	Reasons []Caution

	amountsA, amountsB holdings
}

// Under is a comparison under one rule of rates.
type Under struct {
	Policy     money.Policy  // of Common: the rates of one named day; of Own that of B
	A, B       figure.Figure // in one currency, with the rates that brought them there
	Difference figure.Figure // B less A
	Growth     figure.Figure // B over A less one, in percent of A
	Verdict    figure.Verdict
	Why        Reason // why there is no verdict; without a key when there is one
}

// A Turn is the rate at which two amounts are the same.
type Turn struct {
	From, To money.Currency
	Rate     figure.Interval // units of To for one of From
	Above    figure.Verdict  // what a higher rate than that says of B against A
}

// A Caution is something to know before two figures are compared.
type Caution struct {
	Reason
	Bar bool // the two are not known to be of one kind
}

// noName is that of a figure which follows from others: it has no address of its own, and
// Parts name what it follows from.
var noName = figure.Name{At: -1, Ref: -1}

// holdings are what a figure consists of, by the original currencies.
type holdings map[money.Currency]figure.Interval

// Compare compares edition B with the base A, at the rates of B's policy.
func (e *Evaluator) Compare(ctx context.Context, code string, scope figure.Scope, editionA, editionB int64) (Comparison, error) {
	return e.CompareAt(ctx, code, scope, editionA, editionB, money.Policy{})
}

// CompareAt compares at the common rates of the policy's source and day; what it leaves
// empty is B's. Its currency is that in which both are shown, B's when empty.
func (e *Evaluator) CompareAt(ctx context.Context, code string, scope figure.Scope, editionA, editionB int64, common money.Policy) (Comparison, error) {
	e = e.Remembering()
	c := Comparison{Scope: scope.With(figure.ByEdition, "")}
	var err error
	if c.Definition, err = e.Define(ctx, code); err != nil {
		return c, err
	}
	for _, x := range []struct {
		number  int64
		edition *fair.Edition
		figure  *figure.Figure
	}{{editionA, &c.EditionA, &c.A}, {editionB, &c.EditionB, &c.B}} {
		if *x.edition, err = e.Records.Edition(ctx, x.number); err != nil {
			return c, err
		}
		if *x.figure, err = e.known(ctx, c.Definition, c.Scope, x.number); err != nil {
			return c, err
		}
	}
	if err := e.compare(ctx, &c, common); err != nil {
		return c, err
	}
	c.Reasons, err = e.cautions(ctx, c.A, c.B, c.EditionA, c.EditionB)
	return c, err
}

// known evaluates the figure of an edition; what nobody observed is not known.
func (e *Evaluator) known(ctx context.Context, d Definition, scope figure.Scope, number int64) (figure.Figure, error) {
	_, at := e.Records.Where()
	name := figure.Name{Indicator: d.Code, Scope: scope.With(figure.ByEdition, strconv.FormatInt(number, 10)), At: at, Ref: -1}
	if err := d.accepts(name.Scope); err != nil {
		return figure.Figure{}, err
	}
	f, err := e.value(ctx, d, name)
	if lang.CodeOf(err) == lang.CodeNotFound && !d.recorded() {
		f, err = figure.FromInterval(name, figure.Everything), nil
		f.Unit = d.Unit
	}
	return e.finished(f, d), err
}

// compare fills in both rules of rates and the rate at which they turn.
func (e *Evaluator) compare(ctx context.Context, c *Comparison, common money.Policy) error {
	if c.A.Currency == "" && c.B.Currency == "" {
		c.Own = under(money.Policy{}, c.A, c.B)
		return nil
	}
	own := c.EditionB.RatePolicy()
	if common.Currency == "" {
		common.Currency = c.B.Currency
		if common.Currency == "" {
			common.Currency = c.A.Currency
		}
	}
	if common.Source == "" {
		common.Source = own.Source
	}
	if common.Day == "" {
		common.Day = own.RateDay(c.EditionB.Opened)
	}
	common.On = money.OnNamed

	inOwn := func(edition fair.Edition) money.Policy {
		p := ratePolicy(c.Definition, edition)
		p.Currency = common.Currency
		return p
	}
	var err error
	if c.Own, err = e.under(ctx, c, inOwn(c.EditionA), inOwn(c.EditionB)); err != nil {
		return err
	}
	at, err := e.under(ctx, c, common, common)
	if err != nil {
		return err
	}
	c.Common = &at
	if c.amountsA, err = e.holds(ctx, c.Definition, c.A, c.EditionA); err != nil {
		return err
	}
	if c.amountsB, err = e.holds(ctx, c.Definition, c.B, c.EditionB); err != nil {
		return err
	}
	c.Turn = turnOf(c.amountsA, c.amountsB, common.Currency)
	return nil
}

// under compares the two, each brought into one currency by a policy.
func (e *Evaluator) under(ctx context.Context, c *Comparison, a, b money.Policy) (Under, error) {
	fa, err := e.at(ctx, c.Definition, c.A, c.EditionA, a)
	if err == nil {
		var fb figure.Figure
		if fb, err = e.at(ctx, c.Definition, c.B, c.EditionB, b); err == nil {
			return under(b, fa, fb), nil
		}
	}
	if errors.Is(err, money.ErrNoRate) {
		return Under{
			Policy: b, A: c.A, B: c.B, Verdict: NoRate,
			Why: Reason{"compare.why.no_rate", lang.Args{
				"a": Said{c.A}, "b": Said{c.B}, "source": b.Source, "day": b.RateDay(c.EditionB.Opened),
			}},
		}, nil
	}
	return Under{}, err
}

// at brings a figure into the currency of a policy: what was computed from records is
// summed again, each amount by its own rate; what was stated is converted as a whole.
func (e *Evaluator) at(ctx context.Context, d Definition, f figure.Figure, edition fair.Edition, p money.Policy) (figure.Figure, error) {
	if f.Interval.Low == nil && f.Interval.High == nil {
		f.Currency = p.Currency
		return f, nil
	}
	if p.Source == "" { // no policy, no rate
		if f.Currency == p.Currency {
			return f, nil
		}
		return f, fmt.Errorf("%w: edition %d has no policy", money.ErrNoRate, edition.Number)
	}
	if d.Measure == Sum && f.Kind == figure.Computed {
		if p == ratePolicy(d, edition) {
			return f, nil
		}
		edition.Policy = p
		got, any, err := e.recorded(ctx, d, f.Name, edition)
		if err != nil {
			return f, err
		}
		if !edition.Complete {
			got = unfinished(got, any)
		}
		got = e.finished(got, d)
		got.Parts, got.Name = named(f), noName // the name stands for the sum at its own policy
		return got, nil
	}
	if f.Currency == p.Currency {
		return f, nil
	}
	day := p.RateDay(edition.Opened)
	q, err := money.Cross(ctx, e.Rates, p.Source, f.Currency, p.Currency, day)
	if err != nil {
		return f, err
	}
	rate := figure.Rate{From: q.From, To: q.To, Value: q.Rate, Asked: day, Day: q.Day, Source: q.Source}
	return converted(f, rate), nil
}

// converted is a figure at a rate; it follows from the one that was stated.
func converted(f figure.Figure, rate figure.Rate) figure.Figure {
	out := figure.FromInterval(noName, f.Interval.Scale(rate.Value))
	// What was stated as nearly or over stays so in the other currency.
	if out.Qualifier = f.Qualifier; f.Value != nil {
		out.Value = new(big.Rat).Mul(f.Value, rate.Value)
	}
	out.Currency, out.AsOf, out.Definition = rate.To, f.AsOf, f.Definition
	out.Step = stepIn(f.Step, &rate)
	out.Rates = []figure.Rate{rate}
	out.Parts = []figure.Name{f.Name}
	return out
}

// growthStep is what growth is shown to: a tenth of a percent.
var growthStep = big.NewRat(1, 10)

// under compares two figures of one currency or unit.
func under(p money.Policy, a, b figure.Figure) Under {
	u := Under{Policy: p, A: a, B: b}
	u.Verdict = b.Interval.Compare(a.Interval)
	switch {
	case a.Interval.Low == nil && a.Interval.High == nil:
		u.Verdict, u.Why = figure.Incomplete, Reason{"compare.why.unknown", lang.Args{"edition": a.Name.Scope[figure.ByEdition]}}
	case b.Interval.Low == nil && b.Interval.High == nil:
		u.Verdict, u.Why = figure.Incomplete, Reason{"compare.why.unknown", lang.Args{"edition": b.Name.Scope[figure.ByEdition]}}
	case u.Verdict == figure.Undecided:
		u.Why = Reason{"compare.why.overlap", lang.Args{"a": Said{a}, "b": Said{b}}}
	}
	inputs := slices.Concat(named(a), named(b))
	u.Difference = figure.FromInterval(noName, b.Interval.Sub(a.Interval))
	u.Difference.Unit, u.Difference.Currency, u.Difference.Parts = b.Unit, b.Currency, inputs
	u.Difference.Step = coarser(a.Step, b.Step)
	u.Difference.Rates = slices.Concat(a.Rates, b.Rates)
	u.Growth = growth(a.Interval, b.Interval)
	u.Growth.Parts = inputs
	return u
}

// named are the names that a figure goes by, or those that it follows from.
func named(f figure.Figure) []figure.Name {
	if f.Name.Indicator != "" {
		return []figure.Name{f.Name}
	}
	return f.Parts
}

// growth is b over a less one, in percent.
func growth(a, b figure.Interval) figure.Figure {
	i := b.Quo(a)
	// Of the base itself growth is exactly what it is; Quo leaves points points.
	i = i.Sub(figure.Point(big.NewRat(1, 1))).Scale(big.NewRat(100, 1))
	f := figure.FromInterval(noName, i)
	f.Unit, f.Step = "percent", growthStep
	return f
}

func coarser(a, b *big.Rat) *big.Rat {
	if a == nil || b != nil && b.Cmp(a) > 0 {
		return b
	}
	return a
}

// holds returns what the figure consists of in the original currencies, nil when nothing
// is known of it.
func (e *Evaluator) holds(ctx context.Context, d Definition, f figure.Figure, edition fair.Edition) (holdings, error) {
	if f.Interval.Low == nil && f.Interval.High == nil {
		return nil, nil
	}
	if d.Measure != Sum || f.Kind != figure.Computed {
		return holdings{f.Currency: f.Interval}, nil
	}
	groups, err := e.Records.Groups(ctx, d.Of, d.selection(edition, f.Name.Scope))
	if err != nil {
		return nil, err
	}
	h := holdings{}
	for _, g := range groups {
		if !g.Line.Amount.Given() {
			continue
		}
		v, err := g.Line.Share()
		if err != nil {
			return nil, err
		}
		h.add(g.Line.Amount.Currency, figure.Point(v))
	}
	if !edition.Complete {
		h.add(f.Currency, figure.Interval{Low: new(big.Rat), HighOpen: true})
	}
	return h, nil
}

func (h holdings) add(c money.Currency, i figure.Interval) {
	if was, ok := h[c]; ok {
		i = was.Add(i)
	}
	h[c] = i
}

// of is what is held in a currency.
func (h holdings) of(c money.Currency) figure.Interval {
	if i, ok := h[c]; ok {
		return i
	}
	return figure.Point(new(big.Rat))
}

// turnOf returns the rate at which b is a, where amounts of just two currencies meet: there
// the difference is what is held of one and, times the rate, of the other.
func turnOf(a, b holdings, to money.Currency) *Turn {
	if a == nil || b == nil {
		return nil
	}
	all := map[money.Currency]bool{}
	for c := range a {
		all[c] = true
	}
	for c := range b {
		all[c] = true
	}
	if len(all) != 2 || !all[to] {
		return nil
	}
	delete(all, to)
	from := slices.Collect(maps.Keys(all))[0]
	t := &Turn{From: from, To: to}
	// b.to + b.from × rate = a.to + a.from × rate
	have, owe := b.of(to).Sub(a.of(to)), a.of(from).Sub(b.of(from))
	switch {
	case owe.Low != nil && owe.Low.Sign() >= 0 && have.Low != nil && have.Low.Sign() >= 0:
		t.Above = figure.Lower // the base gains by each unit of the rate
	case owe.High != nil && owe.High.Sign() <= 0 && have.High != nil && have.High.Sign() <= 0:
		have, owe, t.Above = have.Neg(), owe.Neg(), figure.Higher
	default:
		return nil // no rate above zero makes them the same, or that cannot be told
	}
	if owe.IsPoint() && owe.Low.Sign() == 0 || have.IsPoint() && have.Low.Sign() == 0 {
		return nil
	}
	t.Rate = have.Quo(owe)
	return t
}

// in brings what is held into one currency by the rates of a day; ok is false when a rate
// of that very day is missing.
func (h holdings) in(ctx context.Context, rates money.Rates, source string, to money.Currency, day lang.Date) (sum figure.Interval, used []figure.Rate, ok bool, err error) {
	sum = figure.Point(new(big.Rat))
	for _, c := range slices.Sorted(maps.Keys(h)) {
		q, err := money.Cross(ctx, rates, source, c, to, day)
		if errors.Is(err, money.ErrNoRate) || err == nil && c != to && q.Day != day {
			return sum, nil, false, nil
		}
		if err != nil {
			return sum, nil, false, err
		}
		if c != to {
			used = append(used, figure.Rate{From: q.From, To: q.To, Value: q.Rate, Asked: day, Day: q.Day, Source: q.Source})
		}
		sum = sum.Add(h[c].Scale(q.Rate))
	}
	return sum, used, true, nil
}

// DayVerdicts are the verdicts of a comparison at the rates of each day on which the
// source published them.
type DayVerdicts struct {
	Source    string
	From, To  lang.Date // the range asked for
	Verdict   figure.Verdict
	Days      []DayVerdict
	Otherwise []lang.Date // the days on which it would have been otherwise
}

// A DayVerdict is the verdict at the rates of one day.
type DayVerdict struct {
	Day       lang.Date
	Rates     []figure.Rate
	A, B      figure.Interval
	Verdict   figure.Verdict
	Otherwise bool
}

// Days compares at the rates of each quoted day of a range, against the verdict at the
// common rate. Days on which the source quoted nothing are not among them.
func (e *Evaluator) Days(ctx context.Context, c Comparison, from, to lang.Date) (DayVerdicts, error) {
	if c.Common == nil {
		return DayVerdicts{}, lang.Invalid("compare.no_days", lang.Args{"code": c.Definition.Code})
	}
	out := DayVerdicts{Source: c.Common.Policy.Source, From: from, To: to, Verdict: c.Common.Verdict}
	quoted, ok := e.Rates.(money.Quoted)
	if !ok || c.amountsA == nil || c.amountsB == nil {
		return out, nil
	}
	published, err := quoted.Days(ctx, out.Source, from, to)
	if err != nil {
		return out, err
	}
	var table money.Table
	for _, d := range published {
		if err := table.Add(d); err != nil {
			return out, err
		}
	}
	for i, p := range published {
		if i > 0 && published[i-1].Date == p.Date {
			continue // against another base
		}
		d := DayVerdict{Day: p.Date}
		var okA, okB bool
		var more []figure.Rate
		if d.A, d.Rates, okA, err = c.amountsA.in(ctx, &table, out.Source, c.Common.Policy.Currency, p.Date); err != nil {
			return out, err
		}
		if d.B, more, okB, err = c.amountsB.in(ctx, &table, out.Source, c.Common.Policy.Currency, p.Date); err != nil {
			return out, err
		}
		if !okA || !okB {
			continue
		}
		for _, r := range more {
			if !slices.ContainsFunc(d.Rates, func(x figure.Rate) bool { return x.From == r.From }) {
				d.Rates = append(d.Rates, r)
			}
		}
		d.Verdict = d.B.Compare(d.A)
		if d.Otherwise = d.Verdict != out.Verdict; d.Otherwise {
			out.Otherwise = append(out.Otherwise, d.Day)
		}
		out.Days = append(out.Days, d)
	}
	return out, nil
}

// Explain says the comparison in words, one sentence for each rule of rates.
func (c Comparison) Explain(tag lang.Tag) []string {
	var out []string
	say := func(kind string, u Under) {
		if u.Why.Key != "" {
			out = append(out, u.Why.In(tag))
			return
		}
		args := lang.Args{
			"a": Said{u.A}, "b": Said{u.B}, "base": c.EditionA.Number, "edition": c.EditionB.Number,
			"day": u.Policy.RateDay(c.EditionB.Opened), "source": u.Policy.Source,
		}
		out = append(out, lang.Say(tag, "compare."+kind+"."+string(u.Verdict), args))
	}
	switch {
	case c.Common == nil:
		say("count", c.Own)
	case len(c.Own.A.Rates)+len(c.Own.B.Rates)+len(c.Common.A.Rates)+len(c.Common.B.Rates) == 0:
		say("count", *c.Common)
	default:
		say("own", c.Own)
		say("common", *c.Common)
	}
	if c.Turn != nil && c.Turn.Rate.IsPoint() {
		out = append(out, lang.Say(tag, "compare.turn", lang.Args{
			"rate": figure.Decimals(c.Turn.Rate.Low, 3), "from": currencyName{c.Turn.From}, "to": currencyName{c.Turn.To},
		}))
	}
	return out
}

// A PartComparison compares one part of two editions.
type PartComparison struct {
	Keys   []string
	Labels []lang.Text
	A, B   *figure.Figure // nil where the edition has no such part
	Own    Under
	Common *Under
}

// CompareBy compares the parts of two editions by a dimension, at the same rates as Compare.
// Days of signing are compared by their place in the edition: the first with the first. An
// amount that an edition has no part for is not known while its record is not complete,
// and else zero.
func (e *Evaluator) CompareBy(ctx context.Context, code string, scope figure.Scope, by Cut, editionA, editionB int64) ([]PartComparison, error) {
	e = e.Remembering()
	whole, err := e.Compare(ctx, code, scope, editionA, editionB)
	if err != nil {
		return nil, err
	}
	cuts, err := whole.Definition.cutsOf(whole.Scope, []Cut{by})
	if err != nil {
		return nil, err
	}
	parts := map[string]*PartComparison{}
	place := func(edition fair.Edition, key string) string {
		if by.Dimension != figure.ByDay {
			return key
		}
		n := int(lang.Date(key).Time().Sub(edition.Opened.Time()).Hours()/24) + 1
		return strconv.Itoa(n)
	}
	// The parts as the edition gives them, and as they are at each policy.
	type versions struct{ plain, own, common map[string]figure.Figure }
	read := func(edition fair.Edition, second bool) (versions, error) {
		v := versions{}
		policies := []money.Policy{{}}
		if whole.Common != nil {
			own := ratePolicy(whole.Definition, edition)
			own.Currency = whole.Common.Policy.Currency
			policies = append(policies, own, whole.Common.Policy)
		}
		for i, p := range policies {
			x := edition
			if i > 0 {
				x.Policy = p
			}
			got, err := e.split(ctx, whole.Definition, whole.Scope, cuts, []fair.Edition{x})
			if err != nil {
				if errors.Is(err, money.ErrNoRate) && i > 0 {
					continue
				}
				return v, err
			}
			figures := map[string]figure.Figure{}
			for _, s := range got[0].Parts {
				key := place(edition, s.Keys[0])
				f := s.Figure
				if i > 0 && f.Kind == figure.Observed {
					if f, err = e.at(ctx, whole.Definition, f, x, p); err != nil {
						if errors.Is(err, money.ErrNoRate) {
							continue
						}
						return v, err
					}
				}
				figures[key] = f
				if i > 0 {
					continue
				}
				part := parts[key]
				if part == nil {
					part = &PartComparison{Keys: []string{key}, Labels: s.Labels}
					if by.Dimension == figure.ByDay {
						part.Labels = []lang.Text{dayOf(key)}
					}
					parts[key] = part
				}
				if plain := s.Figure; second {
					part.B = &plain
				} else {
					part.A = &plain
				}
			}
			switch i {
			case 0:
				v.plain = figures
			case 1:
				v.own = figures
			case 2:
				v.common = figures
			}
		}
		return v, nil
	}
	a, err := read(whole.EditionA, false)
	if err != nil {
		return nil, err
	}
	b, err := read(whole.EditionB, true)
	if err != nil {
		return nil, err
	}
	var out []PartComparison
	for _, key := range sortedPlaces(parts) {
		p := parts[key]
		if whole.Common == nil {
			p.Own = under(money.Policy{}, orNone(a.plain, key, whole.A, whole.EditionA, p.A == nil), orNone(b.plain, key, whole.B, whole.EditionB, p.B == nil))
		} else {
			p.Own = partUnder(whole.Own, key, a.own, b.own, p, whole)
			common := partUnder(*whole.Common, key, a.common, b.common, p, whole)
			p.Common = &common
		}
		out = append(out, *p)
	}
	return out, nil
}

// partUnder compares a part under the rule of its whole.
func partUnder(rule Under, key string, a, b map[string]figure.Figure, p *PartComparison, whole Comparison) Under {
	if a == nil || b == nil || p.A != nil && !has(a, key) || p.B != nil && !has(b, key) {
		none := Under{Policy: rule.Policy, Verdict: NoRate}
		if p.A != nil {
			none.A = *p.A
		}
		if p.B != nil {
			none.B = *p.B
		}
		none.Why = Reason{"compare.why.no_rate", lang.Args{
			"a": Said{none.A}, "b": Said{none.B}, "source": rule.Policy.Source, "day": rule.Policy.RateDay(whole.EditionB.Opened),
		}}
		return none
	}
	fa, fb := orNone(a, key, rule.A, whole.EditionA, p.A == nil), orNone(b, key, rule.B, whole.EditionB, p.B == nil)
	fa.Currency, fb.Currency = rule.Policy.Currency, rule.Policy.Currency
	return under(rule.Policy, fa, fb)
}

func has(all map[string]figure.Figure, key string) bool {
	_, ok := all[key]
	return ok
}

// orNone is the part, or what an edition has that has none.
func orNone(all map[string]figure.Figure, key string, like figure.Figure, edition fair.Edition, none bool) figure.Figure {
	if !none {
		return all[key]
	}
	i := figure.Everything
	if edition.Complete {
		i = figure.Point(new(big.Rat))
	}
	f := figure.FromInterval(noName, i)
	f.Name.Scope = like.Name.Scope
	if f.Name.Scope == nil {
		f.Name.Scope = figure.Scope{figure.ByEdition: strconv.FormatInt(edition.Number, 10)}
	}
	f.Unit, f.Currency, f.Definition = like.Unit, like.Currency, like.Definition
	return f
}

// sortedPlaces sorts days by their number and all else by the key.
func sortedPlaces(parts map[string]*PartComparison) []string {
	keys := slices.Collect(maps.Keys(parts))
	slices.SortFunc(keys, func(a, b string) int {
		m, errA := strconv.Atoi(a)
		n, errB := strconv.Atoi(b)
		if errA == nil && errB == nil && m != n {
			return m - n
		}
		return compareStrings(a, b)
	})
	return keys
}

func dayOf(place string) lang.Text {
	var out lang.Text
	for _, tag := range lang.Tags {
		out = out.With(tag, lang.Say(tag, "compare.day", lang.Args{"n": place}))
	}
	return out
}
