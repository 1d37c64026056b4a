import { useState } from 'react';
import type { ClinicalEntry, ClinicalVariable } from './clinical-api.js';

interface Props {
  readonly patientId: string;
  readonly variables: readonly ClinicalVariable[];
  readonly onEnter: (entry: ClinicalEntry) => void;
}

/** Code and number as the fields of the form hold them. */
function entryOf(patientId: string, { variable, choices }: ClinicalVariable, fields: FormData): ClinicalEntry {
  const text = (name: string): string => { const value = fields.get(name); return typeof value === 'string' ? value : ''; };
  const chosen = choices.find(({ code }) => code === text('code'));
  const value = chosen === undefined ? { number: Number(text('number')), unit: text('unit') } : { system: chosen.system, code: chosen.code };
  return { patientId, variable, ...value, ...(text('day') === '' ? {} : { onDay: text('day') }) };
}

function ValueField({ of }: { readonly of: ClinicalVariable }) {
  if (of.choices.length > 0) {
    return <label>Value <select name="code" required defaultValue=""><option value="" disabled>choose …</option>{of.choices.map(({ code, display }) => <option key={code} value={code}>{display}</option>)}</select></label>;
  }
  return (
    <>
      <label>Value <input name="number" type="number" step="any" min="0" required /></label>
      <label>Unit <select name="unit">{of.units.map((unit) => <option key={unit}>{unit}</option>)}</select></label>
    </>
  );
}

const dayLabel = ({ variable, choices }: ClinicalVariable): string => (!variable.startsWith('prior-') ? choices.length > 0 ? 'Day' : 'Measured on' : 'Begun on, or none until');

/** Enters what the EHR lacks. */
export function ClinicalForm({ patientId, variables, onEnter }: Props) {
  const [chosen, setChosen] = useState(variables.find(({ standing }) => standing === 'missing')?.variable ?? variables[0]?.variable);
  const variable = variables.find((one) => one.variable === chosen);
  if (!variable) return null;
  return (
    <form className="entry" aria-label="Enter a clinical variable" onSubmit={(event) => { event.preventDefault(); onEnter(entryOf(patientId, variable, new FormData(event.currentTarget))); event.currentTarget.reset(); }}>
      <label>Variable <select value={chosen} onChange={(event) => { setChosen(event.target.value); }}>{variables.map((one) => <option key={one.variable} value={one.variable}>{one.label}</option>)}</select></label>
      <ValueField key={variable.variable} of={variable} />
      {variable.isDated ? <label>{dayLabel(variable)} <input name="day" type="date" required /></label> : null}
      <button type="submit">Enter</button>
    </form>
  );
}
