package match_test

import (
	"context"
	"math/big"
	"math/rand/v2"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"bridgehead/lang"
	"bridgehead/match"
	"bridgehead/match/planted"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
)

// reasonsOf returns the findings of the only offer, by criterion.
func reasonsOf(t *testing.T, w match.Wish, o match.Offer, rates match.Rates) map[match.Criterion]match.Reason {
	t.Helper()
	w.Party, o.Project = "investor", "project"
	// A second type that fits keeps an offer in the list when all else does not.
	w.Types, o.Type = []project.Type{project.Park}, project.Park
	list := match.NewIndex([]match.Wish{w}, []match.Offer{o}, nil, rates).ForParty("investor", match.Options{})
	if len(list) != 1 {
		t.Fatalf("%d suggestions, not 1", len(list))
	}
	of := map[match.Criterion]match.Reason{}
	for _, r := range list[0].Reasons {
		of[r.Criterion] = r
	}
	return of
}

func TestRuleIndustryDistance(t *testing.T) {
	for _, tt := range []struct {
		name, wanted, has string
		finding           match.Finding
		points            int
	}{
		{"the class itself", "C3913", "C3913", match.Fits, 300},
		{"a class within a division that is sought", "C39", "C3913", match.Fits, 300},
		{"another class of the group", "C3913", "C3911", match.Near, 225},
		{"another group of the division", "C3913", "C3971", match.Near, 150},
		{"another division of the section", "C3913", "C2710", match.Near, 60},
		{"another section", "C3913", "I6510", match.Against, 0},
		{"no industry", "C3913", "", match.Unknown, 75},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := reasonsOf(t, match.Wish{Industries: []string{tt.wanted}}, match.Offer{Industry: tt.has}, nil)[match.Industry]
			if r.Finding != tt.finding || r.Points != tt.points {
				t.Errorf("%s of %d points, not %s of %d", r.Finding, r.Points, tt.finding, tt.points)
			}
		})
	}
}

func TestRuleAmountAcrossCurrencies(t *testing.T) {
	usd := func(n int64) money.Amount { return money.Amount{Minor: n * 100, Currency: "USD"} }
	cny := func(n int64) money.Amount { return money.Amount{Minor: n, Currency: "CNY"} }
	rates := func(from, to money.Currency) (*big.Rat, bool) {
		return big.NewRat(71, 10), from == "USD" && to == "CNY"
	}
	wish := match.Wish{Least: usd(1_000_000), Most: usd(2_000_000)} // 7.1 to 14.2 million yuan
	for _, tt := range []struct {
		name    string
		has     money.Amount
		finding match.Finding
	}{
		{"the least, to the fen", cny(710_000_000), match.Fits},
		{"a fen below the least", cny(709_999_999), match.Near},
		{"the most, to the fen", cny(1_420_000_000), match.Fits},
		{"a fen above the most", cny(1_420_000_001), match.Near},
		{"twice the most", cny(2_840_000_000), match.Near},
		{"a fen above twice the most", cny(2_840_000_001), match.Against},
		{"a fen below half the least", cny(354_999_999), match.Against},
		{"a currency without a rate", money.Amount{Minor: 710_000_000, Currency: "JPY"}, match.Unknown},
		{"no amount", money.Amount{}, match.Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := reasonsOf(t, wish, match.Offer{Amount: tt.has}, rates)[match.Amount]
			if r.Finding != tt.finding || r.NoRate != (tt.has.Currency == "JPY") {
				t.Errorf("%s, no rate %t", r.Finding, r.NoRate)
			}
		})
	}
}

func TestRulePlaceOrSide(t *testing.T) {
	for _, tt := range []struct {
		name, wanted, side, district string
		finding                      match.Finding
	}{
		{"the district", "110105", "beijing", "110105", match.Fits},
		{"a district of the side that is sought", "beijing", "beijing", "110105", match.Fits},
		{"another district of the side", "110105", "beijing", "110108", match.Near},
		{"the side alone is said", "110105", "beijing", "", match.Unknown},
		{"the other side", "110105", "hongkong", "810101", match.Against},
		{"nothing is said", "110105", "", "", match.Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := reasonsOf(t, match.Wish{Places: []string{tt.wanted}}, match.Offer{Side: tt.side, District: tt.district}, nil)[match.Place]
			if r.Finding != tt.finding {
				t.Errorf("%s, not %s", r.Finding, tt.finding)
			}
		})
	}
}

