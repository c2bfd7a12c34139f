package exchange_test

import (
	"strings"
	"testing"

	"bridgehead/exchange"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

const (
	someWords = `"label": {"zh-Hans": "样例", "zh-Hant": "樣例", "en": "Sample"}, "means": {"zh-Hans": "样例。", "zh-Hant": "樣例。", "en": "A sample."}`
	largeOnes = `{"code": "signed.large", ` + someWords + `, "unit": "agreement", "measure": "count", "of": "agreement",
		"filter": {"amount_at_least": ["100 CNY"]}, "split": ["type"], "rules": ["filter"]}`
	shareOfLarge = `{"code": "signed.large_share", ` + someWords + `, "unit": "percent", "measure": "share", "part": "signed.large", "of": "signed.count", "split": ["type"]}`
)

var indicatorOptions = exchange.Options{Fair: "test", Actor: "tester", Kind: exchange.Indicators}

func definitions(t *testing.T, db *store.DB, o exchange.Options, list ...string) (*exchange.Preview, error) {
	t.Helper()
	return exchange.ImportIndicators(t.Context(), db, strings.NewReader("["+strings.Join(list, ",\n")+"]"), "own.json", o)
}

func TestDefinitionsComeInOnceAndChangesMakeVersions(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		head := view(t, db).At
		dry := indicatorOptions
		dry.DryRun = true
		steps := []struct {
			name    string
			o       exchange.Options
			list    []string
			want    counts
			entries journal.Position // written by it
		}{
			{"a dry run writes nothing", dry, []string{shareOfLarge, largeOnes}, counts{Created: 2}, 0},
			{"two definitions come in, in any order", indicatorOptions, []string{shareOfLarge, largeOnes}, counts{Created: 2}, 3},
			{"the same file changes nothing", indicatorOptions, []string{shareOfLarge, largeOnes}, counts{Unchanged: 2}, 0},
			{"one that changed is its next version", indicatorOptions, []string{shareOfLarge, strings.Replace(largeOnes, "100 CNY", "200 CNY", 1)}, counts{Corrected: 1, Unchanged: 1}, 2},
			{"one that names the version in force is its next", indicatorOptions, []string{strings.Replace(largeOnes, `{"code"`, `{"version": 2, "code"`, 1)}, counts{Corrected: 1}, 2},
			{"a built-in one is defined anew as version 2", indicatorOptions, []string{strings.Replace(largeOnes, "signed.large", "signed.count", 1)}, counts{Corrected: 1}, 2},
		}
		for _, s := range steps {
			p, err := definitions(t, db, s.o, s.list...)
			if err != nil {
				t.Fatalf("%s: %v", s.name, err)
			}
			if got := countsOf(p); got != s.want || p.Done != (s.entries > 0) {
				t.Errorf("%s: %+v, done %t", s.name, got, p.Done)
			}
			if at := view(t, db).At; at != head+s.entries {
				t.Errorf("%s: it wrote %d entries, want %d", s.name, at-head, s.entries)
			}
			head = view(t, db).At
			for _, tag := range lang.Tags {
				var b strings.Builder
				if err := p.Write(&b, tag); err != nil || strings.ContainsAny(b.String(), "⟦") {
					t.Errorf("%s: %s %v", s.name, &b, err)
				}
			}
		}
		all, err := view(t, db).Definitions(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var versions []string
		for _, d := range all {
			versions = append(versions, d.Code+" "+string(rune('0'+d.Version)))
		}
		const want = "signed.large_share 1, signed.large 1, signed.large 2, signed.large 3, signed.count 2"
		if got := strings.Join(versions, ", "); got != want {
			t.Errorf("the fair has %s, want %s", got, want)
		}
		// An observation can be of the fair's own indicator.
		p := bring(t, db, text(t, "indicator,edition,value", "signed.large,26,3", "signed.nothing,26,3"), exchange.Options{Fair: "test", Actor: "tester", Kind: exchange.Observations})
		if p.Created != 2 || p.Warnings != 1 {
			t.Errorf("observations of it: %+v", countsOf(p))
		}
		if found, err := db.Verify(t.Context(), "test", nil, nil); err != nil || len(found.Findings) > 0 {
			t.Errorf("%+v, %v", found, err)
		}
	})
}

func TestDefinitionsThatAreWrongAreRefusedTogether(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		head := view(t, db).At
		tests := []struct {
			name string
			list []string
			want []string
		}{
			{"what is made of nothing, and what is there twice", []string{shareOfLarge, shareOfLarge}, []string{
				"The file defines signed.large_share twice. Keep one of the two.",
				"Definition signed.large_share: the field part names signed.large, which is no indicator with a number. Define it first, or correct the code.",
				"Definition signed.large_share: the field part names signed.large, which is no indicator with a number. Define it first, or correct the code.",
			}},
			{"a version out of turn", []string{strings.Replace(largeOnes, `{"code"`, `{"version": 7, "code"`, 1)}, []string{
				"Definition signed.large: the field version is 7, but the next version is 1. Write 1, or leave the field out.",
			}},
			{"an unknown field", []string{strings.Replace(largeOnes, `"unit"`, `"units": "", "unit"`, 1)}, []string{
				"Definition 1, signed.large: there is no field units. Leave it out, or use one of: code, version, label, synonyms, means, unit, measure, of, distinct, from, to, average, part, narrow, over, among, filter, split, rules, rounding, higher, headline.",
			}},
		}
		for _, tt := range tests {
			p, err := definitions(t, db, indicatorOptions, tt.list...)
			if lang.CodeOf(err) != lang.CodeInvalid || p == nil {
				t.Fatalf("%s: %v", tt.name, err)
			}
			var got []string
			for _, problem := range p.Problems {
				got = append(got, problem.In(lang.En))
			}
			if strings.Join(got, "\n") != strings.Join(tt.want, "\n") {
				t.Errorf("%s:\n%s\nwant\n%s", tt.name, strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		}
		partial := indicatorOptions
		partial.Partial = true
		if _, err := definitions(t, db, partial, largeOnes); lang.CodeOf(err) != lang.CodeInvalid {
			t.Errorf("part of a file of definitions: %v", err)
		}
		if at := view(t, db).At; at != head {
			t.Errorf("%d entries were written", at-head)
		}
	})
}
