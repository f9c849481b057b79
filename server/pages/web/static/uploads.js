// Files may be dragged to the form; it sends them as if they had been chosen.

const form = document.getElementById("bring");
const field = form.querySelector('input[type="file"]');
const [wrong, busy] = [form.querySelector('[role="alert"]'), form.querySelector('[role="status"]')];

form.querySelector(".droppable").hidden = false;

// fits tells whether the chosen files are small enough, and says so where not.
function fits() {
  const sizes = [...field.files].map((f) => f.size);
  const sum = sizes.reduce((a, b) => a + b, 0);
  const text = sizes.some((n) => n > Number(form.dataset.most)) ? wrong.dataset.large
    : sum > Number(form.dataset.together) ? wrong.dataset.together : "";
  wrong.textContent = text;
  wrong.hidden = !text;
  return !text;
}

field.addEventListener("change", fits);

form.addEventListener("submit", (e) => {
  if (!fits()) return e.preventDefault();
  busy.textContent = busy.dataset.busy;
  busy.hidden = false;
  form.querySelector("button").disabled = true;
});

addEventListener("pageshow", () => { form.querySelector("button").disabled = false; busy.hidden = true; });

for (const kind of ["dragenter", "dragover"]) {
  form.addEventListener(kind, (e) => {
    if (![...e.dataTransfer.types].includes("Files")) return;
    e.preventDefault();
    form.classList.add("over");
  });
}
form.addEventListener("dragleave", (e) => { if (!form.contains(e.relatedTarget)) form.classList.remove("over"); });
form.addEventListener("drop", (e) => {
  if (!e.dataTransfer.files.length) return;
  e.preventDefault();
  form.classList.remove("over");
  field.files = e.dataTransfer.files;
  form.requestSubmit();
});
