package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/govalues/decimal"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"bridgehead/fair"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

const (
	benchFair = "bench"
	editions  = 12
	parties   = 2000
	batch     = 50_000
)

// A row is a project as both sides keep it.
type row struct {
	id, code        string
	edition         int64
	hans, hant, en  string
	kind, direction string
	side, district  string
	industry        string
	amount          int64
	currency        string
}

var (
	fields = [][3]string{
		{"人工智能", "人工智能", "artificial intelligence"},
		{"生物医疗", "生物醫療", "biomedical"},
		{"集成电路", "集成電路", "integrated circuit"},
		{"新能源汽车", "新能源汽車", "electric vehicle"},
		{"商业航天", "商業航天", "commercial space"},
		{"数字经济", "數字經濟", "digital economy"},
		{"绿色金融", "綠色金融", "green finance"},
		{"文化旅游", "文化旅遊", "culture and tourism"},
		{"智慧物流", "智慧物流", "smart logistics"},
		{"高端装备", "高端裝備", "advanced equipment"},
		{"跨境贸易", "跨境貿易", "cross-border trade"},
		{"养老服务", "養老服務", "elderly care"},
	}
	sorts = [][3]string{
		{"产业园", "產業園", "industrial park"},
		{"研发中心", "研發中心", "research centre"},
		{"孵化器", "孵化器", "incubator"},
		{"总部基地", "總部基地", "headquarters base"},
		{"商务楼宇", "商務樓宇", "office building"},
		{"融资", "融資", "financing"},
		{"示范区", "示範區", "demonstration zone"},
		{"平台", "平台", "platform"},
	}
	kinds      = []string{"enterprise", "park", "building", "land"}
	directions = []string{"inward", "outward", "joint"}
	currencies = []string{"CNY", "CNY", "CNY", "HKD", "USD"}
)

// rows makes the projects, the same each time but for their identifiers.
func rows(n int, fn func(row) error) error {
	r := mathrand.New(mathrand.NewPCG(26, 1))
	districts := fair.Districts("")
	var industries []string
	for _, s := range project.Sections() {
		for d := range 99 {
			if i, ok := project.IndustryByCode(fmt.Sprintf("%s%02d", s.Code, d)); ok {
				industries = append(industries, i.Code)
			}
		}
	}
	for i := range n {
		d := districts[r.IntN(len(districts))]
		f, s := fields[r.IntN(len(fields))], sorts[r.IntN(len(sorts))]
		number := r.IntN(1000)
		x := row{
			id: fmt.Sprintf("p%023d", i), code: fmt.Sprintf("P-%07d", i), edition: int64(i*editions/n) + 1,
			hans: fmt.Sprintf("%s%s%s第%d期项目", d.Name.Hans, f[0], s[0], number),
			hant: fmt.Sprintf("%s%s%s第%d期項目", d.Name.Hant, f[1], s[1], number),
			en:   fmt.Sprintf("%s %s %s, phase %d", d.Name.En, f[2], s[2], number),
			kind: kinds[r.IntN(len(kinds))], direction: directions[r.IntN(len(directions))], side: d.Side, district: d.Code,
			industry: industries[r.IntN(len(industries))],
			amount:   r.Int64N(10_000) * []int64{1_000_000, 10_000_000, 100_000_000}[r.IntN(3)], currency: currencies[r.IntN(len(currencies))],
		}
		if r.IntN(20) == 0 {
			x.amount, x.currency = 0, ""
		}
		if err := fn(x); err != nil {
			return err
		}
	}
	return nil
}

// openFair opens the record with its projects, writing them when they are not there.
func openFair(ctx context.Context, engine, server string, o options, progress io.Writer) (*store.DB, func() error, error) {
	beside := filepath.Join(o.dir, fmt.Sprintf("portal-%d", o.rows))
	address := beside + ".db"
	undo := func() error { return nil }
	if engine == "postgres" {
		name := "bridgehead_bench_" + strings.ToLower(rand.Text())
		if err := statement(ctx, server, "create database "+name); err != nil {
			return nil, nil, err
		}
		u, err := url.Parse(server)
		if err != nil {
			return nil, nil, err
		}
		u.Path = "/" + name
		address = u.String()
		dir, err := os.MkdirTemp(o.dir, "portal-")
		if err != nil {
			return nil, nil, err
		}
		beside = filepath.Join(dir, "fair")
		undo = func() error {
			return errors.Join(statement(context.Background(), server, "drop database "+name+" with (force)"), os.RemoveAll(dir))
		}
	}
	db, err := store.Open(ctx, address, store.Options{Key: beside + ".key", Checkpoints: beside + ".checkpoints"})
	if err != nil {
		return nil, nil, errors.Join(err, undo())
	}
	drop := func() error { return errors.Join(db.Close(), undo()) }
	head, err := db.Head(ctx, benchFair)
	if err == nil && head == 0 {
		start := time.Now()
		err = write(ctx, db, o)
		fmt.Fprintf(progress, "%d projects written to %s in %.1f s\n", o.rows, engine, time.Since(start).Seconds())
	}
	if err != nil {
		return nil, nil, errors.Join(err, drop())
	}
	db.KeepColumns(store.ColumnsLimit)
	db.KeepSearch(func(err error) { fmt.Fprintln(progress, err) })
	return db, drop, nil
}

