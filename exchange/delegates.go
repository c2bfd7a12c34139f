package exchange

import (
	"cmp"
	"context"
	"crypto/rand"
	"slices"
	"strconv"
	"strings"

	"bridgehead/access"
	"bridgehead/delegate"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

type delegateRow struct {
	delegate.Delegate
	party  string // name or code
	person party.Person
}

// delegateHeadings are the columns of delegates (docs/meetings.md).
var delegateHeadings = slices.Concat(
	[]heading{{"code", "编号|代表编号|代码|编码|证件号|code|delegate code|delegate no|badge|id|ref"}, {"edition", "届次|edition|届|第几届|edition no"}},
	title("name", "姓名|名称|代表|代表姓名|参会人|参会人员|嘉宾姓名|name|delegate|full name|delegate name",
		"姓名 简体|姓名 中文|中文姓名|中文名|名称 简体|name simplified chinese|name chinese|chinese name",
		"姓名 繁体|繁体姓名|名称 繁体|name traditional chinese", "姓名 英文|英文姓名|英文名|名称 英文|name english|english name"),
	title("post", "职务|职位|头衔|post|position|job title",
		"职务 简体|职务 中文|中文职务|post simplified chinese|post chinese", "职务 繁体|繁体职务|post traditional chinese", "职务 英文|英文职务|post english"),
	[]heading{
		{"email", "邮箱|电子邮箱|电子邮件|邮件|邮箱地址|email|e-mail|mail|email address"},
		{"phone", "电话|手机|联系电话|手机号|手机号码|电话号码|phone|telephone|mobile|tel|phone number"},
		{"party", "机构|单位|机构名称|单位名称|公司|企业|所属机构|工作单位|party|company|organisation|organization|institution"},
		{"role", "身份|参会身份|角色|参会类别|role|comes as|capacity"},
		{"side", "方|所属方|来自方|side|host"},
		{"office", "报送单位|登记单位|office|reporting office|registered by"},
		{"languages", "语言|语种|使用语言|languages|language|speaks"},
		{"away", "没有时间|不能参加的时间|无暇时间|不便时间|away|not available|unavailable"},
		{"least", "最少会见|最少对接|最少场次|least|least meetings|at least"},
		{"most", "最多会见|最多对接|最多场次|most|most meetings|at most"},
		{"least_day", "每日最少会见|每日最少对接|每日最少场次|每天最少|least a day|least per day|at least a day|least_day"},
		{"most_day", "每日最多会见|每日最多对接|每日最多场次|每天最多|most a day|most per day|at most a day|most_day"},
		{"withdrawn", "退出|不来|取消参会|withdrawn|does not come|cancelled"},
	},
)

// personal are the columns that say who somebody is and how to reach them. They are written beside the
// record, where they can be erased, and nowhere else: what is kept of a file of delegates as it was read
// has the cells of the other known columns alone.
var personal = []string{"name", "name_hans", "name_hant", "name_en", "post", "post_hans", "post_hant", "post_en", "email", "phone"}

// quiet are attributes of the person: what they were and become is not listed as a change of the record.
func quiet(list ...attr[delegateRow]) []attr[delegateRow] {
	for i := range list {
		if list[i].copy != nil {
			list[i].show = func(*delegateRow) string { return "" }
		}
	}
	return list
}

var delegateAttrs = func() []attr[delegateRow] {
	type row = delegateRow
	return slices.Concat(
		[]attr[row]{
			plainText("code", func(r *row) *string { return &r.Code }),
			number("edition", func(r *row) *int64 { return &r.Edition }, (*cells).edition),
		},
		quiet(titles("name", func(r *row) *lang.Text { return &r.person.Name })...),
		quiet(titles("post", func(r *row) *lang.Text { return &r.person.Office })...),
		quiet(
			worded("email", func(r *row) *string { return &r.person.Email }, func(_ *cells, text string) (string, error) { return access.ParseEmail(text) }),
			plainText("phone", func(r *row) *string { return &r.person.Phone }),
		),
		[]attr[row]{
			held("party", func(r *row) *string { return &r.party }, func(to, from *row) { to.Party = from.Party }, func(r *row) string { return string(r.Party) }),
			worded("role", func(r *row) *delegate.Role { return &r.Role }, func(_ *cells, text string) (delegate.Role, error) { return delegate.ParseRole(text) }),
			worded("side", func(r *row) *string { return &r.Side }, (*cells).side),
			plainText("office", func(r *row) *string { return &r.Office }),
			worded("languages", func(r *row) *string { return &r.Languages }, (*cells).languages),
			worded("away", func(r *row) *string { return &r.Away }, (*cells).away),
			number("least", func(r *row) *int64 { return &r.Least }, wholeNumber),
			number("most", func(r *row) *int64 { return &r.Most }, wholeNumber),
			number("least_day", func(r *row) *int64 { return &r.LeastDay }, wholeNumber),
			number("most_day", func(r *row) *int64 { return &r.MostDay }, wholeNumber),
			flag("withdrawn", func(r *row) *bool { return &r.Withdrawn }),
		},
	)
}()

// spokenLanguages are the languages that are read by their names; others are given by their codes.
var spokenLanguages = []string{"zh", "yue", "en", "ja", "ko", "fr", "de", "es", "pt", "ru", "ar", "it", "nl", "th", "vi", "id", "ms", "hi"}

// languageWords are what languages are called beside the names that lang.Language gives, folded.
var languageWords = map[string]string{
	"普通话": "zh", "国语": "zh", "汉语": "zh", "华语": "zh", "mandarin": "zh", "putonghua": "zh", "广东话": "yue", "粤语": "yue",
	"英文": "en", "日文": "ja", "韩文": "ko", "法文": "fr", "德文": "de", "俄文": "ru", "西班牙文": "es", "葡萄牙文": "pt", "葡语": "pt",
	"cn": "zh", "zh-hans": "zh", "zh-hant": "zh", "zh-cn": "zh", "zh-hk": "zh",
}

// languages reads languages by their codes or their names in any of the three languages.
func (c *cells) languages(text string) (string, error) {
	return c.once("languages", text, func(text string) (string, error) {
		var out []string
		for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,，、;；/|和及", r) }) {
			code := languageNamed(lang.Fold(word))
			if !delegate.IsLanguage(code) {
				return "", lang.Invalid("delegate.language", lang.Args{"given": word})
			}
			if !slices.Contains(out, code) {
				out = append(out, code)
			}
		}
		return strings.Join(out, " "), nil
	})
}

