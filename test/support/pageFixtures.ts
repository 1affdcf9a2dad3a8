/** Strings that run a script wherever text becomes markup (docs/security.md S5). */
export const INJECTIONS = [
  '<script>window.canary=1</script>',
  '<img src=x onerror=window.canary=1>',
  '<svg onload=window.canary=1>',
  '"><script>window.canary=1</script>',
  "'-window.canary=1-'",
  'javascript:window.canary=1',
  '<a href="javascript:window.canary=1">x</a>',
  '<iframe srcdoc="<script>parent.canary=1</script>">',
  '{{constructor.constructor("window.canary=1")()}}',
  '${window.canary=1}',
  '<style>*{background:url(http://127.0.0.1:9/x)}</style>',
  '<link rel=stylesheet href=http://127.0.0.1:9/x>',
  '</mark></span><img src=http://127.0.0.1:9/x>',
  '  File "<img src=x onerror=window.canary=1>.py", line 1',
  '  File "/a<script>window.canary=1</script>.py", line 1',
  '{"message":"<img src=x onerror=window.canary=1>","<svg onload=window.canary=1>":"x"}',
  '{"level":"error\\"><script>window.canary=1</script>","message":"x"}',
  '{"__proto__":{"canary":1},"message":"x"}',
  '\u001b]8;;javascript:window.canary=1\u0007link\u001b]8;;\u0007',
  '\u001b[31m<img src=x onerror=window.canary=1>\u001b[0m',
  '&lt;script&gt;window.canary=1&lt;/script&gt;',
  '\u202e<script>window.canary=1</script>',
];

export type Theme = Readonly<Record<string, string>>;
export const DARK: Theme = {
  'editor-background': '#1f1f1f',
  'terminal-ansiBrightBlue': '#3b8eea',
  'terminal-ansiGreen': '#0dbc79',
  'terminal-ansiBrightMagenta': '#d670d6',
  'terminal-ansiBrightRed': '#f14c4c',
  'charts-purple': '#b180d7',
  'editor-foreground': '#cccccc',
  foreground: '#cccccc',
  descriptionForeground: '#9d9d9d',
  'input-background': '#313131',
  'input-foreground': '#cccccc',
  'input-placeholderForeground': '#989898',
  'dropdown-background': '#313131',
  'dropdown-foreground': '#cccccc',
  'icon-foreground': '#cccccc',
  'badge-background': '#616161',
  'badge-foreground': '#f8f8f8',
  errorForeground: '#f85149',
  focusBorder: '#0078d4',
  'textLink-foreground': '#4daafc',
  'button-background': '#0078d4',
  'button-foreground': '#ffffff',
  'inputValidation-errorBackground': '#5a1d1d',
  'editor-font-family': 'monospace',
};
export const LIGHT: Theme = {
  ...DARK,
  'editor-background': '#ffffff',
  'terminal-ansiBrightBlue': '#0451a5',
  'terminal-ansiGreen': '#107c10',
  'terminal-ansiBrightMagenta': '#bc05bc',
  'terminal-ansiBrightRed': '#cd3131',
  'charts-purple': '#652d90',
  'editor-foreground': '#3b3b3b',
  foreground: '#3b3b3b',
  descriptionForeground: '#3b3b3b',
  'input-background': '#ffffff',
  'input-foreground': '#3b3b3b',
  'input-placeholderForeground': '#767676',
  'dropdown-background': '#ffffff',
  'dropdown-foreground': '#3b3b3b',
  'icon-foreground': '#3b3b3b',
  'badge-background': '#cccccc',
  'badge-foreground': '#3b3b3b',
  errorForeground: '#c72e0f',
  focusBorder: '#005fb8',
  'textLink-foreground': '#005fb8',
  'button-background': '#005fb8',
  'inputValidation-errorBackground': '#f2dede',
};
export const HIGH_CONTRAST: Theme = {
  ...DARK,
  'editor-background': '#000000',
  'editor-foreground': '#ffffff',
  foreground: '#ffffff',
  descriptionForeground: '#ffffffb3',
  contrastBorder: '#6fc3df',
  contrastActiveBorder: '#f38518',
  'badge-background': '#000000',
  'badge-foreground': '#ffffff',
  errorForeground: '#f48771',
  'input-background': '#000000',
  'dropdown-background': '#000000',
  'button-background': '#000000',
};
export const HIGH_CONTRAST_LIGHT: Theme = {
  ...LIGHT,
  'editor-foreground': '#292929',
  descriptionForeground: '#292929b3',
  contrastBorder: '#0f4a85',
  contrastActiveBorder: '#006bbd',
  'badge-background': '#0f4a85',
  'badge-foreground': '#ffffff',
  errorForeground: '#b5200d',
  'textLink-foreground': '#0f4a85',
};

/** Contrast of every piece of text that is on screen, by the formula of WCAG 2; run in the page. */
export function lowContrast(): string[] {
  const parse = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const over = ([r = 0, g = 0, b = 0, a = 1]: number[], [R = 0, G = 0, B = 0]: number[]) => [
    r * a + R * (1 - a),
    g * a + G * (1 - a),
    b * a + B * (1 - a),
  ];
  const behind = (element: Element | null): number[] => {
    if (!element) return [255, 255, 255];
    const color = parse(getComputedStyle(element).backgroundColor);
    return color[3] === 0 ? behind(element.parentElement) : over(color, behind(element.parentElement));
  };
  const light = (rgb: number[]) => {
    const [r = 0, g = 0, b = 0] = rgb.map((v) =>
      v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const low: string[] = [];
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (
      !element ||
      !walker.currentNode.textContent?.trim() ||
      element.closest('.probe, script, option, .visually-hidden')
    )
      continue;
    if (!element.checkVisibility()) continue;
    const ground = behind(element);
    const [a, b] = [light(over(parse(getComputedStyle(element).color), ground)), light(ground)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5)
      low.push(`${ratio.toFixed(2)} ${element.className} ${walker.currentNode.textContent.slice(0, 30)}`);
  }
  return low;
}
