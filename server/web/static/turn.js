// A turn is one question and its answer on the page. Everything that comes
// from the server becomes text nodes, never markup.

const modes = {
  llm: "Svar skrevet af en sprogmodel og kontrolleret mod kilderne",
  extract: "Uddrag af kilderne",
};

const part = (root, name) => root.querySelector(`[data-part="${name}"]`);

// show fills a part and takes away its hiding; without text it stays hidden.
function show(root, name, text) {
  const el = part(root, name);
  el.textContent = text || "";
  el.hidden = !text;
}

export class Turn {
  // skeleton is the page's empty turn; number makes the anchors unique.
  constructor(skeleton, number, question) {
    this.root = skeleton.content.querySelector("article").cloneNode(true);
    this.number = number;
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
  error(text) { show(this.root, "error", text); }

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
    this.status("");
    show(this.root, "notice", answer.notice);
    if (answer.refused) this.refuse(answer);
    else this.complete(answer);
    show(this.root, "withheld", withheld(answer.withheld || []));
  }

  refuse(answer) {
    this.clear();
    const p = document.createElement("p");
    p.textContent = answer.answer;
    part(this.root, "answer").append(p);
    this.list([]);
    this.nearest(answer.nearest || []);
  }

  // complete leaves sentences that stand already, so that a screen reader
  // does not read them twice.
  complete(answer) {
    if (!same(this.sentences, answer.sentences)) {
      this.clear();
      answer.sentences.forEach((s) => this.write(s));
    }
    this.list(answer.sources);
    show(this.root, "mode", modes[answer.mode]);
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
    text.textContent = s.text;
    const run = document.createDocumentFragment();
    if (this.line.childNodes.length) run.append(" ");
    run.append(text, ...(s.sources || []).flatMap((n) => [" ", this.mark(n)]));
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

  anchor(n) { return `kilde-${this.number}-${n}`; }

  mark(n) {
    const a = document.createElement("a");
    a.className = "mark";
    a.href = `#${this.anchor(n)}`;
    a.textContent = `[${n}]`;
    a.setAttribute("aria-label", `Kilde ${n}`);
    return a;
  }

  // list shows sources; those that stand already stay, with what the reader has opened.
  list(sources) {
    const box = part(this.root, "source-list");
    const want = sources.map((s) => this.anchor(s.n));
    for (const el of [...box.children]) if (!want.includes(el.id)) el.remove();
    sources.forEach((s, i) => {
      const old = box.children[i];
      if (old?.id === want[i] && old.dataset.passage === s.id) return;
      const li = this.source(s);
      if (old?.id === want[i]) old.replaceWith(li);
      else box.insertBefore(li, old || null);
    });
    part(this.root, "sources").hidden = sources.length === 0;
  }

  source(s) {
    const li = this.sourceItem.cloneNode(true);
    li.id = this.anchor(s.n);
    li.dataset.passage = s.id;
    part(li, "number").textContent = `[${s.n}]`;
    describe(li, s);
    part(li, "text").textContent = s.text;
    part(li, "excerpt").hidden = !s.text;
    const address = web(s.public_url);
    if (address) {
      part(li, "public").href = address;
      show(li, "public", s.publication || address);
    }
    part(li, "publication").hidden = !address;
    return li;
  }

  nearest(sources) {
    part(this.root, "nearest-list").replaceChildren(...sources.map((s) => {
      const li = this.nearItem.cloneNode(true);
      describe(li, s);
      return li;
    }));
    part(this.root, "nearest").hidden = sources.length === 0;
  }
}

// describe names a source and links to its passage.
function describe(li, s) {
  const link = part(li, "link");
  link.textContent = s.title;
  link.href = `/documents/${encodeURIComponent(s.document)}?passage=${encodeURIComponent(s.id)}#${encodeURIComponent(s.id)}`;
  const path = s.section || [];
  const place = [path.slice(path[0] === s.title ? 1 : 0).join(" › "), s.page ? `side ${s.page}` : ""];
  show(li, "where", place.filter(Boolean).join(", "));
}

// web gives back an address that a reader may be sent to, and "" for any other.
function web(address) {
  try {
    const url = new URL(address || "");
    return /^https?:$/.test(url.protocol) ? url.href : "";
  } catch {
    return "";
  }
}

function withheld(list) {
  if (list.length === 0) return "";
  if (list.length === 1) return "1 sætning blev udeladt, fordi kilderne ikke bar den.";
  return `${list.length} sætninger blev udeladt, fordi kilderne ikke bar dem.`;
}

function same(a, b) {
  const key = (s) => JSON.stringify([s.text, s.sources || [], s.break || ""]);
  return a.length === b.length && a.every((s, i) => key(s) === key(b[i]));
}
