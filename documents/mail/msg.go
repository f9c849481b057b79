package mail

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/richardlehane/mscfb"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"

	"github.com/digitaskforce/taskforce/danish"
	"github.com/digitaskforce/taskforce/documents"
)

// ReadMSG reads a message as Outlook saves it, as [Read] does. Where its text is
// there as pages and as plain text, the plain one is read.
func ReadMSG(ctx context.Context, in documents.Input) (*documents.Document, error) {
	box, err := mscfb.New(bytes.NewReader(in.Data))
	if err != nil {
		return nil, documents.Damaged.Fault(err)
	}
	m := &outlook{reader: reader{ctx: ctx, in: in, left: in.Limits.UnpackedBytes}, own: map[string][]byte{}, names: map[string]string{}}
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		entry, err := box.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, documents.Damaged.Fault(err)
		}
		if err := m.take(entry); err != nil {
			return nil, err
		}
	}
	return m.document()
}

// Names of streams that hold a property: its number, then its type.
const (
	propertyStream = "__substg1.0_"
	fixedStream    = "__properties_version1.0"
	attachment     = "__attach_version1.0_"
	wideText       = "001F"
	narrowText     = "001E"
	binaryData     = "0102"
)

// Properties of a message.
const (
	propSubject, propSender, propAddress, propMail = "0037", "0C1A", "0C1F", "5D01"
	propTo, propCopy, propText, propPage           = "0E04", "0E03", "1000", "1013"
	propLongName, propName, propShown              = "3707", "3704", "3001"
	fixedSent, fixedArrived                        = 0x0039, 0x0E06
	fixedPage, fixedCodepage                       = 0x3FDE, 0x3FFD
	fixedHead                                      = 32 // bytes before the properties of fixed size
)

// outlook gathers the properties of a message.
type outlook struct {
	reader
	own   map[string][]byte // by number and type
	names map[string]string // of what is attached, by its folder
	order []string          // of those folders
	fixed []byte
}

// take reads an entry of the file where it says something of the message.
func (m *outlook) take(entry *mscfb.File) error {
	property, ok := strings.CutPrefix(entry.Name, propertyStream)
	within := len(entry.Path) > 0 && strings.HasPrefix(entry.Path[0], attachment)
	switch {
	case len(entry.Path) == 0 && entry.Name == fixedStream:
		data, err := m.bytes(entry)
		m.fixed = data
		return err
	case !ok || len(property) < 8:
		return nil
	case len(entry.Path) == 0:
		data, err := m.bytes(entry)
		m.own[strings.ToUpper(property[:8])] = data
		return err
	case within && len(entry.Path) == 1:
		return m.attach(entry, strings.ToUpper(property[:8]))
	}
	return nil
}

// attach takes the name of what is attached, the longest of those it has.
func (m *outlook) attach(entry *mscfb.File, property string) error {
	folder := entry.Path[0]
	if _, known := m.names[folder]; !known {
		if len(m.order) == maxParts {
			return documents.MailParts.Fault(nil)
		}
		m.names[folder] = ""
		m.order = append(m.order, folder)
	}
	if number := property[:4]; number != propLongName && number != propName && number != propShown {
		return nil
	}
	data, err := m.bytes(entry)
	if err != nil {
		return err
	}
	if name := documents.OneLine(documents.CleanText(m.decode(property[4:], data))); len(name) > len(m.names[folder]) {
		m.names[folder] = name
	}
	return nil
}

func (m *outlook) bytes(entry *mscfb.File) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(entry, m.left+1))
	if m.left -= int64(len(data)); m.left < 0 {
		return nil, documents.ErrTooMuchText
	}
	if err != nil && len(data) == 0 {
		return nil, nil //nolint:nilerr // a part that is damaged costs itself alone
	}
	return data, nil
}

// decode is the text of a property of a type.
func (m *outlook) decode(kind string, data []byte) string {
	if kind == wideText {
		units := make([]uint16, len(data)/2)
		for i := range units {
			units[i] = binary.LittleEndian.Uint16(data[2*i:])
		}
		return string(utf16.Decode(units))
	}
	if documents.MostlyUTF8(data) {
		return string(data)
	}
	by := encoding.Encoding(charmap.Windows1252)
	for _, id := range []uint16{fixedPage, fixedCodepage} { // the second is that of these texts, the first that of the page
		page, _ := m.number(id)
		if named := encodingOf(page & 0xffff); named != nil {
			by = named
		}
	}
	text, err := by.NewDecoder().Bytes(data)
	if err != nil {
		return string(data)
	}
	return string(text)
}

