// Brings the passage that the address asks for into view, also where the
// address has no fragment.

import "./key.js";

const marked = document.querySelector("[data-marked]");
if (marked) {
  marked.scrollIntoView({ block: "center" });
  marked.focus({ preventScroll: true });
}
