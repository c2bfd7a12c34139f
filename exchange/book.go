package exchange

import (
	"slices"
	"strings"

	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

// A partyBook finds the parties that other records name, by code or by name, and makes
// those that the fair does not have yet.
type partyBook struct {
	p       *planner
	known   map[string]party.ID // by the text of the cell
	several map[string]bool     // texts that fit several parties
	keys    map[string]party.ID // of the parties that are made, by the key of the name
	created []write[party.Party]
}

func newPartyBook(p *planner) *partyBook {
	return &partyBook{p, map[string]party.ID{}, map[string]bool{}, map[string]party.ID{}, nil}
}

// learn looks up the texts that are new, all at once.
func (b *partyBook) learn(texts []string) error {
	var fresh, keys []string
	byKey := map[string][]string{}
	for _, text := range texts {
		if _, ok := b.known[text]; ok || text == "" || b.several[text] {
			continue
		}
		b.known[text] = ""
		fresh = append(fresh, text)
		key := lang.NameKey(text)
		if byKey[key] == nil {
			keys = append(keys, key)
		}
		byKey[key] = append(byKey[key], text)
	}
	if fresh == nil {
		return nil
	}
	coded, err := store.ByCode[party.Party](b.p.ctx, b.p.view, fresh)
	if err != nil {
		return err
	}
	named, err := store.PartiesNamed(b.p.ctx, b.p.view, keys)
	if err != nil {
		return err
	}
	for _, row := range named {
		for _, tag := range lang.Tags {
			for _, text := range byKey[lang.NameKey(row.Value.Name.Get(tag))] {
				if before := b.known[text]; before != "" && before != row.Value.ID {
					b.several[text] = true
				}
				b.known[text] = row.Value.ID
			}
		}
	}
	for _, row := range coded { // a code is surer than a name
		b.known[row.Value.Code] = row.Value.ID
		delete(b.several, row.Value.Code)
	}
	return nil
}

// learnNamed learns the parties that the good rows of a batch name, and returns what they are named by.
func learnNamed[T any](p *planner, batch []pending[T], named func(*T) string) ([]string, error) {
	var names []string
	for i := range batch {
		if !batch[i].bad {
			names = append(names, named(&batch[i].rec))
		}
	}
	return names, p.book.learn(names)
}

// settleEach makes the records of the rows of a batch that are good.
func settleEach[T any](p *planner, batch []pending[T], settle func(*pending[T]) error) error {
	for i := range batch {
		if batch[i].bad {
			p.leftOut()
		} else if err := settle(&batch[i]); err != nil {
			return err
		}
	}
	return nil
}

// find returns the party of the text, which was learnt, and makes it when there is none.
func (b *partyBook) find(text string, row int64) (party.ID, *lang.Error) {
	if b.several[text] {
		return "", lang.Invalid("import.party.several", lang.Args{"given": text})
	}
	if id := b.known[text]; id != "" {
		return id, nil
	}
	key := lang.NameKey(text)
	id := b.keys[key]
	if id == "" {
		id = party.ID(b.p.newID())
		made := party.Party{ID: id, Kind: kindOf(text), Name: lang.Text{}.With(inOwn(text), text)}
		b.created = append(b.created, write[party.Party]{rec: made, action: journal.Created, row: row})
		b.p.preview.Parties++
		b.p.preview.outcome(Outcome{Row: row, Action: ActionCreate, Record: "party", ID: string(id), Title: made.Name}, b.p.o.Detail, b.p.kept)
		b.keys[key] = id
	}
	b.known[text] = id
	return id, nil
}

// kindOf guesses what a party is from how its name ends; most are companies.
func kindOf(name string) party.Kind {
	folded := lang.Fold(name)
	for _, guess := range []struct {
		kind party.Kind
		ends []string
	}{
		{party.University, []string{"大学", "学院", "university", "college"}},
		{party.Association, []string{"协会", "商会", "联合会", "学会", "总会", "association", "chamber of commerce"}},
		{party.Fund, []string{"基金", "fund"}},
		{party.Government, []string{"政府", "委员会", "管委会", "局", "government", "bureau", "ministry"}},
	} {
		if slices.ContainsFunc(guess.ends, func(end string) bool { return strings.HasSuffix(folded, end) }) {
			return guess.kind
		}
	}
	return party.Company
}
