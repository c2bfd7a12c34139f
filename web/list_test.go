package web_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
)

const formula = `=cmd|' /C calc'!A0`

// lists writes a fair whose lists have something to narrow, to sort and to turn over.
func lists(t testing.TB) *fixture {
	t.Helper()
	f := open(t)
	f.update(t, "lists", func(ctx context.Context, tx *store.Tx) error {
		put(ctx, t, tx, fair.Fair{
			ID: "lists", Name: lang.Text{Hans: "列表", Hant: "列表", En: "Lists"}, Current: 26, Synthetic: true,
			Sides: []fair.Side{{Code: "beijing", Name: lang.Text{Hans: "北京", En: "Beijing"}}, {Code: "hongkong", Name: lang.Text{Hans: "香港", En: "Hong Kong"}}},
		})
		for n, opened := range map[int64]lang.Date{25: "2022-12-14", 26: "2023-11-29"} {
			put(ctx, t, tx, fair.Edition{
				ID: fair.EditionID(tx.NewID()), Number: n, Opened: opened, Requires: 3, Policy: money.Policy{Currency: "CNY", Source: "ECB", On: money.OnOpening},
			})
		}
		put(ctx, t, tx, party.Party{
			ID: "land", Code: "ORG-7", Kind: party.Company, Name: lang.Text{Hans: "置地公司", Hant: "置地公司", En: "Land Company"}, Side: "hongkong",
			USCC: "91110105MA01ABCD2X", District: "110105", Country: "HK",
		})
		for _, p := range []project.Project{
			{ID: "a", Code: "P-1", Edition: 26, Title: lang.Text{Hans: "朝阳区人工智能产业园", Hant: "朝陽區人工智能產業園", En: "Chaoyang investment park"}, Type: project.Park, Direction: project.Inward, Side: "beijing", District: "110105", Owner: "land", Industry: "I65", Amount: money.Amount{Minor: 100_000_000_00, Currency: "CNY"}},
			{ID: "b", Code: "P-2", Edition: 26, Title: lang.Text{Hant: "海澱生物醫療研發中心", En: "Biomedical research"}, Type: "enterprise", Direction: project.Outward, Side: "beijing", District: "110108", Owner: "land", Industry: "M73", Amount: money.Amount{Minor: 5_000_000_00, Currency: "USD"}},
			{ID: "c", Code: "P-10", Edition: 26, Title: lang.Text{Hans: "绿色金融平台", Hant: "綠色金融平台", En: "A platform for investments"}, Type: project.Building, Direction: project.Joint, Side: "hongkong", District: "110105", Industry: "J66", Amount: money.Amount{Minor: 2_000_000_000_00, Currency: "CNY"}},
			{ID: "d", Code: formula, Edition: 25, Title: lang.Text{Hans: formula, Hant: formula, En: formula + hostile}, Type: project.Park, Direction: project.Inward, Side: "beijing", District: "110105"},
		} {
			put(ctx, t, tx, p)
		}
		for n := range 120 {
			i := n * 77 % 120 // written in no order
			put(ctx, t, tx, project.Project{
				ID: project.ID(fmt.Sprintf("s%03d", i)), Code: fmt.Sprintf("S-%d", i), Edition: 25, Title: lang.Text{En: fmt.Sprintf("Serial %d", i/2)}, Type: project.Land,
				Direction: project.Inward, Side: "hongkong", District: "110101", Industry: "K70", Amount: money.Amount{Minor: int64(i%7) * 1_000_000_00, Currency: "CNY"},
			})
		}
		for _, a := range []agreement.Agreement{
			{ID: "x", Code: "A-1", Edition: 26, Title: lang.Text{Hans: "甲"}, Type: agreement.Contract, Direction: project.Inward, SignedOn: "2023-11-29", Confirmed: 3, Amount: money.Amount{Minor: 100_00, Currency: "CNY"}, Country: "HK", Parties: []agreement.Role{{Party: "land", Role: "investor"}}, Attributions: []agreement.Attribution{{District: "110105", Num: 1, Den: 2}, {District: "110108", Num: 1, Den: 2}}},
			{ID: "y", Code: "A-2", Edition: 26, Title: lang.Text{Hans: "乙"}, Type: agreement.Framework, Direction: project.Inward, SignedOn: "2023-11-30", Confirmed: 3},
			{ID: "z", Code: "A-3", Edition: 26, Title: lang.Text{Hans: "一把钥匙"}, Type: agreement.Contract, SignedOn: "2023-11-30", Confirmed: 1},
		} {
			put(ctx, t, tx, a)
		}
		return nil
	})
	return f
}

