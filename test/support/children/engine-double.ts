// What `launchEngine` starts in a test: `engine-double.mjs HOME ID HOW`. It takes the lock as an engine does, or fails to.
import { systemClock } from '../../../src/platform/clock.ts';
import { acquireLock } from '../../../src/platform/lock.ts';
import { homeFrom } from '../../../src/platform/paths.ts';
import { redactor } from '../../../src/platform/redact.ts';
import { contributionPaths } from '../../../src/symphony/journal/paths.ts';
import { openJournal } from '../../../src/symphony/journal/store.ts';
import { readEngineInput } from '../../../src/symphony/launch.ts';

const [root = '', id = '', how = ''] = process.argv.slice(2);
const paths = contributionPaths(homeFrom({ MAESTRO_HOME: root }), id);
const { token } = await readEngineInput(process.stdin);

if (how === 'fails') {
  console.error(`\u001b[31mno good with ${token}\u001b[0m`);
  process.exit(1);
}
if (how !== 'hangs') {
  const lock = await acquireLock(paths.lock);
  const journal = await openJournal(paths.journal, systemClock, redactor(), lock.lost);
  await journal.append({ type: 'engine_started', pid: process.pid, version: '0' });
  const seen = JSON.stringify({ token: token === 'the-secret-token', env: process.env });
  await journal.append({ type: 'notice', code: 'seen', message: seen });
  if (how === 'works') await new Promise((resolve) => setTimeout(resolve, 3_600_000));
  await journal.close();
  await lock.release();
} else await new Promise((resolve) => setTimeout(resolve, 3_600_000));
