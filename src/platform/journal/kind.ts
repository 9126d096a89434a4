/** What every journaled event carries: its number in the journal (0-based, without gaps) and its moment (ISO, UTC). */
export interface Stamp {
  v: 1;
  seq: number;
  at: string;
}

/** An event as it stands in a journal. */
export type Stamped<B> = Stamp & B;

/** What journals of one kind hold: events with bodies `B`, which fold into a state `S`. */
export interface JournalKind<B extends { type: string }, S> {
  /** Undefined for an event that this version does not know: it is kept in the file and passed over. */
  parse(value: unknown): Stamped<B> | undefined;
  /** The state before the first event. */
  readonly nothing: S;
  /** The state after some more events; pure. */
  apply(state: S, events: readonly Stamped<B>[]): S;
  /** Many and cheap to lose in a power cut; a killed process loses none of them, for the system has them by then. */
  readonly notFlushed: ReadonlySet<B['type']>;
  /** So many that they are not held in memory once they are folded. */
  readonly notHeld: ReadonlySet<B['type']>;
  /** What the user can do when a journal is damaged. */
  readonly remedy: string;
}
