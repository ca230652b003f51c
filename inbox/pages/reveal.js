// Shows a box when it appears. What stands in and above it is still being drawn then, so it is
// shown again when sizes change, for a moment, or until the reader moves the page.
const shown = new WeakSet();
const MOMENT = 2000;
const MOVES = ["wheel", "touchmove", "pointerdown", "keydown"];

export default function ({ data, parentElement }) {
  if (shown.has(parentElement)) return;
  shown.add(parentElement);
  const box = document.querySelector(`.${CSS.escape(data.box)}`);
  if (!box) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const show = () => box.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  const sizes = new ResizeObserver(() => requestAnimationFrame(show));
  const stop = () => {
    sizes.disconnect();
    for (const move of MOVES) window.removeEventListener(move, stop, { capture: true });
  };
  sizes.observe(box);
  sizes.observe(box.closest('[data-testid="stMainBlockContainer"]') ?? document.body);
  for (const move of MOVES) window.addEventListener(move, stop, { capture: true, passive: true });
  setTimeout(stop, MOMENT);
}
