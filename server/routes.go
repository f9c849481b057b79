package server

import (
	"slices"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/compress"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/server/core"
	"github.com/digitaskforce/taskforce/server/people"
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
	app.Get("/admin/report", s.core.MayLook, s.people.AskKey, s.core.Admin, s.people.Report)
	app.Post("/admin/report", s.core.MayLook, s.people.KeyForm, s.people.Report)

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

// newApp sets Fiber up.
func (s *Server) newApp() *fiber.App {
	app := fiber.New(fiber.Config{
		BodyLimit:             s.core.Config.MaxBody,
		CaseSensitive:         true,
		DisableStartupMessage: true,
		ErrorHandler:          s.core.Unrouted,
		IdleTimeout:           s.core.Config.IdleTimeout,
		Immutable:             true, // a stream outlives its request, so nothing may point into it
		ReadBufferSize:        16 << 10,
		ReadTimeout:           s.core.Config.ReadTimeout,
		RequestMethods:        append(slices.Clone(fiber.DefaultMethods), "QUERY"), // a method unknown to Fiber is a bare 400
		UnescapePath:          true,
		WriteTimeout:          s.core.Config.WriteTimeout,
	})
	app.Server().CloseOnShutdown = true // tells clients not to use the connection again
	s.routes(app)
	return app
}

// uncompressed names what the compress middleware leaves alone: streams, files
// that are compressed already, and answers without a body.
func uncompressed(c *fiber.Ctx) bool {
	return c.Method() != fiber.MethodGet || c.Path() == "/metrics" || people.IsFile(c.Path())
}
