// The form that questions are written in.

import { t } from "./words.js";

const $ = (id) => document.getElementById(id);
export const form = $("ask");
export const field = $("question");

// tell speaks to screen readers, once and without haste.
export function tell(text, language = document.documentElement.lang) {
  const p = document.createElement("p");
  p.textContent = text;
  p.lang = language;
  $("live").append(p);
  setTimeout(() => p.remove(), 30_000);
}

// silence takes away what has been told.
export const silence = () => $("live").replaceChildren();

// earlier is what the form without JavaScript has asked so far.
export function earlier() {
  const values = (name) => [...form.querySelectorAll(`input[name="${name}"]`)].map((el) => el.value);
  const answers = values("answered");
  return values("asked").map((question, i) => ({ question, answer: answers[i] }));
}

// write puts text into the field and gives it the height that it needs.
export function write(text) {
  field.value = text;
  grow();
}

function grow() {
  const least = document.body.classList.contains("talking") ? 1 : 2;
  field.rows = Math.min(8, Math.max(least, Math.ceil(field.value.length / 70), field.value.split("\n").length));
}

// idle makes the form ready for a first question, or for the next.
export function idle(talking) {
  document.body.classList.toggle("talking", talking);
  $("clear").hidden = !talking;
  if ($("examples")) $("examples").hidden = talking;
  grow();
  form.querySelector("label").textContent = t(talking ? "field.next" : "field");
}

// swap exchanges the buttons. The focus stays in the field; elsewhere what had
// it may be gone, and the button that came takes it over.
export function swap(asking) {
  const [from, to] = asking ? [$("send"), $("stop")] : [$("stop"), $("send")];
  const active = document.activeElement;
  const hand = asking ? active !== field : active === from;
  to.hidden = false;
  from.hidden = true;
  if (hand) to.focus({ preventScroll: true });
}

// editing tells that the field holds an old question.
export function editing(on) { $("editing").hidden = !on; }

// begin makes the form the scripts' own: they answer its buttons.
export function begin({ ask, stop, clear, cancel }) {
  field.required = false; // an empty field is answered by the focus, without a browser's own words
  for (const el of document.querySelectorAll("[data-script]")) el.hidden = false;
  $("fresh")?.remove();
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    ask();
  });
  field.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || e.shiftKey || e.isComposing) return;
    e.preventDefault();
    form.requestSubmit();
  });
  field.addEventListener("input", grow);
  $("stop").addEventListener("click", stop);
  $("clear").addEventListener("click", clear);
  $("editing-cancel").addEventListener("click", cancel);
}

// forget takes away what the form without JavaScript has asked.
export function forget() {
  form.querySelectorAll("input[type=hidden]").forEach((el) => el.remove());
  document.querySelectorAll(".earlier").forEach((el) => el.remove());
}
