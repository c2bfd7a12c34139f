package claim

import "strings"

// speech finds who says a sentence: the words before 表示 or said, behind “according to”, or
// the speaker of the quotation that is open. It returns whether one is open at the end.
func (c *contextReader) speech(first, end, a, b int, open bool) bool {
	speaker := ""
	for i := first; i < end && speaker == ""; i++ {
		switch {
		case c.is(i, catSay) && (i > 0 && c.mark(i-1, '所') || c.mentions(i)): // 标题所称, 从洽谈到盛会
		case c.is(i, catSay):
			speaker = c.person(c.speakerBefore(first, i))
			if speaker == "" && c.english && i > first && (c.quoteMark(i-1) || c.mark(i-1, ',')) {
				speaker = c.nameAfter(i+1, end)
			}
		case c.is(i, catAccording):
			speaker = c.accordingTo(i+1, end)
		}
	}
	if speaker != "" {
		c.last = speaker
		// “…。”他表示: the quotation that ends here was his.
		if open && c.speaker == "" {
			for k := c.quoted; k < a; k++ {
				if cl := &c.d.Claims[k]; cl.Quoted && cl.StatedBy == "" {
					cl.StatedBy = speaker
				}
			}
		}
	}
	// Behind the closing marks: “…,” Mr Chan said.
	inside, found := open, speaker != ""
	switch {
	case found:
	case open:
		speaker = c.speaker
	case c.goesOn && c.opens(first): // “…,” he said. “…”
		speaker = c.last
	}
	for i, k := first, a; i < end; i++ {
		for k < b && c.found[k].first <= i {
			if c.found[k].first == i {
				c.d.Claims[k].Quoted = inside
				if inside || found {
					c.d.Claims[k].StatedBy = speaker
				}
			}
			k++
		}
		t := c.tokens[i]
		if t.end-t.start != 1 {
			continue
		}
		switch c.src[t.start] {
		case '“', '「', '『', '«':
			inside, c.quoted = true, k
		case '”', '」', '』', '»':
			inside = false
		case '"':
			if inside = !inside; inside {
				c.quoted = k
			}
		}
	}
	c.goesOn = speaker != "" && (open || inside || c.d != nil && c.quotes(first, end)) && c.tokens[end-1].kind != tLine
	if inside && speaker != "" {
		c.speaker = speaker
	}
	if !inside {
		c.speaker = ""
	}
	return inside
}

// mentions reports whether 谈到 or 提到 stands before what it names and no speech.
func (c *contextReader) mentions(i int) bool {
	f := c.folded(i)
	return (f == "谈到" || f == "提到") && !c.ends(i+1)
}

// opens reports whether a sentence begins with a quotation.
func (c *contextReader) opens(first int) bool {
	t := c.tokens[first]
	return t.end-t.start == 1 && strings.ContainsRune("“\"「『", c.src[t.start])
}

// quotes reports whether a quotation ends in the sentence.
func (c *contextReader) quotes(first, end int) bool {
	for i := first; i < end; i++ {
		if c.quoteMark(i) {
			return true
		}
	}
	return false
}

// quoteMark reports whether the token closes a quotation.
func (c *contextReader) quoteMark(i int) bool {
	t := c.tokens[i]
	return t.end-t.start == 1 && strings.ContainsRune("”\"」』", c.src[t.start])
}

// person resolves 他 and “she” to who spoke last.
func (c *contextReader) person(s string) string {
	switch strings.ToLower(s) {
	case "他", "她", "he", "she":
		return c.last
	}
	return s
}

// speakerBefore reads the words from the mark before a verb of speech up to it.
func (c *contextReader) speakerBefore(first, i int) string {
	if c.english && c.mark(i-1, ',') {
		// “…,” Ms Li, director of the bureau, said: the name stands before the apposition.
		from := i - 1
		for from > first && from > i-24 && !c.quoteMark(from-1) {
			from--
		}
		to := from
		for to < i && c.tokens[to].kind != tMark {
			to++
		}
		i = to
	}
	start := i
	for start > first && start > i-24 {
		t := c.tokens[start-1]
		if t.kind == tNumber && c.person1(start-1) {
			start--
			break
		}
		if t.kind == tLine || t.kind == tNumber || c.is(start-1, catSay) && start < i || t.kind == tMark && c.r[t.start] != '·' && c.r[t.start] != '.' && c.r[t.start] != '、' && !c.hyphen(start-1) {
			break
		}
		start--
	}
	if start < i {
		s := strings.TrimSpace(c.text(int(c.tokens[start].start), int(c.tokens[i-1].end)))
		for _, w := range []string{"发布的", "發布的", "公布的", "的話", "的话", "数据", "數據", "数字", "數字", "向记者", "向記者", "对记者", "對記者", "在致辞时", "在致辭時", "在致辞中", "在致辭中", "在会上", "在會上", "致辞时", "致辭時", "会上", "致词时", "並", "還", "并", "还", "也", "又", "同时", "再次", "进一步", "会上", "日前", "而"} {
			s = strings.TrimSuffix(s, w)
		}
		if n := len([]rune(s)); n > 0 && n <= 60 && !nobody(s, c.english) && !c.is(start, catPercent) && !(c.english && (c.is(start, catAnd) || c.is(start, catSmall))) {
			return s
		}
	}
	return ""
}

// nobody reports whether words before a verb of speech name no speaker: 消息称, 11 of them said.
func nobody(s string, english bool) bool {
	if english {
		return strings.HasPrefix(s, "of ") || strings.HasSuffix(s, "-")
	}
	switch s {
	case "消息", "报道", "報道", "有消息", "数据", "數據", "资料", "資料", "统计", "統計", "标题", "標題", "人", "可以", "不得不":
		return true
	}
	return false
}

// person1 reports whether one person is counted at the token: 一位参展商, 一名.
func (c *contextReader) person1(i int) bool {
	return c.folded(i) == "一" && (c.mark(i+1, '位') || c.mark(i+1, '名'))
}

// nameAfter reads a name behind “said”, up to a mark.
func (c *contextReader) nameAfter(i, end int) string {
	stop := i
	for stop < end && stop < i+8 && c.tokens[stop].kind != tMark && c.tokens[stop].kind != tLine && c.tokens[stop].kind != tNumber && !c.is(stop, catOwnBase) {
		stop++
	}
	if stop == i {
		return ""
	}
	return c.text(int(c.tokens[i].start), int(c.tokens[stop-1].end))
}

// accordingTo reads who is cited: 据主办方介绍, 据统计 has no name.
func (c *contextReader) accordingTo(i, end int) string {
	if i >= end {
		return ""
	}
	if c.english {
		return c.nameAfter(i, end)
	}
	stop := i
	for stop < end && stop < i+12 && !c.is(stop, catAccordingEnd) && !c.is(stop, catSay) {
		if c.tokens[stop].kind == tMark || c.tokens[stop].kind == tLine || c.tokens[stop].kind == tNumber {
			return ""
		}
		stop++
	}
	if stop == i || stop >= end || !c.is(stop, catAccordingEnd) && !c.is(stop, catSay) {
		return ""
	}
	return c.text(int(c.tokens[i].start), int(c.tokens[stop-1].end))
}
