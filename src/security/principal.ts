import type { Role } from '../config/index.js';

/** Who is calling, once they have been let in. */
export interface Principal {
  /** The issuer of a CDS client, the name of a token, the EHR that opened a page, or `demonstration`. */
  readonly name: string;
  readonly roles: readonly Role[];
  /** Set where the caller may read what is of this patient, and nothing else. */
  readonly patientId?: string;
}

/** True where the principal holds at least one of the roles. */
export const hasRole = (principal: Principal, wanted: readonly Role[]): boolean => wanted.some((role) => principal.roles.includes(role));
