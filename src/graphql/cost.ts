import {
  type DocumentNode, type FragmentDefinitionNode, getArgumentValues, getNamedType, type GraphQLField, type GraphQLNamedType, type GraphQLSchema, isInterfaceType, isListType, isNonNullType, isObjectType, Kind,
  type OperationDefinitionNode, type SelectionNode, type SelectionSetNode,
} from 'graphql';

/** What a field is said to cost: a number, or how it follows from its arguments and from the cost of what is asked below it. */
type Declared = number | ((field: { readonly args: Readonly<Record<string, unknown>>; readonly childComplexity: number }) => number);

/** Option of a field that is a list of about so many. */
export const about = (size: number): { readonly complexity: Declared } => ({ complexity: ({ childComplexity }) => 1 + size * childComplexity });

/** Option of a field that is a list of as many as `first` asks for, or of a page. */
export const asAsked = (page: number): { readonly complexity: Declared } => ({
  complexity: ({ args: { first }, childComplexity }) => 1 + (typeof first === 'number' ? Math.max(first, 1) : page) * childComplexity,
});

/** Entries of a list that does not say how many it holds. */
const usualSize = 10;

type OperationType = Readonly<Record<OperationDefinitionNode['operation'], GraphQLNamedType | null | undefined>>;
type Field = GraphQLField<unknown, unknown>;

const isList = ({ type }: Field): boolean => isListType(isNonNullType(type) ? type.ofType : type);
const isDeclared = (value: unknown): value is Declared => typeof value === 'number' || typeof value === 'function';
const declaredAt = ({ extensions: { complexity } }: Field): Declared | undefined => (isDeclared(complexity) ? complexity : undefined);

/**
 * What a question costs: one for each field, times the entries of the lists it stands in. A list counts as many entries
 * as are asked for, or as it is declared to hold about; several operations are added up. The document must be valid.
 */
export function costOf(schema: GraphQLSchema, document: DocumentNode, variables: Readonly<Record<string, unknown>> = {}): number {
  const fragments = new Map(document.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [])));
  const costs = new Map<FragmentDefinitionNode, number>();

  const ofFragment = (name: string): number => {
    const fragment = fragments.get(name);
    if (!fragment) return 0;
    // Once for each fragment: those that hold one another twice would otherwise be walked exponentially.
    const cost = costs.get(fragment) ?? ofSelections(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value));
    costs.set(fragment, cost);
    return cost;
  };
  const ofSelection = (selection: SelectionNode, type: GraphQLNamedType | null | undefined): number => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return ofFragment(selection.name.value);
    if (selection.kind === Kind.INLINE_FRAGMENT) return ofSelections(selection.selectionSet, selection.typeCondition ? schema.getType(selection.typeCondition.name.value) : type);
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[selection.name.value] : undefined;
    if (!field) return 1;
    const childComplexity = selection.selectionSet ? ofSelections(selection.selectionSet, getNamedType(field.type)) : 0;
    const declared = declaredAt(field) ?? 1 + (isList(field) ? usualSize : 1) * childComplexity;
    return typeof declared === 'number' ? declared + childComplexity : declared({ args: getArgumentValues(field, selection, variables), childComplexity });
  };
  const ofSelections = ({ selections }: SelectionSetNode, type: GraphQLNamedType | null | undefined): number => selections.reduce((sum, selection) => sum + ofSelection(selection, type), 0);

  const roots: OperationType = { query: schema.getQueryType(), mutation: schema.getMutationType(), subscription: schema.getSubscriptionType() };
  return document.definitions.reduce((sum, one) => sum + (one.kind === Kind.OPERATION_DEFINITION ? ofSelections(one.selectionSet, roots[one.operation]) : 0), 0);
}
