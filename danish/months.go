package danish

// Months are the stems of the Danish and English months.
var Months = setOf("months.txt")
