package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"bridgehead/figure"
)

// call runs one command line in this process and returns what it printed.
func call(t *testing.T, want int, args ...string) string {
	t.Helper()
	var out, errw bytes.Buffer
	if got := run(t.Context(), args, strings.NewReader(""), &out, &errw); got != want {
		t.Fatalf("bridgehead %s: exit status %d, want %d\n%s%s", strings.Join(args, " "), got, want, &out, &errw)
	}
	return out.String()
}

// TestTheDemonstrationShowsTheEdition starts the product with the one command of the
// README and opens the page that it prints, as a person would.
func TestTheDemonstrationShowsTheEdition(t *testing.T) {
	db := filepath.Join(t.TempDir(), "demo.db")
	ctx, stop := context.WithCancel(t.Context())
	read, write := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"demo", "--db", db, "--addr", "127.0.0.1:0"}, strings.NewReader(""), write, io.Discard)
		write.Close()
	}()
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	base := regexp.MustCompile(`http://[0-9.:]+`).FindString(line)
	get := func(path, language string) string {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Language", language)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s %v", path, answer.Status, err)
		}
		return string(body)
	}

	for _, c := range []struct {
		language string
		shows    []string
	}{
		{"zh-CN", []string{
			"第26届", "签约项目数34", "签约金额672.2亿元", "招商项目数161", "招商总额503.7亿元", "朝阳区1335.39亿美元",
			"累计签约项目数576610", "累计签约金额超过1,110亿美元超过1,204亿美元",
			"高于上届（9）", "高于上届：672.2亿元", "94.31亿美元", "上届为92.02亿美元", "7.1275", "7.305",
		}},
		{"zh-HK", []string{"第26屆", "簽約項目數34", "簽約金額672.2億元", "超過1,110億美元", "高於上屆", "7.1275", "7.305"}},
		{"en", []string{"34", "RMB 67.22 billion", "161", "RMB 50.37 billion", "Chaoyang", "13", "US$3.539 billion", "576", "610", "over US$111 billion", "7.1275", "7.305"}},
	} {
		page := get("/", c.language)
		text := textOf(page)
		for _, s := range c.shows {
			if !strings.Contains(text, s) {
				t.Errorf("the page in %s does not show %q", c.language, s)
			}
		}
		// Each number leads to what stands behind it: a document, or records.
		links := regexp.MustCompile(`href="([^"]*/figures/[^"]*)"`).FindAllStringSubmatch(page, -1)
		if len(links) < 20 {
			t.Errorf("the page in %s has %d links to figures", c.language, len(links))
		}
		for _, l := range links {
			behind := get(html.UnescapeString(l[1]), c.language)
			if !strings.Contains(behind, "observations/") && !strings.Contains(behind, "/figures/") {
				t.Errorf("%s leads to no source", l[1])
			}
		}
	}
	stop()
	if got := <-ended; got != 0 {
		t.Errorf("told to stop, it ended with %d", got)
	}

	var list figure.List
	if err := json.Unmarshal([]byte(call(t, 0, "figures", "--db", db, "--fair", "jinggang", "--edition", "26", "--json")), &list); err != nil {
		t.Fatal(err)
	}
	got := map[string]figure.JSON{}
	for _, f := range list.Figures {
		name, err := figure.ParseName(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		name.At, name.Ref = -1, -1
		got[name.String()] = f
	}
	for name, want := range map[string]struct{ value, qualifier, currency, shown string }{
		"signed.count?edition=26":                  {"34", "exact", "", "34个签约项目"},
		"signed.amount?edition=26":                 {"67220000000", "exact", "CNY", "672.2亿元"},
		"catalogue.count?edition=26":               {"161", "exact", "", "161个招商项目"},
		"catalogue.amount?edition=26":              {"50370000000", "exact", "CNY", "503.7亿元"},
		"signed.count?edition=26&district=110105":  {"13", "exact", "", "13个签约项目"},
		"signed.amount?edition=26&district=110105": {"3539000000", "exact", "USD", "35.39亿美元"},
		"cumulative.count?edition=25":              {"576", "exact", "", "576个签约项目"},
		"cumulative.amount?edition=25":             {"111000000000", "over", "USD", "超过1,110亿美元"},
		"cumulative.count?edition=26":              {"610", "exact", "", "610个签约项目"},
	} {
		f, ok := got[name]
		if !ok || f.Value == nil {
			t.Errorf("figures --json lacks %s", name)
			continue
		}
		if *f.Value != want.value || string(f.Qualifier) != want.qualifier || f.Currency != want.currency || f.Shown["zh-Hans"] != want.shown {
			t.Errorf("%s: %s %s %s %q, want %v", name, *f.Value, f.Qualifier, f.Currency, f.Shown["zh-Hans"], want)
		}
	}
	if f := got["signed.count?edition=26"]; f.Recorded == nil || *f.Recorded != "6" {
		t.Errorf("recorded of the agreements: %v, want 6", f.Recorded)
	}
	call(t, 0, "verify", "--db", db)
}

// TestAnAmendmentChangesTheFigureAndTheEarlierPositionKeepsTheOldOne is the promise of
// the product in one case of the sample: what came last of its agreements is an increase.
func TestAnAmendmentChangesTheFigureAndTheEarlierPositionKeepsTheOldOne(t *testing.T) {
	db := filepath.Join(t.TempDir(), "demo.db")
	call(t, 0, "demo", "--db", db, "--no-serve")
	amount := func(more ...string) (value string, at int64) {
		t.Helper()
		var list figure.List
		out := call(t, 0, append([]string{"figures", "--db", db, "--fair", "sample", "--edition", "26", "--json"}, more...)...)
		if err := json.Unmarshal([]byte(out), &list); err != nil {
			t.Fatal(err)
		}
		for _, f := range list.Figures {
			if f.ID == "signed.amount" {
				return *f.Value, list.Position
			}
		}
		t.Fatal("there is no signed.amount")
		return "", 0
	}
	now, at := amount()
	again, same := amount("--at", jsonNumber(at))
	if again != now || same != at {
		t.Errorf("at %d: %s, asked for again: %s at %d", at, now, again, same)
	}
	const since = 20 // what was published after the increase
	for back := int64(1); ; back++ {
		before, earlier := amount("--at", jsonNumber(at-back))
		if earlier != at-back || back > since {
			t.Fatalf("at %d: %s, as at %d", earlier, before, at)
		}
		if before != now {
			break
		}
	}
	past, _ := amount("--at", time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
	if past != now {
		t.Errorf("at a time to come: %s, want %s", past, now)
	}
}

func jsonNumber(n int64) string {
	b, _ := json.Marshal(n)
	return string(b)
}

// textOf returns the text of a page without its tags, as a reader sees it in one line.
func textOf(page string) string {
	page = regexp.MustCompile(`(?s)<head>.*?</head>`).ReplaceAllString(page, "")
	page = regexp.MustCompile(`>\s+<`).ReplaceAllString(page, "><")
	page = regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, "")
	return strings.Join(strings.Fields(html.UnescapeString(page)), " ")
}
