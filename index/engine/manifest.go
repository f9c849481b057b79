package engine

import "github.com/digitaskforce/taskforce/documents"

// Version changes whenever the analysis or the files of an index do, so that
// an index made by another version is built anew.
const Version = 13

// Manifest describes a built index; on disk it is the last file written.
type Manifest struct {
	Version  int     `json:"version"`
	Key      string  `json:"key"` // hash of everything the index was made of
	Count    int     `json:"count"`
	Terms    int     `json:"terms"`     // of the vocabulary
	AvgWords float64 `json:"avg_words"` // of a passage
	AvgTerms float64 `json:"avg_terms"` // of a passage, as the engine counts them
	Lists
}

// Lists are what grows with the documents.
type Lists struct {
	Documents []documents.Info `json:"documents"`
	Files     []string         `json:"files"`    // the originals' paths on disk, as Documents
	First     []int            `json:"first"`    // ordinal of each document's first passage
	Failures  []Unread         `json:"failures"` // files that could not be read

	Layout Layout `json:"layout,omitempty"` // of an index that was amended
}

// Unread is a failure as it is kept: in both languages. What an earlier program
// kept has no English.
type Unread struct {
	documents.Failure
	English string `json:"english,omitempty"`
}

// Keep gives failures as they are kept.
func Keep(failures []documents.Failure) []Unread {
	out := make([]Unread, len(failures))
	for i, f := range failures {
		out[i] = Unread{f, f.English}
	}
	return out
}

// Unread are the failures that are kept.
func (l Lists) Unread() []documents.Failure {
	out := make([]documents.Failure, len(l.Failures))
	for i, f := range l.Failures {
		out[i] = f.Failure
		out[i].English = f.English
	}
	return out
}

// Amended tells whether the index was amended, and not built whole.
func (l Lists) Amended() bool { return len(l.Layout) > 0 }

// Sound tells whether the lists go together.
func (l Lists) Sound() bool {
	return len(l.First) == len(l.Documents) && len(l.Files) == len(l.Documents)
}

// Span is the run of ordinals of the i-th document's passages.
func (m Manifest) Span(i int) (from, to int) {
	to = m.Count
	if i+1 < len(m.First) {
		to = m.First[i+1]
	}
	return m.First[i], to
}
