import { writeSync } from 'node:fs';
import { type LaneRequest, prepareLane } from '../../../src/orchestrator/lane/prepare.ts';
import { HANG_MS } from '../limits.ts';

// A process of its own that makes a lane, so that a test can kill it. Its request comes as JSON in the first argument.
const request = JSON.parse(process.argv[2] ?? '{}') as LaneRequest;
await prepareLane({
  ...request,
  redact: (text) => text,
  signal: AbortSignal.timeout(HANG_MS),
  onProgress: () => void writeSync(1, 'going\n'),
});
