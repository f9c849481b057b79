// While questions are being asked, or new materials are on their way, the page
// tells how many are left, and shows how they stand once that is over.

const waiting = document.getElementById("waiting");
const held = document.getElementById("held");
const under = (state) => state === "trying" || state === "let";

async function look() {
  let list;
  try {
    const reply = await fetch("/admin/golden?format=json", { headers: { Accept: "application/json" } });
    if (!reply.ok) return;
    list = await reply.json();
  } catch {
    return setTimeout(look, 10_000);
  }
  const left = list.waiting;
  const state = list.held?.state ?? "";
  const was = held?.dataset.state ?? "";
  if (state !== was || (left === 0 && Number(waiting.dataset.left) > 0)) return location.reload();
  if (left !== Number(waiting.dataset.left)) {
    waiting.dataset.left = left;
    waiting.textContent = waiting.textContent.replace(/[\d.,]+/, left);
  }
  if (left > 0 || under(state)) setTimeout(look, 1500);
}

if (Number(waiting.dataset.left) > 0 || under(held?.dataset.state)) setTimeout(look, 1500);
