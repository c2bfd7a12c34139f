package exchange

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"

	"bridgehead/agreement"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/store"
)

// coded names a record within a fair as files do.
type coded struct {
	code    string
	edition int64
}

// seen is a row of the file that came earlier.
type seen struct {
	row  int64
	hash uint64
	id   string
	plan int // place in the plan, from 1; 0 when nothing is written
}

// An index finds the rows of the file that came earlier.
type index struct {
	byCode  map[coded]*seen
	byTitle map[uint64]*seen
}

func newIndex() index { return index{map[coded]*seen{}, map[uint64]*seen{}} }

// again settles a row that names what an earlier row names: it is a repetition when all
// cells are the same, and else an error. It reports whether the row is settled.
func again[T any](p *planner, r *pending[T], before *seen, record string, code string, title lang.Text) bool {
	if before == nil {
		return false
	}
	if before.hash != r.hash {
		key, column := "import.twice.code", "code"
		if code == "" {
			key, column = "import.twice.title", "title"
		}
		name, _ := title.In(lang.Hans)
		fail(p, r, column, lang.Invalid(key, lang.Args{"given": cmp.Or(code, name), "first": before.row, "second": r.row}))
		p.leftOut()
		return true
	}
	p.preview.outcome(Outcome{
		Row: r.row, Action: ActionRepeated, Record: record, ID: before.id, Code: code, Title: title, First: before.row,
	}, p.o.Detail, p.kept)
	return true
}

// titleKey is what a record without a code is recognised by: its title in one language,
// its amount, its date, in its edition.
func (p *planner) titleKey(edition int64, title string, a money.Amount, signed lang.Date) uint64 {
	var h maphash.Hash
	h.SetSeed(p.seed)
	h.WriteString(strconv.FormatInt(edition, 10))
	h.WriteByte(0)
	h.WriteString(lang.Fold(title))
	h.WriteByte(0)
	h.WriteString(strconv.FormatInt(a.Minor, 10))
	h.WriteString(string(a.Currency))
	h.WriteByte(0)
	h.WriteString(string(signed))
	return h.Sum64()
}

// aTitle is the title by which a row without a code is recognised among the others.
func aTitle(t lang.Text) string { return cmp.Or(t.Hans, t.Hant, t.En) }

// titleBook finds what is in the record by title; it reads an edition when a row of it
// first lacks a code.
type titleBook struct {
	read  func(edition int64, fn func(store.Titled)) error
	known map[int64]map[uint64]string // by edition and key; "?" for several
}

func (b *titleBook) find(p *planner, edition int64, t store.Titled) (string, error) {
	if b.known[edition] == nil {
		b.known[edition] = map[uint64]string{}
		err := b.read(edition, func(t store.Titled) {
			for _, tag := range lang.Tags {
				if title := t.Title.Get(tag); title != "" {
					key := p.titleKey(edition, title, t.Amount, t.SignedOn)
					if before := b.known[edition][key]; before != "" && before != t.ID {
						b.known[edition][key] = "?"
					} else {
						b.known[edition][key] = t.ID
					}
				}
			}
		})
		if err != nil {
			return "", err
		}
	}
	for _, tag := range lang.Tags {
		if title := t.Title.Get(tag); title != "" {
			if id := b.known[edition][p.titleKey(edition, title, t.Amount, t.SignedOn)]; id != "" {
				return id, nil
			}
		}
	}
	return "", nil
}

// agreementBook is what planning a file of agreements keeps.
type agreementBook struct {
	*planner
	file    index
	titles  titleBook
	later   []pending[agreementRow] // increases and replacements: they wait for the whole file
	amended map[string]int          // place in the plan of the last write of an agreement, by identifier
	mask    uint64                  // the attributes that an increase has
}

