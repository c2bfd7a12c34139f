package lang

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// One file holds the messages of one area, each key with its three texts side by side for
// the translator: lang/catalogue/<area>.json. A key stands in one file only and begins with
// the word it speaks of: "agreement.share.exceeds". A text may hold
//
//	{name}                   the argument of that name
//	{name|project|projects}  the first word when the argument is 1, else the second
//
// A brace stands for nothing else.
//
//go:embed catalogue/*.json
var catalogueFiles embed.FS

// Args are the arguments of a message by name. A Date, a Text, a Word and whatever has a
// method In(Tag) string is said in the reader's language; anything else as fmt.Sprint
// writes it.
type Args map[string]any

// A Word is a key of the catalogue used as an argument: the name of a field, of a state.
type Word string

// In returns the word for a reader of tag.
func (w Word) In(tag Tag) string { return Say(tag, string(w)) }

// catalogue holds the text of each key and language. The files are part of the program,
// so one that cannot be read is a mistake in it.
var catalogue = sync.OnceValue(func() map[string]map[Tag]string {
	all := map[string]map[Tag]string{}
	files, err := catalogueFiles.ReadDir("catalogue")
	if err != nil {
		panic(err)
	}
	for _, file := range files {
		name := "catalogue/" + file.Name()
		text, err := catalogueFiles.ReadFile(name)
		if err == nil {
			err = json.Unmarshal(text, &all)
		}
		if err != nil {
			panic(fmt.Errorf("lang: %s: %w", name, err))
		}
	}
	return all
})

// Has reports whether the catalogue holds the key.
func Has(key string) bool {
	_, ok := catalogue()[key]
	return ok
}

// Say returns the message of the key for a reader of tag. A key that the catalogue lacks
// comes back as ⟦key⟧ and an argument that is not given as {name}, so that both are seen.
func Say(tag Tag, key string, args ...Args) string {
	text, ok := catalogue()[key][tag]
	if !ok {
		return "⟦" + key + "⟧"
	}
	if !strings.Contains(text, "{") {
		return text
	}
	var b strings.Builder
	for {
		before, rest, open := strings.Cut(text, "{")
		b.WriteString(before)
		inside, after, closed := strings.Cut(rest, "}")
		if !open || !closed {
			return b.String()
		}
		b.WriteString(fill(tag, inside, args))
		text = after
	}
}

// fill returns what stands for the inside of one pair of braces.
func fill(tag Tag, inside string, args []Args) string {
	name, words, plural := strings.Cut(inside, "|")
	for _, a := range args {
		v, ok := a[name]
		if !ok {
			continue
		}
		said := sayArg(tag, v)
		if !plural {
			return said
		}
		one, many, _ := strings.Cut(words, "|")
		if said == "1" {
			return one
		}
		return many
	}
	return "{" + name + "}"
}

func sayArg(tag Tag, v any) string {
	switch v := v.(type) {
	case interface{ In(Tag) string }:
		return v.In(tag)
	case Text:
		s, _ := v.In(tag)
		return s
	case Date:
		return v.Format(tag)
	}
	return fmt.Sprint(v)
}

// English stands first: a matcher answers with its first language when none fits.
var (
	offered = []Tag{En, Hans, Hant}
	matcher = language.NewMatcher([]language.Tag{
		language.English, language.SimplifiedChinese, language.TraditionalChinese,
	})
)

// Negotiate returns the language for a reader whose browser sends the given
// Accept-Language header: zh, zh-CN and zh-SG get Simplified characters, zh-HK, zh-MO,
// zh-TW and zh-Hant Traditional ones, everybody else and a header that cannot be read English.
func Negotiate(acceptLanguage string) Tag {
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return En
	}
	// One at a time: browsers in Hong Kong send “zh-HK, zh”, and asked about both at once the
	// matcher prefers the exact zh, which is Simplified.
	for _, tag := range wanted {
		if _, i, confidence := matcher.Match(tag); confidence > language.No {
			return offered[i]
		}
	}
	return En
}

// ParseTag reads the name of a language as addresses and flags write it: zh-Hans, zh-Hant
// or en, in any case of letters. It reports an invalid Error for any other.
func ParseTag(s string) (Tag, error) {
	for _, tag := range Tags {
		if strings.EqualFold(s, string(tag)) {
			return tag, nil
		}
	}
	return "", Invalid("error.tag", Args{"given": s})
}
