package store_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

// searching opens the database once more, as a process that serves does.
func searching(t *testing.T, address string) *store.DB {
	t.Helper()
	db := open(t, address)
	db.KeepSearch(func(err error) { t.Error(err) })
	return db
}

func viewAt(t *testing.T, db *store.DB, at journal.Position) store.View {
	t.Helper()
	v, err := db.View(t.Context(), "test", at)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// found writes what a search comes to: kind, number, and the titles of the hits.
func found(t *testing.T, v store.View, text string) []string {
	t.Helper()
	f, err := v.Search(t.Context(), store.Wanted{Text: text, Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	if f.Some {
		out = append(out, "some")
	}
	for _, k := range f.Kinds {
		line := fmt.Sprintf("%s %d:", k.Kind, k.Total)
		for _, h := range k.Hits {
			line += " " + cmp.Or(h.Title.Hans, h.Title.Hant, h.Title.En)
			if m := h.Matches(text, lang.Hans); len(m) > 0 {
				line += " (" + m[0].Field + ")"
			}
		}
		out = append(out, line)
	}
	return out
}

func TestSearchFindsRecordsOfEachKind(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, address string) {
		begin(t, db, 26)
		update(t, db, func(tx *store.Tx) error {
			a := agreement.Agreement{
				ID: agreement.ID(tx.NewID()), Edition: 26, Code: "XM-26-001", Title: lang.Text{Hans: "国际医疗中心", Hant: "國際醫療中心", En: "International medical centres"},
				Type: agreement.Contract, Industry: "I65", Attributions: []agreement.Attribution{{District: "110108", Num: 1, Den: 1}},
			}
			s := fair.Session{ID: tx.NewID(), Edition: 26, Kind: "forum", Name: lang.Text{Hant: "醫療健康論壇"}, Within: lang.Text{Hans: "开幕活动"}}
			return cmp.Or(
				store.Put(t.Context(), tx, &party.Party{ID: party.ID(tx.NewID()), Kind: party.Company, Name: lang.Text{Hans: "京港医疗公司"}, USCC: "91110000MA000000XX", Registration: "BR 123-456", District: "110105", Note: "秘密"}, 0, created),
				store.Put(t.Context(), tx, &s, 0, created),
				store.Put(t.Context(), tx, &a, 0, created),
				store.Put(t.Context(), tx, &project.Project{ID: project.ID(tx.NewID()), Edition: 26, Code: "P-7", Title: lang.Text{Hans: "海淀园区", En: "A park for investing"}, District: "110105", Terms: "秘密"}, 0, created),
			)
		})
		kept := searching(t, address)
		tests := []struct {
			name, search string
			want         []string
		}{
			{"a word of two characters in either script", "醫療", []string{"party 1: 京港医疗公司 (name)", "session 1: 醫療健康論壇 (name)", "agreement 1: 国际医疗中心 (title)"}},
			{"one character", "療", []string{"party 1: 京港医疗公司 (name)", "session 1: 醫療健康論壇 (name)", "agreement 1: 国际医疗中心 (title)"}},
			{"one character at the end of a name", "司", []string{"party 1: 京港医疗公司 (name)"}},
			{"English by its stem", "invested parks", []string{"project 1: 海淀园区 (title)"}},
			{"the name before the district", "海淀", []string{"agreement 1: 国际医疗中心 (district)", "project 1: 海淀园区 (title)"}},
			{"the name of the industry", "软件", []string{"agreement 1: 国际医疗中心 (industry)"}},
			{"words in two fields", "医疗 海淀", []string{"agreement 1: 国际医疗中心 (title)"}},
			{"an identifier, however it is written", "xm-26-001", []string{"agreement 1: 国际医疗中心 (code)"}},
			{"an identifier in full-width letters", "ＸＭ－26－001", []string{"agreement 1: 国际医疗中心 (code)"}},
			{"a part of an identifier", "91110000MA", nil},
			{"a number of a register", "91110000ma000000xx", []string{"party 1: 京港医疗公司 (uscc)"}},
			{"a number of another register", "BR123456", []string{"party 1: 京港医疗公司 (registration)"}},
			{"what is not for everybody", "秘密", nil},
			{"words that no record has together", "论坛 园区", []string{"some", "session 1: 醫療健康論壇 (name)", "project 1: 海淀园区 (title)"}},
			{"nothing", "", nil},
			{"nothing but punctuation", "。%_'", nil},
			{"no word anywhere", "火星", nil},
		}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				for name, of := range map[string]*store.DB{"kept": kept, "read": db} {
					if diff := gocmp.Diff(tt.want, found(t, viewAt(t, of, -1), tt.search)); diff != "" {
						t.Errorf("%s: %s", name, diff)
					}
				}
			})
		}
	})
}

