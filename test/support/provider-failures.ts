import { sample, testSeed } from './seed.ts';

const FAILURES = [
  ['401', { status: 401 }, 'auth'],
  ['429', { status: 429 }, 'limit'],
  ['500', { status: 500 }, 'model'],
  ['503', { status: 503 }, 'overloaded'],
  ['529', { status: 529 }, 'overloaded'],
  ['a cut stream', { cut: 'Half a sen' }, 'network'],
] as const;

/**
 * How a model's server can fail, what it answers then, and the kind of error that this is told as: one of them in every run,
 * all with `npm run test:more`. What becomes of the whole run is in `agents/failures.test.ts`.
 */
export const drawnFailures = (): (typeof FAILURES)[number][] =>
  sample(FAILURES, { drawn: 1, more: 'all' }, testSeed());
