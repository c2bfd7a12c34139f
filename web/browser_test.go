//go:build browser

package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"bridgehead/internal/testenv"
)

// A screen is what a visitor looks at.
type screen struct {
	name          string
	width, height int64
}

var (
	phone   = screen{"phone", 360, 800}
	desktop = screen{"desktop", 1440, 900}
	screens = []screen{phone, desktop}
	schemes = []string{"light", "dark"} // what a visitor prefers, in the words of CSS
)

// chromium starts a browser with a folder of its own, in which the tests open tabs.
func chromium(t *testing.T) context.Context {
	t.Helper()
	options := append(slices.Clip(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(testenv.Chromium(t)), chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("no-sandbox", true), chromedp.Flag("disable-gpu", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("disable-component-update", true),
	)
	ctx, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// A tab is one visitor's: it shares no cookies with the others. It gathers what the browser
// complains of: errors and warnings in the console, what the policy blocked, dialogs.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu      sync.Mutex
	said    []string
	refused bool // the test has the server refuse connections: of that, which the browser tells late when it is busy, there is no complaint
}

// openTab opens a tab, which is closed when the test ends.
func openTab(t *testing.T, browser context.Context) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx}
	err := chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *log.EventEntryAdded:
			b.complain(fmt.Sprintf("%s %s: %s", e.Entry.Source, e.Entry.Level, e.Entry.Text))
		case *runtime.EventExceptionThrown:
			what := e.ExceptionDetails.Text
			if x := e.ExceptionDetails.Exception; x != nil {
				what += " " + x.Description
			}
			b.complain("exception: " + what)
		case *runtime.EventConsoleAPICalled:
			b.complain("console " + string(e.Type))
		case *page.EventJavascriptDialogOpening:
			b.complain("dialog: " + e.Message)
			go chromedp.Call(ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{})
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *tab) complain(what string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.refused || !strings.Contains(what, "net::ERR_CONNECTION_REFUSED") {
		b.said = append(b.said, what)
	}
}

// refusing says whether the server refuses connections because the test has it do so.
func (b *tab) refusing(is bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.refused = is
}

// complaints returns what the browser has complained of since it was last asked.
func (b *tab) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	said := b.said
	b.said = nil
	return said
}

// do carries actions out; the test ends when one fails.
func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

// call sends a command of the browser protocol.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	result, err := chromedp.Call(b.ctx, command, params)
	if err != nil {
		b.t.Fatalf("%s: %v", command.Method, err)
	}
	return result
}

// evaluate returns what an expression comes to in the page.
func evaluate[T any](b *tab, expression string, options ...chromedp.EvaluateOption) T {
	b.t.Helper()
	result, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, options...))
	if err != nil {
		b.t.Fatal(err)
	}
	return result
}

func (b *tab) screen(s screen) { b.t.Helper(); b.do(chromedp.EmulateViewport(s.width, s.height)) }

func (b *tab) scheme(name string) {
	b.t.Helper()
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
}

// script switches the scripts of pages on or off.
func (b *tab) script(on bool) {
	b.t.Helper()
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
}

// A thing is something on a page as a reader's aids tell of it.
type thing struct {
	role, name string
	node       cdp.BackendNodeID
}

