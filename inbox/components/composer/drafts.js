// Drafts of this browser, one for each conversation, kept in step with the server's.
//
// `base` is what the server has, `text` what stands in the composer. A save names the `stamp`
// it was typed over; where the server knows more (a text put back, a second tab) it answers
// with both, and what was typed meanwhile is woven in. Nothing typed is ever thrown away, and
// what is `private` somewhere stays so until its agent says otherwise.

import { refresh, signedOut, tell } from "../shared/store.js";

const PAUSE = 700;
const RETRY = 4000;

const drafts = new Map();

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fresh() {
  const changed = performance.now();
  const kept = { key: newKey(), text: "", base: "", stamp: "", changed };
  const meant = { private: false, basePrivate: false, split: false, baseSplit: false, despite: "", read: null, sent: null };
  const drawn = { pictures: [], coming: [], line: Promise.resolve(), drawn: changed };
  return { ...kept, ...meant, ...drawn };
}

// Whether the server has what stands here; an empty draft is kept nowhere, nor whom it is for.
export function clean(here) {
  const meant = here.private === here.basePrivate && here.split === here.baseSplit;
  return here.text === here.base && (!here.text || meant);
}

// For whom a draft is meant: a choice of its agent's.
export function meant(id, isPrivate) {
  const here = draft(id);
  here.private = isPrivate;
  here.despite = "";
  later(id);
}

// Whether what is too long for one leaves in parts.
export function parted(id, split) {
  draft(id).split = split;
  later(id);
}

// What an agent has before their eyes; pictures on their way count as there.
export function shown(here) {
  const pictures = here.pictures.length + here.coming.length;
  return JSON.stringify([here.text, here.private, here.key, pictures]);
}

// Put the server's pictures in; a description that it does not have yet stays.
export function drawn(here, pictures) {
  const mine = new Map(here.pictures.map((picture) => [picture.id, picture]));
  here.pictures = pictures.map((picture) => {
    const old = mine.get(picture.id);
    return old?.save || old?.saving ? old : Object.assign(old || {}, picture);
  });
  return here.pictures.length !== mine.size || here.pictures.some((one) => !mine.has(one.id));
}

// Take in which pictures the server has; returns whether they are others.
function drew(here, server, asked) {
  const busy = here.coming.some((one) => !one.failed);
  if (!server.pictures || asked < here.drawn || busy) return false;
  return drawn(here, server.pictures);
}

export function draft(id) {
  if (!drafts.has(id)) drafts.set(id, { ...fresh(), changed: 0, drawn: 0 });
  return drafts.get(id);
}

export function joined(first, second) {
  if (first.includes(second)) return first;
  if (second.includes(first)) return second;
  return `${first.trimEnd()}\n\n${second.trimStart()}`;
}

// Take in what the server says of a draft; returns whether the text on the screen changes.
// `asked` is when it was asked: what it said before our own last change is no news.
export function take(id, server, asked) {
  const here = draft(id);
  const others = !here.sent && drew(here, server, asked);
  if (here.saving || here.sent || server.stamp === here.stamp) return others;
  if (asked < here.changed) return others;
  const [before, wasPrivate, wasSplit] = [here.text, here.private, here.split];
  const known = here.text === here.base;
  if (!server.stamp && !known) {
    Object.assign(here, { key: newKey(), base: "", stamp: "" });
    later(id, 0);
    return others;
  }
  if (!known) {
    later(id, 0); // the save that missed it joins both, and says so
    return others;
  }
  here.text = here.base = server.text;
  here.stamp = server.stamp;
  here.key = server.key || newKey();
  const chosen = here.private && !here.basePrivate;
  if (server.text) here.private = server.private || chosen;
  here.basePrivate = server.private;
  if (server.text && here.split === here.baseSplit) here.split = Boolean(server.split);
  here.baseSplit = Boolean(server.split);
  if (!clean(here)) later(id);
  return others || here.text !== before || here.private !== wasPrivate || here.split !== wasSplit;
}

export function typed(id, text) {
  const here = draft(id);
  here.text = text;
  later(id);
}

export function later(id, wait = PAUSE) {
  const here = draft(id);
  clearTimeout(here.timer);
  here.timer = setTimeout(() => save(id), wait);
}

// Save what is not saved yet. Safe to call at any time; `leaving` outlives the page.
export async function save(id, leaving = false) {
  if (id === null || !drafts.has(id)) return;
  const here = drafts.get(id);
  clearTimeout(here.timer);
  if (here.sent || clean(here)) return;
  if (here.saving && !leaving) {
    await here.saving;
    return save(id);
  }
  here.saving = put(id, here, leaving).finally(() => (here.saving = null));
  await here.saving;
  if (!here.failed && !clean(here) && !here.sent) later(id);
}

async function put(id, here, leaving) {
  const { text, base, split, private: meantFor } = here;
  try {
    const answer = await fetch(`/api/draft/${id}`, {
      method: "PUT",
      keepalive: leaving,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ text, key: here.key, seen: here.stamp, base, private: meantFor, split }),
    });
    if (answer.status === 401) return signedOut();
    if (!answer.ok) throw new Error("draft");
    stored(id, here, { text, private: meantFor }, await answer.json());
  } catch {
    here.failed = true;
    later(id, RETRY);
  }
  tell("saved", id);
}

function stored(id, here, sent, kept) {
  const { text } = sent;
  here.failed = false;
  here.changed = performance.now();
  if (here.sent) return;
  const before = here.text;
  const gone = text && !kept.text;
  const left = gone && text === here.base; // nothing new: its only words are in the outbox
  here.key = kept.key || newKey();
  here.stamp = kept.stamp;
  here.base = kept.text;
  here.basePrivate = Boolean(kept.private);
  here.baseSplit = Boolean(kept.split);
  if (kept.text && kept.private && here.private === sent.private) here.private = true;
  if (here.private !== sent.private && here.private === here.basePrivate) tell("drafted", id);
  if (kept.text === text || (gone && !left)) return;
  here.text = before === text ? kept.text : woven(kept.text, text, before);
  tell("drafted", id);
  if (!gone) refresh(); // why there is more than was typed
}

// `theirs` holds what we sent; what was typed since goes where that stands.
function woven(theirs, sent, mine) {
  return sent && theirs.includes(sent) ? theirs.replace(sent, () => mine) : joined(theirs, mine);
}

// The server has taken the text into the outbox: a new answer starts with a new key.
export function left(id, key) {
  const here = draft(id);
  if (here.key !== key && here.sent !== key) return;
  drafts.set(id, fresh());
  tell("drafted", id);
}

// It has not left: what could not be saved while it was on its way is saved now.
export function stayed(id) {
  draft(id).sent = null;
  later(id, 0);
}

export function saveAll() {
  for (const [id, here] of drafts) {
    save(id, true);
    for (const picture of here.pictures) picture.save?.();
  }
}

addEventListener("pagehide", saveAll);
addEventListener("beforeunload", saveAll);
document.addEventListener("visibilitychange", () => document.hidden && saveAll());
