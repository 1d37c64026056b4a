const offered = ['application/fhir+json', 'application/json', 'text/json', 'json', 'application/*', '*/*', 'text/*'];

const weightOf = (parameters: readonly string[]): number => Number(parameters.map((one) => /^\s*q=([\d.]+)\s*$/i.exec(one)?.[1]).find((one) => one !== undefined) ?? 1);

/** True where JSON is among what the caller takes: `_format` counts before the header Accept (R4, content types). */
export function takesJson(accept: string | undefined, format: unknown): boolean {
  const wanted = typeof format === 'string' && format !== '' ? format.replace(' ', '+') : accept;
  if (wanted === undefined || wanted.trim() === '') return true;
  return wanted.split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';');
    return offered.includes(type.trim().toLowerCase()) && weightOf(parameters) > 0;
  });
}

/** What the header Prefer says of parameters that are not offered (R4, search). */
export const handlingOf = (prefer: string | readonly string[] | undefined): 'strict' | 'lenient' => (/(?:^|[,;\s])handling=strict\b/i.test(String(prefer)) ? 'strict' : 'lenient');
