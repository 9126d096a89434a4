// git's own two words for what it dies of; what the server says comes as `remote: …` and can hold anything.
const OURS = '^(?:fatal|error): ';
/** What git says before libcurl's words, or before the status of an answer. The address is ours, never a stranger's. */
const ACCESS = `${OURS}unable to access(?: 'https?://[^']*')?: `;
const RPC = `${OURS}RPC failed; (?:HTTP \\d+ )?(?:curl \\d+ )?`;
/** What libcurl says of a request. */
export const curl = (words: string): RegExp => new RegExp(`(?:${ACCESS}|${RPC})(?:${words})`);
/** An answer with this HTTP status; git has two ways of saying so. */
export const status = (code: string): RegExp =>
  new RegExp(`${ACCESS}The requested URL returned error: ${code}\\b|${OURS}RPC failed; HTTP ${code}\\b`);
export const proxyStatus = (code: string): RegExp =>
  curl(`Received HTTP code ${code} from proxy after CONNECT|CONNECT tunnel failed, response ${code}\\b`);
/** The server refuses to take the branch, for this reason: a line for people, and one for programs (`--porcelain`). */
export const refused = (why: string): RegExp =>
  new RegExp(`^(?: ?! |!\\t\\S+\\t)\\[(?:remote )?rejected\\].* \\((?:${why})`);
/** What the server says on its own. */
export const server = (words: string): RegExp => new RegExp(`^remote: (?:${words})`);
/** The machine's own reasons stand at the end of a line, behind every name. */
export const system = (reason: string): RegExp =>
  new RegExp(`^(?:fatal|error|warning): .*\\b(?:${reason})\\.?$`);
export const anyOf = (...patterns: RegExp[]): RegExp =>
  new RegExp(patterns.map(({ source }) => source).join('|'));

/** What libcurl, with each of its TLS libraries, says when a connection could not be made, was cut or took too long. */
export const BROKEN_CONNECTION = curl(
  [
    "Could(?: not|n't) resolve(?: host| proxy|:)",
    'Resolving timed out',
    'Failed (?:to )?connect to ',
    "Could(?: not|n't) connect to ",
    'Connection (?:refused|reset|timed out|time-?out|closed|died|was (?:reset|aborted))',
    'connection to proxy closed',
    'Proxy CONNECT aborted(?: due to time-?out)?$',
    'Network is unreachable',
    'No route to host',
    'Recv failure',
    'Send failure',
    'Failure when receiving data',
    'Failed sending (?:data|HTTP)',
    'Empty reply from server',
    'Server returned nothing',
    'Operation (?:too slow|timed out)',
    'Timeout was reached',
    'SSL connection time-?out',
    'transfer closed with ',
    'Transferred a partial file',
    'end of response with \\d+ bytes missing',
    'HTTP/[23] stream \\d+ (?:was not closed cleanly|(?:was )?reset)',
    '(?:Stream e|E)rror in the HTTP/?[23] framing layer',
    'GnuTLS recv error',
    '(?:gnutls_handshake\\(\\) failed|GnuTLS, handshake failed): (?:The TLS connection was non-properly terminated|Error in the (?:pull|push) function)',
    '\\w+SSL SSL_(?:connect|read|write): (?:SSL_ERROR_SYSCALL|SSL_ERROR_ZERO_RETURN|Connection |Operation timed out|Broken pipe|No error|.*unexpected eof)',
    'TLS connect error: .*unexpected eof',
    'Unknown SSL protocol error in connection to ',
    'schannel: (?:failed to receive handshake|server closed)',
    'SSLRead\\(\\) return error -980[56]',
  ].join('|'),
);
