package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"io/fs"
	"net/http"
	"path"

	"bridgehead/chart"
	"bridgehead/lang"
)

// An asset is a file that pages load, served under a path that holds its checksum.
type asset struct {
	kind string
	body []byte
}

// The folder holds one icon, style sheets, and ES modules. All style sheets are served as one,
// site.css first, with what drawings need; a page names the modules that it is better with. The worker alone is served
// under an address that stays.
//
//go:embed assets
var assetFiles embed.FS

var assetKinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml",
	".js":  "text/javascript; charset=utf-8",
}

func (f *furniture) loadAssets() error {
	f.assets, f.scripts = map[string]asset{}, map[string]string{}
	keep := func(name string, body []byte) string {
		sum := sha256.Sum256(body)
		at := "/assets/" + base64.RawURLEncoding.EncodeToString(sum[:9]) + "/" + name
		f.assets[at] = asset{assetKinds[path.Ext(name)], body}
		return at
	}
	files, err := fs.Glob(assetFiles, "assets/*")
	if err != nil {
		return err
	}
	var first, style bytes.Buffer
	for _, file := range files {
		body, err := assetFiles.ReadFile(file)
		if err != nil {
			return err
		}
		switch name := path.Base(file); path.Ext(name) {
		case ".css":
			if name == "site.css" {
				first.Write(body)
			} else {
				style.Write(body)
			}
		case ".svg":
			f.icon = keep(name, body)
		case ".js":
			if "/"+name == workerPath {
				f.worker = body
			} else {
				f.scripts[name] = keep(name, body)
			}
		}
	}
	first.WriteString(chart.CSS)
	first.Write(style.Bytes())
	f.style = keep("site.css", first.Bytes())
	return nil
}

// asset serves a file for as long as anybody likes to keep it: when it changes, so does
// its address.
func (s *site) asset(w http.ResponseWriter, r *http.Request) error {
	a, ok := s.assets[r.URL.Path]
	if !ok {
		return lang.NotFound("web.error.page")
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	send(w, r, http.StatusOK, a.kind, a.body)
	return nil
}
