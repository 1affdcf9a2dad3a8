// @ts-check
/** Thrown by a pair when one side cannot be had on this machine. The message is the reason, as a sentence part: "no buildx". */
export class NotMeasured extends Error {
  /** @param {string} reason */
  constructor(reason) {
    super(reason);
    this.name = 'NotMeasured';
  }
}
