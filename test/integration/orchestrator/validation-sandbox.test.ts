import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type CommandResult, runInLane } from '../../../src/orchestrator/lane/command.ts';
import { findOnPath } from '../../../src/platform/process/which.ts';
import { codexCommandSandbox } from '../../../src/runner/agents/codex/command-sandbox.ts';
import { codexHome } from '../../support/codex-home.ts';
import { anywhere, HANG_MS } from '../../support/limits.ts';
import { processesShowing } from '../../support/processes.ts';
import { tempDir } from '../../support/temp.ts';

interface Stage {
  lane: string;
  home: string;
  env: NodeJS.ProcessEnv;
  run(command: string, more?: { timeoutMs?: number }): Promise<CommandResult>;
}

/** A lane in the folder for temporary files, beside others, and the installed Codex. */
async function stage(
  more: { network?: boolean; writable?: (home: string) => string[]; codex?: string } = {},
) {
  const home = await tempDir();
  const lane = join(home, 'lanes/ENG-1');
  for (const folder of [join(lane, '.git/hooks'), join(home, 'lanes/ENG-2'), join(home, 'state')])
    await mkdir(folder, { recursive: true });
  const { env } = await codexHome('http://127.0.0.1:9');
  const codex = more.codex ?? (await findOnPath('codex', env)) ?? '';
  const sandbox = codexCommandSandbox({
    ...{ codex, cwd: lane, network: more.network ?? false, writable: more.writable?.(home) ?? [] },
    ours: { folders: [join(home, 'lanes'), join(home, 'state')], temporary: join(home, 'state/temporary') },
  });
  const place = { dir: lane, env: { ...env, HOME: home }, signal: AbortSignal.timeout(HANG_MS), sandbox };
  return {
    ...{ lane, home, env: place.env },
    run: (command, { timeoutMs = HANG_MS } = {}) => runInLane(command, { ...place, timeoutMs }),
  } satisfies Stage;
}

const linuxOnly = test.skipIf(process.platform !== 'linux');

linuxOnly('a validation command works in its lane, and its end and output are its own', async () => {
  const { run, lane, home } = await stage();
  const ok = await run('echo made > out.txt; echo x > "$TMPDIR/x"; cat out.txt; echo "$CI $HOME"; exit 0');
  expect(ok).toMatchObject({ exitCode: 0, timedOut: false, outputTail: `made\n1 ${home}` });
  expect(await readFile(join(lane, 'out.txt'), 'utf8')).toBe('made\n');
  expect(await run('echo no >&2; exit 3')).toMatchObject({ exitCode: 3, outputTail: 'no' });
  // Codex says for the programs that ask that there is no network.
  expect((await run('env')).outputTail).not.toMatch(/CODEX_(?!SANDBOX_)|MAESTRO_/);
  expect((await run('test -w "$TMP" && test -w "$TEMP" && echo yes')).outputTail).toBe('yes');
  // Nothing of it stays.
  expect(await readdir(join(home, 'state/temporary'))).toEqual([]);
});

linuxOnly(
  'it reaches neither other lanes, nor the state, nor its own .git, nor a process outside',
  async () => {
    const { run, lane, home } = await stage();
    const pid = process.pid;
    for (const attempt of [
      `echo x > ${home}/lanes/ENG-2/x`,
      `echo x > ${home}/state/x`,
      `echo x > ${home}/.profile`,
      'echo x > /tmp/maestro-escape',
      'echo x > .git/hooks/pre-commit',
      'git config core.hooksPath x',
      `kill -0 ${pid}`,
      `cat /proc/${pid}/environ`,
      `dd if=/proc/${pid}/mem count=1`,
      'node -e \'require("fs").writeFileSync("../ENG-2/x", "")\'',
      'ln -s ../ENG-2 link && echo x > link/x',
      'mount --bind /tmp .',
    ])
      expect((await run(`${attempt} 2>/dev/null`)).exitCode, attempt).not.toBe(0);
    expect(await readdir(join(home, 'lanes/ENG-2'))).toEqual([]);
    expect(await readdir(join(lane, '.git/hooks'))).toEqual([]);
  },
);

linuxOnly('what it left running ends with it, also at its time limit', async () => {
  const { run } = await stage();
  const mark = `maestro-left-${process.pid}`;
  const leave = `setsid sh -c 'sleep 1000; : ${mark}' & sh -c 'sleep 1000; : ${mark}' &`;
  expect((await run(leave)).exitCode).toBe(0);
  expect(await processesShowing(mark)).toEqual([]);
  expect(await run(`${leave} wait`, { timeoutMs: anywhere(3_000) })).toMatchObject({ timedOut: true });
  expect(await processesShowing(mark)).toEqual([]);
});

linuxOnly('the network and further folders are the config’s to give', async () => {
  const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  const ask = `node -e 'fetch("http://127.0.0.1:${(server.address() as AddressInfo).port}").then((r) => r.text()).then(console.log, () => process.exit(1))'`;
  const shut = await stage();
  expect((await shut.run(ask)).exitCode).toBe(1);
  const open = await stage({ network: true, writable: (home) => [join(home, 'cache')] });
  await mkdir(join(open.home, 'cache'));
  expect(await open.run(`${ask} && echo x > ~/cache/x`)).toMatchObject({ exitCode: 0, outputTail: 'hello' });
  expect(await readdir(join(open.home, 'cache'))).toEqual(['x']);
  // One that is not there (yet) stops nothing.
  const gone = await stage({ writable: (home) => [join(home, 'not-there')] });
  expect(await gone.run('echo ok')).toMatchObject({ exitCode: 0, outputTail: 'ok' });
});

linuxOnly('a sandbox that does not work here is no failure of the command', async () => {
  const bin = join(await tempDir(), 'codex');
  await writeFile(bin, '#!/bin/sh\necho "bwrap: No permissions to create a new namespace" >&2\nexit 1\n');
  await chmod(bin, 0o755);
  const { run } = await stage({ codex: bin });
  await expect(run('echo never')).rejects.toMatchObject({
    code: 'codex.no-sandbox',
    message: expect.stringContaining('No permissions to create a new namespace'),
    remedy: expect.stringContaining('sandbox = "none"'),
  });
});
