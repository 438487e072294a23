// Lets the bars of tokens run down by the emulator's clock, as it was when the server wrote the page. A frozen clock stands still.
let written = null;
let since = 0;

function tick() {
  for (const list of document.querySelectorAll("ul.tokens[data-now]")) {
    if (list.dataset.now !== written) {
      written = list.dataset.now;
      since = performance.now();
    }
    if ("frozen" in list.dataset) continue;
    const now = Number(written) + (performance.now() - since) / 1000;
    for (const token of list.querySelectorAll("li[data-ends]")) show(token, now);
  }
}

function show(token, now) {
  const began = Number(token.dataset.began);
  const ends = Number(token.dataset.ends);
  const left = Math.max(0, Math.min(1, (ends - now) / (ends - began)));
  token.querySelector(".left").setAttribute("width", `${(left * 100).toFixed(2)}%`);
  token.querySelector(".words").textContent =
    now < ends ? `${roughly(ends - now)} left of ${roughly(ends - began)}` : `expired ${now - ends < 1 ? "now" : `${roughly(now - ends)} ago`}`;
  if (now < ends) return;
  const badge = token.querySelector(".badge");
  badge.textContent = "expired";
  badge.dataset.tone = "quiet";
}

const UNITS = [[31536000, "year", "years"], [86400, "day", "days"], [3600, "h", "h"], [60, "min", "min"], [1, "s", "s"]];

// The same words as length_of_time.py has.
function roughly(seconds) {
  let left = Math.floor(Math.abs(seconds));
  const parts = [];
  for (const [size, one, many] of UNITS) {
    const count = Math.floor(left / size);
    left %= size;
    if (count) parts.push(`${count} ${count === 1 ? one : many}`);
    else if (parts.length) break;
    if (parts.length === 2) break;
  }
  return parts.join(" ") || "0 s";
}

setInterval(tick, 1000);
document.addEventListener("refreshed", tick);
tick();
