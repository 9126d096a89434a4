import { redactor } from '../../platform/redact.ts';
import { oneLine } from '../../platform/text.ts';
import { nearest } from '../reading/nearest.ts';
import type { Problem } from '../reading/problems.ts';
import type { TrackerKind } from '../config/types.ts';
import { VARIABLE } from './yaml-schema.ts';

/** What each tracker's adapter makes something of, in the words of the specification's adapters and in ours. */
const HONOURED: Readonly<Record<TrackerKind, readonly string[]>> = {
  linear: ['endpoint', 'api_key', 'project_slug', 'assignee', 'tools'],
  github: ['repo', 'token', 'api_url', 'assignee', 'project_slug', 'api_key', 'endpoint'],
};
/** Two words for one thing: they must not say two things. */
const SAME = [
  ['repo', 'project_slug'],
  ['token', 'api_key'],
  ['api_url', 'endpoint'],
] as const;
const CREDENTIAL =
  /(?:^|[_-])(?:api[_-]?key|key|pat|token|secret|password|passwd|credentials?|auth|authorization|cookie)s?$|(?:token|secret|password|apikey)$/i;
// Passed over, it would let more be run than was meant, or look somewhere else.
const NARROWS =
  /assign|team|project|label|milestone|cycle|filter|query|jql|owner|org|board|status|state|repo|scope|initiative|creator|author|user|member|exclude|include|only|limit|workspace|namespace|group|priority|type|url|host|endpoint/i;

type Line = (path: readonly PropertyKey[]) => number | null;

/**
 * What is wrong with the keys of a tracker: secrets that stand in the file themselves (never repeated), keys that this tracker
 * makes nothing of (an error where that would change what is run or with which credential), and two that contradict each other.
 */
export function providerProblems(
  tracker: Readonly<Record<string, unknown>>,
  kind: TrackerKind | null,
  known: readonly string[],
  lineOf: Line,
): Problem[] {
  const honoured = kind === null ? [...HONOURED.linear, ...HONOURED.github] : HONOURED[kind];
  const { provider } = tracker;
  const inside = isMap(provider) ? provider : {};
  const secrets = [
    ...secretsIn(inside, ['tracker', 'provider'], lineOf),
    ...secretsIn({ ...tracker, provider: null }, ['tracker'], lineOf),
  ];
  const unused = [
    ...Object.keys(inside)
      .filter((key) => inside[key] != null && !honoured.includes(key))
      .map((key) => unusedKey(['tracker', 'provider', key], kind, honoured, lineOf)),
    ...Object.keys(tracker)
      .filter((key) => tracker[key] != null && ![...known, ...honoured].includes(key))
      .map((key) => unusedKey(['tracker', key], kind, [...known, ...honoured], lineOf)),
  ];
  const said = (key: string): unknown => inside[key] ?? tracker[key] ?? null;
  const contradictions = (kind === 'github' ? SAME : []).flatMap(([one, other]): Problem[] => {
    if (said(one) === null || said(other) === null || said(one) === said(other)) return [];
    const message = `tracker.provider.${one} and tracker.provider.${other} are two words for one thing, and say two things.`;
    const line = lineOf(['tracker', 'provider', one]) ?? lineOf(['tracker', one]);
    return [{ severity: 'error', code: 'workflow.contradiction', message, line }];
  });
  return [...secrets, ...unused, ...contradictions];
}

/** Keys of a section that nothing is made of; what they say is passed over. */
export function unknownKeys(
  value: Readonly<Record<string, unknown>>,
  keysAt: (path: readonly PropertyKey[]) => readonly string[],
  lineOf: Line,
): Problem[] {
  const at = (path: string[], inner: Readonly<Record<string, unknown>>): Problem[] => {
    const known = keysAt(path);
    return Object.keys(inner)
      .filter((key) => !known.includes(key))
      .map((key) => passedOver([...path, key], known, lineOf));
  };
  const sections = keysAt([]).filter((name) => name !== 'tracker');
  return [
    ...at([], value),
    ...sections.flatMap((name) => {
      const section = value[name];
      return isMap(section) ? at([name], section) : [];
    }),
  ];
}

function secretsIn(value: unknown, path: readonly (string | number)[], lineOf: Line): Problem[] {
  if (Array.isArray(value)) return value.flatMap((one, at) => secretsIn(one, [...path, at], lineOf));
  if (isMap(value))
    return Object.entries(value).flatMap(([key, one]) => secretsIn(one, [...path, key], lineOf));
  if (value === null || value === undefined || typeof value === 'boolean') return [];
  const text = String(value).trim();
  const names = path.filter((part) => typeof part === 'string');
  const isNamed = text !== '' && !VARIABLE.test(text) && names.slice(1).some((name) => CREDENTIAL.test(name));
  if (!isNamed && redactor()(text) === text && !/[?&][^=&]*(?:token|key|secret|password)[^=&]*=/i.test(text))
    return [];
  const name = redactor()(oneLine(names.join('.'), 100));
  const message = `${name}: secrets do not belong into a repository: write $NAME, the environment variable that holds it.`;
  return [{ severity: 'error', code: 'workflow.bad-value', message, line: lineOf(path) }];
}

function unusedKey(
  path: string[],
  kind: TrackerKind | null,
  known: readonly string[],
  lineOf: Line,
): Problem {
  const key = path.at(-1) ?? '';
  const near = nearest(key, known);
  const isCredential = CREDENTIAL.test(key);
  if (!isCredential && !NARROWS.test(key) && near === undefined) return passedOver(path, known, lineOf);
  const why = isCredential ? 'another credential would be used' : 'other issues would be run than it says';
  const hint = near === undefined ? `It knows ${known.join(', ')}` : `Did you mean ${near}`;
  const name = redactor()(oneLine(path.join('.'), 100));
  const message = `${name}: nothing is made of it${kind === null ? '' : ` for ${kind}`}, and ${why}. ${hint}${near === undefined ? '.' : '?'}`;
  return { severity: 'error', code: 'workflow.unknown-key', message, line: lineOf(path) };
}

function passedOver(path: string[], known: readonly string[], lineOf: Line): Problem {
  const near = nearest(path.at(-1) ?? '', known);
  const hint = near === undefined ? '' : ` Did you mean ${[...path.slice(0, -1), near].join('.')}?`;
  const message = `${redactor()(oneLine(path.join('.'), 100))} is passed over: nothing is made of it here.${hint}`;
  return { severity: 'warning', code: 'workflow.unused-key', message, line: lineOf(path) };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
