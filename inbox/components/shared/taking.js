// Whether a conversation can be taken and its customer told by when: they wait, there is a way to
// write to them, and no colleague is at it.

export function takes(view) {
  const agent = view?.holder?.agent;
  const free = !agent || agent.id === view.hands.me || view.hands.standsIn;
  const { reachable, channels } = view?.composer || {};
  return Boolean(view?.waitingSince && free && reachable && channels.some((way) => !way.shut));
}
