package bulletin

import (
	"context"
	"maps"
	"math/big"
	"slices"
	"strconv"

	"bridgehead/bulletin/claim"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
)

// Options say what is known of a text beside its words.
type Options struct {
	Edition   int64     // what "this edition" means; 0 is read from the text, or else the fair's current one
	Published lang.Date // when the text appeared; the last day of its edition when empty
	Lang      lang.Tag  // of the text; found out when empty
	// Progress is told now and then how many of the text's numbers are decided; nil for nobody.
	Progress func(done, of int)
}

// A Checker holds texts against a fair's record at one position. It is made once for any
// number of texts and is not safe for concurrent use.
type Checker struct {
	evaluator *indicator.Evaluator
	fair      fair.Fair
	topics    []*topic
	told      map[string]int // of a word, how many topics' statements have it
	finder    *finder
	editions  []fair.Edition
	cache     map[string]answer
}

// An answer is an evaluated figure, or that there is none.
type answer struct {
	figure figure.Figure
	ok     bool
}

// NewChecker reads what the record can be asked.
func NewChecker(ctx context.Context, e *indicator.Evaluator, f fair.Fair) (*Checker, error) {
	topics, err := newTopics(ctx, e, f)
	if err != nil {
		return nil, err
	}
	editions, err := e.Records.Editions(ctx)
	if err != nil {
		return nil, err
	}
	told := map[string]int{}
	for _, t := range topics {
		for w := range t.tells {
			told[w]++
		}
	}
	return &Checker{evaluator: e, fair: f, topics: topics, told: told, finder: newFinder(), editions: editions, cache: map[string]answer{}}, nil
}

// A statement is a claim with what the text around it says.
type statement struct {
	claim.Claim
	at      passage
	q       quantity
	setting setting
	verdict Verdict
	chosen  *candidate // the figure it speaks of
	all     []*candidate
	n       int // its place among the statements of the text
}

// counts reports whether the statement has a number of something.
func (s *statement) counts() bool {
	switch s.Kind {
	case claim.Money, claim.Count, claim.Number, claim.Range:
		return s.q.known()
	}
	return false
}

// An examination is the check of one text.
type examination struct {
	*Checker
	layout     *layout
	tag        lang.Tag
	base       string // the edition that the text speaks of; "" for one of another fair
	guess      bool   // the text says neither of what fair nor of what edition it speaks
	published  lang.Date
	dated      bool // the day of the text is known, and not taken from its edition
	mentions   []mention
	named      map[[2]string]bool // the dimensions and values that are mentioned anywhere
	hosts      []bool             // of each side, whether the text names it; filled when asked for
	around     surroundings       // of the number that was looked at last
	statements []*statement
	unread     []claim.Unread
}

// statementsIn are the statements that begin in a passage, in the order of the text.
func (x *examination) statementsIn(p passage) []*statement {
	return within(x.statements, p, func(s *statement) int { return s.at.start })
}

// mentionsIn are the names that begin in a passage.
func (x *examination) mentionsIn(p passage) []mention {
	return within(x.mentions, p, func(m mention) int { return m.start })
}

// within returns what begins in a passage, of a list in the order of the text.
func within[T any](list []T, p passage, start func(T) int) []T {
	from, _ := slices.BinarySearchFunc(list, p.start, func(v T, at int) int { return start(v) - at })
	to := from
	for to < len(list) && start(list[to]) < p.end {
		to++
	}
	return list[from:to:to]
}

// Check checks a text: each claim and each unread stretch has one verdict, in the order of
// the text.
func (c *Checker) Check(ctx context.Context, text string, o Options) (Report, error) {
	x := c.examine(text, o)
	if err := x.decide(ctx, o.Progress); err != nil {
		return Report{}, err
	}
	return x.report(), nil
}

// examine reads the text and finds what its numbers are said of.
func (c *Checker) examine(text string, o Options) *examination {
	x := &examination{Checker: c, layout: newLayout(text), tag: o.Lang, named: map[[2]string]bool{}}
	if x.tag == "" {
		x.tag = languageOf(x.layout)
	}
	read := claim.Options{Lang: x.tag, Published: o.Published, Edition: int(o.Edition)}
	base := o.Edition
	if base == 0 {
		base, x.guess = x.editionOf(claim.Read(text, read).Claims, o.Published)
		read.Edition = int(base)
	}
	if base > 0 {
		x.base = strconv.FormatInt(base, 10)
	}
	x.dated = o.Published != ""
	if read.Published == "" {
		if e, ok := c.edition(base); ok {
			read.Published = e.AsOf()
		}
	}
	x.published = read.Published
	doc := withoutImpossibleDays(text, claim.Read(text, read))
	x.unread = doc.Unread
	for _, cl := range doc.Claims {
		x.statements = append(x.statements, &statement{Claim: cl, at: passage{cl.Start, cl.End}, q: quantityOf(cl), n: len(x.statements)})
	}
	x.mentions = append(c.finder.find(x.layout), editionWords(x.layout, base)...)
	x.mentions = append(x.mentions, x.ordinals()...)
	slices.SortStableFunc(x.mentions, func(a, b mention) int { return a.start - b.start })
	for _, m := range x.mentions {
		x.named[[2]string{m.dimension, m.value}] = true
	}
	for _, s := range x.statements {
		s.setting = x.setting(s.at)
	}
	return x
}

