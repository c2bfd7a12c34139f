package web

import (
	"html/template"
	"strings"

	"bridgehead/lang"
)

// The rows of a list and the options of its filters are hundreds of small parts. They are
// written here: a template would look up and escape each of them by reflection, which takes
// longer than all else on the page.

// A markup is HTML that is being written.
type markup struct{ strings.Builder }

// text writes what is no markup, within an element or the quotes of an attribute.
func (m *markup) text(s string) { m.WriteString(template.HTMLEscapeString(s)) }

func (m *markup) html(h template.HTML) { m.WriteString(string(h)) }

// link writes an address of ours with what stands for it.
func (m *markup) link(open, address string, inside template.HTML) {
	m.WriteString(open)
	m.text(address)
	m.WriteString(`">`)
	m.html(inside)
	m.WriteString("</a>")
}

// small writes what stands beside a value.
func (m *markup) small(s string) {
	m.WriteString(`<span class="small">`)
	m.text(s)
	m.WriteString("</span>")
}

// optionsHTML writes the options of a choice.
func optionsHTML(options []option) template.HTML {
	var m markup
	for _, o := range options {
		m.WriteString(`<option value="`)
		m.text(o.Value)
		m.WriteByte('"')
		if o.Selected {
			m.WriteString(" selected")
		}
		m.WriteByte('>')
		m.text(o.Text)
		m.WriteString("</option>")
	}
	return template.HTML(m.String())
}

// rows writes the rows of a list. On a narrow screen each value has its column's heading before
// it, from data-label.
func (l listing) rows(tag lang.Tag) template.HTML {
	cell := func(class, heading string) string {
		return "</td>\n<td" + class + ` data-label="` + template.HTMLEscapeString(heading) + `">`
	}
	kind, district := cell("", lang.Say(tag, "web.field.type")), cell("", label(tag, "word.district"))
	parties, edition := cell(` class="parties"`, lang.Say(tag, "web.field.parties")), cell("", lang.Say(tag, "web.field.edition"))
	signed, amount := cell("", lang.Say(tag, "web.field.signed_on")), cell(` class="num"`, label(tag, "word.amount"))
	between, without := lang.Say(tag, "web.list"), lang.Say(tag, "web.no_amount")
	var m markup
	m.Grow(600 * len(l.Lines))
	for _, line := range l.Lines {
		m.WriteString(`<tr><th scope="row">`)
		m.link(`<a class="clamp" href="`, line.URL, textHTML(tag, line.Title))
		for _, note := range line.Notes {
			m.WriteString(` <span class="tag">`)
			m.text(note)
			m.WriteString("</span>")
		}
		m.WriteString("</th>")
		m.WriteString(strings.TrimPrefix(kind, "</td>"))
		m.text(line.Type)
		if line.Direction != "" {
			m.WriteByte(' ')
			m.small(line.Direction)
		}
		m.WriteString(district)
		for i, place := range line.Places {
			if i > 0 {
				m.text(between)
			}
			m.html(textHTML(tag, place))
		}
		if !l.Parties {
			m.WriteString(parties)
			if len(line.Parties) > 0 {
				m.WriteString("<ul>")
				for _, p := range line.Parties {
					m.WriteString("<li>")
					if p.URL != "" {
						m.link(`<a href="`, p.URL, textHTML(tag, p.Name))
					} else {
						m.html(textHTML(tag, p.Name))
					}
					m.WriteString("</li>")
				}
				m.WriteString("</ul>")
			}
		}
		if l.Editions {
			m.WriteString(edition)
			m.text(line.Edition)
		}
		if !l.Parties && !l.Projects {
			m.WriteString(signed)
			m.html(dateHTML(tag, line.Day))
		}
		if !l.Parties {
			m.WriteString(amount)
			if line.Amount != "" {
				m.text(line.Amount)
			} else {
				m.small(without)
			}
		}
		m.WriteString("</td></tr>\n")
	}
	return template.HTML(m.String())
}
