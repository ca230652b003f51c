// The preview keeps its end in sight, where it is signed; what is above it fades instead of being cut.

export function fades(parts) {
  const look = () => {
    // its scroll counts from the end, so what is above is what is left of it
    const above = parts.scrollHeight - parts.clientHeight - Math.abs(parts.scrollTop);
    parts.classList.toggle("cut", above > 2);
    if (parts.scrollHeight > parts.clientHeight) parts.tabIndex = 0; // what scrolls is reached by a key
    else parts.removeAttribute("tabindex");
  };
  parts.addEventListener("scroll", look, { passive: true });
  const sizes = new ResizeObserver(look);
  sizes.observe(parts);
  sizes.observe(parts.querySelector(".all"));
}
