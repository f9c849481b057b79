// The conversation: sends questions, shows the answers while they are made,
// and keeps them in this browser for follow-up questions.

import * as composer from "./composer.js";
import { explain, vote } from "./feedback.js";
import { plain } from "./inline.js";
import { Shown, request } from "./request.js";
import { asLink, asText, copy, opened } from "./share.js";
import { Panel } from "./source.js";
import * as store from "./store.js";
import { talks } from "./talks.js";
import { Turn, quotesOf } from "./turn.js";
import { dictation, read, reading } from "./voice.js";
import { part, spoken, t } from "./words.js";

const { field, tell } = composer;
const maxHistory = 8;
const $ = (id) => document.getElementById(id);
const conversation = $("conversation");
const panel = new Panel($("panel"));
const turns = new Map(); // by their element
let before = composer.earlier();
let number = 0;
let id = ""; // of the conversation in the store; "" for one that is not kept yet
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
const last = () => turns.get(conversation.lastElementChild);

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
    id = store.save(id, answered().map((x) => x.answer));
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

// begin shows the question at the top of the view and makes the form ready for stopping.
function begin(turn, old) {
  running = new AbortController();
  panel.close();
  $("fejl")?.remove();
  composer.silence();
  if (old?.answer) old.root.hidden = true; // it comes back if the new one fails
  else if (old) remove(old);
  step(turn, t("searching"));
  composer.swap(true);
  idle();
  if (field.value.trim() === turn.question) composer.write("");
  turn.root.scrollIntoView({ block: "start" });
}

// step says what is being done now.
function step(turn, text) {
  turn.status(text);
  part(turn.root, "status").classList.add("busy");
}

// answer sends a question and shows what comes back.
async function answer(turn, past) {
  tell(t("searching"));
  for await (const { event, data } of request(turn.question, past, running.signal)) {
    if (event === "sources") found(turn, data);
    if (event === "sentence") sentence(turn, data);
    if (event === "done") finish(turn, data);
  }
}

function found(turn, sources) {
  turn.sources(sources);
  step(turn, t(sources.length === 1 ? "reading.one" : "reading.many", sources.length));
}

function sentence(turn, data) {
  turn.sentence(data);
  step(turn, t("writing"));
  tell(plain(data.text), spoken(data.text));
}

function finish(turn, data) {
  const heard = turn.sentences.length;
  turn.done(data);
  if (data.refused) tell(data.answer);
  else data.sentences.slice(heard).forEach((s) => tell(plain(s.text), spoken(s.text)));
  const notes = ["near-note", "notice", "mode", "withheld"].map((name) => part(turn.root, name).textContent);
  tell([t(data.refused ? "refused" : "ready"), ...notes].filter(Boolean).join(" "));
  document.dispatchEvent(new CustomEvent("taskforce:answer", { detail: { refused: data.refused, sources: data.sources.length } }));
}

function fail(turn, err) {
  const text = err.name === "AbortError" ? t("stopped") : err instanceof Shown ? err.message : t("offline");
  if (!turns.has(turn.root)) return; // another conversation is shown meanwhile
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

// turnTo shows a conversation that was kept, null for a new one; the one before
// stays where it is kept.
function turnTo(talk, { quiet = false } = {}) {
  running?.abort();
  panel.close();
  edit(null);
  turns.clear();
  before = [];
  composer.forget();
  conversation.replaceChildren();
  id = talk?.id ?? "";
  for (const kept of talk?.answers ?? []) show(kept);
  if (!quiet) store.turnTo(id);
  idle();
  if (quiet) return;
  composer.write("");
  field.focus({ preventScroll: true });
  end();
  tell(talk ? t("talk.opened", talk.name) : t("fresh"));
}

function show(kept) {
  const turn = add(kept.question);
  try {
    turn.done(kept);
  } catch {
    remove(turn); // kept by another version of the page
  }
}

// end brings the last question to the top of the view.
function end() {
  if (last()) last().root.scrollIntoView({ block: "start", behavior: "instant" });
  else scrollTo({ top: 0, behavior: "instant" });
}

const actions = {
  copy: async (turn) => say(turn, (await copy(asText(turn.answer))) ? t("copied") : t("notcopied")),
  share: async (turn) => say(turn, (await copy(asLink(turn.answer))) ? t("linked") : t("notcopied")),
  print: () => print(),
  read: (turn, button) => read(turn.answer, button),
  again: (turn) => ask(turn.question, { old: turn }),
  edit,
  shorter: (turn) => ask(t("ask.shorter", turn.question)),
  simpler: (turn) => ask(t("ask.simpler", turn.question)),
  points: (turn) => ask(t("ask.points", turn.question)),
  compare: () => {
    composer.write(t("ask.compare"));
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  },
};

function say(turn, text) {
  turn.told(text);
  tell(text);
}

conversation.addEventListener("click", (e) => {
  const button = e.target.closest("button");
  const turn = turns.get(e.target.closest(".turn"));
  if (!button || !turn) return;
  const n = Number(button.dataset.source);
  const source = turn.source(n);
  if (source) {
    const carried = turn.carried(n, Number(button.dataset.from), Number(button.dataset.to));
    panel.show(source, quotesOf(carried, n), carried, button);
  } else if (button.dataset.vote) vote(turn, button.dataset.vote, tell);
  else actions[button.dataset.do]?.(turn, button);
});
conversation.addEventListener("submit", (e) => {
  const turn = turns.get(e.target.closest(".turn"));
  if (e.target.dataset.part !== "record") explain(e, turn, tell); // which the browser sends
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

composer.begin({
  ask: () => ask(field.value, { old: replaced }),
  stop: () => running?.abort(),
  fresh: () => turnTo(null),
  last: () => last()?.answer && edit(last()),
  cancel: () => {
    edit(null);
    composer.write("");
    field.focus();
  },
});
talks(turnTo, tell);
dictation($("dictate"), field, $("voice"), tell);
reading();
const shared = opened();
if (!before.length && !shared) turnTo(store.open(), { quiet: true });
idle();
if (shared) ask(shared.question, { ids: shared.ids });
else composer.returned(end);
