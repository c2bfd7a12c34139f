package claim

import (
	"slices"
	"strings"
)

// phrases are short Chinese words by the character at the end that is looked at first.
type phrases map[rune][][]rune

// starting and ending list words by their first and their last character.
func starting(words ...string) phrases {
	p := phrases{}
	for _, w := range words {
		r := []rune(w)
		p[r[0]] = append(p[r[0]], r)
	}
	return p
}

func ending(words ...string) phrases {
	p := phrases{}
	for _, w := range words {
		r := []rune(w)
		last := r[len(r)-1]
		p[last] = append(p[last], r)
	}
	return p
}

// prefix returns the length of the longest word that r begins with, 0 when there is none.
func (p phrases) prefix(r []rune) (n int) {
	if len(r) == 0 {
		return 0
	}
	for _, w := range p[r[0]] {
		if len(w) > n && len(w) <= len(r) && slices.Equal(r[:len(w)], w) {
			n = len(w)
		}
	}
	return n
}

// suffix returns the length of the longest word that r ends with, 0 when there is none.
func (p phrases) suffix(r []rune) (n int) {
	if len(r) == 0 {
		return 0
	}
	for _, w := range p[r[len(r)-1]] {
		if len(w) > n && len(w) <= len(r) && slices.Equal(r[len(r)-len(w):], w) {
			n = len(w)
		}
	}
	return n
}

// verbs end the noun phrase before a number and behind a measure word.
var verbs = starting(
	"签约", "签署", "签订", "达成", "推出", "发布", "举办", "参加", "参会", "参展", "到会", "报名", "开幕", "涉及", "覆盖", "涵盖", "吸引", "设立", "成立",
	"来自", "实现", "完成", "投资", "占", "达", "共", "为", "有", "超", "约", "近", "逾", "将", "已", "是", "在", "从", "比", "较", "突破", "增长", "上市",
	"昨日", "昨天", "今日", "今天", "日前", "以来", "多出", "闭幕", "一路", "线上", "线下", "均为", "均", "的话", "落地", "促成", "安排", "设置", "展出", "亮相", "进场", "入场", "出席", "齐聚", "应约", "进行", "开展", "集中", "现场",
)

// subject returns what a claim is said of, as printed: the noun behind the measure word
// (161个重点项目) or before the number (招商总额503.7亿元), the noun phrase behind an English
// number, or its clause before it. "" when nothing is there.
func (c *contextReader) subject(first, end, k int) string {
	q := &c.found[k]
	if q.kind == Count && (lasting[q.unit] || hanLasting[q.unit]) {
		return ""
	}
	if c.english {
		return c.englishSubject(first, end, k)
	}
	if q.kind == Count || q.kind == Ordinal {
		if s := c.hanAfter(q.outerLast, end); s != "" {
			return s
		}
	}
	lo := first
	if k > 0 && c.found[k-1].outerLast > lo {
		lo = c.found[k-1].outerLast
	}
	return c.hanBefore(lo, q.outerFirst)
}

// hanLasting are the Chinese units of how long something took.
var hanLasting = map[string]bool{"年": true, "个月": true, "個月": true, "天": true, "日": true, "小时": true, "小時": true, "周": true, "分钟": true, "分鐘": true}

// hanAfter reads the noun behind a measure word up to a verb or a mark.
func (c *contextReader) hanAfter(j, end int) string {
	if j >= end || c.tokens[j].gap || c.is(j, catUp) || c.is(j, catDown) {
		return ""
	}
	start := int(c.tokens[j].start)
	stop := start
	for at := j; stop < len(c.r) && stop < start+16 && stop < int(c.tokens[end-1].end); {
		for at+1 < len(c.tokens) && int(c.tokens[at].end) <= stop {
			at++
		}
		if int(c.tokens[at].start) == stop && (c.is(at, catRelYear) || c.is(at, catRelMonth)) {
			break
		}
		if c.class(stop) != classHan && !c.is(at, catTrap) { // 世界500强企业 holds digits
			break
		}
		if stop > start && hasVerb(c.r[stop:]) || c.r[stop] == '的' && stop == start {
			break
		}
		stop++
	}
	for stop > start && (c.r[stop-1] == '和' || c.r[stop-1] == '与' || c.r[stop-1] == '及' || c.r[stop-1] == '的' || c.r[stop-1] == '中') {
		stop--
	}
	s := c.text(start, stop)
	if strings.HasPrefix(s, "以来") || strings.HasPrefix(s, "以來") {
		return ""
	}
	if hasVerb(c.r[start:]) && stop-start < 3 || stop-start < 2 {
		return ""
	}
	return s
}

func hasVerb(r []rune) bool { return verbs.prefix(r) > 0 }

