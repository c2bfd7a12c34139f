package exchange_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bridgehead/exchange"
	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// A collection of published facts as others keep it: every qualifier is a mark, dates are of any precision, an edition
// may be a range, and a fact of one fair stands beside those of others.
const published = `[
 {"article_id": "a1", "fact_no": 1, "event": "测试洽谈会", "edition": 26, "metric": "signed projects", "value": 29, "unit": "project", "qualifier": "=", "as_of": "2023-11-12", "lang": "zh-Hans", "date": "2023-11-13", "sentence": "促成29个项目签约。"},
 {"article_id": "a1", "fact_no": 2, "event": "测试洽谈会", "edition": 26, "metric": "signed amount", "value": "7774500000", "unit": "USD", "qualifier": "=", "as_of": "2023", "lang": "zh-Hans", "date": null, "sentence": "金额77.745亿美元。"},
 {"article_id": "a2", "fact_no": 1, "event": "测试洽谈会", "edition": 26, "metric": "signed amount", "value": 5.6e10, "unit": "CNY", "qualifier": "<~", "as_of": "2023-11", "lang": "zh-Hant", "date": "", "sentence": "金額近560億元。"},
 {"article_id": "a2", "fact_no": 2, "event": "测试洽谈会", "edition": "24-26", "metric": "signed projects", "value": "570", "unit": "project", "qualifier": ">~", "as_of": "2022-H1", "lang": "zh-Hant", "date": "", "sentence": "三屆簽約570多個。"},
 {"article_id": "a3", "fact_no": 1, "event": "别的会", "edition": 3, "metric": "signed projects", "value": "9", "unit": "project", "qualifier": "=", "as_of": "", "lang": "en", "date": "", "sentence": "Nine."},
 {"article_id": "a3", "fact_no": 2, "event": "测试洽谈会", "edition": 25, "metric": "deals & more (text)", "value": "-2.6", "unit": "percent", "qualifier": "~", "as_of": "2022-Q3", "lang": "en", "date": "", "sentence": "Deals fell."},
 {"article_id": "a3", "fact_no": 3, "event": "测试洽谈会", "edition": 25, "metric": "minibuses", "value": "200", "unit": "vehicle", "qualifier": ">=", "as_of": "2022年10月", "lang": "en", "date": "", "sentence": "At least 200."},
 {"article_id": "a3", "fact_no": 4, "event": "测试洽谈会", "edition": 25, "metric": "minibuses", "value": "300", "unit": "vehicle", "qualifier": "<", "as_of": "2022-10-01", "lang": "en", "date": "", "sentence": "At most 300.", "note": "x"}
]`

// facts are the options for such a collection, with the mapping that is kept for it.
func facts(t testing.TB) exchange.Options {
	t.Helper()
	text, err := os.ReadFile("testdata/facts-map.json")
	if err != nil {
		t.Fatal(err)
	}
	m, err := exchange.ReadMapping(text, exchange.Observations)
	if err != nil {
		t.Fatal(err)
	}
	return exchange.Options{Fair: "test", Actor: "tester", Kind: exchange.Observations, Mapping: m}
}

func TestPublishedFactsInJSONComeInAsObservations(t *testing.T) {
	lines := strings.Split(strings.TrimSuffix(strings.TrimPrefix(published, "[\n"), "\n]"), ",\n")
	for name, text := range map[string]string{
		"an array of objects":      published,
		"one object after another": strings.Join(lines, "\n"),
		"with a byte order mark":   "\ufeff" + published,
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, db *store.DB) {
				named(t, db, "测试洽谈会")
				p := bring(t, db, source(t, "facts.json", []byte(text)), facts(t))
				if p.Created != 7 || p.Rows != 7 || p.Apart != 1 || p.Errors != 0 {
					t.Errorf("%+v", countsOf(p))
				}
				rows, err := store.ObservationsOf(t.Context(), view(t, db), []string{"signed.count", "signed.amount", "fair.statement"})
				if err != nil {
					t.Fatal(err)
				}
				got := map[string]string{}
				for _, r := range rows {
					x := r.Value
					got[fmt.Sprintf("%s/%d", x.Document, x.Ordinal)] = strings.Join([]string{
						x.Indicator, x.Scope, string(x.Qualifier), x.Value, x.Step, string(x.Currency), x.Unit, string(x.AsOf),
					}, " ")
				}
				if d := cmp.Diff(map[string]string{
					"a1/1": "signed.count edition=26 exact 29 1  agreement 2023-11-12",
					"a1/2": "signed.amount edition=26 exact 7774500000 100000 USD  2023-12-31",
					"a2/1": "signed.amount edition=26 nearly 56000000000 1000000000 CNY  2023-11-30",
					"a2/2": "signed.count edition=26&period=24-26 odd 570 1  agreement 2022-06-30",
					"a3/2": "fair.statement edition=25&subject=deals+%26+more+%28text%29 about -2.6 0.1  percent 2022-09-30",
					"a3/3": "fair.statement edition=25&subject=minibuses at_least 200 1  vehicle 2022-10-31",
					"a3/4": "fair.statement edition=25&subject=minibuses at_most 300 1  vehicle 2022-10-01",
				}, got); d != "" {
					t.Error(d)
				}
			})
		})
	}
}

