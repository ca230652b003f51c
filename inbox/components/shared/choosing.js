// A field above a list: one line is chosen, and a screen reader at the field is told which.

// Choose line `at`, round and round; returns the place that it is.
export function choose(input, list, at) {
  const all = [...list.children];
  const chosen = all.length ? (at + all.length) % all.length : 0;
  all.forEach((one, place) => {
    one.id = `${list.id}-${place}`;
    one.setAttribute("aria-selected", String(place === chosen));
  });
  input.setAttribute("aria-expanded", String(all.length > 0));
  if (all.length) input.setAttribute("aria-activedescendant", all[chosen].id);
  else input.removeAttribute("aria-activedescendant");
  all[chosen]?.scrollIntoView({ block: "nearest" });
  return chosen;
}
