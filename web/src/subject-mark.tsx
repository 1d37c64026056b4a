const words: Readonly<Record<string, string>> = { synthetic: 'synthetic', training: 'training patient' };

/** Says of a patient who is no patient of the site that they are not. */
export function SubjectMark({ subject }: { readonly subject: string }) {
  const word = words[subject];
  return word === undefined ? null : <span className="mark">{word}</span>;
}
