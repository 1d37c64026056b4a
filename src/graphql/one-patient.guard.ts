import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { type GqlContextType, GqlExecutionContext } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import mercurius from 'mercurius';
import { PatientsService } from '../patients/patients.service.js';
import { ResultsService } from '../results/results.service.js';
import { principalOf } from '../security/access.hook.js';

type Arguments = Readonly<Record<string, unknown>>;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Holds a page that an EHR opened for one patient to that patient: it may ask for the site, for the patient and for the
 * patient's results, and enter the patient's clinical variables. Every other question, one that comes to be later as well, is not for it.
 */
@Injectable()
export class OnePatientGuard implements CanActivate {
  constructor(private readonly patients: PatientsService, private readonly results: ResultsService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType<GqlContextType>() !== 'graphql') return true;
    const question = GqlExecutionContext.create(context);
    const { patientId } = principalOf(question.getContext<{ readonly req: FastifyRequest }>().req);
    if (patientId === undefined) return true;
    const { parentType, fieldName } = question.getInfo<{ readonly parentType: { readonly name: string }; readonly fieldName: string }>();
    // What hangs on an answer is of the same patient.
    if (!['Query', 'Mutation', 'Subscription'].includes(parentType.name)) return true;
    const given = question.getArgs<Arguments>();
    const isOwn = parentType.name === 'Query' ? fieldName === 'site' || await this.isOf(patientId, fieldName, given) : fieldName === 'enterClinicalVariable' && await this.isOf(patientId, 'patient', { id: Reflect.get(Object(given.entry), 'patientId') });
    if (!isOwn) throw new mercurius.ErrorWithProps('This page was opened for one patient; the question is about something else.', undefined, 403);
    return true;
  }

  private async isOf(patientId: string, field: string, { id }: Arguments): Promise<boolean> {
    const { ids } = await this.patients.sameAs(patientId);
    if (field === 'patient') return ids.includes(textOf(id));
    const result = field === 'result' && uuid.test(textOf(id)) ? await this.results.find(textOf(id)) : null;
    return result !== null && ids.includes(result.patientId);
  }
}
