// A button with data-copy puts that text on the clipboard, and says so.
import { sayForAMoment } from "./for-a-moment.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    sayForAMoment(button, "Copied");
  } catch {
    sayForAMoment(button, "Not copied: the browser refuses");
  }
});