// quantityOf is the number of a claim.
func quantityOf(c claim.Claim) quantity {
	q := quantity{value: c.Value.Rat(), step: c.Step.Rat(), currency: c.Currency, qualifier: figure.Qualifier(c.Qualifier)}
	if c.Odd {
		q.qualifier = figure.Odd
	}
	if c.Kind == claim.Range || q.value == nil {
		q.value, q.low, q.high = nil, c.Low.Rat(), c.High.Rat()
	}
	if f, ok := new(big.Rat).SetString(c.Fraction); ok && c.Fraction != "" && q.value != nil {
		q.value = f
	}
	return q
}

// languageOf tells the language of a text by its characters.
func languageOf(l *layout) lang.Tag {
	han, latin := 0, 0
	for i, r := range l.runes {
		switch {
		case r > 0x2E80:
			han++
		case 'a' <= l.folded[i] && l.folded[i] <= 'z':
			latin++
		}
	}
	if han*4 < latin {
		return lang.En
	}
	if _, traditional := lang.Script(string(l.runes)); traditional {
		return lang.Hant
	}
	return lang.Hans
}

func (c *Checker) edition(number int64) (fair.Edition, bool) {
	i := slices.IndexFunc(c.editions, func(e fair.Edition) bool { return e.Number == number })
	if i < 0 {
		return fair.Edition{}, false
	}
	return c.editions[i], true
}

// earlier are words before a number of editions that make it all editions up to it.
var earlier = []string{"前", "过去", "此前", "以往", "至第", "截至", "累计", "through", "first", "past", "previous", "preceding", "last", "over the", "across", "earlier"}

// ordinals are the editions that the text names by number: 第26届, the 26th edition; and 前25届,
// the 25 editions before, which are all up to it.
func (x *examination) ordinals() []mention {
	var out []mention
	for _, s := range x.statements {
		if s.q.value == nil || !s.q.value.IsInt() {
			continue
		}
		m := mention{passage: s.at, dimension: figure.ByEdition, value: s.q.value.Num().String()}
		lead := passage{max(0, s.at.start-14), s.at.start}
		switch {
		case s.Kind == claim.Ordinal && x.namesEdition(s.at):
			if x.foreign(s.at) {
				m.value = anotherFair
				break
			}
			m.through = x.layout.hasAny(passage{max(0, s.at.start-4), s.at.start}, "截至", "到", "through", "up to")
		case s.Kind == claim.Count && x.editionsFollow(s.at) && (x.layout.hasAny(lead, earlier...) || x.allEditions(s.q.value)):
			m.through = true
		default:
			continue
		}
		out = append(out, m)
	}
	return out
}

// allEditions reports whether a number of editions is that of all before the text's, or with it.
func (x *examination) allEditions(n *big.Rat) bool {
	base, err := strconv.ParseInt(x.base, 10, 64)
	return err == nil && base > 3 && (n.Cmp(big.NewRat(base, 1)) == 0 || n.Cmp(big.NewRat(base-1, 1)) == 0)
}

// namesEdition reports whether an ordinal is that of an edition.
func (x *examination) namesEdition(p passage) bool {
	after := passage{p.end, min(len(x.layout.runes), p.end+30)}
	return x.layout.hasAny(p, "届") || x.layout.hasAny(passage{p.end, min(len(x.layout.runes), p.end+2)}, "届") ||
		x.tag == lang.En && x.layout.hasAny(after, "edition", "symposium", "fair", "beijing", "bhk", "jing")
}

// editionsFollow reports whether a count is one of editions.
func (x *examination) editionsFollow(p passage) bool {
	return x.layout.hasAny(passage{p.start, min(len(x.layout.runes), p.end+2)}, "届") ||
		x.tag == lang.En && x.layout.hasAny(passage{p.end, min(len(x.layout.runes), p.end+12)}, "edition", "symposi")
}

// figure evaluates a figure once; ok is false when the record has none or does not know it.
func (c *Checker) figure(ctx context.Context, code string, scope figure.Scope) (figure.Figure, bool, error) {
	_, at := c.evaluator.Records.Where()
	name := figure.Name{Indicator: code, Scope: scope, At: at, Ref: -1}
	key := name.String()
	if a, ok := c.cache[key]; ok {
		return a.figure, a.ok, nil
	}
	f, err := c.evaluator.Figure(ctx, name)
	switch lang.CodeOf(err) {
	case lang.CodeNotFound, lang.CodeInvalid:
		c.cache[key] = answer{}
		return f, false, nil
	}
	if err != nil {
		return f, false, err
	}
	a := answer{f, f.Value != nil || f.Interval.Low != nil || f.Interval.High != nil}
	c.cache[key] = a
	return a.figure, a.ok, nil
}

// report puts the verdicts in the order of the text.
func (x *examination) report() Report {
	fairID, at := x.evaluator.Records.Where()
	r := Report{Fair: fairID, Position: at, Reference: x.evaluator.Ref}
	r.Edition, _ = strconv.ParseInt(x.base, 10, 64)
	for _, s := range x.statements {
		r.Verdicts = append(r.Verdicts, s.verdict)
	}
	for _, u := range x.unread {
		r.Verdicts = append(r.Verdicts, Verdict{
			Claim: claim.Claim{Text: u.Text, Start: u.Start, End: u.End}, Verdict: Unread, Reason: u.Reason, Assuming: []string{},
		})
	}
	order := slices.Clone(r.Verdicts)
	slices.SortStableFunc(order, func(a, b Verdict) int { return a.Claim.Start - b.Claim.Start })
	r.Verdicts = order
	r.count()
	return r
}

// with is a scope with edition and district.
func with(fixed figure.Scope, edition, district string) figure.Scope {
	s := maps.Clone(fixed)
	if s == nil {
		s = figure.Scope{}
	}
	if edition != "" {
		s[figure.ByEdition] = edition
	}
	if district != "" {
		s[figure.ByDistrict] = district
	}
	return s
}
