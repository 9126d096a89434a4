// Apart from what finds them: whoever only tells of a gate needs no reader of Markdown.

/** A marker behind which only a person lets the run go on. */
export interface Gate {
  /** What it says and which one of those that say it: the same while lines move. */
  id: string;
  /** 1-based. */
  line: number;
  reason: string;
  /** What the person should look at; null when the marker does not tell. */
  artifact: string | null;
}

/** What a gate says, on one line. */
export function gateWords({ reason, artifact }: Pick<Gate, 'reason' | 'artifact'>): string {
  return artifact === null ? reason : `${reason} (look at ${artifact})`;
}
