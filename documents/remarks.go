package documents

// What a keeper of materials should look at in a document that was read.
var (
	OddPages      = NewFaultKind("odd_pages", "%d af %d sider er uden tekst (side %s); er de billeder, så læg en udgave med tekst", "%d of %d pages are without text (page %s); if they are pictures, bring an edition with text")
	OddUnread     = NewFaultKind("odd_unread", "%d af %d sider er billeder, som ikke er læst (side %s); --ocr læser dem, i serve i baggrunden, eller læg en udgave med tekst", "%d of %d pages are pictures that were not read (page %s); --ocr reads them, in serve in the background, or bring an edition with text")
	OddPicture    = NewFaultKind("odd_picture", "%d af %d sider er billeder, som tekstgenkendelse (OCR) ikke fandt tekst på (side %s); er der tekst, så læg en udgave med den", "%d of %d pages are pictures on which character recognition (OCR) found no text (page %s); if there is any, bring an edition with it")
	OddOCR        = NewFaultKind("odd_ocr", "side %s er læst ved tekstgenkendelse (OCR); se efter, om ordene er rigtige", "page %s was read by character recognition (OCR); see whether the words are right")
	OddAttached   = NewFaultKind("odd_attached", "udeladt: %d vedhæftede filer, fx »%s«; læg dem ved siden af, hvis de skal med", "left out: %d attached files, such as “%s”; bring them beside it if they are to be there")
	OddLost       = NewFaultKind("odd_lost", "udeladt: %s (%d ord), fx »%s«", "left out: %s (%d words), such as “%s”")
	OddLostAt     = NewFaultKind("odd_lost_at", "udeladt: %s (side %s, %d ord), fx »%s«", "left out: %s (page %s, %d words), such as “%s”")
	OddKept       = NewFaultKind("odd_kept", "%d af filens egne ord er ikke med; se efter, hvad der mangler, med documents show", "%d of the file's own words are not there; see what is missing with documents show")
	OddLetters    = NewFaultKind("odd_letters", "%.0f %% af ordene er ét bogstav; teksten er spærret eller læst forkert, så læg en anden udgave", "%.0f %% of the words are one letter; the text is spaced out or was read wrongly, so bring another edition")
	OddEncoding   = NewFaultKind("odd_encoding", "%d tegn er læst forkert (»%s«); gem filen som UTF-8 eller PDF, og læg den igen", "%d characters were read wrongly (“%s”); save the file as UTF-8 or PDF, and bring it again")
	OddShort      = NewFaultKind("odd_short", "kun %d ord; er det hele filen?", "%d words only; is that the whole file?")
	OddHeadings   = NewFaultKind("odd_headings", "%d ord uden en eneste overskrift; brug typografierne til overskrifter, så kilder kan vises med deres afsnit", "%d words without a single heading; use the styles for headings, so that sources can be shown with their sections")
	OddLong       = NewFaultKind("odd_long", "%d meget lange tekstafsnit, det længste på %d ord; linjeskift kan være gået tabt", "%d very long paragraphs, the longest of %d words; line breaks may have been lost")
	OddLongAt     = NewFaultKind("odd_long_at", "%d meget lange tekstafsnit, det længste på %d ord, på side %d; linjeskift kan være gået tabt", "%d very long paragraphs, the longest of %d words, on page %d; line breaks may have been lost")
	OddTable      = NewFaultKind("odd_table", "%d tabeller uden overskriftsrække; markér den, så tallene kan forstås", "%d tables without a header row; mark it, so that the numbers can be understood")
	OddRunning    = NewFaultKind("odd_running", "%d linjer står på side efter side, fx »%s«; det er nok sidehoveder", "%d lines stand on page after page, such as “%s”; they are probably page headers")
	OddVain       = NewFaultKind("odd_vain", "%s: %d af spørgsmålene står både som besvaret og som stillet forgæves, fx »%s«", "%s: %d of the questions stand both as answered and as asked in vain, such as “%s”")
	OddAsked      = NewFaultKind("odd_asked", "%s: %d af sætningerne står ikke længere i dokumentet, så deres spørgsmål hjælper ingen, fx »%s«", "%s: %d of the sentences no longer in the document, so that their questions help nobody, such as “%s”")
	OddStale      = NewFaultKind("odd_stale", "dateret %s; se efter, om der er en nyere udgave", "dated %s; see whether there is a newer edition")
	OddExpired    = NewFaultKind("odd_expired", "»%s« er overskredet; se efter, om teksten stadig gælder", "“%s” has passed; see whether the text still holds")
	OddPlanted    = NewFaultKind("odd_planted", "%q forsøger at styre en chatrobot; det citeres ikke i svar, så se efter, om nogen har sat det ind", "%q addresses an assistant; it is not cited in answers, so see whether it was planted")
	OddPlantedAt  = NewFaultKind("odd_planted_at", "side %d: %q forsøger at styre en chatrobot; det citeres ikke i svar, så se efter, om nogen har sat det ind", "page %d: %q addresses an assistant; it is not cited in answers, so see whether it was planted")
	lostContents  = NewFaultKind("lost_contents", "indholdsfortegnelse", "table of contents")
	lostRunning   = NewFaultKind("lost_running", "sidehoveder og sidefødder", "page headers and footers")
	lostUnseen    = NewFaultKind("lost_unseen", "tekst, som ingen kan se (skjult, farveløs, hvid på hvidt eller for lille)", "text that nobody can see (hidden, without colour, white on white or too small)")
	lostAround    = NewFaultKind("lost_around", "menuer og andet, der står om teksten", "menus and what else stands around the text")
	lostDrawn     = NewFaultKind("lost_drawn", "formler og tegninger, hvis tegn ikke kan læses som tekst", "formulas and drawings, whose letters cannot be read as text")
	lostFilled    = NewFaultKind("lost_filled", "det, der kan vælges i formularer", "what may be chosen in forms")
	lostOutside   = NewFaultKind("lost_outside", "tekst uden for det, der vises af siden", "text outside what is shown of the page")
	lostBeyond    = NewFaultKind("lost_beyond", "det, der står efter de første %d kolonner", "what stands after the first %d columns")
	namesOfLosses = map[string]error{
		LostContents: lostContents.Fault(nil), LostRunning: lostRunning.Fault(nil), LostUnseen: lostUnseen.Fault(nil),
		LostAround: lostAround.Fault(nil), LostDrawn: lostDrawn.Fault(nil), LostFilled: lostFilled.Fault(nil),
		LostOutside: lostOutside.Fault(nil), LostBeyond: lostBeyond.Fault(nil, MaxCells),
	}
)

// LossName is what a kind of loss is called: a value for the words of a kind.
func LossName(kind string) any {
	if name, known := namesOfLosses[kind]; known {
		return name
	}
	return kind
}
