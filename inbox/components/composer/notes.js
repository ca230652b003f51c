// Notes that are being written: nothing of them ever stands with the drafts of answers.
//
// `base` is what the server has, `text` what stands here. A save names the `stamp` it was typed
// over; what a second tab wrote meanwhile comes back joined to it.

import { signedOut, tell } from "../shared/store.js";
import { joined, newKey } from "./drafts.js";

const PAUSE = 700;
const RETRY = 4000;

const notes = new Map();

export function note(id) {
  if (!notes.has(id)) notes.set(id, { key: newKey(), text: "", base: "", stamp: "", changed: 0 });
  return notes.get(id);
}

const clean = (here) => here.text === here.base;

// Take in what the server says; returns whether the text on the screen changes.
export function take(id, server, asked) {
  const here = note(id);
  if (!server || here.busy || here.saving || asked < here.changed) return false;
  if (server.stamp === here.stamp || !clean(here)) return false;
  const before = here.text;
  Object.assign(here, { text: server.text, base: server.text, stamp: server.stamp });
  return here.text !== before;
}

export function typed(id, text) {
  const here = note(id);
  here.text = text;
  later(id, PAUSE);
}

function later(id, wait) {
  const here = note(id);
  clearTimeout(here.timer);
  here.timer = setTimeout(() => save(id), wait);
}

// Save what is not saved yet; `leaving` outlives the page.
export async function save(id, leaving = false) {
  if (id === null || !notes.has(id)) return;
  const here = note(id);
  clearTimeout(here.timer);
  if (here.busy || clean(here)) return;
  if (here.saving && !leaving) await here.saving;
  if (here.busy || clean(here)) return;
  here.saving = put(id, here, leaving).finally(() => (here.saving = null));
  await here.saving;
}

async function put(id, here, leaving) {
  const sent = here.text;
  try {
    const answer = await ask(`/api/note-draft/${id}`, "PUT", { text: sent, seen: here.stamp }, leaving);
    here.failed = false;
    here.changed = performance.now();
    Object.assign(here, { base: answer.text, stamp: answer.stamp, strays: answer.strays || "" });
    if (answer.text !== sent && answer.text) {
      here.text = here.text === sent ? answer.text : joined(answer.text, here.text);
      tell("noted", id);
    }
    if (!clean(here)) later(id, PAUSE);
  } catch {
    here.failed = true;
    later(id, RETRY);
  }
  tell("note kept", id);
}

// Write it; returns what the server says. Until then nothing else is saved of it.
export async function write(id) {
  const here = note(id);
  clearTimeout(here.timer);
  await here.saving;
  here.busy = true;
  try {
    const said = await ask(`/api/notes/${id}`, "POST", { text: here.text, key: here.key });
    const fresh = { key: newKey(), text: "", base: "", stamp: "", changed: performance.now() };
    if (said.ok) Object.assign(here, fresh);
    return said;
  } finally {
    here.busy = false;
    if (!clean(here)) later(id, PAUSE);
  }
}

async function ask(path, method, body, leaving = false) {
  const answer = await fetch(path, {
    method,
    keepalive: leaving,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (answer.status === 401) signedOut();
  if (!answer.ok) throw new Error("note");
  return answer.json();
}

export function saveAll() {
  for (const id of notes.keys()) save(id, true);
}

addEventListener("pagehide", saveAll);
document.addEventListener("visibilitychange", () => document.hidden && saveAll());
