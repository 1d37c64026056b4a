/** The id in a reference to a patient, relative, absolute or to a version; '' where it names none. */
export const patientIdOf = (reference: string | undefined): string => /(?:^|\/)Patient\/([A-Za-z0-9\-.]{1,64})(?![A-Za-z0-9\-.])/.exec(reference ?? '')?.[1] ?? '';
