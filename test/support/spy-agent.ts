import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A secret without a shape that a redactor knows: what is not found was never there, and not made unreadable on its way. */
export const planted = (name: string): string => `planted ${name} ${randomUUID()}`.replaceAll(' ', '-');

/**
 * Makes the command `claude` in a folder. It answers as Claude Code does, ticks its task, and writes down everything it can
 * see: its environment and its standard input, git's configuration and that of the clone (`seen.*`), the environment of the
 * process that started it (`parent.*`), those of all processes (`environs.*`) and their command lines (`processes.*`). Needs Linux.
 */
export async function makeSpyAgent(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  await writeFile(join(dir, 'claude'), script(dir));
  await chmod(join(dir, 'claude'), 0o755);
}

const script = (dir: string): string =>
  obedientClaude(`{ env; printf '%s\\n' "$@" "$prompt"; git config --list --show-origin; git remote -v; } > ${dir}/seen.$$
cat .git/config >> ${dir}/seen.$$
tr '\\0' '\\n' < /proc/$PPID/environ > ${dir}/parent.$$
for one in /proc/[0-9]*; do tr '\\0' '\\n' < $one/environ; done > ${dir}/environs.$$ 2>/dev/null
for one in /proc/[0-9]*; do tr '\\0' ' ' < $one/cmdline; echo; done > ${dir}/processes.$$ 2>/dev/null
`);

/**
 * A shell script that answers as Claude Code does, costs nothing, ticks its task's box, changes a file and says that it is done.
 * @param also commands that it runs before, with the prompt in `$prompt`; each ends with a newline.
 */
export const obedientClaude = (also = ''): string => `#!/bin/sh
case "$*" in
  --version) echo '2.1.329 (Claude Code)'; exit;;
  'auth status') echo '{"loggedIn":true}'; exit;;
esac
prompt=$(cat)
${also}document=$(printf '%s' "$prompt" | sed -n 's/.*on line [0-9]* of \\(.*\\):$/\\1/p')
line=$(printf '%s' "$prompt" | sed -n 's/.*on line \\([0-9]*\\) of .*:$/\\1/p')
sed -i "\${line}s/\\[ \\]/[x]/" "$document"
echo "$line" >> work.txt
echo '{"type":"system","subtype":"init","session_id":"s","model":"m"}'
echo '{"type":"result","subtype":"success","is_error":false,"result":"","usage":{"input_tokens":1,"output_tokens":1}}'
`;

/** What the spy wrote down, by file: four for each of its turns. */
export async function seenBySpy(dir: string): Promise<[string, string][]> {
  const files = Object.entries(await filesBelow(dir));
  return files.filter(([name]) => /\/(seen|processes|parent|environs)\.\d+$/.test(name));
}

/** Every file below a folder with its text, git's own files included. */
export async function filesBelow(root: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(root, { withFileTypes: true, recursive: true }))
    if (entry.isFile()) {
      const path = join(entry.parentPath, entry.name);
      found[path] = await readFile(path, 'latin1');
    }
  return found;
}

/** Names the secrets that are in a text, plain or in base64, and where. */
export function leaksIn(where: string, text: string, secrets: Record<string, string>): string[] {
  return Object.entries(secrets)
    .filter(([, secret]) => text.includes(secret) || text.includes(Buffer.from(secret).toString('base64')))
    .map(([name]) => `${name} in ${where}`);
}
