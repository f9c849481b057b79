package tables

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// maxInMemory bounds what is unpacked in memory of one sheet; bigger ones are
// unpacked to the disk while they are read.
const maxInMemory = 16 << 20

// ReadXLSX reads a workbook of Excel: its visible sheets and rows, with the
// values that the program last computed. Numbers are written as in Danish.
func ReadXLSX(ctx context.Context, in documents.Input) (doc *documents.Document, err error) {
	file, err := excelize.OpenReader(bytes.NewReader(in.Data), excelize.Options{UnzipSizeLimit: in.Limits.UnpackedBytes, UnzipXMLSizeLimit: maxInMemory})
	switch {
	case errors.Is(err, excelize.ErrWorkbookFileFormat), errors.Is(err, excelize.ErrWorkbookPassword):
		return nil, documents.ErrEncrypted
	case err != nil && strings.Contains(err.Error(), "unzip size"):
		return nil, documents.Faultf(err, "regnearket pakker sig ud til mere, end der læses fra én fil; del det op i mindre filer")
	case err != nil:
		return nil, documents.Faultf(err, "%s", documents.ErrDamaged.Error())
	}
	defer file.Close()
	list := documents.NewBlockList(in.Limits)
	var losses []documents.Loss
	for _, sheet := range file.GetSheetList() {
		if visible, err := file.GetSheetVisible(sheet); err == nil && !visible {
			losses = append(losses, documents.NewLoss(documents.LostUnseen, 0, "arket "+sheet))
			continue
		}
		if err := readSheet(ctx, file, sheet, list); err != nil {
			return nil, err
		}
	}
	info := documents.Info{Format: "xlsx"}
	if props, err := file.GetDocProps(); err == nil {
		info.Title, info.Date = props.Title, danish.KnownDate(props.Modified)
	}
	return &documents.Document{Info: info, Blocks: list.Blocks, Losses: losses}, nil
}

// readSheet adds a sheet under its name.
func readSheet(ctx context.Context, file *excelize.File, sheet string, list *documents.BlockList) error {
	raw, err := file.Rows(sheet)
	if err != nil {
		return nil // a sheet of drawings
	}
	defer raw.Close()
	shown, err := file.Rows(sheet)
	if err != nil {
		return nil
	}
	defer shown.Close()
	merged := mergedCells(file, sheet)
	g := &grid{list: list, sheet: sheet}
	begun := false
	for number := 1; raw.Next() && shown.Next(); number++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		values, err := raw.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return documents.Faultf(err, "%s", documents.ErrDamaged.Error())
		}
		texts, err := shown.Columns()
		if err != nil || shown.GetRowOpts().Hidden {
			continue
		}
		r := row{number: number}
		for i, text := range texts[:min(len(texts), documents.MaxCells)] {
			value := ""
			if i < len(values) {
				value = values[i]
			}
			r.cells = append(r.cells, written(value, text))
		}
		r.cells = merged.fill(number, r.cells)
		if !begun && filled(r.cells) > 0 {
			begun = true
			if err := list.Heading(1, sheet); err != nil {
				return err
			}
		}
		if err := g.add(r); err != nil {
			return err
		}
	}
	return g.flush()
}

// merges are cells that reach down over rows: their text holds for each.
type merges map[int]map[int]string // row, column from 0

// maxMerged bounds the cells that a merged one is written into.
const maxMerged = 10_000

func mergedCells(file *excelize.File, sheet string) merges {
	out := merges{}
	cells, err := file.GetMergeCells(sheet)
	if err != nil {
		return out
	}
	n := 0
	for _, c := range cells {
		column, from, err1 := excelize.CellNameToCoordinates(c.GetStartAxis())
		_, to, err2 := excelize.CellNameToCoordinates(c.GetEndAxis())
		if err1 != nil || err2 != nil {
			continue
		}
		for r := from + 1; r <= to && n < maxMerged; r++ {
			if out[r] == nil {
				out[r] = map[int]string{}
			}
			out[r][column-1] = c.GetCellValue()
			n++
		}
	}
	return out
}

func (m merges) fill(number int, cells []string) []string {
	for column, text := range m[number] {
		if filled(cells) == 0 {
			break // a row that merging alone fills says nothing
		}
		for len(cells) <= column && column < documents.MaxCells {
			cells = append(cells, "")
		}
		if column < len(cells) && strings.TrimSpace(cells[column]) == "" {
			cells[column] = text
		}
	}
	return cells
}

var (
	shownDate    = regexp.MustCompile(`^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|^\d{1,2}[-/ ][A-Za-z]{3}|^[A-Za-z]{3}-\d\d$`)
	shownPercent = regexp.MustCompile(`^-?\d[\d.,]*\s*%$`)
)

// written is a cell's value as a Danish reader would write it: value is what the
// file holds, shown is what its format makes of it.
func written(value, shown string) string {
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || value == "" {
		return shown
	}
	switch {
	case value == shown && len(value) > 1 && value[0] == '0' && !strings.Contains(value, "."):
		return shown // a code, not a number
	case shownDate.MatchString(shown) && n > 0 && n < 200_000:
		if day, err := excelize.ExcelDateToTime(n, false); err == nil {
			return writtenDay(day)
		}
	case shownPercent.MatchString(shown):
		return strings.ReplaceAll(strings.ReplaceAll(shown, ",", ""), ".", ",")
	case isYear(value) && !strings.ContainsAny(shown, ".,"):
		return value
	case strings.IndexFunc(shown, func(r rune) bool { return strings.ContainsRune("TRUEFALSE", r) }) == 0:
		return map[string]string{"TRUE": "ja", "FALSE": "nej"}[shown]
	}
	return writtenNumber(n, shown)
}

func writtenDay(day time.Time) string {
	text := danish.WrittenDate(day)
	if h, m, _ := day.Clock(); h+m > 0 {
		text += fmt.Sprintf(" kl. %d.%02d", h, m)
	}
	return text
}

// writtenNumber writes a number with a comma and points between the thousands,
// with the unit that its format shows.
func writtenNumber(n float64, shown string) string {
	text := strconv.FormatFloat(n, 'f', -1, 64)
	if decimals := strings.IndexByte(text, '.'); decimals >= 0 && len(text)-decimals > 7 {
		text = strings.TrimRight(strings.TrimRight(strconv.FormatFloat(n, 'f', 4, 64), "0"), ".")
	}
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	grouped := ""
	for len(whole) > 3 {
		grouped, whole = "."+whole[len(whole)-3:]+grouped, whole[:len(whole)-3]
	}
	if grouped = whole + grouped; fraction != "" {
		grouped += "," + fraction
	}
	if n < 0 {
		grouped = "-" + grouped
	}
	if unit := shownUnit.FindStringSubmatch(shown); unit != nil {
		grouped += " " + unit[1]
	}
	return grouped
}

var shownUnit = regexp.MustCompile(`\d\s*(kr\.?|DKK|€|EUR)\s*$`)
