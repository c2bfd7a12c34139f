package bulletin

import (
	"math/big"
	"strings"

	"bridgehead/bulletin/claim"
	"bridgehead/figure"
	"bridgehead/money"
)

// inner holds the statements of a text against each other, where the record is silent: parts
// against their whole, the headline against the body, one thing said twice.
func (x *examination) inner() {
	x.partsAndWhole()
	x.headline()
	x.headlineEdition()
	x.saidTwice()
}

// partsAndWhole adds up the parts that one passage names (docs/rules.md, parts-and-whole): a
// closed list comes to its whole, an open one to no more.
func (x *examination) partsAndWhole() {
	parts := map[int][]*statement{}
	open := map[int]bool{}
	for _, s := range x.statements {
		if s.List == nil || s.List.Whole < 0 || s.List.Whole >= len(x.statements) || !s.counts() {
			continue
		}
		whole := x.statements[s.List.Whole]
		if whole.Kind != s.Kind || whole.Currency != s.Currency || !whole.q.known() || whole == s {
			continue
		}
		parts[s.List.Whole] = append(parts[s.List.Whole], s)
		open[s.List.Whole] = open[s.List.Whole] || s.List.Open
	}
	for i, list := range parts {
		whole := x.statements[i]
		sum := figure.Point(new(big.Rat))
		for _, p := range list {
			sum = sum.Add(counted(p))
		}
		w := counted(whole)
		verdict := sum.Compare(w)
		wrong := verdict == figure.Higher || !open[i] && len(list) > 1 && verdict == figure.Lower && x.exhaustive(whole, list)
		if !wrong {
			continue
		}
		// What the record already contradicts explains the difference.
		blamed := list[len(list)-1]
		known := false
		for _, p := range append([]*statement{whole}, list...) {
			known = known || p.verdict.Verdict == Contradicted
			if p.verdict.Verdict == NoFigure {
				blamed = p
			}
		}
		if known || blamed.verdict.Verdict == Supported {
			continue
		}
		v := &blamed.verdict
		v.Verdict, v.Rule, v.Cause, v.Assuming = Contradicted, RulePartsAndWhole, CausePart, []string{}
	}
}

// counted is what a statement says, a count to its last one: nobody rounds 12 of 30.
func counted(s *statement) figure.Interval {
	if s.Currency == "" && s.q.qualifier == figure.Exact && s.q.value != nil && (s.q.step == nil || s.q.step.Cmp(big.NewRat(1, 1)) == 0) {
		return figure.Point(s.q.value)
	}
	return s.q.interval()
}

// exhaustive reports whether the text says that the parts are all of the whole: nothing but
// they stand in its list, and the words say so.
func (x *examination) exhaustive(whole *statement, list []*statement) bool {
	end := list[len(list)-1].at.end
	p := passage{whole.at.end, min(len(x.layout.runes), end+12)}
	return x.layout.hasAny(p, "分别", "其余", "剩余", "另外", "包括", "分为", "respectively", "the rest", "the remaining", "made up of", "consisting of", "divided into", "namely")
}

// headline holds a headline's amount against the body (docs/rules.md, headline-and-body): a floor
// that no amount of the body reaches, while the body has amounts of that currency.
func (x *examination) headline() {
	titles := x.titles()
	largest := map[money.Currency]*statement{} // of the body
	var above []*statement
	for _, s := range x.statements {
		switch {
		case s.Kind != claim.Money || !s.q.known():
		case s.at.start < titles || x.quotesHeadline(s.at):
			above = append(above, s)
		case largest[s.Currency] == nil || s.q.number().Cmp(largest[s.Currency].q.number()) > 0:
			largest[s.Currency] = s
		}
	}
	for _, s := range above {
		body := largest[s.Currency]
		if body == nil || s.verdict.Verdict == Contradicted || s.verdict.Verdict == Supported {
			continue
		}
		low, high := s.q.interval().Low, body.q.interval().High
		if low == nil || high == nil || high.Cmp(low) >= 0 {
			continue
		}
		v := &s.verdict
		v.Verdict, v.Rule, v.Cause, v.Assuming, v.Right = Contradicted, RuleHeadlineBody, simpleCause(s.q, body.q), []string{}, body.Text
		if v.Cause == "" {
			v.Cause = CauseOtherValue
		}
	}
}

