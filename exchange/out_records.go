package exchange

import (
	"context"
	"strconv"
	"strings"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/indicator"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/project"
	"bridgehead/store"
)

// listPage is how many records are read at once.
const listPage = 1000

// Records is a table of the fair's projects, agreements or observations, with headings
// that the import understands: brought in again it changes nothing. Rows are read as they
// are written out.
func (o Out) Records(ctx context.Context, v store.View, kind Kind, f store.Filter) (Table, error) {
	switch kind {
	case Projects:
		t := o.table(lang.Say(o.Tag, "table.list."+string(kind)), nil, "code", "edition#decimal", "title_hans", "title_hant", "title_en", "type", "direction", "side", "district", "office", "owner",
			"industry", "amount#decimal", "currency", "terms", "status")
		t.Rows = func(yield func([]string, error) bool) {
			paged(func(after string) (store.Listing[project.Project], error) {
				return v.Projects(ctx, f, store.Page{After: after, Limit: listPage})
			}, func(p project.Project) string { return string(p.ID) }, func(rows []store.Row[project.Project]) ([][]string, error) {
				return o.projects(ctx, v, rows)
			}, yield)
		}
		return t, nil
	case Agreements:
		t := o.table(lang.Say(o.Tag, "table.list."+string(kind)), nil, "code", "edition#decimal", "title_hans", "title_hant", "title_en", "type", "row", "amends", "direction", "signed_on#day",
			"amount#decimal", "currency", "investor", "partner", "district", "office", "industry", "country", "project", "confirmed", "ended_on#day", "note")
		t.Rows = func(yield func([]string, error) bool) {
			paged(func(after string) (store.Listing[agreement.Agreement], error) {
				return v.Agreements(ctx, f, store.Page{After: after, Limit: listPage})
			}, func(a agreement.Agreement) string { return string(a.ID) }, func(rows []store.Row[agreement.Agreement]) ([][]string, error) {
				return o.agreements(ctx, v, rows)
			}, yield)
		}
		return t, nil
	case Observations:
		t := o.table(lang.Say(o.Tag, "table.list."+string(kind)), nil, "code", "indicator", "scope", "value", "unit", "currency", "as_of#day", "kind", "printed", "words_hans", "words_hant", "words_en",
			"document", "stated_by")
		rows, err := o.observations(ctx, v, f.Edition)
		t.Rows = Listed(rows)
		return t, err
	}
	return Table{}, lang.Invalid("table.kind_unknown", lang.Args{"given": string(kind)})
}

// paged writes one page after another.
func paged[T any](read func(after string) (store.Listing[T], error), id func(T) string,
	cells func([]store.Row[T]) ([][]string, error), yield func([]string, error) bool,
) {
	for after := ""; ; {
		l, err := read(after)
		if err != nil {
			yield(nil, err)
			return
		}
		rows, err := cells(l.Rows)
		if err != nil {
			yield(nil, err)
			return
		}
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
		if !l.Later || len(l.Rows) == 0 {
			return
		}
		after = id(l.Rows[len(l.Rows)-1].Value)
	}
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
