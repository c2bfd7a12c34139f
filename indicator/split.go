package indicator

import (
	"context"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/project"
)

// A Breakdown is a whole with its parts: what is in none of them and what is in several is
// stated and never spread over them (docs/rules.md, whole-and-parts).
type Breakdown struct {
	Definition Definition
	Edition    fair.Edition
	Scope      figure.Scope // of the whole, with the edition
	Cuts       []Cut
	Parts      []SplitPart // in the order of their keys

	// Balance is that of the headline figures: the parts that were reported, and for the
	// others what is recorded. Records is that of the records alone; nil for an indicator
	// that is only ever stated.
	Balance
	Records *Balance
	Open    bool // a list that parts were taken from ends in 等: there are more
}

// A SplitPart is one part of a whole.
type SplitPart struct {
	Keys     []string       // one for each cut
	Labels   []lang.Text    // what the keys are called
	Figure   figure.Figure  // the figure of that name, without its comparison with the last edition
	Recorded *figure.Figure // what the records come to; nil when there are none
	Reported *figure.Figure // what was stated of just this part; nil when nothing was
}

// A Balance closes the parts with the whole: the sum of the parts and the remainder, less
// the overlap, is the whole; exactly so for records, and as intervals for what was stated.
type Balance struct {
	Whole     figure.Figure
	Sum       figure.Figure // of the parts
	Remainder figure.Figure // what is in no part
	Overlap   figure.Figure // what was counted in a part though it was counted in another
	Why       []Reason
}

// A Reason says why in words: a message with its arguments.
type Reason struct {
	Key  string
	Args lang.Args
}

// In says it in a reader's language.
func (r Reason) In(tag lang.Tag) string { return lang.Say(tag, r.Key, r.Args) }

// Split splits a figure of an edition into the parts of one or two dimensions. A cut that
// the indicator does not declare, or that would count a record twice without a sign of it,
// is refused as invalid.
func (e *Evaluator) Split(ctx context.Context, code string, scope figure.Scope, by ...Cut) (Breakdown, error) {
	d, err := e.Define(ctx, code)
	if err != nil {
		return Breakdown{}, err
	}
	cuts, err := d.cutsOf(scope, by)
	if err != nil {
		return Breakdown{}, err
	}
	if d.stated() {
		return e.splitStated(ctx, d, scope, cuts)
	}
	if d.Measure == Lines {
		return e.splitLines(ctx, d, scope, cuts)
	}
	if err := d.accepts(scope); err != nil {
		return Breakdown{}, err
	}
	edition, err := e.Records.Edition(ctx, editionOf(scope))
	if err != nil {
		return Breakdown{}, err
	}
	all, err := e.split(ctx, d, scope, cuts, []fair.Edition{edition})
	if err != nil {
		return Breakdown{}, err
	}
	return all[0], nil
}

// SplitEditions splits the figure of each edition, the scope naming none. The records of
// all editions are read together.
func (e *Evaluator) SplitEditions(ctx context.Context, code string, scope figure.Scope, by ...Cut) ([]Breakdown, error) {
	d, err := e.Define(ctx, code)
	if err != nil {
		return nil, err
	}
	if !d.adds() {
		return nil, lang.Invalid("split.none", lang.Args{"code": code})
	}
	scope = scope.With(figure.ByEdition, "")
	cuts, err := d.cutsOf(scope, by)
	if err != nil {
		return nil, err
	}
	if err := d.accepts(scope.With(figure.ByEdition, "1")); err != nil {
		return nil, err
	}
	editions, err := e.Records.Editions(ctx)
	if err != nil {
		return nil, err
	}
	return e.split(ctx, d, scope, cuts, editions)
}

// A holder collects the groups of one edition by the keys of their cells.
type holder struct {
	whole []Group
	cells map[string][]Group // by the keys, joined
	rest  int64              // records in no part, where a record can be in several
}

const keySeparator = "\x00"

