package lang

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestFoldSeesWhatAReaderTakesForTheSame(t *testing.T) {
	tests := []struct{ name, a, b string }{
		{"Traditional and Simplified characters are one", "醫療", "医疗"},
		{"a name of places is one in both scripts", "京港洽談會", "京港洽谈会"},
		{"Hong Kong's own forms fold too", "衞生署綫裏說", "卫生署线里说"},
		{"the two Traditional forms of one character are one", "裡", "裏"},
		{"full-width letters and digits are plain ones", "ＡＢＣ１２３", "abc123"},
		{"capitals do not matter", "CITIC Group", "citic group"},
		{"brackets of either width are a space", "首创（集团）", "首创(集团)"},
		{"a run of spaces and punctuation is one space", "Wan  Chai, — Hong\u3000Kong", "wan chai hong kong"},
		{"punctuation at the ends is dropped", "“京港”", "京港"},
		{"what cannot be seen is dropped", "\ufeff香\u200b港", "香港"},
		{"a variation selector is dropped", "葛\U000e0100", "葛"},
		{"composed and decomposed letters are one", "Cafe\u0301", "Café"},
		{"compatibility forms are plain ones", "㎡", "m2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if a, b := Fold(tt.a), Fold(tt.b); a != b {
				t.Errorf("Fold(%q) = %q, Fold(%q) = %q", tt.a, a, tt.b, b)
			}
		})
	}
}

func TestFoldKeepsDifferentWordsApart(t *testing.T) {
	for _, pair := range [][2]string{{"东城", "西城"}, {"Hong Kong", "Hongkong"}, {"", "香港"}, {"C++", "C"}} {
		if Fold(pair[0]) == Fold(pair[1]) {
			t.Errorf("Fold(%q) = Fold(%q) = %q", pair[0], pair[1], Fold(pair[0]))
		}
	}
}

func TestFoldingProperties(t *testing.T) {
	var traditional []rune
	for r := range scriptTable().traditional {
		traditional = append(traditional, r)
	}
	// Texts in which what Fold treats apart is frequent.
	texts := rapid.StringOf(rapid.OneOf(
		rapid.Rune(), rapid.SampledFrom(traditional), rapid.SampledFrom([]rune("aＡé\u0301 \u3000，。()-\u200b北京香港İẞǅ"))))
	rapid.Check(t, func(t *rapid.T) { holdFolding(t, texts.Draw(t, "s")) })
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"", "醫療", "ＡＢＣ（１）", "Cafe\u0301, Ltd.", "\xff香港", "İẞ", "ᾼͅ", "Co.,Ltd"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { holdFolding(t, s) })
}

// holdFolding checks what holds for any text.
func holdFolding(t interface{ Errorf(string, ...any) }, s string) {
	folded, clean := Fold(s), Clean(s)
	if again := Fold(folded); again != folded {
		t.Errorf("Fold twice: %q → %q → %q", s, folded, again)
	}
	if again := Clean(clean); again != clean {
		t.Errorf("Clean twice: %q → %q → %q", s, clean, again)
	}
	if again := HalfWidth(HalfWidth(s)); again != HalfWidth(s) {
		t.Errorf("HalfWidth twice: %q → %q", s, again)
	}
	if !utf8.ValidString(folded) || !utf8.ValidString(clean) || !norm.NFC.IsNormalString(clean) {
		t.Errorf("%q: fold %q or clean %q is not NFC in UTF-8", s, folded, clean)
	}
	for _, r := range clean {
		if unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) {
			t.Errorf("Clean(%q) = %q holds %U", s, clean, r)
		}
	}
	if strings.Contains(folded, "  ") || strings.TrimSpace(folded) != folded {
		t.Errorf("Fold(%q) = %q has a gap too many", s, folded)
	}
	if key := NameKey(s); strings.ContainsFunc(key, unicode.IsSpace) {
		t.Errorf("NameKey(%q) = %q holds a space", s, key)
	}
}

