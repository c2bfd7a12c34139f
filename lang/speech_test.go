package lang

import "testing"

func TestLanguage(t *testing.T) {
	tests := []struct {
		name, code string
		want       Text
	}{
		{"Chinese as such", "zh", Text{Hans: "中文", Hant: "中文", En: "Chinese"}},
		{"what is spoken in Hong Kong", "yue", Text{Hans: "粤语", Hant: "廣東話", En: "Cantonese"}},
		{"English", "en", Text{Hans: "英语", Hant: "英文", En: "English"}},
		{"a code of nothing stands for itself", "qqq", Text{Hans: "qqq", Hant: "qqq", En: "qqq"}},
		{"what is no code stands for itself", "<b>", Text{Hans: "<b>", Hant: "<b>", En: "<b>"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Language(tt.code); got != tt.want {
				t.Errorf("Language(%q) = %+v, want %+v", tt.code, got, tt.want)
			}
		})
	}
}
