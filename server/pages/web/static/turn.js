// A turn is one question and its answer on the page. Everything that comes
// from the server becomes text nodes, never markup.

import { blocks, draw } from "./blocks.js";
import { describe, fill } from "./source.js";
import { date, link, part, passageLink, show, spoken, t } from "./words.js";

export class Turn {
  // skeleton is the page's empty turn; number makes the anchors unique.
  constructor(skeleton, number, question) {
    this.root = skeleton.content.querySelector("article").cloneNode(true);
    this.number = number;
    this.question = question;
    this.answer = null; // the whole answer, once it is there
    this.sentences = [];
    this.found = [];
    this.drawn = []; // what each block of the answer shows
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
    this.write();
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
    const n = answer.editorial ? 0 : (answer.withheld || []).length;
    show(this.root, "withheld", n ? t(n === 1 ? "withheld.one" : "withheld.many", n) : "");
    this.next(answer.next || []);
    part(this.root, "tools").hidden = false;
    this.record(answer);
    part(this.root, "feedback").hidden = !answer.id || answer.refused;
    part(this.root, "again").hidden = answer.refused;
  }

  // record offers the grounds of the answer, where they are kept.
  record(answer) {
    const form = part(this.root, "record");
    form.hidden = !answer.id || !answer.record;
    if (form.hidden) return;
    form.action = link(`/api/answers/${encodeURIComponent(answer.id)}`);
    form.elements.token.value = answer.record;
  }

  // refuse tells that there is no answer, what lies nearest, and where else to ask.
  refuse(answer) {
    this.root.classList.add("refused");
    this.sentences = [];
    this.drawn = [];
    const p = document.createElement("p");
    p.textContent = answer.answer;
    part(this.root, "answer").replaceChildren(p);
    this.list([]);
    this.nearest(answer.nearest || []);
    if (answer.refusal !== "attack") this.elsewhere(answer);
  }

  // elsewhere leads to the search, and to whom to ask of what the question is about.
  elsewhere(answer) {
    part(this.root, "elsewhere").hidden = false;
    part(this.root, "look").href = link(`/search?q=${encodeURIComponent(answer.question)}`);
    if (!answer.contact) return;
    const a = part(this.root, "contact");
    a.href = /^https?:/.test(answer.contact) ? answer.contact : `mailto:${answer.contact}`;
    a.parentElement.hidden = false;
  }

  // complete leaves what stands already as it is.
  complete(answer) {
    this.sentences = answer.sentences;
    this.found = answer.sources;
    this.write();
    this.list(answer.sources);
    const near = answer.certainty === "nearest";
    this.root.classList.toggle("nearest", near);
    if (near && answer.contact) this.elsewhere(answer);
    show(this.root, "near-note", near && !answer.notice ? t("near") : ""); // a notice tells it too
    show(this.root, "mode", origin(answer));
    this.root.classList.toggle("by-model", answer.mode === "llm");
  }

  // write draws the blocks of the answer that are new or changed.
  write() {
    const box = part(this.root, "answer");
    const now = blocks(this.sentences);
    now.forEach((b, i) => {
      const key = JSON.stringify(b);
      if (this.drawn[i] === key) return;
      const el = draw(b, (n, from, to) => this.mark(n, from, to));
      if (box.children[i]) box.children[i].replaceWith(el);
      else box.append(el);
      this.drawn[i] = key;
    });
    this.drawn.length = now.length;
    while (box.children.length > now.length) box.lastChild.remove();
  }

  // mark is the button that opens a source at the words that carry the
  // sentences from one index to another.
  mark(n, from, to) {
    const b = document.createElement("button");
    b.type = "button";
    b.className = "mark";
    b.textContent = n;
    Object.assign(b.dataset, { source: n, from, to });
    b.setAttribute("aria-label", t("source", n));
    b.setAttribute("aria-expanded", "false");
    b.setAttribute("aria-controls", "panel");
    return b;
  }

  source(n) { return this.found.find((s) => s.n === n); }

  // carried are the sentences from one index to another that cite source n.
  carried(n, from, to) { return this.sentences.slice(from, to + 1).filter((s) => (s.sources || []).includes(n)); }

  // list shows sources; those that stand already stay, with what the reader has opened.
  list(sources) {
    const box = part(this.root, "source-list");
    const want = sources.map((s) => `kilde-${this.number}-${s.n}`);
    for (const el of [...box.children]) if (!want.includes(el.id)) el.remove();
    sources.forEach((s, i) => {
      const old = box.children[i];
      const quotes = quotesOf(this.sentences, s.n);
      const before = sources.slice(0, i);
      const key = JSON.stringify([s.id, quotes, before.map((x) => x.n)]);
      if (old?.id === want[i] && old.dataset.shows === key) return;
      const kept = old?.id === want[i] ? old : null;
      const li = kept || this.sourceItem.cloneNode(true);
      li.id = want[i];
      li.dataset.shows = key;
      fill(li, s, quotes, before);
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

// quotesOf are the words of source n that carry sentences.
export const quotesOf = (sentences, n) =>
  sentences.flatMap((s) => (s.sources || []).flatMap((x, i) => (x === n && s.quotes?.[i] ? [s.quotes[i]] : [])));

// origin tells how an answer came about.
export function origin(answer) {
  const e = answer.editorial;
  if (e && typeof e === "object") {
    const text = [t("mode.editorial"), date(e.date), e.owner].filter(Boolean).join(", ");
    return e.asked ? text : `${text}. ${t("mode.taken", e.question)}.`;
  }
  const ours = answer.mode === "extract" && answer.sources?.length && answer.sources.every((s) => s.kind === "oversigt");
  if (ours) return t("mode.overview");
  return ["llm", "extract"].includes(answer.mode) ? t(`mode.${answer.mode}`) : "";
}
