package exchange

import (
	"context"
	"strconv"

	"bridgehead/agreement"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/store"
)

// leads is a table of leads as the import reads them.
func (o Out) leads(ctx context.Context, v store.View, edition int64) (Table, error) {
	t := o.table(lang.Say(o.Tag, "table.list.leads"), nil, "code", "edition#decimal", "title_hans", "title_hant", "title_en", "investor", "project", "side", "district", "office",
		"received", "answered", "agreement_code", "note")
	rows, err := v.Leads(ctx, edition)
	if err != nil {
		return t, err
	}
	var investors, signed []string
	for _, r := range rows {
		investors, signed = append(investors, string(r.Value.Investor)), append(signed, r.Value.Agreement)
	}
	names, err := v.PartyNames(ctx, investors)
	if err != nil {
		return t, err
	}
	codes, err := agreementCodes(ctx, v, signed)
	if err != nil {
		return t, err
	}
	var out [][]string
	for _, r := range rows {
		l := r.Value
		out = append(out, []string{
			l.Code, strconv.FormatInt(l.Edition, 10), l.Title.Hans, l.Title.Hant, l.Title.En, o.text(names[string(l.Investor)]), l.Project,
			o.side(l.Side), o.district(l.District), l.Office, l.Received, l.Answered, codes[l.Agreement], l.Note,
		})
	}
	t.Rows = Listed(out)
	return t, nil
}

// agreementCodes are the codes of agreements, with their editions, by their identifiers.
func agreementCodes(ctx context.Context, v store.View, ids []string) (map[string]string, error) {
	rows, err := store.ByID[agreement.Agreement](ctx, v, ids)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, r := range rows {
		out[string(r.Value.ID)] = r.Value.Code + "@" + strconv.FormatInt(r.Value.Edition, 10)
	}
	return out, nil
}

// milestones is a table of milestones as the import reads them.
func (o Out) milestones(ctx context.Context, v store.View, edition int64) (Table, error) {
	t := o.table(lang.Say(o.Tag, "table.list.milestones"), nil, "code", "agreement_code", "lead_code", "stage", "date#day", "actual", "estimated", "amount#decimal", "currency",
		"instalment#decimal", "document", "registry", "address", "reported_by", "verified", "reason", "open", "note")
	t.Rows = func(yield func([]string, error) bool) {
		err := store.EachMilestone(ctx, v, edition, func(rows []store.Row[landing.Milestone]) error {
			var signed, heard []string
			for _, r := range rows {
				signed, heard = append(signed, r.Value.Agreement), append(heard, r.Value.Lead)
			}
			agreements, err := agreementCodes(ctx, v, signed)
			if err != nil {
				return err
			}
			leads := map[string]string{}
			of, err := store.ByID[landing.Lead](ctx, v, heard)
			if err != nil {
				return err
			}
			for _, l := range of {
				leads[l.Value.ID] = l.Value.Code + "@" + strconv.FormatInt(l.Value.Edition, 10)
			}
			for _, r := range rows {
				if !yield(o.milestone(r.Value, agreements, leads), nil) {
					return store.ErrEnough
				}
			}
			return nil
		})
		if err != nil {
			yield(nil, err)
		}
	}
	return t, nil
}

func (o Out) milestone(m landing.Milestone, agreements, leads map[string]string) []string {
	sure := func(no, yes string, is bool) string {
		if is {
			no = yes
		}
		return lang.Say(o.Tag, "import.landing."+no)
	}
	yes := func(is bool) string {
		if is {
			return lang.Say(o.Tag, "table.yes")
		}
		return ""
	}
	amount, currency := amountCells(m.Amount)
	instalment := ""
	if m.Instalment > 0 {
		instalment = strconv.FormatInt(m.Instalment, 10)
	}
	return []string{
		m.Code, agreements[m.Agreement], leads[m.Lead], o.word("landing.stage", string(m.Stage)), string(m.Date),
		sure(plannedMilestone, actualMilestone, m.Actual), sure(confirmed, estimated, m.Estimated), amount, currency, instalment,
		m.Document, m.Registry, m.Address, m.ReportedBy, yes(m.VerifiedBy != ""), m.Reason, yes(m.Open), m.Note,
	}
}
