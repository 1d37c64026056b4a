import { type DocumentNode, GraphQLError, type GraphQLSchema, NoSchemaIntrospectionCustomRule, type ValidationRule } from 'graphql';
import mercurius from 'mercurius';
import { costOf } from './cost.js';

/** How large a question may be; far above what the pages ask. */
export const limits = { depth: 8, aliases: 20, cost: 50_000, tokens: 600 } as const;

/** The same field under many names is many questions in one. */
const fewAliases: ValidationRule = (context) => {
  let count = 0;
  return {
    Field(node) {
      if (node.alias) count += 1;
      if (node.alias && count === limits.aliases + 1) context.reportError(new GraphQLError(`The question has more than ${limits.aliases} aliases.`, { nodes: node }));
    },
  };
};

/** Rules beside those of the standard. What the schema holds is asked of the demonstration only; schema.graphql says it to everybody else. */
export const rulesFor = ({ demonstration }: { readonly demonstration: boolean }): ValidationRule[] => (demonstration ? [fewAliases] : [fewAliases, NoSchemaIntrospectionCustomRule]);

/** Refuses what is no GraphQL before it is parsed: mercurius would take a syntax tree in JSON, of whatever shape, as well. */
export function refuseTrees(_schema: GraphQLSchema, source: string): void {
  if (/^\s*[{["]\s*["\]}]/.test(source)) throw new mercurius.ErrorWithProps('The question is not GraphQL.', undefined, 400);
}

/** Refuses a question that costs more than the limit. */
export function refuseCostly(schema: GraphQLSchema, document: DocumentNode, variables: Readonly<Record<string, unknown>> | undefined): void {
  const cost = costOf(schema, document, variables);
  if (cost > limits.cost) throw new mercurius.ErrorWithProps(`The question costs ${cost}, expected at most ${limits.cost}; each field counts one, times the entries of the lists it stands in.`, undefined, 400);
}
