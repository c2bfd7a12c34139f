package web

import (
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"bridgehead/access"
	"bridgehead/exchange"
	"bridgehead/lang"
	"bridgehead/store"
)

// A site answers requests from one installation's record.
type site struct {
	*furniture
	db       *store.DB
	address  string        // where the public finds the pages; "" for where each request came to
	mailFrom string        // address that mails come from; "" when none are sent
	access   access.Routes // what each route asks for
	mux      *http.ServeMux
	walls    *walls
	checks   *limiter      // of texts that anybody sends to be checked
	laid     offersKept    // what projects offer, for suggestions
	invitees *limiter      // of links by which anybody registers
	kits     kitsKept      // what the press is given
	sheets   chan struct{} // one for each spreadsheet that is being read
	log      *slog.Logger

	mu    sync.Mutex
	thens map[thenKey]then
}

// furniture is what the pages of every site have in common. Nobody changes it.
type furniture struct {
	pages   map[lang.Tag]map[string]*template.Template
	assets  map[string]asset  // by the path under which they are served
	style   string            // path of the style sheet
	icon    string            // path of the icon
	scripts map[string]string // paths of the modules by their names
	worker  []byte            // keeps a delegate's own day in the browser
}

// furnish reads what is compiled in, once in a process.
var furnish = sync.OnceValues(func() (*furniture, error) {
	f := &furniture{}
	if err := f.loadAssets(); err != nil {
		return nil, err
	}
	return f, f.loadTemplates()
})

// Options are what an installation's pages differ in.
type Options struct {
	// Address is where the public finds the pages: https://fair.example. It stands in what
	// other programs keep: calendars, feeds, site maps. Without it, where the request came to.
	Address string
	// MailFrom is the address that mails come from, and meetings are called to; "" when none are sent.
	MailFrom string
	// Stopping is closed when the server is told to stop, so that those who watch a wall are
	// let go and come back to another process; nil for never.
	Stopping <-chan struct{}
	// Remember is for how long a page of the public is sent again as it is, at most; 0 for
	// never. What this process writes to the record shows at once all the same.
	Remember time.Duration
	Design   bool // serve the page of the design system as well, for those who change it
}

// New returns the pages of an installation.
func New(db *store.DB, o Options) (http.Handler, error) {
	common, err := furnish()
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	s := &site{
		furniture: common,
		db:        db, address: strings.TrimSuffix(o.Address, "/"), mailFrom: o.MailFrom, log: slog.Default(), checks: newLimiter(time.Second, 30), invitees: newLimiter(2*time.Second, 30),
		sheets: make(chan struct{}, sheetsAtOnce),
	}
	mux := http.NewServeMux()
	s.mux, s.walls = mux, newWalls(s, o.Stopping)
	open := func(pattern string, h http.Handler) { mux.Handle(s.access.Add(pattern, access.ReadPublished), h) }
	open("GET /assets/{sum}/{name}", s.plain(s.asset))
	open("GET "+workerPath, s.plain(s.serveWorker))
	open("GET /healthz", s.plain(s.health))
	open("GET /robots.txt", s.plain(s.robots))
	open("GET /sitemap.xml", s.plain(s.sitemap))
	open("GET /sitemap/{fair}/{part}", s.plain(s.sitemapPart))
	open("GET /{$}", s.plain(s.front))
	open("GET /report", s.plain(s.frontReport))
	open("POST /v1/check", s.plain(s.checkAPI))
	open("GET /language/{lang}", s.plain(s.chooseLanguage))
	for _, tag := range lang.Tags {
		for _, r := range s.routes() {
			open("GET /"+string(tag)+r.pattern, s.page(tag, r.show))
		}
	}
	for _, tag := range lang.Tags { // no link leads there
		open("GET /"+string(tag)+"/account/offline", s.page(tag, s.offline))
	}
	for _, d := range s.deeds() {
		s.register(mux, d)
	}
	if o.Design {
		for _, tag := range lang.Tags {
			open("GET /"+string(tag)+"/design", s.page(tag, s.design))
		}
	}
	open("/", s.plain(s.nothing))
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(s.elsewhere))
	all := s.guard(origin.Handler(mux))
	if o.Remember > 0 {
		all = remember(all, db, o.Remember)
	}
	return all, nil
}

