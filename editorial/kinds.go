package editorial

import "github.com/digitaskforce/taskforce/documents"

// What is wrong with the file of an answer.
var (
	largeFile  = documents.NewFaultKind("answer_large", "filen fylder mere end %d kB; del svaret op", "the file is larger than %d kB; split the answer")
	noUTF8     = documents.NewFaultKind("answer_utf8", "filen er ikke UTF-8; gem den som UTF-8", "the file is not UTF-8; save it as UTF-8")
	manyFiles  = documents.NewFaultKind("answer_files", "mappen har mere end %d svar; del den op", "the folder has more than %d answers; split it")
	noHead     = documents.NewFaultKind("answer_no_head", "filen begynder ikke med en indledning mellem to linjer med ---; skriv question, owner, date og review dér", "the file does not begin with front matter between two lines of ---; write question, owner, date and review there")
	badHead    = documents.NewFaultKind("answer_head", "indledningen mellem --- kan ikke læses: %s", "the front matter between --- cannot be read: %s")
	badLine    = documents.NewFaultKind("answer_line", "linje %s i indledningen: %s", "line %s of the front matter: %s")
	unknownKey = documents.NewFaultKind("answer_key", "nøglen kendes ikke; brug question, also, owner, date, review og approved", "the key is not known; use question, also, owner, date, review and approved")
	badYAML    = documents.NewFaultKind("answer_yaml", "den følger ikke reglerne for YAML; sæt tekst med kolon i anførselstegn", "it does not follow the rules of YAML; put text with a colon in quotation marks")
	noKey      = documents.NewFaultKind("answer_no_key", "%s mangler i indledningen", "%s is missing in the front matter")
	badDate    = documents.NewFaultKind("answer_date", "%s er %q; skriv datoen som 2027-05-28", "%s is %q; write the date as 2027-05-28")
	pastReview = documents.NewFaultKind("answer_review", "review er %s, som er nu eller allerede forbi; vælg en dag efter i dag, hvor svaret skal ses igennem igen", "review is %s, which has come already; choose a day after today on which the answer is to be looked at again")
	manyAlso   = documents.NewFaultKind("answer_also", "also har %d spørgsmål; højst %d", "also has %d questions; at most %d")
	badLength  = documents.NewFaultKind("answer_question", "et spørgsmål er på %d tegn; det skal have fra 1 til %d", "a question has %d characters; it must have from 1 to %d")
)

// What is wrong with the text of an answer, and with what it cites.
var (
	noText       = documents.NewFaultKind("answer_empty", "svaret er tomt; skriv det under indledningen", "the answer is empty; write it below the front matter")
	manyWords    = documents.NewFaultKind("answer_sentences", "svaret har %d sætninger; højst %d", "the answer has %d sentences; at most %d")
	hasHeading   = documents.NewFaultKind("answer_heading", "»%s«: et svar har ingen overskrifter; skriv afsnit eller en liste", "“%s”: an answer has no headings; write paragraphs or a list")
	noCite       = documents.NewFaultKind("answer_no_cite", "»%s« har ingen kilde; skriv [dokument § overskrift] efter sætningen", "“%s” has no source; write [document § heading] after the sentence")
	noSentence   = documents.NewFaultKind("answer_no_sentence", "»%s« er ingen sætning", "“%s” is no sentence")
	badCite      = documents.NewFaultKind("answer_cite", "kilden [%s] kan ikke læses; skriv [dokument § overskrift]", "the source [%s] cannot be read; write [document § heading]")
	noDocument   = documents.NewFaultKind("answer_no_document", "dokumentet %q findes ikke; skriv filens navn uden endelse (taskforce documents --json viser navnene)", "there is no document %q; write the file's name without its ending (taskforce documents --json shows the names)")
	manyNamed    = documents.NewFaultKind("answer_many_documents", "flere dokumenter hedder %q; brug et ID: %s", "several documents are named %q; use an ID: %s")
	noHeading    = documents.NewFaultKind("answer_no_heading", "»%s« har ikke afsnittet »%s«; henvis til et, der er der", "“%s” has no section “%s”; refer to one that is there")
	goneQuote    = documents.NewFaultKind("answer_quote", "»%s« står ikke mere i %s", "“%s” no longer stands in %s")
	noFoundation = documents.NewFaultKind("answer_unfounded", "sætning %d har ingen sætning i kilden bag sig; henvis til et andet afsnit", "sentence %d has no sentence of the source behind it; cite another section")
)
