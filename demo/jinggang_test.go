package demo_test

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bridgehead/demo"
	"bridgehead/figure"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

func jinggang(t *testing.T) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "fair.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := demo.Jinggang(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	return db
}

func TestJinggangShowsWhatTheReportsOfThe26thEditionSay(t *testing.T) {
	db := jinggang(t)
	e, err := db.Evaluator(t.Context(), demo.JinggangID, -1, -1)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, hans, en string }{
		{"signed.count?edition=26", "34个签约项目", "34 agreements"},
		{"signed.amount?edition=26", "672.2亿元", "RMB 67.22 billion"},
		{"signed.count?edition=25", "9个签约项目", "9 agreements"},
		{"signed.amount?edition=25", "92.02亿美元", "US$9.202 billion"},
		{"catalogue.count?edition=26", "161个招商项目", "161 projects"},
		{"catalogue.amount?edition=26", "503.7亿元", "RMB 50.37 billion"},
		{"signed.count?edition=26&district=110105", "13个签约项目", "13 agreements"},
		{"signed.amount?edition=26&district=110105", "35.39亿美元", "US$3.539 billion"},
		{"cumulative.count?edition=25", "576个签约项目", "576 agreements"},
		{"cumulative.amount?edition=25", "超过1,110亿美元", "over US$111 billion"},
		{"cumulative.count?edition=26", "610个签约项目", "610 agreements"},
		{"cumulative.amount?edition=26", "超过1,204亿美元", "over US$120.4 billion"},
		{"session.count?edition=26", "14场活动", "14 sessions"},
		{"track.count?edition=26", "5个板块", "5 tracks"},
		{"enterprise.stock?district=110105&subject=hongkong", "近4,000家企业", "nearly 4,000 enterprises"},
		{"enterprise.stock?side=beijing&subject=hongkong", "超过18,000家企业", "over 18,000 enterprises"},
		{"investment.stock?direction=inward", "超过1,350亿美元", "over US$135 billion"},
		{"investment.share?direction=inward", "66%", "66%"},
		{"investment.stock?direction=outward", "超过520亿美元", "over US$52 billion"},
		{"programme.budget?side=hongkong&subject=nias", "100亿港元", "HK$10 billion"},
		{"investment.rank?subject=hongkong-in-beijing", "第1位", "No. 1"},
		{"research.count?period=2022-2023", "近300个科研项目", "nearly 300 research projects"},
		{"deployment.years?subject=patrol-vehicle", "2至3年之间", "between 2 and 3 years"},
		{"signed.count?edition=27&district=110105", "4个签约项目", "4 agreements"},
		{"signed.amount?edition=27&district=110105", "44.69亿美元", "US$4.469 billion"},
		{"signed.amount?edition=28", "77.745亿美元", "US$7.7745 billion"},
		{"cumulative.amount?edition=28", "近1,300亿美元", "nearly US$130 billion"},
		{"signed.count?edition=27", "不详", "not known"},
	} {
		t.Run(c.name, func(t *testing.T) {
			name, err := figure.ParseName(c.name)
			if err != nil {
				t.Fatal(err)
			}
			f, err := e.Figure(t.Context(), name)
			if err != nil {
				t.Fatal(err)
			}
			if hans, en := f.Show(lang.Hans), f.Show(lang.En); hans != c.hans || en != c.en {
				t.Errorf("got %q and %q, want %q and %q", hans, en, c.hans, c.en)
			}
		})
	}
}

func TestJinggangHoldsWhatCrossedAndSaysNoMoreThanTheReport(t *testing.T) {
	v, err := jinggang(t).View(t.Context(), demo.JinggangID, -1)
	if err != nil {
		t.Fatal(err)
	}
	technologies, used, err := v.Technologies(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	of := map[string][]landing.Deployment{}
	for _, d := range used {
		of[d.Of] = append(of[d.Of], d)
		if d.Began != "" || !d.Operator.Empty() || !d.Scale.Empty() {
			t.Errorf("the report gives no date, operator or scale: %+v", d)
		}
		if who, err := v.Person(t.Context(), d.StatedBy); err != nil || who.Name.Hans != "钟永喜" || d.Document != "S1" {
			t.Errorf("%s is said by %+v in %s, %v", d.Code, who, d.Document, err)
		}
	}
	chains := map[string]string{}
	for _, x := range technologies {
		chain := x.Value.Origins[0].Name.En
		for _, leg := range landing.Chain(of[x.Value.ID]) {
			chain += " >"
			for _, d := range leg.Places {
				chain += " " + d.Place.En
				if d.Open {
					chain += "…"
				}
			}
			if leg.Since.Known {
				t.Errorf("the report dates no step: %+v", leg)
			}
		}
		chains[x.Value.Code] = chain
		said, err := v.SaidOf(t.Context(), []string{x.Value.ID})
		if err != nil || len(said) == 0 {
			t.Errorf("nothing is said of %s: %v", x.Value.Code, err)
		}
	}
	want := map[string]string{"T-CARD": "Beijing > Hong Kong", "T-VEHICLE": "Zhongguancun, Beijing > Hong Kong > Singapore… United Arab Emirates…"}
	if d := cmp.Diff(want, chains); d != "" {
		t.Error(d)
	}
	group, err := store.ByCode[party.Party](t.Context(), v, []string{"P-UFH"})
	if err != nil || len(group) != 1 {
		t.Fatal(err)
	}
	if said, err := v.SaidOf(t.Context(), []string{string(group[0].Value.ID)}); err != nil || len(said) != 3 {
		t.Errorf("%d statements of the hospital group, %v", len(said), err)
	}
}
