package exchange

import (
	"slices"
	"strconv"

	"bridgehead/agreement"
	"bridgehead/journal"
	"bridgehead/landing"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/store"
)

type milestoneRow struct {
	landing.Milestone
	agreement, lead  string // codes
	amount, currency string
	unit             money.Unit
	verified         bool
}

// What a row says of how sure it is.
const (
	actualMilestone  = "actual"
	plannedMilestone = "planned"
	confirmed        = "confirmed"
	estimated        = "estimated"
)

var milestoneAttrs = []attr[milestoneRow]{
	plainText("code", func(r *milestoneRow) *string { return &r.Code }),
	held("agreement", func(r *milestoneRow) *string { return &r.agreement },
		func(to, from *milestoneRow) { to.Agreement = from.Agreement }, func(r *milestoneRow) string { return r.Agreement }),
	held("lead", func(r *milestoneRow) *string { return &r.lead },
		func(to, from *milestoneRow) { to.Lead = from.Lead }, func(r *milestoneRow) string { return r.Lead }),
	worded("stage", func(r *milestoneRow) *landing.Stage { return &r.Stage }, stageOf),
	worded("date", func(r *milestoneRow) *lang.Date { return &r.Date }, (*cells).date),
	eitherOr("actual", plannedMilestone, actualMilestone, func(r *milestoneRow) *bool { return &r.Actual }),
	eitherOr("estimated", confirmed, estimated, func(r *milestoneRow) *bool { return &r.Estimated }),
	held("amount", func(r *milestoneRow) *string { return &r.amount },
		func(to, from *milestoneRow) { to.Amount = from.Amount }, func(r *milestoneRow) string { return r.Amount.String() }),
	held("currency", func(r *milestoneRow) *string { return &r.currency }, nil, nil),
	amountUnit(func(r *milestoneRow) *money.Unit { return &r.unit }),
	number("instalment", func(r *milestoneRow) *int64 { return &r.Instalment }, wholeNumber),
	plainText("document", func(r *milestoneRow) *string { return &r.Document }),
	plainText("registry", func(r *milestoneRow) *string { return &r.Registry }),
	plainText("address", func(r *milestoneRow) *string { return &r.Address }),
	plainText("reported_by", func(r *milestoneRow) *string { return &r.ReportedBy }),
	{
		name: "verified",
		read: func(_ *cells, r *milestoneRow, text string) (err error) { r.verified, err = truth(text); return err },
		copy: func(to, from *milestoneRow) { to.VerifiedBy = from.VerifiedBy },
		show: func(r *milestoneRow) string { return r.VerifiedBy },
	},
	plainText("reason", func(r *milestoneRow) *string { return &r.Reason }),
	flag("open", func(r *milestoneRow) *bool { return &r.Open }),
	plainText("note", func(r *milestoneRow) *string { return &r.Note }),
}

// eitherOr is an attribute that is one of two words.
func eitherOr[T any](name, no, yes string, at func(*T) *bool) attr[T] {
	return attr[T]{
		name: name,
		read: func(c *cells, r *T, text string) error {
			v, err := c.choice(name, text, "import.landing.", []string{no, yes}, sureWords)
			*at(r) = v == yes
			return err
		},
		copy: func(to, from *T) { *at(to) = *at(from) },
		show: func(r *T) string {
			if *at(r) {
				return yes
			}
			return no
		},
	}
}

var sureWords = map[string]string{
	"计划": plannedMilestone, "预计": plannedMilestone, "拟": plannedMilestone, "plan": plannedMilestone, "expected": plannedMilestone,
	"实际": actualMilestone, "已完成": actualMilestone, "完成": actualMilestone, "done": actualMilestone,
	"确认": confirmed, "已确认": confirmed, "估计": estimated, "估算": estimated, "约": estimated, "estimate": estimated,
}

var stageWords = map[string]string{
	"研判": "assessed", "评估": "assessed", "洽谈": "negotiating", "签约": "signed", "注册": "registered", "注册登记": "registered", "设立": "registered", "incorporated": "registered",
	"到资": "paid_in", "资金到位": "paid_in", "到位": "paid_in", "实缴": "paid_in", "capital paid in": "paid_in", "paid": "paid_in",
	"开工": "under_construction", "在建": "under_construction", "建设中": "under_construction", "started": "under_construction", "construction": "under_construction",
	"投产": "operating", "竣工": "operating", "运营": "operating", "开业": "operating", "竣工投产": "operating", "completed": "operating", "in operation": "operating",
	"暂停": "suspended", "恢复": "resumed", "终止": "terminated", "解约": "terminated", "反馈": "reported", "report": "reported",
}

