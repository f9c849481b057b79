// The conversation: sends questions, shows the answers while they are made,
// and keeps them in this browser for follow-up questions.

import * as composer from "./composer.js";
import { explain, vote } from "./feedback.js";
import { plain } from "./inline.js";
import { asLink, asText, copy, opened } from "./share.js";
import { Panel } from "./source.js";
import { events } from "./sse.js";
import * as store from "./store.js";
import { Turn } from "./turn.js";
import { dictation, read, reading } from "./voice.js";
import { lang, link, part, spoken, t } from "./words.js";

const { field, tell } = composer;
const maxHistory = 8;
const $ = (id) => document.getElementById(id);
const conversation = $("conversation");
const panel = new Panel($("panel"));
const turns = new Map(); // by their element
let before = composer.earlier();
let number = 0;
let running = null; // the AbortController of the answer that is being made
let replaced = null; // the turn whose question is being edited

function add(question, after) {
  const turn = new Turn($("skeleton"), ++number, question);
  if (after) after.root.after(turn.root);
  else conversation.append(turn.root);
  turns.set(turn.root, turn);
  return turn;
}

function remove(turn) {
  turns.delete(turn.root);
  turn.root.remove();
}

// answered are the turns that have an answer, in their order on the page.
const answered = () => [...conversation.children].map((el) => turns.get(el)).filter((x) => x?.answer);

const idle = () => composer.idle(turns.size > 0 || before.length > 0);

// ask answers a question below the conversation, or in the place of old. Links
// bring ids; their question stands alone.
async function ask(question, { old = null, ids = null } = {}) {
  question = question.trim();
  if (running || !question) return field.focus();
  edit(null);
  const past = ids ? [] : history(old);
  const turn = add(question, old);
  begin(turn, old);
  try {
    await answer(turn, past);
    if (ids) turn.shared(ids);
    if (old) remove(old);
    store.save(answered().map((x) => x.answer));
  } catch (err) {
    if (old) old.root.hidden = false;
    fail(turn, err);
  } finally {
    running = null;
    composer.swap(false);
    idle();
  }
}

// history is the conversation up to old, or all of it.
function history(old) {
  const all = answered();
  const upTo = all.includes(old) ? all.slice(0, all.indexOf(old)) : all;
  return [...before, ...upTo.map(({ answer: a }) => ({ question: a.question, answer: a.answer }))].slice(-maxHistory);
}

// begin shows the question and makes the form ready for stopping.
function begin(turn, old) {
  running = new AbortController();
  panel.close();
  $("fejl")?.remove();
  composer.silence();
  if (old?.answer) old.root.hidden = true; // it comes back if the new one fails
  else if (old) remove(old);
  turn.status(t("searching"));
  tell(t("searching"));
  composer.swap(true);
  idle();
  if (field.value.trim() === turn.question) composer.write("");
  turn.root.scrollIntoView({ block: "start" });
}

// answer sends a question and shows what comes back.
async function answer(turn, past) {
  const response = await fetch(link("/api/chat"), {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify({ question: turn.question, history: past, language: lang }),
    signal: running.signal,
  });
  if (!response.ok) throw await problem(response);
  try {
    for await (const { event, data } of events(response.body)) {
      if (event === "sources") turn.sources(data);
      if (event === "sentence") sentence(turn, data);
      if (event === "error") throw new Shown(data);
      if (event === "done") return finish(turn, data);
    }
  } catch (err) {
    if (err.name === "AbortError" || err instanceof Shown) throw err;
  }
  throw new Shown({ detail: t("broken") });
}

function sentence(turn, data) {
  turn.sentence(data);
  turn.status(t("writing"));
  tell(plain(data.text), spoken(data.text));
}

