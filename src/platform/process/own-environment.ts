import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';

/** Names of variables that most likely hold a secret. */
const SECRET = /TOKEN|SECRET|PASSW|API_?KEY|CREDENTIAL|(?:^|_)(?:PAT|AUTH|KEY)(?:_|$)/i;

/** Fields of `/proc/self/stat`, counted from 1: where the first environment of the process begins and ends in its memory. */
const [ENV_START, ENV_END] = [50, 51];
/** The first field after the command. */
const STATE = 3;
const BLANK = '*';

/** Whether a variable of this name should be read by nobody else. */
export function namesSecret(name: string): boolean {
  return SECRET.test(name);
}

/**
 * Opens no debugger to whoever sends SIGUSR1, as Node.js does by itself: every process of this machine could connect to it then and read
 * our memory, the secrets in it, too.
 * @see https://nodejs.org/api/process.html#signal-events
 */
export function refuseDebugger(): void {
  // Windows has no such signal.
  if (process.platform !== 'win32') process.on('SIGUSR1', () => undefined);
}

/**
 * Blanks these variables where other processes of the same user could read them: Linux shows the environment that a process was
 * started with in `/proc/{pid}/environ` for as long as it lives, whatever it does to its variables later. What an agent or
 * a repository's command starts could look there. `process.env` keeps the values, in memory of its own.
 *
 * Elsewhere nothing is done: Windows shows the environment only to who may read the whole memory; on macOS (`ps -E`) a process
 * cannot change what is shown.
 * @returns whether none of them can be seen any more.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
export function hideVariables(isHidden: (name: string) => boolean): boolean {
  if (process.platform !== 'linux') return false;
  const names = Object.keys(process.env).filter(isHidden);
  if (names.length === 0) return true;
  // Written anew they are elsewhere in memory, so that what is blanked is not what is read here later.
  for (const name of names) process.env[name] = String(process.env[name]);
  try {
    return blankFirstEnvironment(isHidden);
  } catch {
    // A system without /proc, or one that does not let a process write its own memory: nothing was changed.
    return false;
  }
}

function blankFirstEnvironment(isHidden: (name: string) => boolean): boolean {
  const stat = readFileSync('/proc/self/stat', 'latin1');
  // The second field, the command, is in brackets and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [start, end] = [ENV_START, ENV_END].map((field) => Number(fields[field - STATE]));
  if (!start || !end || end <= start) return false;
  const memory = openSync('/proc/self/mem', 'r+');
  try {
    const block = Buffer.alloc(end - start);
    let length = 0;
    while (length < block.length) {
      const read = readSync(memory, block, length, block.length - length, start + length);
      if (read === 0) break;
      length += read;
    }
    for (const { from, to } of hiddenValues(block.subarray(0, length), isHidden))
      writeSync(memory, Buffer.alloc(to - from, BLANK), 0, to - from, start + from);
  } finally {
    closeSync(memory);
  }
  const left = readFileSync('/proc/self/environ');
  return hiddenValues(left, isHidden).every(({ from, to }) =>
    /^\**$/.test(left.toString('latin1', from, to)),
  );
}

/** Where the values of the hidden variables stand in a block of `NAME=value`, each ended by a zero byte. */
function hiddenValues(block: Buffer, isHidden: (name: string) => boolean): { from: number; to: number }[] {
  const found = [];
  for (let at = 0; at < block.length; ) {
    const zero = block.indexOf('\0', at);
    const to = zero < 0 ? block.length : zero;
    const equals = block.indexOf('=', at);
    if (equals >= at && equals < to && isHidden(block.toString('latin1', at, equals)))
      found.push({ from: equals + 1, to });
    at = to + 1;
  }
  return found;
}
