package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"text/tabwriter"
	"time"

	"bridgehead/agreement"
	"bridgehead/store"
	"bridgehead/submission"
	"bridgehead/web"
)

// shared is how many agreements all who correct work on: they meet often.
const shared = 20

// A crowd is the people who read and write at once, and what was acknowledged to them.
type crowd struct {
	h       *house
	rows    int
	base    string
	client  *http.Client
	mu      sync.Mutex
	took    map[string][]time.Duration
	saved   [shared]int // how often each shared agreement was counted up
	refused int         // corrections that met another's, and were told so
	handed  int
	drafts  int
	signed  map[string]bool
	number  int
}

// people read and write for a while, and then what was acknowledged is held against the record.
func people(ctx context.Context, h *house, o options, engine string, out io.Writer) error {
	site, err := web.New(h.db, web.Options{Remember: time.Second})
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: site, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 2 * time.Minute}
	go server.Serve(listener)
	defer server.Close()
	c := &crowd{
		h: h, rows: min(o.rows, 20_000), base: "http://" + listener.Addr().String(), took: map[string][]time.Duration{}, signed: map[string]bool{},
		client: &http.Client{
			Transport:     &http.Transport{MaxIdleConnsPerHost: o.people, MaxConnsPerHost: o.people},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	if err := c.begin(ctx); err != nil {
		return err
	}
	during, stop := context.WithTimeout(ctx, o.lasting)
	defer stop()
	failed := make([]error, o.people)
	var all sync.WaitGroup
	before, err := used()
	if err != nil {
		return err
	}
	begun := time.Now()
	for n := range o.people {
		all.Go(func() {
			r := rand.New(rand.NewPCG(uint64(n), 7))
			for during.Err() == nil {
				if err := c.act(ctx, r); err != nil {
					failed[n] = err
					return
				}
			}
		})
	}
	all.Wait()
	took := time.Since(begun)
	after, err := used()
	if err := errors.Join(append(failed, err)...); err != nil {
		return err
	}
	return c.report(ctx, took, after-before, o, engine, out)
}

// used is the time that the process has computed.
func used() (time.Duration, error) {
	var u syscall.Rusage
	err := syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), err
}

// begin empties the notes of the agreements that all work on.
func (c *crowd) begin(ctx context.Context) error {
	return c.h.db.Update(ctx, theFair, "bench", func(tx *store.Tx) error {
		for i := range shared {
			row, err := store.Get[agreement.Agreement](ctx, tx.View, c.one(i))
			if err != nil {
				return err
			}
			row.Value.Note = "0"
			if err := store.Put(ctx, tx, &row.Value, row.Since, how); err != nil {
				return err
			}
		}
		return nil
	})
}

// act does one thing that somebody does.
func (c *crowd) act(ctx context.Context, r *rand.Rand) error {
	public := []string{"/en/work/editions/26", "/zh-Hans/work/agreements?edition=26", "/en/work/agreements/" + c.one(r.IntN(10_000)), "/zh-Hant/work/districts/110105", "/en/work/figures/signed.amount?edition=26"}
	work := []string{"/en/work/work", "/en/work/work/review", "/en/work/work/records/agreement/" + c.one(r.IntN(10_000)) + "/history"}
	switch n := r.IntN(100); {
	case n < 70:
		return c.read(ctx, "a public page", "", public[r.IntN(len(public))])
	case n < 84:
		return c.read(ctx, "a page of the workspace", c.h.desk, work[r.IntN(len(work))])
	case n < 89:
		return c.hand(ctx, "save")
	case n < 93:
		return c.hand(ctx, "submit")
	case n < 96:
		return c.sign(ctx, r)
	}
	return c.countUp(ctx, r.IntN(shared))
}

