package documents

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

var errNotText = NotText.Fault(nil)

// DecodeText returns the text of a file in UTF-8, UTF-16 (with or without byte
// order mark), Windows-1252 or its part Latin-1, or CP865.
func DecodeText(data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return decodeUTF16(data[2:], binary.LittleEndian), nil
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return decodeUTF16(data[2:], binary.BigEndian), nil
	}
	if order := guessUTF16(data); order != nil {
		return decodeUTF16(data, order), nil
	}
	if bytes.Count(data, []byte{0}) > len(data)/1000 {
		return "", errNotText
	}
	if MostlyUTF8(data) {
		return string(data), nil
	}
	encoding := charmap.Windows1252
	if looksDOS(data) {
		encoding = charmap.CodePage865
	}
	text, err := encoding.NewDecoder().Bytes(data)
	return string(text), err
}

// The letters øåØÅ in CP865, which DOS wrote in the Nordic countries, and all of
// æøåÆØÅ in Windows-1252. Where CP865 has these, the other has a dagger, an angle
// or nothing; its æ and Æ are the other's apostrophes, which stand in words.
const (
	dosLetters     = "\x9b\x86\x9d\x8f"
	windowsLetters = "\xe6\xf8\xe5\xc6\xd8\xc5"
)

// looksDOS reports whether the letters beside other letters are those of CP865
// more often than those of Windows-1252.
func looksDOS(data []byte) bool {
	dos, windows := 0, 0
	for i, c := range data {
		if c < 0x80 || !letterAt(data, i-1) && !letterAt(data, i+1) {
			continue
		}
		switch {
		case strings.IndexByte(dosLetters, c) >= 0:
			dos++
		case strings.IndexByte(windowsLetters, c) >= 0:
			windows++
		}
	}
	return dos > windows
}

func letterAt(data []byte, i int) bool {
	return i >= 0 && i < len(data) && (data[i]|0x20) >= 'a' && (data[i]|0x20) <= 'z'
}

func decodeUTF16(data []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return string(utf16.Decode(units))
}

// guessUTF16 tells UTF-16 without a mark by its zero bytes: Danish text has
// them in nearly every other place, and in no other encoding.
func guessUTF16(data []byte) binary.ByteOrder {
	sample := data[:min(len(data), 4096)&^1]
	if len(sample) < 4 {
		return nil
	}
	var even, odd int
	for i := 0; i < len(sample); i += 2 {
		if sample[i] == 0 {
			even++
		}
		if sample[i+1] == 0 {
			odd++
		}
	}
	half := len(sample) / 2
	switch {
	case odd > half*3/4 && even < half/20+1:
		return binary.LittleEndian
	case even > half*3/4 && odd < half/20+1:
		return binary.BigEndian
	}
	return nil
}

// MostlyUTF8 accepts text with a stray bad byte, such as one cut at its end.
func MostlyUTF8(data []byte) bool {
	var bad, wide int
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			bad++
		} else if size > 1 {
			wide++
		}
		data = data[size:]
	}
	return bad == 0 || bad*5 < wide
}
