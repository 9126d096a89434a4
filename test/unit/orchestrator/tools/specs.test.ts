import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { NOTHING } from '../../../../src/orchestrator/runs/fold.ts';
import type { OpenRun } from '../../../../src/orchestrator/runs/store.ts';
import type { Bench } from '../../../../src/orchestrator/tools/bench.ts';
import { toolDesk } from '../../../../src/orchestrator/tools/desk.ts';
import { TOOL_NAMES, TOOLS, type ToolName, toolSpecs } from '../../../../src/orchestrator/tools/specs.ts';

const names = Object.keys(TOOLS) as ToolName[];
const VALUE = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.constantFrom(' ', '\n', 'ENG-2'),
  fc.constantFrom(1, true, null, [], {}),
);
const KEYS = [...new Set(names.flatMap((name) => Object.keys(TOOLS[name].input.shape))), 'more'];
/** Often right, often a field too many or too few. */
const inputOf = (name: ToolName) =>
  fc.oneof(
    fc.record(
      Object.fromEntries(
        Object.keys(TOOLS[name].input.shape).map((key) => [key, fc.string({ minLength: 1 })]),
      ),
    ),
    fc.dictionary(fc.constantFrom(...KEYS), VALUE),
    fc.anything(),
  );
const CALL = fc.constantFrom(...names).chain((name) => fc.tuple(fc.constant(name), inputOf(name)));

test('what a tool takes is what its schema told the agent, to the blank text', async () => {
  const ajv = new Ajv2020();
  const specs = new Map(
    toolSpecs(TOOL_NAMES).map(({ name, inputSchema }) => [name, ajv.compile(inputSchema)]),
  );
  const taken = { yes: 0, no: 0 };
  await fc.assert(
    fc.property(CALL, ([name, input]) => {
      // As it comes: through JSON.
      const text = JSON.stringify(input);
      const sent: unknown = text === undefined ? undefined : JSON.parse(text);
      const told = specs.get(name)?.(sent) === true;
      const isBlank = Object.values(sent ?? {}).some((value) => typeof value === 'string' && !value.trim());
      const { success } = TOOLS[name].input.safeParse(sent);
      taken[success ? 'yes' : 'no']++;
      if (!(told && isBlank)) expect(success, `${name} ${text}`).toBe(told);
    }),
    { numRuns: 500 },
  );
  expect(Math.min(taken.yes, taken.no)).toBeGreaterThan(20);
});

test('every tool is one that Codex takes: its name, its words, an object without more fields', () => {
  expect(toolSpecs(TOOL_NAMES).map(({ name }) => name)).toEqual(names);
  for (const { name, description, inputSchema } of toolSpecs(TOOL_NAMES)) {
    expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    expect(description.length).toBeGreaterThan(20);
    expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
  }
});

test('whatever is called with whatever, it is refused with a reason and journaled, and nothing is thrown', () => {
  const bench = {
    ctx: {
      mode: { tools: () => TOOL_NAMES },
      repository: null,
      home: { orchestrator: '/s' },
      config: { workspaceRoot: '/w', repoRoot: '/r' },
      // An issue about which nobody has decided anything.
      tracker: { issuesById: async () => [{ state: 'Todo', labels: [], dispatchable: true }] },
      workflow: { tracker: { activeStates: ['Todo'], terminalStates: [], requiredLabels: [] } },
    },
    lane: { dir: '/w/ENG-1' },
    issue: { id: 'id of ENG-1', identifier: 'ENG-1' },
    clone: null,
    state: () => NOTHING,
    signal: new AbortController().signal,
  } as unknown as Bench;
  return fc.assert(
    fc.asyncProperty(
      fc.oneof(
        CALL,
        fc.tuple(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'toString')), fc.anything()),
      ),
      async ([name, input]) => {
        const journaled: unknown[] = [];
        const append = async (event: object) => void journaled.push(event);
        const { ok, text } = await toolDesk(bench, { append } as unknown as OpenRun).call(name, input);
        expect(ok, `${name} ${JSON.stringify(input)}`).toBe(false);
        const { error } = JSON.parse(text) as { error: { code: string; message: string; remedy: string } };
        expect(error).toMatchObject({
          code: expect.stringMatching(/^tool\.(unknown|bad-input|foreign-issue|no-repository|host-path)$/),
          message: expect.stringMatching(/./),
          remedy: expect.stringMatching(/./),
        });
        expect(journaled).toEqual([
          expect.objectContaining({ type: 'tool_called', ok: false, code: error.code }),
        ]);
      },
    ),
    { numRuns: 300 },
  );
});
