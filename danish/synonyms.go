package danish

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// GroupMark begins the term that stands for a group of synonyms.
const GroupMark = "="

// Synonyms are words and phrases that mean the same in the field, and wider
// words with the narrower ones they cover. The zero value knows none.
type Synonyms struct {
	groups  map[string][]string // first stem of a phrase -> "stem stem ... \x00 group", longest first
	Members map[string][]string // group -> single-word members' stems
	Of      map[string][]string // single stem -> its groups
	Wider   map[string][]string // stem -> stems of narrower words
	Text    string
}

// ParseSynonyms reads a synonym file: one group a line, words or phrases
// separated by commas ("AI, KI, kunstig intelligens"); a line "myndighed >
// kommune, region" names narrower words that a wider one covers. Empty lines
// and lines that begin with # say nothing. An error names the line.
func ParseSynonyms(r io.Reader) (*Synonyms, error) {
	s := &Synonyms{groups: map[string][]string{}, Members: map[string][]string{}, Of: map[string][]string{}, Wider: map[string][]string{}}
	sc := bufio.NewScanner(r)
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimSpace(sc.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		s.Text += line + "\n"
		if wide, narrow, ok := strings.Cut(line, ">"); ok {
			if err := s.addWider(wide, narrow); err != nil {
				return nil, &SynonymError{n, err}
			}
			continue
		}
		if err := s.addGroup(strings.Split(line, ",")); err != nil {
			return nil, &SynonymError{n, err}
		}
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("reading synonyms: %w", err)
	}
	return s, nil
}

// What is wrong with a line of synonyms.
var (
	ErrGroup = errors.New("a group needs two words or more, separated by commas")
	ErrWider = errors.New("before > stands one word")
)

// SynonymError is the error of a line, counted from 1: [ErrGroup] or [ErrWider].
type SynonymError struct {
	Line int
	Err  error
}

func (e *SynonymError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }
func (e *SynonymError) Unwrap() error { return e.Err }

// Merge adds the synonyms of other and returns s.
func (s *Synonyms) Merge(other *Synonyms) (*Synonyms, error) {
	return ParseSynonyms(strings.NewReader(s.Text + other.Text))
}

func (s *Synonyms) addGroup(words []string) error {
	var phrases [][]string
	for _, w := range words {
		if p := phraseStems(w); len(p) > 0 {
			phrases = append(phrases, p)
		}
	}
	if len(phrases) < 2 {
		return ErrGroup
	}
	group := GroupMark + strings.Join(phrases[0], "_")
	for _, p := range phrases {
		if len(p) == 1 {
			s.Members[group] = append(s.Members[group], p[0])
			s.Of[p[0]] = append(s.Of[p[0]], group)
		}
		s.groups[p[0]] = append(s.groups[p[0]], strings.Join(p, " ")+"\x00"+group)
	}
	return nil
}

func (s *Synonyms) addWider(wide, narrow string) error {
	w := phraseStems(wide)
	if len(w) != 1 {
		return ErrWider
	}
	for _, n := range strings.Split(narrow, ",") {
		if p := phraseStems(n); len(p) == 1 {
			s.Wider[w[0]] = append(s.Wider[w[0]], p[0])
		}
	}
	return nil
}

// phraseStems are the stems of a phrase's words, function words included.
func phraseStems(phrase string) []string {
	var out []string
	for _, t := range Tokenize(phrase) {
		if !t.Hyphen {
			out = append(out, Canonical(t.Text))
		}
	}
	return out
}

// begins tells whether a phrase begins with a stem.
func (s *Synonyms) begins(stem string) bool { return s != nil && len(s.groups[stem]) > 0 }

// Match finds the longest phrase of a group that begins at stems[i]: its group
// and how many words it takes; 0 words where there is none. Single words count.
func (s *Synonyms) Match(stems []string, i int) (group string, words int) {
	if s == nil {
		return "", 0
	}
	for _, entry := range s.groups[stems[i]] {
		phrase, g, _ := strings.Cut(entry, "\x00")
		n := strings.Count(phrase, " ") + 1
		if n > words && i+n <= len(stems) && strings.Join(stems[i:i+n], " ") == phrase {
			group, words = g, n
		}
	}
	return group, words
}
