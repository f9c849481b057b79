package danish

import "strings"

// months are the numbers of the months by their folded Danish and English
// names, monthNames their Danish names in order, namedMonths those that are
// other words too.
var months, monthNames, namedMonths = readMonths()

func readMonths() (numbers map[string]int, names []string, named map[string]bool) {
	numbers, named = map[string]int{}, map[string]bool{}
	at := map[string]int{}
	for class, name := range classesOf("months.txt") {
		if class == "named" {
			named[name] = true
			continue
		}
		at[class]++
		numbers[name] = at[class]
		if class == "da" {
			names = append(names, name)
		}
	}
	return numbers, names, named
}

// Month is the number of a month by its folded Danish or English name, from 1;
// 0 is no month.
func Month(word string) int { return months[word] }

// MonthPattern matches the Danish name of a month in a regular expression.
var MonthPattern = "(?i:" + strings.Join(monthNames, "|") + ")"
