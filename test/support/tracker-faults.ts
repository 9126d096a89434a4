import type { FaultMatch, FaultRule, Faults } from '../../src/rehearsal/forge/http/faults.ts';

/** What befalls a tracker at one of its writes: always, until it is taken away. */
export interface WriteFault {
  /** @param faults those of the tracker, for what else breaks then. */
  rule(match: FaultMatch, faults: Faults): FaultRule;
  /** How it is told. */
  code: string;
  /** The write was done all the same. */
  performed: boolean;
}

/** The kinds that a pass has to make up for. */
export const WRITE_FAULTS: Record<string, WriteFault> = {
  '500': {
    rule: (match) => ({ match, action: 500 }),
    code: 'tracker.unavailable',
    performed: false,
  },
  '429 with retry-after': {
    rule: (match) => ({ match, action: { status: 429, headers: { 'retry-after': '90' } } }),
    code: 'tracker.rate-limited',
    performed: false,
  },
  'a cut connection': {
    rule: (match) => ({ match, action: 'cut' }),
    code: 'tracker.offline',
    performed: false,
  },
  'a write whose answer is lost, and the tracker with it': {
    rule: (match, faults) => ({
      match,
      action: 'cut',
      afterEffect: true,
      before: () => faults.add({ match: {}, action: 'cut' }),
      times: 1,
    }),
    code: 'tracker.offline',
    performed: true,
  },
};
