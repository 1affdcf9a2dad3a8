/** The items of an array that is written piece by piece, one a line; what stands around it is its owner's. */
export class JsonItems {
  #isEmpty = true;

  add(items: readonly unknown[]): string {
    return items
      .map((item) => {
        const separator = this.#isEmpty ? '\n' : ',\n';
        this.#isEmpty = false;
        return separator + JSON.stringify(item);
      })
      .join('');
  }

  get isEmpty(): boolean {
    return this.#isEmpty;
  }
}
