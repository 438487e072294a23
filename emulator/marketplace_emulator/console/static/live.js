// Keeps an open page new. The emulator tells that something has changed; the page then asks for itself again and takes
// over what is different. It does both only while a person can see it, and catches up when it is seen again.
import { take } from "./taking-over.js";

const SOONEST = 300, LATEST = 3000; // milliseconds from one refresh to the next
const REST = 10; // a page that takes long is asked for less often: it rests ten times as long
const AGAIN = 1000, SELDOM = 10000; // milliseconds until the emulator is tried again: at first, and in the end
const ASLEEP = 30000; // a timer that comes so late was held up: the machine slept
const DONE = "Done.", SAID = 4000;
const PLACES = 4; // a browser has six connections to the emulator for all its pages; the others are for what pages ask for

const main = document.getElementById("main");
const told = document.getElementById("live");
let source = null; // the events, while they come
let leave = null; // gives up this page's place among those that are told
let joining = false;
let failures = 0;
let waiting = 0; // the timer of the next try
let stale = false; // whether the page misses something
let next = 0, planned = 0, refreshing = false;
let silence = 0; // the timer that takes back what was said
let left = false; // whether a form was left as it was, because a person was filling it
let done = false; // whether a person's form has arrived, and the page is to show it at once

async function connect() {
  clearTimeout(waiting);
  if (source || joining || document.hidden) return;
  joining = true;
  leave = await place();
  joining = false;
  if (document.hidden) return disconnect();
  if (!leave) return takeTurns();
  source = new EventSource(`/console/live?seen=${encodeURIComponent(main.dataset.seen)}`);
  source.onopen = () => { failures = 0; refreshSoon(); };
  source.onmessage = (event) => {
    if (event.lastEventId === main.dataset.seen) return; // it came with the page itself
    stale = true;
    refreshSoon();
  };
  source.onerror = () => { disconnect(); tryAgain(); };
}

function disconnect() {
  clearTimeout(waiting);
  source?.close();
  leave?.();
  source = leave = null;
}

function tryAgain() {
  if (failures++) catchUp(); // an emulator that is started again answers at the first try
  waiting = setTimeout(connect, Math.min(SELDOM, AGAIN * failures));
}

// Without events the page asks for itself now and then.
function takeTurns() {
  catchUp();
  waiting = setTimeout(connect, LATEST);
}

function catchUp() {
  stale = true;
  refresh();
}

// A lock for each place: other pages of the browser have the others. Only local addresses and HTTPS have locks.
async function place() {
  if (!navigator.locks) return () => {};
  for (let number = 1; number <= PLACES; number++) {
    const free = await new Promise((answer) => {
      navigator.locks.request(`live-${number}`, { ifAvailable: true }, (lock) =>
        lock ? new Promise((release) => answer(release)) : answer(null));
    });
    if (free) return free;
  }
  return null;
}

function refreshSoon() {
  if (stale && !planned && !refreshing && !document.hidden) {
    planned = setTimeout(refresh, done ? 0 : Math.max(0, next - performance.now()));
  }
}

async function refresh() {
  clearTimeout(planned);
  planned = 0;
  if (refreshing) return;
  refreshing = true;
  const answers = done;
  stale = done = false;
  const page = await newest();
  refreshing = false;
  if (page === null || document.hidden) {
    stale = true;
    if (source?.readyState === EventSource.OPEN) refreshSoon(); // or else when the emulator answers again
    return;
  }
  left = take(page);
  if (answers) say(DONE);
  else if (told.textContent !== DONE) say("");
  refreshSoon();
}

// The page as it is now; null if the emulator does not answer.
async function newest() {
  const began = performance.now();
  try {
    const answer = await fetch(location.pathname + location.search, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(30000) });
    if (answer.redirected || answer.status === 401) location.reload();
    return answer.status === 503 ? null : await answer.text();
  } catch {
    if (failures > 1) say("The emulator does not answer. This page shows what it last knew, and goes on when the emulator answers.");
    return null;
  } finally {
    next = performance.now() + Math.min(LATEST, Math.max(SOONEST, REST * (performance.now() - began)));
  }
}

// What is said is read aloud by screen readers: that pages change by themselves is not said.
function say(text) {
  clearTimeout(silence);
  if (told.textContent !== text) told.textContent = text;
  if (text === DONE) silence = setTimeout(say, SAID, "");
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) disconnect();
  else connect();
});
document.addEventListener("stale", (event) => {
  event.preventDefault();
  done = true;
  catchUp();
});
document.addEventListener("focusout", () => {
  if (!left) return;
  stale = true;
  refreshSoon();
});
addEventListener("pagehide", disconnect);
addEventListener("pageshow", (event) => { if (event.persisted) connect(); });
addEventListener("online", () => { disconnect(); connect(); });
let tick = Date.now();
setInterval(() => {
  const late = Date.now() - tick > ASLEEP;
  tick = Date.now();
  if (late) { disconnect(); connect(); }
}, 5000);
connect();