func TestTheIndexOfRecordsThatNeverChangedIsWritten(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, address string) {
		begin(t, db, 26)
		update(t, db, func(tx *store.Tx) error {
			for range 1500 {
				p := project.Project{ID: project.ID(tx.NewID()), Edition: 26, Title: lang.Text{Hans: "从未改过"}}
				if err := store.Put(t.Context(), tx, &p, 0, created); err != nil {
					return err
				}
			}
			return nil
		})
		kept := searching(t, address)
		if !kept.AwaitSearch(t.Context(), "test") {
			t.Fatal("the index was not written")
		}
		f, err := viewAt(t, kept, -1).Search(t.Context(), store.Wanted{Text: "改过", Limit: 1})
		if err != nil || len(f.Kinds) != 1 || f.Kinds[0].Total != 1500 || !f.Kinds[0].Later {
			t.Errorf("%+v, %v", f, err)
		}
	})
}

// searchedWords are what the records of the next test are made of.
var searchedWords = []string{"京港", "港京", "醫療", "医疗", "产业", "园", "parks", "park", "medical", "AI"}

// A plainRecord is a record as the plain search sees it.
type plainRecord struct {
	kind  string
	since int64
	title lang.Text
	place string
}

// plainSearch looks through all records, one after the other.
func plainSearch(records []plainRecord, text string) []string {
	words := lang.ParseSearch(text).Words
	in := func(t lang.Text, w lang.SearchWord) bool {
		return slices.ContainsFunc(lang.Tags, func(tag lang.Tag) bool { return w.Finds(t.Get(tag)) })
	}
	rank := func(r plainRecord, all bool) int {
		titles, any := 0, 0
		for _, w := range words {
			if in(r.title, w) {
				titles++
			}
			d, _ := fair.DistrictByCode(r.place)
			if wordFound(r.title, d.Name, w) {
				any++
			}
		}
		switch {
		case len(words) == 0 || any == 0 || all && any < len(words):
			return 0
		case titles == len(words) || !all && titles > 0:
			return 1
		}
		return 2
	}
	for _, all := range []bool{true, false} {
		var out []string
		for _, kind := range []string{"party", "agreement", "project"} {
			for _, tier := range []int{1, 2} {
				for _, r := range slices.Backward(records) {
					if r.kind == kind && rank(r, all) == tier {
						out = append(out, fmt.Sprintf("%s %d", kind, r.since))
					}
				}
			}
		}
		if len(out) > 0 || len(words) < 2 {
			return out
		}
	}
	return nil
}

// wordFound reports whether each term of the word is in one of the texts.
func wordFound(a, b lang.Text, w lang.SearchWord) bool {
	for _, term := range w.Terms {
		one := lang.SearchWord{Folded: w.Folded, Terms: []string{term}, Begins: w.Begins}
		if !slices.ContainsFunc(lang.Tags, func(tag lang.Tag) bool { return one.Finds(a.Get(tag)) || one.Finds(b.Get(tag)) }) {
			return false
		}
	}
	return true
}

