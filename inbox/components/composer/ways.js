// By which way the answer goes, and who will read it: chosen by hand, never by a poll.

import { button, el, icon } from "../shared/dom.js";

const WIDE = matchMedia("(min-width: 641px)");
const ROOM = 520;

export class Ways {
  constructor(root, choose, open) {
    this.root = root;
    this.choose = choose;
    this.open = open;
    this.row = root.querySelector(".doors");
    this.choice = root.querySelector("form .ways");
    this.terms = root.querySelector("form .terms");
    this.form = root.querySelector("form");
    this.sizes = new ResizeObserver(() => this.place());
    this.sizes.observe(this.form);
  }

  stop() {
    this.sizes.disconnect();
  }

  // Where there is room they cost no row: the choice stands beside Send, its terms above the preview.
  place() {
    const { form, row, choice, terms } = this;
    const apart = terms.parentElement === row;
    const width = form.clientWidth; // none while nothing is shown: all stays where it is
    const room = width ? WIDE.matches && width >= ROOM : !apart;
    if (room === apart) {
      if (room) {
        form.querySelector(".split").before(choice);
        form.querySelector(".leaves .title").append(terms);
      } else row.append(choice, terms);
    }
    row.hidden = room || (choice.hidden && !terms.textContent);
  }

  // Draw the ways of a conversation; returns the chosen one, null where it is there no more.
  draw(composer, isPrivate) {
    const { channels } = composer;
    const way = channels.find((one) => one.private === isPrivate) || null;
    const many = channels.length > 1 || !way;
    const said = JSON.stringify([channels, isPrivate, this.words]);
    if (this.said !== said) {
      this.said = said;
      this.terms.replaceChildren();
      if (way?.window) this.terms.append(el("span", `window ${way.tone || ""}`, way.window));
      if (way?.price) this.terms.append(el("span", "price", way.price));
      this.group(many ? channels : [], isPrivate);
      this.place();
    }
    this.notice(composer, way);
    return way;
  }

  group(channels, isPrivate) {
    const group = this.choice;
    const had = group.contains(this.root.activeElement);
    group.setAttribute("aria-label", this.words.ways);
    group.replaceChildren(...channels.map((one) => this.way(one, one.private === isPrivate)));
    group.hidden = !channels.length;
    if (had) group.querySelector("input:checked")?.focus();
  }

  way(one, chosen) {
    const made = el("label", "way");
    const input = el("input");
    Object.assign(input, { type: "radio", name: "way", checked: chosen });
    input.addEventListener("change", () => this.choose(one.private));
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // in a form of its own accord it would send
      this.choose(one.private, true);
    });
    made.classList.toggle("shut", Boolean(one.shut));
    made.append(input, icon(one.private ? "lock" : "eye"), el("span", "", one.name));
    if (one.shut) made.title = one.shut;
    return made;
  }

  // What speaks against writing here, and what remains: said once, before anybody writes.
  notice(composer, way) {
    const said = JSON.stringify([composer, way, this.words]);
    if (this.noted === said) return;
    this.noted = said;
    const place = this.root.querySelector(".notices");
    place.querySelectorAll(".door").forEach((node) => node.remove());
    if (way && !way.shut) return;
    const made = el("div", "notice door");
    made.setAttribute("role", "status");
    if (way) made.append(el("span", "said", way.shut));
    if (way?.then) made.append(el("span", "then", way.then));
    const rest = composer.channels.filter((one) => one !== way && !one.shut);
    const out = el("div", "out");
    for (const one of rest) {
      const name = one.private ? this.words.goPrivate : this.words.goPublic;
      out.append(button("button", name, () => this.choose(one.private, true)));
    }
    if (composer.others.length) out.append(el("span", "", this.words.others));
    for (const other of composer.others) {
      out.append(button("button", other.text, () => this.open(other.id)));
    }
    if (out.childNodes.length) made.append(out);
    place.prepend(made);
  }

  // The address by which the customer writes to us, where the caret stands.
  insert(area, url) {
    const [start, end] = [area.selectionStart, area.selectionEnd];
    const before = area.value.slice(0, start);
    const after = area.value.slice(end);
    const left = before && !/\s$/u.test(before) ? " " : "";
    const right = after && !/^\s/u.test(after) ? " " : "";
    area.setRangeText(`${left}${url}${right}`, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  }
}
