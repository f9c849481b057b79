package server

import (
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/compress"
	"github.com/valyala/fasthttp"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/people"
	"github.com/digitaskforce/taskforce/server/problem"
)

// routes is every address of the service.
func (s *Server) routes(app *fiber.App) {
	app.Use(s.core.Observe)
	app.Use(s.core.Sound)
	app.Use(compress.New(compress.Config{Next: uncompressed, Level: compress.LevelBestSpeed}))

	// The operator.
	app.Get("/healthz", s.api.Health)
	app.Get("/readyz", s.api.Readiness)
	app.Get("/metrics", s.core.Operator, s.core.Metrics.Show)

	// Who may do what.
	ask, find, read := s.core.Enter(access.Chat), s.core.Enter(access.Search), s.core.Enter(access.Chat, access.Search)

	// Pages.
	app.Get("/", s.core.MayLook, ask, s.people.Chat)
	app.Post("/", s.core.FromHere, ask, s.core.Ready, s.people.ChatForm)
	app.Get(core.WidgetPath, s.core.Embeddable, s.core.MayLook, ask, s.people.Chat)
	app.Post(core.WidgetPath, s.core.FromHere, s.core.Embeddable, ask, s.core.Ready, s.people.ChatForm)
	app.Get("/widget.js", s.people.WidgetScript)
	app.Get("/search", s.core.MayLook, find, s.core.Ready, s.people.Search)
	app.Get("/documents", s.core.MayLook, read, s.core.Ready, s.people.Documents)
	app.Get("/documents/:document", s.core.MayLook, read, s.core.Ready, s.people.Document)
	app.Get("/documents/:document/file", s.core.MayLook, read, s.core.Ready, s.people.Original)
	app.Get("/privacy", s.core.MayLook, s.people.Privacy)
	app.Get("/was", s.core.MayLook, s.people.Statement)
	app.Get("/static/:hash/:file", s.people.Asset)
	app.Get("/favicon.ico", s.core.MayLook, s.people.Favicon)

	// Logging in.
	app.Get("/login", s.core.MayLook, s.people.CanLogin, s.people.Login)
	app.Get("/login/start", s.core.MayLook, s.people.CanLogin, s.people.StartLogin)
	app.Get(access.CallbackPath, s.core.MayLook, s.people.CanLogin, s.people.EndLogin)
	app.Post("/logout", s.core.MayLook, s.people.CanLogin, s.people.LogOut)

	// The secretariat.
	app.Post("/admin/key", s.core.MayLook, s.core.FromHere, s.staff.KeyForm, s.staff.Entered)
	app.Post("/admin/leave", s.core.MayLook, s.core.FromHere, s.staff.Leave)
	app.Use("/admin/golden", readOnly)
	app.Use("/admin", s.core.MayLook, s.staff.AskKey, s.core.Admin)
	app.Get("/admin", s.staff.Home)
	app.Get("/admin/report", s.staff.Report)
	app.Get("/admin/golden", s.staff.Golden)
	app.Get("/admin/golden/new", s.staff.NewQuestion)
	app.Get("/admin/golden/edit", s.staff.EditQuestion)
	app.Post("/admin/golden/save", s.staff.SaveQuestion)
	app.Post("/admin/golden/:act", s.staff.GoldenAct)
	app.Get("/admin/documents", s.staff.Uploads)
	app.Get("/admin/documents/file", s.staff.ShowUpload)
	app.Get("/admin/documents/original", s.staff.UploadOriginal)
	app.Post(uploadPath, s.staff.Upload)
	app.Post("/admin/documents/do", s.staff.UploadAct)
	app.Post("/admin/documents/undo", s.staff.UndoUpload)
	app.Get("/admin/answers", s.staff.Answers)
	app.Get("/admin/answers/new", s.staff.NewAnswer)
	app.Get("/admin/answers/edit", s.staff.EditAnswer)
	app.Post("/admin/answers/save", s.staff.SaveAnswer)
	app.Post("/admin/answers/do", s.staff.AnswerAct)
	app.Post("/admin/answers/undo", s.staff.UndoAnswer)

	// API.
	app.Post("/api/chat", ask, s.core.Ready, s.api.Chat)
	app.Post("/api/verify", s.core.MayLook, ask, s.api.Verify)
	app.Post("/api/feedback", s.core.MayLook, ask, s.api.Feedback)
	app.Post("/api/answers/:id", s.core.MayLook, ask, s.api.OwnRecord)
	app.Get("/api/answers/:id", s.core.MayLook, s.core.Admin, s.api.Record)
	app.Get("/api/search", s.core.MayLook, find, s.core.Ready, s.api.Search)
	app.Get("/api/documents", s.core.MayLook, read, s.core.Ready, s.api.Documents)
	app.Get("/openapi.json", s.core.MayLook, s.showDescription)

	// The same for programs that speak the Model Context Protocol, Open WebUI's, Dify's or OpenAI's form.
	app.Post("/mcp", s.core.MayLook, read, s.core.Ready, s.doors.MCP)
	app.Post("/search", s.core.MayLook, find, s.core.Ready, s.doors.Retrieve)
	app.Post("/retrieval", s.core.MayLook, find, s.core.Ready, s.doors.Knowledge)
	app.Post("/v1/chat/completions", s.core.MayLook, ask, s.core.Ready, s.doors.Completions)
	app.Get("/v1/models", s.core.MayLook, ask, s.doors.Models)
	app.Get("/v1/models/:model", s.core.MayLook, ask, s.doors.Model)
}

