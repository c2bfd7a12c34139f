package web

import (
	"cmp"
	"errors"
	"math/big"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

// An entry is one field of the form in which a record is corrected, and one field of the record
// when two corrections are brought together.
type entry[T any] struct {
	column string // of the record, as store names its differences; also the name in the form
	label  string // key of the word
	hint   string // key of the words below it; "" for none
	widget string // line, area, choice, party, parties, shares, blocks

	values  func(rec *T) url.Values                       // what the form holds of the record
	read    func(v *visit, rec *T, form url.Values) error // puts what was typed into the record
	shown   func(v *visit, rec *T) recordField            // what is shown of it beside another state
	take    func(to, from *T)                             // puts the field of another state in
	options func(v *visit) []option                       // of a choice
	blocks  func(v *visit, form url.Values) []block       // of a list of items

	language lang.Tag // which language the text is in, where the label does not say it
}

// typed makes an entry of a text of the record; parse, when there is one, reads what was typed.
func typed[T any](column, label, widget string, at func(*T) *string, parse func(string) (string, error)) entry[T] {
	return entry[T]{
		column: column, label: label, widget: widget,
		values: func(rec *T) url.Values { return url.Values{column: {*at(rec)}} },
		read: func(_ *visit, rec *T, form url.Values) error {
			text := strings.ReplaceAll(form.Get(column), "\r\n", "\n")
			if text == *at(rec) {
				return nil // whatever stands there already is left as it is
			}
			if text = strings.TrimSpace(text); widget != "area" {
				text = lang.Clean(text)
			}
			if len(text) > typedMost {
				return lang.Invalid("submission.long")
			}
			if parse != nil && text != "" {
				var err error
				if text, err = parse(text); err != nil {
					return err
				}
			}
			*at(rec) = text
			return nil
		},
		shown: func(_ *visit, rec *T) recordField { return recordField{Plain: *at(rec)} },
		take:  func(to, from *T) { *at(to) = *at(from) },
	}
}

// typedMost bounds what one field takes, in bytes.
const typedMost = 16 << 10

// chosenFrom makes an entry of a text that is one of several words.
func chosenFrom[T any](column, label string, at func(*T) *string, options func(v *visit) []option) entry[T] {
	e := typed(column, label, "choice", at, nil)
	e.options = options
	e.read = func(v *visit, rec *T, form url.Values) error {
		given := form.Get(column)
		if given == *at(rec) {
			return nil
		}
		if given != "" && !slices.ContainsFunc(options(v), func(o option) bool { return o.Value == given }) {
			return lang.Invalid("correct.choice", lang.Args{"given": short(given)})
		}
		*at(rec) = given
		return nil
	}
	e.shown = func(v *visit, rec *T) recordField {
		f := recordField{Plain: *at(rec)}
		for _, o := range options(v) {
			if o.Value == f.Plain {
				f.Plain = o.Text
			}
		}
		return f
	}
	return e
}

// textEntries makes the three entries of a text in three languages.
func textEntries[T any](name, label string, at func(*T) *lang.Text) []entry[T] {
	return []entry[T]{
		typed(name+"_hans", label+"_hans", "line", func(r *T) *string { return &at(r).Hans }, nil),
		typed(name+"_hant", label+"_hant", "line", func(r *T) *string { return &at(r).Hant }, nil),
		typed(name+"_en", label+"_en", "line", func(r *T) *string { return &at(r).En }, nil),
	}
}

func editionEntry[T any](at func(*T) *int64) entry[T] {
	return entry[T]{
		column: "edition", label: "web.field.edition", widget: "line",
		values: func(rec *T) url.Values { return url.Values{"edition": {strconv.FormatInt(*at(rec), 10)}} },
		read: func(v *visit, rec *T, form url.Values) error {
			given := lang.Clean(form.Get("edition"))
			n, err := strconv.ParseInt(given, 10, 64)
			if err != nil {
				return lang.Invalid("web.error.edition", lang.Args{"given": short(given)})
			}
			if n == *at(rec) {
				return nil
			}
			if _, err := v.view.Edition(v.Context(), n); err != nil {
				if lang.CodeOf(err) == lang.CodeNotFound {
					return lang.Invalid("correct.no_edition", lang.Args{"n": n})
				}
				return err
			}
			*at(rec) = n
			return nil
		},
		shown: func(v *visit, rec *T) recordField { return recordField{Plain: v.editionWord(*at(rec))} },
		take:  func(to, from *T) { *at(to) = *at(from) },
	}
}

func amountEntry[T any](at func(*T) *money.Amount) entry[T] {
	return entry[T]{
		column: "amount", label: "word.amount", hint: "correct.hint.amount", widget: "line",
		values: func(rec *T) url.Values { return url.Values{"amount": {at(rec).String()}} },
		read: func(_ *visit, rec *T, form url.Values) error {
			given := lang.Clean(form.Get("amount"))
			if given == at(rec).String() {
				return nil
			}
			if given == "" {
				*at(rec) = money.Amount{}
				return nil
			}
			a, err := money.ParseAmount(given, money.Unit{}, "")
			if e, ok := errors.AsType[*money.SyntaxError](err); ok {
				key := "import.amount." + strings.NewReplacer(".", "_", "-", "_").Replace(e.Reason)
				if !lang.Has(key) {
					key = "import.amount.number_unreadable"
				}
				return lang.Invalid(key, lang.Args{"given": short(e.Text)})
			}
			if err == nil {
				*at(rec) = a
			}
			return err
		},
		shown: func(v *visit, rec *T) recordField { return recordField{Plain: amountText(v.tag, *at(rec))} },
		take:  func(to, from *T) { *at(to) = *at(from) },
	}
}

// dateEntry is an entry of a day.
func dateEntry[T any](column, label string, at func(*T) *lang.Date) entry[T] {
	e := typed(column, label, "line", func(r *T) *string { return (*string)(at(r)) }, func(text string) (string, error) {
		d, err := lang.ParseDate(text)
		return string(d), err
	})
	e.hint = "correct.hint.date"
	e.shown = func(v *visit, rec *T) recordField { return recordField{Plain: at(rec).Format(v.tag)} }
	return e
}

func industryEntry[T any](at func(*T) *string) entry[T] {
	e := typed("industry", "word.industry", "line", at, func(text string) (string, error) {
		i, err := project.ParseIndustry(text)
		return i.Code, err
	})
	e.hint = "correct.hint.industry"
	e.shown = func(v *visit, rec *T) recordField { return v.industryField(*at(rec)) }
	return e
}

func countryEntry[T any](label string, at func(*T) *string) entry[T] {
	e := typed("country", label, "line", at, func(text string) (string, error) {
		code := strings.ToUpper(text)
		if len(code) != 2 || lang.Region(code).En == code {
			return "", lang.Invalid("party.country", lang.Args{"given": short(text)})
		}
		return code, nil
	})
	e.hint = "correct.hint.country"
	e.shown = func(_ *visit, rec *T) recordField { return recordField{Text: countryName(*at(rec))} }
	return e
}

func districtEntry[T any](at func(*T) *string) entry[T] {
	return chosenFrom("district", "word.district", at, func(v *visit) []option {
		var out []option
		for _, d := range fair.Districts("") {
			out = append(out, option{Value: d.Code, Text: v.name(d.Name)})
		}
		return out
	})
}

func sideEntry[T any](at func(*T) *string) entry[T] {
	return chosenFrom("side", "word.side", at, (*visit).sideOptions)
}

func (v *visit) sideOptions() []option {
	var out []option
	for _, side := range v.fair.Sides {
		out = append(out, option{Value: side.Code, Text: v.name(side.Name)})
	}
	return out
}

// wordOptions offers codes with their words.
func wordOptions[W ~string](prefix string, codes []W) func(*visit) []option {
	return func(v *visit) []option {
		var out []option
		for _, c := range codes {
			out = append(out, option{Value: string(c), Text: wordFor(v.tag, prefix, string(c))})
		}
		return out
	}
}

// partyEntry is an entry of one party: the form holds its identifier, and another is named by
// its name or code.
func partyEntry[T any](s *site, column, label string, at func(*T) *party.ID) entry[T] {
	return entry[T]{
		column: column, label: label, hint: "correct.hint.party", widget: "party",
		values: func(rec *T) url.Values { return url.Values{column: {string(*at(rec))}} },
		read: func(v *visit, rec *T, form url.Values) error {
			if other := lang.Clean(form.Get(column + "_add")); other != "" {
				id, err := s.findParty(v, other)
				if err == nil {
					*at(rec) = id
				}
				return err
			}
			if form.Has(column + "_out") {
				*at(rec) = ""
				return nil
			}
			id := party.ID(form.Get(column))
			if id == *at(rec) {
				return nil
			}
			id, err := s.partyByID(v, id)
			if err == nil {
				*at(rec) = id
			}
			return err
		},
		shown: func(v *visit, rec *T) recordField { return v.partyField(*at(rec)) },
		take:  func(to, from *T) { *at(to) = *at(from) },
	}
}

func (v *visit) partyField(id party.ID) recordField {
	if id == "" {
		return recordField{}
	}
	n := v.named(id)
	return recordField{Text: n.Name, URL: n.URL, hidden: string(id)}
}

// partyByID takes an identifier that a form holds when there is such a party.
func (s *site) partyByID(v *visit, id party.ID) (party.ID, error) {
	if id == "" {
		return "", nil
	}
	_, err := store.Get[party.Party](v.Context(), v.view, string(id))
	if lang.CodeOf(err) == lang.CodeNotFound {
		return "", lang.Invalid("correct.party.unknown", lang.Args{"given": short(string(id))})
	}
	return id, err
}

// findParty returns the one party with the identifier, the code or the name.
func (s *site) findParty(v *visit, text string) (party.ID, error) {
	ctx := v.Context()
	rows, err := store.ByID[party.Party](ctx, v.view, []string{text})
	if err == nil && len(rows) == 0 {
		rows, err = store.ByCode[party.Party](ctx, v.view, []string{text})
	}
	if err == nil && len(rows) == 0 {
		rows, err = store.PartiesNamed(ctx, v.view, []string{lang.NameKey(text)})
	}
	switch {
	case err != nil:
		return "", err
	case len(rows) == 0:
		return "", lang.Invalid("correct.party.unknown", lang.Args{"given": short(text)})
	case len(rows) > 1:
		return "", lang.Invalid("correct.party.several", lang.Args{"given": short(text)})
	}
	return rows[0].Value.ID, nil
}

// partyRoles are the parts that a party may have in an agreement.
var partyRoles = []string{"investor", "partner", "owner", "witness"}

// partiesEntry is the entry of an agreement's parties with their parts.
func partiesEntry(s *site) entry[agreement.Agreement] {
	return entry[agreement.Agreement]{
		column: "parties", label: "web.field.parties", hint: "correct.hint.parties", widget: "parties",
		values: func(a *agreement.Agreement) url.Values {
			form := url.Values{"parties": {"1"}}
			for _, r := range a.Parties {
				form.Add("party", string(r.Party))
				form.Add("role", r.Role)
			}
			return form
		},
		read: func(v *visit, a *agreement.Agreement, form url.Values) error {
			was := a.Parties
			a.Parties = nil
			roles := form["role"]
			for i, id := range form["party"] {
				if slices.Contains(form["party_out"], strconv.Itoa(i)) {
					continue
				}
				r := agreement.Role{Party: party.ID(id)}
				if i < len(roles) {
					r.Role = roles[i]
				}
				if !slices.Contains(was, r) {
					if err := s.newPart(v, &r, was); err != nil {
						return err
					}
				}
				a.Parties = append(a.Parties, r)
			}
			if name := lang.Clean(form.Get("party_add")); name != "" {
				id, err := s.findParty(v, name)
				if err != nil {
					return err
				}
				r := agreement.Role{Party: id, Role: form.Get("party_add_role")}
				if !slices.Contains(partyRoles, r.Role) {
					return lang.Invalid("correct.choice", lang.Args{"given": short(r.Role)})
				}
				a.Parties = append(a.Parties, r)
			}
			if len(a.Parties) > listMost {
				return lang.Invalid("submission.long")
			}
			return nil
		},
		shown: func(v *visit, a *agreement.Agreement) recordField {
			var f recordField
			for _, r := range a.Parties {
				p := v.partyField(r.Party)
				p.Label = wordFor(v.tag, "web.role", r.Role)
				f.Parts = append(f.Parts, p)
			}
			return f
		},
		take: func(to, from *agreement.Agreement) { to.Parties = slices.Clone(from.Parties) },
	}
}

// listMost bounds the lists of a record that come from a form.
const listMost = 200

// newPart checks a part that the agreement does not have yet. A party that the record lacks stays
// as it was, and so does a part of a word of its own.
func (s *site) newPart(v *visit, r *agreement.Role, was []agreement.Role) error {
	sameRole := func(x agreement.Role) bool { return x.Role == r.Role }
	if !slices.Contains(partyRoles, r.Role) && !slices.ContainsFunc(was, sameRole) {
		return lang.Invalid("correct.choice", lang.Args{"given": short(r.Role)})
	}
	if slices.ContainsFunc(was, func(x agreement.Role) bool { return x.Party == r.Party }) {
		return nil
	}
	_, err := s.partyByID(v, r.Party)
	return err
}

// sharesEntry is the entry of an agreement's attributions: districts and offices with their
// shares.
func sharesEntry(s *site) entry[agreement.Agreement] {
	return entry[agreement.Agreement]{
		column: "attributions", label: "word.attribution", hint: "correct.hint.shares", widget: "shares",
		values: func(a *agreement.Agreement) url.Values {
			form := url.Values{"attributions": {"1"}}
			for _, t := range a.Attributions {
				form.Add("place", cmp.Or(t.District, t.Office))
				form.Add("share", shareTyped(t))
			}
			return form
		},
		read: func(v *visit, a *agreement.Agreement, form url.Values) error {
			was := a.Attributions
			a.Attributions = nil
			shares := form["share"]
			for i, place := range form["place"] {
				if lang.Clean(place) == "" {
					continue
				}
				t, err := s.placeOf(v, place, was)
				if err != nil {
					return err
				}
				if i < len(shares) {
					if t.Num, t.Den, err = readShare(shares[i]); err != nil {
						return err
					}
				}
				a.Attributions = append(a.Attributions, t)
			}
			if len(a.Attributions) > listMost {
				return lang.Invalid("submission.long")
			}
			return nil
		},
		shown: func(v *visit, a *agreement.Agreement) recordField { return recordField{Parts: v.shareFields(*a)} },
		take:  func(to, from *agreement.Agreement) { to.Attributions = slices.Clone(from.Attributions) },
	}
}

// placeOf reads a district or the code of a reporting office.
func (s *site) placeOf(v *visit, text string, was []agreement.Attribution) (agreement.Attribution, error) {
	for _, t := range was {
		if cmp.Or(t.District, t.Office) == text {
			return agreement.Attribution{District: t.District, Office: t.Office, Num: 1, Den: 1}, nil
		}
	}
	text = lang.Clean(text)
	if d, err := fair.ParseDistrict(text); err == nil {
		return agreement.Attribution{District: d.Code, Num: 1, Den: 1}, nil
	}
	rows, err := store.ByCode[party.Party](v.Context(), v.view, []string{text})
	if err != nil {
		return agreement.Attribution{}, err
	}
	for _, r := range rows {
		if r.Value.Kind == party.Office {
			return agreement.Attribution{Office: text, Num: 1, Den: 1}, nil
		}
	}
	return agreement.Attribution{}, lang.Invalid("correct.place", lang.Args{"given": short(text)})
}

// shareTyped writes a share as it is typed: 1/3, or nothing for the whole.
func shareTyped(t agreement.Attribution) string {
	if t.Num == t.Den {
		return ""
	}
	return strconv.FormatInt(t.Num, 10) + "/" + strconv.FormatInt(t.Den, 10)
}

// readShare reads a share: a fraction, a percentage, or nothing for the whole.
func readShare(text string) (num, den int64, err error) {
	text = strings.ReplaceAll(lang.HalfWidth(lang.Clean(text)), " ", "")
	if text == "" {
		return 1, 1, nil
	}
	wrong := lang.Invalid("correct.share", lang.Args{"given": short(text)})
	if len(text) > 40 || strings.ContainsAny(text, "eEpPxX_") {
		return 0, 0, wrong
	}
	number, percent := strings.CutSuffix(text, "%")
	r, ok := new(big.Rat).SetString(number)
	if !ok || r.Sign() < 0 {
		return 0, 0, wrong
	}
	if percent {
		r.Quo(r, big.NewRat(100, 1))
	}
	if !r.Num().IsInt64() || !r.Denom().IsInt64() || r.Cmp(big.NewRat(1, 1)) > 0 {
		return 0, 0, wrong
	}
	// A fraction that was written stays as it was: 2/4 is what somebody agreed on.
	if a, b, ok := strings.Cut(number, "/"); ok && !percent {
		n, err1 := strconv.ParseInt(a, 10, 64)
		d, err2 := strconv.ParseInt(b, 10, 64)
		if err1 != nil || err2 != nil {
			return 0, 0, wrong
		}
		return n, d, nil
	}
	return r.Num().Int64(), r.Denom().Int64(), nil
}

// placeName is the name of a district or a reporting office by its code.
func (v *visit) placeName(code string) lang.Text {
	if _, ok := fair.DistrictByCode(code); ok {
		return districtName(code)
	}
	return v.office(code)
}

// placeNames are the districts' names, to be suggested.
func (v *visit) placeNames() []string {
	var out []string
	for _, d := range fair.Districts("") {
		out = append(out, v.name(d.Name))
	}
	return out
}
