package claim

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"bridgehead/money"
)

// A category is a part that a word can play in a quantity; a word can play several.
type category uint8

const (
	catTrap category = iota
	catCurrency
	catMinor
	catSmall
	catTens
	catHundred
	catScale
	catLetter
	catMillion
	catDozen
	catOrd
	catOrdScale
	catSuffix
	catPlural
	catHalf
	catQuarter
	catHanHalf
	catAnd
	catA
	catPoint
	catMinus
	catOutOf
	catVague
	catPercent
	catPermille
	catPoints
	catBasis
	catTenth
	catDiscount
	catTimes
	catFan
	catTurned
	catMultiple
	catDouble
	catHalfPrice
	catPortion
	catOverHalf
	catHalved
	catBefore
	catStrict
	catAfter
	catOrEqual
	catLarger
	catSmaller
	catSkip
	catRange
	catBetween
	catClosing
	catRangeAnd
	catUp
	catDown
	catBase
	catOwnBase
	catCompare
	catList
	catOpen
	catSay
	catAccording
	catAccordingEnd
	catEdition
	catThisEdition
	catFirstEdition
	catMonth
	catYearWord
	catDecade
	catCentury
	catMonthWord
	catDayWord
	catQuarterWord
	catRelYear
	catRelMonth
	catRelDay
	catPart
	catHalf1
	catHalf2
	catFirstMonths
	catEndOf
	catOf
	catFiscal
	catSince
	catAsOf
	catInFront
	catWeekday
	catClock
	catAmPm
	catPrefix
	catClass
	catMeasure
	categories
)

// categoryNames are the categories as the tables in words/ write them.
var categoryNames = [categories]string{
	"trap", "currency", "minor", "small", "tens", "hundred", "scale", "letter", "million", "dozen",
	"ord", "ordscale", "suffix", "plural", "half", "quarter", "hanhalf", "and", "a", "point", "minus", "outof", "vague",
	"percent", "permille", "pp", "bp", "tenth", "discount", "times", "fan", "turned", "multiple",
	"double", "halfprice", "portion", "overhalf", "halved", "before", "strict", "after", "orequal", "larger", "smaller", "skip",
	"rangeword", "between", "closing", "rangeand", "up", "down", "base", "ownbase", "compare", "list", "open",
	"say", "according", "accordingend", "edition", "thisedition", "firstedition", "month", "yearword", "decade", "century", "monthword",
	"dayword", "quarterword", "relyear", "relmonth", "relday", "part", "half1", "half2", "firstmonths", "endof",
	"of", "fiscal", "since", "asof", "infront", "weekday", "clock", "ampm", "prefix", "class", "measure",
}

// A set holds categories.
type set [2]uint64

func (s *set) add(c category)      { s[c>>6] |= 1 << (c & 63) }
func (s *set) has(c category) bool { return s[c>>6]&(1<<(c&63)) != 0 }

// A sense is what a word says in a category.
type sense struct {
	cat category
	val int
	str string
}

// A word is an entry of the tables.
type word struct {
	text   string
	folded string
	cats   set
	senses []sense
}

func (w *word) sense(c category) *sense {
	for i := range w.senses {
		if w.senses[i].cat == c {
			return &w.senses[i]
		}
	}
	return nil
}

// A lexicon finds the longest word of the tables that begins at a place. It is a trie
// over folded characters; a run of spaces in the text is one space.
type lexicon struct {
	words []word
	first [1 << 16]int32 // the node after the first character, 0: none
	nodes []node
}

type node struct {
	word int32 // -1: no word ends here
	kids []kid
}

type kid struct {
	r  rune
	to int32
}

//go:embed words/*.txt
var tables embed.FS

