// Table rows that are written out as text, "Dato: 2. august 2026; Status: i
// kraft", as a table again; server/pages/rows.go does the same.

const name = (part) => (part.includes(": ") ? part.slice(0, part.indexOf(": ")) : "");
const first = (line) => name(line.split("; ")[0]);

// rows takes the lines from the first on that begin with the same column's
// name; null where fewer than two lines or two columns are alike.
export function rows(lines) {
  let n = 0;
  while (n < lines.length && first(lines[n]) && first(lines[n]) === first(lines[0])) n += 1;
  const columns = n < 2 ? [] : shared(lines.slice(0, n));
  return columns.length < 2 ? null : { columns, cells: lines.slice(0, n).map((line) => cut(line, columns)) };
}

function shared(lines) {
  const count = new Map();
  const order = [];
  for (const line of lines) {
    let at = 0;
    for (const key of new Set(line.split("; ").map(name).filter(Boolean))) {
      const i = order.indexOf(key);
      if (i < 0) order.splice(at, 0, key);
      at = (i < 0 ? at : i) + 1;
      count.set(key, (count.get(key) || 0) + 1);
    }
  }
  return order.filter((key) => count.get(key) > 1);
}

function cut(line, columns) {
  const out = columns.map(() => ({ text: "", from: 0 }));
  let last = -1;
  let at = 0;
  for (const part of line.split("; ")) {
    const i = columns.indexOf(name(part));
    if (i > last) {
      last = i;
      out[i] = { text: part.slice(columns[i].length + 2), from: at + columns[i].length + 2 };
    } else if (last >= 0) out[last].text += `; ${part}`;
    at += part.length + 2;
  }
  return out;
}

// table is a table that may be scrolled where it is too wide; fill puts nodes
// into a cell, given its row's number, its column's and the cell.
export function table(label, { columns, cells }, fill) {
  const make = (tag, ...children) => {
    const el = document.createElement(tag);
    el.append(...children);
    return el;
  };
  const head = columns.map((c) => Object.assign(make("th", c), { scope: "col" }));
  const body = cells.map((row, r) => make("tr", ...row.map((c, i) => make("td", ...fill(c, r, i)))));
  const box = make("div", make("table", make("thead", make("tr", ...head)), make("tbody", ...body)));
  box.className = "scroll";
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", label);
  return box;
}
