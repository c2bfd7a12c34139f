package exchange_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bridgehead/exchange"
	"bridgehead/lang"
	"bridgehead/store"
)

var update = flag.Bool("update", false, "write the goldens anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Error(d)
	}
}

func TestThePreviewSaysAllInThreeLanguages(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		o := agreements
		o.Partial = true
		head := "编号,项目名称,变更,原编号,签约日期,签约金额（万元）,币种,投资方,归属区,联系人,备注"
		bring(t, db, text(
			t, head,
			"A-1,第一,,,2023-11-29,100,,甲公司,朝阳区,王,",
			"A-2,第二,,,2023-11-29,,,甲公司,海淀区,,旧",
			"A-3,第三,,,2023-11-29,30,,,,,",
			"A-4,第四,,,2023-11-29,30,,,,,",
		), o)
		o.DryRun = true
		p, err := exchange.Import(t.Context(), db, text(
			t, "签约项目一览表", head,
			"A-1,第一,,,2023-11-29,120,,乙公司,朝阳区 60%；海淀区 40%,李,",
			"A-2,,增资,A-2,2023-11-29,50,,,,,",
			"A-5,第五,替换,A-3,2023-11-29,70,,丙公司,,,",
			"A-4,第四,,,2023-11-29,30,,,,,",
			"A-4,第四,,,2023-11-29,30,,,,,",
			"A-6,第六,,,03/04/2023,\"12,34,5\",,,朝阴区,,",
			"A-7,第七,,,2023-11-29,5,EUR,,,,",
			"A-8,,,,2023-11-29,-5,,,,,",
		), o)
		if err != nil {
			t.Fatal(err)
		}
		for _, tag := range lang.Tags {
			var b bytes.Buffer
			if err := p.Write(&b, tag); err != nil {
				t.Fatal(err)
			}
			b.WriteString(p.Summary(tag) + "\n")
			if s := b.String(); strings.Contains(s, "⟦") {
				t.Errorf("%s lacks a message:\n%s", tag, s)
			}
			golden(t, "preview."+string(tag)+".txt", b.Bytes())
		}
		j, err := json.MarshalIndent(p.Report(lang.En), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		ids := regexp.MustCompile(`"id": "[0-9a-z]{24}"`)
		golden(t, "preview.json", append(ids.ReplaceAll(j, []byte(`"id": "…"`)), '\n'))
	})
}

// A mistake that stands in every row is said once, with the rows.
func TestProblemsThatAreAlikeAreSaidOnce(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		src := text(t, "编号,名称,届次,金额（万元）", "1,a,,100", "2,b,,100", "3,c,26,$100", "4,d,,100")
		p, err := exchange.Plan(t.Context(), db, src, exchange.Options{Fair: "test", Actor: "tester", Kind: exchange.Agreements})
		if err == nil {
			t.Fatal("it was taken")
		}
		var b strings.Builder
		if err := p.Write(&b, lang.En); err != nil {
			t.Fatal(err)
		}
		_, got, _ := strings.Cut(b.String(), "  Errors: 4\n")
		const want = "  Error: Row 2, column C (届次): It does not say of which edition it is: add a column for it, or name it with --edition.\n" +
			"    the same in 2 more: row 3, 5\n" +
			"  Error: Row 4, column D (金额（万元）): “$100” may be in US, Hong Kong or other dollars: write US$ or HK$, or name the currency in a column.\n"
		if got != want {
			t.Errorf("it says\n%s\nwant\n%s", got, want)
		}
	})
}
