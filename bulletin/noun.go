package bulletin

import (
	"strings"
	"unicode/utf8"
)

// nouns are the counted nouns and measure words that a text may put after a number of each unit of
// measure, folded. A measure word that stands there and is not among them speaks of
// something else: 4000家 are no agreements.
var nouns = map[string][]string{
	"agreement":  {"个", "项", "宗", "份", "笔", "签约", "协议", "合同", "项目", "agreement", "deal", "contract", "project", "program", "memorand", "pact", "signing"},
	"project":    {"个", "项", "宗", "项目", "project", "opportunit", "program"},
	"session":    {"场", "项", "个", "次", "活动", "专场", "推介", "论坛", "session", "event", "activit", "forum"},
	"track":      {"个", "大", "项", "板块", "track", "theme", "section", "strand", "segment"},
	"edition":    {"届", "次", "edition", "time", "session", "symposi", "fair"},
	"enterprise": {"家", "间", "户", "个", "企业", "公司", "enterprise", "compan", "firm", "business", "listing"},
	"party":      {"家", "个", "间", "机构", "单位", "part", "organi", "institution", "bod"},
	"district":   {"个", "区", "district"},
	"country":    {"个", "国", "countr"},
	"cluster":    {"个", "大", "集群", "产业", "cluster"},
	"research":   {"个", "项", "项目", "project", "stud", "joint"},
	"year":       {"年", "载", "year"},
	"person":     {"人", "名", "位", "person", "people", "delegate", "visitor", "guest"},
	"day":        {"天", "日", "day"},
}

// measureWords are those that decide: where one of them follows the number at once.
var measureWords = []string{"个", "项", "宗", "份", "笔", "场", "次", "届", "家", "间", "户", "国", "年", "载", "人", "名", "位", "天", "日", "月", "号", "倍", "件", "平方", "公里", "区", "万", "亿"}

// nounFits reports whether what stands at and after a number can be the unit. Text is the
// folded number with its noun, after the folded words that follow.
func nounFits(unit, text, noun, after string) bool {
	allowed, ok := nouns[unit]
	if !ok {
		return true
	}
	text = strings.TrimRight(text, " ")
	after = strings.TrimLeft(after, " 多余")
	if other(unit, strings.TrimLeft(after, "双向招商签约重点合作")) {
		return false // 34个项目 are no sessions, although both are counted with 个
	}
	for _, m := range measureWords {
		if !strings.HasSuffix(text, m) && !strings.HasSuffix(noun, m) && !strings.HasPrefix(after, m) {
			continue
		}
		for _, a := range allowed {
			if a == m || strings.HasSuffix(text, a) || strings.HasSuffix(noun, a) || strings.HasPrefix(after, a) {
				return true
			}
		}
		return false
	}
	if noun == "" {
		noun = nextWords(after, 4)
	}
	for _, a := range allowed {
		if strings.Contains(text, a) || strings.Contains(noun, a) {
			return true
		}
	}
	return false
}

// other reports whether the noun that follows a measure word is one of another unit, and not of
// this one.
func other(unit, after string) bool {
	for _, a := range nouns[unit] {
		if len([]rune(a)) > 1 && strings.HasPrefix(after, a) {
			return false
		}
	}
	for u, list := range nouns {
		for _, n := range list {
			if u != unit && len([]rune(n)) > 1 && n[0] >= utf8.RuneSelf && strings.HasPrefix(after, n) {
				return true
			}
		}
	}
	return false
}

// nounBefore reports whether the last noun before a number that none follows is one of another unit and
// not of this one: 科技项目近300个 are no clusters.
func nounBefore(unit, before string) bool {
	last, own := -1, -1
	for u, list := range nouns {
		for _, n := range list {
			if len([]rune(n)) < 2 || n[0] < utf8.RuneSelf {
				continue
			}
			switch i := strings.LastIndex(before, n); {
			case u == unit:
				own = max(own, i)
			default:
				last = max(last, i)
			}
		}
	}
	return last > own
}

// nextWords are the words after a number that can be its noun with what describes it: not
// beyond another number or mark.
func nextWords(after string, n int) string {
	if i := strings.IndexAny(after, "0123456789.,;:()，。；、（）"); i >= 0 {
		after = after[:i]
	}
	words := strings.Fields(after)
	return strings.Join(words[:min(n, len(words))], " ")
}
