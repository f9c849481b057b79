// The conversation: sends questions, shows the answers while they are made,
// and keeps the history for follow-up questions in this page only.

import { events } from "./sse.js";
import { Turn } from "./turn.js";

const maxHistory = 8;
const $ = (id) => document.getElementById(id);
const form = $("ask");
const field = $("question");
const conversation = $("conversation");
const history = [];
let turns = 0;
let running = null; // the AbortController of the answer that is being made

form.addEventListener("submit", (e) => {
  e.preventDefault();
  ask();
});
field.addEventListener("keydown", (e) => {
  if (e.key !== "Enter" || e.shiftKey || e.isComposing) return;
  e.preventDefault();
  form.requestSubmit();
});
$("stop").addEventListener("click", () => running?.abort());
document.addEventListener("keydown", (e) => {
  if (e.key === "Escape") running?.abort();
});
$("clear").addEventListener("click", clear);
$("examples")?.addEventListener("click", (e) => {
  const link = e.target.closest("[data-example]");
  if (!link) return;
  e.preventDefault();
  field.value = link.textContent;
  form.requestSubmit();
});
for (const el of document.querySelectorAll("[data-script]")) el.hidden = false;
field.required = false; // an empty field is answered below, in the page's own words

async function ask() {
  const question = field.value.trim();
  if (running || !question) return field.focus();
  const turn = new Turn($("skeleton"), ++turns, question);
  begin(turn);
  try {
    await answer(turn, question);
  } catch (err) {
    fail(turn, err);
  } finally {
    end();
  }
}

// begin shows the question and makes the form ready for stopping.
function begin(turn) {
  running = new AbortController();
  $("fejl")?.remove();
  $("examples")?.remove();
  conversation.append(turn.root);
  turn.status("Leder i materialet …");
  turn.root.scrollIntoView({ block: "start" });
  field.value = "";
  swap(true);
}

function end() {
  running = null;
  swap(false);
  $("clear").hidden = false;
  form.querySelector("label").textContent = "Stil et nyt spørgsmål";
}

// swap exchanges the buttons; what goes away with the focus hands it on.
function swap(asking) {
  const [from, to] = asking ? [$("send"), $("stop")] : [$("stop"), $("send")];
  const gone = asking ? [from, document.body, null] : [from];
  const focused = gone.includes(document.activeElement);
  to.hidden = false;
  from.hidden = true;
  if (focused) to.focus({ preventScroll: true });
}

// answer sends a question and shows what comes back.
async function answer(turn, question) {
  const response = await fetch("/api/chat", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify({ question, history: history.slice(-maxHistory) }),
    signal: running.signal,
  });
  if (!response.ok) throw await problem(response);
  for await (const { event, data } of events(response.body)) {
    if (event === "sources") turn.sources(data);
    if (event === "sentence") turn.sentence(data);
    if (event === "sentence") turn.status("Skriver svaret …");
    if (event === "error") throw new Shown(data);
    if (event === "done") return finish(turn, data);
  }
  throw new Shown({ detail: "Forbindelsen blev afbrudt, før svaret var færdigt. Prøv igen." });
}

function finish(turn, data) {
  turn.done(data);
  history.push({ question: data.question, answer: data.answer });
}

// Shown is an error whose text the server wrote for the reader.
class Shown extends Error {
  constructor(p) {
    super(p.request_id && p.status >= 500 ? `${p.detail} (fejlens id: ${p.request_id})` : p.detail);
  }
}

async function problem(response) {
  const data = await response.json().catch(() => null);
  return new Shown(data?.detail ? data : { detail: "Tjenesten svarer ikke, som den skal. Prøv igen om lidt." });
}

function fail(turn, err) {
  turn.status("");
  if (err.name === "AbortError") turn.status("Svaret blev stoppet.");
  else if (err instanceof Shown) turn.error(err.message);
  else turn.error("Der er ingen forbindelse til tjenesten. Kontrollér netværket, og prøv igen.");
}

function clear() {
  running?.abort();
  history.length = 0;
  conversation.replaceChildren();
  $("clear").hidden = true;
  form.querySelector("label").textContent = "Dit spørgsmål";
  field.focus();
}
