import { useMutation, useQuery } from 'urql';
import { type ClinicalEntry, type ClinicalFact, clinicalQuery, type ClinicalVariable, enterMutation } from './clinical-api.js';
import { ClinicalForm } from './clinical-form.js';

interface Entering {
  readonly patientId: string;
  readonly onEnter: (entry: ClinicalEntry) => void;
}

const sourceOf = ({ source, resource, versionId, enteredBy, enteredAt }: ClinicalFact): string => (source === 'entered'
  ? `entered by ${enteredBy ?? ''}, ${(enteredAt ?? '').slice(0, 16).replace('T', ' ')} UTC`
  : `${resource ?? ''}${versionId === null ? '' : `, version ${versionId}`}`);

function VariableRows({ variable, patientId, onEnter }: Entering & { readonly variable: ClinicalVariable }) {
  const { facts, label, problem, standing } = variable;
  if (facts.length === 0) return <tr><th scope="row">{label}</th><td className="quiet" colSpan={3}>not known</td></tr>;
  return (
    <>
      {facts.map((fact, k) => (
        <tr key={`${fact.source}${fact.resource ?? ''}${fact.value}`}>
          {k === 0 ? <th scope="row" rowSpan={facts.length}>{label}{standing === 'known' ? null : <span className="mark">{standing}</span>}</th> : null}
          <td>{fact.value}</td><td>{fact.date ?? '–'}</td>
          <td className="wrap">{sourceOf(fact)} {fact.source === 'entered' ? <button type="button" aria-label={`Take back ${label}`} onClick={() => { onEnter({ patientId, variable: variable.variable }); }}>Take back</button> : null}</td>
        </tr>
      ))}
      {standing === 'known' || standing === 'missing' || problem === null ? null : <tr><td className="wrap abstention" colSpan={4}>{problem}</td></tr>}
    </>
  );
}

/** What is known of a patient beside images: of the EHR, and what people entered; with a form for what the EHR lacks. */
export function ClinicalSection({ patientId }: { readonly patientId: string }) {
  const [{ data, error }] = useQuery({ query: clinicalQuery, variables: { id: patientId }, requestPolicy: 'cache-and-network' });
  const [entered, enter] = useMutation(enterMutation);
  const clinical = data?.patient?.clinicalVariables;
  if (error) return <p className="problem">The clinical variables could not be read: {error.message}</p>;
  if (!clinical) return <p className="quiet">Reading the EHR …</p>;
  const onEnter = (entry: ClinicalEntry) => { void enter({ entry }); };
  return (
    <section className="clinical" aria-label="Clinical variables">
      <h3>Clinical variables</h3>
      <div className="scroll">
        <table>
          <thead><tr><th>Variable</th><th>Value</th><th>Date</th><th>From</th></tr></thead>
          <tbody>{clinical.variables.map((variable) => <VariableRows key={variable.variable} variable={variable} patientId={patientId} onEnter={onEnter} />)}</tbody>
        </table>
      </div>
      {clinical.notRead.length + clinical.leftOut.length > 0 ? (
        <details>
          <summary>Not taken from the EHR: {clinical.notRead.length + clinical.leftOut.length}</summary>
          <ul>{clinical.notRead.map((one) => <li key={one}>{one}</li>)}{clinical.leftOut.map(({ resource, reason }) => <li key={`${resource}${reason}`}>{resource}: {reason}</li>)}</ul>
        </details>
      ) : null}
      <ClinicalForm patientId={patientId} variables={clinical.variables} onEnter={onEnter} />
      {entered.error ? <p className="problem" role="alert">Not entered: {entered.error.graphQLErrors.map(({ message }) => message).join(' ') || 'the service could not be asked.'}</p> : null}
      <p className="quiet">Enter what the EHR lacks. What is entered is kept with your name and the time, and the next analysis takes it; results of before stay as they are.</p>
    </section>
  );
}
