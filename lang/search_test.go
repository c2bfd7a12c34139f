package lang

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestStem(t *testing.T) {
	for stem, words := range map[string]string{
		"invest":     "invest invests invested investing investment investments",
		"financ":     "finance finances financing financed",
		"compani":    "company companies",
		"oper":       "operate operating operation operational",
		"technologi": "technology technologies", "technolog": "technological",
		"hop": "hopping hopped", "hope": "hoping hoped hopefulness",
		"fall": "falling", "hiss": "hissing", "agre": "agreed agree", "plaster": "plastered", "sky": "sky",
		"probat": "probate", "rate": "rate", "roll": "roll", "control": "controlling controlled controller",
		"adopt": "adoption", "region": "region", "ai": "ai", "5g": "5g", "café": "café",
	} {
		for word := range strings.FieldsSeq(words) {
			if got := Stem(word); got != stem {
				t.Errorf("Stem(%q) = %q, want %q", word, got, stem)
			}
		}
	}
}

func terms(s string) []string {
	var out []string
	Terms(s, func(term string) { out = append(out, term) })
	return out
}

func TestTerms(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
	}{
		{"Chinese by two characters and the last one", "京港洽", []string{"京港", "港洽", "洽"}},
		{"Traditional as Simplified", "醫療", []string{"医疗", "疗"}},
		{"one character alone", "港", []string{"港"}},
		{"English by stems, without words that say nothing", "The Investments of Hong Kong", []string{"invest", "hong", "kong"}},
		{"scripts side by side", "5G智能AI", []string{"5g", "智能", "能", "ai"}},
		{"punctuation ends a run", "北京（香港）", []string{"北京", "京", "香港", "港"}},
		{"full-width letters", "ＡＩ", []string{"ai"}},
		{"nothing", " 。", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := terms(tt.in); !slices.Equal(got, tt.want) {
				t.Errorf("%q", got)
			}
		})
	}
}

func TestASearchFindsTextsThatHoldItsWords(t *testing.T) {
	tests := []struct {
		name, search, text string
		want               bool
	}{
		{"a word of two characters", "医疗", "北京國際醫療服務", true},
		{"a longer word", "国际医疗", "北京國際醫療服務", true},
		{"characters in another order", "疗医", "北京國際醫療服務", false},
		{"one character in the midst", "际", "北京國際醫療服務", true},
		{"one character at the end", "务", "北京國際醫療服務", true},
		{"another form of an English word", "investing parks", "An investment park", true},
		{"one of two words is not there", "investing zoo", "An investment park", false},
		{"a part of an English word", "invest par", "An investment park", false},
		{"both scripts", "AI 医疗", "AI赋能医疗", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := true
			for _, w := range ParseSearch(tt.search).Words {
				got = got && w.Finds(tt.text)
			}
			if got != tt.want {
				t.Error(got)
			}
		})
	}
}

func TestParseSearchLeavesOutWordsThatSayNothing(t *testing.T) {
	if got := ParseSearch("the of").Words; len(got) != 2 {
		t.Errorf("%v", got) // nothing else is there
	}
	if got := ParseSearch("the park the park").Words; len(got) != 1 || got[0].Folded != "park" {
		t.Errorf("%v", got)
	}
	if got := len(ParseSearch(strings.Repeat("a1 b2 c3 d4 e5 f6 g7 h8 i9 ", 9) + "j k l m n o p q r s t").Words); got != searchWords {
		t.Errorf("%d words", got)
	}
}

func marked(search, text string, limit int) string {
	pieces, _ := ParseSearch(search).Mark(text, limit)
	var b strings.Builder
	for _, p := range pieces {
		if p.Hit {
			b.WriteString("[" + p.Text + "]")
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestMarkShowsWhatWasFound(t *testing.T) {
	tests := []struct{ name, search, text, want string }{
		{"in the script of the text", "医疗", "北京國際醫療服務", "北京國際[醫療]服務"},
		{"whole words of English", "investing", "Investments, invested", "[Investments], [invested]"},
		{"one character", "港", "京港洽谈", "京[港]洽谈"},
		{"parts of a longer word", "国际医疗", "國際的醫療", "[國際]的[醫療]"},
		{"nothing", "海淀", "京港洽谈", "京港洽谈"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := marked(tt.search, tt.text, 0); got != tt.want {
				t.Errorf("%s", got)
			}
		})
	}
	if got, want := marked("目标", strings.Repeat("长", 100)+"目标"+strings.Repeat("文", 100), 12), "…长长长[目标]文文文文文文文…"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestMarkKeepsTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("京港醫療医疗aB é1 。ﬁ\u202e"))).Draw(t, "text")
		search := rapid.StringOf(rapid.SampledFrom([]rune("京港医療ab 1"))).Draw(t, "search")
		pieces, found := ParseSearch(search).Mark(text, 0)
		var b strings.Builder
		hit := false
		for _, p := range pieces {
			b.WriteString(p.Text)
			hit = hit || p.Hit
		}
		if b.String() != text || hit != found {
			t.Fatalf("%v of %q", pieces, text)
		}
	})
}

func TestPlainTextsFoldAsAnyOthersDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.OneOf(rapid.RuneFrom([]rune("aZ9 .,-+$京港醫乾、，。（）：")), rapid.Int32Range(0, 0x7f), rapid.Int32Range(0x4E00, 0x9FFF), rapid.Int32Range(0x3000, 0x30ff))).Draw(t, "text")
		if got, ok := foldPlain(text); ok && got != foldAny(text) {
			t.Fatalf("%q folds to %q, not %q", text, got, foldAny(text))
		}
	})
}
