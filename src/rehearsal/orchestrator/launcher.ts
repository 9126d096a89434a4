import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes a command that starts this program as the stand-in for Codex, and returns its path: what the config of a rehearsal
 * names as `codex_command`. `cli` is the command line's own file.
 */
export async function writeLauncher(dir: string, cli: string): Promise<string> {
  await mkdir(dir, { recursive: true });
  if (process.platform === 'win32') {
    const path = join(dir, 'scripted-codex.cmd');
    // A percent sign in a path would be taken for a variable.
    const quoted = (text: string): string => `"${text.replaceAll('%', '%%')}"`;
    await writeFile(path, `@${quoted(process.execPath)} ${quoted(cli)} scripted-codex %*\r\n`);
    return path;
  }
  const path = join(dir, 'scripted-codex');
  const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
  await writeFile(path, `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(cli)} scripted-codex "$@"\n`);
  await chmod(path, 0o755);
  return path;
}