// fillers are offers that share nothing, so that words have a rarity.
func fillers() []match.Offer {
	var all []match.Offer
	for i := range 100 {
		all = append(all, match.Offer{Project: project.ID("filler" + string(rune('A'+i%26)) + string(rune('a'+i/26))), Text: "普通"})
	}
	return all
}

func TestRuleWordsInAnyScript(t *testing.T) {
	for _, tt := range []struct{ name, wanted, has string }{
		{"Simplified finds Traditional", "医疗", "智慧醫療項目"},
		{"Traditional finds Simplified", "醫療", "智慧医疗项目"},
		{"an English word by its stem", "hospitals", "Smart Hospital"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			x := match.NewIndex([]match.Wish{{Party: "i", Text: tt.wanted}}, append(fillers(), match.Offer{Project: "p", Text: tt.has}), nil, nil)
			list := x.ForParty("i", match.Options{})
			if len(list) != 1 || list[0].Project != "p" || list[0].Reasons[0].Criterion != match.Text {
				t.Errorf("%+v", list)
			}
		})
	}
}

func TestRuleUnknownIsNeither(t *testing.T) {
	wish := match.Wish{Party: "i", Types: []project.Type{project.Park}, Stages: []string{"running"}}
	offers := []match.Offer{
		{Project: "fits", Type: project.Park, Stage: "running"},
		{Project: "unknown", Type: project.Park},
		{Project: "against", Type: project.Park, Stage: "planned"},
		{Project: "nothing known"},
	}
	var got []project.ID
	for _, s := range match.NewIndex([]match.Wish{wish}, offers, nil, nil).ForParty("i", match.Options{}) {
		got = append(got, s.Project)
	}
	if want := []project.ID{"fits", "unknown", "against"}; !slices.Equal(got, want) {
		t.Errorf("%v, not %v", got, want)
	}
}

func TestRuleAskedBefore(t *testing.T) {
	wish := match.Wish{Party: "i", Types: []project.Type{project.Park}}
	offers := []match.Offer{{Project: "asked", Industry: "C3913"}, {Project: "alike", Industry: "C3971", Type: project.Land}, {Project: "other", Industry: "A0111", Type: project.Land}}
	past := []match.Past{{Investor: "i", Project: "asked"}}
	list := match.NewIndex([]match.Wish{wish}, offers, past, nil).ForParty("i", match.Options{})
	if len(list) != 2 || list[0].Project != "asked" || list[1].Project != "alike" {
		t.Fatalf("%+v", list)
	}
	if r := list[0].Reasons[0]; r.Criterion != match.Asked || r.ByOwner {
		t.Errorf("%+v", r)
	}
	if r := list[1].Reasons[0]; r.Criterion != match.Taste {
		t.Errorf("%+v", r)
	}
	past[0].ByOwner = true
	list = match.NewIndex([]match.Wish{wish}, offers, past, nil).ForParty("i", match.Options{})
	if len(list) != 1 || !list[0].Reasons[0].ByOwner {
		t.Errorf("what the owner asks says something of the investor's taste: %+v", list)
	}
}

// some draws a small set with what was said before.
func some(t *rapid.T) (*planted.Set, []match.Past) {
	set := planted.New(rapid.IntRange(1, 12).Draw(t, "investors"), rapid.IntRange(1, 150).Draw(t, "projects"), rapid.Uint64().Draw(t, "seed"))
	var past []match.Past
	for range rapid.IntRange(0, 30).Draw(t, "said") {
		past = append(past, match.Past{
			Investor: set.Wishes[rapid.IntRange(0, len(set.Wishes)-1).Draw(t, "by")].Party, Project: set.Offers[rapid.IntRange(0, len(set.Offers)-1).Draw(t, "of")].Project,
			ByOwner: rapid.Bool().Draw(t, "owner"), Declined: rapid.Bool().Draw(t, "declined"),
		})
	}
	return set, past
}

// every returns all lists of both ways.
func every(x *match.Index, set *planted.Set, o match.Options) (lists []match.Suggestion) {
	for _, w := range set.Wishes {
		lists = append(lists, x.ForParty(w.Party, o)...)
	}
	for _, p := range set.Offers {
		lists = append(lists, x.ForProject(p.Project, o)...)
	}
	return lists
}

