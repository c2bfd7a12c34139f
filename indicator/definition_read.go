package indicator

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"bridgehead/lang"
)

// definitionFields are the fields of a definition in a file, in the order in which they are
// explained.
var definitionFields = []string{
	"code", "version", "label", "synonyms", "means", "unit", "measure", "of", "distinct", "from", "to", "average",
	"part", "narrow", "over", "among", "filter", "split", "rules", "rounding", "higher", "headline",
}

// ReadDefinitions reads a file of definitions: a JSON list of objects. A field that it does
// not know, or that holds something of another kind, is refused with the definition and
// the field in the message; everything that is wrong is said at once. What the definitions
// mean is for Check.
func ReadDefinitions(file []byte) ([]Definition, []*lang.Error) {
	var list []map[string]json.RawMessage
	d := json.NewDecoder(bytes.NewReader(file))
	err := d.Decode(&list)
	if err == nil {
		if _, more := d.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("there is more after the list")
		}
	}
	if err != nil {
		return nil, []*lang.Error{lang.Invalid("definition.file").Because(err)}
	}
	var out []Definition
	var wrong []*lang.Error
	for i, fields := range list {
		d, bad := readDefinition(i+1, fields)
		out, wrong = append(out, d), append(wrong, bad...)
	}
	return out, wrong
}

func readDefinition(place int, given map[string]json.RawMessage) (d Definition, wrong []*lang.Error) {
	d.Synonyms, d.Split, d.Rules = Words{}, []string{}, []string{}
	code := any(lang.Word("definition.nameless"))
	var text string
	if json.Unmarshal(given["code"], &text) == nil && text != "" {
		code = text
	}
	refuse := func(key, field string, more lang.Args) {
		args := lang.Args{"code": code, "place": place, "field": field}
		for k, v := range more {
			args[k] = v
		}
		wrong = append(wrong, lang.Invalid(key, args))
	}
	into := d.fields()
	for _, field := range definitionFields {
		raw, ok := given[field]
		if !ok {
			continue
		}
		delete(given, field)
		decoder := json.NewDecoder(bytes.NewReader(raw))
		decoder.DisallowUnknownFields()
		err := decoder.Decode(into[field].p)
		if err == nil && string(raw) == "null" {
			err = errors.New("null")
		}
		if inner, ok := errors.AsType[*lang.Error](err); ok {
			refuse(inner.Key, field, inner.Args)
		} else if err != nil {
			refuse("definition.field.type", field, lang.Args{"want": lang.Word("definition.want." + into[field].want)})
		}
	}
	for field := range given {
		refuse("definition.field.unknown", field, lang.Args{"choices": strings.Join(definitionFields, ", ")})
	}
	slices.SortStableFunc(wrong, func(a, b *lang.Error) int { return strings.Compare(a.In(lang.En), b.In(lang.En)) })
	return d, wrong
}

// A fieldPlace where a field is read into, and what it must be.
type fieldPlace struct {
	p    any
	want string
}

func (d *Definition) fields() map[string]fieldPlace {
	return map[string]fieldPlace{
		"code": {&d.Code, "text"}, "version": {&d.Version, "number"}, "label": {&d.Label, "texts"},
		"synonyms": {&d.Synonyms, "lists"}, "means": {&d.Means, "texts"}, "unit": {&d.Unit, "text"},
		"measure": {&d.Measure, "text"}, "of": {&d.Of, "text"}, "distinct": {&d.Distinct, "text"},
		"from": {&d.From, "text"}, "to": {&d.To, "text"}, "average": {&d.Average, "text"}, "part": {&d.Part, "text"},
		"narrow": {&d.Narrow, "scope"}, "over": {&d.Over, "text"}, "among": {&d.Among, "text"},
		"filter": {&d.Filter, "conditions"}, "split": {&d.Split, "list"}, "rules": {&d.Rules, "list"},
		"rounding": {&d.Rounding, "rounding"}, "higher": {&d.Higher, "flag"}, "headline": {&d.Headline, "number"},
	}
}

// Text is the definition as a file holds it: what the record keeps, and by which two are
// compared.
func (d Definition) Text() string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(d); err != nil {
		panic(err) // it has nothing that cannot be encoded
	}
	return strings.TrimSpace(b.String())
}

// A Field is a field of a definition with what it holds, as JSON; "" when it is left out.
type Field struct{ Name, Value string }

// Fields returns the fields in the order in which they are explained.
func (d Definition) Fields() []Field {
	var held map[string]json.RawMessage
	if err := json.Unmarshal([]byte(d.Text()), &held); err != nil {
		panic(err) // it is what Text has just written
	}
	list := make([]Field, len(definitionFields))
	for i, name := range definitionFields {
		list[i] = Field{name, string(held[name])}
	}
	return list
}

// ParseDefinition reads what Text wrote.
func ParseDefinition(text string) (Definition, error) {
	list, wrong := ReadDefinitions([]byte("[" + text + "]"))
	if len(wrong) > 0 {
		return Definition{}, wrong[0]
	}
	return list[0], nil
}

// Same reports whether two definitions say the same, whatever their versions.
func (d Definition) Same(as Definition) bool {
	d.Version, as.Version = 0, 0
	return d.Text() == as.Text()
}

// stray returns the names of the lists that are of no language.
func (w Words) stray() []string {
	var out []string
	for tag := range w {
		if !slices.Contains(lang.Tags, tag) {
			out = append(out, string(tag))
		}
	}
	slices.Sort(out)
	return out
}
