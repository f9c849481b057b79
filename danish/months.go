package danish

// Months are the stems of the Danish and English months.
var Months = WordSet(`januar februar marts april maj juni juli august september oktober november december
	january february march may june july october`)
