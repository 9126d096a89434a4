/** One GraphQL request and its answer, for whoever watches (tests check them against Linear's own schema). */
export interface LinearExchange {
  /** Name of the operation; null when it cannot be read. */
  readonly operation: string | null;
  /** Who asked; null with a key that nobody has. */
  readonly user: string | null;
  /** Parsed JSON; undefined when it was none. */
  readonly requestBody: unknown;
  /** 0 when there was no answer. */
  readonly status: number;
  readonly responseBody: string;
  /** The answer was made up by a fault, or cut short. */
  readonly faulted: boolean;
}
