/** A place in CSS pixels of a plot. */
export interface StagePlace {
  readonly left: number;
  readonly top: number;
}

/** Where an event is, as the plot counts. */
export function stagePlace(stage: HTMLElement, event: MouseEvent): StagePlace {
  const { left, top } = stage.getBoundingClientRect();
  return { left: event.clientX - left, top: event.clientY - top };
}

/** The user adds to what is picked instead of replacing it. */
export function isAddingTo(event: MouseEvent): boolean {
  return event.ctrlKey || event.metaKey || event.shiftKey;
}
