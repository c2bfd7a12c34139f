package watch

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bridgehead/bulletin/watched"
)

const base = "https://news.example/feeds/all.xml"

func TestFeedsOfEachFamilyAreRead(t *testing.T) {
	day := time.Date(2023, 11, 29, 8, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		feed string
		want []entry
	}{
		"RSS 2.0": {
			`<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>All</title><link>https://news.example</link>
			<item><title>34 deals &amp; more</title><link>/a</link><guid isPermaLink="false">tag:1</guid><pubDate>Wed, 29 Nov 2023 08:00:00 +0000</pubDate>
			<description>Short.</description><content:encoded><![CDATA[<p>34 <b>agreements</b></p>]]></content:encoded><media:content>no text of it at all, however long it may be</media:content></item>
			</channel></rss>`,
			[]entry{{"tag:1", "34 deals & more", "https://news.example/a", "Wed, 29 Nov 2023 08:00:00 +0000", day, "<p>34 <b>agreements</b></p>"}},
		},
		"RSS whose identifier is the address": {
			`<rss><channel><item><title>A</title><guid>https://news.example/b</guid><description>x</description></item></channel></rss>`,
			[]entry{{id: "https://news.example/b", title: "A", address: "https://news.example/b", page: "x"}},
		},
		"Atom with HTML": {
			`<feed xmlns="http://www.w3.org/2005/Atom"><title>All</title><entry><id>urn:2</id><title type="html">A &lt;i&gt;title&lt;/i&gt;</title><link rel="self" href="no"/><link href="../c"/>
			<updated>2023-11-29T08:00:00Z</updated><content type="html">&lt;p&gt;Words&lt;/p&gt;</content></entry></feed>`,
			[]entry{{"urn:2", "A title", "https://news.example/c", "2023-11-29T08:00:00Z", day, "<p>Words</p>"}},
		},
		"Atom with XHTML": {
			`<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:3</id><title>T</title><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>5 &lt; 6</p></div></content></entry></feed>`,
			[]entry{{id: "urn:3", title: "T", page: "<div><p>5 &lt; 6</p></div>"}},
		},
		"RDF": {
			`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>x</title></channel>
			<item><title>R</title><link>https://news.example/r</link><dc:date>2023-11-29</dc:date></item></rdf:RDF>`,
			[]entry{{"https://news.example/r", "R", "https://news.example/r", "2023-11-29", time.Date(2023, 11, 29, 0, 0, 0, 0, time.UTC), ""}},
		},
		"GBK": {
			"<?xml version=\"1.0\" encoding=\"gbk\"?><rss><channel><item><title>\xbe\xa9\xb8\xdb</title><guid isPermaLink=\"false\">g</guid></item></channel></rss>",
			[]entry{{id: "g", title: "京港"}},
		},
		"one that breaks off is read up to there": {
			`<rss><channel><item><title>A</title><guid isPermaLink="false">1</guid></item><item><title>B`,
			[]entry{{id: "1", title: "A"}},
		},
		"an address that is none of the web is left out": {
			`<rss><channel><item><title>A</title><link>javascript:alert(1)</link><guid isPermaLink="false">1</guid></item></channel></rss>`,
			[]entry{{id: "1", title: "A"}},
		},
		"an entry without a name is none": {`<rss><channel><item><description>x</description></item></channel></rss>`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parse([]byte(c.feed), base)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(entry{}), cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatIsNoFeedIsRefused(t *testing.T) {
	for _, text := range []string{"", "hello", "<html><body>Not found</body></html>", "<?xml version=\"1.0\"?><opml/>", "\x00\x01", "<"} {
		_, err := parse([]byte(text), base)
		var f *Failure
		if !errors.As(err, &f) || f.Why != watched.FailedForm {
			t.Errorf("%q is read: %v", text, err)
		}
	}
}

func TestNestingExhaustsNothing(t *testing.T) {
	deep := "<rss><channel><item><title>A</title><guid>1</guid><description>" + strings.Repeat("<a>", 500_000)
	if _, err := parse([]byte(deep), base); err == nil {
		t.Error("an entry that never ends is taken")
	}
}

func FuzzAFeed(f *testing.F) {
	f.Add([]byte(`<rss><channel><item><title>A</title><link>/a</link><description>&lt;p></description></item></channel></rss>`))
	f.Add([]byte(`<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><content type="xhtml"><div><p>x</p></div></content></entry></feed>`))
	f.Add([]byte(`<RDF><item></x></item><item><title></item></title>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := parse(data, base)
		var failed *Failure
		if err != nil && !errors.As(err, &failed) {
			t.Fatal(err)
		}
		if len(all) > entriesMost {
			t.Fatalf("%d entries", len(all))
		}
		for _, e := range all {
			if e.id == "" || len(e.id) > 500 || e.address != "" && !watched.Reachable(e.address) {
				t.Fatalf("%+v", e)
			}
		}
	})
}
