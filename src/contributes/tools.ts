/** Language-model tools by name. None yet: the typed functions behind them come first. */
export const TOOLS = {} as const;
