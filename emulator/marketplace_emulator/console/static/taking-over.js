// Takes a newer version of the page over into the page that is open, and leaves alone what a person is doing there.
import { Idiomorph } from "./idiomorph-0.8.0.esm.js";

const PARTS = ["main", "bar-clock"];
const CONTROLS = "input, select, textarea";
const SENT = "form[data-sent]";

let left = false;

// Return whether something was left as it was, because a person is filling it.
export function take(html) {
  left = false;
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const main = document.getElementById("main"), had = main.contains(document.activeElement);
  for (const id of PARTS) {
    const [old, newer] = [document.getElementById(id), fresh.getElementById(id)];
    if (old && newer) Idiomorph.morph(old, newer, { callbacks });
  }
  for (const form of document.querySelectorAll(SENT)) delete form.dataset.sent;
  document.title = fresh.title;
  if (had && !main.contains(document.activeElement)) main.focus({ preventScroll: true }); // what had the focus is gone
  document.dispatchEvent(new Event("refreshed"));
  return left;
}

const callbacks = {
  beforeNodeMorphed: (node) => {
    if (!isElement(node)) return true;
    const filled = isBeingFilled(node);
    left ||= filled;
    return !filled && node.dataset.keep !== "";
  },
  beforeNodeRemoved: (node) => !isElement(node) || ![node, ...node.querySelectorAll("form")].some(isBeingFilled),
  beforeAttributeUpdated: (name, node) =>
    name !== "data-sent"
    && !(name === "open" && node.matches("details, dialog") && !node.querySelector(SENT)) // a person has opened or closed it
    && !node.dataset.keep?.split(" ").includes(name),
  afterNodeAdded: (node) => { if (isElement(node) && node.id) node.dataset.fresh = ""; },
};

function isElement(node) {
  return node.nodeType === Node.ELEMENT_NODE && node.dataset;
}

function isBeingFilled(node) {
  if (node.closest(SENT)) return false;
  if (node.matches(CONTROLS)) return node === document.activeElement || isChanged(node);
  if (!node.matches("form")) return false;
  const active = document.activeElement;
  return (node.contains(active) && active.matches(CONTROLS))
    || node.querySelector(":scope > .problem:not(:empty), [aria-busy=true]") !== null
    || [...node.elements].some(isChanged);
}

function isChanged(control) {
  if (control.type === "hidden") return false;
  if (control.matches("[type=checkbox], [type=radio]")) return control.checked !== control.defaultChecked;
  if (control.matches("select")) {
    const options = [...control.options];
    return control.selectedIndex !== Math.max(0, options.findIndex((each) => each.defaultSelected));
  }
  return control.matches("input, textarea") && control.value !== control.defaultValue;
}
