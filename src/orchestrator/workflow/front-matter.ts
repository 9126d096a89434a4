import { MaestroError } from '../../platform/errors.ts';

/** The most that a workflow may hold. */
const MAX_BYTES = 1024 * 1024;
/** As much of one as has to be read to know whether it is too large. */
export const WORKFLOW_BYTES = MAX_BYTES + 1;

/** A workflow's text taken apart. */
export interface FrontMatter {
  /** By the fence: `+++` is TOML, `---` YAML. Without any fence it is YAML, as the service specification has it. */
  dialect: 'toml' | 'yaml';
  /** Whether there is front matter; without it the whole text is the body. */
  fenced: boolean;
  /** What stands between the fences. */
  matter: string;
  /** 1-based line on which it begins. */
  firstLine: number;
  body: string;
  /** 1-based line on which the body begins. */
  bodyLine: number;
}

/** @throws MaestroError `workflow.too-large`, `workflow.open-front-matter`. */
export function splitFrontMatter(given: string): FrontMatter {
  if (Buffer.byteLength(given) > MAX_BYTES)
    throw new MaestroError('workflow.too-large', `It is larger than ${MAX_BYTES} bytes.`);
  const lines = given.replace(/^\ufeff/, '').split(/\r?\n/);
  const fence = (lines[0] ?? '').trimEnd();
  if (fence !== '+++' && fence !== '---')
    return { dialect: 'yaml', fenced: false, matter: '', firstLine: 1, ...bodyOf(lines, 0) };
  const end = lines.findIndex((line, at) => at > 0 && line.trimEnd() === fence);
  if (end < 0)
    throw new MaestroError('workflow.open-front-matter', `The front matter is not closed by ${fence}.`, {
      data: { line: 1 },
    });
  return {
    dialect: fence === '+++' ? 'toml' : 'yaml',
    fenced: true,
    matter: lines.slice(1, end).join('\n'),
    firstLine: 2,
    ...bodyOf(lines, end + 1),
  };
}

/** What stands from a line (counted from 0) on, without the blanks around it. */
function bodyOf(lines: readonly string[], from: number): Pick<FrontMatter, 'body' | 'bodyLine'> {
  const rest = lines.slice(from);
  const blank = rest.findIndex((line) => line.trim() !== '');
  return { body: rest.join('\n').trim(), bodyLine: from + 1 + Math.max(0, blank) };
}
