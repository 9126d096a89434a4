import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clearGuard, guardsOf, setGuard } from '../../../../src/orchestrator/lane/guards.ts';
import { tempDir } from '../../../support/temp.ts';

const guard = {
  configId: 'app',
  issueId: '../ENG-12',
  identifier: 'ENG-12',
  code: 'tracker.unknown-label',
  nextAction: 'Create the label.',
  since: '2026-11-26T12:00:00.000Z',
};

test('a guard stands until it is cleared, for its configuration alone', async () => {
  const home = { orchestrator: join(await tempDir(), 'state') };
  expect(await guardsOf(home, 'app')).toEqual([]);
  await clearGuard(home, guard);
  await setGuard(home, { ...guard, nextAction: 'Wait.' });
  await setGuard(home, guard);
  await setGuard(home, { ...guard, configId: 'other' });
  expect(await guardsOf(home, 'app')).toEqual([guard]);
  await clearGuard(home, guard);
  expect(await guardsOf(home, 'app')).toEqual([]);
  expect(await guardsOf(home, 'other')).toHaveLength(1);
});

test('one that cannot be read is never taken for none', async () => {
  const home = { orchestrator: await tempDir() };
  await setGuard(home, guard);
  await writeFile(join(home.orchestrator, 'guards', 'x.json'), '{');
  await expect(guardsOf(home, 'app')).rejects.toMatchObject({ code: 'file.not-json' });
});
