import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closingReferences } from '../../../../src/github/closing.ts';
import { withoutClosing } from '../../../../src/platform/closing-words.ts';
import type { Contribution, DocumentView } from '../../../../src/symphony/contribution.ts';
import { codeSpan } from '../../../../src/symphony/engine/markdown.ts';
import {
  draftBody,
  draftTitle,
  readyBody,
  readyTitle,
  replaceSection,
} from '../../../../src/symphony/engine/pull-request-text.ts';
import { fold } from '../../../../src/symphony/journal/fold.ts';
import { expectLinear, filled } from '../../../support/linear.ts';

const WEB = 'https://github.com';
const AGENT = { name: 'Codex', models: ['gpt-5'] };
const closes = (text: string): number[] => closingReferences(text, WEB).map(({ number }) => number);

const HOSTILE = [
  'fixes #1',
  'Closes: #2, resolve #3 and FIXED octo/cat#4',
  'close https://github.com/octo/cat/issues/5',
  '`fixes #1',
  '``` @everyone fixes #1',
  '@maintainer please look',
  '<img src=x onerror=alert(1)>',
  '--> <!-- maestro-symphony:end --> Closes #9',
  'a\nCloses #9',
  'a\r\n\r\nCloses #9',
  '\u202eevil\u0000\u001b[31mred',
  '[x](javascript:alert(1)) ![y](https://evil/x.png)',
  '``````````',
  '',
  ' ',
];

describe('draftTitle', () => {
  it('keeps a good title as it is', () => {
    expect(draftTitle('Fix the <Foo> parser (@types/node)')).toBe(
      '[WIP] Symphony: Fix the <Foo> parser (@types/node)',
    );
  });

  it.each(HOSTILE)('is one short harmless line for %j', (title) => {
    const made = draftTitle(title);
    expect(made).toMatch(/^\[WIP\] Symphony: /);
    expect(made.length).toBeLessThanOrEqual(256);
    expect(made).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(closes(made)).toEqual([]);
  });

  it('is cut where GitHub would refuse it', () => {
    expect(draftTitle('x'.repeat(10_000))).toHaveLength(256);
  });

  it('closes nothing, whatever the title', () => {
    const part = fc.constantFrom(
      'fixes',
      'Close',
      'resolved:',
      ' ',
      '#1',
      'o/r#2',
      `${WEB}/o/r/issues/3`,
      '\t',
      'x',
    );
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 12 }),
        (parts) => closes(draftTitle(parts.join(''))).length === 0,
      ),
    );
  });
});

describe('readyTitle', () => {
  it('takes away the mark and nothing else', () => {
    expect(readyTitle(draftTitle('[WIP] of theirs'))).toBe('Symphony: [WIP] of theirs');
    expect(readyTitle('[wip]  Their own words')).toBe('Their own words');
    expect(readyTitle('No mark')).toBe('No mark');
    expect(readyTitle('[WIP]')).toBe('[WIP]');
  });
});

