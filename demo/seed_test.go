package demo_test

import (
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"bridgehead/bulletin"
	"bridgehead/bulletin/claim"
	"bridgehead/figure"
	"bridgehead/lang"
)

// A change is an error that is put into a report on the 26th edition: what stands in the place of a
// claim, with the words before it; "" where the claim cannot take the error.
type change struct {
	kind, cause string
	instead     func(before string, v bulletin.Verdict) (words, text string)
	beside      *regexp.Regexp // what has to stand near for the error to be one; nil for nothing
}

// digitsOf is the number in digits of a claim.
var digitsOf = regexp.MustCompile(`[0-9][0-9,]*(?:\.[0-9]+)?`)

// times prints a claim with its number so many times as large.
func times(n int64) func(string, bulletin.Verdict) (string, string) {
	return func(before string, v bulletin.Verdict) (string, string) {
		c := v.Claim
		printed := digitsOf.FindString(c.Text)
		number, ok := new(big.Rat).SetString(strings.ReplaceAll(printed, ",", ""))
		if !ok || c.Kind != claim.Money && c.Kind != claim.Count && c.Kind != claim.Number || n > 100 && c.Kind != claim.Money || strings.HasPrefix(v.Figure, "edition.count") {
			return "", ""
		}
		_, decimals, _ := strings.Cut(printed, ".")
		return before, strings.Replace(c.Text, printed, figure.Decimals(number.Mul(number, big.NewRat(n, 1)), max(0, len(decimals)+1-len(strconv.FormatInt(n, 10)))), 1)
	}
}

// currencies are printed forms of amounts with those of another currency.
var currencies = []struct{ was, is string }{
	{"亿元人民币", "亿美元"},
	{"億元人民幣", "億美元"},
	{"亿港元", "亿美元"},
	{"億港元", "億美元"},
	{"亿美元", "亿元人民币"},
	{"億美元", "億元人民幣"},
	{"亿元", "亿美元"},
	{"億元", "億美元"},
	{"billion yuan", "billion US dollars"},
	{"RMB", "US$"},
	{"HK$", "US$"},
	{"US$", "RMB"},
}

// qualifiers are words before a number with one that makes it false.
var qualifiers = []struct{ was, is string }{
	{"超过", "不到"},
	{"超過", "不到"},
	{"逾", "不足"},
	{"超", "不到"},
	{"近", "超过"},
	{"接近", "超過"},
	{"近", "超過"},
	{"more than ", "less than "},
	{"over ", "under "},
	{"exceeded ", "did not reach "},
	{"nearly ", "more than "},
	{"almost ", "over "},
	{"topped ", "almost reached "},
	{"had exceeded ", "was nearly "},
}

var changes = []change{
	{"times 10", bulletin.CauseSlip + "10", times(10), nil},
	{"times 100", bulletin.CauseSlip + "100", times(100), nil},
	{"times 10,000", bulletin.CauseSlip + "10000", times(10_000), nil},
	{"wrong currency", bulletin.CauseCurrency, func(before string, v bulletin.Verdict) (string, string) {
		if v.Claim.Kind != claim.Money || v.Rule == bulletin.RuleConverted || len(v.Claim.Assumed) > 0 {
			return "", ""
		}
		for _, c := range currencies {
			if strings.Contains(v.Claim.Text, c.was) {
				return before, strings.Replace(v.Claim.Text, c.was, c.is, 1)
			}
		}
		return "", ""
	}, nil},
	{"another edition's number", bulletin.CauseEdition, func(before string, v bulletin.Verdict) (string, string) {
		switch name, _, _ := strings.Cut(v.Figure, "&"); {
		case name == "signed.count?edition=26" && strings.Contains(v.Claim.Text, "34") && !strings.Contains(v.Figure, "district"):
			return before, strings.Replace(v.Claim.Text, "34", "9", 1)
		case name == "cumulative.count?edition=25":
			return before, strings.Replace(v.Claim.Text, "576", "610", 1)
		}
		return "", ""
	}, nil},
	{"a false qualifier", bulletin.CauseQualifier, func(before string, v bulletin.Verdict) (string, string) {
		for _, q := range qualifiers {
			if s, ok := strings.CutSuffix(before, q.was); ok && v.Rule == bulletin.RuleQualifierTrue {
				return s + q.is, v.Claim.Text
			}
		}
		return "", ""
	}, nil},
	{"a part that is changed", "", func(before string, v bulletin.Verdict) (string, string) {
		if !strings.Contains(v.Figure, "district=110105") || v.Claim.Kind == claim.Money || !strings.Contains(v.Claim.Text, "13") {
			return "", ""
		}
		return before, strings.Replace(v.Claim.Text, "13", "26", 1)
	}, nil},
	{"edition of the text", bulletin.CauseEdition, func(before string, v bulletin.Verdict) (string, string) {
		if v.Rule != bulletin.RuleEditionDate || v.Claim.Kind != claim.Ordinal || !strings.Contains(v.Claim.Text, "26") {
			return "", ""
		}
		return before, strings.Replace(v.Claim.Text, "26", "27", 1)
	}, regexp.MustCompile(`29日|Nov 29`)},
}