func (p *planner) readAgreements() error {
	b := &agreementBook{planner: p, file: newIndex(), amended: map[string]int{}}
	b.titles = titleBook{func(edition int64, fn func(store.Titled)) error {
		return store.AgreementTitles(p.ctx, p.view, edition, fn)
	}, map[int64]map[uint64]string{}}
	for i, a := range agreementAttrs {
		if slices.Contains([]string{"code", "edition", "signed_on", "amount", "confirmed", "note"}, a.name) {
			b.mask |= 1 << i
		}
	}
	err := eachBatch(p, agreementAttrs, agreementRow{}, b.finish, b.handle)
	if err != nil {
		return err
	}
	return b.handleLater()
}

// finish makes a row whole that was read cell by cell.
func (b *agreementBook) finish(r *pending[agreementRow]) {
	a := &r.rec
	if a.Edition == 0 {
		a.Edition = b.o.Edition
	}
	if a.Edition == 0 && !r.bad {
		fail(b.planner, r, "edition", lang.Invalid("import.edition.required"))
	} else if why := b.knownEdition(a.Edition); a.Edition != 0 && why != nil {
		fail(b.planner, r, "edition", why)
	}
	if a.amount != "" {
		amount, err := b.cells.amount(a.amount, b.unitOf(a.unit), a.currency)
		if err != nil {
			fail(b.planner, r, "amount", refusal(err))
		} else if a.Amount = amount; amount.Minor < 0 {
			fail(b.planner, r, "amount", lang.Invalid("record.negative"))
		}
	}
	if why := a.attribute(); why != nil {
		fail(b.planner, r, "district", why)
	}
	a.what = cmp.Or(a.what, rowNew)
	if a.what == rowNew && a.amends != "" {
		fail(b.planner, r, "amends", lang.Invalid("import.amends.new", lang.Args{"given": a.amends}))
	}
	if a.what != rowNew && a.amends == "" {
		// An office that gives an increase the code of the agreement concerned names no
		// other.
		if a.what == rowReplacement || a.Code == "" {
			fail(b.planner, r, "amends", lang.Invalid("import.amends.missing"))
		} else {
			a.amends, a.Code = a.Code, ""
		}
	}
}

// handle matches a batch.
func (b *agreementBook) handle(batch []pending[agreementRow]) error {
	var codes, names []string
	for i := range batch {
		r := &batch[i]
		if r.bad {
			continue
		}
		if r.rec.what == rowNew && r.rec.Code != "" {
			codes = append(codes, r.rec.Code)
		}
		names = append(append(names, r.rec.investors...), r.rec.partners...)
	}
	if err := b.book.learn(names); err != nil {
		return err
	}
	there, err := b.existing(codes)
	if err != nil {
		return err
	}
	bound, err := b.boundIn(batch)
	if err != nil {
		return err
	}
	var untitled []int
	for i := range batch {
		r := &batch[i]
		switch {
		case r.bad:
			b.leftOut()
		case b.bound[r.row] != "":
			if there := bound[b.bound[r.row]]; there == nil {
				fail(b.planner, r, "", lang.Invalid("record.not_found", lang.Args{"kind": "agreement"}))
			} else {
				r.set |= asked(agreementAttrs, Agreements)
				b.settle(r, there, "import.match.draft")
			}
		case r.rec.what != rowNew:
			b.later = append(b.later, *r)
		case r.rec.Code == "":
			untitled = append(untitled, i)
		default:
			b.settleCoded(r, there)
		}
	}
	return b.settleTitled(batch, untitled)
}

// existing reads the agreements that have one of the codes.
func (b *agreementBook) existing(codes []string) (map[coded]*store.Row[agreement.Agreement], error) {
	rows, err := store.ByCode[agreement.Agreement](b.ctx, b.view, codes)
	if err != nil {
		return nil, err
	}
	there := make(map[coded]*store.Row[agreement.Agreement], len(rows))
	for i := range rows {
		if b.mine == nil || b.mine(rows[i].Value) {
			there[coded{rows[i].Value.Code, rows[i].Value.Edition}] = &rows[i]
		}
	}
	return there, nil
}

