import type { Contribution } from '../../contribution.ts';

type Steers = Pick<Contribution, 'steers'>;

/** A line of the user's arrived. */
export function addSteer({ steers }: Contribution, { id, text }: { id: string; text: string }): Steers {
  return steers.some((steer) => steer.id === id)
    ? { steers }
    : { steers: [...steers, { id, text, given: false }] };
}

/** The turn under way has these lines. */
export function giveSteers({ steers }: Contribution, ids: readonly string[]): Steers {
  return { steers: steers.map((steer) => (ids.includes(steer.id) ? { ...steer, given: true } : steer)) };
}

/** A turn came to its own end: what it was given is settled. */
export function settleSteers({ steers }: Contribution): Steers {
  return { steers: steers.filter(({ given }) => !given) };
}

/** A turn broke off: the next one may not know the messages it was given, so they are given again. */
export function returnSteers({ steers }: Contribution): Steers {
  return { steers: steers.map((steer) => (steer.given ? { ...steer, given: false } : steer)) };
}