func stageOf(c *cells, text string) (landing.Stage, error) {
	values := make([]string, len(landing.Steps))
	for i, s := range landing.Steps {
		values[i] = string(s)
	}
	v, err := c.choice("stage", text, "landing.stage.", values, stageWords)
	return landing.Stage(v), err
}

// namedAgreements finds agreements by the codes that files give.
type namedAgreements map[string][]signedAgreement

type signedAgreement struct {
	id      string
	edition int64
	on      lang.Date
}

func agreementsNamed(p *planner, given []string) (namedAgreements, error) {
	codes := make([]string, len(given))
	for i, g := range given {
		codes[i], _ = splitTarget(g)
	}
	rows, err := store.ByCode[agreement.Agreement](p.ctx, p.view, codes)
	if err != nil {
		return nil, err
	}
	all := namedAgreements{}
	for _, r := range rows {
		all[r.Value.Code] = append(all[r.Value.Code], signedAgreement{string(r.Value.ID), r.Value.Edition, r.Value.SignedOn})
	}
	return all, nil
}

func (n namedAgreements) find(given string) (signedAgreement, *lang.Error) {
	code, edition := splitTarget(given)
	list := n[code]
	if edition > 0 {
		list = slices.DeleteFunc(slices.Clone(list), func(a signedAgreement) bool { return a.edition != edition })
	}
	switch {
	case len(list) == 0:
		return signedAgreement{}, lang.Invalid("import.amends.unknown", lang.Args{"given": given})
	case len(list) > 1:
		return signedAgreement{}, lang.Invalid("import.amends.several", lang.Args{"given": given})
	}
	return list[0], nil
}

// milestoneBook is what planning a file of milestones keeps.
type milestoneBook struct {
	*planner
	file  map[string]*seen
	of    map[string]*courseRows // by agreement or lead
	order []string
}

// A courseRows is what the file says of one agreement or lead, beside what is recorded.
type courseRows struct {
	begin landing.Stage
	on    lang.Date
	there []store.Row[landing.Milestone]
	rows  []pending[milestoneRow]
}

func (p *planner) readMilestones() error {
	b := &milestoneBook{planner: p, file: map[string]*seen{}, of: map[string]*courseRows{}}
	if err := eachBatch(p, milestoneAttrs, milestoneRow{Milestone: landing.Milestone{Actual: true}}, b.finish, b.handle); err != nil {
		return err
	}
	for _, of := range b.order {
		b.settle(b.of[of])
	}
	slices.SortStableFunc(b.plan.milestones, func(x, y write[landing.Milestone]) int { return int(x.row - y.row) })
	return nil
}

func (b *milestoneBook) finish(r *pending[milestoneRow]) {
	x := &r.rec
	if x.agreement == "" && x.lead == "" && !r.bad {
		fail(b.planner, r, "agreement", lang.Invalid("landing.milestone.of_nothing"))
	}
	if x.amount != "" {
		amount, err := b.cells.amount(x.amount, b.unitOf(x.unit), x.currency)
		if err != nil {
			fail(b.planner, r, "amount", refusal(err))
		}
		x.Amount = amount
	}
	if x.verified {
		x.VerifiedBy = b.o.Actor
	}
	if why := x.NotLater(b.o.Today); why != nil && b.o.Today != "" {
		fail(b.planner, r, "date", why)
	}
}

func (b *milestoneBook) handle(batch []pending[milestoneRow]) error {
	var agreements, leads []string
	for i := range batch {
		if r := &batch[i]; !r.bad {
			agreements, leads = append(agreements, r.rec.agreement), append(leads, r.rec.lead)
		}
	}
	signed, err := agreementsNamed(b.planner, agreements)
	if err != nil {
		return err
	}
	heard, err := leadsNamed(b.planner, leads)
	if err != nil {
		return err
	}
	var fresh []string
	for i := range batch {
		r := &batch[i]
		x := &r.rec
		begin := courseRows{begin: landing.Signed}
		if !r.bad && x.agreement != "" {
			a, why := signed.find(x.agreement)
			if why != nil {
				fail(b.planner, r, "agreement", why)
			}
			x.Agreement, begin.on = a.id, a.on
		}
		if !r.bad && x.lead != "" {
			l, why := heard.find(x.lead)
			if why != nil {
				fail(b.planner, r, "lead", why)
			}
			x.Lead, begin.begin, begin.on = l.id, landing.LeadStage, l.on
		}
		if r.bad {
			b.leftOut()
			continue
		}
		of := x.Agreement + x.Lead
		key := x.Code
		if key == "" {
			key = of + " " + string(x.Stage) + " " + string(x.Date) + " " + strconv.FormatInt(x.Instalment, 10)
		}
		if again(b.planner, r, b.file[key], "milestone", x.Code, lang.Text{}) {
			continue
		}
		b.file[key] = &seen{row: r.row, hash: r.hash}
		if b.of[of] == nil {
			b.of[of] = &begin
			b.order = append(b.order, of)
			fresh = append(fresh, of)
		}
		b.of[of].rows = append(b.of[of].rows, *r)
	}
	rows, err := store.MilestonesOf(b.ctx, b.view, fresh)
	if err != nil {
		return err
	}
	for _, row := range rows {
		c := b.of[row.Value.Agreement+row.Value.Lead]
		c.there = append(c.there, row)
	}
	return nil
}

