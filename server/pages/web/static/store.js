// The conversations in this browser's own storage and nowhere else. Storage may
// be full, forbidden or hold anything; none of it may disturb the page.

const key = "taskforce.conversations";
const former = "taskforce.conversation"; // of versions that kept one
const version = 2;
const maxTurns = 20; // of a conversation
const maxTalks = 40;

// all gives the conversations, the latest first: {id, name, at, answers}. What
// does not look like one is left out.
export function all() {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    const list = kept?.version === version && Array.isArray(kept.talks) ? kept.talks : adopt();
    return list.filter((x) => isText(x?.id) && isText(x.name) && Array.isArray(x.answers))
      .map((x) => ({ ...x, answers: x.answers.filter(isAnswer).slice(-maxTurns) })).filter((x) => x.answers.length > 0);
  } catch {
    return [];
  }
}

function adopt() {
  const kept = JSON.parse(localStorage.getItem(former));
  const answers = kept?.version === 1 && Array.isArray(kept.answers) ? kept.answers.filter(isAnswer) : [];
  return answers.length ? [{ id: "1", name: answers[0].question, at: 0, answers }] : [];
}

// open is the conversation that the page showed last, null for a new one.
export function open() {
  const talks = all();
  try {
    const current = localStorage.getItem(`${key}.open`);
    return (current === null ? talks[0] : talks.find((x) => x.id === current)) ?? null;
  } catch {
    return null;
  }
}

// turnTo remembers which conversation the page shows; "" for a new one.
export function turnTo(id) { put(`${key}.open`, id); }

// save keeps the answers of a conversation and gives its id; a new one is named
// by its first question.
export function save(id, answers) {
  const talks = all();
  const old = talks.find((x) => x.id === id);
  const talk = { id: id || String(Date.now()), name: old?.name ?? answers[0].question, at: Date.now(), answers: answers.slice(-maxTurns) };
  write([talk, ...talks.filter((x) => x !== old)]);
  turnTo(talk.id);
  return talk.id;
}

// write keeps conversations, as many as there is room for.
export function write(talks) {
  let some = talks.slice(0, maxTalks);
  if (some.length === 0) return drop();
  while (some.length > 0 && !put(key, JSON.stringify({ version, talks: some }))) {
    const [first, ...rest] = some;
    if (rest.length) some = some.slice(0, Math.ceil(some.length / 2)); // the oldest go
    else if (first.answers.length > 1) some = [{ ...first, answers: first.answers.slice(Math.ceil(first.answers.length / 2)) }];
    else return;
  }
  erase(former);
}

function drop() {
  erase(key);
  erase(former);
}

function put(name, value) {
  try {
    localStorage.setItem(name, value);
    return true;
  } catch {
    return false; // no room, or no storage at all
  }
}

function erase(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // then nothing was kept
  }
}

// remembered tells whether the reader has agreed to something before.
export function remembered(what) {
  try {
    return localStorage.getItem(`taskforce.${what}`) === "1";
  } catch {
    return false;
  }
}

export const remember = (what) => put(`taskforce.${what}`, "1");

const isText = (v) => typeof v === "string";
const optional = (v, is) => v === undefined || v === null || is(v);
const listOf = (is) => (v) => Array.isArray(v) && v.every(is);

const isSentence = (s) => isText(s?.text) && optional(s.sources, listOf(Number.isInteger)) && optional(s.quotes, listOf(isText)) &&
  optional(s.checked, isText) && optional(s.break, isText);

const isSource = (s) => Number.isInteger(s?.n) && [s.id, s.document, s.title].every(isText) &&
  optional(s.text, isText) && optional(s.section, listOf(isText)) && optional(s.page, Number.isInteger) &&
  [s.kind, s.publisher, s.issued, s.checked].every((v) => optional(v, isText)) && optional(s.references, Array.isArray);

function isAnswer(a) {
  return isText(a?.question) && isText(a.answer) && listOf(isSentence)(a.sentences) && listOf(isSource)(a.sources) &&
    optional(a.nearest, listOf(isSource)) && optional(a.next, listOf(isText)) && optional(a.withheld, Array.isArray) &&
    optional(a.notice, isText) && optional(a.id, isText);
}