// send sends a request, and counts how long it took under a name.
func (c *crowd) send(ctx context.Context, what, token, address string, form url.Values) (status int, to string, page []byte, err error) {
	method, body := http.MethodGet, io.Reader(http.NoBody)
	if form != nil {
		method, body = http.MethodPost, strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(ctx, method, c.base+address, body)
	if err != nil {
		return 0, "", nil, err
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if token != "" {
		r.Header.Set("Cookie", "__Host-session="+token)
	}
	begun := time.Now()
	w, err := c.client.Do(r)
	if err != nil {
		return 0, "", nil, err
	}
	defer w.Body.Close()
	if page, err = io.ReadAll(w.Body); err != nil {
		return 0, "", nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.took[what] = append(c.took[what], time.Since(begun))
	return w.StatusCode, w.Header.Get("Location"), page, nil
}

func (c *crowd) read(ctx context.Context, what, token, address string) error {
	status, _, page, err := c.send(ctx, what, token, address, nil)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("%s: %d %s", address, status, text(string(page)))
	}
	return err
}

// one is an agreement, counted from the last, so that those on which people work are of the current edition.
func (c *crowd) one(n int) string { return id("a", c.rows-1-n) }

func (c *crowd) next() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.number++
	return c.number
}

// hand writes a draft, or hands one in.
func (c *crowd) hand(ctx context.Context, do string) error {
	n := c.next()
	form := url.Values{
		"code": {fmt.Sprintf("N-%06d", n)}, "title_hans": {fmt.Sprintf("新项目%d", n)}, "type": {"park"}, "amount": {"1亿元"}, "district": {"朝阳区"}, "officer": {"李明"}, "do": {do},
	}
	what := map[string]string{"save": "keeping a draft", "submit": "handing in"}[do]
	status, to, page, err := c.send(ctx, what, c.h.office, "/en/work/work/drafts/new/project", form)
	if err != nil {
		return err
	}
	if status != http.StatusSeeOther {
		return fmt.Errorf("%s: %d %s %s", what, status, to, text(string(page)))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if do == "save" {
		c.drafts++
	} else {
		c.handed++
	}
	return nil
}

// sign takes a confirmation back and gives it again, of an agreement of one's own.
func (c *crowd) sign(ctx context.Context, r *rand.Rand) error {
	row, err := c.agreement(ctx, 10_000+r.IntN(9_000)) // none that the public asks for: between the two it is not there for them
	if err != nil {
		return err
	}
	for _, do := range []string{"unconfirm", "confirm"} {
		form := url.Values{"kind": {"agreement"}, "id": {string(row.Value.ID)}, "side": {"beijing"}, "seen": {strconv.FormatInt(int64(row.Since), 10)}, "do": {do}, "edition": {"26"}}
		status, _, page, err := c.send(ctx, "confirming", c.h.desk, "/en/work/work/ceremony", form)
		if err != nil {
			return err
		}
		if status != http.StatusSeeOther {
			return fmt.Errorf("confirming: %d %s", status, text(string(page)))
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.signed[string(row.Value.ID)] = true
	return nil
}

func (c *crowd) agreement(ctx context.Context, n int) (store.Row[agreement.Agreement], error) {
	v, err := c.h.db.View(ctx, theFair, -1)
	if err != nil {
		return store.Row[agreement.Agreement]{}, err
	}
	return store.Get[agreement.Agreement](ctx, v, c.one(n))
}

var (
	hiddenFields = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)
	beforeField  = regexp.MustCompile(`name="before" value="(\d+)"`)
	noteField    = regexp.MustCompile(`name="note"[^>]*>\s*(\d+)\s*<`)
)

// countUp adds one to the number in the note of an agreement on which others work as well: whoever comes second is told so,
// and no number may be lost.
func (c *crowd) countUp(ctx context.Context, n int) error {
	address := "/en/work/work/records/agreement/" + c.one(n)
	_, _, page, err := c.send(ctx, "a record's form", c.h.desk, address, nil)
	if err != nil {
		return err
	}
	before, note := beforeField.FindSubmatch(page), noteField.FindSubmatch(page)
	if before == nil || note == nil {
		return fmt.Errorf("the form of %s: %s", address, text(string(page)))
	}
	number, err := strconv.Atoi(string(note[1]))
	if err != nil {
		return err
	}
	form := url.Values{"before": {string(before[1])}, "note": {strconv.Itoa(number + 1)}, "step": {"look"}}
	status, _, page, err := c.send(ctx, "what a correction touches", c.h.desk, address, form)
	if err != nil {
		return err
	}
	if status == http.StatusConflict || !bytes.Contains(page, []byte(`name="seen"`)) {
		return c.met(status, page)
	}
	form = url.Values{}
	for _, m := range hiddenFields.FindAllSubmatch(page, -1) {
		form.Add(html.UnescapeString(string(m[1])), html.UnescapeString(string(m[2])))
	}
	form.Set("step", "save")
	status, to, page, err := c.send(ctx, "correcting", c.h.desk, address, form)
	if err != nil {
		return err
	}
	if !strings.HasSuffix(to, "/history?saved=1") {
		return c.met(status, page)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.saved[n]++
	return nil
}

// met counts a correction that was not made, since another was first.
func (c *crowd) met(status int, page []byte) error {
	if status != http.StatusOK && status != http.StatusConflict {
		return fmt.Errorf("correcting: %d %s", status, text(string(page)))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refused++
	return nil
}

// report prints how long everything took and counts what was lost.
func (c *crowd) report(ctx context.Context, took, computed time.Duration, o options, engine string, out io.Writer) error {
	total := 0
	var all []time.Duration
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%d people at once, %s\trequests\tmedian\tp99\tlongest\n", o.people, engine)
	for _, what := range []string{
		"a public page", "a page of the workspace", "a record's form", "what a correction touches", "correcting", "keeping a draft", "handing in", "confirming",
	} {
		d := c.took[what]
		if len(d) == 0 {
			continue
		}
		all = append(all, d...)
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\n", what, len(d), at(d, 0.5).Round(time.Millisecond), at(d, 0.99).Round(time.Millisecond), at(d, 1).Round(time.Millisecond))
	}
	total = len(all)
	fmt.Fprintf(w, "all\t%d\t%s\t%s\t%s\n", total, at(all, 0.5).Round(time.Millisecond), at(all, 0.99).Round(time.Millisecond), at(all, 1).Round(time.Millisecond))
	if err := w.Flush(); err != nil {
		return err
	}
	lost, counted := 0, 0
	for n, saved := range c.saved {
		row, err := c.agreement(ctx, n)
		if err != nil {
			return err
		}
		number, err := strconv.Atoi(row.Value.Note)
		if err != nil {
			return err
		}
		counted += saved
		lost += max(saved-number, number-saved)
	}
	for key := range c.signed {
		v, err := c.h.db.View(ctx, theFair, -1)
		if err != nil {
			return err
		}
		row, err := store.Get[agreement.Agreement](ctx, v, key)
		if err != nil {
			return err
		}
		if row.Value.Confirmed != 3 {
			lost++
		}
	}
	handed, drafts, err := c.found(ctx)
	if err != nil {
		return err
	}
	lost += max(c.handed-handed, handed-c.handed) + max(c.drafts-drafts, drafts-c.drafts)
	fmt.Fprintf(out, "%.0f requests a second, with %.1f processors' time (%.0f requests for each second computed); acknowledged: %d corrections, %d handed in, %d drafts, %d agreements confirmed anew; %d corrections were told that another was first; lost: %d\n",
		float64(total)/took.Seconds(), computed.Seconds()/took.Seconds(), float64(total)/computed.Seconds(), counted, c.handed, c.drafts, len(c.signed), c.refused, lost)
	if v, err := c.h.db.Verify(ctx, theFair, nil, nil); err != nil || len(v.Findings) > 0 {
		return errors.Join(err, fmt.Errorf("the record does not verify: %+v", v.Findings))
	}
	if lost > 0 {
		return fmt.Errorf("%d updates were lost", lost)
	}
	return nil
}

// found counts what was handed in and kept during the run.
func (c *crowd) found(ctx context.Context) (handed, drafts int, err error) {
	v, err := c.h.db.View(ctx, theFair, -1)
	if err != nil {
		return 0, 0, err
	}
	for place := (store.Place{}); ; {
		rows, err := v.Submissions(ctx, store.Queue{State: submission.Submitted}, place, 1000)
		if err != nil {
			return 0, 0, err
		}
		for _, r := range rows {
			if strings.Contains(r.Value.Content, `"N-`) {
				handed++
			}
			place = store.Place{Asked: r.Value.Asked, ID: r.Value.ID}
		}
		if len(rows) < 1000 {
			break
		}
	}
	for after := ""; ; {
		rows, err := c.h.db.Drafts(ctx, theFair, store.DraftFilter{Office: "chaoyang"}, after, 1000)
		if err != nil {
			return 0, 0, err
		}
		for _, d := range rows {
			if after = d.ID; strings.HasPrefix(d.Fields["code"], "N-") {
				drafts++
			}
		}
		if len(rows) < 1000 {
			return handed, drafts, nil
		}
	}
}
