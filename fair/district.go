package fair

import (
	_ "embed"
	"encoding/csv"
	"strconv"
	"strings"
	"sync"

	"bridgehead/lang"
)

// A District is a division of a host place: what a reporting office stands for and what an
// agreement is attributed to.
type District struct {
	Code string    // six digits, GB/T 2260 and its supplement for Hong Kong
	Side string    // "beijing" or "hongkong"
	Name lang.Text // in all three languages: 朝阳区, 朝陽區, Chaoyang

	// Column and Row, from 0, are its place on a map of its side on which every district is
	// one tile: as far west or east and north or south of its neighbours as tiles allow.
	Column, Row int
}

// districtsCSV lists the 16 districts of Beijing and the 18 of Hong Kong in the order of
// their codes: facts of GB/T 2260 and its Hong Kong supplement, and our own map of tiles.
//
//go:embed districts.csv
var districtsCSV string

// A gazetteer finds districts by what people call them.
type gazetteer struct {
	all    []District
	byCode map[string]District
	byForm map[string]District // folded code or name
}

var districts = sync.OnceValue(func() gazetteer {
	g := gazetteer{byCode: map[string]District{}, byForm: map[string]District{}}
	rows, err := csv.NewReader(strings.NewReader(districtsCSV)).ReadAll()
	if err != nil {
		panic(err) // the table is part of the program
	}
	for _, row := range rows[1:] {
		d := District{Code: row[0], Side: row[1], Name: lang.Text{Hans: row[2], Hant: row[3], En: row[4]}}
		d.Column, d.Row = place(row[5]), place(row[6])
		g.all = append(g.all, d)
		g.byCode[d.Code] = d
		for _, form := range d.Forms() {
			g.byForm[lang.Fold(form)] = d
		}
	}
	return g
})

func place(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(err) // the table is part of the program
	}
	return n
}

// cityNames stand before a district's name in addresses.
var cityNames = map[string][]string{
	"beijing":  {"北京", "北京市"},
	"hongkong": {"香港"},
}

// Forms returns what the district is called in Simplified Chinese and English, its code
// first. 东区, 南区 and 北区 are never called by the first character alone, which could mean
// anything.
func (d District) Forms() []string {
	forms := []string{d.Code, d.Name.Hans, d.Name.En, d.Name.En + " District"}
	if short := strings.TrimSuffix(d.Name.Hans, "区"); len([]rune(short)) > 1 {
		forms = append(forms, short)
	}
	for _, city := range cityNames[d.Side] {
		forms = append(forms, city+d.Name.Hans)
	}
	return forms
}

// Short returns the name as it stands where there is little room: 朝阳 for 朝阳区, but 东区
// and not 东; Central & Western.
func (d District) Short() lang.Text {
	short := lang.Text{Hans: d.Name.Hans, Hant: d.Name.Hant, En: strings.ReplaceAll(d.Name.En, " and ", " & ")}
	if len([]rune(d.Name.Hans)) > 2 {
		short.Hans, short.Hant = strings.TrimSuffix(d.Name.Hans, "区"), strings.TrimSuffix(d.Name.Hant, "區")
	}
	return short
}

// Districts returns the districts of a side in the order of their codes; all of them for
// the side "", none for a side that is not known.
func Districts(side string) []District {
	var found []District
	for _, d := range districts().all {
		if side == "" || d.Side == side {
			found = append(found, d)
		}
	}
	return found
}

// DistrictByCode returns the district of the code; false when there is none.
func DistrictByCode(code string) (District, bool) {
	d, ok := districts().byCode[code]
	return d, ok
}

// ParseDistrict reads a district by its code or its name in any of the three languages,
// with or without 区, 區 or District and the city's name before it: 110105, 朝陽, 北京市朝阳区,
// chaoyang district. 东区, 南区 and 北区 are read in full only. The error is a lang.Error with
// CodeInvalid.
func ParseDistrict(s string) (District, error) {
	d, ok := districts().byForm[lang.Fold(s)]
	if !ok {
		return District{}, lang.Invalid("district.unknown", lang.Args{"given": s})
	}
	return d, nil
}
