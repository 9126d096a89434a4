import { version } from '../../package.json';

/** This package's version, as published. */
export const VERSION: string = version;

/** Put in by the build; there is none where the source itself runs. */
declare const MAESTRO_COMMIT: string | null | undefined;

/** The commit that was built; null when the build was not made in a clone. */
export const COMMIT: string | null = typeof MAESTRO_COMMIT === 'undefined' ? null : MAESTRO_COMMIT;
