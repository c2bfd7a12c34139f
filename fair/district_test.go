package fair

import (
	"fmt"
	"testing"

	"bridgehead/lang"
)

func TestDistrictsOfTheTwoSides(t *testing.T) {
	for side, want := range map[string]int{"beijing": 16, "hongkong": 18, "": 34, "shanghai": 0} {
		if got := len(Districts(side)); got != want {
			t.Errorf("Districts(%q): %d, want %d", side, got, want)
		}
	}
}

func TestEveryDistrictIsFoundByEachOfItsNames(t *testing.T) {
	// A form of two districts would find one of them only.
	owner := map[string]string{}
	for _, d := range Districts("") {
		if got, ok := DistrictByCode(d.Code); !ok || got != d {
			t.Errorf("DistrictByCode(%s) = %v, %v", d.Code, got, ok)
		}
		for _, form := range append(d.Forms(), d.Name.Hant) {
			if got, err := ParseDistrict(form); got != d || err != nil {
				t.Errorf("ParseDistrict(%q) = %v, %v, want %v", form, got, err, d)
			}
			if code, taken := owner[lang.Fold(form)]; taken && code != d.Code {
				t.Errorf("%q is %s and %s", form, code, d.Code)
			}
			owner[lang.Fold(form)] = d.Code
		}
		for _, tag := range lang.Tags {
			if d.Name.Get(tag) == "" {
				t.Errorf("%s has no name in %s", d.Code, tag)
			}
		}
	}
	if _, ok := DistrictByCode("999999"); ok {
		t.Error("there is a district 999999")
	}
}

func TestParseDistrict(t *testing.T) {
	tests := []struct{ name, in, code string }{
		{"a name in Traditional characters without 區", "朝陽", "110105"},
		{"a name after its city", "北京市朝阳区", "110105"},
		{"a name in capitals", " HAIDIAN DISTRICT ", "110108"},
		{"full-width digits", "１１０１０８", "110108"},
		{"a name after its city in Traditional characters", "香港灣仔區", "810102"},
		{"a name of several words", "Central & Western", ""},
		{"the Eastern District in full", "東區", "810103"},
		{"the first character of it could mean anything", "東", ""},
		{"nor is it Beijing's", "北京东区", ""},
		{"a district that is gone", "宣武区", ""},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseDistrict(tt.in)
			if got.Code != tt.code || (lang.CodeOf(err) == lang.CodeInvalid) != (tt.code == "") {
				t.Errorf("ParseDistrict(%q) = %v, %v, want %q", tt.in, got, err, tt.code)
			}
		})
	}
}

func FuzzParseDistrict(f *testing.F) {
	for _, s := range []string{"朝陽", "110105", "North District", "北京市", "区"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDistrict(s)
		if _, known := DistrictByCode(d.Code); known != (err == nil) {
			t.Errorf("ParseDistrict(%q) = %v, %v", s, d, err)
		}
	})
}

// What lies north, south, east or west of what, as everybody knows who has been there.
func TestTilesLieAsTheDistrictsDo(t *testing.T) {
	at := map[string]District{}
	taken := map[string]string{}
	for _, d := range Districts("") {
		at[d.Name.En] = d
		place := fmt.Sprint(d.Side, d.Column, d.Row)
		if other, ok := taken[place]; ok {
			t.Errorf("%s lies upon %s", d.Name.En, other)
		}
		taken[place] = d.Name.En
		if d.Column < 0 || d.Column > 5 || d.Row < 0 || d.Row > 5 {
			t.Errorf("%s lies at %d, %d", d.Name.En, d.Column, d.Row)
		}
	}
	for _, line := range [][]string{ // from west to east
		{"Mentougou", "Shijingshan", "Xicheng", "Dongcheng", "Chaoyang", "Tongzhou"},
		{"Yanqing", "Changping", "Huairou", "Miyun"},
		{"Haidian", "Shunyi", "Pinggu"},
		{"Fangshan", "Fengtai", "Daxing"},
		{"Tuen Mun", "Tsuen Wan", "Kwai Tsing", "Sha Tin", "Sai Kung"},
		{"Yuen Long", "North", "Tai Po", "Sai Kung"},
		{"Sham Shui Po", "Wong Tai Sin", "Kwun Tong"},
		{"Yau Tsim Mong", "Kowloon City", "Kwun Tong"},
		{"Islands", "Central and Western", "Wan Chai", "Eastern"},
	} {
		for i, name := range line[1:] {
			if at[line[i]].Column >= at[name].Column {
				t.Errorf("%s is not west of %s", line[i], name)
			}
		}
	}
	for _, line := range [][]string{ // from north to south
		{"Changping", "Haidian", "Xicheng", "Fengtai"},
		{"Huairou", "Shunyi", "Chaoyang", "Daxing"},
		{"Miyun", "Pinggu", "Tongzhou"},
		{"Mentougou", "Fangshan"},
		{"Tai Po", "Sha Tin", "Wong Tai Sin", "Kowloon City", "Wan Chai", "Southern"},
		{"Yuen Long", "Tuen Mun", "Islands"},
		{"Tsuen Wan", "Sham Shui Po", "Yau Tsim Mong", "Central and Western", "Southern"},
	} {
		for i, name := range line[1:] {
			if at[line[i]].Row >= at[name].Row {
				t.Errorf("%s is not north of %s", line[i], name)
			}
		}
	}
}

func TestShortNames(t *testing.T) {
	for code, want := range map[string]lang.Text{
		"110105": {Hans: "朝阳", Hant: "朝陽", En: "Chaoyang"},
		"110107": {Hans: "石景山", Hant: "石景山", En: "Shijingshan"},
		"810103": {Hans: "东区", Hant: "東區", En: "Eastern"},
		"810101": {Hans: "中西", Hant: "中西", En: "Central & Western"},
	} {
		d, _ := DistrictByCode(code)
		if got := d.Short(); got != want {
			t.Errorf("%s: %v, want %v", code, got, want)
		}
	}
}