// A listAnswer is a page of a list as JSON.
type listAnswer struct {
	Fair           string
	Synthetic      bool
	Position       int64
	Total          int64
	Records        []map[string]any
	Earlier, Later string
}

func (a listAnswer) codes() (codes []string) {
	for _, r := range a.Records {
		code, _ := r["code"].(string)
		codes = append(codes, code)
	}
	return codes
}

func (f *fixture) list(t testing.TB, address string) (a listAnswer) {
	t.Helper()
	w := f.get(t, address)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/json" {
		t.Fatalf("%s: %d %s", address, w.Code, w.Header().Get("Content-Type"))
	}
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

// downloaded returns the codes in a list's file, in its order.
func (f *fixture) downloaded(t testing.TB, address, form string) (codes []string) {
	t.Helper()
	w := f.get(t, address)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d", address, w.Code)
	}
	var rows [][]string
	var err error
	if form == "csv" {
		rows, err = csv.NewReader(bytes.NewReader(bytes.TrimPrefix(w.Body.Bytes(), []byte("\ufeff")))).ReadAll()
	} else {
		book, opened := excelize.OpenReader(w.Body)
		if opened != nil {
			t.Fatal(opened)
		}
		defer book.Close()
		rows, err = book.GetRows(book.GetSheetList()[0])
	}
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	at := slices.IndexFunc(rows, func(row []string) bool { return slices.Contains(row, "Code") || slices.Contains(row, "Number") })
	if at < 0 {
		t.Fatalf("%s has no headings: %q", address, rows)
	}
	for _, row := range rows[at+1:] {
		codes = append(codes, strings.TrimPrefix(row[0], "'"))
	}
	return codes
}

var (
	rowLink = regexp.MustCompile(`<a class="clamp" href="/en/lists/[a-z]+/([^"]+)">`)
	turnTo  = regexp.MustCompile(`<a rel="(prev|next)" href="([^"]+)">`)
)

func serial(from, to int) (codes []string) {
	for i := from; i < to; i++ {
		codes = append(codes, fmt.Sprintf("S-%d", i))
	}
	return codes
}

