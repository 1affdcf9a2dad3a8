/** Nothing at or above the threshold. */
export const CLEAN = 0;
/** Findings at or above the threshold. */
export const FOUND = 1;
/** A wrong argument or configuration, or a file that could not be read or written. */
export const CANNOT_RUN = 2;