func statement(ctx context.Context, server, text string) error {
	db, err := sql.Open("pgx", server)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, text)
	return err
}

var how = store.How{Action: journal.Created, Origin: journal.Origin{Kind: "bench", ID: "1"}}

// opened is when an edition was opened.
func opened(n int) lang.Date { return lang.Date(fmt.Sprintf("%d-11-29", 2012+n)) }

func write(ctx context.Context, db *store.DB, o options) error {
	err := db.Update(ctx, journal.Reference, "bench", func(tx *store.Tx) error {
		for n := range editions {
			_, _, err := tx.PutRates(ctx, money.Day{Source: money.ECB, Date: opened(n), Base: "EUR", Quotes: map[money.Currency]decimal.Decimal{
				"USD": decimal.MustParse("1.0985"), "CNY": decimal.MustParse("7.8296"), "HKD": decimal.MustParse("8.5740"),
			}}, how)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = db.Update(ctx, benchFair, "bench", func(tx *store.Tx) error {
		f := fair.Fair{ID: benchFair, Name: lang.Text{En: "Bench"}, Current: editions, Synthetic: true, Sides: []fair.Side{
			{Code: "beijing", Name: lang.Text{Hans: "北京", Hant: "北京", En: "Beijing"}}, {Code: "hongkong", Name: lang.Text{Hans: "香港", Hant: "香港", En: "Hong Kong"}},
		}}
		if err := store.Put(ctx, tx, &f, 0, how); err != nil {
			return err
		}
		for n := range int64(editions) {
			e := fair.Edition{
				ID: fair.EditionID(tx.NewID()), Number: n + 1, Opened: opened(int(n)), Requires: 3, Complete: true,
				Policy: money.Policy{Currency: "CNY", Source: money.ECB, On: money.OnOpening},
			}
			if err := store.Put(ctx, tx, &e, 0, how); err != nil {
				return err
			}
		}
		for n := range parties {
			p := party.Party{ID: party.ID(fmt.Sprintf("o%023d", n)), Kind: party.Company, Name: lang.Text{Hans: fmt.Sprintf("第%d产业公司", n), En: fmt.Sprintf("Company %d", n)}}
			if err := store.Put(ctx, tx, &p, 0, how); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	part := make([]row, 0, batch)
	flush := func() error {
		err := db.Update(ctx, benchFair, "bench", func(tx *store.Tx) error {
			for i, x := range part {
				p := project.Project{
					ID: project.ID(x.id), Code: x.code, Edition: x.edition, Title: lang.Text{Hans: x.hans, Hant: x.hant, En: x.en},
					Type: project.Type(x.kind), Direction: project.Direction(x.direction), Side: x.side, District: x.district,
					Owner: party.ID(fmt.Sprintf("o%023d", i%parties)), Industry: x.industry, Amount: money.Amount{Minor: x.amount, Currency: money.Currency(x.currency)},
				}
				if err := store.Put(ctx, tx, &p, 0, how); err != nil {
					return err
				}
			}
			return nil
		})
		part = part[:0]
		return err
	}
	err = rows(o.rows, func(x row) error {
		if part = append(part, x); len(part) == batch {
			return flush()
		}
		return nil
	})
	return errors.Join(err, flush())
}

// warm waits until columns and index are there, and says how long that took.
func warm(ctx context.Context, db *store.DB, address string, o options, progress io.Writer) error {
	start := time.Now()
	view, err := db.View(ctx, benchFair, -1)
	if err != nil {
		return err
	}
	for !view.HasColumns() {
		time.Sleep(20 * time.Millisecond)
	}
	fmt.Fprintf(progress, "columns loaded after %.1f s\n", time.Since(start).Seconds())
	for {
		f, err := view.Search(ctx, store.Wanted{Text: "人工智能", Limit: 1})
		if err != nil {
			return err
		}
		if f.Reach == view.At {
			break
		}
		time.Sleep(200 * time.Millisecond)
	}
	fmt.Fprintf(progress, "search index there after %.1f s\n", time.Since(start).Seconds())
	// The page of an order that is not there yet is answered without it; the JSON waits. All orders are made before the clock starts.
	for _, list := range []string{
		"en/bench/projects", "en/bench/projects?sort=title", "en/bench/projects.json?sort=title", "zh-Hans/bench/projects.json?sort=title",
		"zh-Hant/bench/projects.json?sort=title", "en/bench/projects.json?sort=number",
	} {
		begun := time.Now()
		answer, err := http.Get("http://" + address + "/" + list)
		if err != nil {
			return err
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			return fmt.Errorf("%s: status %d", list, answer.StatusCode)
		}
		fmt.Fprintf(progress, "first %s: %.1f s\n", list, time.Since(begun).Seconds())
	}
	return nil
}

// asked is how many different questions of a kind there are at most.
const asked = 3000

// questions makes what is asked, each question once before the first comes again, so that nothing that is remembered of an answer
// helps with the next.
func questions(ctx context.Context, db *store.DB, o options) ([]question, error) {
	r := mathrand.New(mathrand.NewPCG(7, 7))
	list := question{group: "list", what: "list by edition, district and type, largest first"}
	wide := question{group: "list", what: "list by direction, district and industry, in order of titles"}
	record := question{group: "record", what: "one record"}
	search := question{group: "search", what: "search"}
	ours, theirs := "/en/"+benchFair+"/", "/api/collections/projects/records"
	both := func(q *question, kind, query, sort, filter string) {
		q.ours, q.rows = append(q.ours, ours+kind+"?"+query), append(q.rows, ours+kind+".json?"+query)
		q.theirs = append(q.theirs, theirs+"?"+url.Values{"perPage": {"50"}, "sort": {sort}, "filter": {filter}}.Encode())
	}
	for _, d := range fair.Districts("") {
		for e := range editions {
			for _, k := range kinds {
				both(&list, "projects", fmt.Sprintf("edition=%d&district=%s&type=%s&sort=-amount", e+1, d.Code, k),
					"-currency,-amount", fmt.Sprintf("edition=%d && district='%s' && type='%s'", e+1, d.Code, k))
			}
		}
		for _, direction := range directions {
			for _, section := range project.Sections() {
				both(&wide, "projects", fmt.Sprintf("direction=%s&district=%s&industry=%s&sort=title", direction, d.Code, section.Code),
					"title_en", fmt.Sprintf("direction='%s' && district='%s' && industry ~ '%s%%'", direction, d.Code, section.Code))
			}
		}
		for _, f := range fields {
			for _, s := range sorts {
				words, like := d.Name.Hant+" "+f[1]+s[1], fmt.Sprintf("title_hant ~ '%s' && title_hant ~ '%s'", d.Name.Hant, f[1]+s[1])
				if r.IntN(2) == 0 {
					number := fmt.Sprintf("第%d期", r.IntN(1000))
					words, like = f[0]+s[0]+" "+number, fmt.Sprintf("title_hans ~ '%s' && title_hans ~ '%s'", f[0]+s[0], number)
				}
				search.ours = append(search.ours, ours+"search?q="+url.QueryEscape(words))
				search.theirs = append(search.theirs, theirs+"?"+url.Values{"perPage": {"5"}, "filter": {like}}.Encode())
			}
		}
	}
	for _, i := range r.Perm(o.rows)[:min(asked, o.rows)] {
		id := fmt.Sprintf("p%023d", i)
		record.ours, record.rows = append(record.ours, ours+"projects/"+id), append(record.rows, ours+"projects/"+id+".json")
		record.theirs = append(record.theirs, theirs+"/"+id)
	}
	all := []question{list, wide, record, search}
	for _, q := range all {
		for _, addresses := range [][]string{q.ours, q.rows, q.theirs} {
			mathrand.New(mathrand.NewPCG(1, 1)).Shuffle(len(addresses), func(i, j int) { addresses[i], addresses[j] = addresses[j], addresses[i] })
		}
	}
	return all, nil
}