// boundIn reads the agreements that rows of the batch are known to be about.
func (b *agreementBook) boundIn(batch []pending[agreementRow]) (map[string]*store.Row[agreement.Agreement], error) {
	var ids []string
	for i := range batch {
		ids = append(ids, b.bound[batch[i].row])
	}
	rows, err := store.ByID[agreement.Agreement](b.ctx, b.view, ids)
	found := map[string]*store.Row[agreement.Agreement]{}
	for i := range rows {
		if b.mine == nil || b.mine(rows[i].Value) {
			found[string(rows[i].Value.ID)] = &rows[i]
		}
	}
	return found, err
}

func (b *agreementBook) settleCoded(r *pending[agreementRow], there map[coded]*store.Row[agreement.Agreement]) *seen {
	key := coded{r.rec.Code, r.rec.Edition}
	if again(b.planner, r, b.file.byCode[key], "agreement", r.rec.Code, r.rec.Title) {
		return nil
	}
	s := b.settle(r, there[key], "import.match.code")
	b.file.byCode[key] = s
	return s
}

// settleTitled matches rows without a code by title, amount, date and edition.
func (b *agreementBook) settleTitled(batch []pending[agreementRow], rows []int) error {
	found := map[int]string{}
	var ids []string
	for _, i := range rows {
		r := &batch[i]
		id, err := b.titles.find(b.planner, r.rec.Edition, store.Titled{Title: r.rec.Title, Amount: r.rec.Amount, SignedOn: r.rec.SignedOn})
		if err != nil {
			return err
		}
		if id == "?" {
			fail(b.planner, r, "title", lang.Invalid("import.title.several", lang.Args{"given": aTitle(r.rec.Title)}))
			continue
		}
		if id != "" {
			found[i] = id
			ids = append(ids, id)
		}
	}
	full, err := store.ByID[agreement.Agreement](b.ctx, b.view, ids)
	if err != nil {
		return err
	}
	there := map[string]*store.Row[agreement.Agreement]{}
	for i := range full {
		if b.mine == nil || b.mine(full[i].Value) {
			there[string(full[i].Value.ID)] = &full[i]
		}
	}
	for _, i := range rows {
		r := &batch[i]
		if r.bad {
			b.leftOut()
			continue
		}
		key := b.titleKey(r.rec.Edition, aTitle(r.rec.Title), r.rec.Amount, r.rec.SignedOn)
		if again(b.planner, r, b.file.byTitle[key], "agreement", "", r.rec.Title) {
			continue
		}
		b.file.byTitle[key] = b.settle(r, there[found[i]], "import.match.title")
	}
	return nil
}

// settle plans what a row of an agreement does, there being the record that it is about.
func (b *agreementBook) settle(r *pending[agreementRow], there *store.Row[agreement.Agreement], why string) *seen {
	s := &seen{row: r.row, hash: r.hash}
	a := &r.rec
	if there == nil {
		a.ID = agreement.ID(b.newID())
	} else {
		a.ID = there.Value.ID
	}
	s.id = string(a.ID)
	if r.bad || !b.resolve(r) {
		b.leftOut()
		return s
	}
	out := Outcome{Row: r.row, Record: "agreement", ID: string(a.ID), Code: a.Code, Title: a.Title}
	w := write[agreement.Agreement]{row: r.row, action: journal.Created}
	if there == nil {
		w.rec = a.Agreement
		w.rec.Confirmed |= b.confirm
		out.Action = ActionCreate
	} else {
		merged, changes := merge(agreementAttrs, agreementRow{Agreement: there.Value}, r)
		changes = confirmAlso(&merged, changes, b)
		if r.rec.Replaces != "" && merged.Replaces != r.rec.Replaces {
			changes = append(changes, Change{"amends", string(merged.Replaces), string(r.rec.Replaces)})
			merged.Replaces = r.rec.Replaces
		}
		w.rec, w.before, w.action = merged.Agreement, there.Since, journal.Corrected
		out.Matched, out.Title, out.Changes, out.Action = why, merged.Title, changes, ActionCorrect
		switch {
		case len(changes) == 0:
			out.Action = ActionUnchanged
		case len(changes) == 1 && changes[0].Field == "confirmed" && merged.Confirmed.Has(there.Value.Confirmed):
			out.Action, w.action = ActionConfirm, journal.Confirmed
		}
	}
	if a.what == rowReplacement && out.Action == ActionCreate {
		out.Action = ActionAmend
	}
	if !validate(b.planner, r, w.rec.Validate()) {
		b.leftOut()
		return s
	}
	b.preview.outcome(out, b.o.Detail, b.kept)
	if out.Action != ActionUnchanged {
		b.plan.agreements = append(b.plan.agreements, w)
		s.plan = len(b.plan.agreements)
	}
	return s
}

