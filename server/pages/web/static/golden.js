// While questions are being asked, the page tells how many are left, and shows
// how they stand once all are asked.

const waiting = document.getElementById("waiting");

async function look() {
  let left;
  try {
    const reply = await fetch("/admin/golden?format=json", { headers: { Accept: "application/json" } });
    if (!reply.ok) return;
    left = (await reply.json()).waiting;
  } catch {
    return setTimeout(look, 10_000);
  }
  if (left === 0) return location.reload();
  if (left !== Number(waiting.dataset.left)) {
    waiting.dataset.left = left;
    waiting.textContent = waiting.textContent.replace(/[\d.,]+/, left);
  }
  setTimeout(look, 1500);
}

setTimeout(look, 1500);
