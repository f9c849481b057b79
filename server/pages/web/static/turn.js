// A turn is one question and its answer on the page. Everything that comes
// from the server becomes text nodes, never markup.

import { inline } from "./inline.js";
import { describe, fill } from "./source.js";
import { part, passageLink, show, spoken, t } from "./words.js";

export class Turn {
  // skeleton is the page's empty turn; number makes the anchors unique.
  constructor(skeleton, number, question) {
    this.root = skeleton.content.querySelector("article").cloneNode(true);
    this.number = number;
    this.question = question;
    this.answer = null; // the whole answer, once it is there
    this.sentences = [];
    this.found = [];
    this.block = null;
    this.sourceItem = this.cut("source");
    this.nearItem = this.cut("near");
    part(this.root, "asked").textContent = question;
  }

  // cut takes the empty list item out, to be copied for each source.
  cut(name) {
    const el = part(this.root, name);
    el.remove();
    return el;
  }

  status(text) { show(this.root, "status", text); }
  told(text) { show(this.root, "told", text); }

  error(text) {
    this.status("");
    show(this.root, "error", text);
    part(this.root, "partial").hidden = this.sentences.length === 0;
    part(this.root, "answer").classList.toggle("cut", this.sentences.length > 0);
    part(this.root, "failure").hidden = false;
  }

  // sources keeps what was found; a source is listed once a sentence cites it.
  sources(list) { this.found = list; }

  // sentence adds one verified sentence.
  sentence(s) {
    this.sentences.push(s);
    this.write(s);
    const cited = new Set(this.sentences.flatMap((x) => x.sources || []));
    this.list(this.found.filter((x) => cited.has(x.n)));
  }

  // done completes the turn with the whole answer.
  done(answer) {
    this.answer = answer;
    this.status("");
    show(this.root, "notice", answer.notice);
    if (answer.question) part(this.root, "asked").textContent = this.question = answer.question;
    if (answer.refused) this.refuse(answer);
    else this.complete(answer);
    const n = (answer.withheld || []).length;
    show(this.root, "withheld", n ? t(n === 1 ? "withheld.one" : "withheld.many", n) : "");
    this.next(answer.next || []);
    part(this.root, "tools").hidden = false;
    part(this.root, "feedback").hidden = !answer.id;
  }

  refuse(answer) {
    this.clear();
    const p = document.createElement("p");
    p.textContent = answer.answer;
    part(this.root, "answer").append(p);
    this.list([]);
    this.nearest(answer.nearest || []);
  }

  // complete leaves sentences that stand already as they are.
  complete(answer) {
    if (!same(this.sentences, answer.sentences)) {
      this.clear();
      this.sentences = answer.sentences;
      answer.sentences.forEach((s) => this.write(s));
    }
    this.found = answer.sources;
    this.list(answer.sources);
    show(this.root, "mode", ["llm", "extract"].includes(answer.mode) ? t(`mode.${answer.mode}`) : "");
  }

  clear() {
    part(this.root, "answer").replaceChildren();
    this.block = null;
  }

  // write adds a sentence to the paragraph or list that it belongs to.
  write(s) {
    const item = s.break === "item";
    if (!this.block || s.break) this.line = this.open(item);
    const text = document.createElement("span");
    text.append(...inline(s.text));
    text.lang = spoken(s.text);
    const run = document.createDocumentFragment();
    if (this.line.childNodes.length) run.append(" ");
    run.append(text, ...(s.sources || []).flatMap((n, i) => [" ", this.mark(n, s.quotes?.[i])]));
    this.line.append(run);
  }

  // open begins a paragraph or a list item and gives the element that sentences go into.
  open(item) {
    const fresh = !this.block || !item || this.block.tagName !== "UL";
    if (fresh) {
      this.block = document.createElement(item ? "ul" : "p");
      part(this.root, "answer").append(this.block);
    }
    if (!item) return this.block;
    const li = document.createElement("li");
    this.block.append(li);
    return li;
  }

  // mark is the button that opens a source at the words that carry the sentence.
  mark(n, quote) {
    const b = document.createElement("button");
    b.type = "button";
    b.className = "mark";
    b.textContent = `[${n}]`;
    b.dataset.source = n;
    b.dataset.quote = quote || "";
    b.setAttribute("aria-label", t("source", n));
    b.setAttribute("aria-expanded", "false");
    b.setAttribute("aria-controls", "panel");
    return b;
  }

  source(n) { return this.found.find((s) => s.n === n); }

  quotes(n) {
    return this.sentences.flatMap((s) => (s.sources || []).flatMap((x, i) => (x === n && s.quotes?.[i] ? [s.quotes[i]] : [])));
  }

  // list shows sources; those that stand already stay, with what the reader has opened.
  list(sources) {
    const box = part(this.root, "source-list");
    const want = sources.map((s) => `kilde-${this.number}-${s.n}`);
    for (const el of [...box.children]) if (!want.includes(el.id)) el.remove();
    sources.forEach((s, i) => {
      const old = box.children[i];
      const quotes = this.quotes(s.n);
      const key = JSON.stringify([s.id, quotes]);
      if (old?.id === want[i] && old.dataset.shows === key) return;
      const kept = old?.id === want[i] ? old : null;
      const li = kept || this.sourceItem.cloneNode(true);
      li.id = want[i];
      li.dataset.shows = key;
      fill(li, s, quotes);
      if (!kept) box.insertBefore(li, old || null);
    });
    part(this.root, "sources").hidden = sources.length === 0;
  }

  nearest(sources) {
    part(this.root, "nearest-list").replaceChildren(...sources.map((s) => {
      const li = this.nearItem.cloneNode(true);
      describe(li, s);
      return li;
    }));
    part(this.root, "nearest").hidden = sources.length === 0;
  }

  // next offers questions to go on with.
  next(questions) {
    part(this.root, "next-list").replaceChildren(...questions.map((q) => {
      const li = document.createElement("li");
      const b = document.createElement("button");
      b.type = "button";
      b.dataset.example = "";
      b.lang = spoken(q);
      b.textContent = q;
      li.append(b);
      return li;
    }));
    part(this.root, "next").hidden = questions.length === 0;
  }

  // shared tells whether the sources are those that a link was shared with.
  shared(ids) {
    const box = part(this.root, "shared");
    const now = new Set((this.answer?.sources || []).map((s) => s.id));
    const gone = ids.filter((id) => !now.has(id));
    const p = document.createElement("p");
    p.textContent = gone.length ? t("shared.other") : t("shared.same");
    const ul = document.createElement("ul");
    ul.append(...gone.map((id, i) => {
      const li = document.createElement("li");
      const a = document.createElement("a");
      a.href = passageLink(id.slice(0, -9), id); // a passage's id is its document's and nine characters
      a.textContent = t("shared.source", i + 1);
      li.append(a);
      return li;
    }));
    box.replaceChildren(p, ...(gone.length ? [ul] : []));
    box.hidden = false;
  }
}

function same(a, b) {
  const key = (s) => JSON.stringify([s.text, s.sources || [], s.break || "", s.quotes || []]);
  return a.length === b.length && a.every((s, i) => key(s) === key(b[i]));
}
