//go:build server

package main

import (
	"bufio"
	"context"
	"errors"
	"html"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"bridgehead/access"
	"bridgehead/agreement"
	"bridgehead/fair"
	"bridgehead/internal/testenv"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/money"
	"bridgehead/party"
	"bridgehead/project"
	"bridgehead/store"
	"bridgehead/submission"
)

// TestAServerThatIsKilledKeepsWhatItAcknowledged kills the server at random moments while eight people write by its pages: they hand in, keep
// drafts, review, confirm and correct. Whatever was acknowledged is there once, nothing is there twice, and the
// record verifies, on both databases.
func TestAServerThatIsKilledKeepsWhatItAcknowledged(t *testing.T) { killServers(t, 3) }

func killServers(t *testing.T, kills int) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		killServer(t, filepath.Join(t.TempDir(), "fair.db"), kills, func() {})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		address := testenv.Postgres(t)
		killServer(t, address, kills, func() { awaitAlone(t, address) })
	})
}

// A hall is a fair whose server is killed.
type hall struct {
	*testing.T
	address, dir string
	office, desk string     // tokens of sessions
	agreements   []sealedAt // each is confirmed and corrected once
	mu           sync.Mutex
	next         int // of what is handed in, kept, confirmed and corrected
	handed       map[string]string
	waiting      []string // handed in and not reviewed yet
	kept         map[string]bool
	approved     map[string]string // by the identifier of what was handed in
	keys         map[string]bool   // agreement and side
	notes        map[string]string // by agreement
}

type sealedAt struct {
	id    string
	since journal.Position
}

func (h *hall) options() store.Options {
	return store.Options{Key: filepath.Join(h.dir, "fair.key"), Checkpoints: filepath.Join(h.dir, "fair.checkpoints"), Cost: access.Cost{Memory: 64, Passes: 1, Threads: 1}}
}

func (h *hall) open() *store.DB {
	h.Helper()
	db, err := store.Open(h.Context(), h.address, h.options())
	if err != nil {
		h.Fatal(err)
	}
	return db
}

func killServer(t *testing.T, address string, kills int, settled func()) {
	h := &hall{
		T: t, address: address, dir: t.TempDir(), handed: map[string]string{}, kept: map[string]bool{}, approved: map[string]string{},
		keys: map[string]bool{}, notes: map[string]string{},
	}
	h.prepare(200 * kills)
	binary := testenv.Binary(t)
	for range kills {
		base, process := h.serve(binary)
		ctx, end := context.WithCancel(t.Context())
		var all sync.WaitGroup
		for n, work := range []func(context.Context, string, int) error{h.handIn, h.handIn, h.keep, h.review, h.confirm("beijing"), h.confirm("hongkong"), h.correct, h.correct} {
			all.Go(func() {
				for i := n; ctx.Err() == nil; i++ {
					if err := work(ctx, base, i); err != nil {
						return // it is gone
					}
				}
			})
		}
		// Not before something of the slowest kind was acknowledged, and then at any moment.
		for begun, before := time.Now(), h.corrected(); h.corrected() == before && time.Since(begun) < time.Minute; time.Sleep(time.Millisecond) {
		}
		time.Sleep(time.Duration(rand.IntN(1000)) * time.Millisecond)
		if err := process.Signal(syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		if _, err := process.Wait(); err != nil {
			t.Fatal(err)
		}
		end()
		all.Wait()
		settled()
		h.check()
	}
	t.Logf("%d handed in, %d drafts, %d approved, %d confirmed, %d corrected and acknowledged in %d lives of the server", len(h.handed), len(h.kept), len(h.approved), len(h.keys), len(h.notes), kills)
	for what, n := range map[string]int{"handed in": len(h.handed), "kept": len(h.kept), "approved": len(h.approved), "confirmed": len(h.keys), "corrected": len(h.notes)} {
		if n == 0 {
			t.Errorf("nothing was %s", what)
		}
	}
}

func (h *hall) corrected() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.notes)
}