func TestNameKeyFindsTheDuplicatesOfSpreadsheets(t *testing.T) {
	tests := []struct{ name, a, b string }{
		{"limited companies of either kind", "北京首钢股份有限公司", "北京首钢有限责任公司"},
		{"in the other script", "北京首鋼有限責任公司", "北京首钢有限公司"},
		{"with and without the legal form", "中芯国际", "中芯国际有限公司"},
		{"brackets left out", "首创（集团）有限公司", "首创集团有限公司"},
		{"a place in brackets left out", "华润（深圳）有限公司", "华润深圳有限公司"},
		{"spaces inside", "京 东 方", "京东方"},
		{"Co., Ltd. and Limited", "Beijing Capital Co., Ltd.", "Beijing Capital Limited"},
		{"Co.Ltd in one word", "Beijing Capital Co.Ltd", "BEIJING CAPITAL"},
		{"Inc. and Incorporated", "Horizon Inc.", "Horizon, Incorporated"},
		{"abbreviations with full stops", "Acme L.L.C.", "Acme LLC"},
		{"The in front", "The University of Hong Kong", "University of Hong Kong"},
		{"& and and", "Wharf & Sons Ltd", "Wharf and Sons Limited"},
		{"full-width letters", "ＡＢＣ　Ｌｔｄ．", "ABC Ltd."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if a, b := NameKey(tt.a), NameKey(tt.b); a != b || a == "" {
				t.Errorf("NameKey(%q) = %q, NameKey(%q) = %q", tt.a, a, tt.b, b)
			}
		})
	}
}

func TestNameKeyKeepsPartiesApart(t *testing.T) {
	tests := []struct{ name, a, b string }{
		{"a group and the company below it", "首钢集团有限公司", "首钢股份有限公司"},
		{"a group and the company below it, in English", "Capital Group Ltd", "Capital Ltd"},
		{"companies of different cities", "华润（深圳）有限公司", "华润（北京）有限公司"},
		{"names that are nothing but a legal form", "有限公司", "公司"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if NameKey(tt.a) == NameKey(tt.b) {
				t.Errorf("NameKey(%q) = NameKey(%q) = %q", tt.a, tt.b, NameKey(tt.a))
			}
		})
	}
}

func TestNameKeyOfNothingIsEmpty(t *testing.T) {
	for _, s := range []string{"", " ", "（）", "——"} {
		if key := NameKey(s); key != "" {
			t.Errorf("NameKey(%q) = %q", s, key)
		}
	}
}

func TestClean(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"white space at the ends goes", "\t 香港 \n", "香港"},
		{"white space inside is one space", "Wan\u00a0\n Chai", "Wan Chai"},
		{"the ideographic space is white space", "张\u3000三", "张 三"},
		{"zero-width characters and byte order marks go", "\ufeff香\u200b\u2060港", "香港"},
		{"controls go", "a\x00b\x7fc", "abc"},
		{"controls of writing direction go", "\u202eabc\u202c\u2066d\u2069", "abcd"},
		{"letters are composed", "e\u0301", "é"},
		{"full-width forms stay", "（Ａ）", "（Ａ）"},
		{"bytes that are not UTF-8 show", "a\xff", "a\ufffd"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Clean(tt.in); got != tt.want {
				t.Errorf("Clean(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestHalfWidth(t *testing.T) {
	const in, want = "１２３，４５６．７８％　ＡＢｃ～！￥￡￠￦。、「」亿", "123,456.78% ABc~!¥£¢₩。、「」亿"
	if got := HalfWidth(in); got != want {
		t.Errorf("HalfWidth(%q) = %q, want %q", in, got, want)
	}
}

func TestScript(t *testing.T) {
	tests := []struct {
		text                    string
		simplified, traditional bool
	}{
		{"医疗", true, false},
		{"醫療", false, true},
		{"北京", false, false},
		{"台北里", false, false},
		{"CITIC", false, false},
		{"医療", true, true},
	}
	for _, tt := range tests {
		if s, h := Script(tt.text); s != tt.simplified || h != tt.traditional {
			t.Errorf("Script(%q) = %v, %v, want %v, %v", tt.text, s, h, tt.simplified, tt.traditional)
		}
	}
}

func TestFoldRuneKeepsThePlaces(t *testing.T) {
	for in, want := range map[string]string{"簽約項目ＡＢ１２": "签约项目ab12", "Édition 「第26屆」": "édition 「第26届」"} {
		got := []rune(in)
		for i, r := range got {
			got[i] = FoldRune(r)
		}
		if string(got) != want {
			t.Errorf("%s folds to %s, want %s", in, string(got), want)
		}
	}
}
