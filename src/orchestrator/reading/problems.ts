import type * as z from 'zod';
import { MaestroError } from '../../platform/errors.ts';
import { oneLine } from '../../platform/text.ts';
import { nearest } from './nearest.ts';

/** Something wrong in a file. `line` is 1-based; null where a line says nothing. */
export interface Problem {
  severity: 'error' | 'warning';
  code: string;
  message: string;
  line: number | null;
}

/** What was read from a text: a value when nothing in it is an error. */
export interface Reading<T> {
  value: T | null;
  problems: Problem[];
}

/** How problems of one kind of file are told. */
export interface Words {
  /** Codes begin with it: `config`, `workflow`. */
  room: keyof typeof CODES;
  /** The keys that are known at a path. */
  known(path: readonly PropertyKey[]): readonly string[];
  lineOf(path: readonly PropertyKey[]): number | null;
}

/** Written out, so that they are found in the source. */
const CODES = {
  config: { value: 'config.bad-value', key: 'config.unknown-key' },
  workflow: { value: 'workflow.bad-value', key: 'workflow.unknown-key' },
} as const;

/** Problems that are told one by one: each is looked up in the text, and a hopeless file may hold a million. */
const MAX_PROBLEMS = 50;

/** What zod found, key by key: unknown keys first (they are why others are missing), with the nearest one that is known. */
export function problemsOf(error: z.ZodError, words: Words): Problem[] {
  const isUnknown = ({ code }: z.core.$ZodIssue): number => (code === 'unrecognized_keys' ? 0 : 1);
  const issues = [...error.issues].sort((a, b) => isUnknown(a) - isUnknown(b)).slice(0, MAX_PROBLEMS);
  const problems = issues.flatMap((issue): Problem[] => {
    if (issue.code !== 'unrecognized_keys') {
      const name = issue.path.join('.');
      const message = `${name === '' ? 'The whole of it' : name}: ${issue.message}.`.replace('..', '.');
      return [
        {
          severity: 'error',
          code: CODES[words.room].value,
          message,
          line: words.lineOf(issue.path),
        },
      ];
    }
    return issue.keys.slice(0, MAX_PROBLEMS).map((key) => {
      const path = [...issue.path, key];
      const near = nearest(key, words.known(issue.path));
      const hint = near === undefined ? '' : ` Did you mean ${[...issue.path, near].join('.')}?`;
      const message = `${oneLine(path.join('.'), 100)} is not a key that is known.${hint}`;
      return {
        severity: 'error',
        code: CODES[words.room].key,
        message,
        line: words.lineOf(path),
      };
    });
  });
  return problems.slice(0, MAX_PROBLEMS);
}

/** A thrown error as the problem of the file that was read. */
export function problemOf({ code, message, data }: MaestroError): Problem {
  return { severity: 'error', code, message, line: typeof data.line === 'number' ? data.line : null };
}

/** The value, or the first error with its place. @throws MaestroError */
export function requireValue<T>({ value, problems }: Reading<T>, path: string, remedy: string): T {
  const first = problems.find(({ severity }) => severity === 'error');
  if (value !== null && !first) return value;
  const place = first?.line == null ? path : `${path}:${first.line}`;
  throw new MaestroError(first?.code ?? 'internal.unexpected', `${place}: ${first?.message ?? ''}`, {
    remedy,
    data: { line: first?.line ?? null },
  });
}
