// One conversation is open at a time, and every pane shows the same one.
//
// A click opens it here at once; Streamlit learns of it and follows. `seq` counts the clicks,
// so that an answer of the server to an older click never takes the page back.

const CALM = 4000;
const EAGER = 1000;
const ASLEEP = 20000;
const KEPT = 30;
const BEGINNING = "~0";

const listeners = new Map();
const views = new Map();
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

export const state = { id: null, seq: 0, view: null, gone: false, lost: false, bare: false, offset: 0, entering: null, sought: null };

let timer = 0;
let asking = null;
let led = 0;
let back = null;

// Whether the list is empty: then there is nothing to choose from.
export function bare(empty) {
  if (state.bare === empty) return;
  state.bare = empty;
  tell("bare", empty);
}

export function on(event, listener) {
  if (!listeners.has(event)) listeners.set(event, new Set());
  listeners.get(event).add(listener);
  return () => listeners.get(event).delete(listener);
}

export function tell(event, detail) {
  for (const listener of [...(listeners.get(event) || [])]) listener(detail);
}

// What time it is for the server: a countdown does not depend on this machine's clock.
export const serverNow = () => Date.now() + state.offset;

export function show(pane) {
  document.documentElement.dataset.pane = pane;
}

// A conversation as it was last seen here.
export const known = (id) => views.get(id) || {};

// The address of the list as it stands, with nothing open.
export function listed() {
  const url = new URL(location.href);
  url.searchParams.delete("c");
  return url.pathname + url.search;
}

export function signedOut() {
  const here = location.pathname + location.search;
  location.assign(`/login?over=1&next=${encodeURIComponent(here)}`);
}

// `to` is a message in it to be shown, however far back it lies.
export function open(id, { click = true, to = null } = {}) {
  if (click) state.seq += 1;
  state.sought = to;
  if (id === state.id) {
    if (id !== null) show("thread");
    if (to) tell("view", state.view);
    if (to) refresh();
    return;
  }
  if (state.entering !== id) state.entering = null;
  tell("leaving", state.id);
  asking?.abort();
  state.id = id;
  state.view = views.get(id) || null;
  state.gone = state.lost = false;
  show(id === null ? "list" : "thread");
  tell("opened", id);
  if (id !== null) refresh();
}

// Opened by a key: the conversation takes the focus as soon as it stands there.
export function enter(id) {
  state.entering = id;
  if (id === state.id) show("thread");
  else open(id);
  tell("entered", id);
}

// The server's own idea of what is open: a deep link, the browser's back button. A message that
// the address names is gone to once.
export function follow(id, seq, message = null) {
  const leads = message !== null && seq > led;
  if (seq < state.seq || (id === state.id && !leads)) return;
  state.seq = led = seq;
  open(id, { click: false, to: leads ? message : null });
}

async function ask(id, values) {
  asking?.abort();
  const mine = (asking = new AbortController());
  const asked = performance.now();
  const query = new URLSearchParams({ zone, ...values });
  const answer = await fetch(`/api/thread/${id}?${query}`, {
    signal: mine.signal,
    headers: { Accept: "application/json" },
  });
  if (answer.status === 401) signedOut();
  if (answer.status === 204) return null;
  if (!answer.ok) throw Object.assign(new Error("thread"), { status: answer.status });
  return { ...(await answer.json()), asked };
}

// Whoever went back in a thread sees all of that kept true, not its newest page alone.
// `timed`: a clock asks, not a person; the server does not take it for presence.
export async function refresh({ timed = false } = {}) {
  const id = state.id;
  clearTimeout(timer);
  if (id === null) return;
  try {
    const to = state.sought;
    const stamp = !to && state.view?.stamp;
    const down = !to && state.view?.deep && (state.view.older || BEGINNING);
    const away = document.hidden && { away: 1 }; // a page that nobody sees is nobody's presence
    const values = { ...(stamp && { stamp }), ...away, ...(timed && { timed: 1 }), ...(down && { down }), ...(to && { to }) };
    const page = await ask(id, values);
    const deep = page?.down || down;
    if (page && deep) await reach(id, page, { down: deep, ...(timed && { timed: 1 }) });
    if (id !== state.id) return;
    state.lost = false;
    if (page) take(id, page);
    else tell("same");
    if (state.sought === to) state.sought = null;
  } catch (error) {
    if (error.name === "AbortError" || id !== state.id) return;
    state.gone = error.status === 404 || error.status === 403;
    state.lost = !state.gone;
    tell("view", state.view);
  }
  again();
}

// One answer does not reach all the way down a long thread. What lies below it is asked for as
// well, and with every look: a page that is read in pieces has no stamp.
async function reach(id, page, values) {
  while (page.older && page.older !== values.down) {
    const below = await ask(id, { ...values, before: page.older });
    const known = new Map([...below.entries, ...page.entries].map((entry) => [entry.key, entry]));
    Object.assign(page, { entries: sorted(known), older: below.older, stamp: null });
  }
}

// Asked for by scrolling and by the button at one moment, it comes once: two that ask would keep
// taking each other's place.
export function older() {
  if (back?.id !== state.id) {
    const mine = { id: state.id };
    mine.done = further().finally(() => back === mine && (back = null));
    back = mine;
  }
  return back.done;
}

async function further() {
  const { id, view } = state;
  if (!view?.older) return;
  clearTimeout(timer);
  try {
    const page = await ask(id, { before: view.older });
    if (id !== state.id || !page) return;
    const known = new Map(page.entries.map((entry) => [entry.key, entry]));
    for (const entry of state.view.entries) known.set(entry.key, entry);
    state.view = { ...state.view, entries: sorted(known), older: page.older, deep: true };
    views.set(id, state.view);
    tell("view", state.view);
  } catch (error) {
    if (id !== state.id) return;
    if (error.name !== "AbortError") throw error;
    await further(); // a look came in between: whoever pressed still waits
  } finally {
    if (id === state.id) again();
  }
}

// Whoever went back was answered for all that they saw: what is not in it is no longer there.
function take(id, page) {
  state.offset = Date.parse(page.now) - Date.now();
  page.deep = Boolean(page.down) || views.get(id)?.deep;
  views.delete(id);
  views.set(id, page);
  if (views.size > KEPT) views.delete(views.keys().next().value);
  state.view = page;
  tell("view", page);
}

function sorted(entries) {
  return [...entries.values()].sort(
    (a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.key < b.key ? -1 : 1),
  );
}

function again() {
  clearTimeout(timer);
  if (!listeners.get("view")?.size) return; // another page: nobody looks
  const pace = document.hidden ? ASLEEP : state.view?.moving ? EAGER : CALM;
  timer = setTimeout(() => refresh({ timed: true }), pace * (0.9 + Math.random() * 0.2));
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) refresh();
});
