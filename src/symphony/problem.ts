/** Something wrong in what was read (a registry, an issue, a document, a journal); the rest of it stays usable. */
export interface Problem {
  severity: 'error' | 'warning';
  /** Stable, dotted kebab-case. */
  code: string;
  message: string;
  /** 1-based; null where a line says nothing. */
  line: number | null;
}
