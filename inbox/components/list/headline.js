// How long today's answers took, in one small line above the list; none before the first one.

export function headline(root, said, words) {
  const place = root.querySelector(".headline");
  if (!place || place.textContent === (said || "")) return;
  place.hidden = !said;
  place.textContent = said || "";
  place.title = words.headline;
}