// prepare writes the fair, with agreements to confirm and to correct, and the people.
func (h *hall) prepare(n int) {
	h.Helper()
	db := h.open()
	defer db.Close()
	ctx := h.Context()
	how := store.How{Action: journal.Created, Origin: journal.Origin{Kind: "document", ID: "D"}}
	err := db.Update(ctx, "hall", access.System, func(tx *store.Tx) error {
		f := fair.Fair{ID: "hall", Name: lang.Text{Hans: "样例洽谈会", En: "Sample fair"}, Current: 1, Synthetic: true, Sides: []fair.Side{{Code: "beijing"}, {Code: "hongkong"}}}
		e := fair.Edition{ID: fair.EditionID(tx.NewID()), Number: 1, Opened: "2023-11-29", Requires: 3, Policy: money.Policy{Currency: "CNY", Source: money.ECB, On: money.OnOpening}}
		p := party.Party{ID: party.ID(tx.NewID()), Kind: party.Company, Name: lang.Text{Hans: "样例公司"}}
		err := errors.Join(store.Put(ctx, tx, &f, 0, how), store.Put(ctx, tx, &e, 0, how), store.Put(ctx, tx, &p, 0, how))
		h.agreements = nil
		for i := range 2 * n { // the first half is confirmed, the second corrected
			a := agreement.Agreement{
				ID: agreement.ID(tx.NewID()), Edition: 1, Title: lang.Text{Hans: "样例签约" + strconv.Itoa(i)}, Type: agreement.Contract,
				Amount: money.Amount{Minor: int64(i + 1), Currency: "CNY"}, Parties: []agreement.Role{{Party: p.ID, Role: "investor"}},
			}
			err = errors.Join(err, store.Put(ctx, tx, &a, 0, how))
			h.agreements = append(h.agreements, sealedAt{string(a.ID), tx.Position()})
		}
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	h.office = h.join(db, "office@fair.example", access.Grant{Role: access.Office, Side: "beijing", Office: "chaoyang"})
	h.desk = h.join(db, "desk@fair.example", access.Grant{Role: access.Secretariat})
}

// join makes an account with a role and returns the token of its session.
func (h *hall) join(db *store.DB, email string, g access.Grant) string {
	h.Helper()
	ctx := h.Context()
	const password = "four quite unrelated words"
	a, err := db.AddAccount(ctx, access.System, access.Account{Email: email, Name: "A", Tag: lang.En})
	if err == nil {
		err = db.Invite(ctx, access.System, a.ID, "https://fair.example")
	}
	if err != nil {
		h.Fatal(err)
	}
	mails, err := db.ClaimMails(ctx, 10)
	if err != nil || len(mails) == 0 {
		h.Fatal(mails, err)
	}
	_, token, _ := strings.Cut(mails[len(mails)-1].Body, access.Invitation.Path())
	if _, err := db.SetPassword(ctx, access.Invitation, strings.Fields(token)[0], password); err != nil {
		h.Fatal(err)
	}
	g.Account = a.ID
	if _, err := db.Grant(ctx, "hall", access.System, g); err != nil {
		h.Fatal(err)
	}
	session, _, err := db.SignIn(ctx, email, password, access.Client{})
	if err != nil {
		h.Fatal(err)
	}
	return session
}

// serve starts the server and returns where it is.
func (h *hall) serve(binary string) (string, *os.Process) {
	h.Helper()
	c := exec.CommandContext(h.Context(), binary, "serve", "--db", h.address, "--addr", "127.0.0.1:0", "--key", h.options().Key, "--checkpoints", h.options().Checkpoints)
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		h.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	found := regexp.MustCompile(`http://\S+`).FindString(line)
	if err != nil || found == "" {
		h.Fatalf("the server says %q, %v", line, err)
	}
	return found, c.Process
}

// post sends a form and returns where it leads, or the page that is shown instead.
func (h *hall) post(ctx context.Context, token, address string, form url.Values) (to, page string, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		return "", "", err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Cookie", "__Host-session="+token)
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	w, err := client.Do(r)
	if err != nil {
		return "", "", err
	}
	defer w.Body.Close()
	body, err := io.ReadAll(w.Body)
	switch {
	case err != nil:
		return "", "", err
	case w.StatusCode == http.StatusSeeOther:
		return w.Header.Get("Location"), "", nil
	case w.StatusCode != http.StatusOK:
		h.Errorf("%s: %d %s", address, w.StatusCode, pageText.ReplaceAllString(string(body), " "))
		return "", "", errors.New("refused")
	}
	return "", string(body), nil
}

var (
	pageText     = regexp.MustCompile(`(?s)<head>.*?</head>|<[^>]*>|\s+`)
	hiddenFields = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)
)

func (h *hall) number() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.next++
	return h.next
}

