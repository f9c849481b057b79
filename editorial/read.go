package editorial

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
)

// maxFiles bounds the answers of one source.
const maxFiles = 2000

// Source is a folder of answers, files that end in .md: on disk, or in a file
// system such as the one in the binary.
type Source struct {
	FS   fs.FS  // where Disk is ""
	Disk string // a folder on disk
}

// Problem is a file that is no answer, in one Danish line.
type Problem struct {
	File   string `json:"file"`
	Reason string `json:"reason"`
}

// Name is the file's own name, for readers whom its folder does not concern.
func (p Problem) Name() string { return filepath.Base(p.File) }

func (s Source) fsys() fs.FS {
	if s.Disk != "" {
		return os.DirFS(s.Disk)
	}
	return s.FS
}

// Read reads the answers of sources, by name. An answer of a later source takes
// the place of one with the same ID. A folder that cannot be read is a Problem too.
func Read(sources []Source) (answers []*Answer, problems []Problem) {
	at := map[string]int{}
	for _, s := range sources {
		some, bad := s.read()
		problems = append(problems, bad...)
		for _, a := range some {
			if i, known := at[a.ID]; known {
				answers[i] = a
				continue
			}
			at[a.ID] = len(answers)
			answers = append(answers, a)
		}
	}
	return answers, problems
}

func (s Source) read() (answers []*Answer, problems []Problem) {
	names, err := s.names()
	if err != nil {
		return nil, []Problem{{documents.ShownPath(s.Disk), documents.ReasonFor(err)}}
	}
	for _, name := range names {
		a, err := s.one(name)
		if err != nil {
			problems = append(problems, Problem{documents.ShownPath(filepath.Join(s.Disk, name)), documents.ReasonFor(err)})
			continue
		}
		answers = append(answers, a)
	}
	return answers, problems
}

// names are the files of a source, sorted.
func (s Source) names() ([]string, error) {
	var out []string
	err := fs.WalkDir(s.fsys(), ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != "." && strings.HasPrefix(e.Name(), ".") && e.IsDir():
			return fs.SkipDir
		case !e.Type().IsRegular() || strings.ToLower(filepath.Ext(name)) != ".md":
			return nil
		case len(out) == maxFiles:
			return manyFiles.Fault(nil, maxFiles)
		}
		out = append(out, name)
		return nil
	})
	slices.Sort(out)
	return out, err
}

func (s Source) one(name string) (*Answer, error) {
	info, err := fs.Stat(s.fsys(), name)
	if err != nil {
		return nil, err
	}
	if info.Size() > MaxFile {
		return nil, largeFile.Fault(nil, MaxFile>>10)
	}
	data, err := fs.ReadFile(s.fsys(), name)
	if err != nil {
		return nil, err
	}
	base := name[strings.LastIndex(name, "/")+1:]
	a, err := Parse(strings.TrimSuffix(base, filepath.Ext(base)), data)
	if err != nil {
		return nil, err
	}
	a.File, a.source, a.name = documents.ShownPath(filepath.Join(s.Disk, name)), s, name
	if s.Disk != "" {
		a.Disk = filepath.Join(s.Disk, filepath.FromSlash(name))
	}
	return a, nil
}

// stamp names what a source holds, by the sizes and times of its files.
func (s Source) stamp() string {
	names, err := s.names()
	if err != nil {
		return err.Error()
	}
	var b strings.Builder
	for _, name := range names {
		if info, err := fs.Stat(s.fsys(), name); err == nil {
			fmt.Fprintf(&b, "%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
		}
	}
	return b.String()
}
