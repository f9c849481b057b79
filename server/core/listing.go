package core

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
)

// FromOf is the parameter from: how many documents come before those asked for.
func FromOf(c *fiber.Ctx) (int, bool) {
	if !c.Context().QueryArgs().Has("from") {
		return 0, true
	}
	n, err := strconv.Atoi(c.Query("from"))
	return n, err == nil && n >= 0
}

// Stretch gives at most n of a list, and where the others begin, 0 where there are none.
func Stretch[T any](all []T, from, n int) (some []T, next int) {
	from = min(from, len(all))
	to := min(from+n, len(all))
	if to < len(all) {
		next = to
	}
	return all[from:to], next
}

// List makes an empty list of nil, which JSON would write as null.
func List[T any](v []T) []T {
	if v == nil {
		return []T{}
	}
	return v
}

// SearchTimeout is the longest a search may take.
const SearchTimeout = 10 * time.Second
