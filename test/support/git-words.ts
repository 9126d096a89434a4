const URL_OF = "'https://github.com/o/r.git/'";
/** A push that the server refuses, for programs. */
export const REJECTED = (why: string): string =>
  `To https://github.com/o/r.git\n!\t0a1b:refs/heads/symphony/1\t[remote rejected] (${why})\nDone\nerror: failed to push some refs to 'https://github.com/o/r.git'`;
const unable = (words: string): string => `fatal: unable to access ${URL_OF}: ${words}`;

/** What real commands print: command, output, code. */
export const GIT_WORDS: readonly [command: string, output: string, code: string][] = [
  // The sign-in and the repository
  ['fetch', `fatal: Authentication failed for ${URL_OF}`, 'git.auth-failed'],
  [
    'fetch',
    "fatal: could not read Username for 'https://github.com': terminal prompts disabled",
    'git.auth-failed',
  ],
  [
    'push',
    'remote: Permission to o/r.git denied to ada.\nfatal: unable to access: The requested URL returned error: 403',
    'git.auth-failed',
  ],
  ['push', 'remote: Write access to repository not granted.', 'git.auth-failed'],
  ['fetch', unable('The requested URL returned error: 403'), 'git.auth-failed'],
  [
    'fetch',
    "remote: Repository not found.\nfatal: repository 'https://github.com/o/r.git/' not found",
    'git.not-found',
  ],
  ['fetch', "fatal: couldn't find remote ref refs/heads/x", 'git.branch-missing'],
  [
    'push',
    `remote: This repository was archived so it is read-only.\n${unable('The requested URL returned error: 403')}`,
    'project.archived',
  ],
  [
    'fetch',
    `remote: Access to this repository has been disabled by GitHub staff due to a violation.\n${unable('The requested URL returned error: 403')}`,
    'project.unavailable',
  ],
  [
    'fetch',
    `remote: The \`acme' organization has enabled or enforced SAML SSO. To access\nremote: this repository, visit https://github.com/orgs/acme/sso\n${unable('The requested URL returned error: 403')}`,
    'git.sso',
  ],

  // The network
  [
    'fetch',
    "fatal: unable to access 'https://github.com/': Could not resolve host: github.com",
    'git.offline',
  ],
  [
    'fetch',
    'fatal: unable to access: Failed to connect to github.com port 443: Connection refused',
    'git.offline',
  ],
  [
    'ls-remote',
    unable("Failed to connect to github.com port 443 after 21 ms: Couldn't connect to server"),
    'git.offline',
  ],
  ['push', unable('Connection timed out after 300018 milliseconds'), 'git.offline'],
  ['push', unable('Recv failure: Connection reset by peer'), 'git.offline'],
  ['fetch', unable('OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to github.com:443 '), 'git.offline'],
  [
    'fetch',
    unable('gnutls_handshake() failed: The TLS connection was non-properly terminated.'),
    'git.offline',
  ],
  ['fetch', 'error: RPC failed; curl 56 Recv failure\nfatal: early EOF', 'git.offline'],
  [
    'fetch',
    'error: RPC failed; curl 18 transfer closed with outstanding read data remaining\nerror: 1429 bytes of body are still expected\nfetch-pack: unexpected disconnect while reading sideband packet\nfatal: early EOF\nfatal: fetch-pack: invalid index-pack output',
    'git.offline',
  ],
  [
    'fetch',
    'error: RPC failed; curl 92 HTTP/2 stream 5 was not closed cleanly: CANCEL (err 8)\nfatal: early EOF',
    'git.offline',
  ],
  ['push', 'error: RPC failed; HTTP 502 curl 22 The requested URL returned error: 502', 'git.offline'],
  ['fetch', unable('The requested URL returned error: 503'), 'git.offline'],
  ['fetch', unable('CONNECT tunnel failed, response 503'), 'git.offline'],
  ['fetch', 'fatal: unable to access: Operation too slow. Less than 1 bytes/sec', 'git.offline'],
  ['fetch', unable('The requested URL returned error: 429'), 'git.rate-limited'],
  ['push', 'error: RPC failed; HTTP 429 curl 22 The requested URL returned error: 429', 'git.rate-limited'],
  [
    'fetch',
    `remote: You have exceeded a secondary rate limit. Please wait a few minutes.\n${unable('The requested URL returned error: 403')}`,
    'git.rate-limited',
  ],
  ['fetch', unable('Received HTTP code 407 from proxy after CONNECT'), 'git.proxy-auth'],
  ['fetch', unable('CONNECT tunnel failed, response 407'), 'git.proxy-auth'],
  ['fetch', unable('The requested URL returned error: 407'), 'git.proxy-auth'],
  ['fetch', unable('Received HTTP code 403 from proxy after CONNECT'), 'git.proxy-refused'],
  [
    'fetch',
    'fatal: unable to access: server certificate verification failed. CAfile: none',
    'git.certificate',
  ],
  ['fetch', unable('SSL certificate problem: unable to get local issuer certificate'), 'git.certificate'],
  [
    'fetch',
    unable("SSL: no alternative certificate subject name matches target host name 'github.com'"),
    'git.certificate',
  ],

  ...[
    "Couldn't resolve host 'github.com'",
    'Could not resolve proxy: proxy.acme.test',
    'Could not resolve: github.com (Domain name not found)',
    'Failed connect to github.com:443; Connection timed out',
    'SSL connection timeout',
    'Proxy CONNECT aborted',
    'OpenSSL SSL_read: OpenSSL/3.0.2: error:0A000126:SSL routines::unexpected eof while reading, errno 0',
    'OpenSSL SSL_read: Connection was aborted, errno 10053',
    'LibreSSL SSL_connect: SSL_ERROR_SYSCALL in connection to github.com:443',
    'TLS connect error: error:0A000126:SSL routines::unexpected eof while reading',
    'Unknown SSL protocol error in connection to github.com:443 ',
    'schannel: server closed abruptly (missing close_notify)',
    'schannel: failed to receive handshake, SSL/TLS connection failed',
    'Error in the HTTP2 framing layer',
    'HTTP/2 stream 5 reset by server (error 0x8 CANCEL)',
    'Server returned nothing (no headers, no data)',
    'end of response with 5120 bytes missing',
  ].flatMap((words): [string, string, string][] => [
    ['fetch', unable(words), 'git.offline'],
    [
      'push',
      `error: RPC failed; curl 56 ${words}\nfatal: the remote end hung up unexpectedly`,
      'git.offline',
    ],
  ]),
  [
    'push',
    'error: RPC failed; HTTP 408 curl 22 The requested URL returned error: 408\nsend-pack: unexpected disconnect while reading sideband packet',
    'git.offline',
  ],
  [
    'push',
    'send-pack: unexpected disconnect while reading sideband packet\nfatal: the remote end hung up unexpectedly',
    'git.offline',
  ],

  // Without proof of the network it is not the network
  ['fetch', 'fatal: early EOF\nfatal: index-pack failed', 'git.failed'],
  ['fetch', 'error: index-pack died of signal 9\nfatal: fetch-pack: invalid index-pack output', 'git.failed'],
  ['push', 'fatal: the remote end hung up unexpectedly', 'git.failed'],
  [
    'push',
    'error: RPC failed; HTTP 400 curl 22 The requested URL returned error: 400\nsend-pack: unexpected disconnect while reading sideband packet\nfatal: the remote end hung up unexpectedly',
    'git.failed',
  ],
  ['fetch', unable('TLS connect error: error:0A00010B:SSL routines::wrong version number'), 'git.failed'],
  ['fetch', unable('gnutls_handshake() failed: Handshake failed'), 'git.failed'],
  [
    'fetch',
    unable(
      'schannel: next InitializeSecurityContext failed: CRYPT_E_NO_REVOCATION_CHECK (0x80092012) - The revocation function was unable to check revocation for the certificate.',
    ),
    'git.certificate',
  ],
  [
    'fetch',
    unable(
      'schannel: next InitializeSecurityContext failed: SEC_E_UNTRUSTED_ROOT (0x80090325) - The certificate chain was issued by an authority that is not trusted.',
    ),
    'git.certificate',
  ],

  // Other forges
  [
    'push',
    `remote: HTTP Basic: Access denied. The provided password or token is incorrect.\nfatal: Authentication failed for ${URL_OF}`,
    'git.auth-failed',
  ],
  [
    'push',
    `remote: You are not allowed to push code to this project.\n${unable('The requested URL returned error: 403')}`,
    'git.auth-failed',
  ],
  [
    'fetch',
    `remote: The project you were looking for could not be found or you don't have permission to view it.\nfatal: repository ${URL_OF} not found`,
    'git.not-found',
  ],
  [
    'push',
    `remote: GitLab: You are not allowed to push code to protected branches on this project.\n${REJECTED('pre-receive hook declined')}`,
    'git.rules',
  ],
  [
    'push',
    `remote: GitLab: LFS objects are missing. Ensure LFS is properly set up or try a manual "git lfs push --all".\n${REJECTED('pre-receive hook declined')}`,
    'git.lfs-objects',
  ],
  [
    'push',
    `remote: GitLab: You are attempting to check in one or more blobs which exceed the 100MiB limit:\n${REJECTED('pre-receive hook declined')}`,
    'git.file-too-large',
  ],
  [
    'push',
    `remote: GitLab:\nremote: PUSH BLOCKED: Secrets detected in code changes\n${REJECTED('pre-receive hook declined')}`,
    'git.secret-found',
  ],
  [
    'push',
    `remote: This repo is archived. You can view files and clone it, but cannot push or open issues/pull-requests.\n${unable('The requested URL returned error: 403')}`,
    'project.archived',
  ],

  // Who may come in
  [
    'fetch',
    `remote: The 'acme' organization has an IP allow list enabled, and your IP address is not permitted to access this resource.\n${unable('The requested URL returned error: 403')}`,
    'git.ip-blocked',
  ],
  [
    'fetch',
    `remote: Invalid username or token. Password authentication is not supported for Git operations.\nfatal: Authentication failed for ${URL_OF}`,
    'git.auth-failed',
  ],
  ['push', `remote: Internal Server Error\n${REJECTED('Internal Server Error')}`, 'git.push-rejected'],
  ['fetch', unable('URL rejected: Malformed input to a URL function'), 'git.failed'],
  ['fetch', "fatal: unable to access '/home/ada/.gitconfig': Permission denied", 'git.failed'],

  // Pushes that the server refuses
  ['push', '!\tabc:refs/heads/x\t[rejected] (fetch first)\nDone', 'git.push-rejected'],
  ['push', ' ! [remote rejected] x -> x (protected branch hook declined)', 'git.rules'],
  [
    'push',
    `remote: error: GH006: Protected branch update failed for refs/heads/main.\n${REJECTED('protected branch hook declined')}`,
    'git.rules',
  ],
  ['push', REJECTED('pre-receive hook declined'), 'git.push-rejected'],
  [
    'push',
    `remote: error: Trace: 0a1b        \nremote: error: See https://gh.io/lfs for more information.        \nremote: error: File big.bin is 150.00 MB; this exceeds GitHub's file size limit of 100.00 MB        \nremote: error: GH001: Large files detected. You may want to try Git Large File Storage - https://git-lfs.github.com.        \n${REJECTED('pre-receive hook declined')}`,
    'git.file-too-large',
  ],
  [
    'push',
    `remote: fatal: pack exceeds maximum allowed size (2.00 GiB)\n${REJECTED('unpacker error')}`,
    'git.file-too-large',
  ],
  ['push', 'error: RPC failed; HTTP 413 curl 22 The requested URL returned error: 413', 'git.file-too-large'],
  [
    'push',
    `remote: warning: File a.bin is 60.00 MB; this is larger than GitHub's recommended maximum file size of 50.00 MB\nremote: warning: GH001: Large files detected.\n${REJECTED('fetch first')}`,
    'git.push-rejected',
  ],
  [
    'push',
    `remote: error: GH007: Your push would publish a private email address.\n${REJECTED('push declined due to email privacy restrictions')}`,
    'git.email-private',
  ],
  ['push', REJECTED('push declined due to email privacy restrictions'), 'git.email-private'],
  [
    'push',
    `remote: error: GH008: Your push referenced at least 1 unknown Git LFS object:\n${REJECTED('pre-receive hook declined')}`,
    'git.lfs-objects',
  ],
  [
    'push',
    `remote: error: GH013: Repository rule violations found for refs/heads/symphony/1.\nremote:\nremote: - GITHUB PUSH PROTECTION\nremote:     - Push cannot contain secrets\n${REJECTED('push declined due to repository rule violations')}`,
    'git.secret-found',
  ],
  [
    'push',
    `remote: error: GH013: Repository rule violations found for refs/heads/symphony/1.\nremote: - Commits must have verified signatures.\n${REJECTED('push declined due to repository rule violations')}`,
    'git.rules',
  ],
  ...[
    'refusing to allow an OAuth App to create or update workflow `.github/workflows/a.yml` without `workflow` scope',
    'refusing to allow a Personal Access Token to create or update workflow `.github/workflows/a.yml` without `workflow` scope',
    'refusing to allow a GitHub App to create or update workflow `.github/workflows/a.yml` without `workflows` permission',
    'refusing to allow an integration to create or update .github/workflows/a.yml',
  ].flatMap((why): [string, string, string][] => [
    ['push', REJECTED(why), 'git.workflow-scope'],
    ['push', ` ! [remote rejected] symphony/1 -> symphony/1 (${why})`, 'git.workflow-scope'],
  ]),

  // This machine
  ['fetch', 'fatal: write error: No space left on device', 'git.disk-full'],
  [
    'checkout',
    'error: unable to write file a: No space left on device\nfatal: the remote end hung up unexpectedly',
    'git.disk-full',
  ],
  ['commit', 'error: unable to write file .git/objects/0a/1b: Disk quota exceeded', 'git.disk-full'],
  [
    'push',
    `remote: fatal: write error: No space left on device\n${REJECTED('unpacker error')}`,
    'git.push-rejected',
  ],
  [
    'update-index',
    "fatal: Unable to create '/home/ada/r/.git/index.lock': File exists.\n\nAnother git process seems to be running in this repository",
    'git.locked',
  ],
  [
    'status',
    "fatal: detected dubious ownership in repository at '/srv/r'\nTo add an exception",
    'git.not-owner',
  ],
  ['status', "fatal: unsafe repository ('/srv/r' is owned by someone else)", 'git.not-owner'],
  ['checkout', 'error: unable to create file a/b/c: Filename too long', 'git.long-name'],
  ['checkout', 'error: unable to create file a/b/c: File name too long', 'git.long-name'],
  ['checkout', 'error: unable to create file certificates/ca.pem: Permission denied', 'git.failed'],
  [
    'checkout',
    'git-lfs filter-process: 1: git-lfs: not found\nfatal: the remote end hung up unexpectedly',
    'git.lfs-missing',
  ],
  [
    'checkout',
    'git-lfs filter-process: line 1: git-lfs: command not found\nfatal: the remote end hung up unexpectedly',
    'git.lfs-missing',
  ],
  [
    'update-index',
    "git-lfs clean -- 'big.bin': 1: git-lfs: not found\nerror: external filter 'git-lfs clean -- %f' failed 127\nerror: external filter 'git-lfs clean -- %f' failed\nfatal: big.bin: clean filter 'lfs' failed",
    'git.lfs-missing',
  ],
  [
    'status',
    "git: 'lfs' is not a git command. See 'git --help'.\n\nThe most similar command is\n\tlog\nfatal: the remote end hung up unexpectedly",
    'git.lfs-missing',
  ],
  ['checkout', '/opt/lfs/git-lfs filter-process: 1: /opt/lfs/git-lfs: not found', 'git.lfs-missing'],
  [
    'checkout',
    "This repository is configured for Git LFS but 'git-lfs' was not found on your path. If you no longer wish to use Git LFS, remove this hook",
    'git.lfs-missing',
  ],
  [
    'checkout',
    "Error downloading object: big.bin (0a0a0a0): Smudge error: Error downloading big.bin (0a0a): batch response: This repository exceeded its LFS budget.\n\nErrors logged to '/home/ada/r/.git/lfs/logs/1.log'.\nUse `git lfs logs last` to view the log.\nerror: external filter 'git-lfs filter-process' failed\nfatal: big.bin: smudge filter lfs failed",
    'git.lfs-failed',
  ],
  [
    'checkout',
    'Error downloading object: big.bin (0a0a0a0): Smudge error: batch request: Post "https://github.com/o/r.git/info/lfs/objects/batch": dial tcp: lookup github.com: no such host\nfatal: big.bin: smudge filter lfs failed',
    'git.lfs-failed',
  ],
  [
    'checkout',
    "git-crypt smudge: 1: git-crypt: not found\nerror: external filter 'git-crypt smudge' failed 127\nfatal: key: smudge filter git-crypt failed",
    'git.filter-failed',
  ],
  ['checkout', 'fatal: the remote end hung up unexpectedly', 'git.filter-failed'],
  ['fetch', 'fatal: something new', 'git.failed'],
  ['commit', '', 'git.failed'],

  // Names of files that strangers chose
  ['checkout', 'error: unable to create file Could not resolve host: x: Permission denied', 'git.failed'],
  [
    'checkout',
    "error: unable to create file a\nfatal: unable to access 'https://x/': Could not resolve host: x",
    'git.failed',
  ],
  ['checkout', 'error: unable to create file No space left on device: Is a directory', 'git.failed'],
  ['add', 'error: unable to stat a: Authentication failed for: No such file or directory', 'git.failed'],
  [
    'push',
    `remote: error: File fatal: unable to access: Could not resolve host: x is 150.00 MB; this exceeds GitHub's file size limit of 100.00 MB\n${REJECTED('pre-receive hook declined')}`,
    'git.file-too-large',
  ],
  ['push', `remote: error: found in Could not resolve host: x\n${REJECTED('declined')}`, 'git.push-rejected'],
];
