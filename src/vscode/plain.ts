import { oneLine, truncate } from '../platform/text.ts';

/**
 * A stranger's text for a notification, a quick pick or the status bar. These read `$(name)` as an icon and
 * `[text](command:…)` as a link that runs a command: neither survives.
 */
export function plain(text: string, max = 200): string {
  return truncate(oneLine(text, max).replaceAll('$(', '$ (').replaceAll('](', '] ('), max);
}
