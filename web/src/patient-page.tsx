import { useCallback, useState } from 'react';
import { useQuery } from 'urql';
import { type Lesion, type Order, patientQuery } from './api.js';
import { ClinicalSection } from './clinical-section.js';
import { CourseTable } from './course-table.js';
import { stateWord } from './format.js';
import { Provenance } from './provenance.js';
import { SubjectMark } from './subject-mark.js';
import { TrendChart } from './trend-chart.js';

function LesionCourse({ lesion }: { readonly lesion: Lesion }) {
  const [selected, setSelected] = useState<string>();
  const select = useCallback((id: string) => { setSelected(id); }, []);
  const isMeasured = lesion.volume.length > 0;
  return (
    <section className="lesion">
      <h3>{isMeasured ? lesion.label : 'Studies without a measured lesion'}</h3>
      {isMeasured ? <TrendChart lesion={lesion} onSelect={select} /> : null}
      <CourseTable lesion={lesion} selected={selected} onSelect={select} />
      {selected === undefined ? <p className="quiet">Click a point or a row’s button to see what the result rests on.</p> : <Provenance id={selected} />}
    </section>
  );
}

function OpenOrders({ orders }: { readonly orders: readonly Order[] }) {
  const open = orders.filter((order) => order.analysis && order.analysis.state !== 'done');
  if (open.length === 0) return null;
  return (
    <ul className="orders">
      {open.map((order) => <li key={order.id}>Order {order.placer}: {stateWord(order.analysis?.state ?? '')}{order.analysis?.problemText ? `. ${order.analysis.problemText}` : ''}</li>)}
    </ul>
  );
}

/** One patient: each lesion's course. */
export function PatientPage({ id }: { readonly id: string }) {
  const [{ data, error }] = useQuery({ query: patientQuery, variables: { id }, requestPolicy: 'cache-and-network' });
  if (error) return <p className="problem">The patient could not be read: {error.message}</p>;
  if (!data) return <p className="quiet">Reading …</p>;
  if (!data.patient) return <p className="problem">There is no order of a patient {id}.</p>;
  const { patient } = data;
  return (
    <>
      <h2>Patient {patient.id}<SubjectMark subject={patient.subject} /></h2>
      {patient.subject === 'training' ? <p className="quiet">This patient is of the model’s own training data; what is shown is no prediction. The birth date is reconstructed from the published age.</p> : null}
      <OpenOrders orders={patient.orders} />
      {patient.lesions.length === 0 ? <p className="quiet">No study has been measured yet.</p> : null}
      {patient.lesions.map((lesion) => <LesionCourse key={lesion.key} lesion={lesion} />)}
      <ClinicalSection patientId={patient.id} />
      <p className="quiet">Changes are taken between measurements with the same settings, and are not compared with measurement noise here. Volume and SUVmax are of the PET.</p>
    </>
  );
}
