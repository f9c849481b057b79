// A section that was found is put into the answer where the writer was, and a
// text that is not kept is not left unawares.

const form = document.getElementById("answer");
const body = document.getElementById("body");
const told = document.getElementById("inserted");

for (const button of form.querySelectorAll(".cite")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const mark = `[${button.dataset.mark}]`;
    const at = body.selectionEnd;
    const space = at > 0 && !/\s$/.test(body.value.slice(0, at)) ? " " : "";
    body.setRangeText(space + mark, at, at, "end");
    body.dispatchEvent(new Event("input", { bubbles: true }));
    told.textContent = told.dataset.text;
  });
}

let changed = "unsaved" in form.dataset;
form.addEventListener("input", () => { changed = true; });
form.addEventListener("submit", () => { changed = false; });
addEventListener("beforeunload", (e) => { if (changed) e.preventDefault(); });
