// What an agent says about the promises in a draft, by conversation and words; kept on the server.

import { signedOut } from "../shared/store.js";
import { save } from "./drafts.js";

const PAUSE = 400;
const MOST = 24;
const said = new Map();

class Said {
  // Take what the server has, unless something was said here already. After an answer has left,
  // what was asked for since then counts: it may have come back.
  take(id, given, asked) {
    const here = said.get(id);
    if (!here || asked > here.left) said.set(id, { of: { ...given }, left: here?.left });
  }

  of(id, words) {
    return said.get(id)?.of[words] || {};
  }

  // All that was said here, by words; undefined where nobody has looked yet.
  all(id) {
    return said.get(id)?.of;
  }

  // Promises that an agent added: nothing in the draft was taken for them.
  added(id) {
    return Object.entries(said.get(id)?.of || {}).filter(([, one]) => one.added);
  }

  drop(id, words) {
    this.say(id, words, {});
    delete said.get(id).of[words];
  }

  say(id, words, what) {
    this.take(id, {});
    const here = said.get(id);
    here.left = undefined;
    const { [words]: before, ...others } = here.of;
    const older = Object.entries(others).slice(1 - MOST);
    here.of = { ...Object.fromEntries(older), [words]: { ...before, ...what } };
    clearTimeout(here.timer);
    here.timer = setTimeout(() => this.put(id), PAUSE);
  }

  async put(id, leaving = false) {
    const here = said.get(id);
    clearTimeout(here?.timer);
    if (!here?.timer) return;
    here.timer = null;
    if (!leaving) await save(id); // without a draft the server would keep nothing
    try {
      const answer = await fetch(`/api/draft/${id}/promises`, {
        method: "PUT",
        keepalive: leaving,
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ promised: here.of }),
      });
      if (answer.status === 401) signedOut();
    } catch {
      here.timer = setTimeout(() => this.put(id), 10 * PAUSE); // kept here meanwhile
    }
  }

  // The answer has left: the next one begins with nothing said.
  left(id) {
    clearTimeout(said.get(id)?.timer);
    said.set(id, { of: {}, left: performance.now() });
  }

  putAll() {
    for (const id of said.keys()) this.put(id, true);
  }
}

export const kept = new Said();

addEventListener("pagehide", () => kept.putAll());
