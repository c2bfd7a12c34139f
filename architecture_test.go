package bridgehead_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

// order lists the packages in the order of the data. Each imports only those above it; the folders below one belong to it.
var order = []string{
	"lang",
	"money",
	"figure",
	"journal",
	"access",
	"party",
	"fair",
	"project",
	"agreement",
	"landing",
	"submission",
	"notice",
	"delegate",
	"match",
	"meeting",
	"indicator",
	"bulletin",
	"store",
	"mail",
	"exchange",
	"watch",
	"chart",
	"kit",
	"demo",
	"web",
	"cmd/bridgehead",
}

// Packages above store hold types, rules and interfaces. The time of day comes to them as a value.
var (
	domain          = order[:slices.Index(order, "store")]
	notInTheDomain  = []string{"database/sql", "github.com/jackc/pgx", "modernc.org/sqlite", "net/http"} // nor what is below them
	clockFunctions  = []string{"Now", "Since", "Until"}
	internalInBuild = map[string][]string{} // internal package → packages whose own code, not just their tests, may import it
)

const module = "bridgehead"

func TestImportsPointUpTheOrderOfTheData(t *testing.T) {
	for _, file := range goFiles(t) {
		from := owner(file.folder)
		for _, imported := range file.imports {
			if imported != module && !strings.HasPrefix(imported, module+"/") {
				continue
			}
			folder := strings.TrimPrefix(strings.TrimPrefix(imported, module), "/")
			to := owner(folder)
			switch {
			case from == "internal" || from == "test of the module":
			case from == "":
				t.Errorf("%s: the package is not in the order of the data; add it to the list in this test", file.path)
			case to == "internal":
				if !file.test && !slices.Contains(internalInBuild[folder], from) {
					t.Errorf("%s imports %s, which is for tests", file.path, imported)
				}
			case slices.Index(order, to) > slices.Index(order, from):
				t.Errorf("%s imports %s, which comes after it in the order of the data", file.path, imported)
			}
		}
	}
}

func TestDomainPackagesKnowNoDatabaseNoHTTPAndNoClock(t *testing.T) {
	for _, file := range goFiles(t) {
		if file.test || !slices.Contains(domain, owner(file.folder)) {
			continue
		}
		for _, imported := range file.imports {
			for _, excluded := range notInTheDomain {
				if strings.HasPrefix(imported+"/", excluded+"/") {
					t.Errorf("%s imports %s", file.path, imported)
				}
			}
		}
		ast.Inspect(file.syntax, func(node ast.Node) bool {
			if selector, ok := node.(*ast.SelectorExpr); ok && slices.Contains(clockFunctions, selector.Sel.Name) {
				if x, ok := selector.X.(*ast.Ident); ok && x.Name == "time" {
					t.Errorf("%s reads the clock: time.%s", file.position(node), selector.Sel.Name)
				}
			}
			return true
		})
	}
}

func TestEveryDependencyIsExplained(t *testing.T) {
	const page = "docs/dependencies.md"
	text := string(read(t, page))
	explained := regexp.MustCompile("(?m)^\\| `([^`]+)`").FindAllStringSubmatch(text, -1)
	required := goMod(t).Require

	// A module is direct when go.mod says so, and when our code or go.mod's tool lines name one of its packages.
	direct := map[string]bool{}
	for _, r := range required {
		direct[r.Mod.Path] = !r.Indirect
	}
	var packages []string
	for _, file := range goFiles(t) {
		packages = append(packages, file.imports...)
	}
	for _, tool := range goMod(t).Tool {
		packages = append(packages, tool.Path)
	}
	for _, p := range packages {
		if m := moduleOf(p, required); m != "" {
			direct[m] = true
		}
	}

	for _, r := range required {
		if direct[r.Mod.Path] && !slices.ContainsFunc(explained, func(row []string) bool { return row[1] == r.Mod.Path }) {
			t.Errorf("%s has no line for %s: what for, why not the standard library, what it weighs", page, r.Mod.Path)
		}
	}
	for _, row := range explained {
		if _, ok := direct[row[1]]; !ok {
			t.Errorf("%s explains %s, which is not in go.mod", page, row[1])
		}
	}
}

