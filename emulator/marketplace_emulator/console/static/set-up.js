// Keeps what happens in view after the browser was sent to the seller in another tab, until the person scrolls or presses something.
let follows = false;

function follow() {
  if (follows) document.getElementById("timeline").scrollIntoView();
}

document.querySelector("form.set-up").addEventListener("submit", () => {
  follows = true;
  follow();
});
document.addEventListener("refreshed", follow);
for (const each of ["wheel", "pointerdown", "keydown"]) document.addEventListener(each, () => { follows = false; }, { capture: true, passive: true });
