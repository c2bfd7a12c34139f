package demo_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"bridgehead/kit"
	"bridgehead/store"
)

// unpacked makes a kit of jinggang and reads it back: its bytes, and its files by their names.
func unpacked(t *testing.T, district string, embargo time.Time) ([]byte, map[string]string) {
	t.Helper()
	e := jinggangEvaluator(t)
	r, err := kit.Ask(t.Context(), e.Records.(store.View), 26, district, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	r.Embargo = embargo
	k, err := kit.Make(t.Context(), e, r)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := k.Write(&b); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(data)
	}
	return b.Bytes(), files
}

func TestAKitIsTheSameForTheSamePosition(t *testing.T) {
	one, files := unpacked(t, "", time.Time{})
	other, _ := unpacked(t, "", time.Time{})
	if !bytes.Equal(one, other) {
		t.Error("two kits of one position differ")
	}
	var m kit.Manifest
	if err := json.Unmarshal([]byte(files["manifest.json"]), &m); err != nil {
		t.Fatal(err)
	}
	if len(m.Files) != len(files)-1 || len(m.Files) != 27 {
		t.Errorf("the manifest names %d of %d files", len(m.Files), len(files))
	}
	for _, f := range m.Files {
		sum := sha256.Sum256([]byte(files[f.Name]))
		if hex.EncodeToString(sum[:]) != f.SHA256 {
			t.Errorf("%s has another sum", f.Name)
		}
	}
	if f := m.Figures[1]; !strings.HasPrefix(f.Name, "signed.amount?edition=26&at=") || *f.Value != "67220000000" {
		t.Errorf("the manifest has %s, %s, %v", f.ID, f.Name, *f.Value)
	}
	for name, want := range map[string]string{
		"changes.zh-Hans.txt":             "高于上届：672.2亿元按2023年11月29日的汇率（1 美元兑7.1275 人民币，ECB）合94.31亿美元",
		"quotes.zh-Hant.txt":              "簽約金額為672.2億元。",
		"briefing.en.txt":                 "sixty-seven point two two billion yuan",
		"charts/signed.count.zh-Hans.svg": "签约项目数",
		"tables/figures.en.xlsx":          "PK",
	} {
		if !strings.Contains(files[name], want) || strings.Contains(files[name], "EMBARGO") || strings.Contains(files[name], "禁发") {
			t.Errorf("%s has not %q, or an embargo that there is not:\n%s", name, want, files[name])
		}
	}
}

func TestAKitUnderEmbargoSaysSoInEachText(t *testing.T) {
	_, files := unpacked(t, "110105", time.Date(2023, 11, 29, 8, 0, 0, 0, time.UTC))
	texts := 0
	for name, text := range files {
		if !strings.HasSuffix(name, ".txt") {
			continue
		}
		texts++
		want := map[bool]string{
			strings.Contains(name, "zh-Hans"): "禁发：2023年11月29日 16:00 +08:00之前不得发布或转交。\n\n",
			strings.Contains(name, "zh-Hant"): "禁發：2023年11月29日 16:00 +08:00之前不得發佈或轉交。\n\n",
			strings.Contains(name, ".en."):    "EMBARGO: not to be published or passed on before 29 November 2023 16:00 +08:00.\n\n",
		}[true]
		if !strings.HasPrefix(text, want) {
			t.Errorf("%s begins %.60q, want %q", name, text, want)
		}
	}
	if texts != 12 || !strings.Contains(files["manifest.json"], `"embargo": "2023-11-29T08:00:00Z"`) {
		t.Errorf("%d texts, manifest %.200s", texts, files["manifest.json"])
	}
	if q := files["quotes.zh-Hans.txt"]; !strings.Contains(q, "朝阳区签约金额为35.39亿美元。") || strings.Contains(q, "672.2") {
		t.Errorf("the district's kit: %s", q)
	}
}
