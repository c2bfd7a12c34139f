package lang

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSay(t *testing.T) {
	tests := []struct {
		name string
		tag  Tag
		key  string
		args Args
		want string
	}{
		{"a word in Simplified characters", Hans, "word.agreement", nil, "签约项目"},
		{"a word in Traditional characters", Hant, "word.agreement", nil, "簽約項目"},
		{"a word in English", En, "word.agreement", nil, "agreement"},
		{"an argument is filled in", Hans, "word.qualifier.about", Args{"v": "560亿元"}, "约560亿元"},
		{"one in English is singular", En, "word.count.agreement", Args{"n": 1}, "1 agreement"},
		{"many in English are plural", En, "word.count.agreement", Args{"n": "1,110"}, "1,110 agreements"},
		{"none in English is plural", En, "word.count.agreement", Args{"n": 0}, "0 agreements"},
		{"a count in Chinese has its measure word", Hans, "word.count.agreement", Args{"n": 3}, "3个签约项目"},
		{"a date is written in the language", Hans, "word.qualifier.exact", Args{"v": Date("2023-11-29")}, "2023年11月29日"},
		{"a text is given in the language", Hant, "word.qualifier.exact", Args{"v": Text{Hans: "香港", En: "Hong Kong"}}, "香港"},
		{"a word as an argument is said in the language", Hant, "word.qualifier.about", Args{"v": Word("word.edition")}, "約屆"},
		{"braces in an argument are not read again", En, "word.qualifier.exact", Args{"v": "{v}"}, "{v}"},
		{"a missing argument shows", En, "word.qualifier.about", nil, "about {v}"},
		{"a missing key shows", En, "word.nothing", nil, "⟦word.nothing⟧"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Say(tt.tag, tt.key, tt.args); got != tt.want {
				t.Errorf("Say(%s, %s, %v) = %q, want %q", tt.tag, tt.key, tt.args, got, tt.want)
			}
		})
	}
}

// readArea returns the keys of one file in their order, with their texts.
func readArea(t *testing.T, name string) (keys []string, texts map[string]map[Tag]string) {
	t.Helper()
	file, err := catalogueFiles.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(file, &texts); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	// Unmarshal lets the last of two equal keys win, so the keys are read once more.
	depth := 0
	for tokens := json.NewDecoder(strings.NewReader(string(file))); ; {
		token, err := tokens.Token()
		if err != nil {
			return keys, texts
		}
		switch token := token.(type) {
		case json.Delim:
			if token == '{' {
				depth++
			} else {
				depth--
			}
		case string:
			if depth == 1 {
				keys = append(keys, token)
			}
		}
	}
}

var (
	goodKey      = regexp.MustCompile(`^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)+$`)
	anyArgument  = regexp.MustCompile(`\{([^{}|]*)(?:\|[^{}]*)?\}`)
	goodArgument = regexp.MustCompile(`^\{[a-z][a-z_]*(\|[^{}|]+\|[^{}|]+)?\}$`)
	asciiMark    = regexp.MustCompile(`\p{Han}[,;:?!()]|[,;:?!()]\p{Han}`)
)

func argumentNames(text string) []string {
	var names []string
	for _, m := range anyArgument.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func TestCatalogueIsWholeInAllLanguages(t *testing.T) {
	files, err := fs.Glob(catalogueFiles, "catalogue/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no catalogues: %v", err)
	}
	home := map[string]string{} // the file that holds each key
	for _, file := range files {
		keys, texts := readArea(t, file)
		for _, key := range keys {
			if first, taken := home[key]; taken {
				t.Errorf("%s stands in %s and in %s", key, first, file)
			}
			home[key] = file
			if !goodKey.MatchString(key) {
				t.Errorf("%s: key %q is not lower-case words joined by points", file, key)
			}
			if got := slices.Sorted(maps.Keys(texts[key])); !slices.Equal(got, []Tag{En, Hans, Hant}) {
				t.Errorf("%s: %s has the languages %v", file, key, got)
			}
			for tag, text := range texts[key] {
				checkMessage(t, key, tag, text)
				if diff := cmp.Diff(argumentNames(texts[key][En]), argumentNames(text)); diff != "" {
					t.Errorf("%s in %s names other arguments than in English:\n%s", key, tag, diff)
				}
			}
		}
	}
}

