package exchange

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/indicator"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

// Records is a table of the fair's projects, agreements or observations, with headings
// that the import understands: brought in again it changes nothing. Rows are read as they
// are written out.
func (o Out) Records(ctx context.Context, v store.View, kind Kind, f store.Filter) (Table, error) {
	switch kind {
	case Projects:
		t := o.table(lang.Say(o.Tag, "table.list."+string(kind)), nil, "code", "edition#decimal", "title_hans", "title_hant", "title_en", "type", "direction", "side", "district", "office", "owner",
			"industry", "amount#decimal", "currency", "terms", "status")
		t.Rows = func(yield func([]string, error) bool) {
			each(ctx, v, f, store.Order{}, func(rows []store.Row[project.Project]) ([][]string, error) { return o.projects(ctx, v, rows) }, yield)
		}
		return t, nil
	case Agreements:
		t := o.table(lang.Say(o.Tag, "table.list."+string(kind)), nil, "code", "edition#decimal", "title_hans", "title_hant", "title_en", "type", "row", "amends", "direction", "signed_on#day",
			"amount#decimal", "currency", "investor", "partner", "district", "office", "industry", "country", "project", "confirmed", "ended_on#day", "note")
		t.Rows = func(yield func([]string, error) bool) {
			each(ctx, v, f, store.Order{}, func(rows []store.Row[agreement.Agreement]) ([][]string, error) { return o.agreements(ctx, v, rows) }, yield)
		}
		return t, nil
	case Leads:
		return o.leads(ctx, v, f.Edition)
	case Milestones:
		return o.milestones(ctx, v, f.Edition)
	case Technologies:
		return o.technologies(ctx, v)
	case Deployments:
		return o.deployments(ctx, v, f.Edition)
	case Research:
		return o.research(ctx, v)
	case Programmes:
		return o.programmes(ctx, v, f.Edition)
	case Facilities:
		return o.facilities(ctx, v, f.Edition)
	case Paths:
		return o.paths(ctx, v, f.Edition)
	case Enterprises:
		return o.enterprises(ctx, v)
	case Listings:
		return o.listings(ctx, v)
	case Delegates:
		return o.delegates(ctx, v, f.Edition)
	case Interests:
		return o.interests(ctx, v, f.Edition)
	case Observations:
		t := o.table(lang.Say(o.Tag, "table.list."+string(kind)), nil, "code", "indicator", "scope", "value", "unit", "currency", "as_of#day", "kind", "printed", "words_hans", "words_hant", "words_en",
			"document", "stated_by")
		rows, err := o.observations(ctx, v, f.Edition)
		t.Rows = Listed(rows)
		return t, err
	}
	return Table{}, lang.Invalid("table.kind_unknown", lang.Args{"given": string(kind)})
}

// each writes the rows of a list as they are read.
func each[T store.Catalogued](ctx context.Context, v store.View, f store.Filter, order store.Order,
	cells func([]store.Row[T]) ([][]string, error), yield func([]string, error) bool,
) {
	stopped := errors.New("nobody reads any more")
	err := store.Each(ctx, v, f, order, func(part []store.Row[T]) error {
		rows, err := cells(part)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if !yield(r, nil) {
				return stopped
			}
		}
		return nil
	})
	if err != nil && !errors.Is(err, stopped) {
		yield(nil, err)
	}
}

// publicColumns are those that every reader of a list may see, a kind each.
var publicColumns = map[Kind][]string{
	Projects:   {"code", "edition#decimal", "title", "type", "direction", "side", "district", "owner", "industry", "amount#decimal", "currency"},
	Agreements: {"code", "edition#decimal", "title", "type", "direction", "signed_on#day", "amount#decimal", "currency", "investor", "partner", "district", "industry", "country", "ended_on#day"},
	Parties:    {"code", "party", "kind", "side", "district", "country", "industry", "uscc", "lei", "registration"},
}

// List is a table of projects, agreements or parties as their list shows them: narrowed, in
// its order, one row for each, in the reader's language, without what is not for everybody.
// Rows are read as they are written out.
func (o Out) List(ctx context.Context, v store.View, kind Kind, f store.Filter, order store.Order) (Table, error) {
	columns, ok := publicColumns[kind]
	if !ok {
		return Table{}, lang.Invalid("table.kind_unknown", lang.Args{"given": string(kind)})
	}
	t := o.table(lang.Say(o.Tag, "table.list."+string(kind)), nil, columns...)
	t.Rows = func(yield func([]string, error) bool) {
		switch kind {
		case Projects:
			each(ctx, v, f, order, func(rows []store.Row[project.Project]) ([][]string, error) { return o.listedProjects(ctx, v, rows) }, yield)
		case Agreements:
			each(ctx, v, f, order, func(rows []store.Row[agreement.Agreement]) ([][]string, error) {
				return o.listedAgreements(ctx, v, rows)
			}, yield)
		case Parties:
			each(ctx, v, f, order, o.listedParties, yield)
		}
	}
	return t, nil
}