// things returns all that the page consists of, in its order: what is hidden from view and
// from reader's aids is not there.
func (b *tab) things() []thing {
	b.t.Helper()
	nodes := map[accessibility.NodeID]*accessibility.Node{}
	tree := call(b, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes
	for _, n := range tree {
		nodes[n.NodeID] = n
	}
	var all []thing
	var walk func(n *accessibility.Node)
	walk = func(n *accessibility.Node) {
		if !n.Ignored {
			all = append(all, thing{said(n.Role), said(n.Name), n.BackendDOMNodeID})
		}
		for _, id := range n.ChildIDs {
			if child := nodes[id]; child != nil {
				walk(child)
			}
		}
	}
	walk(tree[0]) // the page itself
	return all
}

func said(v *accessibility.Value) string {
	var s string
	if v != nil {
		json.Unmarshal(v.Value, &s) // names and roles are texts; of anything else there is no name
	}
	return strings.Join(strings.Fields(s), " ")
}

// text is what the page says.
func (b *tab) text() string {
	b.t.Helper()
	var all []string
	for _, th := range b.things() {
		if th.role == "StaticText" {
			all = append(all, th.name)
		}
	}
	return strings.Join(all, " ")
}

// find returns the first thing of the role whose name is the one that is asked for, or else
// the first one whose name begins with it or holds it.
func (b *tab) find(role, name string) thing {
	b.t.Helper()
	all := b.things()
	var names []string
	for _, matches := range []func(string) bool{
		func(s string) bool { return s == name },
		func(s string) bool { return strings.HasPrefix(s, name) },
		func(s string) bool { return strings.Contains(s, name) },
	} {
		names = nil
		for _, th := range all {
			if th.role != role {
				continue
			}
			if names = append(names, th.name); matches(th.name) {
				return th
			}
		}
	}
	b.t.Fatalf("%s: there is no %s %q among %q", b.where(), role, name, names)
	return thing{}
}

// after returns the first thing of the role behind the one that is called so.
func (b *tab) after(name, role string) thing {
	b.t.Helper()
	found := false
	for _, th := range b.things() {
		if found && th.role == role {
			return th
		}
		found = found || th.name == name
	}
	b.t.Fatalf("%s: there is no %s behind %q (which is there: %v)", b.where(), role, name, found)
	return thing{}
}

// where is the address of the page.
func (b *tab) where() string {
	b.t.Helper()
	history := call(b, page.GetNavigationHistory, cdp.Empty{})
	return history.Entries[history.CurrentIndex].URL
}

// click clicks with the mouse in the middle of a thing, or of what is seen of it.
func (b *tab) click(th thing) {
	b.t.Helper()
	call(b, dom.ScrollIntoViewIfNeeded, dom.ScrollIntoViewIfNeededParams{BackendNodeID: th.node})
	quads := call(b, dom.GetContentQuads, dom.GetContentQuadsParams{BackendNodeID: th.node}).Quads
	if len(quads) == 0 {
		b.t.Fatalf("%s: the %s %q cannot be seen", b.where(), th.role, th.name)
	}
	q := quads[0]
	b.do(chromedp.MouseClickXY((q[0]+q[4])/2, (q[1]+q[5])/2))
}

// leave does what leads to another page and waits until that is there.
func (b *tab) leave(do func()) {
	b.t.Helper()
	loaded := make(chan struct{}, 1)
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	err := chromedp.Listen(ctx, func(event any) {
		if _, ok := event.(*page.EventLoadEventFired); ok {
			select {
			case loaded <- struct{}{}:
			default:
			}
		}
	})
	if err != nil {
		b.t.Fatal(err)
	}
	from := b.where()
	do()
	select {
	case <-loaded:
	case <-ctx.Done():
		b.t.Fatalf("%s leads nowhere", from)
	}
}

// follow clicks a link and waits for the page that it leads to.
func (b *tab) follow(name string) {
	b.t.Helper()
	b.leave(func() { b.click(b.find("link", name)) })
}

// press clicks a button that sends a form.
func (b *tab) press(name string) {
	b.t.Helper()
	b.leave(func() { b.click(b.find("button", name)) })
}

// fill types a text into a field.
func (b *tab) fill(role, name, text string) {
	b.t.Helper()
	b.click(b.find(role, name))
	call(b, input.InsertText, input.InsertTextParams{Text: text})
}

// choose selects with the keyboard the first option of a list that begins so.
func (b *tab) choose(name, option string) {
	b.t.Helper()
	field := b.find("combobox", name)
	call(b, dom.Focus, dom.FocusParams{BackendNodeID: field.node})
	b.do(chromedp.KeyEvent(kb.Home))
	for last := "\x00"; ; b.do(chromedp.KeyEvent(kb.ArrowDown)) { // the first option may be empty
		now := b.chosen(field)
		if strings.HasPrefix(strings.ToLower(now), strings.ToLower(option)) {
			return
		}
		if now == last {
			b.t.Fatalf("%s: %s has no option %q; the last one is %q", b.where(), name, option, last)
		}
		last = now
	}
}

// chosen is the value that a list shows.
func (b *tab) chosen(field thing) string {
	b.t.Helper()
	nodes := call(b, accessibility.GetPartialAXTree, accessibility.GetPartialAXTreeParams{BackendNodeID: field.node}).Nodes
	for _, n := range nodes {
		if n.BackendDOMNodeID == field.node {
			return said(n.Value)
		}
	}
	return ""
}

// sees fails the test when the page does not say a text.
func (b *tab) sees(text string) {
	b.t.Helper()
	if got := b.text(); !strings.Contains(got, text) {
		b.t.Fatalf("%s does not say %q: %s", b.where(), text, clipped(got, 3000))
	}
}

func clipped(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
