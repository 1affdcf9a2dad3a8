/** One step of a pattern: a set of characters, a fork of the way, or a condition on the place. */
type Step =
  | { readonly kind: 'letter'; readonly fits: (code: number) => boolean; next: number }
  | { readonly kind: 'fork'; next: number; other: number }
  | { readonly kind: 'start' | 'end' | 'boundary' | 'inside'; next: number }
  | { readonly kind: 'match' };

/** Steps of one pattern; `{1000}` of a group of ten is more. */
const MOST_STEPS = 2000;
/** Levels of brackets. */
const MOST_LEVELS = 100;

/**
 * A regular expression in Go's syntax that is matched in time that grows with the length of the text alone, as Go's own are: patterns come from files of
 * others, and JavaScript's engine can take for ever on some. Undefined for a pattern that is none or that uses what is not known here.
 */
export function linearRegex(pattern: string): ((text: string) => boolean) | undefined {
  const steps = new PatternReader(pattern).steps();
  return steps && ((text) => matches(steps, text));
}

function matches(steps: readonly Step[], text: string): boolean {
  const codes = Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
  let current = new Set<number>();
  for (let at = 0; at <= codes.length; at++) {
    // A match may begin anywhere.
    const reached = closure(steps, [...current, 0], { codes, at });
    if (reached.isMatch) return true;
    const code = codes[at];
    if (code === undefined) return false;
    current = new Set();
    for (const index of reached.letters) {
      const step = steps[index];
      if (step?.kind === 'letter' && step.fits(code)) current.add(step.next);
    }
  }
  return false;
}

interface Place {
  readonly codes: readonly number[];
  readonly at: number;
}

/** Where the ways lead without a character. */
function closure(
  steps: readonly Step[],
  from: readonly number[],
  place: Place,
): { readonly letters: readonly number[]; readonly isMatch: boolean } {
  const seen = new Set<number>();
  const open = [...from];
  const letters: number[] = [];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (seen.has(index)) continue;
    seen.add(index);
    const step = steps[index];
    if (!step) continue;
    if (step.kind === 'match') return { letters, isMatch: true };
    if (step.kind === 'letter') letters.push(index);
    else if (step.kind === 'fork') open.push(step.other, step.next);
    else if (holds(step.kind, place)) open.push(step.next);
  }
  return { letters, isMatch: false };
}

function holds(kind: 'start' | 'end' | 'boundary' | 'inside', { codes, at }: Place): boolean {
  if (kind === 'start') return at === 0;
  if (kind === 'end') return at === codes.length;
  const isBoundary = isWord(codes[at - 1]) !== isWord(codes[at]);
  return kind === 'boundary' ? isBoundary : !isBoundary;
}

function isWord(code: number | undefined): boolean {
  return code !== undefined && CLASSES.w(code);
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13 && code !== 11);
const isLetterOrDigit = (code: number): boolean =>
  isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
const CLASSES = {
  d: isDigit,
  s: isSpace,
  w: (code: number): boolean => isLetterOrDigit(code) || code === 95,
  D: (code: number): boolean => !isDigit(code),
  S: (code: number): boolean => !isSpace(code),
  W: (code: number): boolean => !(isLetterOrDigit(code) || code === 95),
};
const CONTROLS: ReadonlyMap<string, number> = new Map([
  ['n', 10],
  ['t', 9],
  ['r', 13],
  ['f', 12],
  ['v', 11],
  ['a', 7],
]);

/** A part of a pattern that is read and not laid out yet, so that `{2,5}` can lay it out several times. */
type Part = (next: number) => number;

class PatternReader {
  readonly #pattern: string;
  readonly #steps: Step[] = [];
  #at = 0;
  #depth = 0;
  #isWrong = false;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  /** Step 0 is the first; undefined for a pattern that cannot be read. */
  steps(): readonly Step[] | undefined {
    const first: Step = { kind: 'fork', next: 0, other: 0 };
    this.#steps.push(first);
    const part = this.#alternatives();
    if (this.#isWrong || this.#at < this.#pattern.length) return undefined;
    const end = this.#add({ kind: 'match' });
    first.next = part(end);
    first.other = first.next;
    return this.#steps.length > MOST_STEPS ? undefined : this.#steps;
  }

  #add(step: Step): number {
    if (this.#steps.length > MOST_STEPS) {
      this.#isWrong = true;
      return 0;
    }
    return this.#steps.push(step) - 1;
  }