func languageNamed(folded string) string {
	if code := languageWords[folded]; code != "" {
		return code
	}
	for _, code := range spokenLanguages {
		for _, tag := range lang.Tags {
			if folded == lang.Fold(lang.Language(code).Get(tag)) {
				return code
			}
		}
	}
	return folded
}

// away reads days and slots without time: a date, or a date with the clock time at which a slot
// begins.
func (c *cells) away(text string) (string, error) {
	var out []string
	for _, part := range split(text, true) {
		day := ""
		for word := range strings.FieldsSeq(strings.ReplaceAll(lang.HalfWidth(part), "T", " ")) {
			if strings.Contains(word, ":") && day != "" && out[len(out)-1] == day {
				if len(word) == 4 {
					word = "0" + word
				}
				out[len(out)-1] = day + "T" + word
				continue
			}
			d, err := c.date(word)
			if err != nil {
				return "", lang.Invalid("delegate.away", lang.Args{"given": part}).Because(err)
			}
			day = string(d)
			out = append(out, day)
		}
	}
	return strings.Join(out, " "), nil
}

// A delegateBook is what planning a file of delegates keeps.
type delegateBook struct {
	*planner
	file map[string]*seen
	of   map[int64]*delegatesOf // by the edition
}

// delegatesOf are those of an edition, by what a row may name them by.
type delegatesOf struct {
	coded  map[string]*store.Row[delegate.Delegate]
	known  map[string][]*store.Row[delegate.Delegate] // by e-mail address, and by party and name
	people map[string]party.Person
}

func (p *planner) readDelegates() error {
	p.chunk.heading = p.layout.row
	p.chunk.keeps = func(column int) bool {
		return column < len(p.layout.columns) && p.layout.columns[column] != "" && !slices.Contains(personal, p.layout.columns[column])
	}
	b := &delegateBook{planner: p, file: map[string]*seen{}, of: map[int64]*delegatesOf{}}
	return eachBatch(p, delegateAttrs, delegateRow{}, b.finish, b.handle)
}

