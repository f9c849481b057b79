package server

import (
	"slices"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/compress"

	"github.com/digitaskforce/taskforce/access"
	"github.com/digitaskforce/taskforce/server/problem"
)

// routes is every address of the service.
func (s *Server) routes(app *fiber.App) {
	app.Use(s.observe)
	app.Use(s.sound)
	app.Use(compress.New(compress.Config{Next: uncompressed, Level: compress.LevelBestSpeed}))

	// The operator.
	app.Get("/healthz", s.healthz)
	app.Get("/readyz", s.readyz)
	app.Get("/metrics", s.operator, s.showMetrics)

	// Who may do what.
	ask, find, read := s.enter(access.Chat), s.enter(access.Search), s.enter(access.Chat, access.Search)

	// Pages.
	app.Get("/", s.mayLook, ask, s.showChat)
	app.Post("/", s.fromHere, ask, s.ready, s.chatForm)
	app.Get(widgetPath, s.embeddable, s.mayLook, ask, s.showChat)
	app.Post(widgetPath, s.fromHere, s.embeddable, ask, s.ready, s.chatForm)
	app.Get("/widget.js", s.showLoader)
	app.Get("/search", s.mayLook, find, s.ready, s.showSearch)
	app.Get("/documents", s.mayLook, read, s.ready, s.showDocuments)
	app.Get("/documents/:document", s.mayLook, read, s.ready, s.showDocument)
	app.Get("/documents/:document/file", s.mayLook, read, s.ready, s.showOriginal)
	app.Get("/privacy", s.mayLook, s.showPrivacy)
	app.Get("/was", s.mayLook, s.showStatement)
	app.Get("/static/:hash/:file", s.asset)
	app.Get("/favicon.ico", s.mayLook, s.favicon)

	// Logging in.
	app.Get("/login", s.mayLook, s.canLogin, s.showLogin)
	app.Get("/login/start", s.mayLook, s.canLogin, s.startLogin)
	app.Get(access.CallbackPath, s.mayLook, s.canLogin, s.endLogin)
	app.Post("/logout", s.mayLook, s.canLogin, s.logOut)

	// The secretariat.
	app.Get("/admin/report", s.mayLook, s.askKey, s.admin, s.showReport)
	app.Post("/admin/report", s.mayLook, s.keyForm, s.showReport)

	// API.
	app.Post("/api/chat", ask, s.ready, s.chat)
	app.Post("/api/feedback", s.mayLook, ask, s.feedback)
	app.Get("/api/search", s.mayLook, find, s.ready, s.search)
	app.Get("/api/documents", s.mayLook, read, s.ready, s.documents)
	app.Get("/openapi.json", s.mayLook, s.showDescription)

	// The same for programs that speak the Model Context Protocol, Open WebUI's or OpenAI's form.
	app.Post("/mcp", s.mayLook, read, s.ready, s.answerMCP)
	app.Post("/search", s.mayLook, find, s.ready, s.retrieve)
	app.Post("/v1/chat/completions", s.mayLook, ask, s.ready, s.completions)
	app.Get("/v1/models", s.mayLook, ask, s.models)
	app.Get("/v1/models/:model", s.mayLook, ask, s.model)
}

// newApp sets Fiber up.
func (s *Server) newApp() *fiber.App {
	app := fiber.New(fiber.Config{
		BodyLimit:             s.cfg.MaxBody,
		CaseSensitive:         true,
		DisableStartupMessage: true,
		ErrorHandler:          s.unrouted,
		IdleTimeout:           s.cfg.IdleTimeout,
		Immutable:             true, // a stream outlives its request, so nothing may point into it
		ReadBufferSize:        16 << 10,
		ReadTimeout:           s.cfg.ReadTimeout,
		RequestMethods:        append(slices.Clone(fiber.DefaultMethods), "QUERY"), // a method unknown to Fiber is a bare 400
		UnescapePath:          true,
		WriteTimeout:          s.cfg.WriteTimeout,
	})
	app.Server().CloseOnShutdown = true // tells clients not to use the connection again
	s.routes(app)
	return app
}

// ready holds requests back until the materials can be searched.
func (s *Server) ready(c *fiber.Ctx) error {
	if !s.viewOf(c).Library.Ready() {
		return problem.ErrNotReady
	}
	return c.Next()
}

// uncompressed names what the compress middleware leaves alone: streams, files
// that are compressed already, and answers without a body.
func uncompressed(c *fiber.Ctx) bool {
	return c.Method() != fiber.MethodGet || c.Path() == "/metrics" || isFile(c.Path())
}
