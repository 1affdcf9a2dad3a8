/** Texts whose answer is kept; then all are forgotten, so that a function of this kind cannot grow without end. */
const MOST_KEPT = 1000;

/** A function of a text whose answers are kept, for texts that come again and again, such as images and amounts in manifests. */
export function remembered<Answer>(find: (text: string) => Answer): (text: string) => Answer {
  const known = new Map<string, { readonly answer: Answer }>();
  return (text) => {
    const kept = known.get(text);
    if (kept) return kept.answer;
    if (known.size >= MOST_KEPT) known.clear();
    const answer = find(text);
    known.set(text, { answer });
    return answer;
  };
}