// named gives the fair of the test a name.
func named(t testing.TB, db *store.DB, name string) {
	t.Helper()
	err := db.Update(t.Context(), "test", "tester", func(tx *store.Tx) error {
		f, err := store.Get[fair.Fair](t.Context(), tx.View, "test")
		if err != nil {
			return err
		}
		f.Value.Name = lang.Text{Hans: name}
		return store.Put(t.Context(), tx, &f.Value, f.Since, store.How{Action: journal.Corrected})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatPublishedFactsContradictIsFound(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		bring(t, db, text(t, "Date,USD,CNY", "2023-11-29,1.1,7.7"), exchange.Options{Actor: "tester", Kind: exchange.Rates})
		named(t, db, "测试洽谈会")
		bring(t, db, source(t, "facts.json", []byte(published)), facts(t))
		e, err := db.Evaluator(t.Context(), "test", -1, -1)
		if err != nil {
			t.Fatal(err)
		}
		found, err := e.Examine(t.Context(), 26)
		if err != nil {
			t.Fatal(err)
		}
		finds(t, found, indicator.RuleSeveralTotals,
			"explained: nearly RMB 56 billion and US$7.7745 billion are stated of one thing: at the rate of 29 November 2023 (7.0000 renminbi for 1 US dollar, ECB) US$7.7745 billion is RMB 54.4215 billion, so the former is the latter converted and rounded.")
	})
}

func TestWhatJSONDoesNotSayClearlyIsListedWithItsObject(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		named(t, db, "测试洽谈会")
		o := facts(t)
		o.DryRun = true
		row := func(fields string) string {
			return `{"article_id":"","fact_no":1,"event":"测试洽谈会","sentence":"s","metric":"signed projects",` + fields + `}`
		}
		p, err := exchange.Import(t.Context(), db, source(t, "facts.json", []byte("["+strings.Join([]string{
			row(`"edition":26,"value":[1,2],"unit":"project","qualifier":"=","as_of":"2023"`),
			row(`"edition":"20-8","value":1,"unit":"project","qualifier":"=","as_of":"2023"`),
			row(`"edition":26,"value":1,"unit":"project","qualifier":"?","as_of":"2023-13"`),
			row(`"edition":26,"value":1,"unit":"percent","qualifier":"=","as_of":"2023"`),
			row(`"edition":26,"value":1,"unit":"USD","qualifier":"=","as_of":"2023"`),
			row(`"edition":"25-27","value":1,"unit":"project","qualifier":"=","as_of":"2023"`),
			strings.Replace(row(`"edition":26,"value":1,"unit":"furlong","qualifier":"=","as_of":"2023"`), "signed projects", "other", 1),
		}, ",")+"]")), o)
		if err == nil {
			t.Error("the import is not refused")
		}
		var got []string
		for _, x := range p.Problems {
			if !x.Warning {
				got = append(got, x.In(lang.En))
			}
		}
		if d := cmp.Diff([]string{
			"Object 1, value: “[1,2]” is not a single value: write a text, a number, or true or false.",
			"Object 2, edition: “20-8” is not the number of an edition: write it like 26.",
			"Object 3, as_of: “2023-13” cannot be read as a date: write it like 2023-11-29.",
			"Object 3, value: The qualifier “?” is not known: write one such as nearly, over or about.",
			"Object 4, value: The unit “percent” does not go with the indicator signed.count: put the unit right, or use another indicator.",
			"Object 5, value: The unit “USD” does not go with the indicator signed.count: put the unit right, or use another indicator.",
			"Object 6, edition: There is no edition 27; there are editions 25 to 26.",
			"Object 7, value: The unit “furlong” is not known: write one such as project or enterprise, or explain it in the mapping.",
		}, got); d != "" {
			t.Error(d)
		}
	})
}

func TestJSONThatIsNoListOfObjectsIsRefused(t *testing.T) {
	for _, c := range []struct{ name, text, key string }{
		{"an object that is cut", `[{"indicator": "signed.count", "value": 1}, {"indicator`, "import.json.broken"},
		{"a list that is not closed", `[{"indicator": "signed.count"}`, "import.json.broken"},
		{"a number among the objects", `[{"indicator": "signed.count"}, 7]`, "import.json.broken"},
		{"text after the list", `[{"indicator": "signed.count"}] {"indicator": "signed.count"}`, "import.json.broken"},
		{"one key twice", `{"indicator": "signed.count", "indicator": "signed.amount"}`, "import.json.twice"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := exchange.Read(strings.NewReader(c.text), int64(len(c.text)), "x.json", exchange.Limits{})
			if e, ok := err.(*lang.Error); !ok || e.Key != c.key {
				t.Errorf("got %v, want %s", err, c.key)
			}
		})
	}
}

func TestARowCanBeFollowedToItsObject(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		named(t, db, "测试洽谈会")
		bring(t, db, source(t, "facts.json", []byte(published)), facts(t))
		e, err := db.Evaluator(t.Context(), "test", -1, -1)
		if err != nil {
			t.Fatal(err)
		}
		name, err := figure.ParseName("signed.amount?edition=26")
		if err != nil {
			t.Fatal(err)
		}
		trace, err := e.Trace(t.Context(), name, "", 10)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, s := range trace.Statements {
			_, got[s.Value], _ = strings.Cut(s.Origin, "#")
		}
		if d := cmp.Diff(map[string]string{"7774500000": "row=2", "56000000000": "row=3"}, got); d != "" {
			t.Error(d)
		}
	})
}
