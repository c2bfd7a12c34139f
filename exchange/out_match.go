package exchange

import (
	"strconv"
	"strings"

	"bridgehead/lang"
	"bridgehead/match"
	"bridgehead/project"
)

// Suggestions is a table of projects that fit, the best first, with the reasons in words.
func (o Out) Suggestions(list []match.Suggestion, of map[project.ID]project.Project) Table {
	t := o.table(lang.Say(o.Tag, "match.list"), nil, "code", "edition#decimal", "title", "match_score#decimal", "match_reasons")
	var rows [][]string
	for _, s := range list {
		p := of[s.Project]
		reasons := make([]string, len(s.Reasons))
		for i, r := range s.Reasons {
			reasons[i] = r.In(o.Tag)
		}
		separator := "；"
		if o.Tag == lang.En {
			separator = "; "
		}
		rows = append(rows, []string{p.Code, strconv.FormatInt(p.Edition, 10), o.text(p.Title), strconv.Itoa(s.Score), strings.Join(reasons, separator)})
	}
	t.Rows = Listed(rows)
	return t
}