// confirmAlso adds the sides of --confirm to those that a record has.
func confirmAlso(a *agreementRow, changes []Change, b *agreementBook) []Change {
	before := confirmedText(a.Confirmed)
	a.Confirmed |= b.confirm
	after := confirmedText(a.Confirmed)
	if before == after {
		return changes
	}
	for i := range changes {
		if changes[i].Field == "confirmed" {
			if changes[i].New = after; changes[i].Old == after {
				return slices.Delete(changes, i, i+1)
			}
			return changes
		}
	}
	return append(changes, Change{"confirmed", before, after})
}

// resolve finds the parties that a row names.
func (b *agreementBook) resolve(r *pending[agreementRow]) bool {
	for _, part := range []struct {
		role  string
		names []string
	}{{investorRole, r.rec.investors}, {partnerRole, r.rec.partners}} {
		for _, name := range part.names {
			id, why := b.book.find(name, r.row)
			if why != nil {
				fail(b.planner, r, part.role, why)
				return false
			}
			r.rec.Parties = append(r.rec.Parties, agreement.Role{Party: id, Role: part.role})
		}
	}
	return true
}

// A target is the agreement that an increase or a replacement speaks of.
type target struct {
	id   agreement.ID
	row  *store.Row[agreement.Agreement] // as the record has it; nil when the file makes it
	plan int                             // place of its last write in the plan; 0 when there is none
}

// handleLater plans the increases and replacements, when all agreements of the file are
// known.
func (b *agreementBook) handleLater() error {
	if b.later == nil {
		return nil
	}
	var codes, own []string
	wanted := map[string][]target{}
	for i := range b.later {
		code, _ := splitTarget(b.later[i].rec.amends)
		if wanted[code] == nil {
			wanted[code] = []target{}
			codes = append(codes, code)
		}
		own = append(own, b.later[i].rec.Code)
	}
	rows, err := store.ByCode[agreement.Agreement](b.ctx, b.view, codes)
	if err != nil {
		return err
	}
	for i := range rows {
		wanted[rows[i].Value.Code] = append(wanted[rows[i].Value.Code], target{id: rows[i].Value.ID, row: &rows[i]})
	}
	for key, s := range b.file.byCode {
		list, ok := wanted[key.code]
		if !ok || s.id == "" {
			continue
		}
		if at := slices.IndexFunc(list, func(t target) bool { return string(t.id) == s.id }); at >= 0 {
			list[at].plan = s.plan
		} else if s.plan > 0 {
			wanted[key.code] = append(list, target{id: agreement.ID(s.id), plan: s.plan})
		}
	}
	there, err := b.existing(own)
	if err != nil {
		return err
	}
	var ids []string
	for _, list := range wanted {
		for _, t := range list {
			ids = append(ids, string(t.id))
		}
	}
	increases, err := store.AmendmentsOf(b.ctx, b.view, ids)
	if err != nil {
		return err
	}
	b.file.byTitle = map[uint64]*seen{}
	fileIncreases := map[coded]*seen{}
	for i := range b.later {
		r := &b.later[i]
		t, why := b.targetOf(r, wanted)
		if why != nil {
			fail(b.planner, r, "amends", why)
			b.leftOut()
			continue
		}
		if r.rec.what == rowIncrease {
			b.increase(r, t, increases, fileIncreases)
			continue
		}
		r.rec.Replaces = t.id
		if err := b.replace(r, t, there); err != nil {
			return err
		}
	}
	return nil
}

