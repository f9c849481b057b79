// Package cli holds the commands of taskforce. It alone reads flags and the
// environment, and wires the other packages together. Start with [Main].
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/digitaskforce/taskforce/cli/shelf"
	"github.com/digitaskforce/taskforce/cli/terminal"
	"github.com/digitaskforce/taskforce/cli/trials"
	"github.com/digitaskforce/taskforce/index"
	"github.com/digitaskforce/taskforce/service"
)

// Exit codes, a contract (docs/design.md).
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
	exitSilent = 3 // ask: the materials carry no answer
)

// errSilent ends ask with exitSilent.
var errSilent = errors.New("the materials carry no answer")

// commands is what the command line can say.
type commands struct {
	Serve     serveCmd        `cmd:"" help:"Start tjenesten med chat, API og dokumentsider."`
	Ask       askCmd          `cmd:"" help:"Stil ét spørgsmål, og få svaret med kilder."`
	Chat      chatCmd         `cmd:"" help:"Før en samtale i terminalen."`
	Search    searchCmd       `cmd:"" help:"Find de uddrag, der ligger nærmest en søgning."`
	Documents shelf.Documents `cmd:"" help:"Vis, kontrollér, tilføj og hent dokumenter."`
	Answers   shelf.Answers   `cmd:"" help:"Vis, kontrollér, skriv og godkend redaktionens svar."`
	Index     indexCmd        `cmd:"" help:"Byg indekset i --data på forhånd."`
	Eval      trials.Eval     `cmd:"" help:"Mål søgning og svar på en fil med spørgsmål."`
	Verify    verifyCmd       `cmd:"" help:"Kontrollér sætninger mod de uddrag, der står ved dem: linjer med JSON ind, linjer med JSON ud."`
	MCP       mcpCmd          `cmd:"" name:"mcp" help:"Svar et program med en model over Model Context Protocol på stdin og stdout."`
	Report    reportCmd       `cmd:"" help:"Vis, hvad der er spurgt om, og hvordan det gik."`
	Record    recordCmd       `cmd:"" help:"Vis grundlaget for et svar, der er gemt: spørgsmål, uddrag, kontrol, og hvad der blev udeladt."`
	Rehearse  trials.Rehearse `cmd:"" help:"Øv rapporten: besvar en fil med spørgsmål, og gem dem, som var de stillet over de sidste dage."`
	Keys      keysCmd         `cmd:"" help:"Lav, vis, skift og træk nøgler tilbage, som myndigheder bruger tjenesten med."`
	Config    configCmd       `cmd:"" help:"Vis de indstillinger, serve ville køre med, og hvor de kommer fra; hemmeligheder vises ikke."`
	Health    healthCmd       `cmd:"" help:"Spørg en kørende tjeneste, om den virker."`
	Version   versionCmd      `cmd:"" help:"Vis versionen."`
}

// Main runs the command line args and returns the exit code. env looks up
// environment variables.
func Main(ctx context.Context, args []string, env func(string) (string, bool), stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	// Libraries that write to the standard logger have nothing to say that
	// does not come back as an error too.
	log.SetOutput(io.Discard)
	var cmds commands
	parser, err := kong.New(&cmds, kong.Name("taskforce"), kong.Writers(stdout, stderr),
		kong.Description("Svarer på spørgsmål om materialet fra Digital Taskforce for kunstig intelligens – med kilder, der kan åbnes."),
		kong.Resolvers(environment(env)), kong.Help(help), kong.Exit(func(int) { panic(exited{}) }), kong.NoDefaultHelp())
	if err != nil {
		fmt.Fprintln(stderr, "fejl:", err)
		return exitFailed
	}
	if done, code := wantsHelp(parser, args, stdout); done {
		return code
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		command := ""
		if at := (*kong.ParseError)(nil); errors.As(err, &at) {
			command = commandOf(at.Context)
		}
		return exitCode(service.Usage("%s", service.Translate(err.Error(), service.ParseErrors)), command, stderr)
	}
	err = parsed.Run(&service.App{Ctx: ctx, Stdin: os.Stdin, Stdout: stdout, Stderr: stderr, Env: env})
	return exitCode(err, commandOf(parsed), stderr)
}

// exited is what kong's exits are turned into; no exit is reached.
type exited struct{}

// exitCode reports an error of a command and gives its exit code.
func exitCode(err error, command string, stderr io.Writer) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errSilent):
		return exitSilent
	case errors.Is(err, terminal.ErrTold):
		return exitFailed
	}
	var wrong *service.WrongUse
	if errors.As(err, &wrong) {
		fmt.Fprintf(stderr, "fejl: %s\nhjælp: taskforce%s --help\n", wrong.Text, command)
		return exitUsage
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(stderr, "afbrudt")
		return exitFailed
	}
	if errors.Is(err, index.ErrUnavailable) {
		fmt.Fprintln(stderr, "fejl: --index: OpenSearch", service.DanishShared(err))
		return exitFailed
	}
	fmt.Fprintln(stderr, "fejl:", service.Danish(err))
	return exitFailed
}
