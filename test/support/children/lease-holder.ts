// Takes the lease of a lane, says how that went, and holds it until it is killed: `lease-holder.mjs STATE ISSUE`.
import { writeSync } from 'node:fs';
import { takeLease } from '../../../src/orchestrator/lane/lease.ts';
import { MaestroError } from '../../../src/platform/errors.ts';

const [orchestrator = '', issueId = ''] = process.argv.slice(2);
try {
  await takeLease({ orchestrator }, 'app', { issueId, name: issueId });
  writeSync(1, 'held\n');
  setInterval(() => undefined, 3_600_000);
} catch (error) {
  if (!(error instanceof MaestroError)) throw error;
  writeSync(1, `${error.code} ${error.data.lane} ${error.data.pid} ${error.message}\n`);
}
