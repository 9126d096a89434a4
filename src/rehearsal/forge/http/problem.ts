/** One entry of a 422's `errors`. */
export interface FieldError {
  resource: string;
  field?: string;
  code: 'missing' | 'missing_field' | 'invalid' | 'already_exists' | 'unprocessable' | 'custom';
  message?: string;
}

/** An answer that is not a success, in GitHub's own shape. Thrown by handlers. */
export class GitHubProblem extends Error {
  readonly status: number;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    more: { errors?: readonly FieldError[]; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.name = 'GitHubProblem';
    this.status = status;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }

  /** The JSON body. */
  body(): Record<string, unknown> {
    return {
      message: this.message,
      ...(this.errors ? { errors: this.errors } : {}),
      documentation_url: 'https://docs.github.com/rest',
      status: String(this.status),
    };
  }
}

/** Nothing there, or nothing that this user may know of. */
export const notFound = (): GitHubProblem => new GitHubProblem(404, 'Not Found');

/** A 422 with one entry. */
export const invalid = (error: FieldError): GitHubProblem =>
  new GitHubProblem(422, 'Validation Failed', { errors: [error] });
