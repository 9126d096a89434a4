import { endsLine } from './blocks.ts';

/** A variable in a document, where it is used first. */
export interface Variable {
  /** In upper case, without its braces. */
  name: string;
  /** 1-based. */
  line: number;
  /** `known`: filled in here. `foreign`: Maestro's desktop app knows it, and it means nothing here. */
  kind: 'known' | 'foreign' | 'unknown';
}

/** What the variables are made of. */
export interface VariableFacts {
  /** The clone, the working copy and its folder, absolute. */
  cwd: string;
  file: string;
  folder: string;
  /** The document's name. */
  name: string;
  branch: string;
  agent: { id: string; displayName: string };
  now: Date;
}

const VALUES: Readonly<Record<string, (facts: VariableFacts) => string>> = {
  AUTORUN_FOLDER: ({ folder }) => folder,
  DOCUMENT_PATH: ({ file }) => file,
  DOCUMENT_NAME: ({ name }) => name.replace(/\.md$/i, ''),
  // A contribution goes through its documents once.
  LOOP_NUMBER: () => '00001',
  AGENT_NAME: ({ agent }) => agent.displayName,
  TOOL_TYPE: ({ agent }) => agent.id,
  AGENT_PATH: ({ cwd }) => cwd,
  PROJECT_PATH: ({ cwd }) => cwd,
  CWD: ({ cwd }) => cwd,
  GIT_BRANCH: ({ branch }) => branch,
  IS_GIT_REPO: () => 'true',
  READ_ONLY_MODE: () => 'false',
  DATE: ({ now }) => day(now),
  TIME: ({ now }) => time(now),
  DATETIME: ({ now }) => `${day(now)} ${time(now)}`,
  TIMESTAMP: ({ now }) => String(now.getTime()),
  DATE_SHORT: ({ now }) => `${two(now.getMonth() + 1)}/${two(now.getDate())}/${two(now.getFullYear() % 100)}`,
  TIME_SHORT: ({ now }) => time(now).slice(0, 5),
  YEAR: ({ now }) => String(now.getFullYear()),
  MONTH: ({ now }) => two(now.getMonth() + 1),
  DAY: ({ now }) => two(now.getDate()),
  WEEKDAY: ({ now }) => now.toLocaleDateString('en-US', { weekday: 'long' }),
};
/** Those of the desktop app that stand for things that a contribution does not have. */
const FOREIGN =
  /^(?:CONDUCTOR_PROFILE|AGENT_(?:ID|GROUP|SESSION_ID|HISTORY_PATH|DEEP_LINK)|TAB_(?:NAME|DEEP_LINK)|GROUP_DEEP_LINK|SESSION_(?:ID|NAME)|PROJECT_NAME|CONTEXT_USAGE|MAESTRO_CLI_PATH|CUE_[A-Z_]+)$/;
/** Words that other template languages use, too: in small letters they are left to them. */
const EVERYDAY = /^(?:DATE|TIME|DATETIME|TIMESTAMP|YEAR|MONTH|DAY|WEEKDAY)$/;
// `{{{x}}}` is Handlebars', `${{x}}` is GitHub's.
const VARIABLE = /(?<![{$])\{\{([A-Za-z][A-Za-z0-9_]{0,63})\}\}(?!\})/g;

/** The variables of a document, each once, in the order of their first use; in code, too. Linear. */
export function findVariables(text: string): Variable[] {
  const found = new Map<string, Variable>();
  let [line, counted] = [1, 0];
  for (const { 1: word = '', index } of text.matchAll(VARIABLE)) {
    const name = word.toUpperCase();
    if (found.has(name)) continue;
    const kind = Object.hasOwn(VALUES, name) ? 'known' : FOREIGN.test(name) ? 'foreign' : 'unknown';
    // `{{user}}` belongs to some template language; only in capitals is it meant for Maestro.
    if ((kind === 'unknown' || EVERYDAY.test(name)) && word !== name) continue;
    for (; counted < index; counted++) if (endsLine(text, counted)) line++;
    found.set(name, { name, line, kind });
  }
  return [...found.values()];
}

/** The text with the known variables filled in, in capitals or, but for everyday words, not; all else stays as it stands. */
export function fillVariables(text: string, facts: VariableFacts): string {
  return text.replace(VARIABLE, (source, word: string) => standsFor(word, facts) ?? source);
}

/** What the known variables of a text stand for. */
export function variableValues(text: string, facts: VariableFacts): { name: string; value: string }[] {
  return findVariables(text).flatMap(({ name }) => {
    const value = standsFor(name, facts);
    return value === undefined ? [] : [{ name, value }];
  });
}

function standsFor(word: string, facts: VariableFacts): string | undefined {
  const name = word.toUpperCase();
  if (EVERYDAY.test(name) && word !== name) return undefined;
  return Object.hasOwn(VALUES, name) ? VALUES[name]?.(facts) : undefined;
}

function day(now: Date): string {
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

function time(now: Date): string {
  return `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
