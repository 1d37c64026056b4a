/** As much of a resource as a bundle needs to know. */
export interface Resource {
  readonly resourceType: string;
  readonly id: string;
}

/** R4 Bundle of a search. */
export const searchset = (base: string, resources: readonly Resource[]) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  total: resources.length,
  ...(resources.length > 0 ? { entry: resources.map((resource) => ({ fullUrl: `${base}/${resource.resourceType}/${resource.id}`, resource, search: { mode: 'match' } })) } : {}),
});
