package service

import "github.com/digitaskforce/taskforce/documents"

// What errors of the operating system and the network mean.
var (
	badAddress    = documents.NewFaultKind("address_form", "adressen skal være på formen vært:port", "the address must have the form host:port")
	noHost        = documents.NewFaultKind("address_host", "værten findes ikke", "there is no such host")
	usedAddress   = documents.NewFaultKind("address_used", "adressen er optaget af et andet program; vælg en anden med --addr", "the address is in use by another program; choose another by --addr")
	otherAddress  = documents.NewFaultKind("address_other", "maskinen har ikke den adresse; vælg en anden med --addr", "the machine does not have that address; choose another by --addr")
	barredAddress = documents.NewFaultKind("address_barred", "adressen må ikke bruges; vælg en anden med --addr", "the address may not be used; choose another by --addr")
	refused       = documents.NewFaultKind("refused", "forbindelsen blev afvist", "the connection was refused")
	noReply       = documents.NewFaultKind("no_reply", "der kom intet svar i tide", "no reply came in time")
	lostText      = documents.NewFaultKind("lost_text", "en tekst i mellemlageret er beskadiget; den læses fra sin fil igen næste gang", "a text in the cache is damaged; it is read from its file again next time")
	missing       = documents.NewFaultKind("file_missing", "findes ikke%s", "does not exist%s")
	barred        = documents.NewFaultKind("file_barred", "må ikke læses eller skrives%s", "may not be read or written%s")
	noFolder      = documents.NewFaultKind("file_no_folder", "er ikke en mappe%s", "is no folder%s")
	readOnly      = documents.NewFaultKind("file_read_only", "kan kun læses%s", "can only be read%s")
	fullDisk      = documents.NewFaultKind("file_full_disk", "der er ikke plads på disken%s", "there is no room on the disk%s")
)

// What is wrong with JSON and with synonyms.
var (
	jsonSign     = documents.NewFaultKind("json_sign", "ikke gyldig JSON (uventet tegn: %s)", "not valid JSON (unexpected character: %s)")
	jsonEnd      = documents.NewFaultKind("json_end", "ikke gyldig JSON (slutter for tidligt)", "not valid JSON (it ends too early)")
	jsonValue    = documents.NewFaultKind("json_value", "forkert JSON: %s må ikke være %s", "wrong JSON: %s may not be %s")
	synonymGroup = documents.NewFaultKind("synonym_group", "linje %d: et sæt skal have mindst to ord, adskilt af komma", "line %d: a group needs two words or more, separated by commas")
	synonymWider = documents.NewFaultKind("synonym_wider", "linje %d: før > skal der stå ét ord", "line %d: before > stands one word")
)
