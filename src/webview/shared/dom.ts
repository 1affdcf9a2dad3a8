interface ElementOptions<K extends keyof HTMLElementTagNameMap> {
  readonly className?: string;
  /** Set as text, never parsed: names and log lines come from outside. */
  readonly text?: string;
  readonly title?: string;
  /** `aria-label`. */
  readonly label?: string;
  readonly role?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: readonly (Node | string)[];
  readonly setup?: (element: HTMLElementTagNameMap[K]) => void;
}

/** Makes an element with everything it needs. Text goes in as text nodes only, so that nothing from outside becomes markup (docs/security.md S5). */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  options: ElementOptions<K> = {},
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (options.className !== undefined) made.className = options.className;
  if (options.text !== undefined) made.textContent = options.text;
  if (options.title !== undefined) made.title = options.title;
  if (options.label !== undefined) made.setAttribute('aria-label', options.label);
  if (options.role !== undefined) made.setAttribute('role', options.role);
  for (const [name, value] of Object.entries(options.attributes ?? {})) made.setAttribute(name, value);
  if (options.children) made.append(...options.children);
  options.setup?.(made);
  return made;
}

const SVG = 'http://www.w3.org/2000/svg';

/** A 16 by 16 icon drawn in the text colour. Decoration only: whoever uses it gives the label. */
export function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [name, value] of [
    ['viewBox', '0 0 16 16'],
    ['width', '16'],
    ['height', '16'],
    ['fill', 'none'],
    ['stroke', 'currentColor'],
    ['stroke-width', '1.2'],
    ['stroke-linecap', 'round'],
    ['stroke-linejoin', 'round'],
    ['aria-hidden', 'true'],
    ['focusable', 'false'],
  ] as const) {
    svg.setAttribute(name, value);
  }
  const line = document.createElementNS(SVG, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

/** Replaces the children only when the text differs, so that screen readers and selections are not disturbed. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
