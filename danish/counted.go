package danish

import "strconv"

// Counted is a number with the word for what is counted, one for 1 and many for
// any other.
func Counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
