import type { CoursePoint, Lesion, ResultPoint } from './api.js';
import { day, figure, percent, signedPercent } from './format.js';

interface Props {
  readonly lesion: Lesion;
  readonly selected: string | undefined;
  readonly onSelect: (resultId: string) => void;
}

const at = (points: readonly CoursePoint[], instant: string): CoursePoint | undefined => points.find((point) => day(point.acquiredAt) === day(instant));

function Answer({ result }: { readonly result: ResultPoint | undefined }) {
  if (!result) return <>–</>;
  if (result.probability === null) return <span className="abstention">not assessable</span>;
  return <>{percent(result.probability)} <span className="quiet">({percent(result.interval?.lower ?? 0)} to {percent(result.interval?.upper ?? 0)})</span></>;
}

/** Every time point as a row, for reading and for those who do not see the chart. */
export function CourseTable({ lesion, selected, onSelect }: Props) {
  return (
    <div className="scroll">
      <table>
        <thead><tr><th>Study</th><th>Volume</th><th>since first</th><th>SUVmax</th><th>since first</th><th>Risk</th><th>Model</th><th><span className="hidden">Provenance</span></th></tr></thead>
        <tbody>
          {lesion.timePoints.map(({ acquiredAt, studyInstanceUid, results }) => {
            const volume = at(lesion.volume, acquiredAt);
            const suvMax = at(lesion.suvMax, acquiredAt);
            const result = results.at(-1);
            return (
              <tr key={studyInstanceUid} className={result && result.id === selected ? 'selected' : undefined}>
                <td>{day(acquiredAt)}</td>
                <td>{volume ? `${figure(volume.value / 1000)} mL` : '–'}</td>
                <td>{signedPercent(volume?.sinceBaseline?.percent)}</td>
                <td>{suvMax ? figure(suvMax.value) : '–'}</td>
                <td>{signedPercent(suvMax?.sinceBaseline?.percent)}</td>
                <td><Answer result={result} /></td>
                <td>{result ? `${result.model.name} ${result.model.version}` : '–'}</td>
                <td>{result ? <button type="button" onClick={() => { onSelect(result.id); }}>Provenance</button> : null}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
