// Letters typed in a menu: to the next entry that begins with them, as menus everywhere do.

import { fold } from "./fitting.js";

const PAUSE = 1000;

export class Letters {
  constructor() {
    this.end();
  }

  // Whether a key was one of these. `items` are the entries, at `at` is the focus.
  hears(event, items, at) {
    const { key } = event;
    if (key === "Enter" && this.lost) {
      event.preventDefault(); // it was meant for what is not here
      return true;
    }
    if ([...key].length > 1 || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (key === " " && !this.typed) return false;
    event.preventDefault();
    clearTimeout(this.pausing);
    this.pausing = setTimeout(() => this.end(), PAUSE);
    this.typed += fold(key);
    const found = this.find(items, at);
    this.lost = !found;
    found?.focus();
    return true;
  }

  end() {
    clearTimeout(this.pausing);
    this.typed = "";
    this.lost = false;
  }

  // The same letter again and again walks through all that begin with it; other words come last.
  find(items, at) {
    const { typed } = this;
    const same = [...typed].every((letter) => letter === typed[0]);
    const from = same ? at + 1 : Math.max(0, at);
    const round = [...items.slice(from), ...items.slice(0, from)].map((one) => [one, fold(one.textContent)]);
    const begins = (sought) => round.find(([, text]) => text.startsWith(sought));
    const within = () => round.find(([, text]) => text.split(/\s+/u).some((word) => word.startsWith(typed)));
    return (begins(typed) || (same && begins(typed[0])) || within())?.[0];
  }
}
