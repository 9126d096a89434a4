// Prints lines, and below them on a terminal one that is renewed. Nothing but this writes to the terminal.
import { stripVTControlCharacters } from 'node:util';

/**
 * @param {() => string} status the text of the living line
 * @param {NodeJS.WriteStream} [out]
 */
export function screen(status, out = process.stdout) {
  const alive = Boolean(out.isTTY) && process.env.TERM !== 'dumb';
  let shown = false;
  // A reader that is gone, such as a closed terminal, is no reason not to clear up.
  out.on('error', () => undefined);

  function wipe() {
    if (shown) out.write('\r\x1b[2K');
    shown = false;
  }
  function draw() {
    if (!alive) return;
    wipe();
    const text = status().slice(0, (out.columns ?? 80) - 1);
    if (text) out.write(text);
    shown = text !== '';
  }
  const timer = alive ? setInterval(draw, 500).unref() : undefined;

  return {
    /** @param {string} text one line or several */
    print(text) {
      wipe();
      // Programs colour what they tell; a file or a pipe gets the words.
      out.write(`${out.isTTY ? text : stripVTControlCharacters(text)}\n`);
      draw();
    },
    /** The living line is not needed any more. */
    close() {
      clearInterval(timer);
      status = () => '';
      wipe();
    },
  };
}