func TestListsShowAndDownloadTheSame(t *testing.T) {
	t.Parallel()
	f := lists(t)
	for _, tt := range []struct {
		name, kind, query string
		want              []string
	}{
		{"an edition", "projects", "edition=26", []string{"P-1", "P-2", "P-10"}},
		{"a district and a type", "projects", "district=110105&type=park", []string{"P-1", formula}},
		{"a direction", "projects", "direction=joint", []string{"P-10"}},
		{"an industry takes all below it", "projects", "industry=I", []string{"P-1"}},
		{"a side and an edition", "projects", "side=beijing&edition=26", []string{"P-1", "P-2"}},
		{"a currency", "projects", "currency=USD", []string{"P-2"}},
		{"a band of amounts", "projects", "band=CNY.9", []string{"P-10"}},
		{"the largest first, within each currency", "projects", "edition=26&sort=-amount", []string{"P-10", "P-1", "P-2"}},
		{"what has no amount comes last", "projects", "district=110105&sort=amount", []string{"P-1", "P-10", formula}},
		{"numbers by their value", "projects", "edition=26&sort=number", []string{"P-1", "P-10", "P-2"}},
		{"titles", "projects", "edition=26&sort=title", []string{"P-10", "P-2", "P-1"}},
		{"titles from the end", "projects", "edition=26&sort=-title", []string{"P-1", "P-2", "P-10"}},
		{"the last made first", "projects", "edition=26&sort=-made", []string{"P-10", "P-2", "P-1"}},
		{"words, by their stem", "projects", "q=investing", []string{"P-1", "P-10"}},
		{"Simplified words find Traditional ones", "projects", "q=" + url.QueryEscape("医疗"), []string{"P-2"}},
		{"more than a page", "projects", "district=110101&sort=-made", reversed(serial(0, 120))},
		{"nothing", "projects", "edition=26&direction=joint&district=110108", nil},
		{"signed agreements alone", "agreements", "", []string{"A-1", "A-2"}},
		{"an agreement of two districts", "agreements", "district=110108", []string{"A-1"}},
		{"the day of signing", "agreements", "sort=-date", []string{"A-2", "A-1"}},
		{"parties", "parties", "side=hongkong", []string{"ORG-7"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			at := func(form string) string { return "/en/lists/" + tt.kind + form + "?" + tt.query }
			for _, form := range []string{"csv", "xlsx"} {
				if got := f.downloaded(t, at("."+form), form); !slices.Equal(got, tt.want) {
					t.Errorf("%s: %q, not %q", form, got, tt.want)
				}
			}
			first := f.list(t, at(".json"))
			if got, want := first.codes(), tt.want[:min(50, len(tt.want))]; !slices.Equal(got, want) {
				t.Errorf("JSON: %q, not %q", got, want)
			}
			if first.Total != int64(len(tt.want)) || first.Fair != "lists" || !first.Synthetic || first.Position != int64(f.head(t, "lists")) {
				t.Errorf("JSON says %d of %s at %d", first.Total, first.Fair, first.Position)
			}
			var ids []string
			for _, r := range first.Records {
				ids = append(ids, fmt.Sprint(r["id"]))
			}
			var shown []string
			body := f.get(t, at("")).Body.String()
			for _, m := range rowLink.FindAllStringSubmatch(body, -1) {
				shown = append(shown, m[1])
			}
			if !slices.Equal(shown, ids) {
				t.Errorf("the page shows %q, not %q", shown, ids)
			}
			if total := fmt.Sprintf("%d in all", len(tt.want)); !strings.Contains(seen(body), total) {
				t.Errorf("the page does not say %s", total)
			}
		})
	}
}

func reversed(codes []string) []string {
	slices.Reverse(codes)
	return codes
}

// Whoever turns the pages of a list, forwards and back, sees each record once.
func TestListsAreTurnedOver(t *testing.T) {
	t.Parallel()
	f := lists(t)
	for _, sort := range []string{"made", "-made", "amount", "-amount", "title", "-title", "number"} {
		t.Run(sort, func(t *testing.T) {
			query := "?edition=25&sort=" + sort
			want := f.downloaded(t, "/en/lists/projects.csv"+query, "csv")
			if len(want) != 121 {
				t.Fatalf("%d records in the file", len(want))
			}
			var got []string
			var pages []listAnswer
			for address := "/en/lists/projects.json" + query; address != ""; {
				p := f.list(t, address)
				pages, got, address = append(pages, p), append(got, p.codes()...), p.Later
			}
			if !slices.Equal(got, want) {
				t.Errorf("forwards: %q, not %q", got, want)
			}
			if pages[0].Earlier != "" {
				t.Error("there is a page before the first")
			}
			for i := len(pages) - 1; i > 0; i-- {
				if before := f.list(t, pages[i].Earlier); !slices.Equal(before.codes(), pages[i-1].codes()) {
					t.Errorf("before page %d: %q, not %q", i+1, before.codes(), pages[i-1].codes())
				}
			}
			// The pages for readers are those for programs.
			address, n := "/en/lists/projects"+query, 0
			for ; address != "" && n < len(pages); n++ {
				body := f.get(t, address).Body.String()
				address = ""
				turns := map[string]string{}
				for _, m := range turnTo.FindAllStringSubmatch(body, -1) {
					turns[m[1]] = strings.ReplaceAll(m[2], "&amp;", "&")
				}
				address = turns["next"]
				if asJSON := strings.ReplaceAll(address, "projects?", "projects.json?"); asJSON != pages[n].Later {
					t.Errorf("page %d leads to %s, the JSON to %s", n+1, asJSON, pages[n].Later)
				}
			}
			if address != "" || n != len(pages) {
				t.Errorf("%d pages for readers, %d for programs", n, len(pages))
			}
		})
	}
}

