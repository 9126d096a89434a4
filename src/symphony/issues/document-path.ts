/** A document's path that may be used, or why not. */
export type Checked = { value: string } | { refused: string };

const MAX_PATH = 512;
const MAX_ADDRESS = 2_048;
/** Where an external document may be linked from, exactly. */
const HOSTS: ReadonlySet<string> = new Set([
  'github.com',
  'raw.githubusercontent.com',
  'user-images.githubusercontent.com',
  'gist.githubusercontent.com',
]);
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;
const DRIVE = /^[A-Za-z]:/;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
// What is not seen, or turns round what is seen: such a path would be shown differently from what is read.
const INVISIBLE =
  /[\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0]|[\ufe00-\ufe0f]|\udb40[\udc00-\udfff]/;

/** Checks a path in the repository; the value has no `.` and no empty segments. */
export function checkPath(path: string): Checked {
  if (path.length > MAX_PATH) return { refused: `is longer than ${MAX_PATH} characters` };
  if (path.includes('\0')) return { refused: 'holds a NUL character' };
  if (CONTROL.test(path)) return { refused: 'holds a control character' };
  if (INVISIBLE.test(path)) return { refused: 'holds characters that cannot be seen' };
  if (path.includes('\\')) return { refused: 'holds a backslash: separate folders with /' };
  if (path.startsWith('/') || DRIVE.test(path) || /^~[^/]*\//.test(path))
    return { refused: 'is absolute: write it relative to the top of the repository' };
  if (SCHEME.test(path)) return { refused: 'is a web address: write it as [name.md](https://…)' };
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.includes('..')) return { refused: 'has a segment ".."' };
  return { value: segments.join('/') };
}

/** Checks the address of an external document; the value is normalised. */
export function checkAddress(address: string): Checked {
  if (address.length > MAX_ADDRESS) return { refused: `is longer than ${MAX_ADDRESS} characters` };
  if (CONTROL.test(address) || INVISIBLE.test(address))
    return { refused: 'holds characters that cannot be seen' };
  if (!/^https:\/\//i.test(address) || !URL.canParse(address)) return { refused: 'is not an https address' };
  const url = new URL(address);
  if (url.username || url.password) return { refused: 'holds a user name or password' };
  if (!HOSTS.has(url.host)) return { refused: `is on ${url.host}, from where nothing is downloaded` };
  return { value: url.href };
}