// headlineWords introduce what a headline says.
var headlineWords = []string{"标题称", "标题说", "标题为", "标题作", "题为", "the headline"}

// quotesHeadline reports whether a sentence repeats what a headline says.
func (x *examination) quotesHeadline(p passage) bool {
	sentence, _ := at(x.layout.sentences, p.start)
	return x.layout.hasAny(sentence, headlineWords...)
}

// titles is where the headlines end: the short lines without a full stop above the first paragraph.
func (x *examination) titles() int {
	for _, p := range x.layout.paragraphs {
		if x.layout.runes[p.start] == '#' {
			continue // a heading or a note
		}
		text := strings.TrimSpace(string(x.layout.runes[p.start:min(p.end, p.start+longTitle+1)]))
		if p.end-p.start > longTitle || strings.HasSuffix(text, ".") || strings.HasSuffix(text, "。") {
			return p.start
		}
	}
	return 0 // nothing but lines: a table, or one line without a body
}

// longTitle is how many characters a line above the text has at most.
const longTitle = 120

// headlineEdition holds the edition that a headline names against the one that the body says was held.
func (x *examination) headlineEdition() {
	if len(x.layout.paragraphs) < 2 {
		return
	}
	first := x.layout.paragraphs[0]
	var above, body *statement
	for _, s := range x.statements {
		if s.Kind != claim.Ordinal || !x.namesEdition(s.at) || x.foreign(s.at) || !s.q.known() {
			continue
		}
		switch sentence, _ := at(x.layout.sentences, s.at.start); {
		case first.holds(s.at.start):
			if above == nil {
				above = s
			}
		case body == nil && x.layout.hasAny(sentence, heldWords...):
			body = s
		}
	}
	if above == nil || body == nil || above.q.number().Cmp(body.q.number()) == 0 || above.verdict.Verdict == Contradicted || body.verdict.Verdict == Contradicted {
		return
	}
	blamed, right := above, body
	if body.verdict.Verdict == NoFigure && above.verdict.Verdict == Supported {
		blamed, right = body, above
	}
	v := &blamed.verdict
	v.Verdict, v.Rule, v.Cause, v.Right = Contradicted, RuleHeadlineBody, CauseEdition, right.Text
}

// saidTwice holds two statements of one thing against each other where the record has no value for
// it (docs/rules.md, said-twice): the same words around numbers of the same unit.
func (x *examination) saidTwice() {
	type thing struct {
		of, unit, asOf string
		kind           claim.Kind
		currency       money.Currency
		setting        setting
	}
	said := map[thing][]*statement{}
	for _, a := range x.statements {
		if !a.counts() || a.verdict.Verdict != NoFigure || a.List != nil || len([]rune(a.Of)) < 4 {
			continue
		}
		key := thing{a.Of, a.Unit, a.AsOf, a.Kind, a.Currency, a.setting}
		for _, b := range said[key] {
			v := a.q.interval().Compare(b.q.interval())
			if v == figure.Same || v == figure.Undecided || a.q.number().Cmp(b.q.number()) == 0 {
				continue
			}
			cause := simpleCause(a.q, b.q)
			if cause == "" && digitSlip(a.q, b.q) {
				cause = CauseDigit
			}
			if cause == "" {
				continue // two parts of one kind are more likely than one thing said wrongly
			}
			d := &a.verdict
			d.Verdict, d.Rule, d.Cause, d.Right = Contradicted, RuleSaidTwice, cause, b.Text
		}
		if len(said[key]) < saidAtMost {
			said[key] = append(said[key], a)
		}
	}
}

// saidAtMost is how many statements of one thing a later one is held against.
const saidAtMost = 8
