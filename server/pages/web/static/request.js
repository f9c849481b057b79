// Sends a question to the service and gives what comes back.

import { events } from "./sse.js";
import { lang, link, t } from "./words.js";

// Shown is an error whose text was written for the reader.
export class Shown extends Error {
  constructor(p) {
    super(p.request_id && p.status >= 500 ? `${p.detail} ${t("id", p.request_id)}` : p.detail);
  }
}

// request yields the events of an answer as {event, data}, "done" last; a
// stream that ends without it is an error.
export async function* request(question, history, signal) {
  const response = await fetch(link("/api/chat"), {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify({ question, history, language: lang }),
    signal,
  });
  if (!response.ok) throw await problem(response);
  try {
    for await (const { event, data } of events(response.body)) {
      if (event === "error") throw new Shown(data);
      yield { event, data };
      if (event === "done") return;
    }
  } catch (err) {
    if (err.name === "AbortError" || err instanceof Shown) throw err;
  }
  throw new Shown({ detail: t("broken") });
}

async function problem(response) {
  const data = await response.json().catch(() => null);
  return new Shown(data?.detail ? data : { detail: t("failed") });
}
