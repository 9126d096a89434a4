import { MaestroError } from '../../platform/errors.ts';

/** The error for a registry of more than 5 MiB. */
export function tooLarge(): MaestroError {
  return new MaestroError('registry.too-large', 'It is larger than 5 MiB.', {
    remedy: 'Ask the maintainer of the registry for a shorter one.',
  });
}
