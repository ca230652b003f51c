// What the server said since a pane last looked: two acts of one run are answered together.

export function heard(pane, acks) {
  const last = acks.at(-1)?.n ?? 0;
  const since = pane.heard ?? last;
  pane.heard = last;
  return acks.filter(({ n }) => n > since);
}
