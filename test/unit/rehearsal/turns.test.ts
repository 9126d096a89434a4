import { expect, test } from 'vitest';
import { createTurns } from '../../../src/rehearsal/forge/git/turns.ts';
import { anywhere } from '../../support/limits.ts';

test('never more at once than it is wide, and a failure frees its place', async () => {
  const inTurn = createTurns(3);
  let now = 0;
  let most = 0;
  const results = await Promise.allSettled(
    Array.from({ length: 20 }, (_, at) =>
      inTurn(async () => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setTimeout(resolve, anywhere(at % 4)));
        now--;
        if (at % 5 === 0) throw new Error('no');
        return at;
      }),
    ),
  );
  expect(most).toBe(3);
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(4);
  expect(await inTurn(async () => 'still going')).toBe('still going');
});
