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

// grow gives the field the lines that its text takes, up to six.
function grow() {
  field.rows = 1;
  const line = parseFloat(getComputedStyle(field).lineHeight) || 24;
  const least = field.clientHeight;
  field.rows = Math.min(6, 1 + Math.max(0, Math.round((field.scrollHeight - least) / line)));
  measure();
}

// measure tells the style how high the form is: what is scrolled to must not lie under it.
const measure = () => document.documentElement.style.setProperty("--ask", `${form.offsetHeight}px`);

// idle makes the form ready for a first question, or for the next.
export function idle(talking) {
  document.body.classList.toggle("talking", talking);
  $("clear").hidden = !talking;
  $("talks-open").hidden = false;
  if ($("examples")) $("examples").hidden = talking;
  form.querySelector("label").textContent = t(talking ? "field.next" : "field");
  field.placeholder = talking ? t("more") : "";
  grow();
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

// begin makes the form the scripts' own: they answer its buttons and keys.
export function begin({ ask, stop, fresh, last, cancel }) {
  field.required = false; // an empty field is answered by the focus, without a browser's own words
  for (const el of document.querySelectorAll("[data-script]")) el.hidden = false;
  $("fresh")?.remove();
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    ask();
  });
  field.addEventListener("keydown", (e) => {
    if (e.key === "ArrowUp" && !field.value && !e.shiftKey) {
      e.preventDefault();
      return last();
    }
    if (e.key !== "Enter" || e.shiftKey || e.isComposing) return;
    e.preventDefault();
    form.requestSubmit();
  });
  document.addEventListener("keydown", (e) => {
    if (e.key !== "/" || e.ctrlKey || e.metaKey || e.altKey || e.target.closest?.("input, textarea, select, dialog")) return;
    e.preventDefault();
    field.focus();
  });
  field.addEventListener("input", grow);
  $("stop").addEventListener("click", stop);
  $("clear").addEventListener("click", fresh);
  $("editing-cancel").addEventListener("click", cancel);
  window.addEventListener("beforeprint", () => {
    for (const el of document.querySelectorAll("[data-part=excerpt]")) el.open = true;
  });
  window.addEventListener("resize", grow);
  new ResizeObserver(measure).observe(form);
}

// returned brings a reader who reloads the page to where they were, and any
// other to the end of the conversation.
export function returned(end) {
  history.scrollRestoration = "manual";
  window.addEventListener("pagehide", () => history.replaceState({ ...history.state, y: scrollY }, ""));
  const y = history.state?.y;
  if (y === undefined) return end();
  requestAnimationFrame(() => scrollTo({ top: y, behavior: "instant" }));
}

// forget takes away what the form without JavaScript has asked.
export function forget() {
  form.querySelectorAll("input[type=hidden]").forEach((el) => el.remove());
  document.querySelectorAll(".earlier").forEach((el) => el.remove());
}
