package server

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/digitaskforce/taskforce/answer"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/server/openai"
)

// Texts that this file holds go to users: Danish, whole sentences, never an
// internal error's text.

// problem is an error as a user sees it, an RFC 9457 problem.
type problem struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail"`
	RequestID string `json:"request_id"`
}

func (p *problem) Error() string { return p.Title + ": " + p.Detail }

func newProblem(status int, detail string) *problem {
	title, ok := titles[status]
	if !ok {
		title = "Fejl"
	}
	return &problem{Type: "about:blank", Title: title, Status: status, Detail: detail}
}

var titles = map[int]string{
	400: "Ugyldig forespørgsel",
	401: "Adgang kræver en nøgle",
	403: "Ingen adgang",
	404: "Ikke fundet",
	405: "Metoden kan ikke bruges",
	408: "Tiden løb ud",
	413: "For stor forespørgsel",
	415: "Forkert indholdstype",
	429: "For mange forespørgsler",
	431: "For store headere",
	500: "Intern fejl",
	503: "Ikke klar",
	504: "Tiden løb ud",
}

var (
	errEmpty         = newProblem(400, "Skriv et spørgsmål.")
	errNoQuery       = newProblem(400, "Skriv det, du søger efter.")
	errOneMessage    = newProblem(400, "Send én besked ad gangen, hvor hvert felt kun står én gang.")
	errNoKey         = newProblem(401, "Siden kan kun åbnes med administratornøglen.")
	errNoEntry       = newProblem(401, "Tjenesten kan kun bruges med en nøgle. Send den i headeren Authorization som Bearer, eller skriv den som adgangskode.")
	errBadKey        = newProblem(401, "Nøglen er forkert, udløbet eller trukket tilbage.")
	errKeyInAddress  = newProblem(401, "En hemmelig nøgle må ikke stå i adressen. Send den i headeren Authorization som Bearer.")
	errSiteKey       = newProblem(403, "Webstedsnøglen kan kun bruges i chatten på det websted, den er lavet til.")
	errForbidden     = newProblem(403, "Nøglen eller dit login giver ikke adgang til dette.")
	errForeignForm   = newProblem(403, "Forespørgslen kommer fra et andet websted og er afvist. Åbn siden igen, og prøv derfra.")
	errForeignOrigin = newProblem(403, "Forespørgslen kommer fra et andet websted, eller den kalder tjenesten noget andet, end den hedder, og er afvist.")
	errDayUsed       = newProblem(429, "Nøglens kvote for i dag er brugt. Den begynder forfra ved midnat.")
	errMinuteUsed    = newProblem(429, "Nøglens kvote for dette minut er brugt. Prøv igen om lidt.")
	errNotFound      = newProblem(404, "Siden findes ikke.")
	errNoDocument    = newProblem(404, "Dokumentet findes ikke i materialet.")
	errNoOriginal    = newProblem(404, "Dokumentets oprindelige fil er ikke tilgængelig.")
	errMethod        = newProblem(405, "Metoden kan ikke bruges på denne adresse.")
	errSlowRequest   = newProblem(408, "Forespørgslen tog for lang tid at modtage.")
	errTooLarge      = newProblem(413, "Forespørgslen er for stor.")
	errHeaders       = newProblem(431, "Forespørgslens headere er for store.")
	errInternal      = newProblem(500, "Der opstod en fejl i tjenesten. Prøv igen, og oplys fejlens id, hvis den fortsætter.")
	errNotReady      = newProblem(503, "Materialet er ved at blive indlæst. Prøv igen om lidt.")
	errNoKeys        = newProblem(503, "Nøglen kan ikke kontrolleres lige nu. Prøv igen om lidt.")
	errBusy          = newProblem(503, "Tjenesten besvarer mange spørgsmål lige nu. Prøv igen om lidt.")
	errNoIndex       = newProblem(503, "Der kan ikke søges i materialet lige nu. Prøv igen om lidt.")
	errNotKept       = newProblem(503, "Tilbagemeldingen kunne ikke gemmes lige nu. Prøv igen om lidt.")
	errReporting     = newProblem(503, "En rapport er ved at blive dannet. Prøv igen om lidt.")
	errStopping      = newProblem(503, "Tjenesten er ved at lukke ned. Prøv igen om lidt.")
	errSlowAnswer    = newProblem(504, "Svaret tog for lang tid. Prøv igen, eller stil et kortere spørgsmål.")
)

// problemOf maps any error to what the user may know of it.
func (s *Server) problemOf(err error) problem {
	var p *problem
	var fe *fiber.Error
	var fault *openai.Fault
	switch {
	case errors.As(err, &p):
		return *p
	case errors.As(err, &fault):
		return ofFault(fault)
	case errors.As(err, &fe):
		return *ofStatus(fe.Code)
	case errors.Is(err, answer.ErrEmpty):
		return *errEmpty
	case errors.Is(err, answer.ErrTooLong):
		return *tooLong(answer.MaxQuestion)
	case errors.Is(err, fs.ErrNotExist):
		return *errNotFound
	case errors.Is(err, index.ErrUnavailable):
		return *errNoIndex
	case errors.Is(err, context.DeadlineExceeded):
		return *errSlowAnswer
	case s.base.Err() != nil:
		return *errStopping
	}
	return *errInternal
}

// ofStatus describes an error that Fiber found.
func ofStatus(status int) *problem {
	for _, p := range []*problem{errNotFound, errMethod, errSlowRequest, errTooLarge, errHeaders} {
		if p.Status == status {
			return p
		}
	}
	if status >= 500 {
		return errInternal
	}
	return newProblem(400, "Forespørgslen kunne ikke læses.")
}

// fail answers a request with an error and logs the cause of those that are ours.
func (s *Server) fail(c *fiber.Ctx, err error) {
	p := s.explain(err, requestID(c), s.table(c))
	setSecurityHeaders(c)
	c.Response().Header.Del(fiber.HeaderContentDisposition)
	c.Response().Header.Del(fiber.HeaderETag)
	retryLater(c, p)
	c.Status(p.Status)
	if isOpenAI(c) {
		var f *openai.Fault
		_ = errors.As(err, &f)
		err = c.JSON(openai.NewFailure(p.Status, p.Detail, p.RequestID, f))
	} else if wantsPage(c) {
		err = s.pages.render(c, "error", errorPage{page: s.page(c, p.Title), Problem: p})
	} else {
		err = c.JSON(p, "application/problem+json")
	}
	if err != nil {
		s.log.Error("error response", "request_id", p.RequestID, "error", err)
	}
}

// explain makes the problem of an error under a request's id, in a language; the cause of
// what a user cannot help goes to the log.
func (s *Server) explain(err error, id string, t *table) problem {
	p := s.problemOf(err).in(t)
	p.RequestID = id
	if p.Status < 500 {
		return p
	}
	attrs := []slog.Attr{slog.String("request_id", id), slog.String("error", err.Error())}
	var crash *panicked
	if errors.As(err, &crash) {
		attrs = append(attrs, slog.String("stack", string(crash.stack)))
	}
	s.log.LogAttrs(s.base, slog.LevelError, "failed", attrs...)
	return p
}

// retryLater says when a service that takes nothing now may be asked again.
func retryLater(c *fiber.Ctx, p problem) {
	if p.Status == fiber.StatusServiceUnavailable {
		c.Set(fiber.HeaderRetryAfter, "5")
	}
}

// wantsPage tells a browser from a program.
func wantsPage(c *fiber.Ctx) bool {
	return strings.Contains(c.Get(fiber.HeaderAccept), fiber.MIMETextHTML) && !strings.HasPrefix(c.Path(), "/api/")
}
