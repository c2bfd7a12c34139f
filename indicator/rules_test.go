package indicator_test

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bridgehead/indicator"
	"bridgehead/lang"
)

// rulesPage reads docs/rules.md: the test of each rule by the rule's name.
func rulesPage(t *testing.T) map[string]string {
	t.Helper()
	b, err := os.ReadFile("../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	rules := map[string]string{}
	for section := range strings.SplitSeq(string(b), "\n### ") {
		name, body, _ := strings.Cut(section, "\n")
		if strings.HasPrefix(name, "# ") {
			continue
		}
		if rules[name] != "" {
			t.Errorf("%s stands there twice", name)
		}
		m := regexp.MustCompile("(?m)^Test: `(Test\\w+)`$").FindStringSubmatch(body)
		if m == nil {
			t.Errorf("%s names no test", name)
			continue
		}
		if !strings.Contains(body, "\n> ") {
			t.Errorf("%s has no example", name)
		}
		rules[name] = m[1]
	}
	return rules
}

// declared reads the string constants of a package whose names begin with Rule.
func declared(t *testing.T, folder string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, file := range parsed(t, folder, func(name string) bool { return !strings.HasSuffix(name, "_test.go") }) {
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i, name := range spec.Names {
				if strings.HasPrefix(name.Name, "Rule") && i < len(spec.Values) {
					lit, ok := spec.Values[i].(*ast.BasicLit)
					if !ok {
						t.Errorf("%s is no literal", name.Name)
						continue
					}
					out[name.Name] = constant.StringVal(constant.MakeFromLiteral(lit.Value, lit.Kind, 0))
				}
			}
			return true
		})
	}
	return out
}

func parsed(t *testing.T, folder string, take func(name string) bool) (files []*ast.File) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || !take(path) {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		files = append(files, file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestEveryRuleIsExplainedAndTested(t *testing.T) {
	rules := rulesPage(t)
	names := map[string]string{}
	for _, folder := range []string{"../agreement", "../figure", "../landing", "../indicator", "../bulletin"} {
		found := declared(t, folder)
		if len(found) < 3 {
			t.Errorf("%s declares only the rules %v", folder, found)
		}
		for name, rule := range found {
			names[rule] = name
			if rules[rule] == "" {
				t.Errorf("%s, %q, has no place in docs/rules.md", name, rule)
			}
		}
	}
	// A rule that is declared has a test named after it.
	var tests []string
	for _, file := range parsed(t, "..", func(name string) bool { return strings.HasSuffix(name, "_test.go") }) {
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") {
				tests = append(tests, f.Name.Name)
			}
		}
	}
	for rule, test := range rules {
		if !slices.Contains(tests, test) {
			t.Errorf("%s: there is no %s", rule, test)
		}
		if names[rule] != "" && test != "Test"+camel(rule) {
			t.Errorf("%s is tested by %s, want Test%s", rule, test, camel(rule))
		}
	}
}

// camel writes counts-once as RuleCountsOnce.
func camel(rule string) string {
	out := "Rule"
	for word := range strings.SplitSeq(rule, "-") {
		out += strings.ToUpper(word[:1]) + word[1:]
	}
	return out
}

func TestDefinitions(t *testing.T) {
	rules := rulesPage(t)
	headlines := map[int]string{}
	find := func(code string) (indicator.Definition, bool) {
		d, err := indicator.Latest(nil, code)
		return d, err == nil
	}
	for _, d := range indicator.Definitions() {
		t.Run(d.Code, func(t *testing.T) {
			for _, wrong := range d.Check(find) {
				t.Error(wrong)
			}
			if d.Version < 1 {
				t.Errorf("its version is %d", d.Version)
			}
			for _, tag := range lang.Tags {
				if len(d.Synonyms[tag]) < 3 {
					t.Errorf("it has only the synonyms %v in %s", d.Synonyms[tag], tag)
				}
				for _, word := range d.Synonyms[tag] {
					simplified, traditional := lang.Script(word)
					if tag == lang.Hans && traditional || tag == lang.Hant && simplified || tag == lang.En && lang.Fold(word) == "" {
						t.Errorf("%q is no word of %s", word, tag)
					}
				}
			}
			again, err := indicator.ParseDefinition(d.Text())
			if err != nil || !again.Same(d) || again.Version != d.Version {
				t.Errorf("it is written and read again as %+v, %v", again, err)
			}
			for _, r := range d.Rules {
				if rules[r] == "" {
					t.Errorf("its rule %s has no place in docs/rules.md", r)
				}
			}
			if d.Headline > 0 {
				if headlines[d.Headline] != "" {
					t.Errorf("its place among the headlines is that of %s", headlines[d.Headline])
				}
				headlines[d.Headline] = d.Code
			}
		})
	}
	if _, err := indicator.Define("no.such"); lang.CodeOf(err) != lang.CodeNotFound {
		t.Errorf("an indicator that there is not: %v", err)
	}
}
