// What the conversation offers to the keys and to the palette.

import { held, offer } from "../shared/commands.js";
import * as store from "../shared/store.js";
import { asks } from "./holding.js";

export function offers(thread) {
  const { root, log } = thread;
  const view = () => store.state.view;
  const find = (what) => root.querySelector(what);
  const undo = () => [...log.querySelectorAll('[data-way="undo"]:enabled')].at(-1);
  const closed = () => thread.closed && Date.now() - thread.closed.at < BACK && thread.closed;
  const opens = (name, choices) => ({
    act: () => find(`.head [data-hold="${name}"]`).click(),
    can: () => view() && find(`.head [data-hold="${name}"]`),
    more: () => choices().filter((one) => typeof one !== "string"),
  });
  const again = offer(root, {
    undo: { act: () => thread.again(), can: closed, at: () => closed().at },
  });
  const here = offer(root, {
    assign: opens("holder", () => thread.holding.choices(view(), thread.words)),
    connect: { act: () => store.tell("connect", {}), can: () => view() && asks(view()) },
    snooze: opens("snooze", () => thread.snoozing.choices(view(), thread.words)),
    tellChange: { act: () => thread.promises.begin(), can: () => thread.promises.can() },
    tag: { act: () => thread.tagging.open(), can: view },
    done: { act: () => thread.act(view().state === "done" ? "reopen" : "close", view().id), can: view },
    undo: { act: () => undo().click(), can: undo, at: () => sentAt(undo(), view()) },
    older: { act: () => find(".older").click(), can: () => find(".older:enabled") },
    toThread: { act: () => title(thread)?.focus(), can: view },
  });
  return () => [again, here].forEach((end) => end());
}

// How long "done" can be taken back by the key, as what was done with many.
const BACK = 600000;

// When it was handed in, by this machine's clock.
function sentAt(way, view) {
  const key = way.closest("[data-key]")?.dataset.key;
  const at = view.entries.find((entry) => entry.key === key)?.at;
  return at ? Date.parse(at) - store.state.offset : 0;
}

const title = (thread) => thread.root.querySelector(".head .name");

// The conversation was opened by a key: its heading takes the focus, unless that went on meanwhile.
export function arrive(thread) {
  const { id, entering } = store.state;
  const to = id !== null && id === entering && id === thread.shown && title(thread);
  if (!to) return;
  store.state.entering = null;
  if (!held()?.matches("input, textarea, select")) to.focus({ preventScroll: true });
}

// Near the top the older messages come by themselves, once; what is read stays where it is.
export class Upwards {
  constructor(thread) {
    this.thread = thread;
  }

  scrolled(from, to) {
    const { view } = store.state;
    const near = to < from && to < this.thread.log.clientHeight / 2;
    if (!near || !view?.older || this.asked === view.older) return;
    this.asked = view.older; // what did not come is asked for by the button
    this.thread.earlier();
  }
}