// codepages are the names of Windows' code pages that are not called by their number.
var codepages = map[uint64]string{932: "shift_jis", 936: "gbk", 949: "euc-kr", 950: "big5", 20866: "koi8-r", 21866: "koi8-u",
	28591: "iso-8859-1", 28592: "iso-8859-2", 28595: "iso-8859-5", 28597: "iso-8859-7", 28605: "iso-8859-15", 50220: "iso-2022-jp", 51932: "euc-jp", 54936: "gb18030"}

// encodingOf is that of a code page, nil for one that is not known, and for
// UTF-8, which the text is not.
func encodingOf(page uint64) encoding.Encoding {
	name, ok := codepages[page]
	if !ok {
		name = fmt.Sprintf("windows-%d", page)
	}
	found, err := htmlindex.Get(name)
	if err != nil {
		return nil
	}
	return found
}

// text is a property as text, "" where it is not there.
func (m *outlook) property(number string) string {
	for _, kind := range []string{wideText, narrowText} {
		if data, ok := m.own[number+kind]; ok {
			return strings.TrimRight(m.decode(kind, data), "\x00")
		}
	}
	return ""
}

// number is a property of fixed size.
func (m *outlook) number(id uint16) (uint64, bool) {
	const size = 16
	for at := fixedHead; at+size <= len(m.fixed); at += size {
		if binary.LittleEndian.Uint16(m.fixed[at+2:]) == id {
			return binary.LittleEndian.Uint64(m.fixed[at+8:]), true
		}
	}
	return 0, false
}

// sent is when the message was sent, or else when it came.
func (m *outlook) sent() (time.Time, bool) {
	const toUnix = 11_644_473_600 // seconds from 1601 to 1970
	for _, id := range []uint16{fixedSent, fixedArrived} {
		if ticks, ok := m.number(id); ok && ticks > 0 {
			at := time.Unix(int64(ticks/10_000_000)-toUnix, 0).UTC()
			return at, at.Year() >= 1980 && at.Year() < 2200
		}
	}
	return time.Time{}, false
}

// document puts the properties together as Read does.
func (m *outlook) document() (*documents.Document, error) {
	line := func(number string) string { return documents.OneLine(documents.CleanText(m.property(number))) }
	doc := &documents.Document{Info: documents.Info{Title: line(propSubject), Format: "msg"}}
	add := func(kind documents.Kind, text string) {
		doc.Blocks = append(doc.Blocks, documents.Block{Kind: kind, Level: 1, Text: text})
	}
	if doc.Title != "" {
		add(documents.Heading, doc.Title)
	}
	from := line(propSender)
	for _, address := range []string{line(propMail), line(propAddress)} {
		if strings.Contains(address, "@") && !strings.Contains(from, "@") {
			from = strings.TrimSpace(from + " <" + address + ">")
		}
	}
	for _, part := range [][2]string{{"Fra", from}, {"Til", line(propTo)}, {"Kopi til", line(propCopy)}} {
		if part[1] != "" {
			add(documents.Paragraph, part[0]+": "+part[1])
		}
	}
	if at, ok := m.sent(); ok {
		doc.Date = at.Format("2006-01-02")
		add(documents.Paragraph, "Sendt: "+danish.WrittenDate(at)+at.Format(" kl. 15.04")+" (UTC)")
	}
	for i := range doc.Blocks {
		if doc.Blocks[i].Kind != documents.Heading {
			doc.Blocks[i].Level = 0
		}
	}
	if err := m.body(); err != nil {
		return nil, err
	}
	for _, folder := range m.order {
		if name := m.names[folder]; name != "" {
			m.attached = append(m.attached, name)
		}
	}
	m.finish(doc)
	return doc, nil
}

// body reads the text of the message.
func (m *outlook) body() error {
	if text := m.property(propText); strings.TrimSpace(text) != "" {
		return m.text("text/plain", "utf-8", []byte(text))
	}
	if page := m.own[propPage+binaryData]; len(page) > 0 {
		return m.text("text/html", "", page)
	}
	if page := m.property(propPage); page != "" {
		return m.text("text/html", "utf-8", []byte(page))
	}
	return documents.MailText.Fault(nil)
}
