package store

import (
	"context"
	"database/sql"
	"errors"
	"math/bits"
	"slices"
	"strings"

	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
)

// Search: one box over parties, sessions, agreements and projects. A record is found when it
// has all words, in its names, in the names of its district and industry, or when a word is
// one of its identifiers. Ranking is plain, so that it can be explained: identifiers first,
// then records that have all words in their name, then the others; among equals the newest
// version first.

// A Wanted is what is searched for.
type Wanted struct {
	Text  string
	Kind  string           // party, session, agreement or project; "" for all
	After journal.Position // in Kind: begin after this version, the last of the page before
	Limit int              // at most so many of each kind
}

// A Found is what a search comes to.
type Found struct {
	Kinds []FoundKind // those of which anything was found, in the order in which they are shown
	Some  bool        // no record has all the words; these have at least one of them
	// Reach is up to which position the record is searched: less than the view's while the
	// index is being made.
	Reach journal.Position
}

// A FoundKind is what was found of one kind.
type FoundKind struct {
	Kind  string
	Total int64
	Hits  []Hit
	Later bool // there are more after these
}

// A Hit is a record that was found.
type Hit struct {
	Kind    string
	ID      string
	Since   journal.Position // the version
	Title   lang.Text
	Code    string
	Edition int64 // 0 of a party
	Day     lang.Date
	Amount  money.Amount

	fields      []hitField
	identifiers []hitIdentifier
}

// A Match says where a hit has what was searched for.
type Match struct {
	Field  string // title, name, within, district, industry, code, uscc, lei, registration
	Tag    lang.Tag
	Pieces []lang.Piece
}

// matchLength is how many characters of a field are shown with what was found.
const matchLength = 90

// Matches returns where the hit has the words, in the reader's language where the field has
// them there: the fields that matter most first, each once.
func (h Hit) Matches(text string, tag lang.Tag) []Match {
	var out []Match
	key := exactKey(text)
	for _, id := range h.identifiers {
		if id.value != "" && exactKey(id.value) == key {
			out = append(out, Match{Field: id.name, Pieces: []lang.Piece{{Text: id.value, Hit: true}}})
		}
	}
	q := lang.ParseSearch(text)
	for _, f := range h.fields {
		_, first := f.text.In(tag)
		for _, in := range append([]lang.Tag{first}, lang.Tags...) {
			if pieces, ok := q.Mark(f.text.Get(in), matchLength); ok {
				out = append(out, Match{f.name, in, pieces})
				break
			}
		}
	}
	return out
}

// A searchedBlock is a block of the index with what it holds of the words.
type searchedBlock struct {
	block block
	dead  bitset               // nil when nothing has ended
	has   []map[section]bitset // by the number of the term
}

// A wantedTerm is a term, or the beginning of terms, that a word asks for.
type wantedTerm struct {
	text   string
	begins bool
}

func (t wantedTerm) fits(term string) bool {
	return term == t.text || t.begins && strings.HasPrefix(term, t.text)
}

// wantedTerms lists what the words ask for, and which of them each word does.
func wantedTerms(q lang.Search) (terms []wantedTerm, words [][]int) {
	for _, w := range q.Words {
		var of []int
		for _, text := range w.Terms {
			if len(text) > termLength {
				text = text[:termLength]
			}
			t := wantedTerm{text, w.Begins}
			i := slices.Index(terms, t)
			if i < 0 {
				i = len(terms)
				terms = append(terms, t)
			}
			of = append(of, i)
		}
		words = append(words, of)
	}
	return terms, words
}

// Search finds records.
func (v View) Search(ctx context.Context, w Wanted) (Found, error) {
	sources, words, named, reach, err := v.look(ctx, w.Text)
	out := Found{Reach: reach}
	if err != nil {
		return out, err
	}
	for _, all := range []bool{true, false} {
		out.Some = !all
		if out.Kinds, err = v.rank(ctx, w, sources, words, named, all); err != nil || len(out.Kinds) > 0 || len(words) < 2 {
			break
		}
	}
	out.Some = out.Some && len(out.Kinds) > 0
	return out, err
}