// word says a code in the reader's language, and the code itself where it has no word.
func (o Out) word(prefix, code string) string {
	if key := prefix + "." + code; code != "" && lang.Has(key) {
		return lang.Say(o.Tag, key)
	}
	return code
}

func (o Out) side(code string) string {
	if s, at := o.Fair.SideNamed(code); at >= 0 {
		return o.text(s.Name)
	}
	return code
}

func (o Out) district(code string) string {
	if d, ok := fair.DistrictByCode(code); ok {
		return o.text(d.Name)
	}
	return code
}

func (o Out) industry(code string) string {
	if i, ok := project.IndustryByCode(code); ok {
		return code + " " + o.text(i.Name)
	}
	return code
}

func (o Out) listedProjects(ctx context.Context, v store.View, rows []store.Row[project.Project]) ([][]string, error) {
	var ids []string
	for _, r := range rows {
		ids = append(ids, string(r.Value.Owner))
	}
	names, err := v.PartyNames(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([][]string, len(rows))
	for i, r := range rows {
		p := r.Value
		amount, currency := amountCells(p.Amount)
		out[i] = []string{
			p.Code, strconv.FormatInt(p.Edition, 10), o.text(p.Title), o.word("word.cooperation", string(p.Type)), o.word("word.direction", string(p.Direction)),
			o.side(p.Side), o.district(p.District), o.text(names[string(p.Owner)]), o.industry(p.Industry), amount, currency,
		}
	}
	return out, nil
}

func (o Out) listedAgreements(ctx context.Context, v store.View, rows []store.Row[agreement.Agreement]) ([][]string, error) {
	var ids []string
	for _, r := range rows {
		for _, p := range r.Value.Parties {
			ids = append(ids, string(p.Party))
		}
	}
	names, err := v.PartyNames(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([][]string, len(rows))
	for i, r := range rows {
		a := r.Value
		amount, currency := amountCells(a.Amount)
		roles := map[string][]string{}
		for _, p := range a.Parties {
			roles[p.Role] = append(roles[p.Role], o.text(names[string(p.Party)]))
		}
		var districts []string
		for _, x := range a.Attributions {
			if x.District != "" {
				districts = append(districts, o.district(x.District))
			}
		}
		out[i] = []string{
			a.Code, strconv.FormatInt(a.Edition, 10), o.text(a.Title), o.word("word.agreement", string(a.Type)), o.word("word.direction", string(a.Direction)),
			string(a.SignedOn), amount, currency, strings.Join(roles[investorRole], "; "), strings.Join(roles[partnerRole], "; "),
			strings.Join(districts, "; "), o.industry(a.Industry), a.Country, string(a.EndedOn),
		}
	}
	return out, nil
}

func (o Out) listedParties(rows []store.Row[party.Party]) ([][]string, error) {
	out := make([][]string, len(rows))
	for i, r := range rows {
		p := r.Value
		out[i] = []string{
			p.Code, o.text(p.Name), o.word("party.kind", string(p.Kind)), o.side(p.Side), o.district(p.District), p.Country, o.industry(p.Industry),
			p.USCC, p.LEI, p.Registration,
		}
	}
	return out, nil
}

func amountCells(a money.Amount) (amount, currency string) {
	if !a.Given() {
		return "", ""
	}
	amount, _, _ = strings.Cut(a.String(), " ")
	return amount, string(a.Currency)
}

func (o Out) projects(ctx context.Context, v store.View, rows []store.Row[project.Project]) ([][]string, error) {
	var ids []string
	for _, r := range rows {
		if r.Value.Owner != "" {
			ids = append(ids, string(r.Value.Owner))
		}
	}
	names, err := v.PartyNames(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([][]string, 0, len(rows))
	for _, r := range rows {
		p := r.Value
		amount, currency := amountCells(p.Amount)
		out = append(out, []string{
			p.Code, strconv.FormatInt(p.Edition, 10), p.Title.Hans, p.Title.Hant, p.Title.En, string(p.Type), string(p.Direction), p.Side, p.District, p.Office,
			o.text(names[string(p.Owner)]), p.Industry, amount, currency, p.Terms, p.Status,
		})
	}
	return out, nil
}

func (o Out) agreements(ctx context.Context, v store.View, rows []store.Row[agreement.Agreement]) ([][]string, error) {
	var parties, ids, replaced []string
	for _, r := range rows {
		ids = append(ids, string(r.Value.ID))
		for _, p := range r.Value.Parties {
			parties = append(parties, string(p.Party))
		}
		if r.Value.Replaces != "" {
			replaced = append(replaced, string(r.Value.Replaces))
		}
	}
	names, err := v.PartyNames(ctx, parties)
	if err != nil {
		return nil, err
	}
	increases, err := store.AmendmentsOf(ctx, v, ids)
	if err != nil {
		return nil, err
	}
	former, err := store.ByID[agreement.Agreement](ctx, v, replaced)
	if err != nil {
		return nil, err
	}
	codes := map[agreement.ID]string{}
	for _, r := range former {
		codes[r.Value.ID] = r.Value.Code + "@" + strconv.FormatInt(r.Value.Edition, 10)
	}
	of := map[agreement.ID][]agreement.Amendment{}
	for _, r := range increases {
		of[r.Value.Agreement] = append(of[r.Value.Agreement], r.Value)
	}
	var out [][]string
	for _, r := range rows {
		a := r.Value
		amount, currency := amountCells(a.Amount)
		row, amends := "", ""
		if a.Replaces != "" {
			row, amends = rowReplacement, codes[a.Replaces]
		}
		roles := map[string][]string{}
		for _, p := range a.Parties {
			roles[p.Role] = append(roles[p.Role], o.text(names[string(p.Party)]))
		}
		districts, offices := attributionCells(a.Attributions)
		edition := strconv.FormatInt(a.Edition, 10)
		out = append(out, []string{
			a.Code, edition, a.Title.Hans, a.Title.Hant, a.Title.En, string(a.Type), row, amends, string(a.Direction),
			string(a.SignedOn), amount, currency, strings.Join(roles[investorRole], "; "), strings.Join(roles[partnerRole], "; "), districts, offices,
			a.Industry, a.Country, a.Project, o.sides(a.Confirmed), string(a.EndedOn), a.Note,
		})
		for _, i := range of[a.ID] {
			amount, currency := amountCells(i.Amount)
			out = append(out, []string{
				i.Code, strconv.FormatInt(i.Edition, 10), "", "", "", "", rowIncrease, a.Code + "@" + edition, "",
				string(i.SignedOn), amount, currency, "", "", "", "", "", "", "", o.sides(i.Confirmed), "", i.Note,
			})
		}
	}
	return out, nil
}

// sides writes a set of sides by their codes.
func (o Out) sides(set fair.SideSet) string {
	var list []string
	for i, s := range o.Fair.Sides {
		if set.Has(fair.SideBit(i)) {
			list = append(list, s.Code)
		}
	}
	return strings.Join(list, "; ")
}

// attributionCells writes districts and offices with their shares.
func attributionCells(list []agreement.Attribution) (districts, offices string) {
	var d, of []string
	for _, a := range list {
		share := ""
		if a.Num != a.Den {
			share = " " + strconv.FormatInt(a.Num, 10) + "/" + strconv.FormatInt(a.Den, 10)
		}
		if a.District != "" {
			d = append(d, a.District+share)
		}
		if a.Office != "" {
			if a.District != "" {
				share = ""
			}
			of = append(of, a.Office+share)
		}
	}
	return strings.Join(d, "; "), strings.Join(of, "; ")
}

func (o Out) observations(ctx context.Context, v store.View, edition int64) ([][]string, error) {
	list, err := v.Observations(ctx, "", nil, edition)
	if err != nil {
		return nil, err
	}
	return o.statements(list), nil
}

func (o Out) statements(list []indicator.Statement) [][]string {
	var out [][]string
	for _, s := range list {
		value := s.Printed
		if value == "" {
			value = s.Value
		}
		out = append(out, []string{
			s.Code, s.Indicator, s.Scope, value, s.Unit, string(s.Currency), string(s.AsOf), s.Kind, s.Printed, s.Words.Hans, s.Words.Hant, s.Words.En,
			o.text(s.Source.Citation()), o.text(s.StatedByText()),
		})
	}
	return out
}
