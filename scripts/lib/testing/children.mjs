// The processes that a run starts. Each leads a group of its own, which a terminal's Ctrl-C does not reach: only the runner
// decides what ends, and in which order.
import { spawn, spawnSync } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../install.mjs';

const onWindows = process.platform === 'win32';

/** How long what was asked to end may take for it. */
const ENDING_MS = 4_000;

/**
 * @typedef {{
 *   env?: Record<string, string>,
 *   onLine?: (line: string) => void,  each line that it prints
 *   onMessage?: (message: any) => void,  with it the child gets an IPC channel
 * }} Options
 */

/** @param {NodeJS.ProcessEnv} env what all of them get */
export function startChildren(env) {
  /** @type {Set<import('node:child_process').ChildProcess>} */
  const groups = new Set();
  let ending = false;
  let hurried = false;

  /**
   * Runs a Node.js program to its end; resolves to its exit code. Starts nothing any more once all are being ended.
   * @param {string[]} args
   * @param {Options} [options]
   * @returns {Promise<number>}
   */
  function run(args, { env: more = {}, onLine = () => undefined, onMessage } = {}) {
    if (ending) return Promise.resolve(130);
    return new Promise((resolve) => {
      const child = spawn(process.execPath, args, {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe', ...(onMessage ? [/** @type {const} */ ('ipc')] : [])],
        detached: !onWindows,
        windowsHide: true,
        env: { ...env, ...more },
      });
      groups.add(child);
      if (onMessage) child.on('message', onMessage);
      for (const stream of [child.stdout, child.stderr]) if (stream) inLines(stream, onLine);
      let code = 1;
      child.on('error', (error) => onLine(String(error)));
      child.on('exit', (exitCode) => {
        code = exitCode ?? 1;
        // Whoever holds its output open was left behind: that is told at the end, and not waited for.
        setTimeout(() => resolve(code), 1_000).unref();
      });
      child.on('close', () => {
        if (!signalGroup(child, 0)) groups.delete(child);
        resolve(code);
      });
    });
  }

  /** Ends all groups: with a request first, and by force what does not follow it. */
  async function endAll() {
    ending = true;
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
      for (const child of groups) signalGroup(child, signal);
      const limit = Date.now() + ENDING_MS / 2;
      while (!hurried && Date.now() < limit && [...groups].some((child) => signalGroup(child, 0)))
        await sleep(50);
    }
    for (const child of groups) signalGroup(child, 'SIGKILL');
  }

  return {
    run,
    endAll,
    /** Does not wait for those who were asked to end. */
    hurry() {
      hurried = true;
    },
    get ending() {
      return ending;
    },
  };
}

/** Sends a signal to a child and to all that it started in its group; whether there was somebody to get it. */
function signalGroup(child, signal) {
  if (child.pid === undefined) return false;
  if (onWindows) {
    if (child.exitCode !== null || child.signalCode !== null) return false;
    // There are no groups and no polite signal: the whole tree, at once.
    if (signal !== 0) spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { windowsHide: true });
    return true;
  }
  try {
    process.kill(-child.pid, signal);
    return true;
  } catch {
    // Nothing of the group is left.
    return false;
  }
}

/** Hands on what a stream tells, line by line; what is after the last line end too. */
function inLines(stream, onLine) {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream.on('data', (chunk) => {
    const lines = (rest + decoder.write(chunk)).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  stream.on('end', () => {
    if (rest) onLine(rest);
  });
}
