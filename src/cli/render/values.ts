import { oneLine } from '../../platform/text.ts';

/** A tree of values as `path = value` lines, in the order of its keys; what is not set reads `(not set)`. */
export function valueLines(tree: object, above = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]: [string, unknown]) => {
    const path = above === '' ? key : `${above}.${key}`;
    const isTree = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (isTree && Object.keys(value).length > 0) return valueLines(value, path);
    return [`${oneLine(path, 200)} = ${value === null ? '(not set)' : oneLine(JSON.stringify(value), 400)}`];
  });
}
