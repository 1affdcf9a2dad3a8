import { isAddingTo, type StagePlace, stagePlace } from './stagePlace.ts';

/** What a plot does with pointer and keys. `Press` is what it notes when a button goes down. */
export interface StageActs<Press> {
  /** Undefined: a drag from here does nothing. */
  pressed(place: StagePlace, event: PointerEvent): Press | undefined;
  dragged(press: Press, place: StagePlace): void;
  /** Without a press when none had begun. */
  released(press: Press | undefined, place: StagePlace, isAdding: boolean): void;
  /** The press has ended without being let go. */
  cancelled(): void;
  /** The pointer is somewhere, or has left. */
  pointed(place: StagePlace | undefined): void;
  /** By name of the key, letters as small ones; with `Shift+` before it where that is another command. */
  keys(): Readonly<Record<string, (event: KeyboardEvent) => void>>;
}

/** Pointer and keys of a plot's stage, as long as the element lives. Of the buttons, the first ones up to `lastButton` count. */
export function followInput<Press>(stage: HTMLElement, acts: StageActs<Press>, lastButton = 0): void {
  let press: Press | undefined;
  listen(stage, {
    pointerdown: (event) => {
      if (event.button > lastButton) return;
      stage.focus();
      stage.setPointerCapture(event.pointerId);
      press = acts.pressed(stagePlace(stage, event), event);
    },
    pointermove: (event) => {
      const place = stagePlace(stage, event);
      if (press) acts.dragged(press, place);
      else acts.pointed(place);
    },
    pointerup: (event) => {
      const ended = press;
      press = undefined;
      acts.released(ended, stagePlace(stage, event), isAddingTo(event));
    },
    pointercancel: () => {
      press = undefined;
      acts.cancelled();
    },
    pointerleave: () => acts.pointed(undefined),
    keydown: (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const keys = acts.keys();
      // Caps Lock changes no command.
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const act = (event.shiftKey && keys[`Shift+${key}`]) || keys[key];
      if (!act) return;
      // Escape goes on to the page as well: it may close something there.
      if (key !== 'Escape') event.preventDefault();
      act(event);
    },
  });
}

type Listeners = { readonly [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void };

export function listen(target: HTMLElement, listeners: Listeners): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the type above has paired names and events
  for (const [name, listener] of Object.entries(listeners)) target.addEventListener(name, listener as EventListener);
}