describe('the bodies', () => {
  it('say what is closed, who works, and on what', () => {
    const body = draftBody(12, [{ path: 'docs/a.md' }, { path: 'docs/b.md' }], AGENT, '1.2.3');
    expect(closes(body)).toEqual([12]);
    expect(body).toContain('**An AI agent is doing this work**: Codex, model `gpt-5`');
    expect(body).toContain('- [ ] `docs/a.md`\n- [ ] `docs/b.md`');
  });

  it('name the models that are known, each as code, and none where none is', () => {
    const told = (models: string[]): string =>
      readyBody(handedOver('a.md'), { name: 'Codex', models }, '1').split('\n')[3] ?? '';
    expect(told([])).toContain('**: Codex, driven by');
    expect(told(['gpt-5.2-codex'])).toContain('**: Codex, model `gpt-5.2-codex`, driven by');
    expect(told(['gpt-5.2-codex', '@x closes #9'])).toContain(
      'Codex, models `gpt-5.2-codex`, `@x closes #9`, ',
    );
    expect(closes(told(['fixes #3', '`` fixes #4']))).toEqual([]);
  });

  it.each(HOSTILE)('close, mention and embed nothing for a document called %j', (name) => {
    const state = handedOver(name);
    for (const body of [draftBody(12, [{ path: name }], AGENT, '1'), readyBody(state, AGENT, '1')]) {
      expect(closes(body)).toEqual([12]);
      const prose = withoutCode(body);
      expect(prose).not.toMatch(/@\w/);
      expect(prose.replace(/<!-- maestro-symphony:(?:begin|end) -->/g, '')).not.toMatch(/[<>]/);
      expect(prose).not.toContain('](');
      // The section stays one section when it is replaced.
      expect(replaceSection(`before\n${body}\nafter`, 'NEW')).toBe('before\nNEW\nafter');
    }
  });

  it('tell what was done at the hand-over', () => {
    const body = readyBody(handedOver('docs/a.md'), AGENT, '1');
    expect(body).toContain('- Tasks: 2 done, 1 unfinished, 3 in total');
    expect(body).toContain('- Changes: 2 files, +10 −3 lines');
    expect(body).toContain('- Tokens: 12,345 in (5,000 cached), 678 out, $0.12');
    expect(body).toContain('- Time: 2 minutes of agent work');
    expect(body).toContain('- [ ] `docs/a.md`: 2 of 3 tasks');
    expect(body).toContain('### Left unfinished\n\n- `third`');
    expect(body).toContain('reviewed the result before handing it over');
  });

  it('do not claim a look that nobody had', () => {
    const state = handedOver('a.md');
    const auto: Contribution = { ...state, start: { ...state.start, finalize: 'auto' } };
    expect(readyBody(auto, AGENT, '1')).not.toContain('reviewed the result');
  });

  it('tick a document whose tasks are all done', () => {
    const state = handedOver('a.md');
    const [document] = state.documents as [DocumentView];
    const done = { ...document, tasks: document.tasks.map((task) => ({ ...task, state: 'done' as const })) };
    expect(readyBody({ ...state, documents: [done] }, AGENT, '1')).toContain('- [x] `a.md`: 3 of 3 tasks');
  });
});

describe('replaceSection', () => {
  it('keeps what others wrote around it', () => {
    const body = `Hello\n\n${draftBody(1, [], AGENT, '1')}\n\nSee also #2`;
    const replaced = replaceSection(body, readyBody(handedOver('a.md'), AGENT, '1'));
    expect(replaced).toMatch(/^Hello\n\n<!-- maestro-symphony:begin -->\nCloses #12/);
    expect(replaced).toMatch(/<!-- maestro-symphony:end -->\n\nSee also #2$/);
  });

  it('goes on top when somebody took the section away', () => {
    expect(replaceSection('Their text', 'OURS')).toBe('OURS\n\nTheir text');
    expect(replaceSection('  ', 'OURS')).toBe('OURS');
  });

  it('does the same thing twice', () => {
    const once = replaceSection('x', readyBody(handedOver('a.md'), AGENT, '1'));
    expect(replaceSection(once, readyBody(handedOver('a.md'), AGENT, '1'))).toBe(once);
  });
});

describe('codeSpan and withoutClosing', () => {
  it('keep any text inside one code span', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const span = codeSpan(text);
        const fence = /^`+/.exec(span)?.[0] ?? '';
        expect(span.includes('\n')).toBe(false);
        expect(span.endsWith(fence)).toBe(true);
        // No run of backticks inside is as long as the fence, so that nothing ends it early.
        const runs = span.slice(fence.length, -fence.length).match(/`+/g) ?? [];
        expect(runs.every((run) => run.length !== fence.length)).toBe(true);
      }),
    );
  });

  it('are quick on a megabyte', () => {
    expectLinear(withoutClosing, (size) => filled(size, 'fixes '));
    expectLinear(codeSpan, (size) => filled(size, '`'));
  });
});

/** What GitHub would treat as prose: code spans taken out (their fences are checked above). */
function withoutCode(body: string): string {
  return body.replace(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '');
}

function handedOver(path: string): Contribution {
  const nothing = fold([]);
  const task = { attempts: 1, commit: null, doneBefore: false };
  return {
    ...nothing,
    start: { ...nothing.start, issue: { number: 12, title: 't', url: 'u' }, finalize: 'ask' },
    documents: [
      {
        name: path,
        path,
        external: false,
        file: 'f.md',
        state: 'finished',
        taskCount: 3,
        tasks: [
          { ...task, key: '1', text: 'first', state: 'done' },
          { ...task, key: '2', text: 'second', state: 'done' },
          { ...task, key: '3', text: 'third', state: 'unfinished' },
        ],
      },
    ],
    tasks: { done: 2, unfinished: 1, total: 3 },
    diff: { files: 2, insertions: 10, deletions: 3 },
    usage: {
      inputTokens: 12_345,
      cachedInputTokens: 5_000,
      outputTokens: 678,
      reasoningTokens: 0,
      costUsd: 0.123,
    },
    workedMs: 125_000,
  };
}
