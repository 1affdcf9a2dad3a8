/** The shapes of a report. */
export const FORMATS = ['text', 'json', 'sarif', 'junit', 'github', 'gitlab'] as const;

export type FormatName = (typeof FORMATS)[number];
