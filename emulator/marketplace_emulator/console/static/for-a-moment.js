// Lets a button say something else for a moment, such as Copied.
const usual = new WeakMap();

export function sayForAMoment(button, text) {
  if (!usual.has(button)) usual.set(button, button.innerHTML);
  button.textContent = text;
  setTimeout(() => { button.innerHTML = usual.get(button); }, 1500);
}
