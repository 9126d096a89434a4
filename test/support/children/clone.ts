import { prepareClone } from '../../../src/runner/workspace/clone.ts';
import type { CloneRequest } from '../../../src/runner/workspace/types.ts';
import { HANG_MS } from '../limits.ts';

// A process of its own that clones, so that a test can kill it. Its request comes as JSON in the first argument.
const request = JSON.parse(process.argv[2] ?? '{}') as CloneRequest;
await prepareClone({
  ...request,
  signal: AbortSignal.timeout(HANG_MS),
  onProgress: () => undefined,
});
