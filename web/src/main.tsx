import { StrictMode, useCallback, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { cacheExchange, Client, fetchExchange, Provider } from 'urql';
import { graphqlAddress } from './api.js';
import { App } from './app.js';
import { Launched } from './launched.js';
import './styles.css';

/** Asks for an access token, which stays in this page's memory and is gone with it. */
function TokenForm({ onToken }: { readonly onToken: (token: string) => void }) {
  return (
    <form className="token" onSubmit={(event) => { event.preventDefault(); const given = new FormData(event.currentTarget).get('token'); if (typeof given === 'string' && given !== '') onToken(given); }}>
      <h1>Sarcolens</h1>
      <label>Access token <input name="token" type="password" autoComplete="off" required /></label>
      <button type="submit">Open</button>
      <p className="quiet">The token is kept in this page only, and is gone when it is closed.</p>
    </form>
  );
}

/** Where the service leads a browser that an EHR sent. */
const isLaunched = window.location.hash === '#/launched';

function Page() {
  const [token, setToken] = useState<string>();
  const [isRefused, setRefused] = useState(false);
  const client = useMemo(() => new Client({
    url: graphqlAddress, exchanges: [cacheExchange, fetchExchange], preferGetMethod: false,
    fetchOptions: () => ({ headers: token === undefined ? {} : { authorization: `Bearer ${token}` } }),
  }), [token]);
  const onRefused = useCallback(() => { setRefused(true); }, []);
  if (isLaunched) return <Provider value={client}><Launched /></Provider>;
  if (isRefused) return <TokenForm onToken={(given) => { setToken(given); setRefused(false); }} />;
  return <Provider value={client}><App onRefused={onRefused} /></Provider>;
}

const holder = document.getElementById('page');
if (holder) createRoot(holder).render(<StrictMode><Page /></StrictMode>);