// A route is a page: its address below the language, and what shows it.
type route struct {
	pattern string
	show    func(*visit) error
}

// routes lists the pages.
func (s *site) routes() []route {
	pages := []route{
		{"", s.toFairs},
		{"/{$}", s.fairs},
		{"/about", s.about},
		{"/{fair}", s.toCurrent},
		{"/{fair}/{$}", s.toCurrent},
		{"/{fair}/editions/{edition}", s.edition},
		{"/{fair}/editions/{edition}/agenda", s.agendaPage},
		{"/{fair}/editions/{edition}/agenda/mine", s.myAgenda},
		{"/{fair}/editions/{edition}/agenda.ics", s.agendaCalendar},
		{"/{fair}/editions/{edition}/feed.atom", s.feed},
		{"/{fair}/editions/{edition}/landing", s.landingEdition},
		{"/{fair}/editions/{edition}/press", s.press},
		{"/{fair}/editions/{edition}/press.zip", s.pressKit},
		{"/{fair}/sessions/{id}", s.session},
		{"/{fair}/agreements", s.agreements},
		{"/{fair}/agreements.json", s.agreementsJSON},
		{"/{fair}/agreements/{id}", s.agreement},
		{"/{fair}/projects", s.projects},
		{"/{fair}/projects.json", s.projectsJSON},
		{"/{fair}/projects/{id}", s.project},
		{"/{fair}/parties", s.parties},
		{"/{fair}/parties.json", s.partiesJSON},
		{"/{fair}/parties/{id}", s.party},
		{"/{fair}/technologies", s.technologies},
		{"/{fair}/technologies/{id}", s.technology},
		{"/{fair}/research", s.researchList},
		{"/{fair}/research/{id}", s.research},
		{"/{fair}/enterprises", s.enterprises},
		{"/{fair}/enterprises/{id}", s.enterprise},
		{"/{fair}/listings", s.listings},
		{"/{fair}/listings/{id}", s.listing},
		{"/{fair}/search", s.search},
		{"/{fair}/figures/{indicator}", s.figure},
		{"/{fair}/observations/{id}", s.observation},
		{"/{fair}/programmes", s.programmes},
		{"/{fair}/programmes/{id}", s.programme},
		{"/{fair}/facilities/{id}", s.facility},
		{"/{fair}/abroad", s.abroad},
		{"/{fair}/abroad/{id}", s.pathAbroad},
		{"/{fair}/investment", s.investment},
		{"/{fair}/landing", s.landingAll},
		{"/{fair}/landing/{table}", s.landingFile},
		{"/{fair}/districts", s.cards},
		{"/{fair}/districts/{district}", s.card},
		{"/{fair}/compare", s.compare},
		{"/{fair}/series", s.series},
		{"/{fair}/report", s.report},
		{"/{fair}/bulletins", s.bulletins},
		{"/{fair}/bulletins.atom", s.bulletinFeed},
		{"/{fair}/bulletins/{code}", s.bulletin},
		{"/{fair}/bulletins/{code}/{issue}", s.bulletin},
		{"/{fair}/bulletins/{code}/{issue}/text", s.bulletinText},
		{"/{fair}/bulletins/{code}/{issue}/page.html", s.bulletinPage},
		{"/{fair}/bulletins/{code}/{issue}/document.docx", s.bulletinDocument},
		{"/{fair}/bulletins/{code}/{issue}/proof.json", s.bulletinProof},
		{"/{fair}/check", s.check},
		{"/{fair}/wall", s.wall},
		{"/{fair}/wall/events", s.wallEvents},
	}
	return slices.Concat(pages,
		s.registerDownloads("enterprises", exchange.Enterprises), s.registerDownloads("listings", exchange.Listings),
		downloads(s, agreementList, exchange.Agreements), downloads(s, projectList, exchange.Projects), downloads(s, partyList, exchange.Parties))
}