// settle plans the rows of one agreement or lead, when all of them are known: a step may stand
// further down than the one that follows it.
func (b *milestoneBook) settle(c *courseRows) {
	var all []landing.Milestone
	from := []int{} // the row of each, -1 for what is recorded
	merged := make([]milestoneRow, len(c.rows))
	changes := make([][]Change, len(c.rows))
	found := make([]*store.Row[landing.Milestone], len(c.rows))
	taken := map[string]bool{}
	for i := range c.rows {
		x := &c.rows[i].rec
		for n := range c.there {
			t := &c.there[n]
			same := x.Code != "" && t.Value.Code == x.Code ||
				x.Code == "" && t.Value.Stage == x.Stage && t.Value.Date == x.Date && t.Value.Instalment == x.Instalment && t.Value.Actual == x.Actual
			if same && !taken[t.Value.ID] {
				found[i] = t
				taken[t.Value.ID] = true
				break
			}
		}
		if found[i] == nil {
			merged[i] = *x
			merged[i].ID = b.newID()
		} else {
			merged[i], changes[i] = merge(milestoneAttrs, milestoneRow{Milestone: found[i].Value}, &c.rows[i])
		}
		all, from = append(all, merged[i].Milestone), append(from, i)
	}
	for _, t := range c.there {
		if !taken[t.Value.ID] {
			all, from = append(all, t.Value), append(from, -1)
		}
	}
	ok := true
	for i := range c.rows {
		ok = validate(b.planner, &c.rows[i], merged[i].Validate()) && ok
	}
	if _, at, err := landing.Replay(c.begin, c.on, all); ok && err != nil {
		if at = from[at]; at < 0 { // what is recorded no longer follows from what the file says
			at = len(c.rows) - 1
		}
		fail(b.planner, &c.rows[at], "stage", refusal(err))
	}
	for i := range c.rows {
		r := &c.rows[i]
		if r.bad {
			b.leftOut()
			continue
		}
		m := merged[i].Milestone
		out := Outcome{Row: r.row, Record: "milestone", ID: m.ID, Code: m.Code, Title: stageText(m.Stage), Action: ActionCreate}
		w := write[landing.Milestone]{rec: m, row: r.row, action: journal.Created}
		if found[i] != nil {
			w.before, w.action = found[i].Since, journal.Corrected
			out.Matched, out.Changes, out.Action = "import.match.milestone", changes[i], ActionCorrect
			if m.Code != "" {
				out.Matched = "import.match.code"
			}
			if len(changes[i]) == 0 {
				out.Action = ActionUnchanged
			}
		}
		b.preview.outcome(out, b.o.Detail, b.kept)
		if out.Action != ActionUnchanged {
			b.plan.milestones = append(b.plan.milestones, w)
		}
	}
}

// stageText is the name of a stage in all languages.
func stageText(s landing.Stage) lang.Text {
	var t lang.Text
	for _, tag := range lang.Tags {
		t = t.With(tag, lang.Say(tag, "landing.stage."+string(s)))
	}
	return t
}

// leadsNamed finds leads by their codes, as agreements are found.
func leadsNamed(p *planner, given []string) (namedAgreements, error) {
	codes := make([]string, len(given))
	for i, g := range given {
		codes[i], _ = splitTarget(g)
	}
	rows, err := store.ByCode[landing.Lead](p.ctx, p.view, codes)
	if err != nil {
		return nil, err
	}
	all := namedAgreements{}
	for _, r := range rows {
		all[r.Value.Code] = append(all[r.Value.Code], signedAgreement{r.Value.ID, r.Value.Edition, r.Value.Day()})
	}
	return all, nil
}
