// Sources of an answer: their cards in its list, and the panel that shows one
// beside the answer.

import { passage, plain } from "./inline.js";
import { date, has, link, part, passageLink, show, t, web } from "./words.js";

// place tells where in its document a passage stands.
export function place(s) {
  const path = s.section || [];
  const named = path.length && s.title.toLowerCase().startsWith(path[0].toLowerCase());
  const steps = path.slice(named ? 1 : 0).join(" › ");
  return [steps, s.page ? t("page", s.page) : ""].filter(Boolean).join(", ");
}

// describe names a source and links to its passage.
export function describe(li, s) {
  const a = part(li, "link");
  a.textContent = s.title;
  a.href = passageLink(s.document, s.id);
  a.dataset.address = a.href; // whole, as it is printed
  show(li, "where", place(s));
}

// origin tells what a source is, who issued it and when, as far as is known.
const origin = (s) => [
  s.kind ? (has(`kind.${s.kind}`) ? t(`kind.${s.kind}`) : s.kind) : "", s.publisher,
  date(s.issued || s.date), s.checked ? t("source.checked", date(s.checked)) : "",
].filter(Boolean).join(" · ");

// references link to the places that the text itself rests on.
function references(root, list) {
  const found = (list || []).map((r) => [r?.title, web(r?.url)]).filter(([title, url]) => title && url);
  part(root, "references").replaceChildren(...found.map(([title, url]) => {
    const li = document.createElement("li");
    const a = Object.assign(document.createElement("a"), { href: url, rel: "noopener noreferrer", textContent: title, lang: "da" });
    li.append(a);
    return li;
  }));
  part(root, "references").hidden = found.length === 0;
}

// publication links to what the document reports on, where that may be visited.
function publication(root, s) {
  const address = web(s.public_url);
  part(root, "publication").hidden = !address;
  if (!address) return;
  part(root, "public").href = address;
  part(root, "public").textContent = s.publication || address;
}

// fill makes an empty card a source's, given the sources before it. The first of
// a document tells what the document is, the first of a kind what it is good for.
export function fill(li, s, quotes, before) {
  const same = before.find((x) => x.document === s.document);
  const first = !before.some((x) => x.kind === s.kind);
  part(li, "number").textContent = s.n;
  describe(li, s);
  if (same) {
    part(li, "link").textContent = place(s) || s.title;
    show(li, "where", t("source.same", same.n));
  }
  show(li, "origin", same ? "" : origin(s));
  show(li, "use", first && has(`use.${s.kind}`) ? t(`use.${s.kind}`) : "");
  part(li, "text").replaceChildren(passage(s.text || "", s.section?.at(-1), quotes));
  part(li, "excerpt").hidden = !s.text;
  publication(li, s);
}

// checks tells how sentences were held against their sources.
function checks(root, sentences) {
  const told = sentences.filter((s) => has(`checked.${s.checked}`));
  part(root, "check-list").replaceChildren(...told.map((s) => {
    const li = document.createElement("li");
    const q = document.createElement("q");
    q.textContent = plain(s.text);
    li.append(q, ` ${t(`checked.${s.checked}`)}`);
    return li;
  }));
  part(root, "checks").hidden = told.length === 0;
}

// On a wide screen the panel stands beside the answer and takes nothing away
// from the page; on a small one it lies over it.
const wide = matchMedia("(min-width: 64rem)");

export class Panel {
  constructor(dialog) {
    this.dialog = dialog;
    this.opener = null;
    dialog.addEventListener("close", () => this.closed());
    dialog.addEventListener("click", (e) => {
      if (e.target === dialog || e.target.closest("[data-do=close]")) dialog.close();
    });
    wide.addEventListener("change", () => this.move());
  }

  get open() { return this.dialog.open; }
  close() { this.dialog.close(); }

  // show opens a source with the quotes that carry sentences; closing gives the
  // focus back to opener.
  show(s, quotes, sentences, opener) {
    if (this.open) this.dialog.close();
    const d = this.dialog;
    part(d, "name").textContent = t("source", s.n);
    part(d, "title").textContent = s.title;
    show(d, "where", place(s));
    show(d, "origin", origin(s));
    part(d, "text").replaceChildren(passage(s.text || "", s.section?.at(-1), quotes));
    checks(d, sentences);
    part(d, "document").href = passageLink(s.document, s.id);
    const original = part(d, "original");
    original.href = link(`/documents/${encodeURIComponent(s.document)}/file${s.page ? `#page=${s.page}` : ""}`);
    original.textContent = s.page ? t("original.page", s.page) : t("original");
    publication(d, s);
    references(d, s.references);
    this.place(opener);
  }

  // move puts an open panel where the new width wants it.
  move() {
    if (!this.open) return;
    this.dialog.close();
    this.place(this.opener);
  }

  place(opener) {
    this.opener = opener;
    opener.setAttribute("aria-expanded", "true");
    document.body.classList.toggle("with-panel", wide.matches);
    if (wide.matches) this.dialog.show();
    else this.dialog.showModal();
    part(this.dialog, "name").focus({ preventScroll: true });
    part(this.dialog, "text").querySelector("mark")?.scrollIntoView({ block: "nearest" });
  }

  // closed comes after the dialog is gone, by whatever way; a panel that has
  // been opened anew meanwhile is left alone.
  closed() {
    if (this.open) return;
    document.body.classList.remove("with-panel");
    this.opener?.setAttribute("aria-expanded", "false");
    if (this.opener?.isConnected) this.opener.focus({ preventScroll: true });
    this.opener = null;
  }
}
