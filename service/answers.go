package service

import (
	"os"
	"slices"
	"strings"
	"time"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/editorial"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/materials"
)

// Answering are the flags of the answers that editors wrote.
type Answering struct {
	Answers   []string        `placeholder:"mappe" sep:"none" help:"Mappe med svar, som redaktionen har skrevet og godkendt; navn=mappe for en samlings egne; kan gentages."`
	NoAnswers bool            `help:"Udelad de svar, redaktionen har skrevet, også dem, der følger med programmet."`
	Bell      *editorial.Bell `kong:"-"` // rung when editors have changed answers; nil where they cannot

	AnswersFirst bool `help:"Giv redaktionens svar, som det står, også hvor der er en sprogmodel; ellers er det modellens første kilde."`
}

// answersEvery is how often the folders of answers are looked at for changes.
const answersEvery = 30 * time.Second

// Book opens the answers for a view of an index: those that ship where their
// materials do, those of the shared folders, and those of the collections whose
// names, joined by +, are name. It is nil for none. Questions are matched by
// meaning where the index uses the model in the program, else by words alone.
func (f Answering) Book(a *App, name string, x *index.Index) (*editorial.Book, error) {
	sources, err := f.Sources(name, x.Shipped())
	if err != nil || len(sources) == 0 {
		return nil, err
	}
	cfg := editorial.Config{Sources: sources, Vectors: materials.AnswerVectors, Every: answersEvery, Bell: f.Bell}
	if OwnMeaning(x) {
		if cfg.Encoder, err = inside(); err != nil {
			return nil, err
		}
	}
	book := editorial.Open(cfg)
	for _, p := range book.Problems() {
		a.Warn("svaret er ikke læst: %s: %s", p.File, p.Reason)
	}
	return book, nil
}

// Check tells of a folder that is named for a collection which is not there, before
// anything is indexed; collections are the paths of each.
func (f Answering) Check(collections map[string][]string) error {
	for _, text := range f.Answers {
		if of, _ := answersOf(text); of != "" && collections[of] == nil {
			return Usage("--answers %s: der er ingen samling, der hedder %s; en samling nævnes med --collection", text, of)
		}
	}
	return nil
}

// Sources are the folders of answers of a view; see [Answering.Book].
func (f Answering) Sources(name string, shipped bool) ([]editorial.Source, error) {
	var out []editorial.Source
	if f.NoAnswers {
		if len(f.Answers) > 0 {
			return nil, Usage("--no-answers og --answers kan ikke bruges sammen")
		}
		return nil, nil
	}
	if shipped {
		out = append(out, editorial.Source{FS: materials.Answers})
	}
	views := strings.Split(name, "+")
	for _, text := range f.Answers {
		of, dir := answersOf(text)
		info, err := os.Stat(dir)
		switch {
		case err != nil:
			return nil, Usage("--answers %s: %s", text, Danish(err))
		case !info.IsDir():
			return nil, Usage("--answers %s: angiv en mappe med svar", text)
		}
		if of == "" || slices.Contains(views, of) {
			out = append(out, editorial.Source{Disk: dir})
		}
	}
	return out, nil
}

// Folders are the folders of answers of one collection alone, "" for the shared.
func (f Answering) Folders(collection string) (out []string) {
	for _, text := range f.Answers {
		if of, dir := answersOf(text); of == collection {
			out = append(out, dir)
		}
	}
	return out
}

// answersOf reads the flag of a folder: of which collection it is, "" for the shared.
func answersOf(text string) (collection, dir string) {
	of, dir, named := strings.Cut(text, "=")
	if !named || access.CheckCollection(of) != nil {
		return "", text
	}
	return of, dir
}