var (
	selectOf = regexp.MustCompile(`(?s)<select id="f-([a-z]+)"[^>]*>(.*?)</select>`)
	optionOf = regexp.MustCompile(`<option value="([^"]*)"( selected)?>([^<]*)</option>`)
	counted  = regexp.MustCompile(`\(([0-9,]+)\)$`)
)

// The number beside each choice is that of the records there are when it is made.
func TestChoicesSayWhatTheyLeave(t *testing.T) {
	t.Parallel()
	f := lists(t)
	tried := 0
	for _, kind := range []string{"projects", "agreements", "parties"} {
		for _, query := range []url.Values{{}, {"district": {"110105"}}, {"edition": {"26"}, "side": {"beijing"}}, {"industry": {"I65"}}, {"q": {"investment"}}, {"band": {"CNY.8"}, "type": {"park"}}} {
			body := f.get(t, "/en/lists/"+kind+"?"+query.Encode()).Body.String()
			for _, s := range selectOf.FindAllStringSubmatch(body, -1) {
				chosen := ""
				for _, o := range optionOf.FindAllStringSubmatch(s[2], -1) {
					if o[2] != "" {
						chosen = o[1]
					}
					n := counted.FindStringSubmatch(o[3])
					if n == nil {
						continue
					}
					tried++
					narrowed := url.Values{}
					for k, x := range query {
						narrowed[k] = x
					}
					narrowed.Set(s[1], o[1])
					address := "/en/lists/" + kind + ".json?" + narrowed.Encode()
					if got := f.list(t, address).Total; strconv.FormatInt(got, 10) != n[1] {
						t.Errorf("%s?%s: %s says %q, and there are %d", kind, query.Encode(), s[1], o[3], got)
					}
				}
				if s[1] != "sort" && chosen != query.Get(s[1]) {
					t.Errorf("%s?%s: %q of %s is chosen", kind, query.Encode(), chosen, s[1])
				}
			}
		}
	}
	if tried < 100 {
		t.Errorf("only %d choices were tried", tried)
	}
}

func TestSearchSaysWhereItFound(t *testing.T) {
	t.Parallel()
	f := lists(t)
	for _, tt := range []struct{ name, tag, words, to, says string }{
		{"Simplified finds Traditional", "zh-Hans", "研发中心", "projects/b", "研發中心"},
		{"Traditional finds Simplified", "zh-Hant", "綠色金融", "projects/c", "綠色金融"},
		{"a word of two characters", "zh-Hans", "智能", "projects/a", "智能"},
		{"an English word in another form", "en", "investing", "projects/a", "investment"},
		{"an identifier as a whole", "en", "91110105MA01ABCD2X", "parties/land", "91110105MA01ABCD2X"},
		{"in small letters and full width", "en", "９１110105ma01abcd2x", "parties/land", "91110105MA01ABCD2X"},
		{"the fair's own number", "en", "p-10", "projects/c", "P-10"},
		{"a district's name", "en", "Haidian biomedical", "projects/b", "Haidian"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body := f.get(t, "/"+tt.tag+"/lists/search?q="+url.QueryEscape(tt.words)).Body.String()
			if !strings.Contains(body, `href="/`+tt.tag+"/lists/"+tt.to+`"`) {
				t.Errorf("%s is not found: %s", tt.to, seen(body))
			}
			if !strings.Contains(body, "<mark>"+tt.says+"</mark>") {
				t.Errorf("%q is not marked: %s", tt.says, seen(body))
			}
		})
	}
	for _, words := range []string{"91110105MA01", "zebra", "智慧"} {
		if body := f.get(t, "/en/lists/search?q="+url.QueryEscape(words)).Body.String(); strings.Contains(body, `class="hits"`) {
			t.Errorf("%q is found: %s", words, seen(body))
		}
	}
}

