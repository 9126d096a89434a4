import { oneLine } from '../../platform/text.ts';
import type { LeftOut } from './types.ts';

const WHY: Readonly<Record<LeftOut['why'], string>> = {
  repository: 'a clone of another repository',
  empty: 'a repository of its own without a file to take',
  ignored: 'hidden by a new ignore rule',
  name: 'a name that git does not take',
};

/** `lib/ (a clone of another repository)`: one line, safe to show. */
export function leftOutWords({ path, why }: LeftOut): string {
  return `${oneLine(path, 200)} (${WHY[why]})`;
}
