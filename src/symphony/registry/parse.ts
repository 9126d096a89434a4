import { oneLine, plural } from '../../platform/text.ts';
import type { Problem } from '../problem.ts';
import { elementLines } from './element-lines.ts';
import { readEntry } from './entry.ts';
import { jsonErrorLine } from './json-error.ts';
import type { Project } from './project.ts';
import { RegistryEnvelope, SCHEMA_VERSION } from './schema.ts';

/** Larger files are refused unread. */
export const MAX_REGISTRY_BYTES = 5 * 1024 * 1024;
/** Problems that are told one by one; the rest of a hopeless file is only counted. */
const MAX_PROBLEMS = 1_000;

/** What a registry's text says. */
export interface RegistryReading {
  /** In the order of the file, without duplicates and without broken entries; inactive ones too. */
  projects: Project[];
  problems: Problem[];
  /** False when it is no registry at all: no entry could even be looked at. */
  readable: boolean;
}

/**
 * Reads the text of a registry in linear time and never throws: a broken entry is left out and named in a problem, its
 * neighbours stay. `source` is the registry's name for people; `webUrl` the configured GitHub, whose addresses are
 * accepted beside github.com's.
 */
export function parseRegistry(text: string, source: string, webUrl = 'https://github.com'): RegistryReading {
  if (Buffer.byteLength(text) > MAX_REGISTRY_BYTES)
    return unreadable('registry.too-large', 'The registry is larger than 5 MiB.');
  const json = text.replace(/^\ufeff/, '');
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return unreadable(
      'registry.not-json',
      `The registry is not valid JSON: ${oneLine((error as Error).message)}.`,
      jsonErrorLine(json),
    );
  }
  const envelope = RegistryEnvelope.safeParse(value);
  if (!envelope.success)
    return unreadable(
      'registry.wrong-shape',
      'The registry is not an object with a list named "repositories".',
      1,
    );
  const problems = headerProblems(envelope.data);
  const { repositories } = envelope.data;
  const { projects, told } = readEntries(repositories, elementLines(json, 'repositories'), source, webUrl);
  problems.push(...told);
  return { projects, problems, readable: true };
}

function readEntries(
  entries: readonly unknown[],
  lines: readonly number[],
  source: string,
  webUrl: string,
): { projects: Project[]; told: Problem[] } {
  const projects: Project[] = [];
  const told: Problem[] = [];
  const firstLines = new Map<string, number>();
  let untold = 0;
  for (const [index, entry] of entries.entries()) {
    const line = lines[index] ?? null;
    const tell = (severity: Problem['severity'], code: string, text: string): void => {
      if (told.length >= MAX_PROBLEMS) untold++;
      else told.push({ severity, code, message: `${entryName(entry, index)}: ${text}.`, line });
    };
    const reading = readEntry(entry, { source, webUrl });
    if ('refused' in reading) {
      tell('error', 'registry.broken-entry', `left out, because ${reading.refused}`);
      continue;
    }
    const key = reading.project.slug.toLowerCase();
    const first = firstLines.get(key);
    if (first !== undefined) {
      tell('warning', 'registry.duplicate', `left out, because line ${first} lists it already`);
      continue;
    }
    firstLines.set(key, line ?? 0);
    projects.push(reading.project);
    for (const { code, text } of reading.odd) tell('warning', code, text);
  }
  if (untold > 0)
    told.push({
      severity: 'error',
      code: 'registry.more-problems',
      message: `There are ${plural(untold, 'more problem')} in the registry.`,
      line: null,
    });
  return { projects, told };
}

function headerProblems({
  schemaVersion,
  lastUpdated,
}: {
  schemaVersion?: unknown;
  lastUpdated?: unknown;
}): Problem[] {
  const problems: Problem[] = [];
  const warn = (code: string, message: string): void =>
    void problems.push({ severity: 'warning', code, message, line: null });
  if (schemaVersion !== SCHEMA_VERSION)
    warn(
      'registry.unknown-version',
      `The registry's schemaVersion is ${shown(schemaVersion)}, not "${SCHEMA_VERSION}"; it is read as far as possible.`,
    );
  if (typeof lastUpdated !== 'string' || Number.isNaN(Date.parse(lastUpdated)))
    warn('registry.no-date', `The registry's lastUpdated is ${shown(lastUpdated)}, not a date and time.`);
  return problems;
}

/** Names an entry for people: its slug if it gives one, else its place in the list. */
function entryName(entry: unknown, index: number): string {
  const slug = (entry as { slug?: unknown } | null)?.slug;
  const name = typeof slug === 'string' ? oneLine(slug, 100) : '';
  return name ? `Entry ${index + 1} (${name})` : `Entry ${index + 1}`;
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') return JSON.stringify(oneLine(value, 40));
  return typeof value === 'number' ? String(value) : `of type ${value === null ? 'null' : typeof value}`;
}

function unreadable(code: string, message: string, line: number | null = null): RegistryReading {
  return { projects: [], problems: [{ severity: 'error', code, message, line }], readable: false };
}
