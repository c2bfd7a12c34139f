package main

import (
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"text/tabwriter"
	"time"

	"bridgehead/web"
)

// pages asks for each page many times, one after the other.
func pages(ctx context.Context, h *house, o options, engine string, out, progress io.Writer) error {
	site, err := web.New(h.db, web.Options{Address: "https://fair.example"})
	if err != nil {
		return err
	}
	record := "/en/work/work/records/agreement/"
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "at %d agreements, %d submissions waiting, %s\tfirst\tmedian\tp99\tcomputed\tbytes\n", o.rows, o.waiting, engine)
	for _, one := range []struct {
		what, address string
		form          url.Values
	}{
		{"the queue of reviews", "/en/work/work/review", nil},
		{"the queue, of one office", "/en/work/work/review?office=chaoyang&side=beijing", nil},
		{"the queue, further on", "/en/work/work/review?after=" + h.waiting + "&asked=9999999999999", nil},
		{"what was handed in, approved", "/en/work/work/submissions?state=approved", nil},
		{"what waits for the visitor", "/en/work/work", nil},
		{"a review, with what may be double", "/en/work/work/review/" + h.waiting, nil},
		{"a record's form", record + h.last, nil},
		{"a record's history, one state", record + h.last + "/history", nil},
		{fmt.Sprintf("a record's history, %d states", states), record + h.long + "/history", nil},
		{"the signing desk, all of an edition", "/en/work/work/ceremony?show=all", nil},
		{"what an edition lacks", "/en/work/work/editions/26", nil},
		{"what a correction of the last edition touches", record + h.last, url.Values{"amount": {"CNY 1234567.89"}}},
		{"what a correction of the first edition touches", record + h.first, url.Values{"amount": {"CNY 1234567.89"}}},
	} {
		if o.page != "" && !strings.Contains(one.what, o.page) {
			continue
		}
		var took []time.Duration
		size := 0
		form := one.form
		if form != nil {
			before := regexp.MustCompile(`name="before" value="(\d+)"`).FindStringSubmatch(ask(ctx, site, h.desk, one.address, nil).Body.String())
			if before == nil {
				return fmt.Errorf("%s: the form has no version", one.address)
			}
			form.Set("before", before[1])
			form.Set("step", "look")
		}
		var before time.Duration
		for i := range o.runs + 1 {
			if i == 1 { // the first warms up
				var err error
				if before, err = used(); err != nil {
					return err
				}
			}
			begun := time.Now()
			a := ask(ctx, site, h.desk, one.address, form)
			took = append(took, time.Since(begun))
			if size = a.Body.Len(); a.Code != http.StatusOK {
				return fmt.Errorf("%s: %d %s", one.address, a.Code, text(a.Body.String()))
			}
			if form != nil && !strings.Contains(a.Body.String(), `name="seen"`) {
				return fmt.Errorf("%s: no figures are shown: %s", one.address, text(a.Body.String()))
			}
		}
		after, err := used()
		if err != nil {
			return err
		}
		round := func(d time.Duration) time.Duration { return d.Round(100 * time.Microsecond) }
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%d\n", one.what, round(took[0]), round(at(took[1:], 0.5)), round(at(took[1:], 0.99)), round((after-before)/time.Duration(o.runs)), size)
		fmt.Fprintf(progress, "%s: %s\n", one.what, round(at(took[1:], 0.5)))
	}
	return w.Flush()
}

// ask asks the site for a page, without a network between.
func ask(ctx context.Context, site http.Handler, token, address string, form url.Values) *httptest.ResponseRecorder {
	method, body := http.MethodGet, io.Reader(http.NoBody)
	if form != nil {
		method, body = http.MethodPost, strings.NewReader(form.Encode())
	}
	r := httptest.NewRequestWithContext(ctx, method, "https://fair.example"+address, body)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Cookie", "__Host-session="+token)
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	return w
}

var markup = regexp.MustCompile(`(?s)<head>.*?</head>|<[^>]*>|\s+`)

// text is what a page says.
func text(page string) string {
	return strings.Join(strings.Fields(html.UnescapeString(markup.ReplaceAllString(page, " "))), " ")
}
