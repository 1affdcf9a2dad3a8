/** What a run is called. */
export interface RunIdentity {
  readonly id: string;
  readonly name: string;
  /** The run whose values it was started with, here or in a tracker. */
  readonly from?: RunOrigin;
}

/** A run that another one was made from; the id is of the Runs view, or of the tracker that recorded it. */
export interface RunOrigin {
  readonly id: string;
  readonly name: string;
}
