package journal_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"bridgehead/journal"
)

var entry = journal.Entry{
	Fair: "jinggang", Position: 7, Time: time.UnixMilli(1701244800123).UTC(), Actor: "li", Action: journal.Corrected,
	Kind: "agreement", Subject: "01h", Before: 3, Origin: "file:abc#row=12&sheet=签约", After: []byte(`{"id":"01h"}`),
}

func TestTheRecordOfAnEntryIsFixed(t *testing.T) {
	const want = "bridgehead entry 1\njinggang\nli\ncorrect\nagreement\n01h\nfile:abc#row=12&sheet=签约\n7 3 1701244800123\n{\"id\":\"01h\"}"
	if got := string(entry.Record()); got != want {
		t.Errorf("got %q, want %q: entries that were written before no longer verify", got, want)
	}
}

func TestAChangeOfAnyPartOfAnEntryChangesItsHash(t *testing.T) {
	for name, change := range map[string]func(*journal.Entry){
		"fair":     func(e *journal.Entry) { e.Fair = "sample" },
		"position": func(e *journal.Entry) { e.Position++ },
		"time":     func(e *journal.Entry) { e.Time = e.Time.Add(time.Millisecond) },
		"actor":    func(e *journal.Entry) { e.Actor = "wang" },
		"action":   func(e *journal.Entry) { e.Action = journal.Created },
		"kind":     func(e *journal.Entry) { e.Kind = "project" },
		"subject":  func(e *journal.Entry) { e.Subject = "01j" },
		"before":   func(e *journal.Entry) { e.Before-- },
		"origin":   func(e *journal.Entry) { e.Origin = "" },
		"after":    func(e *journal.Entry) { e.After = nil },
	} {
		t.Run(name, func(t *testing.T) {
			changed := entry
			if change(&changed); changed.Hash() == entry.Hash() {
				t.Error("the hash is the same")
			}
		})
	}
}

func TestAnEntryWhoseHeaderCouldBeReadInTwoWaysIsRefused(t *testing.T) {
	if err := entry.Validate(); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		e := entry
		field := rapid.SampledFrom([]*string{&e.Fair, &e.Actor, &e.Action, &e.Kind, &e.Subject, &e.Origin}).Draw(t, "field")
		*field += rapid.SampledFrom([]string{"\n", "\r", "\x00"}).Draw(t, "break") + rapid.String().Draw(t, "rest")
		if e.Validate() == nil {
			t.Errorf("%q was taken", *field)
		}
	})
	for _, field := range []func(*journal.Entry) *string{
		func(e *journal.Entry) *string { return &e.Fair },
		func(e *journal.Entry) *string { return &e.Actor },
		func(e *journal.Entry) *string { return &e.Action },
		func(e *journal.Entry) *string { return &e.Kind },
		func(e *journal.Entry) *string { return &e.Subject },
	} {
		e := entry
		*field(&e) = ""
		if e.Validate() == nil {
			t.Errorf("%+v was taken", e)
		}
	}
}

func TestAnOriginReadsBack(t *testing.T) {
	odd := rapid.OneOf(
		rapid.String(),
		rapid.SampledFrom([]string{
			"Sheet1", "签约项目 (2023)", "a&sheet=b", "a#row=3", "100%", "%23", "two\nlines", "cr\r", "nul\x00", "#", "", "a:b", "'; drop table x",
		}),
	)
	rapid.Check(t, func(t *rapid.T) {
		o := journal.Origin{
			Kind: rapid.SampledFrom([]string{"file", "form", "api", "document", "generator"}).Draw(t, "kind"),
			ID:   odd.Draw(t, "id"),
			Row:  rapid.Int64Range(0, 1<<40).Draw(t, "row"),
		}
		if o.Row > 0 {
			o.Sheet = odd.Draw(t, "sheet")
		}
		got, err := journal.ParseOrigin(o.String())
		if err != nil || got != o {
			t.Errorf("%+v is written %q and read %+v, %v", o, o.String(), got, err)
		}
		e := entry
		if e.Origin = o.String(); e.Validate() != nil {
			t.Errorf("%q cannot stand in an entry", e.Origin)
		}
	})
}

func TestOrigins(t *testing.T) {
	for _, tt := range []struct {
		name string
		o    journal.Origin
		text string
	}{
		{"a row of a sheet", journal.Origin{Kind: "file", ID: "01h", Sheet: "签约", Row: 12}, "file:01h#row=12&sheet=签约"},
		{"a row of a file without sheets", journal.Origin{Kind: "file", ID: "01h", Row: 2}, "file:01h#row=2"},
		{"a document", journal.Origin{Kind: "document", ID: "S1"}, "document:S1"},
		{"a sheet whose name has a number sign", journal.Origin{Kind: "file", ID: "01h", Sheet: "#1", Row: 2}, "file:01h#row=2&sheet=%231"},
		{"none", journal.Origin{}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.o.String(); got != tt.text {
				t.Errorf("written %q, want %q", got, tt.text)
			}
			if got, err := journal.ParseOrigin(tt.text); err != nil || got != tt.o {
				t.Errorf("read %+v, %v, want %+v", got, err, tt.o)
			}
		})
	}
	for _, tt := range []struct{ name, text string }{
		{"no kind", "01h"},
		{"an empty kind", ":01h"},
		{"a row that is no number", "file:01h#row=twelve"},
		{"row zero", "file:01h#row=0"},
		{"a broken escape", "file:%zz"},
	} {
		t.Run(tt.name+" is refused", func(t *testing.T) {
			if o, err := journal.ParseOrigin(tt.text); err == nil {
				t.Errorf("read as %+v", o)
			}
		})
	}
}

func FuzzParseOrigin(f *testing.F) {
	f.Add("file:01h#row=12&sheet=签约")
	f.Add("document:S1")
	f.Add("file:a%23b#row=1&sheet=%")
	f.Fuzz(func(t *testing.T, text string) {
		o, err := journal.ParseOrigin(text)
		if err != nil {
			return
		}
		if again, err := journal.ParseOrigin(o.String()); err != nil || again != o {
			t.Errorf("%q is read %+v, written %q, and then read %+v, %v", text, o, o.String(), again, err)
		}
	})
}