func (b *delegateBook) finish(r *pending[delegateRow]) {
	ofEdition(b.planner, r, &r.rec.Edition)
}

// knownBy are what somebody may be known by without a code, the surest first.
func knownBy(p party.Person, of party.ID) []string {
	var out []string
	if p.Email != "" {
		out = append(out, "mail "+access.EmailKey(p.Email))
	}
	for _, tag := range lang.Tags {
		if key := lang.NameKey(p.Name.Get(tag)); key != "" {
			out = append(out, "name "+string(of)+" "+key)
		}
	}
	return out
}

// inEdition reads the delegates of an edition once.
func (b *delegateBook) inEdition(edition int64) (*delegatesOf, error) {
	if known := b.of[edition]; known != nil {
		return known, nil
	}
	rows, err := b.view.Delegates(b.ctx, edition)
	if err != nil {
		return nil, err
	}
	out := &delegatesOf{map[string]*store.Row[delegate.Delegate]{}, map[string][]*store.Row[delegate.Delegate]{}, nil}
	var refs []string
	for _, r := range rows {
		refs = append(refs, r.Value.Person)
	}
	if out.people, err = b.view.People(b.ctx, refs); err != nil {
		return nil, err
	}
	for i := range rows {
		d := &rows[i].Value
		if d.Code != "" {
			out.coded[d.Code] = &rows[i]
		}
		for _, word := range knownBy(out.people[d.Person], d.Party) {
			if list := out.known[word]; len(list) == 0 || list[len(list)-1] != &rows[i] {
				out.known[word] = append(list, &rows[i])
			}
		}
	}
	b.of[edition] = out
	return out, nil
}

func (b *delegateBook) handle(batch []pending[delegateRow]) error {
	if _, err := learnNamed(b.planner, batch, func(r *delegateRow) string { return r.party }); err != nil {
		return err
	}
	return settleEach(b.planner, batch, b.settle)
}

// settle makes the record of a row: that of the delegate who is there, corrected, or a new one.
func (b *delegateBook) settle(r *pending[delegateRow]) error {
	x := &r.rec
	known, err := b.inEdition(x.Edition)
	if err != nil {
		return err
	}
	if x.party != "" {
		id, why := b.book.find(x.party, r.row)
		if why != nil {
			fail(b.planner, r, "party", why)
			b.leftOut()
			return nil
		}
		x.Party = id
	}
	there, matched, several := known.find(x)
	if several {
		fail(b.planner, r, "name", lang.Invalid("import.delegate.several", lang.Args{"given": aTitle(x.person.Name)}))
		b.leftOut()
		return nil
	}
	words := knownBy(x.person, x.Party)
	if x.Code != "" {
		words = []string{"code " + x.Code}
	}
	for i, word := range words {
		words[i] = strconv.FormatInt(x.Edition, 10) + " " + word
		if again(b.planner, r, b.file[words[i]], "delegate", x.Code, x.person.Name) {
			return nil
		}
	}
	for _, word := range words {
		b.file[word] = &seen{row: r.row, hash: r.hash}
	}
	out := Outcome{Row: r.row, Record: "delegate", Code: x.Code, Title: x.person.Name, Action: ActionCreate}
	w := write[delegate.Delegate]{row: r.row, action: journal.Created}
	person := x.person
	var before party.Person
	if there == nil {
		w.rec = x.Delegate
		w.rec.ID, w.rec.Person = b.newID(), rand.Text()
	} else {
		var named bool
		if before, named = known.people[there.Value.Person]; !named && there.Value.Person != "" {
			fail(b.planner, r, "code", lang.Invalid("import.delegate.erased"))
			b.leftOut()
			return nil
		}
		merged, changes := merge(delegateAttrs, delegateRow{Delegate: there.Value, person: before}, r)
		w.rec, w.before, w.action, person = merged.Delegate, there.Since, journal.Corrected, merged.person
		out.Matched, out.Changes, out.Title, out.Action = matched, changes, person.Name, ActionCorrect
		if w.rec.Person == "" {
			w.rec.Person = rand.Text()
		}
		out.Changes = append(out.Changes, ofPerson(before, person)...)
		if len(out.Changes) == 0 {
			out.Action = ActionUnchanged
		}
	}
	out.ID, person.Ref = w.rec.ID, w.rec.Person
	if person.Name.Empty() {
		fail(b.planner, r, "name", lang.Invalid("import.required", lang.Args{"field": lang.Word("delegate.field.name")}))
	}
	if !validate(b.planner, r, w.rec.Validate()) {
		b.leftOut()
		return nil
	}
	b.preview.outcome(out, b.o.Detail, b.kept)
	if out.Action != ActionUnchanged {
		b.plan.delegates = append(b.plan.delegates, w)
		if person != before {
			b.plan.people = append(b.plan.people, person)
		}
	}
	return nil
}

