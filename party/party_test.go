package party

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"bridgehead/lang"
)

func TestParseKindReadsAllLanguages(t *testing.T) {
	for _, k := range Kinds {
		for _, tag := range lang.Tags {
			if got, err := ParseKind(" " + k.In(tag) + "\n"); got != k || err != nil {
				t.Errorf("ParseKind(%q) = %q, %v, want %q", k.In(tag), got, err, k)
			}
		}
		if got, err := ParseKind(string(k)); got != k || err != nil {
			t.Errorf("ParseKind(%q) = %q, %v", k, got, err)
		}
	}
	for word, want := range map[string]Kind{"公司": Company, "政府部門": Government, "大學": University, "商會": Association, "其它": Other, "Chamber of Commerce": Association} {
		if got, err := ParseKind(word); got != want || err != nil {
			t.Errorf("ParseKind(%q) = %q, %v, want %q", word, got, err, want)
		}
	}
}

func TestParseKindListsTheChoicesInTheReadersLanguage(t *testing.T) {
	_, err := ParseKind("马戏团")
	if got, want := lang.Explain(lang.Hant, err), "「马戏团」不在可選範圍內，請從以下各項中選擇：企業、政府機構、高等院校、商協會、基金、報送單位、其他機構。"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestKindWordsAreFolded(t *testing.T) {
	for word := range kindWords {
		if lang.Fold(word) != word {
			t.Errorf("%q can never be found: it folds to %q", word, lang.Fold(word))
		}
	}
}

func sample() Party {
	return Party{
		ID: "01", Kind: Company, Name: lang.Text{Hans: "样例有限公司", En: "Sample Ltd"}, Country: "CN",
		USCC: "91350100M000100Y43", LEI: "969500KSV493XWY0PS33",
	}
}

func TestValidate(t *testing.T) {
	type finding struct {
		Field, Key string
		Warning    bool
	}
	tests := []struct {
		name   string
		change func(*Party)
		want   []finding
	}{
		{"a whole record has no problem", func(*Party) {}, nil},
		{"a party has a name", func(p *Party) { p.Name = lang.Text{} }, []finding{{"party.field.name", "error.required", false}}},
		{"a party has a kind", func(p *Party) { p.Kind = "" }, []finding{{"party.field.kind", "error.unknown_word", false}}},
		{"a country is two letters", func(p *Party) { p.Country = "CHN" }, []finding{{"party.field.country", "party.country", false}}},
		{"a group of countries is none", func(p *Party) { p.Country = "EU" }, []finding{{"party.field.country", "party.country", false}}},
		{"Hong Kong has a code of its own", func(p *Party) { p.Country = "HK" }, nil},
		{"a wrong credit code is a warning", func(p *Party) { p.USCC = "91350100M000100Y4A" }, []finding{{"party.scheme.uscc", "party.identifier.check", true}}},
		{"a wrong legal entity identifier is a warning", func(p *Party) { p.LEI = "x" }, []finding{{"party.scheme.lei", "party.identifier.form", true}}},
		{"a Hong Kong registration has its form", func(p *Party) { p.Country, p.Registration = "HK", "12" }, []finding{{"party.scheme.hk-br", "party.identifier.form", true}}},
		{"a registration elsewhere has none", func(p *Party) { p.Country, p.Registration = "SG", "12" }, nil},
		{"a party is not its own parent", func(p *Party) { p.Parent = p.ID }, []finding{{"party.field.parent", "party.own_parent", false}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := sample()
			tt.change(&p)
			var got []finding
			for _, problem := range p.Validate() {
				got = append(got, finding{problem.Field, problem.Why.Key, problem.Warning})
				if !lang.Has(problem.Field) || !lang.Has(problem.Why.Key) {
					t.Errorf("the catalogue does not hold %s or %s", problem.Field, problem.Why.Key)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSimilar(t *testing.T) {
	tests := []struct {
		name, want string
		a, b       Party
	}{
		{"the same credit code settles it", "party.similar.uscc", Party{USCC: "x", LEI: "1"}, Party{USCC: "x", LEI: "2"}},
		{"two right but different credit codes settle it too", "", sample(), Party{USCC: withCheck("91110000000000001"), Name: sample().Name}},
		{"a credit code with a slip leaves the name to speak", "party.similar.name", sample(), Party{USCC: "91350100M000100Y4A", Name: sample().Name}},
		{"the same legal entity identifier", "party.similar.lei", Party{LEI: "x"}, Party{LEI: "x"}},
		{"the same registration in one country", "party.similar.registration", Party{Registration: "1", Country: "HK"}, Party{Registration: "1", Country: "HK"}},
		{"the same number in two countries says nothing", "", Party{Registration: "1", Country: "HK"}, Party{Registration: "1", Country: "SG"}},
		{"the same code in the fair's files", "party.similar.code", Party{Code: "P7"}, Party{Code: "P7"}},
		{"the same name in the other script", "party.similar.name", Party{Name: lang.Text{Hans: "医疗集团有限公司"}}, Party{Name: lang.Text{Hant: "醫療集團"}}},
		{"the same name in the column of another language", "party.similar.name", Party{Name: lang.Text{En: "HSBC Ltd."}}, Party{Name: lang.Text{Hans: "HSBC"}}},
		{"different names", "", Party{Name: lang.Text{Hans: "甲公司"}}, Party{Name: lang.Text{Hans: "乙公司"}}},
		{"two parties of which nothing is known", "", Party{}, Party{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, pair := range [][2]Party{{tt.a, tt.b}, {tt.b, tt.a}} {
				if got, ok := Similar(pair[0], pair[1]); got != tt.want || ok != (tt.want != "") {
					t.Errorf("got %q, %v, want %q", got, ok, tt.want)
				}
			}
			if tt.want != "" && !lang.Has(tt.want) {
				t.Errorf("the catalogue does not hold %s", tt.want)
			}
		})
	}
}

func TestSimilarDoesNotDependOnTheOrder(t *testing.T) {
	word := rapid.SampledFrom([]string{"", "甲", "甲有限公司", "Alpha", "Alpha Ltd", "91350100M000100Y43", "91350100M000100Y4A"})
	parties := rapid.Custom(func(t *rapid.T) Party {
		return Party{
			Code: word.Draw(t, "code"), Name: lang.Text{Hans: word.Draw(t, "hans"), En: word.Draw(t, "en")},
			USCC: word.Draw(t, "uscc"), LEI: word.Draw(t, "lei"), Registration: word.Draw(t, "registration"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := parties.Draw(t, "a"), parties.Draw(t, "b")
		reason, ok := Similar(a, b)
		if again, okAgain := Similar(b, a); reason != again || ok != okAgain {
			t.Fatalf("%q, %v one way, %q, %v the other", reason, ok, again, okAgain)
		}
	})
}
