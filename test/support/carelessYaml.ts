/** Makes YAML as careless people write it. */
export class CarelessYaml {
  readonly #random: () => number;
  readonly #anchors: string[] = [];
  #names = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  text(): string {
    const documents: string[] = [];
    const count = this.#chance(0.2) ? 3 : 1;
    for (let index = 0; index < count; index++) {
      this.#anchors.length = 0;
      const lines: string[] = [];
      if (this.#chance(0.8)) this.#map(lines, this.#chance(0.1) ? 2 : 0, 0, '');
      else this.#list(lines, 0, 0);
      documents.push(lines.map((line) => this.#careless(line)).join('\n'));
    }
    const text = `${documents.join(`\n---${this.#chance(0.3) ? '  ' : ''}\n`)}${this.#chance(0.8) ? '\n' : ''}`;
    return this.#chance(0.15) ? text.replaceAll('\n', '\r\n') : text;
  }

  #map(lines: string[], column: number, depth: number, first: string): void {
    const count = 1 + this.#below(4);
    for (let index = 0; index < count; index++) {
      const head = index === 0 && first !== '' ? first : ' '.repeat(column);
      if (index > 0 || first === '') this.#between(lines, column);
      this.#entry(lines, `${head}${this.#key()}:`, { column, depth, isListFlush: true });
    }
  }

  #list(lines: string[], column: number, depth: number): void {
    const count = 1 + this.#below(3);
    for (let index = 0; index < count; index++) {
      this.#between(lines, column);
      const dash = `${' '.repeat(column)}-`;
      const gap = 1 + this.#below(4);
      if (this.#chance(0.4) && depth < 4) this.#map(lines, column + 1 + gap, depth + 1, dash + ' '.repeat(gap));
      else this.#entry(lines, dash, { column, depth, isListFlush: false });
    }
  }

  #entry(
    lines: string[],
    head: string,
    { column, depth, isListFlush }: { readonly column: number; readonly depth: number; readonly isListFlush: boolean },
  ): void {
    const gap = this.#pick([' ', ' ', '  ', '     ']);
    const deeper = column + 1 + this.#below(5);
    if (depth < 4 && this.#chance(0.35)) {
      lines.push(`${head}${this.#anchor(gap)}${this.#comment()}`);
      if (this.#chance(0.5)) this.#map(lines, deeper, depth + 1, '');
      else this.#list(lines, isListFlush && this.#chance(0.5) ? column : deeper, depth + 1);
      return;
    }
    const value = this.#value(deeper);
    if (this.#chance(0.1)) lines.push(head, `${' '.repeat(deeper)}${value}`);
    else lines.push(`${head}${this.#anchor(gap)}${gap}${value}${/[\n|>]/.test(value) ? '' : this.#comment()}`);
  }

  #value(column: number): string {
    const deep = '\n' + ' '.repeat(column);
    const word = () => this.#pick(['a', 'yes', '012', '1e3', 'x y', 'b#c', '~', 'http://x:80/y', '-x', '${A}', 'é']);
    const lines = () =>
      Array.from(
        { length: 1 + this.#below(3) },
        () => `${this.#pick(['', '  ', ''])}${word()}${this.#pick(['', ' ', ' # no'])}`,
      );
    switch (this.#below(12)) {
      case 0:
        return `${this.#pick(['|', '|-', '|+', '>', '>-', '>+', '| # text'])}${deep}${word()}${lines()
          .map((line) => deep + line)
          .join(this.#pick(['', '\n', '\n\n\n']))}${this.#pick(['', '\n', '\n\n', `\n${' '.repeat(column + 2)}`])}`;
      case 1:
        return `"${word()}${this.#pick(['  ', '\\', ''])}${deep}${this.#pick(['', '\n'])} ${word()}"`;
      case 2:
        return `'it''s${this.#pick(['', '\n', '   '])}${deep}${word()}'`;
      case 3:
        return `${this.#pick(['a', 'some words'])}${deep}${this.#pick(['more', 'more   words'])}`;
      case 4:
        return `[${word()},  ${this.#pick(['', deep])}"b  c",${this.#pick(['', `${deep}# no${deep}`])}{d: 1}${this.#pick(['', deep])}]`;
      case 5:
        return this.#pick(['{}', '[]', '{a: 1,b: [2]}', '""', "'a  b'", '{{ .Values.x }}', '"{{inputs.x}}"']);
      case 6:
        return this.#anchors.length > 0 ? `*${this.#pick(this.#anchors)}` : 'none';
      case 7:
        return '';
      default:
        return word();
    }
  }

  #between(lines: string[], column: number): void {
    if (this.#chance(0.1)) lines.push(...Array.from({ length: 1 + this.#below(3) }, () => ''));
    if (this.#chance(0.1)) lines.push(`${' '.repeat(this.#chance(0.6) ? column : this.#below(column + 3))}# remark: x`);
    if (this.#chance(0.02)) lines.push('{{- if .x }}');
  }

  #key(): string {
    const name = `k${this.#names++}`;
    return this.#pick([name, name, name, `"${name} x"`, `'${name}'`, `${name} `, `${name}/x.y`]);
  }

  #anchor(gap: string): string {
    if (!this.#chance(0.1)) return this.#chance(0.03) ? `${gap}!!str` : '';
    const name = `n${this.#names++}`;
    this.#anchors.push(name);
    return `${gap}&${name}`;
  }

  #comment(): string {
    return this.#chance(0.15) ? this.#pick([' # c', '  # c', '        # c']) : '';
  }

  #careless(line: string): string {
    return this.#chance(0.1) && !line.includes('\n') ? `${line}${this.#pick([' ', '   ', '\t'])}` : line;
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #pick<Item>(items: readonly Item[]): Item {
    const item = items[this.#below(items.length)];
    if (item === undefined) throw new Error('nothing to pick');
    return item;
  }
}
