package claim

import "strings"

// context gives the claims what their clause and sentence say of them: edition, date, base
// of a change, subject, place, list and speaker. It goes over tokens and claims side by side,
// once.
func (p *parser) context(d *Document) {
	c := contextReader{parser: p, d: d}
	sentence := 0
	claim := 0
	quote := false
	line := 0
	for i := 0; i <= len(p.tokens); i++ {
		if i < len(p.tokens) && !p.sentenceEnd(i) {
			continue
		}
		end := min(i+1, len(p.tokens))
		last := claim
		for last < len(p.found) && p.found[last].first < end {
			last++
		}
		if sentence < end {
			if sentence >= line {
				line = p.speak(sentence)
			}
			quote = c.sentence(sentence, end, claim, last, quote)
		}
		sentence, claim = end, last
	}
}

// sentenceEnd reports whether the token closes a sentence.
func (p *parser) sentenceEnd(i int) bool {
	t := p.tokens[i]
	if t.kind == tLine {
		return true
	}
	if t.kind != tMark {
		return false
	}
	switch p.r[t.start] {
	case '。', '!', '?', '…':
		return true
	case '.':
		// An abbreviation or an initial ends no sentence, nor does a point in a name.
		next := int(t.end)
		if next < len(p.r) && p.class(next) != classSpace && p.class(next) != classLine && p.r[next] != '"' && p.r[next] != '”' {
			return false
		}
		return i == 0 || p.tokens[i-1].end-p.tokens[i-1].start > 1 || p.tokens[i-1].kind != tText
	}
	return false
}

// A contextReader carries what one sentence leaves to the next.
type contextReader struct {
	*parser
	d       *Document
	edition int    // named last, and not as a base
	speaker string // of the quotation that is open
	quoted  int    // the claim before which the quotation was opened last
	last    string // who spoke last, for 他 and she
	goesOn  bool   // a quotation closed in the sentence before, and who spoke is known
}

// sentence handles the tokens from first to end, with the claims from a to b. It returns
// whether a quotation is open at its end.
func (c *contextReader) sentence(first, end, a, b int, quote bool) bool {
	c.editions(first, end, a, b)
	c.times(a, b)
	c.bases(first, end, a, b)
	c.lists(first, end, a, b)
	quote = c.speech(first, end, a, b, quote)
	for k := a; k < b; k++ {
		cl := &c.d.Claims[k]
		if cl.Kind != DateKind && cl.Kind != Period {
			cl.Of = c.subject(first, end, k)
			cl.District = c.district(first, k)
		}
	}
	return quote
}

// editions gives each claim the edition that the sentence names before it, or the one named
// last before the sentence. 本届 is the edition of the text.
func (c *contextReader) editions(first, end, a, b int) {
	current := c.edition
	k := a
	for i := first; i < end; i++ {
		for k < b && c.found[k].last <= i {
			k++
		}
		if k < b && c.found[k].first <= i {
			q := &c.found[k]
			cl := &c.d.Claims[k]
			cl.Edition = current
			if q.kind == Ordinal && !q.low && c.ofEdition(q) {
				n := q.n.small()
				cl.Edition = max(n, 0)
				if n > 0 && !c.isBase(q) && !(c.is(q.first, catFirstEdition) && q.first > first) {
					current = n
				}
			}
			i = q.last - 1
			k++
			continue
		}
		if c.is(i, catThisEdition) && c.o.Edition > 0 {
			current = c.o.Edition
		}
	}
	// The sentence's own edition stands for what came before it, too: “34 projects were signed
	// at the 26th symposium”.
	if c.edition != current {
		for k := a; k < b; k++ {
			if c.d.Claims[k].Edition == 0 {
				c.d.Claims[k].Edition = current
			}
		}
	}
	c.edition = current
}

func (c *contextReader) ofEdition(q *quantity) bool {
	u := strings.ToLower(q.unit)
	return u == "届" || u == "屆" || u != "" && c.is(q.last, catEdition) || c.english && u != ""
}

