// Shows the request and the answer of an entry where it stands, opens the entry that a link names, and follows the end.
import "./copies.js";

document.addEventListener("toggle", (event) => {
  if (event.target.open && event.target.matches(".entry > details")) show(event.target);
}, true);

async function show(details) {
  const place = details.querySelector(".raw");
  if (!place || place.dataset.from === undefined) return;
  const from = place.dataset.from;
  delete place.dataset.from;
  try {
    const answer = await fetch(from, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(page.querySelector(".exchange"), ...place.children);
  } catch {
    place.dataset.from = from; // the link is still there
  }
}

function openTarget() {
  const details = document.getElementById(decodeURIComponent(location.hash.slice(1)))?.querySelector(":scope > details");
  if (details) details.open = true;
}

// Whoever sees the last entry sees what comes after it too.
function last() {
  return document.querySelector(".entry:last-child");
}

let seen = null;

function look() {
  const entry = last(), bottom = entry?.getBoundingClientRect().bottom;
  seen = entry && bottom > 0 && bottom <= innerHeight + 40 ? entry.id : null;
}

document.addEventListener("refreshed", () => {
  if (seen !== null && last()?.id !== seen) last().scrollIntoView({ block: "nearest" });
  look();
});

addEventListener("scroll", look, { passive: true });
addEventListener("hashchange", openTarget);
openTarget();
look();
