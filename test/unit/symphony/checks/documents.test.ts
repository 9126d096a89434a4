import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Preflight } from '../../../../src/github/types.ts';
import type { AutoRunEvent } from '../../../../src/runner/autorun/events.ts';
import { checkDocument } from '../../../../src/symphony/checks/check.ts';
import type { SymphonyContext } from '../../../../src/symphony/context.ts';
import { planDocuments } from '../../../../src/symphony/start/plan-documents.ts';
import { actor, ofType, stage, tick } from '../../../support/auto-run.ts';
import { SHAPES } from '../../../support/documents.ts';
import { HANG_MS } from '../../../support/limits.ts';

const DOCUMENT = { path: 'docs/a.md', name: 'a.md', external: false };
const PROJECT = { slug: 'maintainer/kit', headSha: 'a'.repeat(40), defaultBranch: 'main' } as Preflight;

/** What a start reads of a document that stands in the repository. */
async function planned(text: string) {
  const ctx = { github: { fileText: async () => text } } as unknown as SymphonyContext;
  const [document] = await planDocuments(ctx, PROJECT, [DOCUMENT], AbortSignal.timeout(HANG_MS));
  return document;
}

/** Runs a document with an agent that ticks, and a person who lets it past each gate. @returns how often that was asked for. */
async function expectRuns(text: string, open: number): Promise<number> {
  const agent = actor(tick);
  const there = await stage([text], agent);
  for (;;) {
    const end = await there.run();
    if (end !== 'killed' && end.how === 'finished') break;
    expect(end).toEqual({ how: 'gated' });
    there.journal.push({ type: 'resumed' } as never as AutoRunEvent);
  }
  expect(agent.turns).toHaveLength(open);
  const finished = ofType(there.journal, 'task_finished').map(({ outcome }) => outcome);
  expect(finished).toEqual(Array.from({ length: open }, () => 'done'));
  // Boxes apart, the copy is what it was.
  const boxless = (words: string): string => words.replace(/\[[ \txX]\]/g, '[ ]');
  expect(boxless(await there.read(0))).toBe(boxless(text));
  return ofType(there.journal, 'gated').length;
}

describe('what check calls good renders and starts', () => {
  it.each(Object.entries(SHAPES))('%s', async (_name, { text, open, told = [] }) => {
    const found = checkDocument(text);
    expect(found.ok).toBe(true);
    expect(found.problems.map(({ code }) => code)).toEqual(told);
    expect(found.tasks.filter(({ done }) => !done)).toHaveLength(open);

    const plan = await planned(text);
    expect(plan).toMatchObject({ tasks: found.tasks.length, open });
    expect(plan?.firstTask?.line).toBe(found.tasks.find(({ done }) => !done)?.line);
    // What check tells of gates, variables and boxes the start tells, too, and the run stops at just those gates.
    expect(plan?.hints.map(({ code }) => code)).toEqual(told);
    const stops = found.problems.filter(({ message }) => message.startsWith('A gate:'));
    expect(await expectRuns(text, open)).toBe(stops.length);
  });

  it('in whatever order the shapes stand in one document, and whatever its line ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(
          Object.keys(SHAPES).filter((name) => name !== 'very long lines'),
          {
            minLength: 2,
            maxLength: 3,
          },
        ),
        fc.constantFrom('\n', '\r\n'),
        async (names, eol) => {
          const text = names
            .map((name) => SHAPES[name]?.text.replace('\ufeff', '').replace(/\r\n?/g, '\n'))
            .join('\n\n# Next\n\n')
            .replaceAll('\n', eol);
          const { ok, tasks } = checkDocument(text);
          const open = tasks.filter(({ done }) => !done).length;
          expect(ok).toBe(true);
          expect(open).toBe(names.reduce((sum, name) => sum + (SHAPES[name]?.open ?? 0), 0));
          expect(await planned(text)).toMatchObject({ open });
          await expectRuns(text, open);
        },
      ),
      { numRuns: 5 },
    );
  });

  it.each([
    ['a halt marker', '- [ ] One\n\n<!-- maestro:halt: later -->\n', 'document.halted', 'autorun.stale-halt'],
    ['too deep a nesting', `- [ ] One\n${'> '.repeat(40)}deep`, 'document.too-deep', 'document.too-deep'],
  ])('and what it calls wrong does not: %s', async (_name, text, told, thrown) => {
    expect(checkDocument(text)).toMatchObject({ ok: false, problems: [{ code: told }] });
    await expect(planned(text)).rejects.toMatchObject({ code: told });
    const there = await stage([text], actor(tick));
    await expect(there.run()).rejects.toMatchObject({ code: thrown });
  });
});