// splitTarget reads A-17 or, where a code stands in several editions, A-17@25.
func splitTarget(s string) (code string, edition int64) {
	if at := strings.LastIndexByte(s, '@'); at > 0 {
		if n, err := strconv.ParseInt(strings.TrimSpace(s[at+1:]), 10, 64); err == nil {
			return strings.TrimSpace(s[:at]), n
		}
	}
	return s, 0
}

func (b *agreementBook) targetOf(r *pending[agreementRow], wanted map[string][]target) (target, *lang.Error) {
	code, edition := splitTarget(r.rec.amends)
	list := wanted[code]
	if edition > 0 {
		list = slices.DeleteFunc(slices.Clone(list), func(t target) bool {
			if t.row != nil {
				return t.row.Value.Edition != edition
			}
			return b.plan.agreements[t.plan-1].rec.Edition != edition
		})
	}
	switch {
	case len(list) == 0:
		return target{}, lang.Invalid("import.amends.unknown", lang.Args{"given": r.rec.amends})
	case len(list) > 1:
		return target{}, lang.Invalid("import.amends.several", lang.Args{"given": r.rec.amends})
	}
	return list[0], nil
}

// increase plans a capital increase of an agreement.
func (b *agreementBook) increase(r *pending[agreementRow], t target, increases []store.Row[agreement.Amendment], file map[coded]*seen) {
	a := &r.rec
	key := coded{a.Code, a.Edition}
	if a.Code == "" {
		// Increases without a code are told apart by agreement, date and amount.
		key.code = "\x00" + string(t.id) + "\x00" + string(a.SignedOn) + "\x00" + a.Amount.String()
	}
	if again(b.planner, r, file[key], "amendment", a.Code, a.Title) {
		return
	}
	var there *store.Row[agreement.Amendment]
	why := "import.match.code"
	for i, x := range increases {
		switch {
		case x.Value.Edition != a.Edition || x.Value.Agreement != t.id:
		case a.Code != "" && x.Value.Code == a.Code:
			there = &increases[i]
		case a.Code == "" && x.Value.SignedOn == a.SignedOn && x.Value.Amount == a.Amount:
			there, why = &increases[i], "import.match.increase"
		}
	}
	w := write[agreement.Amendment]{row: r.row, action: journal.Amended}
	out := Outcome{Row: r.row, Record: "amendment", Code: a.Code, Title: a.Title, Action: ActionAmend}
	w.rec = agreement.Amendment{
		Code: a.Code, Agreement: t.id, Edition: a.Edition, SignedOn: a.SignedOn,
		Amount: a.Amount, Confirmed: a.Confirmed | b.confirm, Note: a.Note,
	}
	if there == nil {
		w.rec.ID = agreement.AmendmentID(b.newID())
	} else {
		x := there.Value
		before := agreementRow{Agreement: agreement.Agreement{
			Code: x.Code, Edition: x.Edition, SignedOn: x.SignedOn, Amount: x.Amount, Confirmed: x.Confirmed, Note: x.Note,
		}}
		r.set &= b.mask
		merged, changes := merge(agreementAttrs, before, r)
		if a.Code == "" { // the code in the row names the agreement concerned
			merged.Code = x.Code
			changes = slices.DeleteFunc(changes, func(c Change) bool { return c.Field == "code" })
		}
		changes = confirmAlso(&merged, changes, b)
		w.rec = agreement.Amendment{
			ID: x.ID, Code: merged.Code, Agreement: x.Agreement, Edition: merged.Edition, SignedOn: merged.SignedOn,
			Amount: merged.Amount, Confirmed: merged.Confirmed, Note: merged.Note,
		}
		w.before, w.action, out.Action = there.Since, journal.Corrected, ActionCorrect
		out.Matched, out.Changes = why, changes
		if len(changes) == 0 {
			out.Action = ActionUnchanged
		}
	}
	out.ID = string(w.rec.ID)
	file[key] = &seen{row: r.row, hash: r.hash, id: out.ID}
	if !w.rec.Amount.Given() {
		fail(b.planner, r, "amount", lang.Invalid("import.increase.amount"))
	}
	if !validate(b.planner, r, w.rec.Validate()) {
		b.leftOut()
		return
	}
	b.preview.outcome(out, b.o.Detail, b.kept)
	if out.Action != ActionUnchanged {
		b.plan.amendments = append(b.plan.amendments, w)
	}
}