// readOnly refuses the methods that the described address of the golden
// questions does not take, also where none are kept.
func readOnly(c *fiber.Ctx) error {
	if m := c.Method(); c.Path() == "/admin/golden" && m != fiber.MethodGet && m != fiber.MethodHead {
		c.Set(fiber.HeaderAllow, "GET, HEAD")
		return problem.ErrMethod
	}
	return c.Next()
}

// newApp sets Fiber up.
func (s *Server) newApp() *fiber.App {
	app := fiber.New(fiber.Config{
		BodyLimit:                    s.core.Config.MaxBody,
		CaseSensitive:                true,
		DisablePreParseMultipartForm: true, // a form with files is read where it is wanted, and nowhere else
		DisableStartupMessage:        true,
		ErrorHandler:                 s.core.Unrouted,
		IdleTimeout:                  s.core.Config.IdleTimeout,
		Immutable:                    true, // a stream outlives its request, so nothing may point into it
		ReadBufferSize:               16 << 10,
		ReadTimeout:                  s.core.Config.ReadTimeout,
		RequestMethods:               append(slices.Clone(fiber.DefaultMethods), "QUERY"), // a method unknown to Fiber is a bare 400
		UnescapePath:                 true,
		WriteTimeout:                 s.core.Config.WriteTimeout,
	})
	app.Server().CloseOnShutdown = true // tells clients not to use the connection again
	app.Server().HeaderReceived = s.bringing
	s.routes(app)
	return app
}

// uploadPath takes the files of editors, uploadTime how long they may take to arrive.
const (
	uploadPath = "/admin/documents/upload"
	uploadTime = 5 * time.Minute
)

// bringing lets a request be larger, and slower, than others where an editor
// brings files.
func (s *Server) bringing(h *fasthttp.RequestHeader) (cfg fasthttp.RequestConfig) {
	path, _, _ := strings.Cut(string(h.RequestURI()), "?")
	cookie := func(name string) string { return string(h.Cookie(name)) }
	if path == uploadPath && h.IsPost() && s.core.MayBring(string(h.Peek(fiber.HeaderAuthorization)), cookie) {
		cfg.MaxRequestBodySize, cfg.ReadTimeout = int(s.core.MostBrought()), uploadTime
	}
	return cfg
}

// uncompressed names what the compress middleware leaves alone: streams, files
// that are compressed already, and answers without a body.
func uncompressed(c *fiber.Ctx) bool {
	return c.Method() != fiber.MethodGet || c.Path() == "/metrics" || people.IsFile(c.Path())
}
