package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"bridgehead/access"
	"bridgehead/lang"
	"bridgehead/notice"
)

// noticeDeeds lists the pages of what somebody is told of, and how.
func (s *site) noticeDeeds() []deed {
	return []deed{
		{method: "GET", pattern: "/{fair}/work/notices", action: access.ManageSelf, do: s.notices},
		{method: "POST", pattern: "/{fair}/work/notices", action: access.ManageSelf, do: s.readNotices},
		{method: "GET", pattern: "/account/notices", action: access.ManageSelf, do: s.wishForm},
		{method: "POST", pattern: "/account/notices", action: access.ManageSelf, do: s.setWish},
	}
}

// noticesListed is how many notices a page lists.
const noticesListed = 50

// A noticesPage lists what somebody was told of, the latest first.
type noticesPage struct {
	frame
	Lines   []noticeLine
	Last    string // up to which all are marked as read; "" when none is unread
	Action  string
	Earlier string
	Choose  string
}

// A noticeLine is one notice.
type noticeLine struct {
	ID, Text, URL string
	At            time.Time
	Read          bool
}

func (s *site) notices(v *visit) error {
	v.latest()
	if err := s.enterWorkspace(v); err != nil {
		return err
	}
	all, err := s.db.Notices(v.Context(), v.fair.ID, v.account.ID, v.URL.Query().Get("before"), noticesListed+1)
	if err != nil {
		return err
	}
	p := noticesPage{Action: v.workPath("notices"), Choose: v.accountPath("notices")}
	if len(all) > noticesListed {
		all = all[:noticesListed]
		p.Earlier = v.address(url.Values{"before": {all[noticesListed-1].ID}}, "work", "notices")
	}
	told, err := v.view.Tellings(v.Context(), v.actor, all)
	if err != nil {
		return err
	}
	for _, t := range told {
		l := noticeLine{ID: t.ID, Text: t.Line(v.tag), URL: t.Path(v.tag), At: t.At.In(v.fair.Location()), Read: !t.Notice.Read.IsZero()}
		if t.Hidden {
			l.Text, l.URL = v.say("notice.withheld"), ""
		}
		if !l.Read && p.Last == "" {
			p.Last = all[0].ID
		}
		p.Lines = append(p.Lines, l)
	}
	if p.frame, err = s.workFrame(v, "notices", v.say("notice.title")); err != nil {
		return err
	}
	return s.show(v, "notices", p)
}

// readNotices marks one notice as read, or all that the visitor has seen listed.
func (s *site) readNotices(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	if err := s.enterWorkspace(v); err != nil {
		return err
	}
	id, all := v.field("id"), v.field("all") != ""
	if id == "" {
		return lang.Invalid("web.error.form")
	}
	if err := s.db.MarkRead(v.Context(), v.fair.ID, v.account.ID, id, all); err != nil {
		return err
	}
	redirectSeen(v.w, v.Request, v.workPath("notices"))
	return nil
}

// unreadMost is where counting unread notices ends.
const unreadMost = 100

// unread fills in the counter that stands in the head of the pages of the workspace.
func (s *site) unread(v *visit, f *frame) (err error) {
	f.Notices = v.workPath("notices")
	f.Unread, err = s.db.Unread(v.Context(), v.fair.ID, v.account.ID, unreadMost)
	return err
}

// A wishPage is how somebody wants to be told.
type wishPage struct {
	frame
	Ways    []choice
	Zone    choice
	Minute  choice
	Weekday choice
	Note    string
	Refused string
}

func (s *site) wishForm(v *visit) error {
	w, err := s.db.Wish(v.Context(), v.account.ID)
	if err != nil {
		return err
	}
	p := wishPage{}
	if v.URL.Query().Has("saved") {
		p.Note = v.say("notice.saved")
	}
	return s.showWish(v, w, p, http.StatusOK)
}

func (s *site) showWish(v *visit, w notice.Wish, p wishPage, status int) error {
	p.frame = s.bareFor(v, v.say("notice.choose"))
	for _, k := range notice.Kinds {
		c := choice{Name: "way." + string(k), Label: k.In(v.tag)}
		for _, way := range notice.Ways {
			c.Options = append(c.Options, option{Value: string(way), Text: way.In(v.tag), Selected: way == w.Way(k)})
		}
		p.Ways = append(p.Ways, c)
	}
	p.Zone = choice{Name: "zone", Label: v.say("notice.field.zone")}
	for _, z := range notice.Zones {
		p.Zone.Options = append(p.Zone.Options, option{Value: z, Text: z, Selected: z == w.Zone})
	}
	p.Minute = choice{Name: "minute", Label: v.say("notice.field.minute")}
	for m := int64(0); m < 24*60; m += 30 {
		p.Minute.Options = append(p.Minute.Options, option{Value: strconv.FormatInt(m, 10), Text: fmt.Sprintf("%02d:%02d", m/60, m%60), Selected: m == w.Minute/30*30})
	}
	p.Weekday = choice{Name: "weekday", Label: v.say("notice.field.weekday"), Options: []option{{Value: "daily", Text: v.say("notice.daily"), Selected: !w.Weekly}}}
	for i := range 7 {
		day := time.Weekday((i + 1) % 7) // the week begins on Monday
		p.Weekday.Options = append(p.Weekday.Options, option{
			Value: strconv.Itoa(int(day)), Text: v.say("notice.day." + strconv.Itoa(int(day))), Selected: w.Weekly && day == w.Weekday,
		})
	}
	return s.showAs(v, status, "wish", p)
}

func (s *site) setWish(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	w := notice.UsualWish()
	w.Ways, w.Zone = map[notice.Kind]notice.Way{}, v.field("zone")
	for _, k := range notice.Kinds {
		if way := v.field("way." + string(k)); way != "" {
			w.Ways[k] = notice.Way(way)
		}
	}
	var err error
	if w.Minute, err = strconv.ParseInt(v.field("minute"), 10, 64); err != nil {
		w.Minute = -1 // none that a day has
	}
	if day := v.field("weekday"); day != "daily" {
		n, err := strconv.Atoi(day)
		if w.Weekly, w.Weekday = true, time.Weekday(n); err != nil {
			w.Weekday = -1
		}
	}
	if err := s.db.SetWish(v.Context(), v.account.ID, w); err != nil {
		text, status, rest := v.refusal(err)
		if rest != nil {
			return rest
		}
		return s.showWish(v, w, wishPage{Refused: text}, status)
	}
	redirectSeen(v.w, v.Request, v.accountPath("notices")+"?saved=1")
	return nil
}
