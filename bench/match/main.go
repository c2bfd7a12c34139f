// Command match measures suggestions: how much of what truly suits an investor stands in the first twenty, beside BM25 over the
// same words alone, on a planted set in one run; then the time for all lists of a large set, of one list, and the memory.
//
//	go run ./match [-investors 20000] [-projects 1000000] [-judged 500] [-threads 2]
package main

import (
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"time"

	"bridgehead/lang"
	"bridgehead/match"
	"bridgehead/match/planted"
	"bridgehead/party"
	"bridgehead/project"
)

func main() {
	investors := flag.Int("investors", 20000, "the `number` of investors of the large set")
	projects := flag.Int("projects", 1000000, "the `number` of projects of the large set")
	judged := flag.Int("judged", 500, "the `number` of investors of the set that is judged, among 50,000 projects")
	threads := flag.Int("threads", runtime.GOMAXPROCS(0), "the `number` of threads")
	seed := flag.Uint64("seed", 26, "the `seed` of both sets")
	flag.Parse()
	quality(*judged, 50000, *seed)
	if err := speed(*investors, *projects, *threads, *seed); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// best is how long the lists are that are judged.
const best = 20

// suits is the gain from which an offer counts as one to be found.
const suits = 3

// quality judges the lists of both against what is hidden in the set.
func quality(investors, projects int, seed uint64) {
	set := planted.New(investors, projects, seed)
	at := map[project.ID]int{}
	for i, o := range set.Offers {
		at[o.Project] = i
	}
	x := match.NewIndex(set.Wishes, set.Offers, nil, planted.Rates)
	words := newBM25(set.Offers)
	var ours, plain judgement
	for w, wish := range set.Wishes {
		gains := make([]int, len(set.Offers))
		for o := range set.Offers {
			gains[o] = set.Gain(w, o)
		}
		var list []int
		for _, s := range x.ForParty(wish.Party, match.Options{Limit: best}) {
			list = append(list, at[s.Project])
		}
		ours.add(gains, list)
		plain.add(gains, words.list(queryOf(wish)))
	}
	fmt.Printf("%d investors, %d projects\n%-28s recall@20 %.3f  nDCG@20 %.3f\n%-28s recall@20 %.3f  nDCG@20 %.3f\n",
		investors, projects, "match", ours.recall/ours.of, ours.ndcg/ours.of, "BM25 alone", plain.recall/plain.of, plain.ndcg/plain.of)
}

// queryOf gives BM25 all that a wish says in words, the names of the industries that it seeks among them.
func queryOf(w match.Wish) string {
	s := w.Text
	for _, code := range w.Industries {
		i, _ := project.IndustryByCode(code)
		s += " " + i.Name.Hans
	}
	return s
}

// A judgement sums over investors whom something suits.
type judgement struct{ recall, ndcg, of float64 }

// add judges one list: recall of what suits, of twenty at most; nDCG by gains 2^g − 1.
func (j *judgement) add(gains, list []int) {
	ideal := slices.Clone(gains)
	slices.SortFunc(ideal, func(a, b int) int { return b - a })
	suiting := 0
	for suiting < len(ideal) && ideal[suiting] >= suits {
		suiting++
	}
	if suiting == 0 {
		return
	}
	found, got, most := 0, 0.0, 0.0
	for n := range best {
		most += worth(ideal[n], n)
		if n < len(list) {
			got += worth(gains[list[n]], n)
			if gains[list[n]] >= suits {
				found++
			}
		}
	}
	j.of++
	j.recall += float64(found) / float64(min(best, suiting))
	j.ndcg += got / most
}

func worth(gain, place int) float64 {
	return (math.Exp2(float64(gain)) - 1) / math.Log2(float64(place+2))
}

// bm25 ranks by words alone: Okapi BM25 with k1 1.2 and b 0.75, over the same terms, industries' names included.
type bm25 struct {
	postings map[string][]posting
	length   []float64
	mean     float64
}

type posting struct {
	at    int
	count float64
}

func newBM25(offers []match.Offer) *bm25 {
	b := &bm25{postings: map[string][]posting{}, length: make([]float64, len(offers))}
	for i, o := range offers {
		industry, _ := project.IndustryByCode(o.Industry)
		lang.Terms(o.Text+" "+industry.Name.Hans, func(term string) {
			b.length[i]++
			of := b.postings[term]
			if len(of) > 0 && of[len(of)-1].at == i {
				of[len(of)-1].count++
				return
			}
			b.postings[term] = append(of, posting{i, 1})
		})
		b.mean += b.length[i] / float64(len(offers))
	}
	return b
}

func (b *bm25) list(query string) []int {
	score := map[int]float64{}
	n := float64(len(b.length))
	lang.Terms(query, func(term string) {
		of := b.postings[term]
		k := float64(len(of))
		idf := math.Log(1 + (n-k+0.5)/(k+0.5))
		for _, p := range of {
			score[p.at] += idf * p.count * 2.2 / (p.count + 1.2*(0.25+0.75*b.length[p.at]/b.mean))
		}
	})
	all := make([]int, 0, len(score))
	for at := range score {
		all = append(all, at)
	}
	slices.SortFunc(all, func(x, y int) int {
		switch {
		case score[x] > score[y]:
			return -1
		case score[x] < score[y]:
			return 1
		}
		return x - y
	})
	return all[:min(best, len(all))]
}

// speed measures a large set.
func speed(investors, projects, threads int, seed uint64) error {
	set := planted.New(investors, projects, seed)
	begun := time.Now()
	x := match.NewIndex(set.Wishes, set.Offers, nil, planted.Rates)
	made := time.Since(begun)
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	fmt.Printf("%d investors, %d projects: index made in %.1f s; %d MB live, the set itself included\n", investors, projects, made.Seconds(), memory.HeapAlloc>>20)
	one := func(what string, list func(i int)) {
		var took []time.Duration
		for i := range 100 {
			begun := time.Now()
			list(i)
			took = append(took, time.Since(begun))
		}
		slices.Sort(took)
		fmt.Printf("%s: median %.1f ms, 95th of 100 %.1f ms\n", what, took[50].Seconds()*1000, took[95].Seconds()*1000)
	}
	one("one investor's list", func(i int) { x.ForParty(party.ID(set.Wishes[i*len(set.Wishes)/100].Party), match.Options{}) })
	one("one project's list", func(i int) { x.ForProject(set.Offers[i*len(set.Offers)/100].Project, match.Options{}) })
	begun = time.Now()
	err := x.All(context.Background(), threads, match.Options{}, nil, func(int, []match.Suggestion) {})
	fmt.Printf("all %d lists on %d threads: %.1f s\n", investors, threads, time.Since(begun).Seconds())
	return err
}
