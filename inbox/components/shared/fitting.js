// What is typed above a list, and what fits it: every word that is typed begins some word.

// One spelling for what is typed and what it is to find: accents, capitals and ß make no difference.
export const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ß", "ss").toLowerCase();

export function fitting(typed, all, said) {
  const sought = fold(typed).split(/\s+/u).filter(Boolean);
  return all.filter((one) => {
    const words = fold(said(one)).split(/[^\p{L}\p{N}]+/u);
    return sought.every((each) => words.some((word) => word.startsWith(each)));
  });
}
