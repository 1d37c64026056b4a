/** UCUM units, and `intensity` for the unit of the image (HU, SUV, arbitrary). */
export type Unit = '1' | 'mm' | 'mm2' | 'mm3' | '/mm' | 'intensity' | 'intensity2' | 'intensity.mm3' | 'intensity2.mm3';

/** The weakest agreement between teams that any reference value of the feature has. Features that IBSI did not standardise are not here. */
export type Consensus = 'very strong' | 'strong' | 'moderate';

/** tag without aggregation, IBSI code, name, unit, consensus. */
export type CatalogueRow = readonly [string, string, string, Unit, Consensus];
