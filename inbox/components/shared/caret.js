// Words that came from elsewhere into a field where somebody types: the caret stays with its own.

export function put(area, text, keep = true) {
  const { value, selectionStart, selectionEnd } = area;
  if (value === text) return;
  const alike = ahead(value, text);
  const most = Math.min(value.length, text.length) - alike;
  const after = most && Math.min(most, behind(value, text));
  const moved = (at) => (at > alike && value.length - at <= after ? text.length - value.length + at : at);
  area.value = text;
  if (keep) area.setSelectionRange(moved(selectionStart), moved(selectionEnd));
}

function ahead(one, other) {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

function behind(one, other) {
  let from = 1;
  while (from <= one.length && one.at(-from) === other.at(-from)) from += 1;
  return from - 1;
}