function finish(turn, data) {
  const heard = turn.sentences.length;
  turn.done(data);
  if (data.refused) tell(data.answer);
  else data.sentences.slice(heard).forEach((s) => tell(plain(s.text), spoken(s.text)));
  const notes = ["notice", "mode", "withheld"].map((name) => part(turn.root, name).textContent);
  tell([t(data.refused ? "refused" : "ready"), ...notes].filter(Boolean).join(" "));
  document.dispatchEvent(new CustomEvent("taskforce:answer", { detail: { refused: data.refused, sources: data.sources.length } }));
}

// Shown is an error whose text the server wrote for the reader.
class Shown extends Error {
  constructor(p) {
    super(p.request_id && p.status >= 500 ? `${p.detail} ${t("id", p.request_id)}` : p.detail);
  }
}

async function problem(response) {
  const data = await response.json().catch(() => null);
  return new Shown(data?.detail ? data : { detail: t("failed") });
}

function fail(turn, err) {
  const text = err.name === "AbortError" ? t("stopped") : err instanceof Shown ? err.message : t("offline");
  if (!turns.has(turn.root)) return; // the conversation was deleted meanwhile
  turn.error(text);
  tell([text, turn.sentences.length ? part(turn.root, "partial").textContent : ""].filter(Boolean).join(" "));
  if (err.name !== "AbortError") document.dispatchEvent(new CustomEvent("taskforce:error"));
}

// edit puts a question back into the field; the next answer takes its place.
function edit(turn) {
  replaced = turn;
  composer.editing(Boolean(turn));
  if (!turn) return;
  composer.write(turn.question);
  field.focus();
}

function clear() {
  running?.abort();
  panel.close();
  edit(null);
  turns.clear();
  before = [];
  store.clear();
  composer.forget();
  conversation.replaceChildren();
  composer.write("");
  idle();
  field.focus();
  tell(t("cleared"));
}

const actions = {
  copy: async (turn) => say(turn, (await copy(asText(turn.answer))) ? t("copied") : t("notcopied")),
  share: async (turn) => say(turn, (await copy(asLink(turn.answer))) ? t("linked") : t("notcopied")),
  print: () => print(),
  read: (turn, button) => read(turn.answer, button),
  again: (turn) => ask(turn.question, { old: turn }),
  edit,
};

function say(turn, text) {
  turn.told(text);
  tell(text);
}

conversation.addEventListener("click", (e) => {
  const button = e.target.closest("button");
  const turn = turns.get(e.target.closest(".turn"));
  if (!button || !turn) return;
  const source = turn.source(Number(button.dataset.source));
  if (source) panel.show(source, [button.dataset.quote], button);
  else if (button.dataset.vote) vote(turn, button.dataset.vote, tell);
  else actions[button.dataset.do]?.(turn, button);
});
conversation.addEventListener("submit", (e) => {
  e.preventDefault();
  explain(turns.get(e.target.closest(".turn")), tell);
});
document.addEventListener("click", (e) => {
  const example = e.target.closest("[data-example]");
  if (!example) return;
  e.preventDefault();
  ask(example.textContent);
});
document.addEventListener("keydown", (e) => {
  if (e.key !== "Escape" || e.defaultPrevented || document.querySelector("dialog:modal")) return;
  if (panel.open) panel.close();
  else running?.abort();
});
window.addEventListener("beforeprint", () => {
  for (const el of document.querySelectorAll("[data-part=excerpt]")) el.open = true;
});

// restore shows what this browser has kept.
function restore() {
  for (const kept of store.load()) {
    const turn = add(kept.question);
    try {
      turn.done(kept);
    } catch {
      remove(turn); // kept by another version of the page
    }
  }
}

composer.begin({
  ask: () => ask(field.value, { old: replaced }),
  stop: () => running?.abort(),
  clear,
  cancel: () => {
    edit(null);
    composer.write("");
    field.focus();
  },
});
dictation($("dictate"), field, $("voice"), tell);
reading();
restore();
idle();
const shared = opened();
if (shared) ask(shared.question, { ids: shared.ids });
