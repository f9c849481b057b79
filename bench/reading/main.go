// Command reading reads files as the program does and as pdftotext and pandoc
// do, and says of each word that is missing here why it is: a head or foot, a
// list of contents, text that nobody sees, or lost. Run it in bench/ as
// "go run ./reading FOLDER…"; docs/formats.md says what it found.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	if len(os.Args) == 3 && os.Args[1] == "one" {
		err = one(ctx, os.Args[2])
	} else {
		err = run(ctx, os.Args[1:], os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "reading:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	fs := flag.NewFlagSet("reading", flag.ContinueOnError)
	var o others
	fs.BoolVar(&o.tags, "tags", false, "ask poppler for the headings of tagged PDFs, which takes it long")
	fs.StringVar(&o.folder, "references", "", "folder with NAME.txt for files that pdftotext and pandoc do not read, or read worse")
	missing := fs.String("missing", "", "file to write each word to that is missing or added, with its reason")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if fs.NArg() == 0 {
		return errors.New("use: reading [-references FOLDER] [-missing FILE] FOLDER or FILE…")
	}
	var told io.Writer = io.Discard
	if *missing != "" {
		f, err := os.Create(*missing)
		if err != nil {
			return err
		}
		defer f.Close() //nolint:errcheck // what is written is for people
		told = f
	}
	files, err := filesOf(fs.Args())
	if err != nil {
		return err
	}
	var all []measured
	for _, file := range files {
		m, err := measure(ctx, file, o)
		if err != nil {
			return err
		}
		m.tell(told)
		fmt.Fprintln(os.Stderr, m.name, m.state())
		all = append(all, m)
	}
	printTables(out, all)
	return ctx.Err()
}

// filesOf are the files of folders, by name.
func filesOf(args []string) (files []string, err error) {
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			files = append(files, arg)
			continue
		}
		found, err := filepath.Glob(filepath.Join(arg, "*.*"))
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	slices.SortFunc(files, func(a, b string) int { return strings.Compare(filepath.Base(a), filepath.Base(b)) })
	return files, nil
}
