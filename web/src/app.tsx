import { useEffect, useState } from 'react';
import { useQuery } from 'urql';
import { cardQuery, overviewQuery } from './api.js';
import { Comparators } from './comparators.js';
import { PatientList } from './patient-list.js';
import { PatientPage } from './patient-page.js';

const patientInAddress = (): string | undefined => {
  const match = /^#\/patients\/(.+)$/.exec(window.location.hash);
  return match?.[1] === undefined ? undefined : decodeURIComponent(match[1]);
};

const cardInAddress = (): string | undefined => /^#\/cards\/([0-9a-f-]+)$/.exec(window.location.hash)?.[1];

/** What the address names: a patient's page, or the card whose link was followed. */
function useAddress(): { readonly patient: string | undefined; readonly card: string | undefined } {
  const read = () => ({ patient: patientInAddress(), card: cardInAddress() });
  const [named, setNamed] = useState(read);
  useEffect(() => {
    const follow = () => { setNamed(read()); };
    window.addEventListener('hashchange', follow);
    return () => { window.removeEventListener('hashchange', follow); };
  }, []);
  return named;
}

/** The patient a card was about. */
function CardPage({ uuid }: { readonly uuid: string }) {
  const [{ data, error }] = useQuery({ query: cardQuery, variables: { uuid } });
  if (error) return <p className="problem">The card could not be read: {error.message}</p>;
  if (!data) return <p className="quiet">Reading …</p>;
  return data.card ? <PatientPage key={data.card.patientId} id={data.card.patientId} /> : <p className="problem">No such card was shown.</p>;
}

interface Props {
  /** Asks for an access token again. */
  readonly onRefused: () => void;
}

export function App({ onRefused }: Props) {
  const { patient: chosen, card } = useAddress();
  const [{ data, error }] = useQuery({ query: overviewQuery });
  const isRefused = error?.response !== undefined && [401, 403].includes(Number(Reflect.get(Object(error.response), 'status')));
  useEffect(() => { if (isRefused) onRefused(); }, [isRefused, onRefused]);
  if (error) return <p className="problem">The service could not be asked: {error.message}</p>;
  if (!data) return <p className="quiet">Reading …</p>;
  const { site, patients } = data;
  return (
    <>
      <header>
        <h1><a href="#/">Sarcolens</a></h1>
        <p>{site.outcome} Model {site.model.name} {site.model.version}: <strong>{site.model.status}</strong>.</p>
      </header>
      {site.demonstration ? <p className="banner">Demonstration. Patients marked synthetic are phantoms, not people; those marked training patient are public and have trained the model, with a birth date made up from the published age. Nothing here is for a decision about anybody.</p> : null}
      <div className="columns">
        <nav aria-label="Patients">
          <h2>Patients</h2>
          <PatientList patients={patients} chosen={chosen} />
          {patients.length === 0 ? <p className="quiet">No order has arrived yet.</p> : null}
        </nav>
        <main>{card !== undefined ? <CardPage uuid={card} /> : chosen === undefined ? <Limits limits={site.limits} /> : <PatientPage key={chosen} id={chosen} />}</main>
      </div>
      <footer className="quiet">{site.engine}</footer>
    </>
  );
}

const Limits = ({ limits }: { readonly limits: readonly string[] }) => (
  <>
    <h2>What the model is not</h2>
    <ul>{limits.map((limit) => <li key={limit}>{limit}</li>)}</ul>
    <Comparators />
    <p className="quiet">Choose a patient to see the course of each lesion.</p>
  </>
);
