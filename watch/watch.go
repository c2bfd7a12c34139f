package watch

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"html"
	"log/slog"
	"strings"
	"time"

	"bridgehead/access"
	"bridgehead/bulletin/watched"
	"bridgehead/exchange"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// A Watcher reads folders and feeds.
type Watcher struct {
	db      *store.DB
	log     *slog.Logger
	every   time.Duration
	folders []Folder
	feeds   bool
	fetch   *fetcher
	files   map[Folder]map[string]folderFile
	refused map[Folder]string // why a folder could not be read last: it is said once
	now     func() time.Time
}

// Options say what is watched.
type Options struct {
	Folders  []Folder
	Feeds    bool          // read the feeds that the fairs list
	Every    time.Duration // how long a feed is left alone; DefaultEvery when 0
	Anywhere bool          // connect to private networks too
	Log      *slog.Logger
}

// DefaultEvery is how often a feed is read when nothing else is said.
const DefaultEvery = 15 * time.Minute

const (
	lookEvery = 20 * time.Second // how often folders are looked at, and for feeds that are due
	feedsMost = 20               // how many feeds one pass reads
	pagesMost = 20               // how many pages one reading of a feed follows
	longest   = 24 * time.Hour   // the longest pause
)

// New returns a watcher.
func New(db *store.DB, o Options) *Watcher {
	return &Watcher{
		db: db, log: o.Log, every: cmp.Or(o.Every, DefaultEvery), folders: o.Folders, feeds: o.Feeds, fetch: newFetcher(o.Anywhere),
		files: map[Folder]map[string]folderFile{}, refused: map[Folder]string{}, now: db.Now,
	}
}

// Run watches until ctx is done.
func (w *Watcher) Run(ctx context.Context) {
	for {
		w.Pass(ctx)
		select {
		case <-ctx.Done():
			return
		case <-time.After(lookEvery):
		}
	}
}

// Pass looks at all folders once, and reads the feeds that are due.
func (w *Watcher) Pass(ctx context.Context) {
	for _, f := range w.folders {
		_, err := w.folder(ctx, f, true)
		why := ""
		if err != nil && ctx.Err() == nil {
			why = err.Error()
		}
		if why != "" && why != w.refused[f] {
			w.log.Error("watch: a folder is not read", "folder", f.Path, "error", err)
		}
		w.refused[f] = why
	}
	for n := 0; w.feeds && n < feedsMost && ctx.Err() == nil; n++ {
		fair, f, ok, err := w.db.ClaimFeed(ctx)
		if err == nil && ok {
			err = w.feed(ctx, fair, f)
		}
		if err != nil && ctx.Err() == nil {
			w.log.Error("watch: feeds", "error", err)
		}
		if err != nil || !ok {
			return
		}
	}
}

// Look looks at a folder once, and says what of its texts was not looked at before. The error is not_found when
// there is no such folder.
func (w *Watcher) Look(ctx context.Context, f Folder) ([]Heard, error) {
	return w.folder(ctx, f, false)
}

// feed reads a feed that was claimed, and writes how that went.
func (w *Watcher) feed(ctx context.Context, fair string, f store.HeardFeed) error {
	s := f.State
	s.Tried = w.now()
	a, err := w.fetch.get(ctx, f.Value.Address, s.ETag, s.Modified)
	if err == nil && !a.same {
		var entries []entry
		if entries, err = parse(a.body, a.address); err == nil {
			var all bool
			if all, err = w.entries(ctx, fair, f.Value, entries); err == nil && !all {
				a.etag, a.modified = "", "" // what is left is read next time, whether it has changed or not
			}
		}
	}
	var failed *Failure
	switch {
	case err == nil:
		s.Heard, s.Fails, s.Failure, s.Detail, s.ETag, s.Modified = s.Tried, 0, "", "", a.etag, a.modified
		s.Due = s.Tried.Add(w.every)
	case errors.As(err, &failed):
		s.Fails++
		s.Failure, s.Detail = failed.Why, said(failed.Detail)
		s.Due = s.Tried.Add(pause(w.every, s.Fails, failed.After))
	default:
		return err // the lease ends, and somebody tries again
	}
	return w.db.FeedDone(ctx, fair, f.Value.ID, s)
}

// said bounds what a server has said.
func said(detail string) string {
	runes := []rune(lang.Clean(strings.ToValidUTF8(detail, "")))
	return string(runes[:min(len(runes), 60)])
}

// pause is how long a feed is left alone that could not be read so often in a row: twice as long each time, up to a day,
// and as long as its server asks for.
func pause(every time.Duration, fails int64, asked time.Duration) time.Duration {
	for range min(fails, 20) {
		if every *= 2; every >= longest {
			break
		}
	}
	return min(max(every, asked), longest)
}

// entries holds what is new in a feed against the record. It reports whether nothing is left for the next time.
func (w *Watcher) entries(ctx context.Context, fair string, f watched.Feed, entries []entry) (all bool, err error) {
	var watching *store.Watching
	pages := 0
	all = true
	for _, e := range entries {
		stamp := watched.SumOf(e.stamp + "\x00" + e.title + "\x00" + e.page)
		known, err := w.db.FeedItem(ctx, fair, f.ID, e.id)
		if err != nil {
			return false, err
		}
		if known == stamp {
			continue
		}
		if watching == nil {
			if watching, err = w.db.Watching(ctx, fair); err != nil {
				return false, err
			}
		}
		words, err := prose(e.title, []byte(e.page))
		if f.Follow && e.address != "" {
			if pages++; pages > pagesMost {
				all = false
				continue
			}
			a, failed := w.fetch.get(ctx, e.address, "", "")
			if ctx.Err() != nil {
				return false, ctx.Err()
			}
			if failed != nil {
				w.log.Warn("watch: a page is not read", "feed", f.Address, "page", e.address, "error", failed)
				all = false
				continue
			}
			words, err = exchange.Prose(a.body)
		}
		if err == nil {
			in := watched.Text{Source: watched.FromFeed, Feed: f.ID, Key: e.id, Outlet: f.Outlet, Title: bounds(e.title), Address: e.address}
			if !e.published.IsZero() {
				in.Published = lang.DateOf(e.published.In(watching.Fair.Location()))
			}
			_, _, err = watching.Hear(ctx, access.System, in, words, store.Hearing{AboutTheFair: true}, journal.Origin{Kind: watched.FromFeed, ID: f.ID})
		}
		if err != nil && lang.CodeOf(err) != lang.CodeInvalid {
			return false, err
		}
		if err != nil { // it is read again when the feed says that it is another
			w.log.Warn("watch: an entry is not read", "feed", f.Address, "entry", e.id, "error", err)
		}
		if err := w.db.NoteFeedItem(ctx, fair, f.ID, e.id, stamp); err != nil {
			return false, err
		}
	}
	return all, nil
}

// bounds is a title as it is kept.
func bounds(title string) string {
	runes := []rune(lang.Clean(title))
	return string(runes[:min(len(runes), 200)])
}

// prose is the text of an entry: its title, and its words, which are a piece of a page.
func prose(title string, page []byte) (string, error) {
	var b bytes.Buffer
	b.WriteString("<html><title>" + html.EscapeString(title) + "</title><body>")
	b.Write(page)
	b.WriteString("</body></html>")
	return exchange.Prose(b.Bytes())
}
