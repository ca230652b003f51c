// Whose the conversation is: a button in the head that says it, and a menu to hand it on.

import { button, el, fill, icon, initials, theirs } from "../shared/dom.js";
import * as store from "../shared/store.js";
import { takes } from "../shared/taking.js";
import { shield } from "./shield.js";

// Who has it asks colleagues, or who stands in; of a queue, anybody.
export function asks({ holder, hands }) {
  return !holder.agent || holder.agent.id === hands.me || hands.standsIn;
}

export class Holding {
  constructor(menu, tell, offering) {
    Object.assign(this, { menu, tell, offering });
  }

  // The button; `view` is the conversation.
  opener(view, words) {
    const { agent, team } = view.holder;
    const made = button("button holder", undefined, (event) => {
      if (event.detail && this.menu.pressed(made)) return;
      this.menu.choose(made, words.holder, this.choices(view, words));
    });
    made.dataset.hold = "holder";
    made.setAttribute("aria-haspopup", "menu");
    made.setAttribute("aria-expanded", "false");
    const mine = agent?.id === view.hands.me;
    const name = mine ? words.you : (agent || team)?.name ?? words.nobodys;
    if (agent) made.title = mine ? words.yours : fill(words.has, { agent: agent.name });
    else made.title = team ? fill(words.teams, { team: team.name }) : words.nobodysHow;
    if (agent?.hint) made.title += ` · ${agent.hint}`;
    made.ariaLabel = `${words.holder}: ${name}`;
    const face = agent ? el("span", "held", initials(agent.name)) : icon("person");
    made.append(face, theirs("bdi", "called", name));
    return made;
  }

  // Take it and say by when: where somebody waits, and nobody else is at it.
  telling(view, words) {
    if (!takes(view)) return [];
    const made = button("button telling", undefined, () => store.tell("begin"));
    made.title = made.ariaLabel = words.takeTell;
    made.dataset.hold = "telling";
    made.append(icon("tell"));
    return [made];
  }

  hand(value, takes) {
    this.handed = { value, takes };
    this.tell(value);
  }

  // Its owner is writing there: asked once more, as long as it stands open and nothing else is asked.
  answered(ack, open, words) {
    const { value, takes: mine } = this.handed ?? {};
    if (ack.what !== "handSure" || value?.id !== open || ack.conversation !== open) return false;
    if (this.menu.asks.open) return false;
    const [how, yes] = mine ? [words.takeSure, words.takeYes] : [words.handSure, words.handYes];
    const act = () => this.tell({ ...value, sure: true });
    this.menu.doubt(ack.text, how, words.handNot, yes, act, "primary");
    return true;
  }

  choices(view, words) {
    const { agent, team } = view.holder;
    const { agents, teams, me } = view.hands;
    const had = { agent: agent?.id ?? null, team: team?.id ?? null };
    const choice = (text, to) => ({
      text,
      act: () => this.hand({ what: "hand", id: view.id, to: { ...had, ...to }, had }, to.agent === me),
    });
    const made = [];
    if (had.agent !== me) made.push(choice(words.take, { agent: me }));
    if (takes(view)) made.push({ text: words.takeTell, act: () => store.tell("begin") });
    if (asks(view)) made.push({ text: words.connect, act: () => store.tell("connect", {}) });
    if (had.agent !== null) {
      const back = team ? fill(words.backTo, { team: team.name }) : words.toQueue;
      made.push(choice(back, { agent: null }));
    }
    if (team) made.push(choice(words.everybodys, { agent: null, team: null }));
    const others = agents.filter(({ id }) => id !== me && id !== had.agent);
    if (others.length && (asks(view) || view.assigns)) made.push(words.giveTo);
    for (const other of asks(view) || view.assigns ? others : []) {
      const give = view.assigns && choice(other.name, { agent: other.id }).act;
      const ask = () => this.offering.offer(view, other, words, give);
      made.push({ text: other.name, hint: other.hint, act: asks(view) ? ask : give });
    }
    const far = teams.filter(({ id }) => id !== had.team);
    if (far.length) made.push(words.toTeam);
    far.forEach(({ id, name }) => made.push(choice(name, { agent: null, team: id })));
    made.push(...shield(view, words, this.tell));
    return made;
  }
}
