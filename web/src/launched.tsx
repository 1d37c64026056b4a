import { useEffect, useState } from 'react';
import { useQuery } from 'urql';
import { siteQuery } from './api.js';
import { PatientPage } from './patient-page.js';
import { Provenance } from './provenance.js';

/** For whom an EHR opened this page; the browser holds the session, and no script can read it. */
interface Session {
  readonly patientId: string;
  readonly resultId: string | null;
  readonly expiresAt: string;
}

const isSession = (value: unknown): value is Session => typeof value === 'object' && value !== null && 'patientId' in value && typeof value.patientId === 'string' && 'expiresAt' in value;

/** Undefined while it is asked for; null where there is none, or its time is over. */
function useSession(): Session | null | undefined {
  const [session, setSession] = useState<Session | null>();
  useEffect(() => {
    const asked = async () => { const answer = await fetch('launch/patient'); const body: unknown = answer.ok ? await answer.json() : null; return isSession(body) ? body : null; };
    asked().then(setSession, () => { setSession(null); });
  }, []);
  useEffect(() => {
    if (!session) return undefined;
    const timer = setTimeout(() => { setSession(null); }, Math.max(0, Date.parse(session.expiresAt) - Date.now()));
    return () => { clearTimeout(timer); };
  }, [session]);
  return session;
}

/** The page as an EHR opens it: one patient, for a short time. */
export function Launched() {
  const session = useSession();
  const [{ data, error }] = useQuery({ query: siteQuery, pause: !session });
  if (session === null) return <p className="problem">The time of this page is over; open it from the EHR again.</p>;
  if (error) return <p className="problem">The service could not be asked: {error.message}</p>;
  if (!session || !data) return <p className="quiet">Reading …</p>;
  const { site } = data;
  return (
    <>
      <header>
        <h1>Sarcolens</h1>
        <p>{site.outcome} Model {site.model.name} {site.model.version}: <strong>{site.model.status}</strong>.</p>
      </header>
      <main>
        <PatientPage id={session.patientId} />
        {session.resultId === null ? null : <><h3>The result of the card</h3><Provenance id={session.resultId} /></>}
      </main>
      <footer className="quiet">{site.engine}. Opened from the EHR, until {new Date(session.expiresAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}.</footer>
    </>
  );
}
