import { describe, it } from 'vitest';
import { race } from '../../support/race.ts';
import { WHOLE_SWEEP } from '../../support/seed.ts';
import { testStage } from '../../support/symphony.ts';

const ROUNDS = WHOLE_SWEEP ? 50 : 2;

describe(`two contributors start the same issue at the same moment, ${ROUNDS} times`, () => {
  it.each(Array.from({ length: ROUNDS }, (_, at) => at + 1))('round %i has one winner', async (round) => {
    // In every third round one of them has to fork first and so comes late.
    const stage = await testStage({ push: round % 3 === 0 ? ['alice'] : ['alice', 'bob'] });
    await race(stage, round);
  });
});
