// The server is away: our own calm words for it, in the language of the page.
// Streamlit would cover the page with a dialog in English; its reconnecting is left alone.
// The band has a line of its own: what fills the page begins below it.
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
    :root { --dw-away: 2.25rem; }
    :root[data-away] { --dw-top: calc(3.75rem + var(--dw-band, 0rem) + var(--dw-away)); }
    .dw-away:empty { display: none; }
    .dw-away {
      position: fixed; z-index: 1000002; top: calc(3.75rem + var(--dw-band, 0rem)); left: 0; right: 0;
      height: var(--dw-away); box-sizing: border-box; padding: 0 1rem;
      display: flex; align-items: center; justify-content: center; text-align: center;
      border-bottom: 1px solid light-dark(#e6d9b4, #55471f); pointer-events: none;
      background: light-dark(#fff3d6, #33290f); color: light-dark(#6b4700, #f2d48a);
      font: 500 13px/1.3 Inter, system-ui, sans-serif;
    }
    @media (max-width: 640px) { :root { --dw-away: 3rem; } }`;
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
