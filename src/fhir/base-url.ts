import type { Settings } from '../config/index.js';

/** Where this FHIR server is reached; never taken from a request's Host. */
export const baseUrl = ({ http }: Pick<Settings, 'http'>): string => `${http.publicUrl ?? `http://localhost:${http.port}`}/fhir`;
