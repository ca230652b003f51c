// Draws who is signed in; signing out is a plain form, so that it works like a link.
export default function ({ data, parentElement }) {
  const menu = parentElement.querySelector("details");
  const put = (selector, text) => { parentElement.querySelector(selector).textContent = text; };
  put(".mark", data.initials);
  put(".name", data.name);
  put(".login", data.login);
  put(".locked", data.locked);
  parentElement.querySelector(".locked").hidden = !data.locked;
  put("button", data.out);
  // Streamlit's own link says this in English only.
  const skip = document.querySelector('[data-testid="stSkipToContent"]');
  if (skip && skip.textContent !== data.skip) skip.textContent = data.skip;
  menu.querySelector("summary").setAttribute("aria-label", data.label);
  menu.querySelector("input").value = data.csrf;
  const away = (event) => {
    if (event.type === "keydown" ? event.key === "Escape" : !event.composedPath().includes(menu)) {
      menu.open = false;
    }
  };
  document.addEventListener("pointerdown", away);
  document.addEventListener("keydown", away);
  return () => {
    document.removeEventListener("pointerdown", away);
    document.removeEventListener("keydown", away);
  };
}
