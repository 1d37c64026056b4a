/** ISO day of an instant. */
export const day = (instant: string): string => instant.slice(0, 10);

/** Three significant digits, no exponent for what people measure. */
export const figure = (value: number): string => String(Number(value.toPrecision(3)));

/** A fraction as whole per cent. */
export const percent = (fraction: number): string => `${(100 * fraction).toFixed(0)} %`;

/** A change in per cent with its sign. */
export const signedPercent = (value: number | null | undefined): string => (value === null || value === undefined ? '–' : `${value > 0 ? '+' : value < 0 ? '−' : '±'}${Math.abs(value).toFixed(0)} %`);

/** An unbroken code, shortened for reading; the whole is in the title. */
export const short = (code: string): string => (code.length > 20 ? `${code.slice(0, 10)}…${code.slice(-6)}` : code);

const stateWords: Readonly<Record<string, string>> = {
  'queued': 'in line', 'running': 'being analysed', 'waiting-for-study': 'waiting for the study', 'done': 'analysed', 'failed': 'could not be analysed', 'cancelled': 'stopped',
};

export const stateWord = (state: string): string => stateWords[state] ?? state;