// isBase reports whether the edition is what others are compared with, or one end of a row
// of editions: 比第25届增长, through the 25th edition.
func (c *contextReader) isBase(q *quantity) bool {
	j := q.first - 1
	if c.is(j, catSkip) {
		j-- // than the 25th
	}
	// 较疫情前的2019年第二十三届: what the base is called stands between.
	for i := j; !c.english && i >= 0 && i > j-8 && c.tokens[i].kind != tMark && c.tokens[i].kind != tLine; i-- {
		if c.mark(i, '较') || c.mark(i, '比') {
			return true
		}
	}
	return c.is(j, catOwnBase) || c.is(j, catRange) && c.tokens[j].kind == tWord && c.r[c.tokens[j].start] != '-' || c.is(j, catBetween) || c.is(q.last, catRange)
}

// times gives each claim the date or period of its clause, of its sentence before it, or
// behind it.
func (c *contextReader) times(a, b int) {
	head, dated := -1, -1 // the first date, and the last that governs what follows
	for k := a; k < b; k++ {
		q := &c.found[k]
		if q.asOf != "" {
			if !c.begins(k) {
				if head < 0 {
					head = k
				}
				if !c.placed(head, k) && !(head < k && c.bound(k)) {
					dated = k
				}
			}
			continue
		}
		if q.kind == Ordinal {
			continue
		}
		best, distance := -1, 1<<30
		for m := max(a, k-3); m < min(b, k+3); m++ {
			if c.found[m].asOf == "" || m == k || c.begins(m) {
				continue
			}
			d := 0
			if m < k {
				if m < k-1 && c.bound(m) || c.placed(head, m) && c.crosses(c.found[m].last, q.first) {
					continue
				}
				d = q.first - c.found[m].last
			} else {
				d = c.found[m].first - q.last
				if d > 6 || !c.english || q.kind == Multiple || c.crosses(q.last, c.found[m].first) {
					continue
				}
				d -= 2
			}
			if d < distance {
				best, distance = m, d
			}
		}
		if best < 0 {
			best = dated
		}
		if best >= 0 {
			c.d.Claims[k].AsOf = c.found[best].asOf
			if contains(c.found[best].assumed, AssumeYear) {
				c.d.Claims[k].Assumed = append(c.d.Claims[k].Assumed, AssumeYear)
			}
		}
	}
}

// placed reports whether an English date stands behind a quantity of its clause and belongs to that one:
// the US$50 billion recorded at the end of 2015, where the sentence has a date of its own at head.
func (c *contextReader) placed(head, m int) bool {
	return c.english && head >= 0 && head < m-1 && c.found[m-1].asOf == "" && c.found[m].first-c.found[m-1].last <= 6 && !c.crosses(c.found[m-1].last, c.found[m].first)
}

// bound reports whether a Chinese date hangs on the quantity behind it: 由2018年的11.3%升至15.7%.
func (c *contextReader) bound(m int) bool {
	j := c.found[m].last
	return !c.english && m+1 < len(c.found) && c.mark(j, '的') && c.found[m+1].first == j+1
}

// begins reports whether the date is where something began, and not what a figure is as of:
// since 1998, 自1997年.
func (c *contextReader) begins(k int) bool {
	q := &c.found[k]
	j := q.first - 1
	switch {
	case c.is(j, catSince):
		return c.folded(j) != "从"
	case c.english && j > 0 && c.folded(j) == "in":
		switch c.folded(j - 1) {
		case "founded", "established", "launched", "created", "started", "began", "inaugurated", "incorporated":
			return true
		}
	case !c.english && q.last < len(c.tokens):
		at := int(c.tokens[q.last].start)
		after := string(c.r[at:min(at+2, len(c.r))])
		return after == "成立" || after == "创办" || after == "创立" || after == "创建" || after == "首届"
	}
	return false
}

