/** Injection token of the service's settings. */
export const SETTINGS = Symbol('Settings');