var words = sync.OnceValue(func() *lexicon {
	l := &lexicon{nodes: []node{{word: -1}}}
	index := map[string]int32{}
	for _, name := range []string{"grammar", "units", "traps", "currency"} {
		file, err := tables.ReadFile("words/" + name + ".txt")
		if err != nil {
			panic(err)
		}
		for line := range strings.Lines(string(file)) {
			if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
				continue
			}
			if err := l.line(index, line); err != nil {
				panic(fmt.Sprintf("words/%s.txt: %v", name, err))
			}
		}
	}
	for n := range money.CurrencyNames() {
		l.add(index, n.Word, sense{catCurrency, 0, string(n.Currency) + n.Loose})
	}
	return l
})

// line reads one line of a table: category, value, colon, words.
func (l *lexicon) line(index map[string]int32, line string) error {
	head, list, ok := strings.Cut(line, ": ")
	name, value, _ := strings.Cut(head, " ")
	cat := category(0)
	for cat < categories && categoryNames[cat] != name {
		cat++
	}
	if !ok || cat == categories {
		return fmt.Errorf("no category and words in %q", line)
	}
	s := sense{cat: cat, str: value}
	s.val, _ = strconv.Atoi(value)
	for _, text := range strings.Split(list, "|") {
		l.add(index, text, s)
	}
	return nil
}

func (l *lexicon) add(index map[string]int32, text string, s sense) {
	var key []rune
	for _, r := range text {
		key = append(key, foldRune(r))
	}
	at, ok := index[string(key)]
	if !ok {
		at = int32(len(l.words))
		l.words = append(l.words, word{text: text, folded: string(key)})
		index[string(key)] = at
		l.grow(key, at)
	}
	w := &l.words[at]
	if have := w.sense(s.cat); have != nil {
		return // the first table that says it wins
	}
	w.cats.add(s.cat)
	w.senses = append(w.senses, s)
}

func (l *lexicon) grow(key []rune, at int32) {
	next := func() int32 {
		l.nodes = append(l.nodes, node{word: -1})
		return int32(len(l.nodes) - 1)
	}
	n := l.first[key[0]]
	if n == 0 {
		n = next()
		l.first[key[0]] = n
	}
	for _, r := range key[1:] {
		to := int32(0)
		for _, k := range l.nodes[n].kids {
			if k.r == r {
				to = k.to
			}
		}
		if to == 0 {
			to = next()
			l.nodes[n].kids = append(l.nodes[n].kids, kid{r, to})
		}
		n = to
	}
	l.nodes[n].word = at
}

// longest returns the longest word that begins at a place and ends at the end of a Latin
// word, and the place after it; -1 when there is none.
func (s *scanner) longest(at int) (found int32, end int) {
	found = -1
	r := s.r
	if r[at] > 0xFFFF {
		return found, at
	}
	n := s.lex.first[r[at]]
	for i := at + 1; n != 0; i++ {
		if w := s.lex.nodes[n].word; w >= 0 && s.table.classOf(r[i-1]) != classSpace && s.wordEnds(i) {
			found, end = w, i
		}
		if i >= len(r) || i > at+40 {
			break
		}
		c := r[i]
		if s.table.classOf(c) == classSpace {
			c = ' '
			for i+1 < len(r) && s.table.classOf(r[i+1]) == classSpace {
				i++
			}
			// Spaced Chinese: 百分 点.
			if i+1 < len(r) && r[i+1] > 0x2E80 && r[at] > 0x2E80 {
				continue
			}
		}
		to := int32(0)
		for _, k := range s.lex.nodes[n].kids {
			if k.r == c {
				to = k.to
				break
			}
		}
		n = to
	}
	return found, end
}

// wordEnds reports whether no Latin word goes on across the place.
func (s *scanner) wordEnds(at int) bool {
	return at >= len(s.r) || s.table.classOf(s.r[at-1]) != classLetter || s.table.classOf(s.r[at]) != classLetter
}

func (t *plainTable) classOf(r rune) class {
	if r > 0xFFFF {
		return classOf(r)
	}
	return t.class[r]
}