func TestErrorsInReportsOnThe26thEditionAreFoundAndNamed(t *testing.T) {
	c := checkerOf(t, jinggangEvaluator(t))
	sown, found, named := 0, 0, 0
	type tally struct{ sown, found, named int }
	all := map[string]*tally{}
	for _, tag := range lang.Tags {
		files, err := filepath.Glob(filepath.Join("..", "bulletin", "testdata", "edition-26*."+string(tag)+".txt"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no reports in %s: %v", tag, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text := []rune(string(data))
			clean, err := c.Check(t.Context(), string(text), bulletin.Options{Edition: 26})
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range clean.Verdicts {
				if v.Verdict != bulletin.Supported && v.Verdict != bulletin.ConsistentIf {
					continue
				}
				for _, kind := range changes {
					reach := max(0, v.Claim.Start-16)
					before, instead := kind.instead(string(text[reach:v.Claim.Start]), v)
					near := string(text[max(0, v.Claim.Start-60):min(len(text), v.Claim.End+60)])
					if instead == "" || kind.beside != nil && !kind.beside.MatchString(near) {
						continue
					}
					head := string(text[:reach]) + before
					start := len([]rune(head))
					n := all[kind.kind]
					if n == nil {
						n = &tally{}
						all[kind.kind] = n
					}
					n.sown++
					r, err := c.Check(t.Context(), head+instead+string(text[v.Claim.End:]), bulletin.Options{Edition: 26})
					if err != nil {
						t.Fatal(err)
					}
					switch now := verdictAt(r, start, start+len([]rune(instead))); {
					case now == nil || now.Verdict != bulletin.Contradicted:
						t.Logf("%s, %s: %s → …%s%s (%s): %s", filepath.Base(file), kind.kind, v.Claim.Text, before, instead, v.Figure, show(now))
					case kind.cause == "" || now.Cause == kind.cause:
						n.found, n.named = n.found+1, n.named+1
					default:
						n.found++
						t.Logf("%s, %s named %s: %s → …%s%s (%s)", filepath.Base(file), kind.kind, now.Cause, v.Claim.Text, before, instead, v.Figure)
					}
				}
			}
		}
	}
	for _, kind := range changes {
		n := all[kind.kind]
		if n == nil {
			t.Errorf("%s: not sown at all", kind.kind)
			continue
		}
		t.Logf("%-26s %4d sown, %4d found, %4d named", kind.kind, n.sown, n.found, n.named)
		sown, found, named = sown+n.sown, found+n.found, named+n.named
	}
	t.Logf("%d sown, %d found, %d named rightly", sown, found, named)
	if found*100 < sown*97 || named*100 < sown*97 {
		t.Errorf("of %d errors %d were found and %d named rightly; at least 97 in 100 have to be", sown, found, named)
	}
}
