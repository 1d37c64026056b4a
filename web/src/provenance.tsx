import { useQuery } from 'urql';
import { type Provenance as ProvenanceOfResult, provenanceQuery } from './api.js';
import { Comparators } from './comparators.js';
import { day, figure, percent, short } from './format.js';

const Code = ({ text }: { readonly text: string }) => <code title={text}>{short(text)}</code>;

function Answer({ result }: { readonly result: ProvenanceOfResult }) {
  if (result.abstention) return <p className="abstention">Not assessable: {result.abstention.text}</p>;
  return <p><strong>{percent(result.probability ?? 0)}</strong> ({percent(result.interval?.level ?? 0)} interval {percent(result.interval?.lower ?? 0)} to {percent(result.interval?.upper ?? 0)})</p>;
}

function Inputs({ result }: { readonly result: ProvenanceOfResult }) {
  if (result.inputs.length === 0) return null;
  return (
    <>
      <h4>Inputs of the model</h4>
      <div className="scroll">
        <table>
          <thead><tr><th>Input</th><th>Value</th><th>Effect, log-odds</th><th>From</th></tr></thead>
          <tbody>
            {result.inputs.map((input) => (
              <tr key={input.name}><td>{input.name}</td><td>{figure(input.value)} {input.unit}</td><td>{input.contribution === null ? '–' : input.contribution.toFixed(2)}</td><td className="wrap">{input.source}</td></tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Measured({ result }: { readonly result: ProvenanceOfResult }) {
  return (
    <>
      <h4>Measured on</h4>
      <ul>
        {result.featureSets.map((set) => (
          <li key={set.id}>
            {set.modality} {set.seriesDescription}: {set.roi} in {set.maskModality}, {set.voxels} voxels; {set.instances} instances, hash <Code text={set.instancesSha256} />; series <Code text={set.seriesInstanceUid} />; mask <Code text={set.maskSopInstanceUid} />; settings <Code text={set.settingsHash} />
          </li>
        ))}
        {result.resources.map((resource) => <li key={resource.reference}>{resource.reference}{resource.versionId === null ? '' : `, version ${resource.versionId}`}</li>)}
      </ul>
    </>
  );
}

/** Everything a clicked result rests on. */
export function Provenance({ id }: { readonly id: string }) {
  const [{ data, error }] = useQuery({ query: provenanceQuery, variables: { id } });
  if (error) return <p className="problem">The provenance could not be read: {error.message}</p>;
  const result = data?.result;
  if (!result) return <p className="quiet">Reading …</p>;
  return (
    <section className="provenance" aria-label="Provenance of the result">
      <h3>Result of the study of {day(result.acquiredAt)}</h3>
      {result.withdrawn ? <p className="problem">Withdrawn: its order was entered in error.</p> : null}
      <Answer result={result} />
      <p>Model <strong>{result.model.name} {result.model.version}</strong> ({result.model.status}), checksum <Code text={result.model.onnxSha256} />; {result.engine}; computed {day(result.createdAt)}.</p>
      <Inputs result={result} />
      <Comparators />
      <Measured result={result} />
      {result.warnings.length > 0 ? <><h4>Warnings</h4><ul>{result.warnings.map((warning) => <li key={warning}>{warning}</li>)}</ul></> : null}
      <p className="quiet">Result <code>{result.id}</code>; <code>sarcolens reanalyse {result.id}</code> computes it again. Content hash <Code text={result.contentHash} />.</p>
    </section>
  );
}
