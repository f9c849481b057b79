"""What the peers in Python share: the two commands of an engine and its files."""

import json
import sys
import time

# After this time no other timed round begins, as with the other engines.
ENOUGH_SECONDS = 40


def lines(path):
    """Gives the values of a file of JSON lines."""
    with open(path, encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def peak_kb(pid="self"):
    """The most memory that a process has held, as Linux tells it."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        for line in file:
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    raise SystemExit("no VmHWM in /proc")


def main(args, index, open_index):
    """Runs the command that args name.

    index(passages, dir) makes an index and returns its size in bytes, or 0 for
    what lies in dir, and the peak of memory, or None for that of this process.
    open_index(dir) returns a function from a question's text to ids, and one
    that tells the peak of memory, or None for that of this process.
    """
    start = time.perf_counter()
    if len(args) == 3 and args[0] == "index":
        size, peak = index(args[1], args[2])
        took = (time.perf_counter() - start) * 1000
        report = {"index_ms": took, "bytes": size, "peak_kb": peak or peak_kb()}
    elif len(args) == 5 and args[0] == "search":
        search, peak = open_index(args[1])
        opened = (time.perf_counter() - start) * 1000
        ask_all(args[2], args[3], int(args[4]), search)
        report = {"open_ms": opened, "peak_kb": peak() if peak else peak_kb()}
    else:
        raise SystemExit("use: index PASSAGES DIR | search DIR QUESTIONS OUT ROUNDS")
    print(json.dumps(report))


def ask_all(questions, out, rounds, search):
    """Asks every question once to warm up, then in timed rounds."""
    asked = [(q["id"], q["question"]) for q in lines(questions)]
    found = [{"id": key, "hits": search(text), "ms": []} for key, text in asked]
    begin = time.perf_counter()
    for _ in range(rounds):
        if time.perf_counter() - begin > ENOUGH_SECONDS:
            break
        for result, (_, text) in zip(found, asked):
            start = time.perf_counter()
            search(text)
            result["ms"].append((time.perf_counter() - start) * 1000)
    with open(out, "w", encoding="utf-8") as file:
        for result in found:
            file.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    sys.exit("peer.py is a part of the others")
