// Dictation and reading aloud by the browser's own speech functions, where it
// has them.

import { plain } from "./inline.js";
import { remember, remembered } from "./store.js";
import { lang, spoken, t } from "./words.js";

const codes = { da: "da-DK", en: "en-GB" };
const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;

// dictation makes a button write what is said into the field. Browsers may send
// the sound to their maker, so the reader is told before the first time.
export function dictation(button, field, dialog, tell) {
  if (!Recognition) return;
  button.hidden = false;
  let recognition = null;
  const start = () => {
    recognition = listen(field, tell, () => {
      recognition = null;
      label(button, "dictate", false);
    });
    label(button, "dictate", true);
  };
  button.addEventListener("click", () => {
    if (recognition) return recognition.stop();
    if (remembered("voice")) return start();
    dialog.returnValue = "";
    dialog.showModal();
  });
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "start") return;
    remember("voice");
    start();
  });
}

function listen(field, tell, ended) {
  const recognition = new Recognition();
  const before = field.value.trim();
  recognition.lang = codes[lang];
  recognition.interimResults = true;
  recognition.onstart = () => tell(t("dictating"));
  recognition.onresult = (e) => {
    const said = [...e.results].map((r) => r[0].transcript).join(" ").trim();
    field.value = [before, said].filter(Boolean).join(" ").slice(0, field.maxLength);
    field.dispatchEvent(new Event("input"));
  };
  recognition.onerror = (e) => {
    if (e.error === "not-allowed" || e.error === "service-not-allowed") tell(t("dictate.denied"));
    else if (e.error !== "aborted" && e.error !== "no-speech") tell(t("dictate.failed"));
  };
  recognition.onend = ended;
  recognition.start();
  return recognition;
}

// label tells what a button does next, as its text or, on an icon, as its name.
function label(button, key, on) {
  const text = t(on ? `${key}.stop` : key);
  button.setAttribute("aria-pressed", String(on));
  if (button.classList.contains("icon")) {
    button.setAttribute("aria-label", text);
    button.title = text;
  } else button.textContent = text;
}

// reading shows the buttons for reading aloud once there is a voice for it.
export function reading() {
  if (!("speechSynthesis" in window)) return;
  const look = () => document.body.classList.toggle("reads", voiceFor("da") !== undefined);
  speechSynthesis.addEventListener?.("voiceschanged", look);
  window.addEventListener("pagehide", () => speechSynthesis.cancel());
  look();
}

const voiceFor = (language) => speechSynthesis.getVoices().find((v) => v.lang.toLowerCase().startsWith(language));

let stopReading = null;

// read reads an answer aloud, or stops doing so. Sentences go one by one, since
// browsers break long texts off.
export function read(answer, button) {
  const reads = button.getAttribute("aria-pressed") === "true";
  stopReading?.();
  if (reads) return;
  const texts = answer.refused ? [answer.answer] : answer.sentences.map((s) => plain(s.text));
  stopReading = () => {
    stopReading = null;
    speechSynthesis.cancel();
    label(button, "read", false);
  };
  texts.forEach((text, i) => {
    const u = new SpeechSynthesisUtterance(text);
    u.lang = codes[spoken(text)];
    u.voice = voiceFor(spoken(text)) ?? null;
    if (i === texts.length - 1) u.onend = () => stopReading?.();
    u.onerror = () => stopReading?.();
    speechSynthesis.speak(u);
  });
  label(button, "read", true);
}
