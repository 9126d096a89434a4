import { normalName } from '../names.ts';

/** Labels as they are compared: in lower case, without blanks around them, each once. */
export function normalLabels(labels: readonly string[]): string[] {
  return [...new Set(labels.map(normalName))].filter(Boolean);
}
