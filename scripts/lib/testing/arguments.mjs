// What `npm test -- …` is asked for: stages, files (each in the stage that it belongs to), and the name of a test.
import { posix } from 'node:path';

/** What `npm test` runs, in the order of its report. */
export const STAGES = ['checks', 'unit', 'integration', 'e2e', 'bench'];
/** Run only when they are asked for; `vscode` (test/vscode) is a part of e2e. */
const ON_REQUEST = ['vscode', 'more', 'sweeps'];
/** Those whose tests can be chosen by file and name. */
const OF_VITEST = ['unit', 'integration', 'e2e', 'bench'];

export const HELP = `npm test                               everything
npm test -- STAGE …                    stages: ${STAGES.join(', ')}; vscode is a part of e2e
npm test -- FILE … [-t NAME]           files (or folders) below test/; NAME is a regular expression
npm run test:more                      all of which npm test draws only a sample
npm run test:sweeps                    the long sweeps, whole`;

/** An order that cannot be carried out; the message says what can be. */
export class WrongUse extends Error {}

/**
 * @param {string[]} words the command line
 * @param {{ root: string, exists: (path: string) => boolean }} where the checkout; `exists` takes a path below it
 * @returns {{ plan: { stage: string, files: string[] }[], pattern?: string, help?: boolean }} stages in the order of the
 *   report; one without files is run whole
 */
export function readArguments(words, where) {
  if (words.includes('--help') || words.includes('-h')) return { plan: [], help: true };
  /** @type {Map<string, string[]>} */
  const asked = new Map();
  let pattern;
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [flag, value] = /^(-t|--testNamePattern)(?:=(.*))?$/s.exec(word)?.slice(1) ?? [];
    if (flag) pattern = nameIn(value ?? rest.shift());
    else if (STAGES.includes(word) || ON_REQUEST.includes(word)) asked.set(word, []);
    else {
      const { stage, file } = fileIn(word, where);
      const files = asked.get(stage);
      if (stage === 'vscode' || files?.length === 0) asked.set(stage, []);
      else asked.set(stage, [...(files ?? []), file]);
    }
  }
  if (pattern !== undefined) {
    const others = [...asked.keys()].filter((stage) => !OF_VITEST.includes(stage));
    if (asked.size === 0 || others.length > 0)
      throw new WrongUse(`-t goes with files, or with the stages ${OF_VITEST.join(', ')}.`);
  }
  const all = asked.size === 0 ? STAGES : [...STAGES, ...ON_REQUEST].filter((stage) => asked.has(stage));
  return { plan: all.map((stage) => ({ stage, files: asked.get(stage) ?? [] })), pattern };
}

/** The seed that was asked for, else one of this moment. */
export function seedIn(told = '') {
  if (told === '') return String(1 + (Date.now() % 1_000_000));
  if (!/^[1-9]\d{0,9}$/.test(told)) throw new WrongUse(`MAESTRO_SEED is a whole number from 1, not ${told}.`);
  return told;
}

/** @param {string | undefined} name */
function nameIn(name) {
  if (!name) throw new WrongUse('-t needs the name of a test.');
  try {
    new RegExp(name);
  } catch (error) {
    throw new WrongUse(`-t takes a regular expression: ${error.message}.`);
  }
  return name;
}

/**
 * @param {string} word
 * @param {{ root: string, exists: (path: string) => boolean }} where
 */
function fileIn(word, { root, exists }) {
  if (word.startsWith('-')) throw new WrongUse(`There is no option ${word}.\n\n${HELP}`);
  if (!/[\\/]|\.ts$/.test(word)) throw new WrongUse(`There is no stage ${word}.\n\n${HELP}`);
  const file = below(root.replaceAll('\\', '/'), word.replaceAll('\\', '/'));
  const stage = /^test\/(\w+)(?:\/|$)/.exec(file)?.[1] ?? '';
  if (!OF_VITEST.includes(stage) && stage !== 'vscode')
    throw new WrongUse(`${word} is not below test/{${[...OF_VITEST, 'vscode'].join(',')}}.\n\n${HELP}`);
  if (!exists(file)) throw new WrongUse(`There is no ${file}.`);
  if (file.endsWith('.ts') && !file.endsWith('.test.ts') && stage !== 'vscode')
    throw new WrongUse(`${file} holds no tests: those are in *.test.ts.`);
  return { stage, file };
}

/** A path as one below the root, with slashes; one that lies elsewhere stays as it is. */
function below(root, path) {
  // Windows knows one file by several spellings of its path.
  const fold = (text) => (/^[a-z]:/i.test(root) ? text.toLowerCase() : text);
  const inside = fold(path).startsWith(`${fold(root)}/`) ? path.slice(root.length + 1) : path;
  return posix.normalize(inside).replace(/\/$/, '');
}
