// A button with data-copy puts that text on the clipboard, and says so.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const said = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Not copied: the browser refuses";
  }
  setTimeout(() => { button.textContent = said; }, 1500);
});