// modernc.org/sqlite is C translated to Go against one version of modernc.org/libc, and is only tested with that.
func TestSQLiteRunsOnTheLibcThatItNames(t *testing.T) {
	output, err := exec.Command("go", "list", "-m", "-f={{.GoMod}}", "modernc.org/sqlite").Output()
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimSpace(string(output))
	theirs, err := modfile.ParseLax(name, read(t, name), nil)
	if err != nil {
		t.Fatal(err)
	}
	const libc = "modernc.org/libc"
	if want, got := version(theirs, libc), version(goMod(t), libc); got != want || got == "" {
		t.Errorf("go.mod has %s %q, but modernc.org/sqlite names %q: type go get %s@%s", libc, got, want, libc, want)
	}
}

func TestNoFileNamesAFolderOfTheMachineItWasMadeOn(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	// What follows a brace is an address of ours: {fair}.
	homes := regexp.MustCompile(`(^|[^\w.}-])(/(home|Users)/[\w.-]+/|/(root|work|workspace|builds)/|[A-Z]:\\Users\\|` + regexp.QuoteMeta(here) + `\b)`)
	walk(t, func(name string) {
		content := read(t, name)
		if name == "architecture_test.go" || bytes.IndexByte(content, 0) >= 0 {
			return
		}
		for i, line := range bytes.Split(content, []byte("\n")) {
			if found := homes.FindSubmatch(line); found != nil {
				t.Errorf("%s:%d names %s", name, i+1, found[2])
			}
		}
	})
}

// goFile is a file of Go source, under whatever build tags.
type goFile struct {
	path    string
	folder  string // of the module, "" for its root
	test    bool
	imports []string
	syntax  *ast.File
	set     *token.FileSet
}

func (f goFile) position(node ast.Node) token.Position { return f.set.Position(node.Pos()) }

// goFiles parses the module's files. It does not ask "go list", because "go test" would not notice that the answer has changed.
func goFiles(t *testing.T) (files []goFile) {
	t.Helper()
	set := token.NewFileSet()
	walk(t, func(name string) {
		if path.Ext(name) != ".go" || slices.Contains(strings.Split(name, "/"), "testdata") {
			return
		}
		syntax, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		file := goFile{path: name, test: strings.HasSuffix(name, "_test.go"), syntax: syntax, set: set}
		if folder := path.Dir(name); folder != "." {
			file.folder = folder
		}
		for _, i := range syntax.Imports {
			imported, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			file.imports = append(file.imports, imported)
		}
		files = append(files, file)
	})
	return files
}

// walk visits the files of the module, by paths with slashes; not the folders of git and of what was built, nor other modules.
func walk(t *testing.T, visit func(name string)) {
	t.Helper()
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name == ".git" || name == "bin":
			return skip(entry)
		case entry.IsDir() && name != ".":
			if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil {
				return fs.SkipDir
			}
		case entry.Type().IsRegular():
			visit(filepath.ToSlash(name))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// skip passes over a folder, or over a file of that name: a worktree's .git is one.
func skip(entry fs.DirEntry) error {
	if entry.IsDir() {
		return fs.SkipDir
	}
	return nil
}

// owner returns the entry of order to which a folder belongs, "" if there is none.
func owner(folder string) string {
	switch {
	case folder == "":
		return "test of the module"
	case strings.HasPrefix(folder, "internal/"):
		return "internal"
	}
	for _, name := range order {
		if folder == name || strings.HasPrefix(folder, name+"/") {
			return name
		}
	}
	return ""
}

// moduleOf returns the required module that a package belongs to, "" for the standard library and for our own.
func moduleOf(imported string, required []*modfile.Require) (found string) {
	for _, r := range required {
		if imported == r.Mod.Path || strings.HasPrefix(imported, r.Mod.Path+"/") {
			if len(r.Mod.Path) > len(found) { // of nested modules the innermost
				found = r.Mod.Path
			}
		}
	}
	return found
}

func goMod(t *testing.T) *modfile.File {
	t.Helper()
	file, err := modfile.Parse("go.mod", read(t, "go.mod"), nil)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func version(file *modfile.File, path string) string {
	for _, r := range file.Require {
		if r.Mod.Path == path {
			return r.Mod.Version
		}
	}
	return ""
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}
