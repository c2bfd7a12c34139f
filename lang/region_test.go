package lang

import "testing"

func TestRegion(t *testing.T) {
	tests := []struct {
		name, code string
		want       Text
	}{
		{"a country in its three names", "AE", Text{Hans: "阿拉伯联合酋长国", Hant: "阿拉伯聯合酋長國", En: "United Arab Emirates"}},
		{"a place that the fair calls by a shorter name", "HK", Text{Hans: "香港", Hant: "香港", En: "Hong Kong"}},
		{"a code of nothing stands for itself", "QX", Text{Hans: "QX", Hant: "QX", En: "QX"}},
		{"what is no code stands for itself", "<b>", Text{Hans: "<b>", Hant: "<b>", En: "<b>"}},
		{"a code of three letters is not one of two", "ARE", Text{Hans: "ARE", Hant: "ARE", En: "ARE"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Region(tt.code); got != tt.want {
				t.Errorf("Region(%q) = %+v, want %+v", tt.code, got, tt.want)
			}
		})
	}
}
