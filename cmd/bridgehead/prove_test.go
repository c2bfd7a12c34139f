package main

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A proof is checked without the record, by whoever has the public key, and says what was changed.
func TestAProofIsCheckedWithoutTheRecord(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "demo.db")
	call(t, 0, "demo", "--no-serve", "--db", path)
	proof := call(t, 0, "prove", "57", "--fair", "jinggang", "--db", path)
	keys, err := os.ReadFile(filepath.Join(folder, "demo.db.key"))
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) string {
		t.Helper()
		p := filepath.Join(folder, name)
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return p
	}
	_, public, _ := strings.Cut(strings.TrimSpace(string(keys)), "\n")
	key := write("public.key", public+"\n")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	file := write("57.json", proof)
	if out := call(t, 0, "verify", file, "--key", key); !strings.Contains(out, "stands in the journal of the fair jinggang at position 57") || !strings.Contains(out, "bridgehead entry 1\njinggang\n") {
		t.Error(out)
	}
	for name, tt := range map[string]struct{ from, to, want string }{
		"the position": {`"position": 57`, `"position": 58`, "证明中的位置"},
		"the size":     {`"size": `, `"size": 1`, "证明中的位置"},
		"the record":   {`"hashes": [` + "\n    \"", `"hashes": [` + "\n    \"" + strings.Repeat("A", 43) + "=\",\n    \"", "条目的内容"},
		"the fair":     {`jinggang\n`, `jinggans\n`, "检查点在签署之后被改动"},
		"the format":   {`"bridgehead_proof": "1"`, `"bridgehead_proof": "7"`, "不是证明"},
	} {
		changed := strings.Replace(proof, tt.from, tt.to, 1)
		if changed == proof {
			t.Fatalf("%s: nothing was changed", name)
		}
		if out := call(t, 3, "verify", write("changed.json", changed), "--key", key, "--lang", "zh-Hans"); !strings.Contains(out, tt.want) {
			t.Errorf("%s: %s", name, out)
		}
	}
	other := filepath.Join(folder, "other.db")
	call(t, 0, "demo", "--no-serve", "--db", other)
	if out := call(t, 3, "verify", file, "--key", other+".key", "--lang", "zh-Hant"); !strings.Contains(out, "由另一把密鑰簽署") {
		t.Error(out)
	}
	call(t, 2, "prove", "999999", "--fair", "jinggang", "--db", other)
}

// A proof of a bulletin says which part of it was changed.
func TestAProofOfABulletinSaysWhatOfItWasChanged(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "demo.db")
	call(t, 0, "demo", "--no-serve", "--db", path)
	if out := call(t, 0, "bulletin", "list", "--fair", "sample", "--db", path); !strings.HasPrefix(out, "signing-results/1\t") || !strings.Contains(out, "\tpublished\t") {
		t.Error(out)
	}
	text := call(t, 0, "bulletin", "show", "signing-results", "--fair", "sample", "--db", path)
	call(t, 0, "bulletin", "check", "signing-results/1", "--fair", "sample", "--db", path)
	call(t, 2, "bulletin", "show", "signing-results/2", "--fair", "sample", "--db", path)
	proof := call(t, 0, "prove", "signing-results", "--fair", "sample", "--db", path)
	file := filepath.Join(folder, "proof.json")
	key := path + ".key"
	verify := func(status int, proof string) string {
		t.Helper()
		if err := os.WriteFile(file, []byte(proof), 0o644); err != nil {
			t.Fatal(err)
		}
		return call(t, status, "verify", file, "--key", key)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if out := verify(0, proof); !strings.Contains(out, strings.TrimSpace(text)) {
		t.Errorf("it holds, but says\n%s", out)
	}
	var read map[string]any
	if err := json.Unmarshal([]byte(proof), &read); err != nil {
		t.Fatal(err)
	}
	record, err := base64.StdEncoding.DecodeString(read["record"].(string))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ from, to, want string }{
		{"synthetic", "genuine", "the published text was changed"},
		{`"value":"`, `"value":"1`, "a figure of the text"},
		{`&ref=`, `&ref=1`, "a figure of the text"},
		{`"edition":`, `"edition":1`, "what the entry says"},
	} {
		changed := strings.Replace(string(record), tt.from, tt.to, -1)
		if changed == string(record) {
			t.Fatalf("%s: nothing was changed", tt.from)
		}
		read["record"] = base64.StdEncoding.EncodeToString([]byte(changed))
		b, err := json.Marshal(read)
		if err != nil {
			t.Fatal(err)
		}
		if out := verify(3, string(b)); !strings.Contains(out, tt.want) {
			t.Errorf("%s: %s", tt.from, out)
		}
	}
}
