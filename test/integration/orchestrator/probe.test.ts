import { chmod, rename, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { probe } from '../../../src/orchestrator/probe/probe.ts';
import { CHECKS, type ProbeReport } from '../../../src/orchestrator/probe/report.ts';
import { USED } from '../../../src/runner/agents/codex/protocol.ts';
import { codexHome } from '../../support/codex-home.ts';
import { type Asked, fakeModel, type Reply } from '../../support/fake-model.ts';
import { anywhere, HANG_MS, reached } from '../../support/limits.ts';
import { oneIn } from '../../support/one-in.ts';
import { processesWith } from '../../support/processes.ts';
import { sample, testSeed } from '../../support/seed.ts';
import { tempDir } from '../../support/temp.ts';

const signal = new AbortController().signal;

/** Calls the tool, then says what it returned. */
function obedient({ results }: Asked): Reply {
  const said = results[0];
  return said === undefined
    ? { tool: 'maestro_probe', input: {} }
    : { say: /maestro-[0-9a-f]{8}/.exec(said)?.[0] ?? said };
}

const states = (report: ProbeReport): string[] => report.checks.map(({ id, state }) => `${id} ${state}`);
const failure = (report: ProbeReport) => report.checks.find(({ state }) => state === 'failed');

/** A `codex` of the test's own: its version, what it says of its protocol, and what it does as an app-server. */
async function standIn(does: {
  version?: string;
  schema?: string;
  server?: string;
}): Promise<NodeJS.ProcessEnv> {
  const dir = await tempDir();
  const script = `#!${process.execPath}
const [first, second, , , out] = process.argv.slice(2);
const described = ${JSON.stringify(DESCRIBED)};
const say = (message) => console.log(typeof message === 'string' ? message : JSON.stringify(message));
if (first === '--version') { ${does.version ?? "say('codex-cli 0.169.0')"} }
else if (first === 'login') process.exit(0);
else if (second === 'generate-json-schema') {
  for (const [file, methods] of Object.entries(described))
    require('fs').writeFileSync(out + '/' + file + '.json', JSON.stringify({ oneOf: methods.map((method) => ({ properties: { method: { enum: [method] } } })) }));
  ${does.schema ?? ''}
} else {
  const lines = require('readline').createInterface({ input: process.stdin });
  const read = (hear) => lines.on('line', (line) => hear(JSON.parse(line)));
  ${does.server ?? ''}
}`;
  const file = join(dir, 'codex');
  await writeFile(file, script);
  await chmod(file, 0o755);
  return { PATH: [dir, '/usr/bin', '/bin'].join(delimiter), HOME: dir };
}

const DESCRIBED = {
  ClientRequest: USED.requests,
  ClientNotification: USED.notes,
  ServerRequest: USED.questions,
  ServerNotification: USED.notifications,
};

describe('the real Codex', () => {
  test('in front of a model that does as it is told passes every check', async () => {
    const model = await fakeModel(obedient);
    const { env } = await codexHome(model.baseUrl);
    const told: string[] = [];
    const report = await probe({ env, signal, onCheck: ({ id }) => told.push(id) });
    expect(failure(report)).toBeUndefined();
    expect(report).toMatchObject({ ok: true, version: '0.169.0', transport: 'stdio://' });
    expect(told).toEqual(['installed', 'version', 'schema', 'messages', 'tool']);
    expect(model.asked).toHaveLength(2);
    expect(report.checks.at(-1)?.seen).toMatch(
      /^gpt-5\.5 called maestro_probe and answered maestro-[0-9a-f]{8} \(\d+ tokens in, \d+ out\)$/,
    );
  });
});

describe('a model that does not do as it is told', () => {
  // One in three runs has it, and `npm run test:more` all.
  oneIn(3).each<[string, (asked: Asked) => Reply, string, RegExp]>([
    [
      'answers without the tool',
      () => ({ say: 'maestro-00000000' }),
      'probe.tool-not-called',
      /gpt-5\.5 did not call/,
    ],
    [
      'does not use what the tool returned',
      ({ results }) => (results.length === 0 ? { tool: 'maestro_probe', input: {} } : { say: 'Done.' }),
      'probe.wrong-output',
      /returned maestro-[0-9a-f]{8}, and gpt-5\.5 answered "Done\."/,
    ],
    ['does not take the key', () => ({ status: 401 }), 'probe.turn-failed', /401/],
  ])('%s', async (_name, mind, code, seen) => {
    const model = await fakeModel(mind);
    const { env } = await codexHome(model.baseUrl);
    const report = await probe({ env, signal });
    expect(states(report).at(-1)).toBe('tool failed');
    expect(failure(report)).toMatchObject({
      code,
      seen: expect.stringMatching(seen),
      remedy: expect.any(String),
    });
  });
});

describe.skipIf(process.platform === 'win32')('a Codex that is not what it should be', () => {
  test('missing: nothing else is tried', async () => {
    const report = await probe({ env: { PATH: await tempDir() }, signal });
    expect(states(report)).toEqual([
      'installed failed',
      ...['version', 'schema', 'messages', 'tool'].map((id) => `${id} not-tried`),
    ]);
    expect(failure(report)).toMatchObject({
      code: 'probe.no-codex',
      remedy: expect.stringContaining('npm install -g @openai/codex'),
    });
  });

  const BROKEN: [string, Parameters<typeof standIn>[0], string, string, RegExp][] = [
    ['does not run', { version: 'process.exit(3)' }, 'installed', 'probe.no-codex', /does not run/],
    [
      'is too old',
      { version: "say('codex-cli 0.150.0')" },
      'version',
      'probe.old-codex',
      /0\.150\.0 is too old/,
    ],
    [
      'cannot describe its protocol',
      { schema: "console.error('no such command'); process.exit(2)" },
      'schema',
      'codex.no-schema',
      /no such command/,
    ],
    [
      'describes nothing',
      { schema: "require('fs').rmSync(out, { recursive: true })" },
      'schema',
      'codex.no-schema',
      /no ClientRequest\.json/,
    ],
    [
      'describes it in another form',
      { schema: "require('fs').writeFileSync(out + '/ServerRequest.json', '[]')" },
      'schema',
      'codex.no-schema',
      /ServerRequest\.json has another form/,
    ],
    [
      'has another protocol',
      { schema: "require('fs').writeFileSync(out + '/ServerRequest.json', '{\"oneOf\":[]}')" },
      'messages',
      'probe.no-such-message',
      /no .*item\/tool\/call/,
    ],
    ['is silent', {}, 'tool', 'probe.no-answer', /did not end the turn within 1\.5 s/],
    [
      'prints garbage',
      { server: "setInterval(() => say('<html>502</html>'), 50)" },
      'tool',
      'probe.no-answer',
      /It printed "<html>502<\/html>", which is no message/,
    ],
    [
      'ends at once',
      { server: "console.error('panicked at main.rs'); process.exit(101)" },
      'tool',
      'probe.broken',
      /panicked at main\.rs/,
    ],
    [
      'refuses the greeting',
      { server: "read(({ id }) => say({ id, error: { code: -32600, message: 'experimentalApi is off' } }))" },
      'tool',
      'probe.broken',
      /experimentalApi is off/,
    ],
    [
      'answers something else',
      { server: 'read(({ id }) => say({ id, result: { hello: 1 } }))' },
      'tool',
      'probe.bad-answer',
      /something else/,
    ],
    [
      'ends in the middle',
      {
        server:
          "read(({ id, method }) => method === 'turn/start' ? process.exit(0) : say({ id, result: { thread: { id: 't' }, model: 'm' } }))",
      },
      'tool',
      'probe.broken',
      /ended/,
    ],
  ];

  // Two of them in every run, all with `npm run test:more`.
  test.each(sample(BROKEN, { drawn: 2, more: 'all' }, testSeed()))(
    '%s',
    async (_name, does, check, code, seen) => {
      const env = await standIn(does);
      // Of those that say nothing the limit is waited for, of the others their end.
      const roundTripMs = code === 'probe.no-answer' ? reached(1_500) : HANG_MS;
      const report = await probe({ env, signal, roundTripMs });
      expect(failure(report)).toMatchObject({
        id: check,
        code,
        seen: expect.stringMatching(seen),
        remedy: expect.stringMatching(/\w/),
      });
      expect(report.ok).toBe(false);
      expect(report.checks.filter(({ state }) => state === 'not-tried').length).toBe(
        4 - Object.keys(CHECKS).indexOf(check),
      );
      expect(processesWith(`HOME=${env.HOME}`)).toEqual([]);
    },
  );

  test('is left alone when nobody waits any more', async () => {
    const env = await standIn({});
    const stop = new AbortController();
    const probing = probe({
      env,
      signal: stop.signal,
      onCheck: ({ id }) => id === 'messages' && setTimeout(() => stop.abort(), anywhere(200)),
    });
    await expect(probing).rejects.toMatchObject({ name: 'AbortError' });
    expect(processesWith(`HOME=${env.HOME}`)).toEqual([]);
  });
});

test('a Codex that is not signed in is not asked to work', async () => {
  const { env, dir } = await codexHome('http://127.0.0.1:9/v1');
  await rename(join(dir, 'config.toml'), join(dir, 'away.toml'));
  const report = await probe({ env, signal });
  expect(failure(report)).toMatchObject({
    id: 'tool',
    code: 'probe.signed-out',
    remedy: 'Sign in with "codex login".',
  });
});
