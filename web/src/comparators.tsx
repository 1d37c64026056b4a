import { useQuery } from 'urql';
import { siteQuery } from './api.js';

/** The model in use beside simpler ones on the same patients: whoever sees a score sees whether it needed radiomics. */
export function Comparators() {
  const [{ data }] = useQuery({ query: siteQuery });
  if (!data) return null;
  const { model, candidates } = data.site;
  return (
    <>
      <h4>{model.name} {model.version} beside simpler models</h4>
      <div className="scroll">
        <table>
          <thead><tr><th>Model</th><th>AUC (95 % interval)</th><th>Brier score</th></tr></thead>
          <tbody>
            {candidates.map(({ name, auc, aucLower, aucUpper, brier }) => (
              <tr key={name}><td>{name}</td><td>{auc.toFixed(2)} ({aucLower.toFixed(2)} to {aucUpper.toFixed(2)})</td><td>{brier.toFixed(3)}</td></tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="quiet">Cross-validated on the training patients; an AUC of 0.5 is chance, a smaller Brier score is better.</p>
    </>
  );
}
