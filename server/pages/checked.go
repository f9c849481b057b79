package pages

// Checks are what the tests of the program look at before a version is made.
type Checks struct {
	Rules  string // what judges the pages
	States int    // states of the pages that are judged
	Looks  int    // ways of looking at each
}

// Checked is what server/browser runs, which a test there holds to it.
var Checked = Checks{Rules: "axe-core (WCAG 2.2 AA)", States: 22, Looks: 3}
