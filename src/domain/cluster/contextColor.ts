import { t } from '../base/text.ts';
import type { TreeNode } from '../base/tree.ts';
import { matchesPattern } from './contextPattern.ts';

/** Colours that a context can have. Each is a theme colour `trainyard.context.<name>`, so that it is readable in every theme. */
export const CONTEXT_COLORS = ['red', 'orange', 'yellow', 'green', 'blue', 'purple'] as const;
export type ContextColor = (typeof CONTEXT_COLORS)[number];

/** Colours by patterns of context names, as the setting holds them; `none` takes a context out of a pattern. */
export type ContextColors = Readonly<Record<string, unknown>>;

const NAMES: Readonly<Record<ContextColor, () => string>> = {
  red: () => t('red'),
  orange: () => t('orange'),
  yellow: () => t('yellow'),
  green: () => t('green'),
  blue: () => t('blue'),
  purple: () => t('purple'),
};

export const colorName = (color: ContextColor): string => NAMES[color]();
export const themeColorOf = (color: ContextColor): string => `trainyard.context.${color}`;

/** The colour of a context: its own name counts before patterns, and of these the first. */
export function contextColorOf(context: string, colors: ContextColors): ContextColor | undefined {
  const own = Object.hasOwn(colors, context) ? colors[context] : undefined;
  const chosen = own ?? Object.entries(colors).find(([pattern]) => matchesPattern(context, pattern))?.[1];
  return CONTEXT_COLORS.find((color) => color === chosen);
}

/** The setting after a context got a colour, or none. */
export function withContextColor(
  context: string,
  color: ContextColor | undefined,
  colors: ContextColors,
): ContextColors {
  const { [context]: _own, ...others } = colors;
  if (color !== undefined) return { ...others, [context]: color };
  return contextColorOf(context, others) === undefined ? others : { ...others, [context]: 'none' };
}

/** Rows below a coloured context: what has no state of its own has the colour of the context. */
export function tinted(nodes: readonly TreeNode[], color: ContextColor | undefined): readonly TreeNode[] {
  if (color === undefined) return nodes;
  const tint = themeColorOf(color);
  return nodes.map((node) => ({
    ...node,
    ...(node.icon !== undefined && node.health === undefined ? { tint } : {}),
    ...(node.children === undefined ? {} : { children: tinted(node.children, color) }),
  }));
}
