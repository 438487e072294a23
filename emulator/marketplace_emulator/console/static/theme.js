// Light or dark: what the machine prefers, until a person chooses. Loaded before the page is drawn.
{ // so that nothing is global
  const root = document.documentElement;
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch { /* a browser that keeps nothing shows what the machine prefers */ }

  document.addEventListener("click", (event) => {
    if (!event.target.closest("button.theme")) return;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.theme); } catch { /* as above */ }
  });
}
