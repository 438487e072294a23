// Says of the hour under the pointer what the table behind the charts has of it.
const HOURS = 48;

document.addEventListener("pointermove", (event) => {
  const chart = event.target.closest?.("svg.bars");
  for (const each of document.querySelectorAll(".plot[data-pointed]")) if (each !== chart?.parentElement) leave(each);
  if (!chart) return;
  const plot = chart.parentElement;
  const box = chart.getBoundingClientRect();
  const hour = Math.min(HOURS - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * HOURS)));
  const plots = [...plot.parentElement.querySelectorAll(".plot")];
  const row = plot.parentElement.querySelectorAll(".table-of-hours tbody tr")[hour];
  const readout = plot.querySelector(".readout");
  plot.dataset.pointed ??= readout.textContent;
  readout.textContent = `${row.cells[0].textContent}: ${row.cells[plots.indexOf(plot) + 1].textContent}`;
  chart.querySelector(".pointed").setAttribute("x", `${hour * 10}`);
});

function leave(plot) {
  plot.querySelector(".readout").textContent = plot.dataset.pointed;
  plot.querySelector(".pointed").setAttribute("x", "-10");
  delete plot.dataset.pointed;
}
