// The page's texts in its own language, and addresses that keep it.

import { keep } from "./key.js";

export const lang = document.documentElement.lang === "en" ? "en" : "da";
const { default: texts } = await import(`./text-${lang}.js`);

// t gives the text under a key; args take the places of its verbs in order.
export function t(key, ...args) {
  return args.reduce((text, arg) => text.replace("%v", () => arg), texts[key] ?? key);
}

// has tells whether there is a text under a key.
export const has = (key) => Object.hasOwn(texts, key);

// date writes an ISO date out; what is not one stays as it is.
export function date(iso) {
  const m = /^(\d{4})-(\d\d)(?:-(\d\d))?$/.exec(iso || "");
  if (!m) return iso || "";
  const style = { month: "long", year: "numeric", ...(m[3] ? { day: "numeric" } : {}) };
  return new Intl.DateTimeFormat(lang === "en" ? "en-GB" : "da-DK", style).format(new Date(m[1], m[2] - 1, m[3] || 1));
}

// link keeps the page's language, and a site's key, in an address of this service.
export function link(path) {
  const url = keep(new URL(path, location.origin));
  if (lang !== "da") url.searchParams.set("lang", lang);
  return url.pathname + url.search + url.hash;
}

// passageLink is the page of a document with one passage marked.
export function passageLink(document, id) {
  return link(`/documents/${encodeURIComponent(document)}?passage=${encodeURIComponent(id)}#${encodeURIComponent(id)}`);
}

// web gives back an address that a reader may be sent to, and "" for any other.
export function web(address) {
  try {
    const url = new URL(address || "");
    return /^https?:$/.test(url.protocol) ? url.href : "";
  } catch {
    return "";
  }
}

// spoken guesses the language of an answer's text: Danish on a Danish page, and
// wherever there is a Danish letter.
export const spoken = (text) => (lang === "da" || /[æøå]/i.test(text) ? "da" : "en");

export const part = (root, name) => root.querySelector(`[data-part="${name}"]`);

// show fills a part and takes away its hiding; without text it stays hidden.
export function show(root, name, text) {
  const el = part(root, name);
  el.textContent = text || "";
  el.hidden = !text;
}
