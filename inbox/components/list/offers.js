// What the list offers to the keys and to the palette.

import { offer } from "../shared/commands.js";
import * as store from "../shared/store.js";
import { next, pause, watch } from "./calm.js";

// What is done with the row that has the focus, or with all that are picked, as with the bar below.
const HERE = ["done", "snooze", "assign", "tag"];

const waits = (row) => row.state === "open" && row.waitingSince;

export function offers(list) {
  const { root } = list;
  const here = () => list.rows.isConnected && list.data;
  list.ends.push(watch());
  const folders = list.data.folders.map(({ id }) => [
    `folder:${id}`,
    { act: () => turn(list, id), can: here },
  ]);
  return offer(root, {
    next: { act: () => list.walk(1), can: here },
    previous: { act: () => list.walk(-1), can: here },
    enter: { act: () => list.choose(focused(root), true), can: () => focused(root) },
    nextWaiting: { act: () => onwards(list), can: () => here() && waiting(list) },
    filter: { act: () => press(root, '[data-hold="filter"]'), can: () => root.querySelector('[data-hold="filter"]') },
    order: { act: () => press(root, '[data-hold="order"]'), can: () => root.querySelector('[data-hold="order"]') },
    views: {
      act: () => press(root, '[data-hold="views"]'),
      can: () => root.querySelector('[data-hold="views"]'),
      more: () => (list.data.views || []).map(({ id, name }) => ({ text: name, act: () => list.views.look({ view: id }) })),
    },
    select: { act: () => list.picking.toggle(Number(picked(list).dataset.id)), can: () => here() && picked(list) },
    ...Object.fromEntries(HERE.map((does) => [does, { act: () => aim(list, does), can: () => aims(list) }])),
    picked: { act: () => root.querySelector(".bar [data-does=done]").focus(), can: () => !list.picking.bar.hidden },
    undo: {
      act: () => press(root, ".how-far .linkish"),
      can: () => root.querySelector(".how-far .linkish"),
      at: () => list.picking.acted,
    },
    toList: { act: () => back(list), can: here },
    ...Object.fromEntries(folders),
  });
}

// What is heard only where the focus stands on a row.
export function heard(list, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
  const opens = event.key === "Enter" || event.key === " ";
  if (!step && !opens) return;
  event.preventDefault();
  if (step) list.walk(step);
  else list.choose(event.target.closest(".row"), true);
}

const focused = (root) => root.activeElement?.closest(".row");
const picked = (list) => focused(list.root) || list.find(store.state.id);
const press = (root, what) => root.querySelector(what).click();

// Somebody looks at another row than the one that stands open, or has picked some.
function aims({ root, picking }) {
  const row = focused(root);
  return row && (picking.picked.size || Number(row.dataset.id) !== store.state.id);
}

// What is done with one row leaves the focus on its neighbour: it goes, and whoever walks goes on.
function aim({ root, picking }, does) {
  const row = !picking.picked.size && focused(root);
  if (row) picking.toggle(Number(row.dataset.id));
  press(root, `.bar [data-does="${does}"]`);
  if (!row || does !== "done") return;
  const rows = [...root.querySelectorAll(".row")];
  const at = rows.indexOf(row);
  (rows[at + 1] || rows[at - 1])?.focus();
}

function turn(list, folder) {
  store.show("list");
  list.trigger("folder", folder);
}

// The next one down the list who waits for us, from the top again where that was the last.
function waiting(list) {
  const { rows } = list.data;
  const from = rows.findIndex(({ id }) => id === store.state.id) + 1;
  return next([...rows.slice(from), ...rows.slice(0, Math.max(0, from - 1))].filter(waits));
}

function onwards(list) {
  const row = waiting(list);
  pause(list.root, row, list.words);
  list.choose(list.find(row.id), true);
}

// To the row where somebody was, or that stands open.
function back(list) {
  if (focused(list.root)) return;
  store.show("list");
  list.near()?.focus();
}
