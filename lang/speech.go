package lang

import (
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// languageNames are the names of the Unicode CLDR.
var languageNames = sync.OnceValue(func() map[Tag]display.Namer {
	return map[Tag]display.Namer{
		Hans: display.Languages(language.SimplifiedChinese),
		Hant: display.Languages(language.MustParse("zh-Hant-HK")),
		En:   display.Languages(language.English),
	}
})

// Language returns the name of a language that people speak by its BCP 47 code; a code that is
// not known stands for itself.
func Language(code string) Text {
	t := Text{Hans: code, Hant: code, En: code}
	l, err := language.Parse(code)
	if err != nil {
		return t
	}
	for _, tag := range Tags {
		if name := languageNames()[tag].Name(l); name != "" {
			t = t.With(tag, name)
		}
	}
	return t
}
