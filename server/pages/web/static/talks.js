// The list of conversations that this browser has kept: open, rename, delete,
// and take a deletion back.

import * as store from "./store.js";
import { part, show, t } from "./words.js";

const dialog = document.getElementById("talks");
const list = part(dialog, "talk-list");
let before = null; // what stood before the last deletion
let shown = ""; // the conversation that the page shows

// talks makes the dialog work; turn shows a conversation, null for a new one.
export function talks(turn, tell) {
  document.getElementById("talks-open").addEventListener("click", () => {
    before = null;
    shown = store.open()?.id ?? "";
    draw();
    dialog.showModal();
    document.getElementById("talks-name").focus();
  });
  dialog.addEventListener("click", (e) => {
    const button = e.target.closest("button");
    const id = e.target.closest("li")?.dataset.id;
    if (e.target === dialog || button?.dataset.talk === "close") dialog.close();
    if (!button) return;
    ({
      open: () => leave(() => turn(store.all().find((x) => x.id === id))),
      new: () => leave(() => turn(null)),
      rename: () => rename(id),
      delete: () => remove(id, turn, tell),
      undo: () => undo(turn, tell),
    })[button.dataset.talk]?.();
  });
  dialog.addEventListener("submit", (e) => {
    e.preventDefault();
    named(e.target);
  });
}

function leave(then) {
  dialog.close();
  then();
}

function draw() {
  const talks = store.all();
  list.replaceChildren(...talks.map(item));
  part(dialog, "none").hidden = talks.length > 0;
  part(dialog, "undo").hidden = !before;
}

const when = (at) => (at ? new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }).format(at) : "");

function item(talk) {
  const li = document.createElement("li");
  li.dataset.id = talk.id;
  const name = button("open", talk.name, "talk-name");
  name.lang = "da";
  if (talk.id === shown) name.setAttribute("aria-current", "true");
  const n = talk.answers.length;
  const about = document.createElement("p");
  about.className = "quiet";
  about.textContent = [when(talk.at), t(n === 1 ? "talk.one" : "talk.many", n)].filter(Boolean).join(" · ");
  const ways = document.createElement("p");
  ways.className = "ways";
  for (const [what, text] of [["rename", t("talk.rename")], ["delete", t("talk.delete")]]) {
    const b = button(what, text, "plain-button");
    b.setAttribute("aria-label", `${text}: ${talk.name}`);
    ways.append(b);
  }
  li.append(name, about, ways);
  return li;
}

function button(what, text, className) {
  const b = Object.assign(document.createElement("button"), { type: "button", textContent: text, className });
  b.dataset.talk = what;
  return b;
}

function rename(id) {
  const li = [...list.children].find((el) => el.dataset.id === id);
  const form = document.createElement("form");
  const field = Object.assign(document.createElement("input"), { type: "text", maxLength: 120, value: li.querySelector(".talk-name").textContent });
  field.setAttribute("aria-label", t("talk.name"));
  form.append(field, Object.assign(button("", t("talk.save"), "small"), { type: "submit" }));
  li.replaceChildren(form);
  field.focus();
  field.select();
}

function named(form) {
  const { id } = form.closest("li").dataset;
  const name = form.querySelector("input").value.trim();
  store.write(store.all().map((x) => (x.id === id && name ? { ...x, name } : x)));
  draw();
  [...list.children].find((el) => el.dataset.id === id)?.querySelector("button").focus();
}

function remove(id, turn, tell) {
  before = store.all();
  const gone = before.find((x) => x.id === id);
  store.write(before.filter((x) => x !== gone));
  show(dialog, "gone", t("talk.deleted", gone.name));
  draw();
  dialog.querySelector("[data-talk=undo]").focus();
  tell(t("talk.deleted", gone.name));
  if (id === shown) turn(null);
}

function undo(turn, tell) {
  const known = new Set(store.all().map((x) => x.id));
  const back = before.find((x) => !known.has(x.id));
  store.write([...store.all(), ...before.filter((x) => !known.has(x.id))].sort((a, b) => b.at - a.at));
  before = null;
  draw();
  if (back?.id === shown) turn(back);
  document.getElementById("talks-name").focus();
  tell(t("talk.back"));
}
