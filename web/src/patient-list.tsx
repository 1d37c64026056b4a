import { useState } from 'react';
import { useQuery } from 'urql';
import { type ListedPatient, patientsAtOnce, patientsQuery } from './api.js';
import { stateWord } from './format.js';
import { SubjectMark } from './subject-mark.js';

interface Props {
  readonly patients: readonly ListedPatient[];
  /** The patient whose page is open. */
  readonly chosen: string | undefined;
}

/** The patients after one, once they are asked for. */
function FurtherPatients({ after, chosen }: { readonly after: string; readonly chosen: string | undefined }) {
  const [isAsked, setIsAsked] = useState(false);
  const [{ data, error }] = useQuery({ query: patientsQuery, variables: { after }, pause: !isAsked });
  if (!isAsked) return <button type="button" onClick={() => { setIsAsked(true); }}>Further patients</button>;
  if (error) return <p className="problem">Further patients could not be read: {error.message}</p>;
  return data ? <PatientList patients={data.patients} chosen={chosen} /> : <p className="quiet">Reading …</p>;
}

/** Patients in the order of their ids, a page at a time. */
export function PatientList({ patients, chosen }: Props) {
  const last = patients.at(-1);
  return (
    <>
      <ul>
        {patients.map(({ id, subject, orders }) => (
          <li key={id}>
            <a href={`#/patients/${encodeURIComponent(id)}`} aria-current={id === chosen ? 'page' : undefined}>
              {id}<SubjectMark subject={subject} />
              <span className="quiet">{orders.length} {orders.length === 1 ? 'order' : 'orders'}, newest {stateWord(orders.at(-1)?.analysis?.state ?? 'without analysis')}</span>
            </a>
          </li>
        ))}
      </ul>
      {last && patients.length === patientsAtOnce ? <FurtherPatients after={last.id} chosen={chosen} /> : null}
    </>
  );
}
