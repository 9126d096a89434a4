import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { MaestroError } from '../platform/errors.ts';
import { writeJson } from '../platform/files.ts';
import { readTasks } from '../runner/documents/tasks.ts';
import { findDocuments } from './find-documents.ts';
import { type Forge, startForge } from './forge/forge.ts';
import { announce } from './presence.ts';
import { requireSourceFolder } from './source-folder.ts';

/** What is rehearsed. */
export interface StageOptions {
  /** A local git repository, or a plain folder. */
  path: string;
  /** Paths of the documents in it; empty to find them. */
  documents: readonly string[];
  /** The title of the issue that asks for them. */
  title: string;
}

/** A forge with the repository, a maintainer, a contributor without push right, and one open issue. */
export interface Stage {
  forge: Forge;
  /** The folder that holds all of it. */
  root: string;
  slug: string;
  issue: { number: number; url: string };
  documents: string[];
  contributor: { login: string; token: string };
  maintainer: { login: string; token: string };
  /** The environment that makes an engine live on this stage: home, addresses, registry. */
  env: {
    MAESTRO_HOME: string;
    MAESTRO_GITHUB_URL: string;
    MAESTRO_GITHUB_API_URL: string;
    MAESTRO_REGISTRIES: string;
    /** See `presence.ts`. */
    MAESTRO_REHEARSAL: string;
  };
  /** Stops the forge; removes the folder unless it is to be kept. */
  leave(keep: boolean): Promise<void>;
}

/**
 * Sets the stage for a rehearsal: everything on loopback and in one temporary folder.
 * @throws MaestroError `rehearse.no-repository`, `rehearse.no-documents`, `rehearse.no-tasks`, `rehearse.unreadable`,
 * `rehearse.object-format`.
 */
export async function setStage(options: StageOptions): Promise<Stage> {
  const path = resolve(options.path);
  await requireSourceFolder(path);
  const documents = options.documents.length > 0 ? [...options.documents] : await findDocuments(path);
  await requireTasks(path, documents);
  const root = await mkdtemp(join(tmpdir(), 'maestro-rehearsal-'));
  // Undone in reverse order when the stage is left or could not be set.
  const undo: (() => Promise<void>)[] = [];
  const leave = async (keep: boolean): Promise<void> => {
    for (const stop of undo.splice(0).reverse()) await stop();
    if (!keep) await rm(root, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const presence = await announce(root);
    undo.push(() => presence.release());
    const forge = await startForge({ root: join(root, 'forge') });
    undo.push(() => forge.stop());
    const maintainer = forge.addUser({ login: 'maintainer', name: 'A Maintainer' });
    const contributor = forge.addUser({ login: 'contributor', name: 'A Contributor' });
    const name = basename(path).replace(/[^A-Za-z0-9._-]/g, '-') || 'project';
    const slug = `maintainer/${name === 'sample' ? 'textkit' : name}`;
    await forge.addRepository({ slug, fromDir: path });
    const issue = await forge.openIssue(slug, {
      title: options.title,
      body: issueBody(documents),
      labels: ['runmaestro.ai'],
      author: maintainer.login,
    });
    const registry = join(root, 'symphony-registry.json');
    await writeJson(registry, registryOf(slug, `${forge.url}/${slug}`));
    return {
      forge,
      root,
      slug,
      issue: { number: issue.number, url: `${forge.url}/${slug}/issues/${issue.number}` },
      documents,
      contributor,
      maintainer,
      env: {
        MAESTRO_HOME: join(root, 'home'),
        MAESTRO_GITHUB_URL: forge.url,
        MAESTRO_GITHUB_API_URL: forge.apiUrl,
        MAESTRO_REGISTRIES: registry,
        MAESTRO_REHEARSAL: presence.path,
      },
      leave,
    };
  } catch (error) {
    await leave(false);
    throw error;
  }
}

function issueBody(documents: readonly string[]): string {
  return [
    'Please work through these documents, in this order:',
    '',
    ...documents.map((path) => `- \`${path}\``),
    '',
  ].join('\n');
}

function registryOf(slug: string, url: string): unknown {
  const today = new Date().toISOString();
  return {
    schemaVersion: '1.0',
    lastUpdated: today,
    repositories: [
      {
        slug,
        name: slug.split('/')[1],
        description: 'The project of this rehearsal, on a forge on your own machine.',
        url,
        category: 'testing',
        maintainer: { name: 'A Maintainer' },
        isActive: true,
        addedAt: today.slice(0, 10),
      },
    ],
  };
}

async function requireTasks(path: string, documents: readonly string[]): Promise<void> {
  if (documents.length === 0)
    throw new MaestroError('rehearse.no-documents', `No Auto Run document was found in ${path}.`, {
      remedy:
        'Put Markdown files with open tasks (- [ ] …) into a folder named symphony or auto-run and commit them, or name them with --document.',
    });
  for (const document of documents) {
    const text = await readFile(join(path, document), 'utf8').catch((cause: unknown) => {
      throw new MaestroError('rehearse.no-documents', `The document ${document} cannot be read.`, { cause });
    });
    if (readTasks(text).some((task) => !task.done)) continue;
    throw new MaestroError('rehearse.no-tasks', `The document ${document} has no open task.`, {
      remedy: 'Add task-list items such as "- [ ] Fix the first test".',
    });
  }
}
