// The server is away: our own calm words for it, in the language of the page.
// Streamlit would cover the page with a dialog in English; its reconnecting is left alone.
{
  const { away } = document.currentScript.dataset;
  const PATIENCE = 2000; // a page that is left, or a socket that is opened anew, is no absence
  const DIALOG = '[data-testid="stDialog"]';
  const band = document.createElement("div");
  let waiting;
  let missing = false;
  let held = null;

  band.className = "dw-away";
  band.setAttribute("role", "status");
  const style = document.createElement("style");
  style.textContent = `
    html[data-away] ${DIALOG} { visibility: hidden; }
    .dw-away:empty { display: none; }
    .dw-away {
      position: fixed; z-index: 1000002; top: 0.6rem; left: 50%;
      translate: -50%; width: max-content; max-width: calc(100vw - 2rem); padding: 0.5rem 0.9rem;
      border: 1px solid light-dark(#e6d9b4, #55471f); border-radius: 8px; pointer-events: none;
      background: light-dark(#fff3d6, #33290f); color: light-dark(#6b4700, #f2d48a);
      font: 500 13px/1.45 Inter, system-ui, sans-serif; box-shadow: 0 4px 16px #0003;
    }`;
  document.head.append(style);
  document.addEventListener("DOMContentLoaded", () => document.body.append(band));

  function say(on) {
    missing = on;
    document.documentElement.toggleAttribute("data-away", on);
    const app = document.querySelector(".stApp");
    if (app) band.style.colorScheme = getComputedStyle(app).colorScheme;
    band.textContent = on ? away : "";
    if (on) shut();
  }

  function gone() {
    clearTimeout(waiting);
    waiting = setTimeout(() => say(true), PATIENCE);
  }

  function there() {
    clearTimeout(waiting);
    say(false);
  }

  // Streamlit's dialog is closed as a click would, and whoever wrote goes on where they were.
  function shut() {
    const dialog = missing && document.querySelector(DIALOG);
    if (!dialog) return;
    dialog.querySelector('button[aria-label="Close"]')?.click();
    setTimeout(() => held?.isConnected && held.focus({ preventScroll: true }), 100);
  }

  document.addEventListener("focusin", (event) => {
    const [on] = event.composedPath();
    if (!on.closest?.(DIALOG)) held = on;
  });
  new MutationObserver(shut).observe(document.documentElement, { childList: true, subtree: true });

  window.WebSocket = class extends window.WebSocket {
    constructor(...given) {
      super(...given);
      if (!String(given[0]).includes("/_stcore/stream")) return;
      this.addEventListener("open", there);
      this.addEventListener("close", gone);
    }
  };
}
