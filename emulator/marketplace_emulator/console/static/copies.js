// Copies that repeat a request: shown with tokens shortened when a person looks, and put on the clipboard with tokens in full.
import { sayForAMoment } from "./for-a-moment.js";

document.addEventListener("toggle", async (event) => {
  const details = event.target;
  if (!details.open || !details.matches(".copied > details") || details.dataset.from === undefined) return;
  const from = details.dataset.from;
  delete details.dataset.from;
  try {
    const shown = document.createElement("pre");
    shown.textContent = await read(from);
    shown.tabIndex = 0;
    details.lastElementChild.replaceWith(shown);
  } catch {
    details.dataset.from = from; // the link is still there
  }
}, true);

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-copies]");
  if (!link || !navigator.clipboard) return;
  event.preventDefault();
  try {
    const text = await read(link.href);
    const isCopied = !text.startsWith("# "); // a comment says why not
    if (isCopied) await navigator.clipboard.writeText(text);
    else link.parentElement.querySelector("details").open = true;
    sayForAMoment(link, isCopied ? "Copied" : "Not copied");
  } catch {
    location.href = link.href;
  }
});

async function read(from) {
  const answer = await fetch(from);
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.text();
}