// elsewhere are characters that Traditional Chinese has in more forms than one, in the form that the catalogue does not take: it
// takes that of Hong Kong, 裏.
const elsewhere = "裡"

// checkMessage holds one text to the rules of its language.
func checkMessage(t *testing.T, key string, tag Tag, text string) {
	t.Helper()
	if strings.TrimSpace(text) == "" {
		t.Errorf("%s in %s is empty", key, tag)
	}
	for _, argument := range anyArgument.FindAllString(text, -1) {
		if !goodArgument.MatchString(argument) {
			t.Errorf("%s in %s: argument %s", key, tag, argument)
		}
	}
	if strings.ContainsAny(anyArgument.ReplaceAllString(text, ""), "{}") {
		t.Errorf("%s in %s has a brace that is open or closed alone: %q", key, tag, text)
	}
	if tag == En {
		return
	}
	if mark := asciiMark.FindString(text); mark != "" {
		t.Errorf("%s in %s: %q needs full-width punctuation", key, tag, mark)
	}
	if tag == Hant && strings.ContainsAny(text, elsewhere) {
		t.Errorf("%s has a character in another form than the catalogue's: %q", key, text)
	}
	if simplified, traditional := Script(text); tag == Hans && traditional || tag == Hant && simplified {
		t.Errorf("%s in %s holds characters of the other script: %q", key, tag, text)
	}
}

func TestEveryKeyThatTheProgramSaysIsInTheCatalogue(t *testing.T) {
	says := map[string]int{ // the argument that is the key
		"Say": 1, "Word": 0, "Invalid": 0, "Conflict": 0, "NotFound": 0, "Forbidden": 0, "Stale": 0, "Unavailable": 0,
	}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil // the compiler says it better
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			at, ok := says[called(call, file.Name.Name)]
			if !ok || at >= len(call.Args) {
				return true
			}
			if literal, ok := call.Args[at].(*ast.BasicLit); ok {
				if key, err := strconv.Unquote(literal.Value); err == nil && !Has(key) {
					t.Errorf("%s says %s, which no catalogue holds", path, key)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// called returns the name of the function of this package that is called, "" for others.
func called(call *ast.CallExpr, pkg string) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		if pkg == "lang" {
			return f.Name
		}
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok && x.Name == "lang" {
			return f.Sel.Name
		}
	}
	return ""
}

func TestNegotiate(t *testing.T) {
	tests := []struct {
		header string
		want   Tag
	}{
		{"zh-CN,zh;q=0.9,en;q=0.8", Hans},
		{"zh", Hans},
		{"zh-SG", Hans},
		{"zh-Hans-HK", Hans},
		{"zh-HK,zh;q=0.9", Hant},
		{"zh-TW", Hant},
		{"zh-MO", Hant},
		{"zh-Hant", Hant},
		{"en-GB,en;q=0.9,zh;q=0.1", En},
		{"en;q=0.1,zh-HK;q=0.9", Hant},
		{"fr-FR,fr", En},
		{"fr,zh-TW;q=0.5", Hant},
		{"", En},
		{"*", En},
		{"!!;q=x", En},
	}
	for _, tt := range tests {
		if got := Negotiate(tt.header); got != tt.want {
			t.Errorf("Negotiate(%q) = %s, want %s", tt.header, got, tt.want)
		}
	}
}

func TestParseTag(t *testing.T) {
	for _, tag := range Tags {
		if got, err := ParseTag(strings.ToUpper(string(tag))); got != tag || err != nil {
			t.Errorf("ParseTag(%s) = %s, %v", strings.ToUpper(string(tag)), got, err)
		}
	}
	if _, err := ParseTag("fr"); CodeOf(err) != CodeInvalid {
		t.Errorf("ParseTag(fr): %v", err)
	}
}

func TestATextFallsBackVisibly(t *testing.T) {
	text := Text{}.With(Hans, "香港").With(En, "Hong Kong")
	for tag, want := range map[Tag]Tag{Hans: Hans, Hant: Hans, En: En} {
		if s, got := text.In(tag); got != want || s != text.Get(want) {
			t.Errorf("In(%s) = %q in %s, want %s", tag, s, got, want)
		}
	}
	if !(Text{}).Empty() || text.Empty() {
		t.Error("only a text without any language is empty")
	}
}
