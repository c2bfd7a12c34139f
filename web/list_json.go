package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
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

// Lists and records for other programs: a page of a list, and a record, as JSON. Codes stand
// where pages have words; docs/lists.md says what each field is. There is in them what every
// reader of a list may see, and no more.

// A listJSON is a page of a list.
type listJSON struct {
	Fair      string `json:"fair"`
	Synthetic bool   `json:"synthetic,omitempty"`
	Position  int64  `json:"position"`
	Total     *int64 `json:"total"` // null while nobody has counted
	Records   []any  `json:"records"`
	Earlier   string `json:"earlier,omitempty"` // address of the page before
	Later     string `json:"later,omitempty"`
}

// A recordJSON is one record.
type recordJSON struct {
	Fair      string `json:"fair"`
	Synthetic bool   `json:"synthetic,omitempty"`
	Position  int64  `json:"position"`
	Record    any    `json:"record"`
}

type partyRef struct {
	ID   party.ID  `json:"id"`
	Name lang.Text `json:"name"`
	Role string    `json:"role,omitempty"`
}

// An amountJSON is an exact amount in major units.
type amountJSON struct {
	Value    string         `json:"value"`
	Currency money.Currency `json:"currency"`
}

type projectJSON struct {
	ID        project.ID        `json:"id"`
	Since     int64             `json:"since"` // the position at which this version began
	Page      string            `json:"page"`
	Code      string            `json:"code,omitempty"`
	Edition   int64             `json:"edition"`
	Title     lang.Text         `json:"title"`
	Type      project.Type      `json:"type,omitempty"`
	Direction project.Direction `json:"direction,omitempty"`
	Side      string            `json:"side,omitempty"`
	District  string            `json:"district,omitempty"`
	Owner     *partyRef         `json:"owner,omitempty"`
	Industry  string            `json:"industry,omitempty"`
	Amount    *amountJSON       `json:"amount,omitempty"`
}

type agreementJSON struct {
	ID        agreement.ID      `json:"id"`
	Since     int64             `json:"since"`
	Page      string            `json:"page"`
	Code      string            `json:"code,omitempty"`
	Edition   int64             `json:"edition"`
	Title     lang.Text         `json:"title"`
	Type      agreement.Type    `json:"type,omitempty"`
	Direction project.Direction `json:"direction,omitempty"`
	SignedOn  lang.Date         `json:"signed_on,omitempty"`
	Amount    *amountJSON       `json:"amount,omitempty"`
	Parties   []partyRef        `json:"parties,omitempty"`
	Shares    []shareJSON       `json:"attributions,omitempty"`
	Confirmed []string          `json:"confirmed,omitempty"` // the sides that have
	Industry  string            `json:"industry,omitempty"`
	Country   string            `json:"country,omitempty"`
	EndedOn   lang.Date         `json:"ended_on,omitempty"`
}

// A shareJSON is for which district or office an agreement counts, and with what share of its
// amount: "1/2".
type shareJSON struct {
	District string `json:"district,omitempty"`
	Office   string `json:"office,omitempty"`
	Share    string `json:"share,omitempty"`
}

type partyJSON struct {
	ID           party.ID   `json:"id"`
	Since        int64      `json:"since"`
	Page         string     `json:"page"`
	Code         string     `json:"code,omitempty"`
	Name         lang.Text  `json:"name"`
	Kind         party.Kind `json:"kind,omitempty"`
	Side         string     `json:"side,omitempty"`
	District     string     `json:"district,omitempty"`
	Country      string     `json:"country,omitempty"`
	Industry     string     `json:"industry,omitempty"`
	USCC         string     `json:"uscc,omitempty"`
	LEI          string     `json:"lei,omitempty"`
	Registration string     `json:"registration,omitempty"`
}

func amountOf(a money.Amount) *amountJSON {
	if !a.Given() {
		return nil
	}
	value, _, _ := strings.Cut(a.String(), " ")
	return &amountJSON{value, a.Currency}
}

func (s *site) projectRecords(v *visit, rows []store.Row[project.Project]) ([]any, error) {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = string(r.Value.Owner)
	}
	if err := s.nameParties(v, ids); err != nil {
		return nil, err
	}
	out := make([]any, len(rows))
	for i, r := range rows {
		x := r.Value
		p := projectJSON{
			ID: x.ID, Since: int64(r.Since), Page: v.path("projects", string(x.ID)), Code: x.Code, Edition: x.Edition, Title: x.Title, Type: x.Type,
			Direction: x.Direction, Side: x.Side, District: x.District, Industry: x.Industry, Amount: amountOf(x.Amount),
		}
		if x.Owner != "" {
			p.Owner = &partyRef{ID: x.Owner, Name: v.named(x.Owner).Name}
		}
		out[i] = p
	}
	return out, nil
}