// look looks a text up: what the blocks have of its words, which terms each word asks for,
// and what the whole of it names.
func (v View) look(ctx context.Context, text string) (sources []*searchedBlock, words [][]int, named [][]int64, reach journal.Position, err error) {
	terms, words := wantedTerms(lang.ParseSearch(text))
	reach = v.At
	if key := exactKey(text); key != exactMark {
		terms = append(terms, wantedTerm{text: key[:min(len(key), termLength)]})
	}
	if len(terms) > 0 {
		for range 3 {
			sources, reach, err = v.sources(ctx, terms)
			if !errors.Is(err, sql.ErrNoRows) {
				break
			} // blocks made way for a larger one
		}
		if err != nil {
			return nil, nil, nil, reach, err
		}
	}
	named, err = v.identified(ctx, text, sources)
	return sources, words, named, reach, err
}

// sources brings together what there is of the terms: in the blocks, and in what was
// written since.
func (v View) sources(ctx context.Context, terms []wantedTerm) ([]*searchedBlock, journal.Position, error) {
	if v.search == nil {
		return v.readAll(ctx, terms)
	}
	f := v.search.of(v.Fair)
	known, of := f.remembered(terms)
	list, rows, err := v.readTerms(ctx, terms, known)
	if err != nil {
		return nil, 0, err
	}
	whole, err := v.covered(ctx, f, list)
	if err != nil {
		return nil, 0, err
	}
	if whole != of { // what is remembered is of other blocks
		clear(known)
		if list, rows, err = v.readTerms(ctx, terms, known); err != nil {
			return nil, 0, err
		}
		if whole, err = v.covered(ctx, f, list); err != nil {
			return nil, 0, err
		}
	}
	sources := make([]*searchedBlock, len(list))
	for i, b := range list {
		sources[i] = &searchedBlock{block: b, has: make([]map[section]bitset, len(terms))}
	}
	for _, row := range rows {
		if i := slices.Index(list, row.block); i >= 0 {
			if err := sources[i].add(terms, row.term, row.postings); err != nil {
				return nil, 0, err
			}
		}
	}
	for n, t := range terms {
		if has, ok := known[t]; ok {
			for i := range sources {
				sources[i].has[n] = has[i]
			}
			continue
		}
		has := make([]map[section]bitset, len(sources))
		for i := range sources {
			has[i] = sources[i].has[n]
		}
		f.remember(t, has, whole)
	}
	at, reach := int64(v.At), whole.reach()
	if at-reach >= 1<<blockBits[len(blockBits)-1] {
		v.search.begin(v.Fair)
	}
	tailed := v
	if at-reach > 1<<tailBits {
		at = reach + 1<<tailBits
		tailed.At = journal.Position(at)
	}
	dead := whole.dead
	if at < reach {
		dead = deadIn(list, whole.ended, at)
	}
	if at > reach {
		x, release, err := tailed.tailOf(ctx, f, reach)
		if err != nil {
			return nil, 0, err
		}
		defer release()
		tail, err := x.source(terms)
		if err != nil {
			return nil, 0, err
		}
		sources = append(sources, tail)
		dead = append(slices.Clip(dead), nil)
		after := deadIn(append(slices.Clip(list), x.block), [][][2]int64{x.ended}, at)
		for i, set := range after {
			if set != nil && dead[i] != nil {
				set.or(dead[i])
			}
			if set != nil {
				dead[i] = set
			}
		}
	}
	for i := range sources {
		sources[i].dead = dead[i]
	}
	return sources, min(v.At, journal.Position(at)), nil
}

// readAll makes the index of all that the view holds, for a process that keeps none.
func (v View) readAll(ctx context.Context, terms []wantedTerm) ([]*searchedBlock, journal.Position, error) {
	var sources []*searchedBlock
	var list []block
	var ended [][][2]int64
	for start := int64(0); start < int64(v.At); start += 1 << blockBits[0] {
		b := block{blockBits[0], start}
		x, err := buildIndex(ctx, v.q, v.Fair, b, int64(v.At))
		if err != nil {
			return nil, 0, err
		}
		s, err := x.source(terms)
		if err != nil {
			return nil, 0, err
		}
		sources, list, ended = append(sources, s), append(list, b), append(ended, x.ended)
	}
	for i, dead := range deadIn(list, ended, int64(v.At)) {
		sources[i].dead = dead
	}
	return sources, v.At, nil
}

