/** What a part of a line is written in, where the reader's place can show it. */
type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan' | 'magenta';

/** How the place that a story is shown in looks: a terminal with colours, or plain text. */
export interface Pen {
  look(style: Style, text: string): string;
  /** Characters that go on one line. */
  readonly columns: number;
}

/** For places that only know text. */
export const PLAIN: Pen = { look: (_style, text) => text, columns: 160 };

/** What stands before a line that goes on about the same thing, or that the agent said. */
export const INDENT = ' '.repeat(10);
