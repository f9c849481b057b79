// Package index finds passages for a question. It holds the Danish analysis,
// builds and opens the index, searches it and ranks what is found.
//
// [Build] makes an [Index] of documents, [Open] opens one that was kept on
// disk, [Index.Search] ranks passages for a [Query] that [Index.Parse] makes
// of a question. Bleve holds the postings and gives the candidates by BM25;
// ranking.go orders them by what the passage says where. docs/retrieval.md
// tells what each part brings in figures.
package index