// replace plans an agreement that takes the place of another: it counts as new in its own
// edition, and the other ends.
func (b *agreementBook) replace(r *pending[agreementRow], t target, there map[coded]*store.Row[agreement.Agreement]) error {
	var s *seen
	if r.rec.Code != "" {
		s = b.settleCoded(r, there)
	} else {
		one := []pending[agreementRow]{*r}
		if err := b.settleTitled(one, []int{0}); err != nil {
			return err
		}
		if r.bad = one[0].bad; !r.bad {
			s = b.file.byTitle[b.titleKey(r.rec.Edition, aTitle(r.rec.Title), r.rec.Amount, r.rec.SignedOn)]
		}
	}
	if s == nil || r.bad || s.row != r.row {
		return nil
	}
	if string(t.id) == s.id {
		fail(b.planner, r, "amends", lang.Invalid("import.amends.itself", lang.Args{"given": r.rec.amends}))
		b.leftOut()
		return nil
	}
	place := cmp.Or(b.amended[string(t.id)], t.plan)
	w := write[agreement.Agreement]{row: r.row, action: journal.Amended, follow: place}
	if place > 0 {
		w.rec = b.plan.agreements[place-1].rec
	} else {
		w.rec, w.before = t.row.Value, t.row.Since
	}
	if w.rec.EndedOn != "" {
		return nil
	}
	w.rec.EndedOn = cmp.Or(r.rec.SignedOn, b.editions[r.rec.Edition].Opened)
	b.plan.agreements = append(b.plan.agreements, w)
	b.amended[string(t.id)] = len(b.plan.agreements)
	return nil
}

// namesForIDs puts names for the identifiers of parties, and for the places of sides, in
// the changes that are listed.
func (p *planner) namesForIDs() error {
	named := []string{investorRole, partnerRole, "owner", "parent"}
	ids := map[string]string{}
	var list []string
	each := func(fn func(c *Change)) {
		for i := range p.preview.Outcomes {
			for j := range p.preview.Outcomes[i].Changes {
				fn(&p.preview.Outcomes[i].Changes[j])
			}
		}
	}
	each(func(c *Change) {
		if slices.Contains(named, c.Field) {
			for _, id := range append(strings.Split(c.Old, "; "), strings.Split(c.New, "; ")...) {
				ids[id] = id
				list = append(list, id)
			}
		}
	})
	rows, err := store.ByID[party.Party](p.ctx, p.view, list)
	if err != nil {
		return err
	}
	for _, row := range rows {
		ids[string(row.Value.ID)], _ = row.Value.Name.In(lang.Hans)
	}
	for _, w := range slices.Concat(p.book.created, p.plan.parties) {
		if ids[string(w.rec.ID)] != "" {
			ids[string(w.rec.ID)], _ = w.rec.Name.In(lang.Hans)
		}
	}
	names := func(s string) string {
		parts := strings.Split(s, "; ")
		for i := range parts {
			parts[i] = cmp.Or(ids[parts[i]], parts[i])
		}
		return strings.Join(parts, "; ")
	}
	sides := func(s string) string {
		bits, ok := strings.CutPrefix(s, "sides:")
		if !ok {
			return s
		}
		n, _ := strconv.ParseInt(bits, 2, 64)
		var codes []string
		for i, side := range p.cells.fair.Sides {
			if n&(1<<i) != 0 {
				codes = append(codes, side.Code)
			}
		}
		return strings.Join(codes, ", ")
	}
	each(func(c *Change) {
		switch {
		case slices.Contains(named, c.Field):
			c.Old, c.New = names(c.Old), names(c.New)
		case c.Field == "confirmed":
			c.Old, c.New = sides(c.Old), sides(c.New)
		}
	})
	return nil
}