func TestSearchIsWhatALookThroughAllRecordsFinds(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, address string) {
		begin(t, db, 26)
		kept := searching(t, address)
		r := rand.New(rand.NewPCG(1, 2))
		word := func() string { return searchedWords[r.IntN(len(searchedWords))] }
		title := func() lang.Text {
			text := lang.Text{Hans: word() + word(), Hant: word()}
			if r.IntN(2) == 0 {
				text.En = word() + " " + word()
			}
			return text
		}
		places := []string{"", "110105", "110108", "810001"}
		type live struct {
			id    string
			since journal.Position
		}
		var projects []live
		at := journal.Position(0)
		for _, size := range []int{3, 400, 90, 1, 700, 1, 40} {
			projects = slices.Clone(projects)
			at = update(t, db, func(tx *store.Tx) error {
				for range size {
					var err error
					switch pick := r.IntN(10); {
					case pick == 0:
						err = store.Put(t.Context(), tx, &party.Party{ID: party.ID(tx.NewID()), Kind: party.Company, Name: title()}, 0, created)
					case pick == 1:
						a := agreement.Agreement{ID: agreement.ID(tx.NewID()), Edition: 26, Title: title()}
						if place := places[r.IntN(4)]; place != "" {
							a.Attributions = []agreement.Attribution{{District: place, Num: 1, Den: 1}}
						}
						err = store.Put(t.Context(), tx, &a, 0, created)
					case pick < 5 && len(projects) > 0:
						n := r.IntN(len(projects))
						if projects[n].since > tx.At {
							continue
						}
						if pick == 2 {
							err = store.Remove[project.Project](t.Context(), tx, projects[n].id, projects[n].since, store.How{Action: journal.Removed, Origin: created.Origin})
							projects = slices.Delete(projects, n, n+1)
						} else {
							err = store.Put(t.Context(), tx, &project.Project{ID: project.ID(projects[n].id), Edition: 26, Title: title()}, projects[n].since, store.How{Action: journal.Corrected, Origin: created.Origin})
							projects[n].since = tx.Position()
						}
					default:
						p := project.Project{ID: project.ID(tx.NewID()), Edition: 26, Title: title(), District: places[r.IntN(4)]}
						err = store.Put(t.Context(), tx, &p, 0, created)
						projects = append(projects, live{string(p.ID), tx.Position()})
					}
					if err != nil {
						return err
					}
				}
				return nil
			})
			if r.IntN(2) == 0 && !kept.AwaitSearch(t.Context(), "test") {
				t.Fatal("the index was not written")
			}
			for range 8 {
				when := at
				if r.IntN(3) == 0 {
					when = journal.Position(1 + r.Int64N(int64(at)))
				}
				text := strings.Join([]string{word(), word(), "朝阳"}[:1+r.IntN(3)], []string{" ", ""}[r.IntN(2)])
				want := plainSearch(plainRecords(t, viewAt(t, db, when)), text)
				limits := map[string]int{"kept": 7, "read": 5000}
				for name, v := range map[string]store.View{"kept": viewAt(t, kept, when), "read": viewAt(t, db, when)} {
					if diff := gocmp.Diff(want, paged(t.Context(), t, v, text, limits[name])); diff != "" {
						t.Fatalf("%s: %q at %d of %d: %s", name, text, when, at, diff)
					}
				}
			}
		}
	})
}

// plainRecords reads all records at the view's position, in the order of their versions.
func plainRecords(t *testing.T, v store.View) []plainRecord {
	t.Helper()
	var out []plainRecord
	err := store.EveryVersion(t.Context(), v, func(r party.Party, since journal.Position) {
		out = append(out, plainRecord{"party", int64(since), r.Name, r.District})
	})
	if err == nil {
		err = store.EveryVersion(t.Context(), v, func(r agreement.Agreement, since journal.Position) {
			place := ""
			if len(r.Attributions) > 0 {
				place = r.Attributions[0].District
			}
			out = append(out, plainRecord{"agreement", int64(since), r.Title, place})
		})
	}
	if err == nil {
		err = store.EveryVersion(t.Context(), v, func(r project.Project, since journal.Position) {
			out = append(out, plainRecord{"project", int64(since), r.Title, r.District})
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(out, func(a, b plainRecord) int { return cmp.Compare(a.since, b.since) })
	return out
}

// paged reads all that a search finds, page by page.
func paged(ctx context.Context, t *testing.T, v store.View, text string, limit int) []string {
	t.Helper()
	first, err := v.Search(ctx, store.Wanted{Text: text, Limit: limit})
	if err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		if first.Reach == v.At {
			break
		} // the rest is being indexed
		time.Sleep(5 * time.Millisecond)
		if first, err = v.Search(ctx, store.Wanted{Text: text, Limit: limit}); err != nil {
			t.Fatal(err)
		}
	}
	if first.Reach != v.At {
		t.Fatalf("searched up to %d of %d", first.Reach, v.At)
	}
	var out []string
	for _, k := range first.Kinds {
		n := int64(0)
		for {
			for _, h := range k.Hits {
				out = append(out, fmt.Sprintf("%s %d", k.Kind, h.Since))
				n++
			}
			if !k.Later {
				break
			}
			next, err := v.Search(ctx, store.Wanted{Text: text, Kind: k.Kind, After: k.Hits[len(k.Hits)-1].Since, Limit: limit})
			if err != nil {
				t.Fatal(err)
			}
			if len(next.Kinds) != 1 || next.Kinds[0].Total != k.Total {
				t.Fatalf("%q: %v after %v", text, next.Kinds, k)
			}
			k = next.Kinds[0]
		}
		if n != k.Total {
			t.Fatalf("%q: %d hits of %d", text, n, k.Total)
		}
	}
	return out
}