// split splits the figures of the editions given. One edition is read alone; several are
// read with all others in the same statements.
func (e *Evaluator) split(ctx context.Context, d Definition, scope figure.Scope, cuts []Cut, editions []fair.Edition) ([]Breakdown, error) {
	of := fair.Edition{} // all of them
	if len(editions) == 1 {
		of = editions[0]
	}
	s := d.selection(of, scope.With(figure.ByEdition, ""))
	for _, x := range editions {
		s.PerDay = s.PerDay || d.Measure == Sum && ratePolicy(d, x).On == money.OnSigning
	}
	held, err := e.hold(ctx, d, s, cuts)
	if err != nil {
		return nil, err
	}
	stated, err := e.Records.Observations(ctx, d.Code, nil, 0)
	if err != nil {
		return nil, err
	}
	var out []Breakdown
	for _, x := range editions {
		h := held[x.Number]
		if h == nil {
			h = &holder{}
		}
		b := Breakdown{Definition: d, Edition: x, Cuts: cuts, Scope: scope.With(figure.ByEdition, strconv.FormatInt(x.Number, 10))}
		if err := e.fill(ctx, &b, h, stated); err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

// hold reads the cells of the cuts and those of the whole.
func (e *Evaluator) hold(ctx context.Context, d Definition, s Selection, cuts []Cut) (map[int64]*holder, error) {
	held := map[int64]*holder{}
	at := func(edition int64) *holder {
		if held[edition] == nil {
			held[edition] = &holder{cells: map[string][]Group{}}
		}
		return held[edition]
	}
	wholes, err := e.Records.Cells(ctx, d.Of, s, nil)
	if err != nil {
		return nil, err
	}
	for _, c := range wholes {
		h := at(c.Edition)
		h.whole = append(h.whole, c.Group)
	}
	if len(cuts) == 0 {
		return held, nil
	}
	cells, err := e.Records.Cells(ctx, d.Of, s, cuts)
	if err != nil {
		return nil, err
	}
	several := slices.IndexFunc(cuts, d.overlaps)
	for _, c := range cells {
		h := at(c.Edition)
		key := strings.Join(c.Keys, keySeparator)
		h.cells[key] = append(h.cells[key], c.Group)
		// A record without the dimension in which it could be several is in one cell only.
		if several >= 0 && c.Keys[several] == "" || several < 0 && slices.Contains(c.Keys, "") {
			h.rest += c.Records
		}
	}
	if several < 0 || len(cuts) < 2 || d.Measure != Count {
		return held, nil
	}
	// Records that name districts but nothing for the other cut are in a cell for each of
	// their districts: they are counted once without the districts.
	other := cuts[1-several]
	cells, err = e.Records.Cells(ctx, d.Of, s, []Cut{other})
	if err != nil {
		return nil, err
	}
	for _, c := range cells {
		if c.Keys[0] == "" {
			at(c.Edition).rest += c.Records
		}
	}
	for _, h := range held {
		for _, g := range h.cells[keySeparator] { // neither: they were counted among both
			h.rest -= g.Records
		}
	}
	return held, nil
}

// fill makes the parts and both balances.
func (e *Evaluator) fill(ctx context.Context, b *Breakdown, h *holder, stated []Statement) error {
	_, at := e.Records.Where()
	d := b.Definition
	name := figure.Name{Indicator: d.Code, Scope: b.Scope, At: at, Ref: -1}
	recorded, any, err := e.total(ctx, d, name, b.Edition, h.whole)
	if err != nil {
		return err
	}
	of := e.reported(stated, b.Scope, b.Cuts)
	whole, err := statedAs(of[wholeKey], name, d)
	if err != nil {
		return err
	}
	b.Whole = e.finished(e.lead(ctx, recorded, any, whole, b.Edition), d)

	keys := map[string]bool{}
	for k := range h.cells {
		keys[k] = true
	}
	for k := range of {
		keys[k] = k != wholeKey
	}
	sum := new(big.Rat)
	reported := whole != nil
	for _, joined := range slices.Sorted(maps.Keys(keys)) {
		k := strings.Split(joined, keySeparator)
		if !keys[joined] || slices.Contains(k, "") || len(b.Cuts) == 0 {
			continue
		}
		p := SplitPart{Keys: k}
		pname := name
		for i, c := range b.Cuts {
			pname.Scope = pname.Scope.With(c.Dimension, k[i])
			p.Labels = append(p.Labels, e.label(ctx, d, c.Dimension, k[i]))
		}
		own, any, err := e.total(ctx, d, pname, b.Edition, h.cells[joined])
		if err != nil {
			return err
		}
		if p.Reported, err = statedAs(of[joined], pname, d); err != nil {
			return err
		}
		if p.Reported != nil {
			reported = true
			for _, s := range of[joined] {
				b.Open = b.Open || s.Open
			}
		}
		if len(h.cells[joined]) > 0 {
			r := e.finished(own, d)
			p.Recorded = &r
			sum.Add(sum, own.Value)
		}
		p.Figure = e.finished(e.lead(ctx, own, any, p.Reported, b.Edition), d)
		if p.Reported != nil {
			r := e.finished(*p.Reported, d)
			p.Reported = &r
		}
		b.Parts = append(b.Parts, p)
	}
	records := e.recordsBalance(b, h, e.finished(recorded, d), sum)
	b.Records = &records
	if b.Edition.Complete || !reported {
		whole := b.Whole
		b.Balance = records
		b.Whole = whole
	} else {
		e.headlineBalance(ctx, b)
	}
	b.explain()
	return nil
}

// recordsBalance closes the parts with the whole by the records alone.
func (e *Evaluator) recordsBalance(b *Breakdown, h *holder, whole figure.Figure, sum *big.Rat) Balance {
	overlap, rest := new(big.Rat), new(big.Rat)
	if b.Definition.Measure == Count {
		rest.SetInt64(h.rest)
		overlap.Add(sum, rest)
		overlap.Sub(overlap, whole.Value)
	} else {
		rest.Sub(whole.Value, sum)
	}
	return Balance{
		Whole:     whole,
		Sum:       b.derived(figure.Point(sum), whole, false),
		Remainder: b.derived(figure.Point(rest), whole, true),
		Overlap:   b.derived(figure.Point(overlap), whole, true),
	}
}

// derived is a figure that follows from the parts, and from the whole when withWhole.
func (b *Breakdown) derived(i figure.Interval, like figure.Figure, withWhole bool) figure.Figure {
	f := figure.FromInterval(noName, i)
	f.Unit, f.Currency, f.AsOf, f.Definition = like.Unit, like.Currency, like.AsOf, b.Definition.Version
	f.Rounding = like.Rounding
	if withWhole {
		f.Parts = append(f.Parts, like.Name)
	}
	for _, p := range b.Parts {
		f.Parts = append(f.Parts, p.Figure.Name)
	}
	return f
}

// headlineBalance closes what was reported with what is recorded: a part of which nothing
// was reported is broken down as far as it is recorded. Where parts can overlap, all that
// can be said are the bounds: what is in none of them is at least the whole less all of
// them, and at most the whole less the largest.
func (e *Evaluator) headlineBalance(ctx context.Context, b *Breakdown) {
	w := b.Whole.Interval
	sum, largest := figure.Point(new(big.Rat)), figure.Point(new(big.Rat))
	step := b.Whole.Step
	var rates []figure.Rate
	for _, p := range b.Parts {
		in, rate, err := e.in(ctx, p.Figure, b.Whole.Currency, b.Edition)
		if err != nil {
			b.Why = append(b.Why, Reason{"split.why.no_rate", lang.Args{"part": listed(p.Labels), "currency": p.Figure.Currency}})
			in = figure.Interval{Low: new(big.Rat), HighOpen: true}
		}
		if in.Low == nil {
			in.Low, in.LowOpen = new(big.Rat), false
		}
		if p.Figure.Kind == figure.Computed { // as far as it is recorded
			in = figure.Point(in.Low)
		}
		if rate != nil && !slices.ContainsFunc(rates, func(r figure.Rate) bool { return r.From == rate.From }) {
			rates = append(rates, *rate)
		}
		if s := stepIn(p.Figure.Step, rate); s != nil && (step == nil || s.Cmp(step) > 0) {
			step = s
		}
		sum = sum.Add(in)
		if in.Low.Cmp(largest.Low) > 0 {
			largest = in
		}
	}
	several := b.Definition.stated() || slices.ContainsFunc(b.Cuts, b.Definition.overlaps)
	rest, over := remainderOf(w, sum, largest, several)
	if b.Open && (rest.High == nil || rest.High.Sign() == 0) {
		rest = figure.Everything // a list with 等 has more parts, of which nothing is known
	}
	b.Sum = b.derived(sum, b.Whole, false)
	b.Remainder, b.Overlap = b.derived(rest, b.Whole, true), b.derived(over, b.Whole, true)
	for _, f := range []*figure.Figure{&b.Sum, &b.Remainder, &b.Overlap} {
		f.Step, f.Rates = step, rates
	}
}

// remainderOf is what no part holds, and what parts hold twice, of a whole, the sum of its
// parts and the largest of them.
func remainderOf(whole, sum, largest figure.Interval, several bool) (rest, over figure.Interval) {
	rest = whole.Sub(sum)
	over = notNegative(rest.Neg())
	if !several {
		if rest.High != nil && rest.High.Sign() < 0 { // the parts exceed what cannot overlap
			return figure.Point(new(big.Rat)), over
		}
		return notNegative(rest), figure.Point(new(big.Rat))
	}
	if whole.Low == nil && whole.High == nil {
		return figure.Everything, figure.Everything
	}
	most := whole.Sub(largest)
	rest.High, rest.HighOpen = most.High, most.HighOpen
	most = sum.Sub(largest)
	over.High, over.HighOpen = most.High, most.HighOpen
	return notNegative(rest), notNegative(over)
}

// notNegative cuts an interval off at zero.
func notNegative(i figure.Interval) figure.Interval {
	if i.Low == nil || i.Low.Sign() < 0 {
		i.Low, i.LowOpen = new(big.Rat), false
	}
	if i.High != nil && i.High.Sign() <= 0 {
		return figure.Point(new(big.Rat))
	}
	return i
}

// stepIn is the worth of a last printed digit after a rate.
func stepIn(step *big.Rat, rate *figure.Rate) *big.Rat {
	if step == nil || rate == nil {
		return step
	}
	return digitIn(new(big.Rat).Mul(step, rate.Value))
}

// explain says why there is a remainder and an overlap.
func (b *Breakdown) explain() {
	add := func(key string, args lang.Args) {
		reason := Reason{key, args}
		b.Why = append(b.Why, reason)
	}
	if len(b.Cuts) == 0 {
		return
	}
	var dimensions []string
	for _, c := range b.Cuts {
		dimensions = append(dimensions, c.Dimension)
	}
	by := dimensionWords(dimensions)
	if b.Remainder.Qualifier == figure.Unknown {
		add("split.why.unknown", nil)
	} else if !isZero(b.Remainder) {
		if b.Edition.Complete {
			add("split.why.remainder", lang.Args{"by": by, "rest": Said{b.Remainder}})
		} else {
			add("split.why.not_broken_down", lang.Args{"rest": Said{b.Remainder}})
		}
	}
	several := b.Definition.stated() || slices.ContainsFunc(b.Cuts, b.Definition.overlaps)
	switch over := b.Overlap.Interval; {
	case over.Low != nil && over.Low.Sign() > 0 && several:
		add("split.why.overlap", lang.Args{"by": by, "over": Said{b.Overlap}})
	case over.Low != nil && over.Low.Sign() > 0:
		add("split.why.excess", lang.Args{"by": by, "over": Said{b.Overlap}})
	case over.High != nil && over.High.Sign() > 0:
		most := b.Overlap
		most.Qualifier, most.Value = figure.AtMost, over.High
		add("split.why.may_overlap", lang.Args{"by": by, "over": Said{most}})
	}
	if b.Open {
		add("split.why.open", nil)
	}
	if !b.Edition.Complete && !b.Definition.stated() {
		add("split.why.incomplete", lang.Args{"edition": b.Edition.Number})
	}
}

func isZero(f figure.Figure) bool {
	return f.Interval.IsPoint() && f.Interval.Low.Sign() == 0
}

// Said shows a figure in the language of the message that it is an argument of.
type Said struct{ figure.Figure }

// In shows the figure.
func (s Said) In(tag lang.Tag) string { return s.Show(tag) }

// finished gives a figure the version of its definition and the position of its rates, as
// its name says them, and the way in which it is shown. A check that found no rate depends on
// the rates as well.
func (e *Evaluator) finished(f figure.Figure, d Definition) figure.Figure {
	f.Definition, f.Rounding, f.Name.Definition = d.Version, d.Rounding, d.named
	if len(f.Rates) > 0 || slices.ContainsFunc(f.Checks, func(c figure.Check) bool { return c.Rate != nil || c.Verdict == NoRate }) {
		f.Name.Ref = e.Ref
	}
	return f
}

// wholeKey stands for the whole among the keys of parts.
const wholeKey = "\x01"

// reported sorts statements by the part that they speak of.
func (e *Evaluator) reported(all []Statement, scope figure.Scope, cuts []Cut) map[string][]Statement {
	out := map[string][]Statement{}
next:
	for _, s := range all {
		of, err := figure.ParseScope(s.Scope)
		if err != nil {
			continue
		}
		if of.String() == scope.String() {
			out[wholeKey] = append(out[wholeKey], s)
			continue
		}
		var keys []string
		rest := of
		for _, c := range cuts {
			v := of[c.Dimension]
			if v == "" || c.Level > 0 && len(v) != c.Level {
				continue next
			}
			keys = append(keys, v)
			// An industry takes the place of the wider one that the scope names.
			rest = rest.With(c.Dimension, scope[c.Dimension])
			if !strings.HasPrefix(v, scope[c.Dimension]) {
				continue next
			}
		}
		if rest.String() == scope.String() && len(keys) > 0 {
			k := strings.Join(keys, keySeparator)
			out[k] = append(out[k], s)
		}
	}
	return out
}

// statedAs makes the figure of what was stated of one thing, nil when nothing was.
func statedAs(all []Statement, name figure.Name, d Definition) (*figure.Figure, error) {
	if len(all) == 0 {
		return nil, nil
	}
	return together(all, name, d)
}

// wholes are the indicators that the parts of a stated one belong to, where that is another.
var wholes = map[string]string{"signed.part": "signed.count"}

// splitStated splits what is only ever stated into the statements with narrower scopes.
func (e *Evaluator) splitStated(ctx context.Context, d Definition, scope figure.Scope, cuts []Cut) (Breakdown, error) {
	b := Breakdown{Definition: d, Scope: scope, Cuts: cuts}
	_, at := e.Records.Where()
	name := figure.Name{Indicator: d.Code, Scope: scope, At: at, Ref: -1}
	if n := editionOf(scope); n > 0 {
		var err error
		if b.Edition, err = e.Records.Edition(ctx, n); err != nil {
			return b, err
		}
	}
	stated, err := e.Records.Observations(ctx, d.Code, nil, 0)
	if err != nil {
		return b, err
	}
	of := e.reported(stated, scope, cuts)
	b.Whole = figure.FromInterval(name, figure.Everything)
	b.Whole.Unit, b.Whole.Definition = d.Unit, d.Version
	whole, err := statedAs(of[wholeKey], name, d)
	switch {
	case err != nil:
		return b, err
	case whole != nil:
		b.Whole = e.finished(*whole, d)
	case wholes[d.Code] != "":
		of, err := e.Figure(ctx, figure.Name{Indicator: wholes[d.Code], Scope: scope, At: at, Ref: -1})
		if err != nil && lang.CodeOf(err) == "" {
			return b, err
		}
		if err == nil {
			b.Whole = of
		}
	}
	for _, joined := range slices.Sorted(maps.Keys(of)) {
		if joined == wholeKey {
			continue
		}
		p := SplitPart{Keys: strings.Split(joined, keySeparator)}
		pname := name
		for i, c := range cuts {
			pname.Scope = pname.Scope.With(c.Dimension, p.Keys[i])
			p.Labels = append(p.Labels, e.label(ctx, d, c.Dimension, p.Keys[i]))
		}
		f, err := together(of[joined], pname, d)
		if err != nil {
			return b, err
		}
		p.Figure = e.finished(*f, d)
		p.Reported = &p.Figure
		for _, s := range of[joined] {
			b.Open = b.Open || s.Open
		}
		b.Parts = append(b.Parts, p)
		if b.Whole.Currency == "" {
			b.Whole.Currency = p.Figure.Currency
		}
	}
	if len(b.Parts) == 0 {
		return b, lang.NotFound("indicator.unobserved", lang.Args{"name": name.String()})
	}
	e.headlineBalance(ctx, &b)
	b.explain()
	return b, nil
}

// label is what a value of a dimension is called.
func (e *Evaluator) label(ctx context.Context, d Definition, dimension, key string) lang.Text {
	plain := lang.Text{Hans: key, Hant: key, En: key}
	said := func(say func(tag lang.Tag) string) lang.Text {
		return lang.Text{Hans: say(lang.Hans), Hant: say(lang.Hant), En: say(lang.En)}
	}
	word := func(prefix string) lang.Text {
		if !lang.Has(prefix + key) {
			return plain
		}
		return said(lang.Word(prefix + key).In)
	}
	switch dimension {
	case figure.ByDistrict:
		if x, ok := fair.DistrictByCode(key); ok {
			return x.Name
		}
	case figure.ByIndustry:
		if x, ok := project.IndustryByCode(key); ok {
			return x.Name
		}
	case figure.ByCountry:
		return lang.Region(key)
	case figure.ByType:
		if d.Of == OfProjects {
			return word("word.cooperation.")
		}
		return word("word.agreement.")
	case figure.ByDirection:
		return word("word.direction.")
	case figure.ByCurrency:
		if c := money.Currency(key); c.Known() {
			return said(c.Name)
		}
	case figure.ByDay:
		return said(lang.Date(key).Format)
	case figure.ByExchange:
		if word := "party.exchange." + strings.ToLower(key); lang.Has(word) {
			return said(lang.Word(word).In)
		}
	case figure.ByPeriod:
		if p := lang.Partial(key); len(p) == 4 && p.Valid() {
			return said(p.In)
		}
	case figure.ByEdition:
		n := lang.Args{"n": key}
		return said(func(tag lang.Tag) string { return lang.Say(tag, "word.edition_number", n) })
	case figure.BySide:
		records := e.Records
		if r, ok := records.(*remembered); ok {
			records = r.Records
		}
		if r, ok := records.(interface {
			TheFair(ctx context.Context) (fair.Fair, error)
		}); ok {
			if f, err := r.TheFair(ctx); err == nil {
				if side, i := f.SideNamed(key); i >= 0 && !side.Name.Empty() {
					return side.Name
				}
			}
		}
	}
	return plain
}

// listed joins the names of a part's keys.
func listed(labels []lang.Text) lang.Text {
	if len(labels) == 1 {
		return labels[0]
	}
	var out lang.Text
	for _, tag := range lang.Tags {
		var parts []string
		for _, l := range labels {
			s, _ := l.In(tag)
			parts = append(parts, s)
		}
		out = out.With(tag, strings.Join(parts, " · "))
	}
	return out
}