func (s *site) agreementRecords(v *visit, rows []store.Row[agreement.Agreement]) ([]any, error) {
	var ids []string
	for _, r := range rows {
		for _, p := range r.Value.Parties {
			ids = append(ids, string(p.Party))
		}
	}
	if err := s.nameParties(v, ids); err != nil {
		return nil, err
	}
	out := make([]any, len(rows))
	for i, r := range rows {
		x := r.Value
		a := agreementJSON{
			ID: x.ID, Since: int64(r.Since), Page: v.path("agreements", string(x.ID)), Code: x.Code, Edition: x.Edition, Title: x.Title, Type: x.Type,
			Direction: x.Direction, SignedOn: x.SignedOn, Amount: amountOf(x.Amount), Industry: x.Industry, Country: x.Country, EndedOn: x.EndedOn,
		}
		for _, p := range x.Parties {
			a.Parties = append(a.Parties, partyRef{p.Party, v.named(p.Party).Name, p.Role})
		}
		for _, t := range x.Attributions {
			share := shareJSON{District: t.District, Office: t.Office}
			if t.Den > 0 {
				share.Share = fmt.Sprintf("%d/%d", t.Num, t.Den)
			}
			a.Shares = append(a.Shares, share)
		}
		for n, side := range v.fair.Sides {
			if x.Confirmed.Has(fair.SideBit(n)) {
				a.Confirmed = append(a.Confirmed, side.Code)
			}
		}
		out[i] = a
	}
	return out, nil
}

func (s *site) partyRecords(v *visit, rows []store.Row[party.Party]) ([]any, error) {
	out := make([]any, len(rows))
	for i, r := range rows {
		x := r.Value
		out[i] = partyJSON{
			x.ID, int64(r.Since), v.path("parties", string(x.ID)), x.Code, x.Name, x.Kind, x.Side, x.District, x.Country, x.Industry,
			x.USCC, x.LEI, x.Registration,
		}
	}
	return out, nil
}

// listJSONPage answers with the page of a list that the address asks for.
func listJSONPage[T store.Catalogued](s *site, v *visit, k listedKind[T]) error {
	if err := s.enter(v); err != nil {
		return err
	}
	q, err := v.listQuery(store.Orders[T]())
	if err != nil {
		return err
	}
	q.turn.Uncounted = true
	found, err := store.List[T](v.Context(), v.view, q.filter, q.order, q.turn)
	if err != nil {
		return err
	}
	p := listJSON{Fair: v.fair.ID, Synthetic: v.fair.Synthetic, Position: v.at()}
	if found.Total >= 0 {
		p.Total = &found.Total
	}
	if p.Records, err = k.records(s, v, found.Rows); err != nil {
		return err
	}
	if n := len(found.Rows); n > 0 {
		var l listing
		v.turn(&l, q.kept, found.Earlier, found.Later, positionText(found.Rows[0].Since), positionText(found.Rows[n-1].Since), k.path+".json")
		p.Earlier, p.Later = l.Earlier, l.Later
	}
	return v.sendAsJSON(p)
}

// asJSON reports whether the address asks for the JSON of a record, and of which.
func asJSON(id string) (string, bool) { return strings.CutSuffix(id, ".json") }

// recordJSONPage answers with a record that is in force.
func recordJSONPage[T store.Catalogued](s *site, v *visit, k listedKind[T], id string) error {
	if err := s.enter(v); err != nil {
		return err
	}
	row, err := store.Get[T](v.Context(), v.view, id)
	if lang.CodeOf(err) == lang.CodeNotFound {
		return lang.NotFound("web.error.record")
	}
	if err != nil {
		return err
	}
	records, err := k.records(s, v, []store.Row[T]{row})
	if err != nil {
		return err
	}
	return v.sendAsJSON(recordJSON{v.fair.ID, v.fair.Synthetic, v.at(), records[0]})
}

// sendAsJSON answers with a value as JSON. Names are read by people too, so that nothing in them
// is escaped for HTML.
func (v *visit) sendAsJSON(value any) error {
	var body bytes.Buffer
	e := json.NewEncoder(&body)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return fmt.Errorf("web: %w", err)
	}
	send(v.w, v.Request, http.StatusOK, "application/json", body.Bytes())
	return nil
}

// listFeed names the JSON of a page of a list to other programs.
func (v *visit) listFeed(path string, q listQuery) feedLink {
	kept := url.Values{}
	for name, values := range q.kept {
		kept[name] = values
	}
	for name, at := range map[string]int64{"after": int64(q.turn.After), "before": int64(q.turn.Before)} {
		if at > 0 {
			kept.Set(name, strconv.FormatInt(at, 10))
		}
	}
	return feedLink{"application/json", v.say("web.list.json"), v.address(kept, path+".json")}
}
