// The preview keeps its end in sight, where it is signed; what is above it fades instead of being cut.

export function fades(parts) {
  const look = () => {
    // its scroll counts from the end, so what is above is what is left of it
    const above = parts.scrollHeight - parts.clientHeight - Math.abs(parts.scrollTop);
    parts.classList.toggle("cut", above > 2);
    reached(parts);
  };
  parts.addEventListener("scroll", look, { passive: true });
  const sizes = new ResizeObserver(look);
  sizes.observe(parts);
  sizes.observe(parts.querySelector(".all"));
}

// What scrolls and holds nothing that takes the focus is a stop of its own, so that keys scroll it.
export function reached(place) {
  if (place.scrollHeight > place.clientHeight) place.tabIndex = 0;
  else place.removeAttribute("tabindex");
}
