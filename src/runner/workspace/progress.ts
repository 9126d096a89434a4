/** Told how far a stage is, 0–100. Each pair once; a stage never goes back. */
export type OnProgress = (stage: string, percent: number) => void;

// Only git's own words are passed on: the rest of what a server writes here is a stranger's text.
const STAGES = new Map([
  ['Counting objects', 'Preparing'],
  ['Compressing objects', 'Preparing'],
  ['Receiving objects', 'Receiving'],
  ['Resolving deltas', 'Resolving'],
  ['Updating files', 'Writing files'],
  ['Checking out files', 'Writing files'],
]);
const LINE = /^(?:remote: )?([A-Z][a-z]+ [a-z]+):\s+(\d{1,3})% \(\d+\/\d+\)/;
const MAX_PENDING_CHARS = 4_096;

/**
 * A reader for what git prints on standard error under `--progress` (lines that end with \r or \n, cut anywhere).
 * `subject` tells apart two transfers of one clone: `Receiving history`, `Receiving files`.
 */
export function progressReader(subject: string, onProgress: OnProgress): (text: string) => void {
  const told = new Map<string, number>();
  let pending = '';
  return (text) => {
    const pieces = (pending + text).split(/[\r\n]/);
    pending = (pieces.pop() ?? '').slice(-MAX_PENDING_CHARS);
    for (const piece of pieces) {
      const match = LINE.exec(piece);
      const verb = STAGES.get(match?.[1] ?? '');
      if (!match || !verb) continue;
      const stage = verb === 'Writing files' ? verb : `${verb} ${subject}`;
      const percent = Math.min(100, Number(match[2]));
      if (percent <= (told.get(stage) ?? -1)) continue;
      told.set(stage, percent);
      onProgress(stage, percent);
    }
  };
}
