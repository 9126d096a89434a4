import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { failureFact } from '../../../../src/orchestrator/attempt/failure.ts';
import { hostPathIn } from '../../../../src/orchestrator/tools/host-paths.ts';
import type { AskLinear } from '../../../../src/orchestrator/trackers/linear/client.ts';
import { commentOnce } from '../../../../src/orchestrator/trackers/linear/comments.ts';
import { completionComment, failureComment } from '../../../../src/orchestrator/write-backs/texts.ts';
import { MaestroError } from '../../../../src/platform/errors.ts';
import { mapStrings } from '../../../../src/platform/map-strings.ts';
import { redactor } from '../../../../src/platform/redact.ts';
import { fastClock } from '../../../support/fast-clock.ts';

/** A place that is really there. */
const PLACE = mkdtempSync(join(tmpdir(), 'maestro-place-'));
afterAll(() => rmSync(PLACE, { recursive: true }));
const SECRET = 'lin_api_0123456789012345678901234567890123456789';
/** What must not get out, and what may hide it from whoever looks for it. */
const PIECE = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.constantFrom(
    PLACE,
    `${PLACE}/x`,
    `host:${PLACE}`,
    '/home/ann/x',
    '/tmp/lanes',
    'C:\\Users\\Ann',
    '~/.ssh/id',
    'file:///etc/passwd',
    SECRET,
  ),
  fc.constantFrom('\u0000', '\u001b[31m', '\u200b', '\n', '`', '``', '\ud83d\ude00', '/', '~'),
);
const WORDS = fc.array(PIECE, { maxLength: 8 }).map((pieces) => pieces.join(''));
const LONG = fc.tuple(WORDS, fc.nat(3_000)).map(([words, times]) => words.repeat(times % 300));
const about = { runId: 'run-20260101-0123456789', attempt: 2, workspacePath: 'ENG-1' };

test('whatever failed, the comment names no place of the machine and no secret, and is not long', () => {
  const redact = redactor([SECRET]);
  return fc.assert(
    fc.property(LONG, LONG, fc.option(WORDS), (message, remedy, missingLabel) => {
      // Through the journal, which blacks secrets out.
      const failure = mapStrings(failureFact(new MaestroError('x.y', message, { remedy })), redact);
      const failedAt = '2026-01-01T00:00:00.000Z';
      const body = redact(
        failureComment({ ...failure, ...about, failedAt, missingLabel: missingLabel && 'a`b' }),
      );
      expect(hostPathIn(body)).toBeUndefined();
      expect(body).not.toContain(SECRET);
      expect(body.length).toBeLessThan(6_000);
      for (const field of ['run_id: `run-', 'attempt: `2`', 'failed_at: `2026', 'error_class: `x.y`'])
        expect(body).toContain(`- ${field}`);
    }),
    { numRuns: 300 },
  );
});

test('the words that a comment leaves out are in the journal', () => {
  const words = `There is no folder ${PLACE}/x.`;
  const fact = failureFact(new MaestroError('x.y', words, { remedy: `Make ${PLACE}/x.` }));
  expect(fact).toMatchObject({ message: words, nextAction: `Make ${PLACE}/x.` });
  const body = failureComment({ ...fact, ...about, failedAt: 'now', missingLabel: null });
  expect(body).not.toContain(PLACE);
  expect(body).toContain('journal');
});

test('every field of a comment stays on its line, whatever it holds', () =>
  fc.assert(
    fc.property(WORDS, WORDS, WORDS, (branch, prUrl, validationResult) => {
      const facts = { ...about, finishedAt: 'f', branch, prUrl, validationResult, summary: 'Said.' };
      const lines = completionComment(facts).split('\n');
      expect(lines.slice(2, 9).map((line) => /^- (\w+): (`+).*\2$/.exec(line)?.[1])).toEqual([
        'run_id',
        'attempt',
        'finished_at',
        'branch',
        'pr_url',
        'workspace_path',
        'validation_result',
      ]);
      expect(lines.slice(9)).toEqual(['', 'Said.']);
    }),
  ));

test('a comment is found again by its marker, whatever is in it', () =>
  fc.assert(
    fc.asyncProperty(WORDS, WORDS, fc.boolean(), async (body, marker, keepsIds) => {
      const kept: { id: string; body: string }[] = [];
      const ask = (async ({ query, variables }) => {
        if (query.startsWith('mutation')) {
          // Linear gives bodies back as it likes them; one that somebody moved has another id.
          const id = keepsIds ? String(variables.id) : `other-${kept.length}`;
          kept.push({ id, body: String(variables.body) });
          return { commentCreate: { success: true } };
        }
        return { issue: { comments: { nodes: kept, pageInfo: { hasNextPage: false, endCursor: null } } } };
      }) as AskLinear;
      const once = () =>
        commentOnce(ask, fastClock(), { issueId: 'i', marker, body }, new AbortController().signal);
      expect([await once(), await once(), kept.length]).toEqual([true, false, 1]);
    }),
  ));
