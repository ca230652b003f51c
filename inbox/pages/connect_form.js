// A plain form: the browser sends it, and follows to wherever the answer leads. What was pasted is
// sent without leaving: should it not be taken, it still stands here, and nowhere else.
export default function ({ data, parentElement, setTriggerValue }) {
  const form = parentElement.querySelector("form");
  const button = form.querySelector("button");
  form.action = data.action;
  form.querySelector("[name=csrf]").value = data.csrf;
  button.textContent = data.button;
  const fields = form.querySelector(".fields");
  const names = data.fields.map((field) => field.name).join(" ");
  if (fields.dataset.names !== names) {
    fields.dataset.names = names;
    fields.replaceChildren(...data.fields.map(field));
  }
  for (const [name, value] of Object.entries(data.carried)) carry(form, name, value);
  const sent = (event) => {
    if (data.fields.length) stay(event, form, button, setTriggerValue);
    else setTimeout(() => { button.disabled = true; });
  };
  const back = () => { button.disabled = false; };
  form.addEventListener("submit", sent);
  window.addEventListener("pageshow", back);
  return () => {
    form.removeEventListener("submit", sent);
    window.removeEventListener("pageshow", back);
  };
}

async function stay(event, form, button, tell) {
  event.preventDefault();
  button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const led = new URL(answer.url);
    if (answer.ok && led.pathname === location.pathname) tell("sent", led.searchParams.get("why") ?? "");
    else window.location.assign(answer.redirected ? led : location);
  } catch {
    form.submit(); // the browser says why it cannot be reached
  } finally {
    button.disabled = false;
  }
}

function field({ name, label }) {
  const row = document.createElement("label");
  const text = document.createElement("span");
  const input = document.createElement("input");
  text.textContent = label;
  Object.assign(input, { name, type: "password", required: true, autocomplete: "off", spellcheck: false });
  row.append(text, input);
  return row;
}

function carry(form, name, value) {
  let input = form.querySelector(`[type=hidden][name=${name}]`);
  if (!input) {
    input = Object.assign(document.createElement("input"), { type: "hidden", name });
    form.prepend(input);
  }
  input.value = value;
}
