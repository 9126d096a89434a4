import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { guardFolder } from '../../../src/platform/process/guard.ts';
import { startProcess } from '../../../src/platform/process/run.ts';

// Starts a process that would run for minutes, makes a guarded folder and one whose guard is dismissed, tells them, and waits
// to be killed.
const [parent = '.'] = process.argv.slice(2);
const folder = await mkdtemp(join(parent, 'guarded-'));
const kept = await mkdtemp(join(parent, 'kept-'));
guardFolder(kept)();
guardFolder(folder);
await writeFile(join(folder, 'key'), 'secret');
const { pid } = await startProcess('sleep', ['300'], { cwd: parent, env: { PATH: process.env.PATH } });
console.log(JSON.stringify({ folder, kept, pid }));
setInterval(() => undefined, 3_600_000);
