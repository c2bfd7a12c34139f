package store_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"bridgehead/store"
)

// A statement is SQL text, or a piece of it, as it stands in the code. What is put in when
// the program runs is a gap.
type statement struct {
	where token.Position
	text  string
	gaps  bool
}

const gap = "…"

var (
	verb        = regexp.MustCompile(`^\s*(select|insert into|update|delete from|with|create|alter|drop)\s`)
	placeholder = regexp.MustCompile(`\$(\d+)`)
)

// statements returns all SQL of the package's own code.
func statements(t *testing.T) []statement {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var out []statement
	set := token.NewFileSet()
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			text, constant := folded(t, e)
			if !constant {
				return true
			}
			// fmt.Sprintf leaves gaps too.
			text = regexp.MustCompile(`%[a-z]`).ReplaceAllString(text, gap)
			if verb.MatchString(text) || placeholder.MatchString(text) {
				out = append(out, statement{set.Position(e.Pos()), text, strings.Contains(text, gap)})
			}
			return false
		})
	}
	return out
}

// folded joins the literals of a sum of strings; constant reports whether e is one.
func folded(t *testing.T, e ast.Expr) (text string, constant bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return gap, false
		}
		text, err := strconv.Unquote(e.Value)
		if err != nil {
			t.Fatal(err)
		}
		return text, true
	case *ast.ParenExpr:
		return folded(t, e.X)
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			return gap, false
		}
		x, one := folded(t, e.X)
		y, other := folded(t, e.Y)
		return x + y, one || other
	}
	return gap, false
}

// foreign are words that one of the databases does not know, or that a distributed one or
// a pool of connections does not bear, with what to do instead.
var foreign = map[string]*regexp.Regexp{
	"a row that may exist is updated first, then inserted": regexp.MustCompile(`on conflict.*do update|insert or|merge into`),
	"identifiers are made in Go":                           regexp.MustCompile(`\b(big|small)?serial\b|autoincrement|nextval|identity\b`),
	"nothing is kept in a session":                         regexp.MustCompile(`\blisten\b|\bnotify\b|advisory|\btemp(orary)? table\b|\bset (session|local)\b`),
	"the head is locked by its update":                     regexp.MustCompile(`skip locked|for (update|share)|\block table\b`),
	"JSON and casts of one database":                       regexp.MustCompile(`->|::|@>|\bjsonb?\b|\bilike\b|\bsimilar to\b`),
	"time comes from Go":                                   regexp.MustCompile(`\bnow\(|current_(date|time)|datetime\(|strftime`),
	"one statement at a time":                              regexp.MustCompile(`;`),
	"a page begins after a key":                            regexp.MustCompile(`\boffset\b`),
	"placeholders are $1 … $n":                             regexp.MustCompile(`[=(,<>]\s*\?`),
}

func TestStatementsAreThoseThatBothDatabasesKnow(t *testing.T) {
	all := statements(t)
	if len(all) < 40 {
		t.Fatalf("only %d statements were found", len(all))
	}
	for _, s := range all {
		lower := strings.ToLower(s.text)
		for why, words := range foreign {
			if found := words.FindString(lower); found != "" {
				t.Errorf("%s: %q: %s", s.where, found, why)
			}
		}
	}
}

// PostgreSQL goes by the number and SQLite by the order in which a number is met first,
// so both must agree.
func TestPlaceholdersAreFirstUsedInTheirOrder(t *testing.T) {
	for _, s := range statements(t) {
		next := 0 // a piece goes on where the one before it ended, and so does what follows a condition that is put in
		before, _, _ := strings.Cut(s.text, "$")
		if _, condition, _ := strings.Cut(before, " where "); verb.MatchString(s.text) && !strings.Contains(condition, gap) {
			next = 1
		}
		for _, m := range placeholder.FindAllStringSubmatch(s.text, -1) {
			n, err := strconv.Atoi(m[1])
			if err != nil {
				t.Fatal(err)
			}
			if next == 0 {
				next = n
			}
			switch {
			case n == next:
				next++
			case n > next:
				t.Errorf("%s: $%d comes before $%d in %q", s.where, n, next, s.text)
			}
		}
	}
}

// Statements without gaps are prepared as they stand; those with gaps are run by the tests
// of what they read and write.
func TestEveryStatementIsUnderstoodByEachDatabase(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, address string) {
		f := newForger(t, db, address)
		n := 0
		for _, s := range statements(t) {
			if s.gaps || !verb.MatchString(s.text) {
				continue
			}
			n++
			p, err := f.sql.PrepareContext(t.Context(), s.text)
			if err != nil {
				t.Errorf("%s: %v", s.where, err)
				continue
			}
			p.Close()
		}
		if n < 15 {
			t.Errorf("only %d statements were prepared", n)
		}
	})
}

func TestEveryKeyStartsWithTheFair(t *testing.T) {
	files, err := filepath.Glob("migrations/*.sql")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var (
		table    = regexp.MustCompile(`(?s)create table (\w+) \((.*?)\n\);`)
		index    = regexp.MustCompile(`create (?:unique )?index (\w+)\s+on \w+ \(([^)]*)\)`)
		key      = regexp.MustCompile(`(?m)^\s*primary key \(fair_id\b|^\s*fair_id\s+text\s+not null primary key`)
		column   = regexp.MustCompile(`(?m)^  (\w+)\s+(\w+)\s+(.*?),?$`)
		versions = map[string]bool{}
	)
	next := 0
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for next++; store.InGo(next); {
			next++
		}
		text := strings.ToLower(string(b))
		number := filepath.Base(name)[:5]
		if n, err := strconv.Atoi(number); err != nil || n != next || versions[number] {
			t.Errorf("%s is migration number %d", name, next)
		}
		versions[number] = true
		if !strings.Contains(text, "-- +goose up") || strings.Contains(text, "-- +goose down") {
			t.Errorf("%s does not go forward only", name)
		}
		tables := table.FindAllStringSubmatch(text, -1)
		if len(tables) != strings.Count(text, "create table") {
			t.Errorf("%s: %d tables were read", name, len(tables))
		}
		for _, m := range tables {
			if !key.MatchString(m[2]) {
				t.Errorf("%s: the primary key of %s does not start with fair_id", name, m[1])
			}
			for _, c := range column.FindAllStringSubmatch(m[2], -1) {
				if c[1] == "primary" {
					continue
				}
				if c[2] != "text" && c[2] != "bigint" && c[2] != "bytea" || !strings.HasPrefix(c[3], "not null") {
					t.Errorf("%s: column %s of %s is %s %s", name, c[1], m[1], c[2], c[3])
				}
			}
		}
		for _, m := range index.FindAllStringSubmatch(text, -1) {
			if !strings.HasPrefix(m[2], "fair_id,") {
				t.Errorf("%s: index %s does not start with fair_id", name, m[1])
			}
		}
		for why, words := range foreign {
			if why == "one statement at a time" {
				continue
			}
			if found := words.FindString(text); found != "" {
				t.Errorf("%s: %q: %s", name, found, why)
			}
		}
	}
}
