// At the end of the menu that hands on: out of one's hands without a reason, and how somebody is
// treated.

export function shield(view, words, tell) {
  const { treated } = view;
  if (!treated) return [];
  const act = (text, what, more) => ({ text, act: () => tell({ what, id: view.id, ...more }) });
  const made = [words.treatedHow];
  if (view.holder.agent?.id === view.hands.me) made.push(act(words.handOn, "handOn", {}));
  made.push(treated.apart ? act(words.pairAgain, "pair", { on: true }) : act(words.keepApart, "pair", { on: false }));
  const line = treated.teamLine ? words.ownLine : words.teamLine;
  made.push(act(line, "teamLine", { on: !treated.teamLine }));
  if (treated.care) made.push(act(words.careOver, "care", { why: null }));
  else made.push(act(words.careGrief, "care", { why: "grief" }), act(words.careIllness, "care", { why: "illness" }));
  return made;
}
