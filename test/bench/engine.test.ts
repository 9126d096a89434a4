import { chmod, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/platform/process/run.ts';
import { newcomer } from '../integration/cli/support.ts';
import { startCheckedForge } from '../support/contract/checked-forge.ts';
import { anywhere, HANG_MS } from '../support/limits.ts';
import { obedientClaude } from '../support/spy-agent.ts';
import { tempDir } from '../support/temp.ts';
import { eventually } from '../support/waits.ts';

const TASKS = 25;
/** Linux counts a process's time in hundredths of a second. */
const TICK_MS = 10;

describe.skipIf(process.platform !== 'linux')('an engine with one run', () => {
  it('costs little beside its agent, in time and in memory', async () => {
    // When garbage is collected is chance, and chance only adds: the least of three runs counts.
    const seen: Cost[] = [];
    do seen.push(await costOfOneRun());
    while (seen.length < 3 && !seen.some(isLittle));
    // Measured on Node.js 20: one to two starts of a bare one, and 75 MB at most, of which that takes 37.
    expect(seen.find(isLittle), JSON.stringify(seen)).toBeDefined();
  });
});

interface Cost {
  /** Milliseconds of the engine's own computing, a task. */
  cpuMs: number;
  /** The most memory that it ever had, and what of it a Node.js with nothing to do would not have, in MB. */
  peakMb: number;
  moreMb: number;
  /** What a Node.js with nothing to do computes from its start to its end, right after that. */
  bareMs: number;
}

function isLittle({ cpuMs, bareMs, peakMb, moreMb }: Cost): boolean {
  return cpuMs < 4 * bareMs && peakMb < 90 && moreMb < 40;
}

/** A contribution of many tasks with an agent that takes no time. */
async function costOfOneRun(): Promise<Cost> {
  const forge = await startCheckedForge();
  try {
    forge.addUser({ login: 'maintainer' });
    const { token } = forge.addUser({ login: 'contributor' });
    const tasks = Array.from({ length: TASKS }, (_, index) => `- [ ] Do number ${index}\n`);
    await forge.addRepository({
      slug: 'maintainer/kit',
      files: { 'README.md': '# Kit\n', 'work.md': tasks.join('') },
    });
    await forge.openIssue('maintainer/kit', {
      title: 'Much to do',
      body: '- work.md\n',
      labels: ['runmaestro.ai'],
      author: 'maintainer',
    });
    const bin = await tempDir();
    await writeFile(join(bin, 'claude'), obedientClaude());
    await chmod(join(bin, 'claude'), 0o755);
    const me = await newcomer({
      MAESTRO_GITHUB_URL: forge.url,
      MAESTRO_GITHUB_API_URL: forge.apiUrl,
      GITHUB_TOKEN: token,
      PATH: [bin, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
    });
    const started = await me.maestro(
      ...['symphony', 'start', 'maintainer/kit#1', '--agent', 'claude', '--yes', '--detach'],
    );
    expect(started.exitCode, started.stderr).toBe(0);
    const { contributions } = (await me.json(0, 'symphony', 'status')) as {
      contributions: { id: string; engine: { pid: number } }[];
    };
    const [one] = contributions;
    const path = join(me.home, 'Maestro-Symphony/.maestro/contributions', one?.id ?? '', 'journal.jsonl');
    const { cpuMs, peakMb, wallMs } = await watch(one?.engine.pid ?? 0, path);
    const bare = await bareNode();
    const moreMb = peakMb - bare.mb;
    console.log(
      `engine: ${cpuMs.toFixed(0)} ms of its own time a task, ${(cpuMs / bare.ms).toFixed(1)} times a bare Node.js (${wallMs.toFixed(0)} ms by the clock, git's commits included), ${peakMb.toFixed(0)} MB at most, ${moreMb.toFixed(0)} more than a bare Node.js`,
    );
    await ended(one?.engine.pid ?? 0);
    return { cpuMs, bareMs: bare.ms, peakMb, moreMb };
  } finally {
    await forge.stop();
  }
}

/** The most MB that a Node.js with nothing to do takes, and the milliseconds that it computes. */
async function bareNode(): Promise<{ mb: number; ms: number }> {
  const script = 'const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();';
  const tell = 'console.log(maxRSS, userCPUTime + systemCPUTime)';
  const { stdout } = await run(process.execPath, ['-e', script + tell], { env: {}, timeoutMs: HANG_MS });
  const [kb = 0, us = 0] = stdout.split(' ').map(Number);
  return { mb: kb / 1_024, ms: us / 1_000 };
}

/** The run is over, its hand-over waits for a person: the engine leaves by itself. */
async function ended(pid: number): Promise<void> {
  await eventually(async () => (await look(pid)) === null, `the end of the engine ${pid}`);
}

/** Follows a process from its first turn to its end. */
async function watch(
  pid: number,
  journal: string,
): Promise<{ cpuMs: number; wallMs: number; peakMb: number }> {
  let first: { cpu: number; turns: number } | undefined;
  let last = { cpu: 0, turns: 0 };
  let peakMb = 0;
  for (;;) {
    const seen = await look(pid);
    if (seen === null) break;
    const turns = (await readFile(journal, 'utf8')).split('"type":"turn_started"').length - 1;
    last = { cpu: seen.cpuMs, turns: Math.max(turns, last.turns) };
    peakMb = seen.peakMb;
    if (turns > 0) first ??= last;
    if (turns >= TASKS) break;
    await sleep(anywhere(20));
  }
  const events = (await readFile(journal, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; at: string });
  const starts = events.filter(({ type }) => type === 'turn_started').map(({ at }) => Date.parse(at));
  const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
  const wallMs = gaps.sort((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0;
  const begun = first ?? last;
  return { cpuMs: (last.cpu - begun.cpu) / Math.max(1, last.turns - begun.turns), wallMs, peakMb };
}

/** What a process has used so far; null when it is gone. */
async function look(pid: number): Promise<{ cpuMs: number; peakMb: number } | null> {
  try {
    const [stat, status] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/status`, 'utf8'),
    ]);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const peakKb = Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0);
    return { cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS, peakMb: peakKb / 1_024 };
  } catch {
    // It has ended.
    return null;
  }
}