  #fail(): Part {
    this.#isWrong = true;
    return (next) => next;
  }

  #alternatives(): Part {
    if (this.#depth++ > MOST_LEVELS) return this.#fail();
    const parts = [this.#sequence()];
    while (this.#take('|')) parts.push(this.#sequence());
    this.#depth--;
    return (next) =>
      parts.map((part) => part(next)).reduceRight((other, first) => this.#add({ kind: 'fork', next: first, other }));
  }

  #sequence(): Part {
    const parts: Part[] = [];
    while (this.#at < this.#pattern.length && !'|)'.includes(this.#pattern.charAt(this.#at)) && !this.#isWrong)
      parts.push(this.#repeated());
    return (next) => parts.reduceRight((after, part) => part(after), next);
  }

  #repeated(): Part {
    let part = this.#atom();
    for (;;) {
      const bounds = this.#bounds();
      if (!bounds) return part;
      this.#take('?');
      const [least, most] = bounds;
      if (least > 1000 || (most !== undefined && (most > 1000 || most < least))) return this.#fail();
      part = this.#times(part, least, most);
    }
  }

  #bounds(): readonly [number, number | undefined] | undefined {
    if (this.#take('*')) return [0, undefined];
    if (this.#take('+')) return [1, undefined];
    if (this.#take('?')) return [0, 1];
    const [whole, least, comma, most] = /^\{(\d+)(,?)(\d*)\}/.exec(this.#pattern.slice(this.#at, this.#at + 20)) ?? [];
    if (whole === undefined) return undefined;
    this.#at += whole.length;
    return [Number(least), comma === '' ? Number(least) : most === '' ? undefined : Number(most)];
  }

  #times(part: Part, least: number, most: number | undefined): Part {
    return (next) => {
      let after = next;
      if (most === undefined) {
        const fork: Step = { kind: 'fork', next: 0, other: next };
        after = this.#add(fork);
        fork.next = part(after);
      } else
        for (let time = least; time < most; time++) after = this.#add({ kind: 'fork', next: part(after), other: next });
      for (let time = 0; time < least && !this.#isWrong; time++) after = part(after);
      return after;
    };
  }

  #atom(): Part {
    const letter = String.fromCodePoint(this.#pattern.codePointAt(this.#at) ?? 0);
    this.#at += letter.length;
    switch (letter) {
      case '(':
        return this.#group();
      case '[':
        return this.#letter(this.#set());
      case '.':
        return this.#letter((code) => code !== 10);
      case '^':
        return (next) => this.#add({ kind: 'start', next });
      case '$':
        return (next) => this.#add({ kind: 'end', next });
      case '\\':
        return this.#escape();
      case '*':
      case '+':
      case '?':
        return this.#fail();
      default: {
        const wanted = letter.codePointAt(0);
        return this.#letter((code) => code === wanted);
      }
    }
  }

  #group(): Part {
    if (this.#take('?')) {
      const [name] = /^(?::|P?<\w+>)/.exec(this.#pattern.slice(this.#at, this.#at + 60)) ?? [];
      if (name === undefined) return this.#fail();
      this.#at += name.length;
    }
    const inner = this.#alternatives();
    return this.#take(')') ? inner : this.#fail();
  }

  #letter(fits: ((code: number) => boolean) | undefined): Part {
    return fits ? (next) => this.#add({ kind: 'letter', fits, next }) : this.#fail();
  }

  #escape(): Part {
    const letter = this.#pattern.charAt(this.#at);
    if ('bBAz'.includes(letter) && letter !== '') {
      this.#at++;
      const kind = ({ b: 'boundary', B: 'inside', A: 'start', z: 'end' } as const)[letter] ?? 'start';
      return (next) => this.#add({ kind, next });
    }
    return this.#letter(this.#escaped());
  }

  /** Behind a backslash, in a set or outside. */
  #escaped(): ((code: number) => boolean) | undefined {
    const letter = this.#pattern.charAt(this.#at);
    this.#at++;
    if (letter === 'd' || letter === 's' || letter === 'w' || letter === 'D' || letter === 'S' || letter === 'W')
      return CLASSES[letter];
    const wanted = this.#code(letter);
    return wanted === undefined ? undefined : (code) => code === wanted;
  }

  #code(letter: string): number | undefined {
    if (letter === 'x') {
      const [whole, braced, bare] =
        /^(?:\{([0-9a-fA-F]+)\}|([0-9a-fA-F]{2}))/.exec(this.#pattern.slice(this.#at)) ?? [];
      if (whole === undefined) return undefined;
      this.#at += whole.length;
      return Number.parseInt(braced ?? bare ?? '', 16);
    }
    return CONTROLS.get(letter) ?? (/^[A-Za-z0-9]?$/.test(letter) ? undefined : letter.codePointAt(0));
  }

  #set(): ((code: number) => boolean) | undefined {
    const isNegated = this.#take('^');
    const parts: ((code: number) => boolean)[] = [];
    for (let isFirst = true; isFirst || !this.#take(']'); isFirst = false) {
      if (this.#at >= this.#pattern.length || this.#pattern.startsWith('[:', this.#at)) return undefined;
      const part = this.#setPart();
      if (!part) return undefined;
      parts.push(part);
    }
    return (code) => parts.some((fits) => fits(code)) !== isNegated;
  }

  #setPart(): ((code: number) => boolean) | undefined {
    const low = this.#setLetter();
    if (typeof low === 'function' || low === undefined) return low;
    const isRange = this.#pattern.charAt(this.#at) === '-' && !']'.includes(this.#pattern.charAt(this.#at + 1));
    if (!isRange) return (code) => code === low;
    this.#at++;
    const high = this.#setLetter();
    return typeof high === 'number' && high >= low ? (code) => code >= low && code <= high : undefined;
  }

  #setLetter(): number | ((code: number) => boolean) | undefined {
    const code = this.#pattern.codePointAt(this.#at);
    if (code === undefined) return undefined;
    this.#at += code > 0xff_ff ? 2 : 1;
    if (code !== 92) return code;
    const letter = this.#pattern.charAt(this.#at);
    if (!/[dswDSW]/.test(letter)) {
      this.#at++;
      return this.#code(letter);
    }
    return this.#escaped();
  }

  #take(letter: string): boolean {
    if (this.#pattern.charAt(this.#at) !== letter) return false;
    this.#at++;
    return true;
  }
}
