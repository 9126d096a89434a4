import { oneLine } from '../../platform/text.ts';
import { INSTRUCTIONS, INSTRUCTIONS_VERSION } from './instructions.ts';

/** What the agent has to know about earlier turns on the same task. */
export type PromptNote = 'interrupted' | 'no_progress' | 'failed' | Misdeed;

/** What an agent did to the document that was put right. */
export type Misdeed = 'removed' | 'deleted' | 'unticked';

const NOTES: Readonly<Record<PromptNote, string>> = {
  interrupted:
    'An earlier attempt at this task was interrupted. Some of its changes may already be in the files: look before you start.',
  no_progress:
    'An earlier attempt at this task ended without its box being ticked. Finish it and tick the box, or halt with the reason. This is the last attempt.',
  failed:
    'An earlier attempt at this task failed in the middle. Some of its changes may already be in the files: look before you start.',
  removed:
    'An earlier attempt removed tasks of the document, or put them into other words. They were put back: tick boxes, do not edit tasks.',
  unticked:
    'An earlier attempt unticked tasks that were done. They are ticked again: leave other tasks alone.',
  deleted: 'An earlier attempt deleted the document. It was put back: tick boxes, do not delete it.',
};

/** The most characters of one line of the user's. */
export const MAX_WORDS = 2_000;

/** What a prompt is made of. */
export interface PromptFacts {
  /** The working copy, relative to the clone, with forward slashes. */
  document: string;
  task: { line: number; text: string };
  notes: readonly PromptNote[];
  /** What the variables that the document uses stand for; in the task's text they are filled in already. */
  variables?: readonly { name: string; value: string }[];
  /** What the user has typed for the agent since the last turn. */
  words?: readonly string[];
}

/** The whole of what the agent is asked in one turn. The same facts give the same text: it is shown before the start. */
export function taskPrompt({ document, task, notes, variables = [], words = [] }: PromptFacts): string {
  const parts = [
    `Maestro Symphony, instructions ${INSTRUCTIONS_VERSION}.`,
    INSTRUCTIONS.replaceAll('{document}', document).trimEnd(),
    `Your task, on line ${task.line} of ${document}:\n\n- [ ] ${oneLine(task.text, 4_000)}`,
    ...(variables.length > 0 ? [variablesPart(document, variables)] : []),
    ...notes.map((note) => `Note: ${NOTES[note]}`),
    ...words.map((word) => `The user, who is watching, says: ${oneLine(word, MAX_WORDS)}`),
  ];
  return `${parts.join('\n\n')}\n`;
}

function variablesPart(document: string, variables: readonly { name: string; value: string }[]): string {
  const lines = variables.map(({ name, value }) => `- {{${name}}}: ${oneLine(value, MAX_WORDS)}`);
  return `Variables in ${document} stand for the following. Read them so; leave them in the file:\n\n${lines.join('\n')}`;
}
