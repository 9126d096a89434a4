import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { readTasks } from '../runner/documents/tasks.ts';

const FOLDER = /^(\.maestro|maestro|symphony|auto[ _-]?run([ _-]docs)?)$/i;
const SKIPPED = new Set(['.git', 'node_modules', 'vendor', 'dist', 'build', 'target']);
const MAX_DEPTH = 6;

/**
 * The Auto Run documents of a repository: Markdown files with an open task below a folder named `symphony`, `auto-run`,
 * `Auto Run Docs` or `.maestro`, in the order of their paths. Relative paths with forward slashes.
 */
export async function findDocuments(root: string): Promise<string[]> {
  const found: string[] = [];
  await walk('', false, 0);
  return found;

  async function walk(folder: string, inside: boolean, depth: number): Promise<void> {
    const entries = await readdir(join(root, folder), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory() && depth < MAX_DEPTH && !SKIPPED.has(entry.name))
        await walk(path, inside || FOLDER.test(entry.name), depth + 1);
      else if (inside && entry.isFile() && /\.md$/i.test(entry.name) && (await hasOpenTask(path)))
        found.push(path);
    }
  }

  async function hasOpenTask(path: string): Promise<boolean> {
    return readTasks(await readFile(join(root, path), 'utf8')).some((task) => !task.done);
  }
}
