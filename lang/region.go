package lang

import (
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// regionNames are the names of the Unicode CLDR; Traditional ones as Hong Kong writes them.
var regionNames = sync.OnceValue(func() map[Tag]display.Namer {
	return map[Tag]display.Namer{
		Hans: display.Regions(language.SimplifiedChinese),
		Hant: display.Regions(language.MustParse("zh-Hant-HK")),
		En:   display.Regions(language.English),
	}
})

// shortRegions are places that a fair calls by a shorter name than the CLDR does.
var shortRegions = map[string]Text{
	"HK": {Hans: "香港", Hant: "香港", En: "Hong Kong"},
	"MO": {Hans: "澳门", Hant: "澳門", En: "Macao"},
	"TW": {Hans: "台湾", Hant: "台灣", En: "Taiwan"},
	"CN": {Hans: "中国内地", Hant: "中國內地", En: "Mainland China"},
}

// Region returns the name of a country or region by its ISO 3166-1 code of two letters; a
// code that is not known stands for itself.
func Region(code string) Text {
	if t, ok := shortRegions[code]; ok {
		return t
	}
	t := Text{Hans: code, Hant: code, En: code}
	r, err := language.ParseRegion(code)
	if err != nil || len(code) != 2 || !r.IsCountry() {
		return t
	}
	for _, tag := range Tags {
		if name := regionNames()[tag].Name(r); name != "" {
			t = t.With(tag, name)
		}
	}
	return t
}
