import { mapConcurrent } from '../../platform/concurrent.ts';
import { stripControls } from '../../platform/text.ts';
import type { SymphonyContext } from '../context.ts';
import type { Problem } from '../problem.ts';
import { type LoadedSource, loadSource } from './load-source.ts';
import type { Project } from './project.ts';
import { registrySources, type Source } from './sources.ts';

const FRESH_MS = 2 * 60 * 60 * 1_000;
const LIMIT_MS = 15_000;
const AT_ONCE = 4;

/** How registries are read. */
export interface LoadOptions {
  /** Instead of those that the environment names: addresses and paths, the first one first. */
  sources?: readonly string[];
  /**
   * Copies that were confirmed within this time are used unasked; 2 hours by default. Infinite: whatever is there at
   * once, on a first start the list that this release brings.
   */
  maxAgeMs?: number;
  /** Ask also when the copies are young. */
  refresh?: boolean;
  /** Milliseconds that a host has for its answer; 15 seconds by default. */
  limitMs?: number;
  signal?: AbortSignal;
}

/** All projects of all registries. */
export interface LoadedProjects {
  /** In the order of the registries, one per slug, inactive ones too. */
  projects: Project[];
  problems: Problem[];
  /** How each registry was read, in their order. */
  sources: Source[];
}

/**
 * Reads the registries. The first one wins where two list the same project; one that cannot be read is told in
 * `sources` and `problems` and hides no other. Rejects only with the signal's reason.
 */
export async function loadProjects(ctx: SymphonyContext, options: LoadOptions = {}): Promise<LoadedProjects> {
  const { maxAgeMs = FRESH_MS, limitMs = LIMIT_MS, refresh = false, signal } = options;
  const sources = options.sources ?? registrySources(ctx.env);
  const loaded = await mapConcurrent(sources, AT_ONCE, (source) =>
    loadSource(ctx, source, { maxAgeMs, limitMs, refresh, signal }),
  );
  signal?.throwIfAborted();
  const merged = merge(loaded);
  return {
    projects: merged.projects,
    problems: [...loaded.flatMap(problemsOf), ...merged.problems],
    sources: loaded.map(({ source }) => source),
  };
}

function merge(loaded: readonly LoadedSource[]): { projects: Project[]; problems: Problem[] } {
  const projects = new Map<string, Project>();
  const problems: Problem[] = [];
  for (const { reading } of loaded)
    for (const project of reading.projects) {
      const key = project.slug.toLowerCase();
      const first = projects.get(key);
      if (first)
        problems.push({
          severity: 'warning',
          code: 'registry.duplicate',
          message: `${project.slug} of ${project.source} is left out, because ${first.source} lists it already.`,
          line: null,
        });
      else projects.set(key, project);
    }
  return { projects: [...projects.values()], problems };
}

/** A source's problems with its name. What is wrong with single entries is for whoever keeps it: here only a warning. */
function problemsOf({ reading, source }: LoadedSource): Problem[] {
  const severity = source.state === 'failed' ? 'error' : 'warning';
  return reading.problems.map(({ code, message, line }) => ({
    severity,
    code,
    message: stripControls(`${source.source}: ${message}`),
    line,
  }));
}
