import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../../scripts/lib/install.mjs';
import { createGitHub } from '../../../src/github/client.ts';
import { requireSlug } from '../../../src/github/slug.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import type { Forge } from '../../../src/rehearsal/forge/forge.ts';

/** What the window under test sees: a forge with some projects, a registry that lists them, a home, and a signed-in user. */
export interface World {
  forge: Forge;
  home: string;
  user: { login: string; token: string };
  /** The settings by which a window sees it. */
  settings: Record<string, unknown>;
}

const DOCUMENTS = ['symphony/01-slugify.md', 'symphony/02-wrap.md', 'symphony/03-count-words.md'];

/** @param waitsFor the file that the scripted agent waits for in the clone's `.maestro/`, in its third task. */
export async function makeWorld(forge: Forge, folder: string, waitsFor?: string): Promise<World> {
  const user = forge.addUser({ login: 'octavia', name: 'Octavia Bell' });
  const other = forge.addUser({ login: 'grace', name: 'Grace Note' });
  for (const login of ['tidy', 'acme', 'chorus']) forge.addUser({ login, name: login });

  await forge.addRepository({ slug: 'tidy/textkit', fromDir: await sample(folder, waitsFor) });
  await forge.addRepository({ slug: 'acme/metronome', push: [other.login] });
  await forge.addRepository({ slug: 'chorus/score-reader' });

  const open = (slug: string, title: string, body: string, labels: readonly string[] = []) =>
    forge.openIssue(slug, {
      title,
      body,
      labels: ['runmaestro.ai', ...labels],
      author: slug.split('/')[0] ?? '',
    });
  const list = DOCUMENTS.map((path) => `- \`${path}\``).join('\n');
  await open(
    'tidy/textkit',
    'Put the text helpers in order',
    `Please work through these:\n\n${list}\n\n<!-- a note that the page does not show -->\n`,
  );
  await open('tidy/textkit', 'Say what a word is', `- \`${DOCUMENTS[2]}\`\n`);
  await open('tidy/textkit', 'Move to the new wrapper', `- \`${DOCUMENTS[1]}\`\n`, ['blocking']);
  const taken = await open('acme/metronome', 'Keep the beat after a tempo change', '- `docs/tempo.md`\n');
  await claim(forge, other.token, 'acme/metronome', taken.number);

  const registry = join(folder, 'registry.json');
  await writeFile(registry, JSON.stringify(registryOf(forge.url)));
  const home = join(folder, 'maestro-home');
  return {
    forge,
    home,
    user,
    settings: {
      'maestro.symphony.home': home,
      'maestro.symphony.registries': [registry],
      'maestro.symphony.githubUrl': forge.url,
      // The extension signs in only where this names the forge.
      'github-enterprise.uri': forge.url,
    },
  };
}

/** The bundled sample; when its scripted agent waits for a file, there is a run to look at for as long as one likes. */
async function sample(folder: string, waitsFor: string | undefined): Promise<string> {
  const dir = join(folder, 'textkit');
  await cp(join(root, 'src/rehearsal/sample'), dir, { recursive: true });
  if (waitsFor === undefined) return dir;
  const path = join(dir, '.maestro/scripted.json');
  const script = JSON.parse(await readFile(path, 'utf8')) as { tasks: Record<string, unknown>[] };
  Object.assign(script.tasks[2] as object, { until: waitsFor });
  await writeFile(path, JSON.stringify(script));
  return dir;
}

/** Another contributor's claim, as it looks on GitHub. */
async function claim(forge: Forge, token: string, slug: string, issue: number): Promise<void> {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const { url: webUrl, apiUrl } = forge;
  const github = createGitHub({ apiUrl, webUrl, token, clock: systemClock, log, throttle: false });
  const repo = requireSlug(slug);
  const { headSha, headTreeSha, defaultBranch } = await github.preflight(repo, []);
  const branch = `symphony/${issue}-grace`;
  const author = { name: 'Grace Note', email: 'grace@example.test', date: new Date().toISOString() };
  const message = 'Claim';
  const sha = await github.createEmptyCommit(repo, { parent: headSha, tree: headTreeSha, message, author });
  await github.createBranch(repo, branch, sha);
  const title = '[WIP] Symphony: Keep the beat after a tempo change';
  await github.openPullRequest(repo, {
    title,
    body: `Closes #${issue}`,
    head: branch,
    base: defaultBranch,
    draft: true,
  });
}

function registryOf(url: string): unknown {
  const project = (slug: string, name: string, description: string, category: string, more = {}) => ({
    slug,
    name,
    description,
    url: `${url}/${slug}`,
    category,
    maintainer: { name: slug.split('/')[0] },
    isActive: true,
    addedAt: '2026-02-01',
    ...more,
  });
  return {
    schemaVersion: '1.0',
    lastUpdated: '2026-08-01T00:00:00Z',
    repositories: [
      project('acme/metronome', 'Metronome', 'Keeps time for other programs.', 'infrastructure'),
      project('chorus/score-reader', 'Score Reader', 'Reads sheet music from pictures.', 'ai-ml'),
      project('tidy/textkit', 'Text Kit', 'Small helpers for text.', 'developer-tools', {
        featured: true,
        tags: ['text', 'library'],
      }),
    ],
  };
}

/** Makes the folder of a run. */
export async function runFolder(folder: string, name: string): Promise<string> {
  const dir = join(folder, name);
  await mkdir(dir, { recursive: true });
  return dir;
}
