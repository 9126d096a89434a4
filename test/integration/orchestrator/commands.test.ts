import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CommandPlace } from '../../../src/orchestrator/lane/command.ts';
import { runHook } from '../../../src/orchestrator/lane/hooks.ts';
import { describeValidation, validate } from '../../../src/orchestrator/lane/validation.ts';
import { redactor } from '../../../src/platform/redact.ts';
import { NO_HOOKS } from '../../support/lane.ts';
import { HANG_MS, reached } from '../../support/limits.ts';
import { processesWith } from '../../support/processes.ts';
import { tempDir } from '../../support/temp.ts';
import { eventually } from '../../support/waits.ts';

const SECRET = 'lin_api_0123456789012345678901234567890123456789';

async function place(more: Partial<CommandPlace> = {}): Promise<CommandPlace> {
  const dir = await tempDir();
  const env = {
    PATH: process.env.PATH,
    HOME: dir,
    LINEAR_API_KEY: SECRET,
    GITHUB_TOKEN: 'ghp_012345678901234567890123456789012345',
    OPENAI_API_KEY: 'sk-012345678901234567890123',
    SSH_AUTH_SOCK: '/run/agent',
  };
  return {
    dir,
    env,
    timeoutMs: HANG_MS,
    signal: new AbortController().signal,
    redact: redactor([SECRET]),
    ...more,
  };
}

describe('validation commands', () => {
  test('run in the lane one after another until one fails', async () => {
    const at = await place();
    const result = await validate(['echo one > f', 'cat f; pwd; echo bad >&2; exit 7', 'echo never > f'], at);
    expect(result).toEqual({
      passed: false,
      skipped: 1,
      commands: [
        {
          command: 'echo one > f',
          exitCode: 0,
          timedOut: false,
          durationMs: expect.any(Number),
          outputTail: '',
        },
        {
          command: 'cat f; pwd; echo bad >&2; exit 7',
          exitCode: 7,
          timedOut: false,
          durationMs: expect.any(Number),
          outputTail: expect.stringContaining('bad'),
        },
      ],
    });
    expect(result.commands[1]?.outputTail.split('\n').sort()).toEqual([at.dir, 'bad', 'one'].sort());
    expect(describeValidation(result)).toBe(
      'failed: "cat f; pwd; echo bad >&2; exit 7" ended with exit code 7 (1 of 3 passed)',
    );
  });

  test('all well, and none at all', async () => {
    const at = await place();
    const two = await validate(['cat', 'true'], at);
    expect(two).toMatchObject({ passed: true, skipped: 0 });
    expect(describeValidation(two)).toBe('passed (2 commands)');
    expect(describeValidation(await validate([], at))).toBe('no validation commands');
  });

  test('end with their time limit, with everything they started', async () => {
    const at = await place({ timeoutMs: reached(300) });
    const result = await validate(['echo begun; sleep 3000 & sleep 3000'], at);
    expect(result.commands).toMatchObject([{ exitCode: null, timedOut: true, outputTail: 'begun' }]);
    expect(describeValidation(result)).toContain('did not end within its time limit (0 of 1 passed)');
    await eventually(() => processesWith(`HOME=${at.dir}`).length === 0, 'the end of what it started');
  });

  test('leave nothing running, however well they ended', async () => {
    const at = await place();
    expect(await validate(['sleep 3000 & (setsid sleep 0.1 &) ; echo done'], at)).toMatchObject({
      passed: true,
    });
    await eventually(() => processesWith(`HOME=${at.dir}`).length === 0, 'the end of what it started');
  });

  test('may print without end: the last of it is kept, harmless and without secrets', async () => {
    const at = await place();
    const noise = `head -c 40000000 /dev/zero | tr '\\0' x; printf '\\033[31m\\007 token %s\\n' ${SECRET} ; echo é`;
    const [result] = (await validate([noise], at)).commands;
    expect(result?.outputTail).toMatch(/^…x+ token \[redacted\]\né$/);
    expect(result?.outputTail.length).toBeLessThanOrEqual(8_192);
    expect(result?.exitCode).toBe(0);
  });

  test('see no secret, and nothing of the user’s login', async () => {
    const at = await place();
    const [result] = (await validate(['env; cat -'], at)).commands;
    const names = (result?.outputTail ?? '').split('\n').map((line) => line.split('=')[0]);
    expect(names).toEqual(expect.arrayContaining(['PATH', 'HOME', 'CI', 'HUSKY']));
    expect(names.filter((name) => /TOKEN|KEY|SSH|MAESTRO/.test(name ?? ''))).toEqual([]);
  });

  test('are ended when the run is cancelled', async () => {
    const stop = new AbortController();
    const at = await place({ signal: stop.signal });
    const running = validate(['sleep 3000', 'true'], at);
    await eventually(() => processesWith(`HOME=${at.dir}`).length > 0, 'its start');
    stop.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect(processesWith(`HOME=${at.dir}`)).toEqual([]);
  });
});

describe('hooks', () => {
  test('of which there are none', async () => {
    expect(await runHook(NO_HOOKS, 'beforeRun', await place())).toBeNull();
    expect(await runHook({ ...NO_HOOKS, beforeRun: ' \n' }, 'beforeRun', await place())).toBeNull();
  });

  test.each(['afterCreate', 'beforeRun'] as const)('%s is fatal when it fails', async (name) => {
    const at = await place();
    await expect(runHook({ ...NO_HOOKS, [name]: 'echo no luck\nexit 3' }, name, at)).rejects.toMatchObject({
      code: 'hook.failed',
      message: expect.stringMatching(
        /^The hook (after_create|before_run) ended with exit code 3. It said: no luck$/,
      ),
      data: { exitCode: 3 },
    });
    await expect(
      runHook({ ...NO_HOOKS, [name]: 'sleep 3000', timeoutMs: reached(200) }, name, at),
    ).rejects.toMatchObject({
      code: 'hook.timeout',
    });
  });

  test.each(['afterRun', 'beforeRemove'] as const)('%s is only told about', async (name) => {
    const at = await place();
    expect(await runHook({ ...NO_HOOKS, [name]: 'exit 3' }, name, at)).toMatchObject({ exitCode: 3 });
    expect(
      await runHook({ ...NO_HOOKS, [name]: 'sleep 3000', timeoutMs: reached(200) }, name, at),
    ).toMatchObject({
      timedOut: true,
    });
  });

  test('only after_create, which no agent came before, may use the user’s ssh agent', async () => {
    const at = await place();
    const hooks = { ...NO_HOOKS, afterCreate: 'echo $SSH_AUTH_SOCK', beforeRun: 'echo "[$SSH_AUTH_SOCK]"' };
    expect(await runHook(hooks, 'afterCreate', at)).toMatchObject({ outputTail: '/run/agent' });
    expect(await runHook(hooks, 'beforeRun', at)).toMatchObject({ outputTail: '[]' });
  });

  test('need a shell', async () => {
    const at = await place({ env: { PATH: join(await tempDir(), 'none') } });
    await expect(runHook({ ...NO_HOOKS, beforeRun: 'true' }, 'beforeRun', at)).rejects.toMatchObject({
      code: 'shell.missing',
    });
  });
});
