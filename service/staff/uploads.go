package staff

import (
	"maps"
	"path/filepath"
	"slices"

	"github.com/digitaskforce/taskforce/intake"
	"github.com/digitaskforce/taskforce/service"
)

// Bringing are the flags of the files that editors bring.
type Bringing struct {
	Uploads    bool  `help:"Lad redaktionen lægge dokumenter op på /admin/documents; de ligger i --data/uploads."`
	UploadSize int64 `name:"upload-size" default:"32" placeholder:"MB" help:"Så meget må én fil, der lægges op, fylde."`
}

// fewPages are the pages of a scan that are read while an editor waits for what
// a file becomes; a service reads the others once it is in use.
const fewPages = 3

// Desk opens the folder of uploads, nil without the flag, and adds the files
// that are in use to the shared materials and to each collection.
func (f Bringing) Desk(l *service.Holdings, collections map[string][]string, watched bool) (*intake.Desk, error) {
	switch {
	case !f.Uploads:
		return nil, nil
	case l.Data == "":
		return nil, service.Usage("--uploads kræver --data: mappen, som filerne lægges i")
	case !watched:
		return nil, service.Usage("--uploads kræver --reload over 0s, for ellers bliver filerne aldrig læst ind")
	case f.UploadSize < 1 || f.UploadSize > 128:
		return nil, service.Usage("--upload-size er %d; vælg et tal mellem 1 og 128", f.UploadSize)
	}
	names := append([]string{""}, slices.Sorted(maps.Keys(collections))...)
	reading := l.Reading()
	reading.Few = fewPages
	reading.Cache = filepath.Join(l.Data, "cache") // what reads PDF is compiled once, for the service too
	desk, err := intake.Open(intake.Config{Dir: filepath.Join(l.Data, "uploads"), Collections: names, MaxFile: f.UploadSize << 20, Reading: reading})
	if err != nil {
		return nil, service.Usage("--uploads: %s", service.Danish(err))
	}
	l.Documents = append(slices.Clone(l.Documents), desk.Live(""))
	for name := range collections {
		collections[name] = append(collections[name], desk.Live(name))
	}
	return desk, nil
}

// TakenIn tells whether a document of a collection was read from a file of the
// desk with a hash; opened are the indexes of the shared materials and of each collection.
func TakenIn(desk *intake.Desk, opened []*service.Opened) func(collection, file, hash string) bool {
	return func(collection, file, hash string) bool {
		path := filepath.Join(desk.Live(collection), file)
		for _, s := range opened {
			if s.Name() != collection {
				continue
			}
			for _, d := range s.Index.Documents() {
				if d.Hash == hash && d.File == path {
					return true
				}
			}
		}
		return false
	}
}
