// The chat within a page of another site: tells the loader there (widget.js)
// what happens, and does what it asks. Only the origins that the service lets
// in are heard, and nothing of questions and answers is told to them.

const around = window.parent;
const chat = import("./chat.js"); // the chat answers the form only once it is there
const origins = document.body.dataset.embed.split(" ").filter(Boolean);
const form = document.getElementById("ask");
const field = document.getElementById("question");
let host = ""; // the origin of the page around, once it has said hello

// allowed tells whether an origin is one of the list; https://*.example.dk
// stands for every host below example.dk.
function allowed(origin) {
  return origins.some((o) => {
    const [scheme, domain] = o.split("//*.");
    return o === origin || (domain && origin.startsWith(scheme + "//") && origin.endsWith("." + domain));
  });
}

const tell = (type, values) => host && around.postMessage({ type: `taskforce:${type}`, ...values }, host);

const commands = {
  hello({ size }) {
    // The page around may have a text size of its own.
    if (size >= 10 && size <= 40) document.documentElement.style.fontSize = `${size}px`;
    tell("ready");
  },
  focus: () => field.focus(),
  ask({ question }) {
    if (typeof question !== "string" || !question.trim()) return;
    field.value = question.trim().slice(0, field.maxLength);
    form.requestSubmit();
  },
};

if (around !== window) {
  addEventListener("message", async (e) => {
    if (e.source !== around || !allowed(e.origin)) return;
    const command = Object(e.data).type;
    if (typeof command !== "string" || !command.startsWith("taskforce:")) return;
    const name = command.slice("taskforce:".length);
    if (!Object.hasOwn(commands, name) || (!host && name !== "hello")) return;
    host = e.origin;
    await chat;
    commands[name](e.data);
  });
  // Escape first stops an answer or closes what is open here.
  document.addEventListener("keydown", (e) => {
    const open = document.querySelector("dialog[open]") || !document.getElementById("stop").hidden;
    if (e.key === "Escape" && !e.defaultPrevented && !open) tell("close");
  }, true);
  document.addEventListener("taskforce:answer", (e) => tell("answer", e.detail));
  document.addEventListener("taskforce:error", () => tell("error"));
}

// What leads away from the chat opens beside the page around.
document.addEventListener("click", (e) => {
  const link = e.target.closest("a[href]");
  if (!link || link.hasAttribute("data-example") || link.getAttribute("href").startsWith("#")) return;
  link.target = "_blank";
  link.relList.add("noopener");
}, true);
