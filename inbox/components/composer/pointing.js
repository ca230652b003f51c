// Bring what is said already before eyes and ears once more.
export function point(node) {
  const said = node.querySelector(".said");
  said.setAttribute("role", "alert");
  said.textContent = said.textContent; // a screen reader tells what changes
  node.classList.add("pointed");
  node.scrollIntoView({ block: "nearest" });
}