func TestRuleDeclinedNever(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set, past := some(t)
		no := map[[2]string]bool{}
		for _, p := range past {
			no[[2]string{string(p.Investor), string(p.Project)}] = no[[2]string{string(p.Investor), string(p.Project)}] || p.Declined
		}
		for _, s := range every(match.NewIndex(set.Wishes, set.Offers, past, planted.Rates), set, match.Options{Limit: 200}) {
			if no[[2]string{string(s.Party), string(s.Project)}] {
				t.Fatalf("%s is suggested to %s, of whom one declined", s.Project, s.Party)
			}
		}
	})
}

func TestRuleOnlyWhatIsSeen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set, past := some(t)
		hidden := func(id project.ID) bool { return id[len(id)-1]%3 == 0 }
		o := match.Options{Sees: func(id project.ID) bool { return !hidden(id) }}
		x := match.NewIndex(set.Wishes, set.Offers, past, planted.Rates)
		for _, s := range every(x, set, o) {
			if hidden(s.Project) {
				t.Fatalf("%s, which is hidden, is suggested", s.Project)
			}
		}
		// What is seen fills the list: the hidden take nobody's place.
		for _, w := range set.Wishes {
			var want []match.Suggestion
			for _, s := range x.ForParty(w.Party, match.Options{Limit: len(set.Offers)}) {
				if !hidden(s.Project) && len(want) < 20 {
					want = append(want, s)
				}
			}
			if got := x.ForParty(w.Party, o); len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
				t.Fatalf("%v, not %v", got, want)
			}
		}
	})
}

func TestRuleOrderChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set, past := some(t)
		want := every(match.NewIndex(set.Wishes, set.Offers, past, planted.Rates), set, match.Options{})
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 0))
		wishes, offers := slices.Clone(set.Wishes), slices.Clone(set.Offers)
		r.Shuffle(len(wishes), func(i, j int) { wishes[i], wishes[j] = wishes[j], wishes[i] })
		r.Shuffle(len(offers), func(i, j int) { offers[i], offers[j] = offers[j], offers[i] })
		r.Shuffle(len(past), func(i, j int) { past[i], past[j] = past[j], past[i] })
		if got := every(match.NewIndex(wishes, offers, past, planted.Rates), set, match.Options{}); !reflect.DeepEqual(got, want) {
			t.Fatal("another order of the input makes other lists")
		}
	})
}

// A list is the best of all pairs, though not all are looked at; and both ways give a pair the same score and reasons.
func TestAListIsTheBestOfAllPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set, past := some(t)
		x := match.NewIndex(set.Wishes, set.Offers, past, planted.Rates)
		pairs := map[party.ID][]match.Suggestion{}
		for _, o := range set.Offers {
			for _, s := range x.ForProject(o.Project, match.Options{Limit: len(set.Wishes)}) {
				pairs[s.Party] = append(pairs[s.Party], s)
			}
		}
		for _, w := range set.Wishes {
			of := map[project.ID]match.Suggestion{}
			for _, s := range pairs[w.Party] {
				of[s.Project] = s
			}
			got := x.ForParty(w.Party, match.Options{})
			if len(got) != min(20, len(of)) {
				t.Fatalf("%d of %d", len(got), len(of))
			}
			for i, s := range got {
				if !reflect.DeepEqual(of[s.Project], s) {
					t.Fatalf("%+v from the investor, %+v from the project", s, of[s.Project])
				}
				if i > 0 && got[i-1].Score < s.Score {
					t.Fatal("a worse one stands before a better one")
				}
				delete(of, s.Project)
			}
			for _, left := range of {
				if left.Score > got[len(got)-1].Score {
					t.Fatalf("%s with %d is left out, %s with %d is not", left.Project, left.Score, got[len(got)-1].Project, got[len(got)-1].Score)
				}
			}
		}
	})
}

