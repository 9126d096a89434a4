import { readFile, stat } from 'node:fs/promises';
import { MaestroError } from '../../platform/errors.ts';
import { isMissing } from '../../platform/files.ts';
import { MAX_REGISTRY_BYTES } from './parse.ts';
import { tooLarge } from './too-large.ts';

/**
 * The text of a registry that is a file of this machine.
 * @throws MaestroError `registry.no-file` or `registry.too-large`.
 */
export async function readLocalRegistry(path: string): Promise<string> {
  try {
    const info = await stat(path);
    // A pipe or a device would never end.
    if (!info.isFile()) throw noFile('It is not a file.');
    if (info.size > MAX_REGISTRY_BYTES) throw tooLarge();
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof MaestroError) throw cause;
    throw noFile(isMissing(cause) ? 'There is no such file.' : 'The file cannot be read.', cause);
  }
}

function noFile(message: string, cause?: unknown): MaestroError {
  return new MaestroError('registry.no-file', message, {
    remedy: 'Check the path in the list of registries.',
    cause,
  });
}
