// What is being noted of a call or an e-mail, by conversation; kept on the server as it is typed.

import { signedOut } from "../shared/store.js";
import { newKey } from "./drafts.js";

const PAUSE = 700;
const RETRY = 4000;

const kept = new Map();

const fresh = () => ({ key: newKey(), kind: "call", heard: true, text: "", answers: true, promises: [], editing: null });

function hold(id) {
  if (!kept.has(id)) kept.set(id, { said: fresh(), changed: 0 });
  return kept.get(id);
}

// Two of them are alike by this, in whatever order a database gives their fields back.
const shape = ({ key, kind, heard, text, answers, promises, editing }) =>
  JSON.stringify([key, kind, heard, text, answers, editing, promises.map((one) => [one.what, one.kind, one.due, one.sum])]);

export const noted = (id) => hold(id).said;

export const begun = (id) => Boolean(kept.has(id) && (noted(id).text.trim() || noted(id).promises.length));

// Take in what the server has, unless something was typed here since; returns whether that is news.
export function take(id, server, asked) {
  const here = hold(id);
  if (server === undefined || here.dirty || here.saving || asked < here.changed) return false;
  const news = server ? shape(server) : undefined; // without one: noted, or given up, in another tab
  if (news === here.base) return false;
  const before = shape(here.said);
  here.base = news;
  here.said = server ? structuredClone(server) : fresh();
  return shape(here.said) !== before;
}

export function changed(id) {
  const here = hold(id);
  Object.assign(here, { changed: performance.now(), dirty: true });
  later(id, PAUSE);
}

// Something else is noted from now on; what was typed before is let go.
export function anew(id, said = {}) {
  hold(id).said = { ...fresh(), ...said };
  changed(id);
}

// It stands in the conversation: the server has let go of it as well.
export function done(id) {
  clearTimeout(hold(id).timer);
  kept.set(id, { said: fresh(), changed: performance.now() });
}

function later(id, wait) {
  const here = hold(id);
  clearTimeout(here.timer);
  here.timer = setTimeout(() => save(id), wait);
}

// Save what is not saved yet; `leaving` outlives the page.
export async function save(id, leaving = false) {
  if (id === null || !kept.has(id)) return;
  const here = hold(id);
  clearTimeout(here.timer);
  if (here.saving && !leaving) await here.saving;
  if (!here.dirty) return;
  here.dirty = false;
  if (!begun(id) && !here.base) return;
  here.saving = put(id, here, leaving).finally(() => (here.saving = null));
  await here.saving;
}

// Before it is noted: nothing that was saved on the way comes after it.
export async function settled(id) {
  clearTimeout(hold(id).timer);
  await hold(id).saving;
}

async function put(id, here, leaving) {
  const said = begun(id) ? here.said : null;
  const sent = said ? shape(said) : undefined;
  try {
    const answer = await fetch(`/api/outside-draft/${id}`, {
      method: "PUT",
      keepalive: leaving,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ said }),
    });
    if (answer.status === 401) signedOut();
    if (!answer.ok) throw new Error("outside");
    Object.assign(here, { base: sent, changed: performance.now() });
  } catch {
    here.dirty = true;
    later(id, RETRY);
  }
}

export function saveAll() {
  for (const id of kept.keys()) save(id, true);
}

addEventListener("pagehide", saveAll);
document.addEventListener("visibilitychange", () => document.hidden && saveAll());
