// What a person sees of a run: a line for each file that is done, failures at once and once more at the end, and the sums.
import { screen } from './screen.mjs';
import { add, closingLine, inWords, none, seconds, slowest, table } from './totals.mjs';

/** Lines that a file which passed may print; the others of it are counted. */
const NOISE = 4;
/** Lines of a failure's text that are told again at the end. */
const AGAIN = 6;

/** @typedef {{ stage: string, where: string, text: string, command: string }} Failed */

/** @param {string} seed */
export function startReport(seed) {
  const began = Date.now();
  /** @type {Map<string, { counts: import('./totals.mjs').Counts, ms: number, files: number, of: number, running: boolean }>} */
  const stages = new Map();
  /** @type {Failed[]} */
  const failures = [];
  /** @type {{ name: string, ms: number }[]} */
  const files = [];
  const display = screen(() =>
    [...stages]
      .filter(([, { running }]) => running)
      .map(([name, { files: done, of, counts }]) => `${name} ${done}/${of || '?'} ${inWords(counts)}`)
      .concat(seconds(Date.now() - began).replace(/\.\d/, ''))
      .join('  ·  '),
  );
  const inAll = () => {
    const sum = none();
    for (const { counts } of stages.values()) add(sum, counts);
    return sum;
  };
  const stageOf = (name) => {
    const known = stages.get(name);
    if (known) return known;
    const made = { counts: none(), ms: 0, files: 0, of: 0, running: true };
    stages.set(name, made);
    return made;
  };

  return {
    print: display.print,

    /** A line of a stage that is no result: what a program printed by itself. */
    note: (stage, line) => display.print(`${stage.padEnd(11)} | ${line}`),

    /** A stage begins; `of` is how many files or checks it has, 0 where that is told later. */
    begin(stage, of = 0) {
      stageOf(stage).of = of;
    },

    end(stage, ms) {
      Object.assign(stageOf(stage), { ms, running: false });
    },

    /**
     * A file or a check is done.
     * @param {{ stage: string, name: string, counts: import('./totals.mjs').Counts, ms: number, output?: string }} done
     */
    done({ stage, name, counts, ms, output = '' }) {
      const at = stageOf(stage);
      at.files++;
      add(at.counts, counts);
      if (name.endsWith('.test.ts')) files.push({ name: `${stage}: ${name}`, ms });
      const tests = counts.passed + counts.failed;
      const what = `${counts.failed > 0 ? '✗ ' : ''}${name} (${tests === 1 ? '' : `${tests} tests, `}${seconds(ms)})`;
      const progress = `${at.files}/${Math.max(at.of, at.files)}`.padStart(7);
      display.print(`${stage.padEnd(11)} ${progress}  ${inWords(at.counts)}  ${what}`);
      for (const line of shortened(output, counts.failed > 0)) display.print(`${' '.repeat(11)} | ${line}`);
    },

    /**
     * Something failed: told in full now, and shortly at the end. It counts by what `done` is given.
     * @param {Failed} failure
     */
    failed(failure) {
      failures.push(failure);
      display.print(`\n✗ ${failure.stage}: ${failure.where}\n${indented(failure.text.trimEnd())}\n`);
    },

    /** What was found wrong outside of every file. */
    alsoFailed(failure) {
      add(stageOf(failure.stage).counts, { passed: 0, failed: 1, skipped: 0 });
      this.failed(failure);
    },

    /** What is still there when all is over: that is a test, too. @param {string[]} left */
    leftBehind(left) {
      const none = left.length === 0;
      add(stageOf('left behind').counts, { passed: none ? 1 : 0, failed: none ? 0 : 1, skipped: 0 });
      for (const what of left) display.print(`left behind: ${what}`);
    },

    /** The end of the run. Returns whether all is well. */
    close() {
      display.close();
      const slow = slowest(files).filter(({ ms }) => ms > 1_000);
      const print = display.print;
      if (stages.size > 0) print(`\n${table(stages).join('\n')}`);
      if (slow.length > 1)
        print(
          `\nslowest files\n${slow.map(({ name, ms }) => `${(ms / 1000).toFixed(1).padStart(7)}  ${name}`).join('\n')}`,
        );
      if (failures.length > 0)
        print(`\n${failures.length === 1 ? 'What failed' : `${failures.length} failed`}`);
      for (const { stage, where, text, command } of failures) {
        const [message = ''] = text.trimStart().split(/\n\s*\n/);
        const lines = message.split('\n').slice(0, AGAIN);
        print(`\n✗ ${stage}: ${where}\n${indented(lines.join('\n'))}\n    alone: ${command}`);
      }
      print(`\nin ${seconds(Date.now() - began)}, seed ${seed}`);
      print(closingLine(inAll()));
      return inAll().failed === 0;
    },
  };
}

/** @typedef {ReturnType<typeof startReport>} Report */

function indented(text) {
  return text.replaceAll(/^(?=.)/gm, '    ');
}

/** All that a file printed when it failed, the beginning when it passed. */
function shortened(output, whole) {
  const lines = output.trimEnd().split(/\r?\n/);
  if (output.trim() === '') return [];
  if (whole || lines.length <= NOISE + 1) return lines;
  return [...lines.slice(0, NOISE), `… and ${lines.length - NOISE} lines more`];
}
