// Posts a form without leaving the page, so that what was typed stays if the emulator refuses it; the reason stands in the form.
// A form with data-leaves is left to the browser. A button says its data-busy while the emulator works.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method !== "post" || "leaves" in form.dataset) return;
  event.preventDefault();
  const button = event.submitter;
  if (button?.ariaBusy === "true") return;
  const word = button?.textContent;
  if (button) button.ariaBusy = "true";
  if (button?.dataset.busy) button.textContent = button.dataset.busy;
  show(form, "");
  let there = null;
  try {
    const answer = await fetch(button?.getAttribute("formaction") ?? form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form, button)),
      headers: { Accept: "text/html, application/problem+json" },
    });
    if (answer.ok) there = new URL(answer.url);
    else show(form, (await answer.json()).detail);
  } catch {
    show(form, "The emulator does not answer. Is it still running?");
  } finally {
    if (button) button.ariaBusy = null;
    if (button?.dataset.busy) button.textContent = word;
  }
  if (there) arrive(form, there);
});

function show(form, text) {
  let place = form.querySelector(":scope > .problem");
  if (!place && text) {
    place = document.createElement("p");
    place.className = "problem";
    place.setAttribute("role", "alert");
    form.append(place);
  }
  if (place) place.textContent = text;
}

// Where the answer is the page that is open, the page is updated as it stands; the form shows what the emulator has now.
function arrive(form, there) {
  if (there.pathname + there.search !== location.pathname + location.search) return location.assign(there);
  form.dataset.sent = "";
  if (there.hash) location.hash = there.hash;
  if (document.dispatchEvent(new Event("stale", { cancelable: true }))) location.reload();
}
