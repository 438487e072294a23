// Copies that repeat a request: shown with tokens shortened when a person looks, and put on the clipboard with tokens in full.
document.addEventListener("toggle", async (event) => {
  const details = event.target;
  if (!details.open || details.dataset.from === undefined) return;
  const from = details.dataset.from;
  delete details.dataset.from;
  try {
    const [text, isThere] = await read(from);
    const shown = document.createElement(isThere ? "pre" : "p");
    shown.textContent = text;
    if (isThere) shown.tabIndex = 0;
    details.lastElementChild.replaceWith(shown);
  } catch {
    details.dataset.from = from; // the link is still there
  }
}, true);

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-copies]");
  if (!link || !navigator.clipboard) return;
  event.preventDefault();
  const said = link.innerHTML;
  try {
    const [text, isThere] = await read(link.href);
    if (isThere) await navigator.clipboard.writeText(text);
    link.textContent = isThere ? "Copied" : "Not copied";
    if (!isThere) link.parentElement.querySelector("details").open = true; // it says why
  } catch {
    location.href = link.href;
  }
  setTimeout(() => { link.innerHTML = said; }, 1500);
});

// The text, or why there is none.
async function read(from) {
  const answer = await fetch(from, { headers: { Accept: "text/plain, application/problem+json" } });
  if (answer.ok) return [await answer.text(), true];
  if (answer.status !== 422) throw new Error(answer.statusText);
  return [(await answer.json()).detail, false];
}
