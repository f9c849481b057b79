// The conversation in this browser's own storage and nowhere else. Storage may
// be full, forbidden or hold anything; none of it may disturb the page.

const key = "taskforce.conversation";
const version = 1;
const maxTurns = 20;

// load gives the answers that were kept, oldest first; what does not look like
// an answer is left out.
export function load() {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    if (kept?.version !== version || !Array.isArray(kept.answers)) return [];
    return kept.answers.filter(isAnswer).slice(-maxTurns);
  } catch {
    return [];
  }
}

// save keeps the last answers, as many as there is room for.
export function save(answers) {
  for (let some = answers.slice(-maxTurns); some.length > 0; some = some.slice(Math.ceil(some.length / 2))) {
    try {
      localStorage.setItem(key, JSON.stringify({ version, answers: some }));
      return;
    } catch {
      // no room, or no storage at all
    }
  }
}

export function clear() {
  try {
    localStorage.removeItem(key);
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

export function remember(what) {
  try {
    localStorage.setItem(`taskforce.${what}`, "1");
  } catch {
    // then it is asked again
  }
}

const isText = (v) => typeof v === "string";
const optional = (v, is) => v === undefined || v === null || is(v);
const listOf = (is) => (v) => Array.isArray(v) && v.every(is);

const isSentence = (s) => isText(s?.text) && optional(s.sources, listOf(Number.isInteger)) && optional(s.quotes, listOf(isText));

const isSource = (s) => Number.isInteger(s?.n) && [s.id, s.document, s.title].every(isText) &&
  optional(s.text, isText) && optional(s.section, listOf(isText)) && optional(s.page, Number.isInteger);

function isAnswer(a) {
  return isText(a?.question) && isText(a.answer) && listOf(isSentence)(a.sentences) && listOf(isSource)(a.sources) &&
    optional(a.nearest, listOf(isSource)) && optional(a.next, listOf(isText)) && optional(a.withheld, Array.isArray) &&
    optional(a.notice, isText) && optional(a.id, isText);
}
