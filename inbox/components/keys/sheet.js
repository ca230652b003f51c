// The sheet: every command by its place, with its keys. It says what can be done, not only now.

import { el, icon } from "../shared/dom.js";
import { held } from "../shared/commands.js";
import { keyed } from "./palette.js";

export class Sheet {
  constructor(root) {
    this.box = root.querySelector(".sheet");
    this.shut = this.box.querySelector(".shut");
    this.shut.append(icon("close"));
    this.shut.addEventListener("click", () => this.close());
    this.box.addEventListener("click", (event) => event.target === this.box && this.close());
    this.box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.close();
    });
  }

  update(data) {
    const { words } = data;
    const said = JSON.stringify(data);
    if (this.said === said) return;
    this.said = said;
    this.box.setAttribute("aria-label", words.sheet);
    this.box.querySelector("h2").textContent = words.sheet;
    this.shut.ariaLabel = this.shut.title = words.close;
    const off = this.box.querySelector(".off");
    off.hidden = data.single;
    off.textContent = words.off;
    this.box.querySelector(".how").replaceChildren(...this.how(data));
    this.box.querySelector("footer a").textContent = words.settings;
    this.box.querySelector(".places").replaceChildren(
      ...data.places
        .map(({ id, name }) => [name, data.commands.filter(({ place }) => place === id)])
        .filter(([, commands]) => commands.length)
        .map(([name, commands]) => this.place(name, commands, words)),
    );
  }

  // What "by name" means, with the key that leads there.
  how({ commands, words }) {
    const list = commands.find(({ id }) => id === "palette");
    const [before, after] = words.byNameHow.split("{keys}");
    return [before, keyed(list.keys[0], words), after];
  }

  place(title, commands, words) {
    const made = el("section");
    const list = el("dl");
    for (const { id, name, keys: heard, own } of commands) {
      const keys = [...heard, ...own];
      const line = el("div");
      line.dataset.command = id;
      const term = el("dd");
      term.append(...keys.map((one) => keyed(one, words)));
      if (!keys.length) term.append(el("span", "quiet", words.byName));
      line.append(el("dt", "", name), term);
      list.append(line);
    }
    made.append(el("h3", "", title), list);
    return made;
  }

  open() {
    this.from = held();
    this.box.showModal();
    this.box.scrollTop = 0;
    this.shut.focus();
  }

  close() {
    this.box.close();
    this.shut.blur(); // what is hidden would have the keys until the page is drawn
    if (this.from?.isConnected) this.from.focus({ preventScroll: true });
  }
}
