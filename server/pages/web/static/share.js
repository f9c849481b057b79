// An answer as text and as a link, for use elsewhere.

import { plain } from "./inline.js";
import { place } from "./source.js";
import { origin } from "./turn.js";
import { link, passageLink, t } from "./words.js";

const maxSources = 8; // in a link

// asText is the question, the answer and its sources with their addresses.
export function asText(answer) {
  const sources = answer.sources.map((s) => {
    const where = [s.title, place(s)].filter(Boolean).join(" – ");
    return `[${s.n}] ${where}\n${new URL(passageLink(s.document, s.id), location.origin)}`;
  });
  const notes = [answer.notice, answer.refused ? "" : origin(answer)].filter(Boolean).join(" ");
  return [answer.question, plain(answer.answer), notes, ...sources].filter(Boolean).join("\n\n") + "\n";
}

// asLink asks the question again and names the sources it was answered from.
// All of it stands after the #, which browsers keep to themselves.
export function asLink(answer) {
  const url = new URL(link("/"), location.origin);
  url.searchParams.delete("key"); // it opens nothing outside of its site's pages
  const what = new URLSearchParams({ q: answer.question });
  const ids = answer.sources.slice(0, maxSources).map((s) => s.id);
  if (ids.length) what.set("s", ids.join(","));
  url.hash = what.toString();
  return url.href;
}

// opened reads such a link and takes it off the address, so that a reload does
// not ask again; null where there is none.
export function opened() {
  const what = new URLSearchParams(location.hash.slice(1));
  const question = what.get("q")?.trim();
  if (!question) return null;
  history.replaceState(null, "", location.pathname + location.search);
  const ids = (what.get("s") || "").split(",").filter(Boolean).slice(0, maxSources);
  return { question, ids };
}

// copy puts text on the clipboard and tells whether it could. Pages without
// TLS have no clipboard, only the older way.
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

function copySelected(text) {
  const before = document.activeElement;
  const area = document.createElement("textarea");
  area.className = "unseen";
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before?.focus({ preventScroll: true });
  return done;
}
