// Command taskforce answers questions about the materials of Denmark's Digital
// Taskforce for kunstig intelligens; see README.md.
package main

import (
	"context"
	"os"

	"github.com/digitaskforce/taskforce/cli"
)

func main() {
	os.Exit(cli.Main(context.Background(), os.Args[1:], os.LookupEnv, os.Stdout, os.Stderr))
}