// add notes the postings of a term for each that asks for it.
func (s *searchedBlock) add(terms []wantedTerm, term string, postings []byte) error {
	for i, t := range terms {
		if !t.fits(term) {
			continue
		}
		if s.has[i] == nil {
			s.has[i] = map[section]bitset{}
		}
		err := decodePostings(postings, s.block.size(), func(of section) bitset {
			set := s.has[i][of]
			if set == nil {
				set = newBitset(s.block.size())
				s.has[i][of] = set
			}
			return set
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// source returns what the index holds of the terms.
func (x *termIndex) source(terms []wantedTerm) (*searchedBlock, error) {
	s := &searchedBlock{block: x.block, has: make([]map[section]bitset, len(terms))}
	add := func(term string) error { return s.add(terms, term, x.encode(term)) }
	var exact []string
	begins := slices.ContainsFunc(terms, func(t wantedTerm) bool { return t.begins })
	for _, t := range terms {
		if !t.begins && x.terms[t.text] != nil && !slices.Contains(exact, t.text) {
			exact = append(exact, t.text)
			if err := add(t.text); err != nil {
				return nil, err
			}
		}
	}
	if !begins {
		return s, nil
	}
	for term := range x.terms {
		if slices.Contains(exact, term) || !slices.ContainsFunc(terms, func(t wantedTerm) bool { return t.fits(term) }) {
			continue
		}
		if err := add(term); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// of returns the records of a kind that have the words, all of them or at least one, in one
// of the sections from the first on; nil when there are none.
func (s *searchedBlock) of(words [][]int, all bool, first section, sections int, at int64) bitset {
	var out bitset
	for i, terms := range words {
		var word bitset
		for j, n := range terms {
			var term bitset
			for k := range sections {
				if set := s.has[n][first+section(k)]; set != nil {
					if term == nil {
						term = slices.Clone(set)
					} else {
						term.or(set)
					}
				}
			}
			switch {
			case term == nil:
				word = nil
			case j == 0:
				word = term
			case word != nil:
				word.and(term)
			}
			if word == nil {
				break
			}
		}
		switch {
		case all && word == nil:
			return nil
		case all && i > 0:
			out.and(word)
		case out == nil:
			out = word
		case word != nil:
			out.or(word)
		}
	}
	if out == nil {
		return nil
	}
	if s.dead != nil {
		out.without(s.dead)
	}
	if s.block.last() > at { // what is later than the view
		for i := max(0, at-s.block.start); i < int64(s.block.size()); i++ {
			if i%64 == 0 {
				clear(out[i/64:])
				break
			}
			out[i/64] &^= 1 << (i % 64)
		}
	}
	return out
}

// rank puts what was found in its order.
func (v View) rank(ctx context.Context, w Wanted, sources []*searchedBlock, words [][]int, named [][]int64, all bool) ([]FoundKind, error) {
	var out []FoundKind
	for k, kind := range searchedKinds {
		if w.Kind != "" && w.Kind != kind.kind {
			continue
		}
		unseen, err := v.unseenOf(ctx, kind.table, named[k])
		if err != nil {
			return nil, err
		}
		named[k] = slices.DeleteFunc(named[k], func(since int64) bool { return unseen[since] })
		found := FoundKind{Kind: kind.kind, Total: int64(len(named[k]))}
		pick := picking{after: int64(w.After), limit: w.Limit + 1}
		for _, since := range named[k] {
			pick.add(since)
		}
		first := section(k) * sectionsOfKind
		titles, rest := make([]bitset, len(sources)), make([]bitset, len(sources))
		for i, s := range sources {
			any := s.of(words, all, first, sectionsOfKind, int64(v.At))
			if any == nil {
				continue
			}
			if err := v.hide(ctx, kind.table, s.block, any); err != nil {
				return nil, err
			}
			for _, since := range named[k] {
				if s.block.start < since && since <= s.block.last() {
					any[(since-s.block.start-1)/64] &^= 1 << ((since - s.block.start - 1) % 64)
				}
			}
			found.Total += any.count()
			if titles[i] = s.of(words, all, first, 1, int64(v.At)); titles[i] != nil {
				titles[i].and(any)
				any.without(titles[i])
			}
			rest[i] = any
		}
		for _, sets := range [][]bitset{titles, rest} {
			pick.seek(sources, sets)
			for i := len(sources) - 1; i >= 0; i-- {
				pick.from(sources[i].block, sets[i])
			}
		}
		if found.Total == 0 {
			continue
		}
		found.Later = len(pick.out) > w.Limit
		if found.Hits, err = kind.hits(ctx, v, pick.out[:min(len(pick.out), w.Limit)]); err != nil {
			return nil, err
		}
		out = append(out, found)
	}
	return out, nil
}

// A picking takes positions in their order, from after one of them on.
type picking struct {
	after int64 // 0 once it was met
	limit int
	out   []int64
}

func (p *picking) add(since int64) {
	switch {
	case p.after == since:
		p.after = 0
	case p.after == 0 && len(p.out) < p.limit:
		p.out = append(p.out, since)
	}
}

// seek begins within the sets when they hold the position: what is later in them is passed over.
func (p *picking) seek(sources []*searchedBlock, sets []bitset) {
	for i, set := range sets {
		b := sources[i].block
		if p.after == 0 || set == nil || p.after <= b.start || p.after > b.last() || !set.has(p.after-b.start-1) {
			continue
		}
		for j := i; j < len(sets); j++ {
			if sets[j] == nil {
				continue
			}
			if j > i {
				clear(sets[j])
				continue
			}
			for n := p.after - b.start - 1; n < int64(b.size()); n++ {
				set[n/64] &^= 1 << (n % 64)
			}
		}
		p.after = 0
	}
}

// from takes the positions of a set, the last first.
func (p *picking) from(b block, set bitset) {
	if p.after != 0 || set == nil {
		return
	}
	for i := len(set) - 1; i >= 0 && len(p.out) < p.limit; i-- {
		for w := set[i]; w != 0 && len(p.out) < p.limit; {
			top := 63 - bits.LeadingZeros64(w)
			w &^= 1 << top
			p.out = append(p.out, b.start+1+int64(i)*64+int64(top))
		}
	}
}

// identifiedLimit bounds how many records of a block share an identifier.
const identifiedLimit = 100

// identified finds records by what is asked for as a whole, when that is an identifier: by
// kind, the newest first. The last of the terms is that of identifiers without an index.
func (v View) identified(ctx context.Context, text string, sources []*searchedBlock) ([][]int64, error) {
	out := make([][]int64, len(searchedKinds))
	plain := strings.TrimSpace(lang.HalfWidth(text))
	if plain == "" || len(plain) > 64 {
		return out, nil
	}
	forms := []string{plain, strings.ToUpper(plain), strings.ToLower(plain)}
	slices.Sort(forms)
	forms = slices.Compact(forms)
	for k, kind := range searchedKinds {
		for _, column := range kind.identifiers {
			rows, err := v.q.QueryContext(ctx, "select since from "+kind.table+" where "+at+" and "+column+" in ("+marks(3, len(forms))+")",
				anys([]any{v.Fair, int64(v.At)}, forms)...)
			if err != nil {
				return nil, err
			}
			for rows.Next() {
				var since int64
				if err := rows.Scan(&since); err != nil {
					rows.Close()
					return nil, err
				}
				out[k] = append(out[k], since)
			}
			if err := errors.Join(rows.Err(), rows.Close()); err != nil {
				return nil, err
			}
		}
	}
	for k := range searchedKinds {
		for _, s := range sources {
			set := s.of([][]int{{len(s.has) - 1}}, true, section(k)*sectionsOfKind, 1, int64(v.At))
			pick := picking{limit: identifiedLimit}
			pick.from(s.block, set)
			out[k] = append(out[k], pick.out...)
		}
	}
	for k := range out {
		slices.SortFunc(out[k], func(a, b int64) int { return int(min(1, max(-1, b-a))) })
		out[k] = slices.Compact(out[k])
	}
	return out, nil
}

// matching returns which versions of a kind have all the words of a text, or are named by it.
func (v View) matching(ctx context.Context, table, text string) (func(since int64) bool, error) {
	k := slices.IndexFunc(searchedKinds, func(s searchedKind) bool { return s.table == table })
	sources, words, named, _, err := v.look(ctx, text)
	if err != nil {
		return nil, err
	}
	sets := make([]bitset, len(sources))
	list := make([]block, len(sources))
	for i, s := range sources {
		list[i] = s.block
		sets[i] = s.of(words, true, section(k)*sectionsOfKind, sectionsOfKind, int64(v.At))
	}
	return func(since int64) bool {
		if slices.Contains(named[k], since) {
			return true
		}
		i := blockOf(list, since)
		return i >= 0 && sets[i] != nil && sets[i].has(since-list[i].start-1)
	}, nil
}