// hanBefore reads the noun phrase that ends before the number, without verbs at its end.
func (c *contextReader) hanBefore(lo, j int) string {
	if j <= lo {
		return ""
	}
	for j > lo && (c.is(j-1, catUp) || c.is(j-1, catDown) || c.is(j-1, catBase) || c.is(j-1, catSkip) || c.is(j-1, catBefore)) {
		j--
	}
	from := j
	for from > lo && from > j-24 {
		t := c.tokens[from-1]
		if t.kind == tMark || t.kind == tLine || t.kind == tNumber || c.is(from-1, catList) {
			break
		}
		from--
	}
	if from == j {
		return ""
	}
	start, end := c.tokens[from].start, c.tokens[j-1].end
	s := c.src[start:end]
	f := c.r[start:end]
	for n := 1; n > 0; s, f = s[:len(s)-n], f[:len(f)-n] {
		n = trailing.suffix(f)
	}
	for n := 1; n > 0; s, f = s[n:], f[n:] {
		n = leading.prefix(f)
		if n == len(f) {
			break
		}
	}
	if len(f) > 0 && (f[0] == '较' || f[0] == '比') {
		return ""
	}
	if len(f) == 1 {
		switch f[0] {
		case '和', '与', '及', '增', '年', '中', '另', '厘':
			return ""
		}
	}
	if verbs.prefix(f) == len(f) && len(f) > 0 || string(f) == "同期" {
		return ""
	}
	if len(s) > 40 {
		s = s[len(s)-40:]
	}
	return strings.TrimSpace(string(s))
}

// leading are verbs and adverbs that stand before a noun phrase.
var leading = starting(strings.Fields("以来 由 最初 加上 为 仅为 但 而 则 当中 其余 另 另有 至今 仅 共 其中 已 占 标题称 包括 签订 签署 涉及 达成 促成 推出 发布 举办 总共 并 和 与 有 的 约 来自")...)

// trailing are verbs and adverbs that stand between a noun phrase and its number.
var trailing = ending(strings.Fields("翻 翻了 达到 达 为 共 突破 累计 累計 总计 合计 共计 已 已达 达成 的 了 有 是 共有 均 将 将近 同比 环比 增长 下降 增加 减少 提高 上升 高达 多达 至 到 占 较 比 是上届 分别 设 折合 平均 还多 还少 仅 仅为 只 只有 只能 由 从 自 就 就达 可 可达 可望 或 或多达 仍 仍有 均 均为 则 則 介于 介乎 预计 预计达 估计 估计为 约为 不足 升至 增至 降至 接近 不少于 不低于 至少 较上届 比上届 较上年 比上年 其中 包括")...)

// englishSubject reads the noun phrase behind the number, or the clause before it.
func (c *contextReader) englishSubject(first, end, k int) string {
	q := &c.found[k]
	if q.kind == Ordinal && q.unit != "" {
		for stop := q.last; stop < end; stop++ {
			if c.is(stop, catEdition) {
				return c.text(int(c.tokens[q.last].start), int(c.tokens[stop].end))
			}
		}
		return ""
	}
	if q.kind == Count || q.kind == Ordinal {
		j := q.outerLast
		stop := j
		for stop < end && stop < j+8 && !c.is(stop, catRelYear) && !(c.hyphen(stop) && c.gap(stop)) {
			t := c.tokens[stop]
			if t.kind == tLine || t.kind == tMark && !c.hyphen(stop) || t.kind == tNumber || stopWords[c.folded(stop)] || c.is(stop, catMultiple) || c.is(stop, catUp) || c.is(stop, catDown) {
				break
			}
			stop++
		}
		if stop > j {
			return c.text(int(c.tokens[j].start), int(c.tokens[stop-1].end))
		}
	}
	if j := q.outerLast; (q.kind == Percent || q.kind == Money || q.kind == Number) && c.is(j, catOf) && c.folded(j) == "of" {
		stop := j + 1
		for stop < end && stop < j+9 {
			t := c.tokens[stop]
			if t.kind == tLine || t.kind == tMark && !c.hyphen(stop) && !c.mark(stop, '\'') || t.kind == tNumber || c.hyphen(stop) && c.gap(stop) {
				break
			}
			stop++
		}
		if stop > j+2 || stop > j+1 && !stopWords[c.folded(j+1)] {
			return c.text(int(c.tokens[j+1].start), int(c.tokens[stop-1].end))
		}
	}
	lo := first
	if k > 0 && c.found[k-1].outerLast > lo {
		lo = c.found[k-1].outerLast
	}
	j := q.outerFirst
	start := j
	for start > lo && start > j-12 {
		t := c.tokens[start-1]
		if t.kind == tLine || t.kind == tMark && !c.hyphen(start-1) {
			break
		}
		start--
	}
	for j > start && stopWords[c.folded(j-1)] {
		j--
	}
	for j > start && (c.is(j-1, catUp) || c.is(j-1, catDown) || stopWords[c.folded(j-1)]) {
		j--
	}
	for start < j && (c.is(start, catOf) || c.is(start, catBase) || c.is(start, catAnd) || c.is(start, catList) || stopWords[c.folded(start)] && c.folded(start) != "our" || c.folded(start) == "whose") {
		start++
	}
	if start >= j || c.tokens[j-1].end-c.tokens[start].start < 2 {
		return ""
	}
	return c.text(int(c.tokens[start].start), int(c.tokens[j-1].end))
}
