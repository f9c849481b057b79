// Text that comes from the server as nodes of the page: never markup, only text
// nodes within the few elements named here.

import { rows, table } from "./rows.js";
import { t } from "./words.js";

const delimiters = [["**", "strong"], ["`", "code"], ["*", "em"]];
const inWord = /[\p{L}\p{N}*`]/u;

// spans cuts a sentence by **bold**, *italic* and `code` into [text, element]
// pairs, as server/inline.go does.
export function spans(text) {
  const out = [];
  let plain = 0;
  for (let i = 0; i < text.length;) {
    const found = delimited(text, i);
    if (!found) {
      i += 1;
      continue;
    }
    if (i > plain) out.push([text.slice(plain, i), ""]);
    out.push([found.text, found.kind]);
    i += found.size;
    plain = i;
  }
  if (plain < text.length) out.push([text.slice(plain), ""]);
  return out;
}

function delimited(text, i) {
  const hit = delimiters.find(([mark]) => text.startsWith(mark, i));
  if (!hit) return null;
  const [mark, kind] = hit;
  const end = text.indexOf(mark, i + mark.length);
  const inner = text.slice(i + mark.length, end);
  if (end < 0 || !inner || inner.trim() !== inner || (kind !== "code" && inner.includes("*"))) return null;
  const before = [...text.slice(0, i)].pop() || "";
  const after = String.fromCodePoint(text.codePointAt(end + mark.length) ?? 32);
  if (inWord.test(before) || inWord.test(after)) return null;
  return { text: inner, kind, size: inner.length + 2 * mark.length };
}

// plain is a sentence without the marks.
export const plain = (text) => spans(text).map(([piece]) => piece).join("");

// inline is a sentence as nodes.
export const inline = (text) => spans(text).map(([piece, kind]) => element(kind, piece));

function element(kind, text) {
  if (!kind) return document.createTextNode(text);
  const el = document.createElement(kind);
  el.textContent = text;
  return el;
}

// passage is the text of a passage as paragraphs, lists and tables, without the
// heading that it may begin with, and with the quotes marked.
export function passage(text, heading, quotes = []) {
  const marks = quotes.map((q) => [q ? text.indexOf(q) : -1, q.length])
    .filter(([at]) => at >= 0).map(([at, size]) => [at, at + size]).sort((a, b) => a[0] - b[0]);
  const out = document.createDocumentFragment();
  const lines = linesOf(text, heading);
  let list = null;
  for (let i = 0; i < lines.length; i += 1) {
    const { body, start, deep } = lines[i];
    const isItem = body.startsWith("- ");
    const found = isItem ? null : rows(lines.slice(i).map((l) => l.body));
    if (found) {
      const first = i;
      out.append(table(t("table"), found, (c, r) => marked(c.text, lines[first + r].start + c.from, marks)));
      i += found.cells.length - 1;
      list = null;
      continue;
    }
    const el = document.createElement(isItem ? "li" : "p");
    el.append(...marked(isItem ? body.slice(2) : body, isItem ? start + 2 : start, marks));
    if (isItem && deep) el.className = "deep";
    if (!isItem) list = null;
    else if (!list) out.append((list = document.createElement("ul")));
    (list || out).append(el);
  }
  return out;
}

// linesOf are the lines that say something, and where in the text they begin.
function linesOf(text, heading) {
  const out = [];
  let at = 0;
  for (const line of text.split("\n")) {
    const body = line.trim();
    if (body && !(at === 0 && heading && body === heading)) {
      out.push({ body, start: at + line.length - line.trimStart().length, deep: line.startsWith("  ") });
    }
    at += line.length + 1;
  }
  return out;
}

// marked cuts a text that begins at start within the passage along the marks.
function marked(text, start, marks) {
  const out = [];
  let at = 0;
  for (const [from, to] of marks) {
    const a = Math.max(from - start, at);
    const b = Math.min(to - start, text.length);
    if (a >= b) continue;
    if (a > at) out.push(text.slice(at, a));
    out.push(element("mark", text.slice(a, b)));
    at = b;
  }
  if (at < text.length) out.push(text.slice(at));
  return out;
}
