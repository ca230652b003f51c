// What can be done here and now, by name: panes offer it, keys and the palette ask for it.

import { tell } from "./store.js";

const offered = new Map();
const roots = new Set();

// `ways` are {name: act} or {name: {act, can, more, at}}: `can` says whether it is possible just now,
// `more` returns what it offers one by one, as {text, act}, `at` when that was done which it takes
// back, in milliseconds. Returns what takes them back.
export function offer(root, ways) {
  const made = Object.entries(ways).map(([name, way]) => [name, typeof way === "function" ? { act: way } : way]);
  const mine = made.map(([name, way]) => [name, { ...way, root }]);
  roots.add(root);
  for (const [name, way] of mine) offered.set(name, [way, ...(offered.get(name) || [])]);
  tell("offered");
  return () => {
    roots.delete(root);
    for (const [name, way] of mine) {
      const others = (offered.get(name) || []).filter((one) => one !== way);
      if (others.length) offered.set(name, others);
      else offered.delete(name);
    }
    tell("offered");
  };
}

export const names = () => [...offered.keys()].sort();

// Where several panes can do the same: what was done last is taken back first; else the one that
// has the focus does it, or the one that came last.
function way(name) {
  const able = (offered.get(name) || []).filter((one) => !one.can || one.can());
  if (able.some(({ at }) => at)) return able.reduce((last, one) => ((one.at?.() || 0) > (last.at?.() || 0) ? one : last));
  return able.find(({ root }) => root.host === document.activeElement) || able[0];
}

export const possible = (name) => Boolean(way(name));

export function run(name) {
  const found = way(name);
  found?.act();
  return Boolean(found);
}

export const more = (name) => way(name)?.more?.() || [];

// Whoever writes no more is where they were before: at the heading of the conversation, where one stands open.
export function leave(field) {
  if (!run("toThread")) field?.blur();
}

// A dialog or a menu stands open: it has the keys for itself.
export function busy() {
  const open = "dialog:modal, :popover-open";
  return [document, ...roots].some((root) => root.querySelector(open))
    || Boolean(document.querySelector('[data-testid="stDialog"]'));
}

// Focus is nowhere, or in one of the panes that offer something.
export function within() {
  const held = document.activeElement;
  return !held || held === document.body || [...roots].some((root) => root.host === held);
}

// The element that has the focus, through every pane.
export function held() {
  let found = document.activeElement;
  while (found?.shadowRoot?.activeElement) found = found.shadowRoot.activeElement;
  return found;
}
