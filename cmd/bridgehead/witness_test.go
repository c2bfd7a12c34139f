package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A witness co-signs on its own, with the record's public key and what it saw last; a proof can be asked for its cosignature.
func TestAWitnessCosignsAndAProofIsAskedForIt(t *testing.T) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	write := func(name, text string) string {
		t.Helper()
		if err := os.WriteFile(at(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return at(name)
	}
	refused := func(want string, args ...string) {
		t.Helper()
		var out, errw bytes.Buffer
		if got := run(t.Context(), args, strings.NewReader(""), &out, &errw); got != 3 || out.Len() > 0 || !strings.Contains(errw.String(), want) {
			t.Errorf("bridgehead %s: exit status %d, %q %q, want %q", strings.Join(args, " "), got, &out, &errw, want)
		}
	}
	public := func(keys string) string {
		t.Helper()
		text, err := os.ReadFile(keys)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(string(text)), "\n")
		return lines[len(lines)-1] + "\n"
	}
	path, other := at("demo.db"), at("other.db")
	call(t, 0, "demo", "--no-serve", "--db", path)
	call(t, 0, "demo", "--no-serve", "--db", other)
	key := write("public.key", public(path+".key"))
	for _, w := range []string{"w1", "w2"} {
		write(w+".public", call(t, 0, "witness", "--new", "witness.example/"+w, "--key", at(w+".key")))
	}
	call(t, 2, "witness", "--key", at("w1.key"))

	head := call(t, 0, "checkpoint", "--fair", "sample", "--db", path)
	if lines := strings.Split(head, "\n"); len(lines) != 6 || !strings.HasPrefix(lines[0], "bridgehead/") || !strings.HasSuffix(lines[0], "/sample") || lines[3] != "" {
		t.Errorf("the checkpoint is %q", head)
	}
	request := write("request.txt", call(t, 0, "checkpoint", "--fair", "sample", "--old", "0", "--db", path))
	by := []string{"--key", at("w1.key"), "--log", key, "--seen", at("sample.seen")}
	cosigned := call(t, 0, append([]string{"witness", request}, by...)...)
	if !strings.HasPrefix(cosigned, head) || !strings.Contains(cosigned, "— witness.example/w1 ") {
		t.Errorf("co-signed is %q", cosigned)
	}
	if kept, err := os.ReadFile(at("sample.seen")); err != nil || string(kept) != cosigned {
		t.Errorf("what was seen is %q, %v", kept, err)
	}
	refused("does not begin at the size that was seen last", append([]string{"witness", request}, by...)...)
	refused("检查点不是用这把公钥所签", append([]string{"witness", write("others.txt", call(t, 0, "checkpoint", "--fair", "sample", "--old", "0", "--db", other)), "--lang", "zh-Hans"}, by...)...)
	refused("另一洽談會", append([]string{"witness", write("jinggang.txt", call(t, 0, "checkpoint", "--fair", "jinggang", "--old", "0", "--db", path)), "--lang", "zh-Hant"}, by...)...)
	refused("no request to a witness", append([]string{"witness", write("head.txt", head)}, by...)...)

	file := write("cosigned.txt", cosigned)
	proof := write("proof.json", call(t, 0, "prove", "signing-results", "--fair", "sample", "--cosigned", file, "--db", path))
	plain := write("plain.json", call(t, 0, "prove", "signing-results", "--fair", "sample", "--db", path))
	call(t, 2, "prove", "57", "--fair", "jinggang", "--cosigned", file, "--db", path)
	for _, name := range []string{path, path + ".key"} {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	if out := call(t, 0, "verify", proof, "--key", key, "--witness", at("w1.public")); !strings.Contains(out, "co-signed by the witness “witness.example/w1”") {
		t.Error(out)
	}
	if out := call(t, 3, "verify", proof, "--key", key, "--witness", at("w1.public"), "--witness", at("w2.public"), "--lang", "zh-Hans"); !strings.Contains(out, "没有见证方“witness.example/w2”的联署") {
		t.Error(out)
	}
	if out := call(t, 3, "verify", plain, "--key", key, "--witness", at("w1.public")); !strings.Contains(out, "not co-signed by the witness “witness.example/w1”") {
		t.Error(out)
	}
	call(t, 2, "verify", "--witness", at("w1.public"), "--db", other)
}
