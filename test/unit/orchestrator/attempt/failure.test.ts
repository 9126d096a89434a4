import { expect, test } from 'vitest';
import { isRetryable } from '../../../../src/orchestrator/attempt/failure.ts';
import { isExcused } from '../../../../src/orchestrator/runs/excused.ts';
import { MaestroError } from '../../../../src/platform/errors.ts';

test.each([
  ['agent.model', true, false],
  ['agent.limit', true, false],
  ['agent.network', true, true],
  ['agent.overloaded', true, true],
  ['agent.stalled', false, false],
  ['git.failed', true, false],
  ['git.push-rejected', true, false],
  ['git.offline', true, true],
  ['git.timeout', true, true],
  ['git.rate-limited', true, true],
  ['git.slow', true, false],
  ['git.lfs-missing', false, false],
  ['git.lfs-missing-too', true, false],
  ['git.secret-found', false, false],
  ['git.workflow-scope', false, false],
  ['project.archived', false, false],
])('%s: another attempt may help: %s, and none is used up: %s', (code, retryable, excused) => {
  expect(isRetryable(new MaestroError(code, ''))).toBe(retryable);
  expect(isExcused(code)).toBe(excused);
});
