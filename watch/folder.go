package watch

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"bridgehead/access"
	"bridgehead/bulletin/watched"
	"bridgehead/exchange"
	"bridgehead/journal"
	"bridgehead/lang"
	"bridgehead/store"
)

// A Folder is one whose texts are about a fair. What lies in a folder below it is of the outlet of that name.
type Folder struct {
	Fair string
	Path string
}

// Files are the endings of files that a folder's texts have.
var Files = []string{".txt", ".md", ".html", ".htm", ".docx"}

// A Heard text is one that was looked at.
type Heard struct {
	Text watched.Text
	Told bool // it, or what contradicts it, is new
}

// A folderFile is a file as it was seen: while size and time are the same, so are its words.
type folderFile struct {
	size int64
	at   time.Time
}

// files lists a folder's texts, by names that begin with that of the outlet's folder.
func files(folder string) (map[string]folderFile, error) {
	out := map[string]folderFile{}
	var look func(below string) error
	look = func(below string) error {
		entries, err := os.ReadDir(filepath.Join(folder, below))
		if err != nil {
			return err
		}
		for _, e := range entries {
			switch {
			case strings.HasPrefix(e.Name(), "."):
			case e.IsDir() && below == "":
				if err := look(e.Name()); err != nil {
					return err
				}
			case e.Type().IsRegular() && slices.Contains(Files, strings.ToLower(filepath.Ext(e.Name()))):
				info, err := e.Info()
				if err != nil {
					continue // it was taken away just now
				}
				out[filepath.Join(below, e.Name())] = folderFile{info.Size(), info.ModTime()}
			}
		}
		return nil
	}
	return out, look("")
}

// settled is how long a file must have been left alone: whoever writes it may not be done.
const settled = 2 * time.Second

// folder looks at the files of a folder that were not looked at as they are now.
func (w *Watcher) folder(ctx context.Context, f Folder, wait bool) ([]Heard, error) {
	all, err := files(f.Path)
	if err != nil {
		return nil, lang.NotFound("check.file", lang.Args{"file": f.Path}).Because(err)
	}
	var names []string
	for name, file := range all {
		if w.files[f][name] != file && (!wait || w.now().Sub(file.at) >= settled) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if len(names) == 0 {
		return nil, nil
	}
	watching, err := w.db.Watching(ctx, f.Fair)
	if err != nil {
		return nil, err
	}
	if w.files[f] == nil {
		w.files[f] = map[string]folderFile{}
	}
	var out []Heard
	for _, name := range names {
		h, err := hearFile(ctx, watching, f, name)
		switch {
		case err == nil:
			out = append(out, h)
		case lang.CodeOf(err) == lang.CodeInvalid: // it is looked at again when it is another
			w.log.Warn("watch: a file is not read", "folder", f.Path, "file", name, "error", err)
		default:
			return out, err
		}
		w.files[f][name] = all[name]
	}
	return out, nil
}

func hearFile(ctx context.Context, watching *store.Watching, f Folder, name string) (Heard, error) {
	data, err := os.ReadFile(filepath.Join(f.Path, name))
	if err != nil {
		return Heard{}, lang.Invalid("check.file", lang.Args{"file": name}).Because(err)
	}
	words, err := exchange.Prose(data)
	if err != nil {
		return Heard{}, err
	}
	title := strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
	outlet := filepath.Dir(name)
	if outlet == "." {
		outlet = title
	}
	in := watched.Text{Source: watched.FromFolder, Key: filepath.ToSlash(name), Outlet: lang.Clean(outlet), Title: lang.Clean(title)}
	t, told, err := watching.Hear(ctx, access.System, in, words, store.Hearing{}, journal.Origin{Kind: watched.FromFolder, ID: filepath.ToSlash(name)})
	return Heard{t, told}, err
}
