// A panel beside the list: it stands below its button, Escape and its own ways shut it, and then
// the button has the focus again.

export class Panel {
  constructor(box) {
    this.box = box;
    box.addEventListener("keydown", (event) => this.key(event));
    box.addEventListener("toggle", (event) => {
      this.opener?.setAttribute("aria-expanded", String(event.newState === "open"));
    });
  }

  // What opens it; made anew whenever the head of the list is drawn.
  opens(button) {
    button.setAttribute("aria-haspopup", "dialog");
    button.setAttribute("aria-expanded", "false");
    this.opener = button;
    return button;
  }

  get isOpen() {
    return this.box.matches(":popover-open");
  }

  show() {
    this.box.showPopover();
    const [at, size] = [this.opener, this.box].map((one) => one.getBoundingClientRect());
    this.box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
    this.box.style.top = `${Math.max(8, Math.min(at.bottom + 4, innerHeight - size.height - 8))}px`;
  }

  key(event) {
    event.stopPropagation();
    if (event.key !== "Escape") return;
    event.preventDefault();
    this.shut();
  }

  shut() {
    if (this.isOpen) this.box.hidePopover();
    this.opener?.focus();
  }
}