// find returns the delegate whom a row names: by the code, or else by the e-mail address, or by the name
// and the party.
func (k *delegatesOf) find(x *delegateRow) (there *store.Row[delegate.Delegate], matched string, several bool) {
	if x.Code != "" {
		if there = k.coded[x.Code]; there != nil {
			return there, "import.match.code", false
		}
	}
	for _, word := range knownBy(x.person, x.Party) {
		list := k.known[word]
		if x.Code != "" { // somebody with another code is somebody else
			list = slices.DeleteFunc(slices.Clone(list), func(r *store.Row[delegate.Delegate]) bool { return r.Value.Code != "" })
		}
		switch len(list) {
		case 0:
			continue
		case 1:
			return list[0], "import.match.delegate", false
		}
		return nil, "", true
	}
	return nil, "", false
}

// ofPerson lists what changes of a person. What was there is not shown: it need not be known to who
// brings in the file.
func ofPerson(before, after party.Person) []Change {
	var out []Change
	add := func(field, old, new string) {
		if old == new {
			return
		}
		if old != "" {
			old = "…"
		}
		out = append(out, Change{field, old, new})
	}
	for i, tag := range lang.Tags {
		add(three("name")[i], before.Name.Get(tag), after.Name.Get(tag))
		add(three("post")[i], before.Office.Get(tag), after.Office.Get(tag))
	}
	add("email", before.Email, after.Email)
	add("phone", before.Phone, after.Phone)
	return out
}

// delegates is a table of those delegates who may be seen with their contacts, as the import reads them. Who
// was erased is nobody's to read.
func (o Out) delegates(ctx context.Context, v store.View, edition int64) (Table, error) {
	t := o.table(lang.Say(o.Tag, "table.list.delegates"), nil, heads("code", "edition#decimal", three("name"), three("post"), "email", "phone", "party", "role", "side", "office",
		"languages", "away", "least#decimal", "most#decimal", "least_day#decimal", "most_day#decimal", "withdrawn")...)
	editions, err := o.numbers(ctx, v, edition)
	if err != nil {
		return t, err
	}
	var seen []delegate.Delegate
	var refs, parties []string
	for _, number := range editions {
		rows, err := v.Delegates(ctx, number)
		if err != nil {
			return t, err
		}
		for _, r := range rows {
			if d := r.Value; o.Sees != nil && o.Sees(store.DelegateQuestion(access.ReadDelegate, d)) {
				seen, refs, parties = append(seen, d), append(refs, d.Person), append(parties, string(d.Party))
			}
		}
	}
	people, err := v.People(ctx, refs)
	if err != nil {
		return t, err
	}
	known, err := companies(ctx, v, parties)
	if err != nil {
		return t, err
	}
	var rows [][]string
	for _, d := range seen {
		p, there := people[d.Person]
		if !there && d.Person != "" {
			continue
		}
		speaks := strings.Join(delegate.Words(d.Languages), "; ")
		rows = append(rows, heads(d.Code, count(d.Edition), inThree(p.Name), inThree(p.Office), p.Email, p.Phone, cmp.Or(known[d.Party].Code, o.text(known[d.Party].Name)), d.Role.In(o.Tag), o.side(d.Side), d.Office,
			speaks, strings.Join(delegate.Words(d.Away), "; "), count(d.Least), count(d.Most), count(d.LeastDay), count(d.MostDay), o.yes(d.Withdrawn)))
	}
	t.Rows = Listed(rows)
	return t, nil
}
