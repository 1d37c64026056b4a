/** What is asked of a FHIR server. */
export interface Interaction {
  readonly type: string;
  readonly kind: 'read' | 'search';
}

/** patient/Observation.read (SMART App Launch 1) or patient/Observation.rs?category=… (2): context, type, permissions. */
const clinicalScope = /^(?:patient|user|system)\/([A-Za-z]+|\*)\.([a-z]+|\*)(?:\?\S*)?$/;

function permits(permissions: string, kind: Interaction['kind']): boolean {
  if (permissions === '*' || permissions === 'read') return true;
  return /^c?r?u?d?s?$/.test(permissions) && permissions.includes(kind === 'read' ? 'r' : 's');
}

/**
 * True where a granted scope allows the interaction, in the words of SMART v1 (`read`, `write`, `*`) or v2 (`cruds`). A
 * scope that v2 narrows by a query allows it too: the server then holds the answer to that query.
 */
export const grants = (scope: string, { type, kind }: Interaction): boolean => scope.split(/\s+/).some((one) => {
  const [, granted, permissions = ''] = clinicalScope.exec(one) ?? [];
  return (granted === type || granted === '*') && permits(permissions, kind);
});