func typedProject(code string) url.Values {
	return url.Values{"code": {code}, "title_hans": {"样例项目" + code}, "type": {"park"}, "amount": {"1亿元"}, "district": {"朝阳区"}, "officer": {"李明"}}
}

func (h *hall) handIn(ctx context.Context, base string, _ int) error {
	code := "S-" + strconv.Itoa(h.number())
	form := typedProject(code)
	form.Set("do", "submit")
	to, page, err := h.post(ctx, h.office, base+"/en/hall/work/drafts/new/project", form)
	if err != nil {
		return err
	}
	id, found := strings.CutPrefix(strings.TrimSuffix(to, "?done=1"), "/en/hall/work/submissions/")
	if !found {
		h.Errorf("handing in leads to %q %s", to, pageText.ReplaceAllString(page, " "))
		return errors.New("refused")
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.handed[code] = id
	h.waiting = append(h.waiting, id)
	return nil
}

func (h *hall) keep(ctx context.Context, base string, _ int) error {
	code := "D-" + strconv.Itoa(h.number())
	to, _, err := h.post(ctx, h.office, base+"/en/hall/work/drafts/new/project", typedProject(code))
	if err != nil {
		return err
	}
	if !strings.HasPrefix(to, "/en/hall/work/drafts/") {
		h.Errorf("keeping a draft leads to %q", to)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.kept[code] = true
	return nil
}

var sinceField = regexp.MustCompile(`name="since" value="(\d+)"`)

func (h *hall) review(ctx context.Context, base string, _ int) error {
	h.mu.Lock()
	if len(h.waiting) == 0 {
		h.mu.Unlock()
		time.Sleep(5 * time.Millisecond)
		return nil
	}
	id := h.waiting[0]
	h.waiting = h.waiting[1:]
	h.mu.Unlock()
	address := base + "/en/hall/work/review/" + id
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	r.Header.Set("Cookie", "__Host-session="+h.desk)
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(w.Body)
	if w.Body.Close(); err != nil {
		return err
	}
	since := sinceField.FindSubmatch(body)
	if since == nil {
		h.Errorf("the page of a review: %d %s", w.StatusCode, pageText.ReplaceAll(body, []byte(" ")))
		return errors.New("refused")
	}
	to, _, err := h.post(ctx, h.desk, address, url.Values{"do": {"approve"}, "since": {string(since[1])}})
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.approved[id] = to
	return nil
}

func (h *hall) confirm(side string) func(context.Context, string, int) error {
	next := 0
	return func(ctx context.Context, base string, _ int) error {
		h.mu.Lock()
		for next < len(h.agreements)/2 && h.keys[h.agreements[next].id+" "+side] {
			next++
		}
		if next >= len(h.agreements)/2 {
			h.mu.Unlock()
			return errors.New("all are confirmed")
		}
		a := h.agreements[next]
		next++ // what was lost is not asked for again in this life of the server
		h.mu.Unlock()
		form := url.Values{"kind": {"agreement"}, "id": {a.id}, "side": {side}, "seen": {strconv.FormatInt(int64(a.since), 10)}, "do": {"confirm"}, "edition": {"1"}}
		to, _, err := h.post(ctx, h.desk, base+"/en/hall/work/ceremony", form)
		if err != nil {
			return err
		}
		if !strings.Contains(to, "done=agreement."+a.id) {
			h.Errorf("confirming leads to %q", to)
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		h.keys[a.id+" "+side] = true
		return nil
	}
}

func (h *hall) correct(ctx context.Context, base string, _ int) error {
	n := len(h.agreements)/2 + h.number()
	if n >= len(h.agreements) {
		return errors.New("all are corrected")
	}
	a, note := h.agreements[n], "note "+strconv.Itoa(n)
	address := base + "/en/hall/work/records/agreement/" + a.id
	_, page, err := h.post(ctx, h.desk, address, url.Values{"before": {strconv.FormatInt(int64(a.since), 10)}, "note": {note}, "step": {"look"}})
	if err != nil {
		return err
	}
	form := url.Values{}
	for _, m := range hiddenFields.FindAllStringSubmatch(page, -1) {
		form.Add(html.UnescapeString(m[1]), html.UnescapeString(m[2]))
	}
	form.Set("step", "save")
	to, _, err := h.post(ctx, h.desk, address, form)
	if err != nil {
		return err
	}
	if !strings.HasSuffix(to, "/history?saved=1") {
		return nil // the figures have changed meanwhile: they are shown anew, and nothing was acknowledged
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.notes[a.id] = note
	return nil
}

// check opens the record that the server has left and holds it against what was acknowledged.
func (h *hall) check() {
	h.Helper()
	ctx := h.Context()
	db := h.open()
	defer db.Close()
	for _, f := range []string{"hall", journal.Accounts} {
		if v, err := db.Verify(ctx, f, nil, nil); err != nil || len(v.Findings) > 0 {
			h.Fatalf("%s does not verify: %+v, %v", f, v.Findings, err)
		}
	}
	v, err := db.View(ctx, "hall", -1)
	if err != nil {
		h.Fatal(err)
	}
	times := map[string]int{}
	count := func(what, code string) { times[what+" "+code]++ }
	states := map[string]submission.State{}
	projects := map[string]string{}
	for _, state := range submission.States {
		for place := (store.Place{}); ; {
			rows, err := v.Submissions(ctx, store.Queue{State: state}, place, 500)
			if err != nil {
				h.Fatal(err)
			}
			for _, r := range rows {
				p, err := store.Handed[project.Project](r.Value)
				if err != nil {
					h.Fatal(err)
				}
				count("handed", p.Code)
				states[r.Value.ID], projects[r.Value.ID] = state, p.Code
				place = store.Place{Asked: r.Value.Asked, ID: r.Value.ID}
			}
			if len(rows) < 500 {
				break
			}
		}
	}
	for after := ""; ; {
		drafts, err := db.Drafts(ctx, "hall", store.DraftFilter{Office: "chaoyang"}, after, 500)
		if err != nil {
			h.Fatal(err)
		}
		for _, d := range drafts {
			after = d.ID
			count("kept", d.Fields["code"])
		}
		if len(drafts) < 500 {
			break
		}
	}
	codes := make([]string, 0, len(projects))
	for _, code := range projects {
		codes = append(codes, code)
	}
	rows, err := store.ByCode[project.Project](ctx, v, codes)
	if err != nil {
		h.Fatal(err)
	}
	for _, r := range rows {
		count("recorded", r.Value.Code)
	}
	for what, n := range times {
		if n != 1 {
			h.Errorf("%s: %d times", what, n)
		}
	}
	for code, id := range h.handed {
		if times["handed "+code] != 1 || states[id] == "" {
			h.Errorf("%s was acknowledged and is not there", code)
		}
	}
	for code := range h.kept {
		if times["kept "+code] != 1 {
			h.Errorf("the draft %s was acknowledged and is not there", code)
		}
	}
	for id := range h.approved {
		if states[id] != submission.Approved || times["recorded "+projects[id]] != 1 {
			h.Errorf("%s was approved, acknowledged, and is %q", id, states[id])
		}
	}
	sides := map[string]fair.SideSet{"beijing": fair.SideBit(0), "hongkong": fair.SideBit(1)}
	for key := range h.keys {
		id, side, _ := strings.Cut(key, " ")
		if n := h.turns(v, id, func(was, is agreement.Agreement) bool {
			return !was.Confirmed.Has(sides[side]) && is.Confirmed.Has(sides[side])
		}); n != 1 {
			h.Errorf("%s was confirmed for %s and acknowledged, and that stands there %d times", id, side, n)
		}
	}
	for id, note := range h.notes {
		if n := h.turns(v, id, func(was, is agreement.Agreement) bool { return was.Note != is.Note && is.Note == note }); n != 1 {
			h.Errorf("%s was corrected and acknowledged, and that stands there %d times", id, n)
		}
	}
	// What was handed in and not acknowledged as approved waits in the next life too, unless it is approved.
	h.waiting = nil
	for id, state := range states {
		if state == submission.Submitted {
			h.waiting = append(h.waiting, id)
		}
	}
}

// turns counts the steps of a record's history of which fn is true.
func (h *hall) turns(v store.View, id string, fn func(was, is agreement.Agreement) bool) int {
	h.Helper()
	rows, err := store.History[agreement.Agreement](h.Context(), v, id)
	if err != nil {
		h.Fatal(err)
	}
	n := 0
	for i := 1; i < len(rows); i++ {
		if fn(rows[i-1].Value, rows[i].Value) {
			n++
		}
	}
	return n
}
