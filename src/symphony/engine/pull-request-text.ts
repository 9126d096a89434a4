import { withoutClosing } from '../../platform/closing-words.ts';
import { oneLine, plural, truncate } from '../../platform/text.ts';
import { leftOutWords } from '../../runner/workspace/left-out-words.ts';
import type { Contribution, DocumentView } from '../contribution.ts';
import { codeSpan } from './markdown.ts';

/** GitHub refuses longer titles. */
const MAX_TITLE = 256;
const MAX_LISTED = 20;
const WIP = /^\s*\[WIP\]\s*/i;
const BEGIN = '<!-- maestro-symphony:begin -->';
const END = '<!-- maestro-symphony:end -->';

/** What a pull request says about the agent that does the work. */
export interface AgentLabel {
  name: string;
  /** Before the run those that were asked for, after it those that were used. */
  models: readonly string[];
}

/** `[WIP] Symphony: {issue title}`, one line, at most 256 characters, closing nothing. */
export function draftTitle(issueTitle: string): string {
  return truncate(`[WIP] Symphony: ${withoutClosing(oneLine(issueTitle, MAX_TITLE))}`, MAX_TITLE);
}

/** The title as it stands (its author may have changed it), without `[WIP]`. */
export function readyTitle(title: string): string {
  return title.replace(WIP, '') || title;
}

/** The body of the claim: what it closes, who does the work, and the documents as a checklist. */
export function draftBody(
  issue: number,
  documents: readonly { path: string }[],
  agent: AgentLabel,
  version: string,
): string {
  return section([
    `Closes #${issue}`,
    '',
    `**An AI agent is doing this work**: ${labelOf(agent)}, driven by Maestro Symphony ${version}. The person who opened this pull request supervises it and is responsible for it.`,
    '',
    'It works through these documents, in this order:',
    '',
    ...documents.map(({ path }) => `- [ ] ${codeSpan(path, 512)}`),
    '',
    'This draft reserves the issue. Please review it once it is marked as ready.',
  ]);
}

/** The body at the hand-over: what was done, by whom, at what cost. */
export function readyBody(contribution: Contribution, agent: AgentLabel, version: string): string {
  const { start, tasks, diff, documents } = contribution;
  const looked = start.finalize === 'ask' ? ', reviewed the result before handing it over,' : '';
  const unfinished = documents.flatMap((document) =>
    document.tasks.filter((task) => task.state === 'unfinished').map((task) => task.text),
  );
  return section([
    `Closes #${start.issue.number}`,
    '',
    `**An AI agent did this work**: ${labelOf(agent)}, driven by Maestro Symphony ${version}. The person who opened this pull request supervised it${looked} and is responsible for it.`,
    '',
    '### What was done',
    '',
    `- Tasks: ${tasks.done} done, ${tasks.unfinished} unfinished, ${tasks.total} in total`,
    ...(diff
      ? [`- Changes: ${plural(diff.files, 'file')}, +${diff.insertions} −${diff.deletions} lines`]
      : []),
    `- Tokens: ${tokensOf(contribution)}`,
    `- Time: ${timeOf(contribution.workedMs)} of agent work`,
    '',
    '### Documents',
    '',
    ...documents.map(documentLine),
    ...listed('Left unfinished', unfinished, 'task'),
    ...listed('Not in this pull request', contribution.leftOut.map(leftOutWords), 'path'),
  ]);
}

/** `body` with our section replaced by `ours`; what others wrote around it stays. Without a section, ours goes on top. */
export function replaceSection(body: string, ours: string): string {
  // Each stands on a line of its own; the name of a document that looks like one stands in a code span.
  const from = `\n${body}`.indexOf(`\n${BEGIN}\n`);
  const to = body.indexOf(`\n${END}`, from);
  if (from < 0 || to < 0) return body.trim() === '' ? ours : `${ours}\n\n${body}`;
  return body.slice(0, from) + ours + body.slice(to + 1 + END.length);
}

function section(lines: readonly string[]): string {
  return [BEGIN, ...lines, END].join('\n');
}

function labelOf({ name, models }: AgentLabel): string {
  if (models.length === 0) return name;
  const spans = models.map((model) => codeSpan(model, 100));
  return `${name}, ${spans.length === 1 ? 'model' : 'models'} ${spans.join(', ')}`;
}

function documentLine(document: DocumentView): string {
  const ours = document.tasks.filter((task) => !task.doneBefore);
  const done = ours.filter((task) => task.state === 'done').length;
  const complete = document.state !== 'waiting' && done === ours.length;
  const count =
    document.state === 'skipped' ? 'nothing was open' : `${done} of ${plural(ours.length, 'task')}`;
  return `- [${complete ? 'x' : ' '}] ${codeSpan(document.path, 512)}: ${count}`;
}

/** A heading with the first of these below it; nothing when there are none. */
function listed(heading: string, lines: readonly string[], what: string): string[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, MAX_LISTED).map((line) => `- ${codeSpan(line)}`);
  const rest = lines.length - shown.length;
  return ['', `### ${heading}`, '', ...shown, ...(rest > 0 ? [`- and ${plural(rest, `more ${what}`)}`] : [])];
}

function tokensOf({ usage }: Contribution): string {
  const number = (count: number): string => count.toLocaleString('en-US');
  const { inputTokens, cachedInputTokens, outputTokens, costUsd } = usage;
  if (inputTokens + outputTokens === 0) return 'none reported';
  const cost = costUsd === null ? '' : `, $${costUsd.toFixed(2)}`;
  return `${number(inputTokens)} in (${number(cachedInputTokens)} cached), ${number(outputTokens)} out${cost}`;
}

function timeOf(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds === 0) return 'less than a second';
  if (seconds < 60) return plural(seconds, 'second');
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return plural(minutes, 'minute');
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
