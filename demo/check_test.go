package demo_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"bridgehead/bulletin"
	"bridgehead/demo"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

func checkerOf(t *testing.T, e *indicator.Evaluator) *bulletin.Checker {
	t.Helper()
	f, err := e.Records.(store.View).TheFair(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c, err := bulletin.NewChecker(t.Context(), e, f)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// drafts are the clean texts of the synthetic fair.
func drafts(t *testing.T, e *indicator.Evaluator) []*draft {
	var out []*draft
	for _, tag := range lang.Tags {
		for _, edition := range []int64{21, 23, 24, 25, 26} {
			for manner := range 2 {
				out = append(out, press(t, e, tag, edition, manner))
			}
		}
	}
	return out
}

func TestCleanTextsOfTheSampleRaiseNoAlarm(t *testing.T) {
	e := sampleEvaluator(t)
	c := checkerOf(t, e)
	claims, alarms := 0, 0
	for _, d := range drafts(t, e) {
		text, _, _ := d.text(nil, "")
		r, err := c.Check(t.Context(), text, bulletin.Options{Edition: d.edition})
		if err != nil {
			t.Fatal(err)
		}
		claims += len(r.Verdicts)
		for _, v := range r.Verdicts {
			if v.Verdict == bulletin.Contradicted {
				alarms++
				t.Logf("edition %d, %s: %s: %s", d.edition, d.tag, around(text, v), v.Explain(lang.En))
			}
		}
		for _, s := range d.slots() {
			printed := s.print(d.tag)
			_, start, _ := d.text(s, printed)
			if v := verdictAt(r, start, start+len([]rune(printed))); v == nil || v.Verdict != bulletin.Supported && v.Verdict != bulletin.ConsistentIf {
				t.Errorf("edition %d, %s: %s %s is %s", d.edition, d.tag, s.kind, printed, show(v))
			}
		}
	}
	t.Logf("%d alarms in %d verdicts", alarms, claims)
	if alarms*50 > claims {
		t.Errorf("%d false alarms in %d verdicts are more than 2 in 100", alarms, claims)
	}
}

func around(text string, v bulletin.Verdict) string {
	r := []rune(text)
	return string(r[max(0, v.Claim.Start-20):v.Claim.Start]) + "[" + v.Claim.Text + "]" + string(r[v.Claim.End:min(len(r), v.Claim.End+15)])
}

func show(v *bulletin.Verdict) string {
	if v == nil {
		return "not read"
	}
	return fmt.Sprintf("%s by %s, cause %q (%s, record %s)", v.Verdict, v.Rule, v.Cause, v.Figure, v.Record)
}

// verdictAt is the verdict of the claim that overlaps a stretch of the text.
func verdictAt(r bulletin.Report, start, end int) *bulletin.Verdict {
	for i, v := range r.Verdicts {
		if v.Claim.Start < end && v.Claim.End > start && v.Claim.Kind != "" {
			return &r.Verdicts[i]
		}
	}
	return nil
}

// A seed is an error that is put into a slot: how it is printed instead, and the cause that
// has to be named. "" prints nothing: the slot cannot take the error.
type seed struct {
	kind  string
	cause string
	print func(d *draft, s *slot, r *rand.Rand) string
}

func withValue(d *draft, s *slot, v *big.Rat) string {
	c := *s
	c.value = v
	return c.print(d.tag)
}

func scaled(factor int64) func(*draft, *slot, *rand.Rand) string {
	return func(d *draft, s *slot, _ *rand.Rand) string {
		if s.kind != "amount" && s.kind != "converted" && (s.kind != "count" || factor > 100) {
			return ""
		}
		return withValue(d, s, new(big.Rat).Mul(s.value, big.NewRat(factor, 1)))
	}
}

var seeds = []seed{
	{"digit", bulletin.CauseDigit, func(d *draft, s *slot, r *rand.Rand) string {
		if s.kind == "converted" {
			return "" // a digit in a converted amount is a rate that nobody named
		}
		out := []rune(s.print(d.tag))
		var at []int
		for i, c := range out {
			if c >= '0' && c <= '9' {
				at = append(at, i)
			}
		}
		if len(at) < 2 {
			return "" // of one digit every other number is one digit away
		}
		i := at[r.IntN(len(at))]
		was := out[i]
		for out[i] == was || i == at[0] && out[i] == '0' {
			out[i] = rune('0' + r.IntN(10))
		}
		return string(out)
	}},
	{"times 10", bulletin.CauseSlip + "10", scaled(10)},
	{"times 100", bulletin.CauseSlip + "100", scaled(100)},
	{"times 10,000", bulletin.CauseSlip + "10000", scaled(10_000)},
	{"wrong currency", bulletin.CauseCurrency, func(d *draft, s *slot, _ *rand.Rand) string {
		if s.kind != "amount" {
			return ""
		}
		c := *s
		if c.currency = "USD"; s.currency == "USD" {
			c.currency = "CNY"
		}
		return c.print(d.tag)
	}},
	{"another edition's number", bulletin.CauseEdition, func(d *draft, s *slot, _ *rand.Rand) string {
		if s.kind != "count" && s.kind != "amount" || s.of.Name.Scope[figure.ByDistrict] != "" || s.of.Name.Indicator == "session.count" {
			return ""
		}
		other := d.figure(s.of.Name.Indicator, d.edition-1, "")
		if other.Currency != s.currency || other.Value.Cmp(s.value) == 0 {
			return ""
		}
		return withValue(d, s, other.Value)
	}},
	{"growth from another base", bulletin.CauseBase, func(d *draft, s *slot, _ *rand.Rand) string {
		if s.kind != "growth" {
			return ""
		}
		base := d.figure(s.of.Name.Indicator, d.edition-2, "")
		v := new(big.Rat).Quo(s.of.Value, base.Value)
		v.Sub(v, big.NewRat(1, 1)).Mul(v, big.NewRat(100, 1))
		if v.Sign() != s.value.Sign() || figure.Decimals(v, 1) == figure.Decimals(s.value, 1) {
			return ""
		}
		return withValue(d, s, v)
	}},
	{"a false qualifier", bulletin.CauseQualifier, func(d *draft, s *slot, _ *rand.Rand) string {
		if s.kind != "count" {
			return ""
		}
		before := map[lang.Tag]string{lang.Hans: "超过", lang.Hant: "逾", lang.En: "more than "}[d.tag]
		return before + s.print(d.tag)
	}},
	{"a part that is changed", "", func(d *draft, s *slot, _ *rand.Rand) string {
		if s.kind != "count" || s.of.Name.Scope[figure.ByDistrict] == "" {
			return ""
		}
		return withValue(d, s, new(big.Rat).Add(s.value, big.NewRat(13, 1)))
	}},
	{"converted twice", bulletin.CauseTwice, func(d *draft, s *slot, _ *rand.Rand) string {
		if s.kind != "converted" {
			return ""
		}
		// The amount rounded to two digits, then converted.
		step := big.NewRat(1, 1)
		for new(big.Rat).Quo(s.of.Value, step).Cmp(big.NewRat(100, 1)) >= 0 {
			step.Mul(step, big.NewRat(10, 1))
		}
		rounded := money.RoundHalfUp(s.of.Value, step)
		v := new(big.Rat).Quo(new(big.Rat).Mul(s.value, rounded), s.of.Value)
		if withValue(d, s, v) == s.print(d.tag) {
			return ""
		}
		return withValue(d, s, v)
	}},
	{"a share cut off", bulletin.CauseCut, func(d *draft, s *slot, _ *rand.Rand) string {
		if s.kind != "share" {
			return ""
		}
		tenth := big.NewRat(1, 10)
		n := new(big.Rat).Quo(s.value, tenth)
		cut := new(big.Rat).SetInt(new(big.Int).Div(n.Num(), n.Denom()))
		if cut.Mul(cut, tenth); figure.Decimals(cut, 1) == figure.Decimals(s.value, 1) {
			return ""
		}
		return withValue(d, s, cut)
	}},
}

func TestErrorsThatAreSeededAreFoundAndNamed(t *testing.T) {
	e := sampleEvaluator(t)
	c := checkerOf(t, e)
	r := rand.New(rand.NewPCG(26, 2023))
	all := drafts(t, e)
	sown, found, named := 0, 0, 0
	for _, kind := range seeds {
		n, ok, right := 0, 0, 0
		for _, d := range all {
			clean, _, _ := d.text(nil, "")
			for _, s := range d.slots() {
				instead := kind.print(d, s, r)
				if instead == "" || instead == s.print(d.tag) {
					continue
				}
				text, start, end := d.text(s, instead)
				if text == clean {
					continue
				}
				n++
				report, err := c.Check(t.Context(), text, bulletin.Options{Edition: d.edition})
				if err != nil {
					t.Fatal(err)
				}
				v := verdictAt(report, start, end)
				switch {
				case v == nil || v.Verdict != bulletin.Contradicted:
					t.Logf("%s: %s → %s (%s): %s", kind.kind, s.print(d.tag), instead, s.of.Name, show(v))
				case kind.cause == "" || v.Cause == kind.cause:
					ok, right = ok+1, right+1
				default:
					ok++
					t.Logf("%s named %s: %s → %s (%s)", kind.kind, v.Cause, s.print(d.tag), instead, s.of.Name)
				}
			}
		}
		t.Logf("%-28s %4d sown, %4d found, %4d named", kind.kind, n, ok, right)
		if n == 0 {
			t.Errorf("%s: not sown at all", kind.kind)
		}
		sown, found, named = sown+n, found+ok, named+right
	}
	t.Logf("%d sown, %d found, %d named rightly", sown, found, named)
	if found*100 < sown*97 || named*100 < sown*97 {
		t.Errorf("of %d errors %d were found and %d named rightly; at least 97 in 100 have to be", sown, found, named)
	}
}

// undetectable are the changed digits of the reports that leave a statement which the record does not
// refuse, with the reason.
var undetectable = map[string]string{
	"94.3亿美元 → 97.3亿美元": "a text may convert at a rate of its own: within a twentieth of the dated rate's value it is not refused",
	"94.3亿美元 → 94.6亿美元": "as above",
}

func TestAReportOnThe26thEditionChecksCleanInEachLanguage(t *testing.T) {
	c := checkerOf(t, jinggangEvaluator(t))
	for _, tag := range lang.Tags {
		files, err := filepath.Glob(filepath.Join("..", "bulletin", "testdata", "edition-26*."+string(tag)+".txt"))
		if err != nil || len(files) < 2 {
			t.Fatalf("no reports in %s: %v", tag, err)
		}
		for _, file := range files {
			t.Run(filepath.Base(file), func(t *testing.T) {
				data, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				checksClean(t, c, string(data))
			})
		}
	}
}

// checksClean checks a report, and then with each digit of what is supported changed, which
// does not check clean.
func checksClean(t *testing.T, c *bulletin.Checker, text string) {
	r, err := c.Check(t.Context(), text, bulletin.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range r.Verdicts {
		if v.Verdict == bulletin.Contradicted {
			t.Errorf("%s: %s", around(text, v), show(&v))
		}
	}
	t.Logf("%+v", r.Summary)
	if r.Summary.Supported+r.Summary.ConsistentIf < 20 {
		t.Errorf("only %d numbers of the report are found in the record", r.Summary.Supported+r.Summary.ConsistentIf)
	}
	changed, allowed := 0, 0
	for _, v := range r.Verdicts {
		if v.Verdict != bulletin.Supported && v.Verdict != bulletin.ConsistentIf || v.Claim.Kind == "comparison" {
			continue
		}
		runes := []rune(text)
		for i := v.Claim.Start; i < v.Claim.End; i++ {
			if runes[i] < '0' || runes[i] > '9' {
				continue
			}
			was := runes[i]
			if runes[i] = '0' + (was-'0'+3)%10; i == v.Claim.Start && runes[i] == '0' {
				runes[i] = '9'
			}
			changed++
			again, err := c.Check(t.Context(), string(runes), bulletin.Options{})
			if err != nil {
				t.Fatal(err)
			}
			now := v.Claim.Text + " → " + string(runes[v.Claim.Start:v.Claim.End])
			switch found := again.Summary.Contradicted > 0 || again.Summary.Unread > r.Summary.Unread; {
			case found:
			case undetectable[now] != "":
				allowed++
			default:
				t.Errorf("%s: %s is not found", around(text, v), now)
			}
			runes[i] = was
		}
	}
	t.Logf("%d changed digits, all found but %d that cannot be", changed, allowed)
}

func TestLookAlikesRaiseNoAlarm(t *testing.T) {
	c := checkerOf(t, jinggangEvaluator(t))
	files, err := filepath.Glob(filepath.Join("..", "bulletin", "testdata", "clean-*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no texts: %v", err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.Check(t.Context(), string(data), bulletin.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range r.Verdicts {
			if v.Verdict == bulletin.Contradicted {
				t.Errorf("%s: %s: %s", filepath.Base(f), around(string(data), v), show(&v))
			}
		}
	}
}

func sampleEvaluator(t *testing.T) *indicator.Evaluator {
	t.Helper()
	db, _ := full(t)
	e, err := db.Evaluator(t.Context(), demo.SampleFair, -1, -1)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
