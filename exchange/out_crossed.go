package exchange

import (
	"context"
	"strconv"
	"strings"

	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

// three are the columns of a text in three languages.
func three(name string) []string { return []string{name + "_hans", name + "_hant", name + "_en"} }

func inThree(t lang.Text) []string { return []string{t.Hans, t.Hant, t.En} }

// heads joins single columns and groups of them.
func heads(all ...any) []string {
	var out []string
	for _, h := range all {
		switch h := h.(type) {
		case string:
			out = append(out, h)
		case []string:
			out = append(out, h...)
		}
	}
	return out
}

func count(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// asItems writes a list of texts as the import reads it, each language in a cell of its own. A list in
// which one text lacks a language is left out in that language: the import wants them of one length.
func asItems(all []lang.Text) lang.Text {
	var out lang.Text
	for _, tag := range lang.Tags {
		items := make([]string, 0, len(all))
		for _, t := range all {
			if text := t.Get(tag); text != "" {
				items = append(items, text)
			}
		}
		if len(items) == len(all) {
			out = out.With(tag, strings.Join(items, "; "))
		}
	}
	return out
}

// voice is who stated something, as the import reads it.
func (o Out) voice(ctx context.Context, v store.View, ref string) (name, office lang.Text, err error) {
	if ref == "" {
		return name, office, nil
	}
	p, err := v.Person(ctx, ref)
	return p.Name, p.Office, err
}

// technologies is a table of technologies as the import reads them.
func (o Out) technologies(ctx context.Context, v store.View) (Table, error) {
	t := o.table(lang.Say(o.Tag, "table.list.technologies"), nil, heads("code", "edition#decimal", three("name"), three("what"), three("origin_place"), "origin_place_code",
		three("institution"), three("company"), "research", "patents", "took_low#decimal", "took_high#decimal", three("took_said"), three("chain_said"), "document", three("stated_by"), three("stated_office"), "note")...)
	all, _, err := v.Technologies(ctx)
	if err != nil {
		return t, err
	}
	var rows [][]string
	for _, r := range all {
		x := r.Value
		texts, numbers, places := map[landing.OriginKind][]lang.Text{}, map[landing.OriginKind][]string{}, []string{}
		for _, from := range x.Origins {
			texts[from.Kind], numbers[from.Kind] = append(texts[from.Kind], from.Name), append(numbers[from.Kind], from.Number)
			if from.Place != "" {
				places = append(places, from.Place)
			}
		}
		name, office, err := o.voice(ctx, v, x.StatedBy)
		if err != nil {
			return t, err
		}
		rows = append(rows, heads(x.Code, count(x.Edition), inThree(x.Name), inThree(x.What), inThree(asItems(texts[landing.FromPlace])), strings.Join(places, "; "),
			inThree(asItems(texts[landing.FromInstitution])), inThree(asItems(texts[landing.FromCompany])),
			strings.Join(numbers[landing.FromResearch], "; "), strings.Join(numbers[landing.FromPatent], "; "),
			count(x.TookLow), count(x.TookHigh), inThree(x.TookSaid), inThree(x.ChainSaid), x.Document, inThree(name), inThree(office), x.Note))
	}
	t.Rows = Listed(rows)
	return t, nil
}

// yes writes a flag as the import reads it.
func (o Out) yes(is bool) string {
	if is {
		return lang.Say(o.Tag, "table.yes")
	}
	return ""
}

// deployments is a table of the places where technologies are put to use, as the import reads them.
func (o Out) deployments(ctx context.Context, v store.View, edition int64) (Table, error) {
	t := o.table(lang.Say(o.Tag, "table.list.deployments"), nil, heads("code", "edition#decimal", "technology", three("place"), "place_code", three("scenario"), "step#decimal", "status",
		"began", "ended", three("operator"), three("scale"), "open_list", "document", three("stated_by"), three("stated_office"), "note")...)
	rows, err := v.AllDeployments(ctx, edition)
	if err != nil {
		return t, err
	}
	technologies, _, err := v.Technologies(ctx)
	if err != nil {
		return t, err
	}
	codes := map[string]string{}
	for _, x := range technologies {
		codes[x.Value.ID] = x.Value.Code
	}
	var out [][]string
	for _, r := range rows {
		d := r.Value
		name, office, err := o.voice(ctx, v, d.StatedBy)
		if err != nil {
			return t, err
		}
		out = append(out, heads(d.Code, count(d.Edition), codes[d.Of], inThree(d.Place), d.PlaceCode, inThree(d.Scenario), count(d.Step), o.word("landing.use", string(d.Status)),
			string(d.Began), string(d.Ended), inThree(d.Operator), inThree(d.Scale), o.yes(d.Open), d.Document, inThree(name), inThree(office), d.Note))
	}
	t.Rows = Listed(out)
	return t, nil
}

// worded puts a word before a text, in each language that it has.
func (o Out) worded(word string, t lang.Text) lang.Text {
	var out lang.Text
	for _, tag := range lang.Tags {
		if text := t.Get(tag); text != "" {
			out = out.With(tag, word+": "+text)
		}
	}
	return out
}

// research is a table of joint research projects as the import reads them.
func (o Out) research(ctx context.Context, v store.View) (Table, error) {
	t := o.table(lang.Say(o.Tag, "table.list.research"), nil, heads("code", "edition#decimal", three("title"), three("fields"), "begun", "ended", three("institutions"), three("outputs"), three("steps"),
		"open_list", "document", three("stated_by"), three("stated_office"), "note")...)
	rows, err := v.Research(ctx)
	if err != nil {
		return t, err
	}
	var out [][]string
	for _, r := range rows {
		x := r.Value
		var partners, outputs, steps []lang.Text
		for _, p := range x.Partners {
			partners = append(partners, o.worded(p.Side, p.Name))
		}
		for _, p := range x.Outputs {
			behind := " | " + p.Number + " | " + string(p.Day)
			outputs = append(outputs, o.worded(string(p.Kind), appended(p.Name, behind)))
		}
		for _, p := range x.Steps {
			var text lang.Text
			for _, tag := range lang.Tags {
				text = text.With(tag, string(p.Step)+": "+string(p.Day)+" | "+p.Name.Get(tag))
			}
			steps = append(steps, text)
		}
		name, office, err := o.voice(ctx, v, x.StatedBy)
		if err != nil {
			return t, err
		}
		out = append(out, heads(x.Code, count(x.Edition), inThree(x.Title), inThree(x.Fields), string(x.Begun), string(x.Ended), inThree(asItems(partners)), inThree(asItems(outputs)),
			inThree(asItems(steps)), o.yes(x.Open), x.Document, inThree(name), inThree(office), x.Note))
	}
	t.Rows = Listed(out)
	return t, nil
}

// appended puts the same behind a text in each language that it has; in all, where it has none.
func appended(t lang.Text, behind string) lang.Text {
	for _, tag := range lang.Tags {
		if text := t.Get(tag); text != "" || t.Empty() {
			t = t.With(tag, text+behind)
		}
	}
	return t
}

// companies are the parties that lines of a register name, and their parents.
func companies(ctx context.Context, v store.View, ids []string) (map[party.ID]party.Party, error) {
	out := map[party.ID]party.Party{}
	for range 2 { // the companies, and then those that they belong to
		rows, err := store.ByID[party.Party](ctx, v, ids)
		if err != nil {
			return nil, err
		}
		ids = nil
		for _, r := range rows {
			out[r.Value.ID] = r.Value
			if _, there := out[r.Value.Parent]; !there && r.Value.Parent != "" {
				ids = append(ids, string(r.Value.Parent))
			}
		}
	}
	return out, nil
}

// enterprises is a table of the register as the import reads it.
func (o Out) enterprises(ctx context.Context, v store.View) (Table, error) {
	t := o.table(lang.Say(o.Tag, "table.list.enterprises"), nil, heads("code", three("name"), "uscc", "registration", "parent", "from", "in", "district", "established", "closed", "register", "document", "note")...)
	rows, err := v.Enterprises(ctx, "", "", "")
	if err != nil {
		return t, err
	}
	var ids []string
	for _, r := range rows {
		ids = append(ids, string(r.Value.Company))
	}
	known, err := companies(ctx, v, ids)
	if err != nil {
		return t, err
	}
	var out [][]string
	for _, r := range rows {
		e, c := r.Value, known[r.Value.Company]
		out = append(out, heads(e.Code, inThree(c.Name), c.USCC, c.Registration, o.text(known[c.Parent].Name), o.side(e.From), o.side(e.In), o.district(e.District),
			string(e.Established), string(e.Closed), e.Register, e.Document, e.Note))
	}
	t.Rows = Listed(out)
	return t, nil
}

// listings is a table of listings as the import reads them.
func (o Out) listings(ctx context.Context, v store.View) (Table, error) {
	t := o.table(lang.Say(o.Tag, "table.list.listings"), nil, heads("code", three("name"), "uscc", "registration", "ticker", "exchange", "board", "side", "listed", "delisted", "document", "note")...)
	rows, err := v.Listings(ctx)
	if err != nil {
		return t, err
	}
	var ids []string
	for _, r := range rows {
		ids = append(ids, string(r.Value.Company))
	}
	known, err := companies(ctx, v, ids)
	if err != nil {
		return t, err
	}
	var out [][]string
	for _, r := range rows {
		l, c := r.Value, known[r.Value.Company]
		out = append(out, heads(l.Code, inThree(c.Name), c.USCC, c.Registration, l.Ticker, l.Exchange, l.Board, o.side(l.Side), string(l.Listed), string(l.Delisted), l.Document, l.Note))
	}
	t.Rows = Listed(out)
	return t, nil
}
