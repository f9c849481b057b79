package server

import (
	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/compress"
)

// routes is every address of the service.
func (s *Server) routes(app *fiber.App) {
	app.Use(s.observe)
	app.Use(compress.New(compress.Config{Next: uncompressed, Level: compress.LevelBestSpeed}))

	// The operator.
	app.Get("/healthz", s.healthz)
	app.Get("/readyz", s.readyz)
	app.Get("/metrics", s.showMetrics)

	// Pages.
	app.Get("/", s.mayLook, s.showChat)
	app.Post("/", s.ready, s.chatForm)
	app.Get(widgetPath, s.embeddable, s.mayLook, s.showChat)
	app.Post(widgetPath, s.embeddable, s.ready, s.chatForm)
	app.Get("/widget.js", s.showLoader)
	app.Get("/search", s.mayLook, s.ready, s.showSearch)
	app.Get("/documents", s.mayLook, s.ready, s.showDocuments)
	app.Get("/documents/:document", s.mayLook, s.ready, s.showDocument)
	app.Get("/documents/:document/file", s.mayLook, s.ready, s.showOriginal)
	app.Get("/privacy", s.mayLook, s.showPrivacy)
	app.Get("/static/:hash/:file", s.asset)

	// The secretariat.
	app.Get("/admin/report", s.mayLook, s.admin, s.showReport)

	// API.
	app.Post("/api/chat", s.ready, s.chat)
	app.Post("/api/feedback", s.mayLook, s.feedback)
	app.Get("/api/search", s.mayLook, s.ready, s.search)
	app.Get("/api/documents", s.mayLook, s.ready, s.documents)
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
		UnescapePath:          true,
		WriteTimeout:          s.cfg.WriteTimeout,
	})
	app.Server().CloseOnShutdown = true // tells clients not to use the connection again
	s.routes(app)
	return app
}

// ready holds requests back until the materials can be searched.
func (s *Server) ready(c *fiber.Ctx) error {
	if !s.cfg.Library.Ready() {
		return errNotReady
	}
	return c.Next()
}

// uncompressed names what the compress middleware leaves alone: streams, files
// that are compressed already, and answers without a body.
func uncompressed(c *fiber.Ctx) bool {
	return c.Method() != fiber.MethodGet || c.Path() == "/metrics" || isFile(c.Path())
}
