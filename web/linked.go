package web

import (
	"strings"
	"time"

	"bridgehead/fair"
	"bridgehead/figure"
	"bridgehead/indicator"
	"bridgehead/lang"
	"bridgehead/party"
	"bridgehead/store"
)

// A thing is what a page is about, in the words of schema.org. It stands in the page as
// data; the template writes it so that nothing in it can end the element.
type thing struct {
	Context     string   `json:"@context,omitempty"`
	Type        string   `json:"@type"`
	ID          string   `json:"@id,omitempty"`
	Name        string   `json:"name,omitempty"`
	Alternate   []string `json:"alternateName,omitempty"`
	Description string   `json:"description,omitempty"`
	URL         string   `json:"url,omitempty"`
	InLanguage  string   `json:"inLanguage,omitempty"`
	Identifier  string   `json:"identifier,omitempty"`

	// Of events.
	StartDate   string   `json:"startDate,omitempty"`
	EndDate     string   `json:"endDate,omitempty"`
	EventStatus string   `json:"eventStatus,omitempty"`
	Previous    string   `json:"previousStartDate,omitempty"`
	Location    *thing   `json:"location,omitempty"`
	Organizer   []*thing `json:"organizer,omitempty"`
	Performer   []*thing `json:"performer,omitempty"`
	Super       *thing   `json:"superEvent,omitempty"`
	Sub         []*thing `json:"subEvent,omitempty"`
	Within      *thing   `json:"containedInPlace,omitempty"`

	// Of organisations.
	LEI    string `json:"leiCode,omitempty"`
	Parent *thing `json:"parentOrganization,omitempty"`

	// Of data.
	Free         bool     `json:"isAccessibleForFree,omitempty"`
	Temporal     string   `json:"temporalCoverage,omitempty"`
	Measured     *thing   `json:"variableMeasured,omitempty"`
	Value        string   `json:"value,omitempty"`
	UnitText     string   `json:"unitText,omitempty"`
	Distribution []*thing `json:"distribution,omitempty"`
	Format       string   `json:"encodingFormat,omitempty"`
	Content      string   `json:"contentUrl,omitempty"`
	Creator      *thing   `json:"creator,omitempty"`
}

const (
	schemaOrg   = "https://schema.org"
	linkedName  = 300  // characters of a name
	linkedWords = 1000 // characters of a description
)

// linkedText cleans a text of what cannot be seen, and cuts it.
func linkedText(s string, most int) string { return cut(lang.Clean(s), most) }

// begin begins what a page is about.
func (s *site) begin(v *visit, kind, name, address string) *thing {
	t := &thing{Context: schemaOrg, Type: kind, ID: s.full(v, address), Name: linkedText(name, linkedName), URL: s.full(v, address), InLanguage: string(v.tag)}
	if v.fair.Synthetic {
		t.Description = v.say("web.synthetic")
	}
	return t
}

// placeThing is where something is held; nil when that is not known.
func (v *visit) placeThing(names ...lang.Text) *thing {
	var place *thing
	for i := len(names) - 1; i >= 0; i-- { // from the largest inwards
		if name := v.name(names[i]); name != "" {
			place = &thing{Type: "Place", Name: linkedText(name, linkedName), Within: place}
		}
	}
	return place
}

// editionThing is an edition as an event of the two sides.
func (s *site) editionThing(v *visit, e fair.Edition) *thing {
	name := v.name(v.fair.Name) + v.say("web.comma") + v.editionWord(e.Number)
	t := s.begin(v, "BusinessEvent", name, v.editionPath(e.Number))
	t.StartDate, t.EndDate = string(e.Opened), string(e.AsOf())
	t.Location = v.placeThing(e.Venue, e.Place)
	for _, side := range v.fair.Sides {
		t.Organizer = append(t.Organizer, &thing{Type: "Organization", Name: linkedText(v.name(side.Name), linkedName)})
	}
	return t
}

// sessionThing is a session as an event within its edition.
func (s *site) sessionThing(v *visit, a agendaView, x store.SessionHistory) *thing {
	t := s.begin(v, "Event", v.sessionName(x.Session), v.path("sessions", x.ID))
	t.StartDate, t.EndDate = v.eventTimes(x.Session)
	t.EventStatus = schemaOrg + "/EventScheduled"
	switch {
	case x.Removed || x.Status == fair.Cancelled:
		t.EventStatus = schemaOrg + "/EventCancelled"
	case x.Status == fair.Changed:
		t.EventStatus = schemaOrg + "/EventRescheduled"
		if was, _ := v.eventTimes(x.Versions[0]); was != t.StartDate {
			t.Previous = was
		}
	}
	t.Location = v.placeThing(x.Room, a.edition.Venue, a.edition.Place)
	if x.Session.Office != "" {
		t.Organizer = []*thing{{Type: "Organization", Name: linkedText(v.name(v.office(x.Session.Office)), linkedName)}}
	}
	return t
}

// eventTimes writes when a session begins and ends as far as that is known.
func (v *visit) eventTimes(x fair.Session) (from, to string) {
	if begins, ok := x.Begins(v.fair.Location()); ok {
		from = begins.Format(time.RFC3339)
	} else {
		from = string(x.Day)
	}
	if ends, ok := x.Until(v.fair.Location()); ok {
		to = ends.Format(time.RFC3339)
	}
	return from, to
}

// agendaThing is an edition with its sessions.
func (s *site) agendaThing(v *visit, a agendaView) *thing {
	t := s.editionThing(v, a.edition)
	for _, x := range a.held() {
		sub := s.sessionThing(v, a, x)
		sub.Context, sub.InLanguage = "", ""
		t.Sub = append(t.Sub, sub)
	}
	return t
}

var partyTypes = map[party.Kind]string{
	party.Office: "GovernmentOrganization", party.Government: "GovernmentOrganization", party.Company: "Corporation", party.University: "CollegeOrUniversity",
}

// partyThing is an organisation.
func (s *site) partyThing(v *visit, p party.Party) *thing {
	kind := partyTypes[p.Kind]
	if kind == "" {
		kind = "Organization"
	}
	name := v.name(p.Name)
	t := s.begin(v, kind, name, v.path("parties", string(p.ID)))
	for _, tag := range lang.Tags {
		if other := p.Name.Get(tag); other != "" && other != name {
			t.Alternate = append(t.Alternate, linkedText(other, linkedName))
		}
	}
	t.LEI = linkedText(p.LEI, linkedName)
	if p.Parent != "" {
		parent := v.named(p.Parent)
		t.Parent = &thing{Type: "Organization", Name: linkedText(v.name(parent.Name), linkedName), URL: s.full(v, parent.URL)}
	}
	return t
}

// figureThing is a figure as data that can be had.
func (s *site) figureThing(v *visit, f figure.Figure, d indicator.Definition, title string) *thing {
	address := v.figurePath(f.Name)
	t := s.begin(v, "Dataset", title, address)
	t.Identifier = f.Name.String()
	t.Description = strings.TrimSpace(linkedText(v.name(d.Means), linkedWords) + " " + t.Description)
	t.Free, t.Temporal = true, string(f.AsOf)
	t.Measured = &thing{Type: "PropertyValue", Name: linkedText(v.name(d.Label), linkedName), Value: f.Show(v.tag), Identifier: d.Code}
	path, rest, _ := strings.Cut(address, "?")
	t.Distribution = []*thing{{Type: "DataDownload", Format: "application/json", Content: s.full(v, path+".json"+query(rest))}}
	t.Creator = &thing{Type: "Organization", Name: linkedText(v.name(v.fair.Name), linkedName)}
	return t
}
