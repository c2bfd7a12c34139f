package landing

import (
	_ "embed"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // zones are known without the files of the machine

	"bridgehead/lang"
)

// A Place says by whose working days a time limit is counted.
type Place string

// The places whose working days are known.
const (
	Mainland Place = "mainland" // as the State Council announces them, with the weekends that are worked
	HongKong Place = "hongkong" // five days a week but for general holidays
)

// PlaceOf returns the place of a district, or else of a side by its code; not_found when
// neither says it.
func PlaceOf(district, side string) (Place, error) {
	switch {
	case strings.HasPrefix(district, "81"), district == "" && slices.Contains([]string{"hongkong", "hk"}, side):
		return HongKong, nil
	case district != "", slices.Contains([]string{"beijing", "bj", "mainland"}, side):
		return Mainland, nil
	}
	return "", lang.NotFound("landing.calendar.place", lang.Args{"side": side})
}

// A Year is what was announced of one year, and by what.
type Year struct {
	Source  string // the notice
	Address string // where it can be read
	off     map[lang.Date]bool
	work    map[lang.Date]bool
}

// Off are the days that were announced as holidays, in their order.
func (y Year) Off() []lang.Date { return slices.Sorted(maps.Keys(y.off)) }

// Work are the Saturdays and Sundays that are worked, in their order.
func (y Year) Work() []lang.Date { return slices.Sorted(maps.Keys(y.work)) }

// A Calendar knows the working days of a place in the years that were announced.
type Calendar struct {
	Place Place
	Zone  *time.Location
	Years map[int]Year
}

//go:embed calendars.json
var calendarFile []byte

var calendars = sync.OnceValue(func() map[Place]*Calendar {
	var file map[Place]struct {
		Zone  string `json:"zone"`
		Years map[string]struct {
			Source  string   `json:"source"`
			Address string   `json:"address"`
			Off     []string `json:"off"`
			Work    []string `json:"work"`
		} `json:"years"`
	}
	err := json.Unmarshal(calendarFile, &file)
	all := map[Place]*Calendar{}
	for place, c := range file {
		zone, e := time.LoadLocation(c.Zone)
		if e != nil {
			err = e
		}
		all[place] = &Calendar{Place: place, Zone: zone, Years: map[int]Year{}}
		for name, y := range c.Years {
			n, e := strconv.Atoi(name)
			if e != nil {
				err = e
			}
			all[place].Years[n] = Year{y.Source, y.Address, announced(name, y.Off), announced(name, y.Work)}
		}
	}
	if err != nil {
		panic(err) // the file is part of the program
	}
	return all
})

// announced are the days of a year that a list names, one by one or from one to another.
func announced(year string, list []string) map[lang.Date]bool {
	days := map[lang.Date]bool{}
	for _, span := range list {
		first, last, ok := strings.Cut(span, "/")
		if !ok {
			last = first
		}
		day, end := lang.Date(year+"-"+first), lang.Date(year+"-"+last)
		if !day.Valid() || !end.Valid() || end < day {
			panic("landing: " + year + "-" + span + " is no day") // the file is part of the program
		}
		for ; day <= end; day = day.AddDays(1) {
			days[day] = true
		}
	}
	return days
}

// CalendarOf returns the calendar of a place.
func CalendarOf(place Place) *Calendar { return calendars()[place] }

// Known are the first and the last year that were announced.
func (c *Calendar) Known() (first, last int) {
	years := slices.Sorted(maps.Keys(c.Years))
	return years[0], years[len(years)-1]
}

// Working reports whether a day is a working day. A day of a year that was not announced is
// refused: nothing is guessed.
func (c *Calendar) Working(day lang.Date) (bool, error) {
	at := day.Time()
	y, ok := c.Years[at.Year()]
	if !ok || !day.Valid() {
		first, last := c.Known()
		return false, lang.NotFound("landing.calendar.unknown", lang.Args{
			"place": lang.Word("landing.place." + string(c.Place)), "date": day, "first": first, "last": last,
		})
	}
	if weekday := at.Weekday(); weekday == time.Saturday || weekday == time.Sunday {
		return y.work[day], nil
	}
	return !y.off[day], nil
}

// After returns the n-th working day after a day, which itself is not counted, whether it is
// one or not.
func (c *Calendar) After(day lang.Date, n int) (lang.Date, error) {
	for n > 0 {
		day = day.AddDays(1)
		working, err := c.Working(day)
		if err != nil {
			return "", err
		}
		if working {
			n--
		}
	}
	return day, nil
}

// OnOrAfter returns the day itself when it is a working day, else the next one that is.
func (c *Calendar) OnOrAfter(day lang.Date) (lang.Date, error) {
	for {
		working, err := c.Working(day)
		if err != nil || working {
			return day, err
		}
		day = day.AddDays(1)
	}
}

// EndOf returns the end of a day at the place: the moment at which the next one begins.
func (c *Calendar) EndOf(day lang.Date) time.Time {
	at := day.Time()
	return time.Date(at.Year(), at.Month(), at.Day()+1, 0, 0, 0, 0, c.Zone)
}

// BeginningOf returns the moment at which a working day begins at the place, which is when
// people are reminded: nine in the morning.
func (c *Calendar) BeginningOf(day lang.Date) time.Time {
	at := day.Time()
	return time.Date(at.Year(), at.Month(), at.Day(), 9, 0, 0, 0, c.Zone)
}

// DayOf returns the day that it is at the place.
func (c *Calendar) DayOf(at time.Time) lang.Date { return lang.DateOf(at.In(c.Zone)) }
