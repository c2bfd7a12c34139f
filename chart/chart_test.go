package chart_test

import (
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"bridgehead/chart"
	"bridgehead/lang"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden holds what was made against the file.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s has changed (-update rewrites it):\n%s", name, diff)
	}
}

func TestDrawings(t *testing.T) {
	// Each once, in turn in the three languages and in the two layouts.
	for i, name := range slices.Sorted(maps.Keys(samples)) {
		golden(t, name+".svg", samples[name].SVG(lang.Tags[i%3], []int{chart.Narrow, chart.Wide}[i%2]))
	}
}

func TestTablesAndDescriptions(t *testing.T) {
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(samples)) {
		for _, tag := range lang.Tags {
			fmt.Fprintf(&b, "## %s %s\n%s\n%s\n", name, tag, samples[name].Title(tag), samples[name].Describe(tag))
			table := samples[name].Table(tag)
			for _, row := range append([][]string{table.Head}, table.Rows...) {
				fmt.Fprintln(&b, strings.Join(row, " | "))
			}
			fmt.Fprintln(&b)
		}
	}
	golden(t, "tables.txt", b.Bytes())
}

// A element is one start tag of a drawing with what stands right inside it.
type element struct {
	name string
	attr map[string]string
	text string
}

// read returns the elements of a drawing in their order; the test fails when it is not
// well-formed.
func read(t rapid.TB, svg []byte) []*element {
	t.Helper()
	var all, open []*element
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%.2000s", err, svg)
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := &element{name: token.Name.Local, attr: map[string]string{}}
			for _, a := range token.Attr {
				name := a.Name.Local
				if a.Name.Space != "" && name == "lang" {
					name = "xml:lang"
				}
				if _, twice := e.attr[name]; twice {
					t.Fatalf("%s has the attribute %s twice", e.name, name)
				}
				e.attr[name] = a.Value
			}
			all, open = append(all, e), append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text += string(token)
			}
		}
	}
}

// What a drawing may consist of. Nothing in it is a style or a script, or reaches outside.
var (
	mayHold = map[string]string{
		"svg":     "xmlns class role lang xml:lang viewBox width height aria-labelledby aria-describedby font-family",
		"title":   "id lang xml:lang",
		"desc":    "id",
		"g":       "transform",
		"pattern": "id patternUnits width height patternTransform",
		"rect":    "x y width height " + paint,
		"circle":  "cx cy r pointer-events " + paint,
		"path":    "d stroke-linejoin stroke-linecap " + paint,
		"a":       "href",
		"text":    "x y font-size text-anchor font-weight transform lang xml:lang " + paint,
	}
	classes = regexp.MustCompile(`^(chart|c-(ink|soft|line|strong|accent|paper|tint[1-5]))$`)
	number  = regexp.MustCompile(`^-?\d+(\.\d{1,2})?$`)
)

const paint = "class color fill fill-opacity opacity stroke stroke-width stroke-dasharray"

// plain holds a drawing to what every drawing is.
func plain(t rapid.TB, c chart.Chart, tag lang.Tag, width int) []*element {
	t.Helper()
	svg := c.SVG(tag, width)
	if again := c.SVG(tag, width); !bytes.Equal(svg, again) {
		t.Error("the same values gave other bytes")
	}
	all := read(t, svg)
	ids := map[string]*element{}
	for _, e := range all {
		allowed, ok := mayHold[e.name]
		if !ok {
			t.Errorf("an element %s", e.name)
		}
		for name, value := range e.attr {
			switch {
			case !slices.Contains(strings.Fields(allowed), name):
				t.Errorf("%s has the attribute %s", e.name, name)
			case name == "class" && !classes.MatchString(value):
				t.Errorf("%s has the class %q", e.name, value)
			case (name == "x" || name == "y" || name == "width" || name == "height" || name == "cx" || name == "cy") && !number.MatchString(value):
				t.Errorf("%s has %s=%q", e.name, name, value)
			}
		}
		if id := e.attr["id"]; id != "" {
			if ids[id] != nil {
				t.Errorf("the identifier %s stands twice", id)
			}
			ids[id] = e
		}
	}
	for _, e := range all {
		if id, ok := strings.CutPrefix(e.attr["fill"], "url(#"); ok && ids[strings.TrimSuffix(id, ")")] == nil {
			t.Errorf("a fill refers to %s, which is not there", e.attr["fill"])
		}
	}
	root := all[0]
	title, desc := ids[root.attr["aria-labelledby"]], ids[root.attr["aria-describedby"]]
	role := "img"
	if slices.ContainsFunc(all, func(e *element) bool { return e.name == "a" }) {
		role = "group"
	}
	if root.name != "svg" || root.attr["role"] != role || root.attr["lang"] != string(tag) || title == nil || desc == nil {
		t.Fatalf("the drawing does not say what it is: %v", root)
	}
	if title.name != "title" || desc.name != "desc" || desc.text == "" {
		t.Errorf("title %v, description %v", title, desc)
	}
	return all
}

func TestDrawingsArePlainSVG(t *testing.T) {
	for name, c := range samples {
		for _, tag := range lang.Tags {
			for _, width := range []int{0, chart.MinWidth, chart.Narrow, 600, chart.Wide, chart.MaxWidth, 1 << 30} {
				t.Run(fmt.Sprintf("%s %s %d", name, tag, width), func(t *testing.T) { plain(t, c, tag, width) })
			}
		}
	}
}
