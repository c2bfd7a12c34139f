package bulletin

import (
	"math/big"
	"strings"

	"bridgehead/bulletin/claim"
	"bridgehead/figure"
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
			sum = sum.Add(p.q.interval())
		}
		w := whole.q.interval()
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
	if len(x.layout.paragraphs) < 2 {
		return
	}
	first := x.layout.paragraphs[0]
	text := strings.TrimSpace(x.layout.text(first))
	if text == "" || len([]rune(text)) > 120 || strings.ContainsAny(text[len(text)-1:], ".") || strings.HasSuffix(text, "。") {
		return
	}
	for _, s := range x.statements {
		if !first.holds(s.at.start) || s.Kind != claim.Money || s.verdict.Verdict != NoFigure || !s.q.known() {
			continue
		}
		low := s.q.interval().Low
		if low == nil {
			continue
		}
		var largest *statement
		for _, o := range x.statements {
			if first.holds(o.at.start) || o.Kind != claim.Money || o.Currency != s.Currency || !o.q.known() {
				continue
			}
			if largest == nil || o.q.number().Cmp(largest.q.number()) > 0 {
				largest = o
			}
		}
		if largest == nil {
			continue
		}
		if high := largest.q.interval().High; high != nil && high.Cmp(low) < 0 {
			v := &s.verdict
			v.Verdict, v.Rule, v.Cause = Contradicted, RuleHeadlineBody, simpleCause(s.q, largest.q)
			if v.Cause == "" {
				v.Cause = CauseOtherValue
			}
			v.Right = largest.Text
		}
	}
}

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
	for i, a := range x.statements {
		if !a.counts() || a.verdict.Verdict != NoFigure || a.Of == "" {
			continue
		}
		for _, b := range x.statements[:i] {
			if !b.counts() || b.verdict.Verdict != NoFigure || b.Of != a.Of || b.Kind != a.Kind || b.Currency != a.Currency ||
				b.Unit != a.Unit || b.setting != a.setting || b.AsOf != a.AsOf || len([]rune(a.Of)) < 4 {
				continue
			}
			v := a.q.interval().Compare(b.q.interval())
			if v == figure.Same || v == figure.Undecided || a.q.number().Cmp(b.q.number()) == 0 {
				continue
			}
			if simpleCause(a.q, b.q) == "" && !digitSlip(a.q, b.q) {
				continue // two parts of one kind are more likely than one thing said wrongly
			}
			d := &a.verdict
			d.Verdict, d.Rule, d.Right = Contradicted, RuleSaidTwice, b.Text
			if d.Cause = simpleCause(a.q, b.q); d.Cause == "" {
				d.Cause = CauseDigit
			}
		}
	}
}
