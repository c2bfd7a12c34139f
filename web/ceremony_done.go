package web

import (
	"errors"
	"strings"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/store"
)

// justDone says what the address tells of the last confirmation, so that a mistake is undone
// where it was made.
func (s *site) justDone(v *visit, own fair.SideSet) (*doneLine, error) {
	q := v.URL.Query()
	parts := strings.Split(q.Get("done"), ".")
	if len(parts) != 3 {
		return nil, nil
	}
	side, at := v.fair.SideNamed(parts[2])
	if at < 0 {
		return nil, nil
	}
	d := &doneLine{Side: side.Name, Code: side.Code, Undone: q.Get("undone") != "", Late: q.Get("late") != ""}
	var err error
	if parts[0] == "agreement" {
		var row store.Row[agreement.Agreement]
		if row, err = store.Get[agreement.Agreement](v.Context(), v.view, parts[1]); err == nil {
			e, failed := v.view.Edition(v.Context(), row.Value.Edition)
			err = failed
			d.signLine = v.signLine(row.Value, own, e)
			d.Seen = int64(row.Since)
		}
	} else {
		var row store.Row[agreement.Amendment]
		if row, err = store.Get[agreement.Amendment](v.Context(), v.view, parts[1]); err == nil {
			e, failed := v.view.Edition(v.Context(), row.Value.Edition)
			if err = failed; err == nil {
				d.signLine, err = s.increaseLine(v, row, own, e)
			}
		}
	}
	if lang.CodeOf(err) == lang.CodeNotFound {
		return nil, nil
	}
	return d, err
}

// May reports whether the visitor can take back what was just done.
func (d *doneLine) May() bool {
	for _, k := range d.Keys {
		if k.Code == d.Code {
			return k.May && k.Held && !d.Undone
		}
	}
	return false
}

// marks shows at the record what others have changed in it since the visitor saw it.
func (p *ceremonyPage) marks(v *visit, refused error) error {
	c, ok := errors.AsType[*store.Change](refused)
	if !ok || c.Now == 0 {
		return nil
	}
	for _, lines := range [][]signLine{p.Lines, p.Increases} {
		for i := range lines {
			if lines[i].ID != c.ID {
				continue
			}
			var err error
			if lines[i].Changed, err = v.changedSince(c); err != nil {
				return err
			}
		}
	}
	return nil
}

// changedSince says which fields of a record are not as they were, and what short ones were.
func (v *visit) changedSince(c *store.Change) ([]string, error) {
	var was, is []recordField
	if c.Kind == "agreement" {
		rows, err := store.History[agreement.Agreement](v.Context(), v.view, c.ID)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if r.Since == c.Read {
				was = v.agreementFields(r.Value)
			}
			is = v.agreementFields(r.Value)
		}
	} else {
		rows, err := store.History[agreement.Amendment](v.Context(), v.view, c.ID)
		if err != nil {
			return nil, err
		}
		fields := func(x agreement.Amendment) []recordField {
			return []recordField{
				{Label: v.label("word.amount"), Plain: amountText(v.tag, x.Amount)},
				{Label: v.say("web.field.signed_on"), Plain: x.SignedOn.Format(v.tag)},
				{Label: v.say("web.field.edition"), Plain: v.editionWord(x.Edition)},
				{Label: v.say("web.field.note"), Plain: x.Note},
			}
		}
		for _, r := range rows {
			if r.Since == c.Read {
				was = fields(r.Value)
			}
			is = fields(r.Value)
		}
	}
	var out []string
	for i, f := range is {
		if i >= len(was) || f.same(was[i]) || f.Label == v.say("web.field.confirmed") {
			continue
		}
		from, to := was[i].Plain+v.name(was[i].Text), f.Plain+v.name(f.Text)
		if from == to || len(from)+len(to) > 300 {
			out = append(out, f.Label)
			continue
		}
		out = append(out, v.say("ceremony.changed", lang.Args{"field": f.Label, "from": orNothing(v, from), "to": orNothing(v, to)}))
	}
	return out, nil
}

func orNothing(v *visit, text string) string {
	if text == "" {
		return v.say("ceremony.nothing")
	}
	return text
}
