// Puts the chat of this service into a page of another site, in a frame of its
// own. docs/embedding.md tells the options, the events and the functions.
(() => {
  "use strict";
  const doc = document;
  const script = doc.currentScript;
  if (!script || Object.hasOwn(window, "taskforce")) return;
  const service = new URL(script.src).origin;
  const option = script.dataset;
  const text = option.language === "en"
    ? { title: "Ask about AI", close: "Close", size: "Change size", gone: "The chat cannot be shown here right now.", own: "Open it in a tab of its own" }
    : { title: "Spørg om AI", close: "Luk", size: "Skift størrelse", gone: "Chatten kan ikke vises her lige nu.", own: "Åbn den i sin egen fane" };
  const title = option.title || text.title;
  const color = /^#[0-9a-f]{6}$/i.test(option.color) ? option.color : "%COLOR%"; // the service puts its own here
  const make = (tag, values) => Object.assign(doc.createElement(tag), values);
  const emit = (name, detail = {}) => window.dispatchEvent(new CustomEvent("taskforce:" + name, { detail }));

  // ink is black or white, whichever reads better upon the colour.
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16) / 255)
    .map((v) => (v > 0.04045 ? ((v + 0.055) / 1.055) ** 2.4 : v / 12.92));
  const ink = 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000" : "#fff";
  const side = option.position === "left" ? "left" : "right";
  const small = "(max-width:40em),(max-height:30em)";
  const isSmall = () => matchMedia(small).matches;
  const css = `:host{all:initial!important;display:block!important;${option.target ? "height:100%!important;" : ""}color-scheme:light dark!important}
*{box-sizing:border-box;font:1rem/1.5 system-ui,sans-serif}
[hidden]{display:none!important}
iframe{flex:1;width:100%;min-height:0;border:0}
.in{height:100%;min-height:40rem}
.open,dialog{position:fixed;z-index:2147483000;${side}:1rem;bottom:1rem}
.open{padding:.75rem 1.25rem;border-radius:2rem;box-shadow:0 2px 8px #0006}
button{padding:.375rem .75rem;border:2px solid ${ink};border-radius:.25rem;background:${color};color:${ink};font-weight:600;cursor:pointer}
button:focus-visible{outline:3px solid #fff;box-shadow:0 0 0 6px #000}
dialog{margin:0;max-width:calc(100vw - 2rem);max-height:calc(100vh - 2rem);padding:0;border:2px solid ${color};overflow:hidden;box-shadow:0 4px 24px #0006}
dialog,.in{flex-direction:column}
dialog[open],.in{display:flex}
dialog{${side === "left" ? "right" : "left"}:auto;top:auto;width:27rem;height:46rem}
.head{display:flex;justify-content:space-between;align-items:center;gap:1rem;padding:.5rem .75rem;background:${color};color:${ink}}
.head span{font-weight:600;flex:1}
.large{width:60rem;height:100vh}
.gone{margin:1rem;color:CanvasText}
@media ${small}{.size{display:none}dialog{inset:0;width:100%;height:100%;max-width:100%;max-height:100%;border:0}}`;

  function start() {
    const target = option.target && doc.querySelector(option.target);
    if (option.target && !target) return console.warn("taskforce: no element fits data-target " + option.target);
    const host = make("taskforce-widget");
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    const box = make(target ? "div" : "dialog", { className: target ? "in" : "" });
    const button = make("button", { type: "button", className: "open", textContent: title, ariaHasPopup: "dialog", hidden: Boolean(target) });
    const shut = make("button", { type: "button", textContent: text.close });
    const size = make("button", { type: "button", className: "size", textContent: text.size });
    const gone = make("p", { className: "gone", textContent: text.gone + " ", hidden: true });
    gone.append(make("a", { href: service, target: "_blank", rel: "noopener", textContent: text.own }));
    let frame = null, ready = false, before = null, timer = 0;
    const waiting = []; // for the frame to be ready
    const post = (m) => frame.contentWindow.postMessage(m, service);

    function load() {
      if (frame) return;
      const query = new URLSearchParams({ lang: option.language === "en" ? "en" : "da", q: option.question || "" });
      if (option.key) query.set("key", option.key);
      frame = make("iframe", { title, src: service + "/widget?" + query, allow: "microphone; clipboard-write", referrerPolicy: "no-referrer" });
      frame.sandbox = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-modals allow-downloads";
      frame.onload = () => {
        post({ type: "taskforce:hello", size: parseFloat(getComputedStyle(doc.documentElement).fontSize) });
        fail(3000);
      };
      box.append(frame);
      fail(20000);
    }

    // fail says so where the frame is not ready in time.
    function fail(after) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        gone.hidden = ready;
        frame.hidden = !ready;
        if (!ready) emit("error", { reason: "unreachable" });
      }, after);
    }

    function send(type, values) {
      load();
      const message = { type: "taskforce:" + type, ...values };
      if (ready) post(message);
      else waiting.push(message);
    }

    function show(focus) {
      load();
      if (!target && !box.open) {
        before = doc.activeElement;
        button.hidden = true;
        if (isSmall()) box.showModal();
        else box.open = true;
        emit("open");
      }
      if (!focus) return;
      frame.focus();
      send("focus");
    }

    function close() {
      if (target || !box.open) return;
      const inside = root.activeElement;
      button.hidden = false;
      box.close();
      if (inside) (before && before !== doc.body && before !== host ? before : button).focus();
      emit("close");
    }

    function hear(e) {
      if (!frame || e.source !== frame.contentWindow || e.origin !== service) return;
      const { type, refused, sources } = Object(e.data);
      if (type === "taskforce:ready") {
        ready = gone.hidden = true;
        frame.hidden = false;
        for (const m of waiting.splice(0)) post(m);
      }
      if (type === "taskforce:close") close();
      if (type === "taskforce:answer") emit("answer", { refused: !!refused, sources: +sources || 0 });
      if (type === "taskforce:error") emit("error", { reason: "unanswered" });
    }

    function destroy() {
      clearTimeout(timer);
      removeEventListener("message", hear);
      host.remove();
      delete window.taskforce;
    }

    addEventListener("message", hear);
    button.onclick = () => show(true);
    shut.onclick = close;
    size.onclick = () => box.classList.toggle("large");
    box.oncancel = (e) => { e.preventDefault(); close(); };
    box.onkeydown = (e) => { if (e.key === "Escape" && !e.defaultPrevented) close(); };
    if (!target) {
      box.setAttribute("aria-label", title);
      const head = make("div", { className: "head" });
      head.append(make("span", { textContent: title }), size, shut);
      box.append(head);
    }
    box.append(gone);
    root.append(button, box);
    (target || doc.body).append(host);
    const ask = (question) => { show(true); send("ask", { question: String(question) }); };
    const value = Object.freeze({ open: () => show(true), close, ask, destroy });
    Object.defineProperty(window, "taskforce", { value, configurable: true });
    if (target) load();
    else if (option.open === "true" && !isSmall()) show(false);
    emit("ready");
  }

  if (doc.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