func TestReasonsAgreeWithTheRecords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set, past := some(t)
		wish, offer := map[party.ID]match.Wish{}, map[project.ID]match.Offer{}
		for _, w := range set.Wishes {
			wish[w.Party] = w
		}
		for _, o := range set.Offers {
			offer[o.Project] = o
		}
		for _, s := range every(match.NewIndex(set.Wishes, set.Offers, past, planted.Rates), set, match.Options{}) {
			w, o, sum := wish[s.Party], offer[s.Project], 0
			for _, r := range s.Reasons {
				sum += r.Points
				is := map[match.Criterion]string{match.Industry: o.Industry, match.Type: string(o.Type), match.Direction: string(o.Direction), match.Stage: o.Stage, match.Amount: o.Amount.String()}
				if has, ok := is[r.Criterion]; ok && strings.Join(r.Has, "") != has {
					t.Fatalf("%s: says %v, the record %q", r.Criterion, r.Has, has)
				}
				switch r.Criterion {
				case match.Type:
					if (r.Finding == match.Fits) != slices.Contains(w.Types, o.Type) || (r.Finding == match.Unknown) != (o.Type == "") {
						t.Fatalf("%+v of %q", r, o.Type)
					}
				case match.Industry:
					within := slices.ContainsFunc(w.Industries, func(code string) bool { return strings.HasPrefix(o.Industry, code) })
					if (r.Finding == match.Fits) != within || (r.Finding == match.Unknown) != (o.Industry == "") {
						t.Fatalf("%+v of %q", r, o.Industry)
					}
				case match.Amount:
					if (r.Finding == match.Unknown) != !o.Amount.Given() {
						t.Fatalf("%+v of %q", r, o.Amount)
					}
				case match.Text:
					in := func(text, word string) (is bool) {
						lang.Terms(text, func(term string) { is = is || term == word })
						return is
					}
					for _, word := range r.Has {
						both := func(s string) bool { return in(s, word) || strings.Contains(lang.Fold(s), word) }
						if !both(o.Text) || !both(w.Text) {
							t.Fatalf("%q is not in both of %q and %q", word, w.Text, o.Text)
						}
					}
				}
				for _, tag := range []lang.Tag{lang.Hans, lang.Hant, lang.En} {
					if text := r.In(tag); text == "" || strings.ContainsAny(text, "{}") {
						t.Fatalf("%+v is said as %q", r, text)
					}
				}
			}
			if sum != s.Score {
				t.Fatalf("the reasons come to %d, the score is %d", sum, s.Score)
			}
		}
	})
}

func TestAllGivesTheListsOfEach(t *testing.T) {
	set := planted.New(300, 3000, 4)
	x := match.NewIndex(set.Wishes, set.Offers, nil, planted.Rates)
	lists := make([][]match.Suggestion, len(set.Wishes))
	var mu sync.Mutex
	last := 0
	err := x.All(context.Background(), 4, match.Options{}, func(done int) { last = max(last, done) }, func(w int, list []match.Suggestion) {
		mu.Lock()
		lists[w] = list
		mu.Unlock()
	})
	if err != nil || last != len(set.Wishes) {
		t.Fatalf("%v after %d", err, last)
	}
	for i, w := range set.Wishes {
		if !reflect.DeepEqual(lists[i], x.ForParty(w.Party, match.Options{})) {
			t.Fatalf("the list of %s is another when all are made", w.Party)
		}
	}
	stopped, stop := context.WithCancel(context.Background())
	stop()
	if err := x.All(stopped, 1, match.Options{}, nil, func(int, []match.Suggestion) { t.Error("a list after the end") }); err == nil {
		t.Error("what was stopped says that it is done")
	}
}

// A third at least of what truly suits stands in the first twenty, though wishes are said with noise: one in ten
// names another industry, a third no more than a division, and offers leave things out.
func TestPlantedPreferencesAreFound(t *testing.T) {
	set := planted.New(200, 20000, 8)
	x := match.NewIndex(set.Wishes, set.Offers, nil, planted.Rates)
	at := map[project.ID]int{}
	for i, o := range set.Offers {
		at[o.Project] = i
	}
	found, most := 0, 0
	for w := range set.Wishes {
		best := 0
		for o := range set.Offers {
			if set.Gain(w, o) >= 3 {
				best++
			}
		}
		most += min(20, best)
		for _, s := range x.ForParty(set.Wishes[w].Party, match.Options{}) {
			if set.Gain(w, at[s.Project]) >= 3 {
				found++
			}
		}
	}
	t.Logf("%d of %d", found, most)
	if found*3 < most {
		t.Errorf("%d of %d are found", found, most)
	}
}

