package tables

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"github.com/digitaskforce/taskforce/documents"
)

// ReadCSV reads a table of text, whose columns semicolons, commas, tabs or
// vertical bars part.
func ReadCSV(ctx context.Context, in documents.Input) (*documents.Document, error) {
	text, err := documents.DecodeText(in.Data)
	if err != nil {
		return nil, err
	}
	text = strings.ReplaceAll(strings.ReplaceAll(strings.TrimPrefix(text, "\uFEFF"), "\r\n", "\n"), "\r", "\n")
	list := documents.NewBlockList(in.Limits)
	g := &grid{list: list}
	reader := csvReader(text, separator(text))
	var layer []string
	within := 0 // line ends inside cells so far
	for last := 0; ; {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, documents.NoTable.Fault(err, err.Error())
		}
		line, _ := reader.FieldPos(0)
		number := line - within
		within += strings.Count(strings.Join(cells, ""), "\n")
		if number > last+1 { // an empty line
			if err := g.add(row{number: number - 1}); err != nil {
				return nil, err
			}
		}
		layer = append(layer, strings.Join(cells, " "))
		if err := g.add(row{number, cells[:min(len(cells), documents.MaxCells)]}); err != nil {
			return nil, err
		}
		last = number
	}
	if err := g.flush(); err != nil {
		return nil, err
	}
	return &documents.Document{Info: documents.Info{Format: "csv"}, Blocks: list.Blocks, Layer: documents.NewLayer(layer, list.Blocks)}, nil
}

func csvReader(text string, comma rune) *csv.Reader {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = comma, true, -1
	return r
}

// sampleRows is how many rows tell what parts the columns.
const sampleRows = 30

// separator is the sign that cuts the first rows into most columns of the same
// number; a semicolon where none does.
func separator(text string) rune {
	best, most := ';', 0
	for _, comma := range ";,\t|" {
		r := csvReader(text, comma)
		counts := map[int]int{}
		for range sampleRows {
			cells, err := r.Read()
			if err != nil {
				break
			}
			counts[len(cells)]++
		}
		for columns, rows := range counts {
			if score := rows * min(columns-1, 20); columns > 1 && score > most {
				best, most = comma, score
			}
		}
	}
	return best
}
