// A question over the pane: what will happen, "Cancel" and the one word for yes.

import { button, el } from "../shared/dom.js";

export class Dialog {
  constructor(place) {
    this.place = place;
    place.addEventListener("keydown", (event) => event.stopPropagation());
  }

  speak(words) {
    this.words = words;
  }

  open(title, ...parts) {
    this.place.setAttribute("aria-label", title);
    this.place.replaceChildren(el("h2", "", title), ...parts);
    if (!this.place.open) this.place.showModal();
  }

  close() {
    if (this.place.open) this.place.close();
  }

  // `act` answers {done, text}; what was refused is said, and nothing typed is lost. `again` may ask
  // anew with what was told, and says whether it did.
  question(title, parts, yes, act, { back = () => this.close(), again = () => false, text = "" } = {}) {
    const said = el("p", "said");
    said.setAttribute("role", "alert");
    const agree = button("button primary", yes, async () => {
      agree.disabled = true;
      const told = await act();
      agree.disabled = false;
      if (told.done) this.close();
      else if (!told.person || !again(told)) said.textContent = told.text || this.words.lost;
    });
    const ways = el("div", "ways");
    ways.append(button("button", this.words.cancel, back), agree);
    this.open(title, ...parts, said, ways);
    said.textContent = text;
    agree.focus();
  }
}
