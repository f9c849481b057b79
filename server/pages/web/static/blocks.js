// Sentences of an answer as paragraphs, lists and tables; server/pages/block.go
// does the same for pages without scripts.

import { inline } from "./inline.js";
import { rows, table } from "./rows.js";
import { spoken, t } from "./words.js";

const sources = (s) => s.sources || [];
const same = (a, b) => String(sources(a)) === String(sources(b));

// blocks are {kind, lines}: kind is "p", "ul", "ol" or "table", a line a list of
// [index, sentence] pairs; a table has rows beside them.
export function blocks(sentences) {
  const out = [];
  for (let i = 0; i < sentences.length; i += 1) {
    const found = tableAt(sentences, i);
    if (found) {
      out.push({ kind: "table", table: found, lines: found.cells.map((_, n) => [[i + n, sentences[i + n]]]) });
      i += found.cells.length - 1;
      continue;
    }
    const s = sentences[i];
    const kind = s.break !== "item" ? "p" : number(s) ? "ol" : "ul";
    const last = out.at(-1);
    if (kind !== "p" && last?.kind === kind) last.lines.push([[i, s]]);
    else if (s.break || !last || last.kind === "table") out.push({ kind, lines: [[[i, s]]] });
    else last.lines.at(-1).push([i, s]);
  }
  return out;
}

// number is that of a list item, 0 for none; its text may begin with it.
const number = (s) => s.number || (s.break === "item" && Number(/^(\d{1,3})[.)] /.exec(s.text)?.[1])) || 0;
const text = (s) => (s.break === "item" ? s.text.replace(/^\d{1,3}[.)] /, "") : s.text);

// tableAt is the table whose first row is sentence i, null for none.
function tableAt(sentences, i) {
  let end = i + 1;
  while (end < sentences.length && sentences[end].break) end += 1;
  const found = rows(sentences.slice(i, end).map((s) => s.text));
  const after = found && sentences[i + found.cells.length];
  return !found || (after && !after.break) ? null : found;
}

// draw makes the element of a block; mark makes the button of a source for the
// sentences from one index to another.
export function draw(block, mark) {
  const all = block.lines.flat();
  if (block.kind === "table") return drawTable(block, all, mark);
  let from = all[0][0];
  const run = ([i, s], n) => {
    const el = document.createElement("span");
    el.append(...inline(text(s)));
    el.lang = spoken(s.text);
    if (s.gap) el.className = "gap";
    const next = all[all.findIndex(([x]) => x === i) + 1];
    const out = n ? [" ", el] : [el];
    if (next && same(next[1], s)) return out;
    out.push(...sources(s).flatMap((x) => [" ", mark(x, from, i)]));
    from = i + 1;
    return out;
  };
  const lines = block.lines.map((line) => line.flatMap(run));
  const root = document.createElement(block.kind);
  if (block.kind === "p") root.append(...lines[0]);
  else root.append(...lines.map((nodes, i) => {
    const li = document.createElement("li");
    if (block.kind === "ol") li.value = number(block.lines[i][0][1]);
    li.append(...nodes);
    return li;
  }));
  return root;
}

function drawTable(block, all, mark) {
  const root = document.createElement("div");
  const cited = [...new Set(all.flatMap(([, s]) => sources(s)))];
  root.append(table(t("table"), block.table, (c) => inline(c.text)), ...cited.flatMap((n) => [" ", mark(n, all[0][0], all.at(-1)[0])]));
  return root;
}
