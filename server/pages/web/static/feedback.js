// Thumbs up and down under an answer, and the reason for a thumb down.

import { link, part, show, t } from "./words.js";

// vote handles the press of one of the buttons; tell speaks to screen readers.
export function vote(turn, choice, tell) {
  const why = part(turn.root, "why");
  if (choice === "up") return send(turn, { vote: "up" }, tell);
  const asking = choice === "down";
  why.hidden = !asking;
  const down = turn.root.querySelector("[data-vote=down]");
  down.setAttribute("aria-expanded", String(asking));
  if (asking) why.querySelector("input").focus();
  else down.focus();
}

// explain sends a thumb down with its reason, in place of the form.
export function explain(submit, turn, tell) {
  submit.preventDefault();
  const form = new FormData(part(turn.root, "why"));
  const reason = form.get("reason");
  if (!reason) return answered(turn, t("feedback.reason"), tell, true);
  return send(turn, { vote: "down", reason, comment: (form.get("comment") || "").trim() }, tell);
}

async function send(turn, feedback, tell) {
  const box = part(turn.root, "feedback");
  if (box.dataset.sending) return;
  box.dataset.sending = "1";
  let ok = false;
  try {
    const response = await fetch(link("/api/feedback"), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ id: turn.answer.id, reason: "", comment: "", ...feedback }),
    });
    ok = response.ok;
  } catch {
    // told below
  }
  delete box.dataset.sending;
  answered(turn, ok ? t("thanks") : t("feedback.failed"), tell, !ok);
}

// answered tells how it went; after a success the buttons are gone, so the
// focus that was on them goes to the message.
function answered(turn, text, tell, again) {
  const box = part(turn.root, "feedback");
  const inside = box.contains(document.activeElement);
  show(turn.root, "thanks", text);
  part(turn.root, "vote").hidden = !again;
  if (!again) part(turn.root, "why").hidden = true;
  if (inside && !again) part(turn.root, "thanks").focus({ preventScroll: true });
  else tell(text);
}
