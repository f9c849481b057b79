"""Tantivy as an engine: its Danish stemmer and stop words, OR, BM25."""

import os
import re
import sys

import peer
import tantivy

FIELDS = ("title", "section", "text")


def analyzer():
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stopword("danish"))
        .filter(tantivy.Filter.stemmer("danish"))
        .build()
    )


def schema():
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in FIELDS:
        builder.add_text_field(name, stored=name == "text", tokenizer_name="da", index_option="freq")
    return builder.build()


def index(passages, folder):
    ix = tantivy.Index(schema(), path=folder)
    ix.register_tokenizer("da", analyzer())
    writer = ix.writer(heap_size=256_000_000, num_threads=1)
    for p in peer.lines(passages):
        writer.add_document(
            tantivy.Document(id=p["id"], title=p["title"], section=" ".join(p["section"]), text=p["text"])
        )
    writer.commit()
    writer.wait_merging_threads()
    return 0, None


def open_index(folder):
    ix = tantivy.Index.open(folder)
    ix.register_tokenizer("da", analyzer())
    ix.reload()
    searcher = ix.searcher()
    boosts = dict(zip(FIELDS, (float(w) for w in os.environ["BENCH_BOOSTS"].split(","))))
    names = [name for name in FIELDS if boosts[name] > 0]
    terms, fields = analyzer(), schema()

    def weighed(name, term):
        query = tantivy.Query.term_query(fields, name, term, "freq")
        return tantivy.Occur.Should, tantivy.Query.boost_query(query, boosts[name])

    def search(question):
        # Term by term: the parser would make a phrase of a word that the
        # tokenizer cuts in two, and the index holds no positions. As there, a
        # word counts once.
        words = dict.fromkeys(re.findall(r"\w+", question.lower()))
        asked = [term for word in words for term in terms.analyze(word)]
        query = tantivy.Query.boolean_query([weighed(name, term) for term in asked for name in names])
        found = []
        for _, address in searcher.search(query, 10, count=False).hits:
            doc = searcher.doc(address)
            assert doc.get_first("text") is not None
            found.append(doc.get_first("id"))
        return found

    return search, None


if __name__ == "__main__":
    peer.main(sys.argv[1:], index, open_index)
