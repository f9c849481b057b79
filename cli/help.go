package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/digitaskforce/taskforce/danish"
)

// asksHelp are the ways to ask for help, in Danish and as everywhere.
var asksHelp = map[string]bool{"--hjælp": true, "--hjaelp": true, "--help": true, "-h": true}

// wantsHelp answers [asksHelp], help and hjælp, and a command line that says nothing.
func wantsHelp(parser *kong.Kong, args []string, stdout io.Writer) (bool, int) {
	if len(args) == 0 {
		writeHelp(stdout, parser.Model.Node)
		return true, exitUsage
	}
	asked := args[0] == "help" || args[0] == "hjælp"
	for _, a := range args {
		if a == "--" {
			break
		}
		asked = asked || asksHelp[danish.Normalise(a)]
	}
	if !asked {
		return false, 0
	}
	node := parser.Model.Node
	for _, a := range args {
		for _, child := range node.Children {
			if child.Name == a {
				node = child
			}
		}
	}
	writeHelp(stdout, node)
	return true, exitDone
}

// help is unused by kong itself, since wantsHelp answers first.
func help(kong.HelpOptions, *kong.Context) error { return nil }

// writeHelp writes the help of a command in Danish.
func writeHelp(w io.Writer, node *kong.Node) {
	if node.Type == kong.ApplicationNode {
		fmt.Fprintf(w, "%s\n\nBrug: taskforce <kommando> [valg]\n\nKommandoer:\n", node.Help)
		for _, c := range node.Children {
			fmt.Fprintf(w, "  %-10s %s\n", c.Name, c.Help)
		}
		fmt.Fprint(w, "\nSe en kommandos valg med: taskforce <kommando> --hjælp\n\nEksempel:\n  taskforce ask \"Hvor mange timer skal kunstig intelligens frigøre?\"\n")
		return
	}
	if len(node.Children) > 0 {
		writeChildren(w, node)
		return
	}
	fmt.Fprintf(w, "%s\n\nBrug: taskforce%s [valg]", node.Help, pathTo(node))
	for _, p := range node.Positional {
		fmt.Fprintf(w, " %s", p.Summary())
	}
	fmt.Fprint(w, "\n\nValg (i parentes den miljøvariabel, der gør det samme):\n")
	for _, f := range node.Flags {
		if !f.Hidden {
			fmt.Fprintf(w, "  %-28s %s\n", flagName(f), flagHelp(f))
		}
	}
	if node.Detail != "" {
		fmt.Fprintf(w, "\n%s\n", node.Detail)
	}
}

func flagName(f *kong.Flag) string {
	name := "--" + f.Name
	if f.Short != 0 {
		name = "-" + string(f.Short) + ", " + name
	}
	if !f.IsBool() {
		name += " " + strings.ToUpper(f.PlaceHolder)
	}
	return name
}

func flagHelp(f *kong.Flag) string {
	text := f.Help
	if f.HasDefault && f.Default != "" && !f.IsBool() {
		text += fmt.Sprintf(" [%s]", f.Default)
	}
	text += " (" + variable(f.Name)
	if secrets[f.Name] {
		text += ", " + variable(f.Name) + "_FILE"
	}
	return text + ")"
}

// writeChildren writes the help of a command that has commands of its own.
func writeChildren(w io.Writer, node *kong.Node) {
	fmt.Fprintf(w, "%s\n\nBrug: taskforce%s <kommando> [valg]\n\nKommandoer:\n", node.Help, pathTo(node))
	for _, c := range node.Children {
		fmt.Fprintf(w, "  %-10s %s\n", c.Name, c.Help)
	}
	fmt.Fprintf(w, "\nSe en kommandos valg med: taskforce%s <kommando> --hjælp\n", pathTo(node))
}

// pathTo is what is written after the program's name for a command, with a space before it.
func pathTo(node *kong.Node) string {
	if node.Type == kong.ApplicationNode {
		return ""
	}
	return pathTo(node.Parent) + " " + node.Name
}

// commandOf names the command of a command line, with a space before it, ""
// where there is none.
func commandOf(c *kong.Context) string {
	if c == nil || c.Selected() == nil {
		return ""
	}
	return pathTo(c.Selected())
}