// crosses reports whether a clause ends between two tokens.
func (c *contextReader) crosses(from, to int) bool {
	for i := from; i < to; i++ {
		if c.tokens[i].kind == tMark && !c.hyphen(i) || c.is(i, catAnd) {
			return true
		}
	}
	return false
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// bases says against what a change or multiple is meant: 同比, 较上届, than in 2022.
func (c *contextReader) bases(first, end, a, b int) {
	for k := a; k < b; k++ {
		q := &c.found[k]
		cl := &c.d.Claims[k]
		changed := cl.Change != "" || q.kind == Multiple
		if !changed && q.kind != Percent && q.kind != PercentagePoint && q.kind != Count && q.kind != Money && q.kind != Number && q.kind != Range || cl.Base != "" {
			continue
		}
		if cl.Change == "" {
			if ch := c.changeNear(q, first); ch != "" {
				cl.Change = ch
			}
		}
		lo, hi := first, end
		if k > a {
			lo = c.found[k-1].outerLast
		}
		if k+1 < b {
			hi = c.found[k+1].first
		}
		for j := q.outerFirst - 1; j >= lo && j >= q.outerFirst-8 && cl.Base == ""; j-- {
			if c.tokens[j].kind == tLine || c.mark(j, '。') {
				break
			}
			if s := c.sense(j, catBase); s != nil {
				cl.Base = s.str
			}
			if (c.mark(j, '较') || c.mark(j, '比')) && cl.Base == "" && cl.Change != "" {
				cl.Base = c.ownBase(j+1, q.outerFirst)
			}
		}
		for j := q.outerLast; j < hi && j < q.outerLast+6 && cl.Base == ""; j++ {
			if c.tokens[j].kind == tMark && !c.hyphen(j) || c.tokens[j].kind == tLine {
				break
			}
			if s := c.sense(j, catBase); s != nil && c.english {
				cl.Base = s.str
			} else if c.is(j, catOwnBase) && cl.Change != "" && c.english && c.folded(j) != "over" {
				if c.is(j+1, catSkip) && c.is(j+2, catBase) {
					cl.Base = c.sense(j+2, catBase).str
				}
			}
		}
		// What follows from a date or an edition behind “from” or “than”.
		if cl.Base == "" && cl.Change != "" && k+1 < b {
			next := &c.found[k+1]
			for j := next.first - 1; j >= q.last && j >= next.first-3; j-- {
				if c.is(j, catOwnBase) {
					if next.asOf != "" {
						cl.Base = next.asOf
					} else if next.kind == Ordinal && next.n.small() > 0 {
						cl.Base = "edition:" + string(c.d.Claims[k+1].Value)
					}
				}
			}
		}
		if cl.Base == "" && q.kind == Multiple && c.english && k+1 < b && c.found[k+1].asOf != "" && c.found[k+1].first-q.last <= 2 && !c.crosses(q.last, c.found[k+1].first) {
			cl.Base = c.found[k+1].asOf // three times as much as in 2019
		}
		if cl.Base == "" && cl.Change != "" && k > a {
			before := &c.found[k-1]
			if before.first > 0 && (c.folded(before.first-1) == "比" || c.folded(before.first-1) == "较") {
				if before.asOf != "" {
					cl.Base = before.asOf
				} else if before.kind == Ordinal {
					cl.Base = "edition:" + string(c.d.Claims[k-1].Value)
				}
			}
		}
		if cl.Base != "" && cl.Base == cl.AsOf {
			cl.AsOf = "" // 比2022年增长: the year is the base
		}
		if cl.Base != "" && cl.Change == "" && !changed {
			if ch := c.changeNear(q, first); ch != "" {
				cl.Change = ch
			} else if q.kind != Percent && q.kind != PercentagePoint && q.kind != Comparison {
				cl.Base = "" // 比上届 belongs to another quantity
			}
		}
	}
}

// ownBase returns the words between 比 or 较 and the verb of change.
func (c *contextReader) ownBase(from, to int) string {
	for j := from; j < to; j++ {
		if c.is(j, catUp) || c.is(j, catDown) || c.tokens[j].kind == tMark {
			to = j
		}
	}
	if from >= to {
		return ""
	}
	return c.text(int(c.tokens[from].start), int(c.tokens[to-1].end))
}

// changeNear finds a verb of change close before the quantity, and in English right behind it:
// a 2.1 percent increase.
func (c *contextReader) changeNear(q *quantity, first int) Change {
	if ch := c.changeBefore(q); ch != "" {
		return ch
	}
	if c.english && (q.kind == Percent || q.kind == Multiple || q.kind == PercentagePoint) {
		for j := q.outerLast; j < min(q.outerLast+2, len(c.tokens)); j++ {
			if c.is(j, catUp) {
				return Up
			}
			if c.is(j, catDown) {
				return Down
			}
		}
	}
	return ""
}

// lists marks the claims behind 其中 and “of which” as parts of the one before.
func (c *contextReader) lists(first, end, a, b int) {
	open := false
	for i := end - 1; i >= first; i-- {
		if c.is(i, catOpen) {
			open = true
		}
	}
	at := -1 // the whole of the list that is open
	from := 0
	listed := false
	for i, k := first, a; i < end; i++ {
		for ; k < b && c.found[k].first <= i; k++ {
			q, cl := &c.found[k], &c.d.Claims[k]
			if !listed || q.asOf != "" || q.kind == Ordinal || q.kind == Comparison || q.kind == PercentagePoint || cl.Change != "" || cl.Base != "" {
				continue
			}
			if whole := c.wholeOf(k, at); whole >= 0 || !c.parted(from, q.first) {
				cl.List = &List{Whole: whole, Open: open}
			}
		}
		switch {
		case !c.is(i, catList):
		case k > a && c.found[k-1].outerLast == i && strings.HasPrefix(c.folded(i), "of "): // a third of them
			if q := &c.found[k-1]; q.asOf == "" && q.kind != Ordinal {
				c.d.Claims[k-1].List = &List{Whole: c.wholeOf(k-1, k-2), Open: open}
			}
		default:
			listed, at, from = true, k-1, i+1
		}
	}
}

// parted reports whether a comma stands between two tokens, but for one right behind the first.
func (c *contextReader) parted(from, to int) bool {
	for i := from + 1; i < to; i++ {
		if c.mark(i, ',') || c.mark(i, ';') {
			return true
		}
	}
	return false
}

// sortOf tells people, what is measured and other things apart, which are no parts of each other.
func (c *contextReader) sortOf(q *quantity) int {
	switch {
	case q.kind != Count:
		return 0
	case c.is(q.last-1, catMeasure):
		return 1
	case q.unit != "" && strings.ContainsRune("人名位", []rune(q.unit)[0]):
		return 2
	}
	return 3
}

// wholeOf returns the claim before a list, at or shortly before index at, that has the sort
// and unit of its part k; -1 when there is none.
func (c *contextReader) wholeOf(k, at int) int {
	part := &c.found[k]
	for m := at; m >= 0 && m > at-4; m-- {
		if w := &c.found[m]; w.kind == part.kind && w.currency == part.currency && c.sortOf(w) == c.sortOf(part) && w.asOf == "" && !w.low && (part.low || w.n.cmp(part.n) >= 0) {
			return m
		}
	}
	return -1
}

// district finds the last 区 or 县 that the sentence names before the claim. Behind 分别 the claims have
// those of the row before it one by one: 海淀区、西城区分别签约9个和7个.
func (c *contextReader) district(first, k int) string {
	from, to := int(c.tokens[first].start), c.found[k].start
	from = max(from, to-60)
	place := 0 // of the claim behind 分别
	each := false
	for i, m := to-1, k-1; i > from; i-- {
		for m >= 0 && c.found[m].start > i {
			if !each {
				place++
			}
			m--
		}
		if c.r[i] == '别' && c.r[i-1] == '分' {
			each = true
		}
		start, ok := c.districtAt(from, i)
		switch {
		case !ok:
			continue
		case start < 0: // 其余各区
			return ""
		case !each:
			return c.text(start, i+1)
		}
		// The row, from its end.
		row := []string{c.text(start, i+1)}
		for start-1 > from && (c.r[start-1] == '、' || c.r[start-1] == '和' || c.r[start-1] == '与' || c.r[start-1] == '及') {
			end := start - 1
			if start, ok = c.districtAt(from, end-1); !ok || start < 0 {
				break
			}
			row = append(row, c.text(start, end))
		}
		switch {
		case len(row) == 1:
			return row[0]
		case place >= len(row):
			return ""
		}
		return row[len(row)-1-place]
	}
	return ""
}

// districtAt returns where the name of a district begins that ends with the character at i; -1 for 各区.
func (c *contextReader) districtAt(from, i int) (start int, ok bool) {
	if i <= from+1 || c.r[i] != '区' && c.r[i] != '县' {
		return 0, false
	}
	start = i
	for start > from && i-start < 3 && c.class(start-1) == classHan && !notInName(c.r[start-1]) {
		start--
	}
	if start == i && c.r[i-1] == '各' {
		return -1, true
	}
	return start, i-start >= 2 && (i+1 >= len(c.r) || c.r[i+1] != '域' && c.r[i+1] != '块' && c.r[i+1] != '间')
}

// notInName reports characters that stand before the name of a district and not in it.
func notInName(r rune) bool {
	return strings.ContainsRune("等是、市的在由与和及省各个全该其本园专展湾校贸特新开示合体试产济", r)
}
