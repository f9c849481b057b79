// Package problem is an error as a user sees it (RFC 9457), and reads requests
// that may be one. Start with [New] and [ReadJSON].
package problem

// Texts that this file holds go to users: Danish, whole sentences, never an
// internal error's text.

// Problem is an error as a user sees it, an RFC 9457 problem.
type Problem struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail"`
	RequestID string `json:"request_id"`
}

func (p *Problem) Error() string { return p.Title + ": " + p.Detail }

func New(status int, detail string) *Problem {
	title, ok := Titles[status]
	if !ok {
		title = "Fejl"
	}
	return &Problem{Type: "about:blank", Title: title, Status: status, Detail: detail}
}

var Titles = map[int]string{
	400: "Ugyldig forespørgsel",
	401: "Adgang kræver en nøgle",
	403: "Ingen adgang",
	404: "Ikke fundet",
	405: "Metoden kan ikke bruges",
	408: "Tiden løb ud",
	409: "Kan ikke lade sig gøre nu",
	413: "For stor forespørgsel",
	415: "Forkert indholdstype",
	429: "For mange forespørgsler",
	431: "For store headere",
	500: "Intern fejl",
	503: "Ikke klar",
	504: "Tiden løb ud",
}

var (
	ErrEmpty         = New(400, "Skriv et spørgsmål.")
	ErrNoQuery       = New(400, "Skriv det, du søger efter.")
	ErrOneMessage    = New(400, "Send én besked ad gangen, hvor hvert felt kun står én gang.")
	ErrHosts         = New(400, "Forespørgslen skal have netop én Host-header.")
	ErrFraming       = New(400, "Forespørgslen siger på flere måder, hvor lang den er.")
	ErrNoKey         = New(401, "Siden kan kun åbnes med administratornøglen.")
	ErrNoEntry       = New(401, "Tjenesten kan kun bruges med en nøgle. Send den i headeren Authorization som Bearer, eller skriv den som adgangskode.")
	ErrBadKey        = New(401, "Nøglen er forkert, udløbet eller trukket tilbage.")
	ErrKeyInAddress  = New(401, "En hemmelig nøgle må ikke stå i adressen. Send den i headeren Authorization som Bearer.")
	ErrSiteKey       = New(403, "Webstedsnøglen kan kun bruges i chatten på det websted, den er lavet til.")
	ErrForbidden     = New(403, "Nøglen eller dit login giver ikke adgang til dette.")
	ErrForeignForm   = New(403, "Forespørgslen kommer fra et andet websted og er afvist. Åbn siden igen, og prøv derfra.")
	ErrForeignOrigin = New(403, "Forespørgslen kommer fra et andet websted, eller den kalder tjenesten noget andet, end den hedder, og er afvist.")
	ErrDayUsed       = New(429, "Nøglens kvote for i dag er brugt. Den begynder forfra ved midnat.")
	ErrMinuteUsed    = New(429, "Nøglens kvote for dette minut er brugt. Prøv igen om lidt.")
	ErrNotFound      = New(404, "Siden findes ikke.")
	ErrNoDocument    = New(404, "Dokumentet findes ikke i materialet.")
	ErrNoRecord      = New(404, "Der er ikke gemt noget om svaret, eller det er ikke gemt endnu. Prøv igen om lidt.")
	ErrNoOriginal    = New(404, "Dokumentets oprindelige fil er ikke tilgængelig.")
	ErrOtherOriginal = New(404, "Dokumentets fil er ændret, siden den blev læst, og vises ikke. Den nye udgave kan åbnes, når den er læst ind.")
	ErrMethod        = New(405, "Metoden kan ikke bruges på denne adresse.")
	ErrSlowRequest   = New(408, "Forespørgslen tog for lang tid at modtage.")
	ErrTooLarge      = New(413, "Forespørgslen er for stor.")
	ErrHeaders       = New(431, "Forespørgslens headere er for store.")
	ErrInternal      = New(500, "Der opstod en fejl i tjenesten. Prøv igen, og oplys fejlens id, hvis den fortsætter.")
	ErrNotReady      = New(503, "Materialet er ved at blive indlæst. Prøv igen om lidt.")
	ErrNoKeys        = New(503, "Nøglen kan ikke kontrolleres lige nu. Prøv igen om lidt.")
	ErrBusy          = New(503, "Tjenesten besvarer mange spørgsmål lige nu. Prøv igen om lidt.")
	ErrNoIndex       = New(503, "Der kan ikke søges i materialet lige nu. Prøv igen om lidt.")
	ErrNotKept       = New(503, "Tilbagemeldingen kunne ikke gemmes lige nu. Prøv igen om lidt.")
	ErrRecords       = New(503, "Det, der er gemt om svaret, kan ikke læses lige nu. Prøv igen om lidt.")
	ErrReporting     = New(503, "En rapport er ved at blive dannet. Prøv igen om lidt.")
	ErrStopping      = New(503, "Tjenesten er ved at lukke ned. Prøv igen om lidt.")
	ErrSlowAnswer    = New(504, "Svaret tog for lang tid. Prøv igen, eller stil et kortere spørgsmål.")
)
