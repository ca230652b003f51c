// What is typed before it can be written: an answer while its conversation is on the way, words for a search while its
// page is. No key of it does anything else; it is put in where it belongs as soon as that stands there.

import { held } from "../shared/commands.js";
import { writes } from "./strokes.js";

const PATIENCE = 15000;
const LOOK = 40;
const BESIDES = ["Shift", "Control", "Alt", "AltGraph", "CapsLock", "Dead"];

export class Ahead {
  constructor() {
    this.press = (event) => this.hears(event); // before the list and whatever else has keys of its own
  }

  // `stands` says whether it is there, `turn` goes there and returns whether it could.
  begin(stands, turn) {
    this.end();
    Object.assign(this, { stands, turn, text: "" });
    document.documentElement.addEventListener("keydown", this.press, true);
    this.looking = setInterval(() => this.look(), LOOK);
    this.until = setTimeout(() => this.end(), PATIENCE);
  }

  end() {
    clearInterval(this.looking);
    clearTimeout(this.until);
    document.documentElement.removeEventListener("keydown", this.press, true);
  }

  hears(event) {
    const chord = (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState("AltGraph");
    if (event.isComposing || chord || BESIDES.includes(event.key)) return;
    if (writes(event)) return this.end();
    if (event.key.length === 1) this.text += event.key;
    else if (event.key === "Enter") this.text += "\n";
    else if (event.key === "Backspace") this.text = [...this.text].slice(0, -1).join("");
    else return this.end(); // who walks away does not wait
    event.preventDefault();
    event.stopPropagation();
  }

  look() {
    if (!this.stands()) return;
    const { text, turn } = this;
    this.end();
    const field = turn() && held();
    if (!text || !field || !field.matches("textarea, input")) return;
    const said = field.matches("input") ? text.replaceAll("\n", "") : text;
    field.setRangeText(said, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}
