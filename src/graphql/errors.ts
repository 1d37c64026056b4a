import { type ExecutionResult, GraphQLError } from 'graphql';
import mercurius, { type MercuriusContext } from 'mercurius';

type FailedExecution = ExecutionResult & Required<Pick<ExecutionResult, 'errors'>>;

/** True where the asker can mend it: a question that does not follow the schema, or a request that could not be read. */
function isOfTheAsker({ originalError }: GraphQLError): boolean {
  const status: unknown = originalError ? Reflect.get(originalError, 'statusCode') : 400;
  return typeof status === 'number' && status < 500;
}

/**
 * Errors as they are shown: what went wrong inside is told to `report` and to nobody else. A question that could not be
 * taken is 400, however many things are wrong with it.
 */
export const errorsShown = (report: (error: GraphQLError) => void) => (execution: FailedExecution, context: MercuriusContext) => {
  const errors = execution.errors.map((error) => {
    if (isOfTheAsker(error)) return error;
    report(error);
    return new GraphQLError('The question could not be answered.', { nodes: error.nodes ?? null, path: error.path ?? null });
  });
  const { statusCode, response } = mercurius.defaultErrorFormatter({ ...execution, errors }, context);
  return { response, statusCode: statusCode === 200 && !execution.data && execution.errors.every(isOfTheAsker) ? 400 : statusCode };
};
