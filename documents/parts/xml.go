package parts

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"

	"github.com/digitaskforce/taskforce/documents"
)

// Element is the beginning of an element, and Name its name.
type (
	Element = xml.StartElement
	Name    = xml.Name
)

// Handler is told of an XML file's parts in order.
type Handler interface {
	Start(e Element) error
	End(name Name) error
	Text(s string) error
}

// EachXML streams one XML entry through h. A missing entry is an error only
// where it is required.
func (a *Archive) EachXML(name string, required bool, h Handler) error {
	if !required && !a.Has(name) {
		return nil
	}
	r, err := a.Open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	return eachXML(r, h)
}

func eachXML(r io.Reader, h Handler) error {
	decoder := xml.NewDecoder(r) // knows no external and no own entities
	depth := 0
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return xmlError(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > documents.MaxXMLDepth {
				return documents.DeepXML.Fault(nil)
			}
			err = h.Start(t)
		case xml.EndElement:
			depth--
			err = h.End(t.Name)
		case xml.CharData:
			err = h.Text(string(t))
		}
		if err != nil {
			return err
		}
	}
}

func xmlError(err error) error {
	var own *documents.Fault
	if errors.As(err, &own) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, documents.ErrEncrypted) {
		return err
	}
	return documents.Damaged.Fault(fmt.Errorf("reading xml: %w", err))
}

// Attr returns the value of an attribute by its local name, "" where absent.
func Attr(e Element, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
