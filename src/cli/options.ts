import { Option } from 'commander';

export const json = (): Option => new Option('--json', 'print JSON (its shape: docs/cli.md)');
export const jsonLines = (): Option =>
  new Option('--json', 'print one JSON object a line (its shape: docs/cli.md)');
export const yes = (): Option => new Option('-y, --yes', 'do not ask');
export const refresh = (): Option => new Option('--refresh', 'ask GitHub again, however fresh the cache is');
export const detach = (): Option =>
  new Option('--detach', 'return at once; the run continues in the background');
