import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import mercurius from 'mercurius';
import { ClinicalFacts } from '../clinical/clinical-facts.service.js';
import { checkEntry } from '../clinical/entry.js';
import { OrdersService } from '../orders/orders.service.js';
import { principalOf } from '../security/access.hook.js';
import { hasRole } from '../security/principal.js';
import { viewClinical } from './clinical-view.js';
import { ClinicalEntry, ClinicalVariables } from './clinical.types.js';
import { Patient } from './patient.types.js';
import { type Asking, QueryAudit } from './query-audit.service.js';

const refuse = (text: string, status: number): Error => new mercurius.ErrorWithProps(text, undefined, status);
const today = (): string => new Date().toISOString().slice(0, 10);

@Resolver(() => Patient)
export class ClinicalResolver {
  constructor(private readonly clinical: ClinicalFacts, private readonly orders: OrdersService, private readonly audit: QueryAudit) {}

  @ResolveField(() => ClinicalVariables, { description: 'Sex, histology, grade and the like, read from the EHR afresh beside what was entered here; of one patient, not of a list.', complexity: ({ childComplexity }: { readonly childComplexity: number }) => 50 + childComplexity })
  async clinicalVariables(@Context() asking: Asking, @Parent() { id, isOfAList }: Patient): Promise<ClinicalVariables> {
    if (isOfAList) throw refuse('Clinical variables are read from the EHR for one patient: expected patient(id) instead of patients.', 400);
    const reading = await this.clinical.of(id);
    await this.audit.query(asking, 'patient.clinicalVariables', { facts: reading.facts.length }, id);
    return viewClinical(reading, today());
  }

  @Mutation(() => ClinicalVariables, { description: 'Enters a clinical variable that the EHR lacks, or takes back what was entered: for clinicians. Nothing that was entered is lost.' })
  async enterClinicalVariable(@Context() asking: Asking, @Args('entry') entry: ClinicalEntry): Promise<ClinicalVariables> {
    const principal = principalOf(asking.req);
    // An EHR may open a page for a patient, who is no clinician.
    const isPatient = /(?:^| )(?:Patient|RelatedPerson)\/[^ ]+$/.test(principal.name) && principal.patientId !== undefined;
    if (!hasRole(principal, ['clinician']) || isPatient) throw refuse('Clinical variables are entered by clinicians.', 403);
    const checked = checkEntry(entry, today());
    if (!checked.ok) throw refuse(checked.problem.text, 400);
    if ((await this.orders.overviewOf(entry.patientId)).length === 0) throw refuse('There is no order of the patient.', 404);
    await this.clinical.enter(entry.patientId, checked.value, principal.name);
    return viewClinical(await this.clinical.of(entry.patientId), today());
  }
}
