import { afterAll, expect, test } from 'vitest';
import { oneIn } from '../../support/one-in.ts';
import { MORE } from '../../support/seed.ts';

const ran: string[] = [];
const never = oneIn(Number.MAX_SAFE_INTEGER);

// Nobody draws these; what is not drawn is skipped, and not run.
never('alone', () => void ran.push('alone'));
never.each(['first', 'second'])('%s of a table', (name) => void ran.push(name));
oneIn(1).each(['third'])('%s of a table', (name) => void ran.push(name));

test('one that is always drawn runs', () => undefined);

afterAll(() => {
  if (!MORE) expect(ran).toEqual(['third']);
});
