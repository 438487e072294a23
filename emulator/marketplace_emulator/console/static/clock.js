// A clock that runs goes on on the page: each <time data-runs> shows its time, and what has passed since it came.
const came = new WeakMap();

setInterval(() => {
  if (document.hidden) return;
  for (const time of document.querySelectorAll("time[data-runs]")) {
    if (came.get(time)?.at !== time.dateTime) came.set(time, { at: time.dateTime, ahead: Date.parse(time.dateTime) - Date.now() });
    time.textContent = written(new Date(Date.now() + came.get(time).ahead));
  }
}, 1000);

// As the server writes it: 5 Dec 2026, 09:40:12, in UTC.
function written(at) {
  const [, day, month, year, time] = at.toUTCString().split(/[, ]+/);
  return `${Number(day)} ${month} ${year}, ${time}`;
}