// What is read is words as they stand in the wish, not the pairs of characters that are looked for.
func TestWordsInCommonAreReadAsTheyStand(t *testing.T) {
	for _, c := range []struct{ wish, offer, want string }{
		{"深水埗生态环保总部大厦", "深水埗生態環保創新園", "深水埗生态环保"},
		{"生态环保，环保生态", "生态环保项目", "环保、生态、生态环保"},
		{"quantum sensors 量子传感", "Quantum sensor 量子传感产业园", "quantum、sensor、量子传感"},
		{"智慧水务平台", "水务智慧", "智慧、水务"},
		{"深水埗", "水埗与深水", "水埗、深水"}, // the offer has no 深水埗
	} {
		w, o := match.Wish{Party: "i", Text: c.wish}, match.Offer{Project: "p", Text: c.offer}
		list := match.NewIndex([]match.Wish{w}, []match.Offer{o}, nil, nil).ForParty("i", match.Options{})
		if len(list) != 1 || strings.Join(list[0].Reasons[0].Has, "、") != c.want {
			t.Errorf("%s and %s have %+v, want %s", c.wish, c.offer, list, c.want)
		}
	}
}

func TestRuleShownAsFarAsLet(t *testing.T) {
	shown := match.Interest{Edition: 26, Party: "shown", Industries: "C39", Text: "quantum sensors", Shown: true}
	kept := match.Interest{Edition: 26, Party: "kept", Industries: "C39", Text: "quantum sensors", Least: money.Amount{Minor: 123456700, Currency: "USD"}}
	offers := []match.Offer{{Project: "p", Owner: "o", Industry: "C3913", Text: "quantum sensors"}, {Project: "other", Owner: "o", Industry: "A01"}}
	past := []match.Past{{Investor: "kept", Project: "p"}, {Investor: "kept", Project: "other"}}
	list := func(readable bool, all ...match.Interest) []match.Suggestion {
		var wishes []match.Wish
		for _, i := range all {
			if i.Told(readable) {
				wishes = append(wishes, i.Wish())
			}
		}
		return match.NewIndex(wishes, offers, past, nil).ForProject("p", match.Options{})
	}
	alone := list(false, shown)
	if len(alone) != 1 || alone[0].Party != "shown" {
		t.Fatalf("who lets it be shown is listed as %+v", alone)
	}
	// Who does not is not named, whatever fits and whatever was asked for before, and makes no difference to the others.
	for _, all := range [][]match.Interest{{shown, kept}, {kept, shown}} {
		if d := cmp.Diff(alone, list(false, all...)); d != "" {
			t.Errorf("beside who does not: %s", d)
		}
		if got := list(true, all...); len(got) != 2 || got[0].Party != "kept" {
			t.Errorf("who may read both is given %+v", got)
		}
	}
	if nothing := (match.Interest{Edition: 26, Party: "nothing", Shown: true}); nothing.Told(true) {
		t.Error("who asks for nothing is named")
	}
}

func TestRuleNamesHaveTheirPlaceAndTheirTest(t *testing.T) {
	page, err := os.ReadFile("../docs/match.md")
	if err != nil {
		t.Fatal(err)
	}
	tests, err := os.ReadFile("match_test.go")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, m := range regexp.MustCompile("(?ms)^### ([a-z-]+)$.*?^Test: `(\\w+)`$").FindAllStringSubmatch(string(page), -1) {
		named[m[1]] = true
		if !strings.Contains(string(tests), "func "+m[2]+"(t *testing.T)") {
			t.Errorf("%s names the test %s, which does not exist", m[1], m[2])
		}
	}
	rules := []string{
		match.RuleIndustry, match.RuleAmount, match.RulePlace, match.RuleText, match.RuleUnknown, match.RuleDeclined, match.RuleAsked, match.RuleSeen, match.RuleWithheld, match.RuleOrder,
	}
	for _, rule := range rules {
		if !named[rule] {
			t.Errorf("%s has no place in docs/match.md", rule)
		}
		delete(named, rule)
	}
	for name := range named {
		t.Errorf("docs/match.md explains %s, which is no rule", name)
	}
}