// What a list has of a hostile record is text, on the page and in its files.
func TestListsTakeHostileTextForText(t *testing.T) {
	t.Parallel()
	f := lists(t)
	const query = "?edition=25&type=park"
	body := f.get(t, "/en/lists/projects"+query).Body.String()
	if strings.Contains(body, "<script>alert") || strings.Contains(body, "<img") || !strings.Contains(body, "&lt;script&gt;") {
		t.Error("the page takes the title for markup")
	}
	raw := f.get(t, "/en/lists/projects.csv"+query).Body.String()
	if !strings.Contains(raw, "'"+formula) || strings.Contains(raw, "\n"+formula) || strings.Contains(raw, ","+formula) {
		t.Errorf("a cell is a formula: %q", raw)
	}
	record := f.list(t, "/en/lists/projects.json"+query).Records[0]
	if title, _ := record["title"].(map[string]any); title["en"] != formula+hostile || record["code"] != formula {
		t.Errorf("the JSON changed the text: %q", record)
	}
}

func TestRecordsAsJSON(t *testing.T) {
	t.Parallel()
	f := lists(t)
	for _, tt := range []struct{ address, want string }{
		{"projects/a.json", `{"id":"a","since":5,"page":"/en/lists/projects/a","code":"P-1","edition":26,
			"title":{"zh-Hans":"朝阳区人工智能产业园","zh-Hant":"朝陽區人工智能產業園","en":"Chaoyang investment park"},"type":"park","direction":"inward","side":"beijing",
			"district":"110105","owner":{"id":"land","name":{"zh-Hans":"置地公司","zh-Hant":"置地公司","en":"Land Company"}},"industry":"I65","amount":{"value":"100000000.00","currency":"CNY"}}`},
		{"agreements/x.json", `{"id":"x","since":129,"page":"/en/lists/agreements/x","code":"A-1","edition":26,"title":{"zh-Hans":"甲"},"type":"investment","direction":"inward",
			"signed_on":"2023-11-29","amount":{"value":"100.00","currency":"CNY"},"parties":[{"id":"land","name":{"zh-Hans":"置地公司","zh-Hant":"置地公司","en":"Land Company"},"role":"investor"}],
			"attributions":[{"district":"110105","share":"1/2"},{"district":"110108","share":"1/2"}],"confirmed":["beijing","hongkong"],"country":"HK"}`},
		{"parties/land.json", `{"id":"land","since":4,"page":"/en/lists/parties/land","code":"ORG-7","name":{"zh-Hans":"置地公司","zh-Hant":"置地公司","en":"Land Company"},
			"kind":"company","side":"hongkong","district":"110105","country":"HK","uscc":"91110105MA01ABCD2X"}`},
	} {
		w := f.get(t, "/en/lists/"+tt.address)
		var got struct {
			Fair      string
			Synthetic bool
			Position  int64
			Record    json.RawMessage
		}
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
			t.Fatalf("%s: %d %v", tt.address, w.Code, err)
		}
		var want bytes.Buffer
		if err := json.Compact(&want, []byte(tt.want)); err != nil {
			t.Fatal(err)
		}
		if string(got.Record) != want.String() || got.Fair != "lists" || !got.Synthetic || got.Position != int64(f.head(t, "lists")) {
			t.Errorf("%s: %s", tt.address, w.Body)
		}
	}
	for _, address := range []string{"projects/nobody.json", "agreements/z.json"} {
		if w := f.get(t, "/en/lists/"+address); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d %s", address, w.Code, w.Body)
		}
	}
}
