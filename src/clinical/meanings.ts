import { isSystemName, systemAddress, type SystemName, systemName } from './code-systems.js';
import type { ClinicalVariable } from './variables.js';

/** A value of a coded variable, with the codes that mean it. */
export interface Meaning {
  readonly key: string;
  readonly display: string;
  /** Key of the wider meaning that it is one of: whoever says the wider one does not deny this one. */
  readonly within: string | undefined;
  /** The first is what it is entered as. */
  readonly codes: readonly { readonly name: SystemName; readonly code: string }[];
}

export interface Coding {
  readonly system: string;
  readonly code: string;
}

/** Codes as `system|code`, with the short name of the system. */
type Row = readonly [key: string, display: string, codes: string, within?: string];

const meaning = ([key, display, codes, within]: Row): Meaning => ({
  key, display, within, codes: codes.split(' ').flatMap((token) => { const [name = '', code = ''] = token.split('|'); return isSystemName(name) ? [{ name, code }] : []; }),
});

/** Soft-tissue sarcomas by ICD-O-3.2 morphology and SNOMED CT (DICOM CID 638 and 639). What was called malignant fibrous histiocytoma is undifferentiated pleomorphic sarcoma since the WHO classification of 2013. */
const histologies: readonly Row[] = [
  ['sarcoma', 'sarcoma', 'icd-o-3|8800/3 sct|1187396000 sct|2424003 sct|424952003'],
  ['spindle-cell-sarcoma', 'spindle cell sarcoma', 'icd-o-3|8801/3', 'sarcoma'],
  ['undifferentiated-pleomorphic-sarcoma', 'undifferentiated pleomorphic sarcoma', 'icd-o-3|8802/3 icd-o-3|8830/3 sct|34360000', 'sarcoma'],
  ['epithelioid-sarcoma', 'epithelioid sarcoma', 'icd-o-3|8804/3', 'sarcoma'],
  ['fibrosarcoma', 'fibrosarcoma', 'icd-o-3|8810/3 sct|53654007', 'sarcoma'],
  ['myxofibrosarcoma', 'myxofibrosarcoma', 'icd-o-3|8811/3', 'sarcoma'],
  ['malignant-solitary-fibrous-tumour', 'malignant solitary fibrous tumour', 'icd-o-3|8815/3', 'sarcoma'],
  ['liposarcoma', 'liposarcoma', 'icd-o-3|8850/3 sct|1162815008 sct|49430005', 'sarcoma'],
  ['well-differentiated-liposarcoma', 'well differentiated liposarcoma', 'icd-o-3|8851/3', 'liposarcoma'],
  ['myxoid-liposarcoma', 'myxoid liposarcoma', 'icd-o-3|8852/3', 'liposarcoma'],
  ['pleomorphic-liposarcoma', 'pleomorphic liposarcoma', 'icd-o-3|8854/3', 'liposarcoma'],
  ['dedifferentiated-liposarcoma', 'dedifferentiated liposarcoma', 'icd-o-3|8858/3', 'liposarcoma'],
  ['leiomyosarcoma', 'leiomyosarcoma', 'icd-o-3|8890/3 sct|1163022006 sct|51549004', 'sarcoma'],
  ['rhabdomyosarcoma', 'rhabdomyosarcoma', 'icd-o-3|8900/3', 'sarcoma'],
  ['synovial-sarcoma', 'synovial sarcoma', 'icd-o-3|9040/3', 'sarcoma'],
  ['spindle-cell-synovial-sarcoma', 'spindle cell synovial sarcoma', 'icd-o-3|9041/3', 'synovial-sarcoma'],
  ['biphasic-synovial-sarcoma', 'biphasic synovial sarcoma', 'icd-o-3|9043/3', 'synovial-sarcoma'],
  ['clear-cell-sarcoma', 'clear cell sarcoma', 'icd-o-3|9044/3', 'sarcoma'],
  ['angiosarcoma', 'angiosarcoma', 'icd-o-3|9120/3 sct|39000009', 'sarcoma'],
  ['extraskeletal-myxoid-chondrosarcoma', 'extraskeletal myxoid chondrosarcoma', 'icd-o-3|9231/3', 'sarcoma'],
  ['malignant-peripheral-nerve-sheath-tumour', 'malignant peripheral nerve sheath tumour', 'icd-o-3|9540/3 sct|19897006', 'sarcoma'],
  ['alveolar-soft-part-sarcoma', 'alveolar soft part sarcoma', 'icd-o-3|9581/3 sct|88195001', 'sarcoma'],
];

/** Parts of the body by SNOMED CT (DICOM CID 4), grouped as ICD-10 C48.0 and C49 group them: hip with the leg, buttock and groin with the pelvis, axilla with the thorax. */
const sites: readonly Row[] = [
  ['extremity', 'limb', 'sct|66019005'],
  ['lower-limb', 'lower limb', 'sct|61685007 icd-10|C49.2 icd-o-3|C49.2', 'extremity'],
  ['hip', 'hip', 'sct|29836001', 'lower-limb'],
  ['thigh', 'thigh', 'sct|68367000', 'lower-limb'],
  ['knee', 'knee', 'sct|72696002', 'lower-limb'],
  ['popliteal-fossa', 'popliteal fossa', 'sct|32361000', 'knee'],
  ['lower-leg', 'lower leg', 'sct|30021000', 'lower-limb'],
  ['foot', 'foot', 'sct|56459004', 'lower-limb'],
  ['upper-limb', 'upper limb', 'sct|53120007 icd-10|C49.1 icd-o-3|C49.1', 'extremity'],
  ['shoulder', 'shoulder', 'sct|16982005', 'upper-limb'],
  ['upper-arm', 'upper arm', 'sct|40983000', 'upper-limb'],
  ['forearm', 'forearm', 'sct|14975008', 'upper-limb'],
  ['hand', 'hand', 'sct|85562004', 'upper-limb'],
  ['trunk', 'trunk', 'sct|22943007 icd-10|C49.6 icd-o-3|C49.6'],
  ['back', 'back', 'sct|77568009', 'trunk'],
  ['flank', 'flank', 'sct|58602004', 'trunk'],
  ['thorax', 'thorax', 'sct|816094009 icd-10|C49.3 icd-o-3|C49.3', 'trunk'],
  ['chest-wall', 'chest wall', 'sct|78904004', 'thorax'],
  ['axilla', 'axilla', 'sct|91470000', 'thorax'],
  ['abdomen', 'abdomen', 'sct|818981001 icd-10|C49.4 icd-o-3|C49.4', 'trunk'],
  ['pelvis', 'pelvis', 'sct|816092008 sct|118645006 icd-10|C49.5 icd-o-3|C49.5', 'trunk'],
  ['buttock', 'buttock', 'sct|46862004', 'pelvis'],
  ['groin', 'groin', 'sct|26893007', 'pelvis'],
  ['retroperitoneum', 'retroperitoneum', 'sct|82849001 icd-10|C48.0 icd-o-3|C48.0'],
  ['head-and-neck', 'head and neck', 'sct|774007 icd-10|C49.0 icd-o-3|C49.0'],
  ['head', 'head', 'sct|69536005', 'head-and-neck'],
  ['neck', 'neck', 'sct|45048000', 'head-and-neck'],
];

/** As DICOM CID 6070 and ICD-O-3 number them; FNCLCC, the usual grade of sarcomas, has the first three. */
const grades: readonly Row[] = [
  ['grade-1', 'grade 1', 'sct|54102005 icd-o-3-grade|1'], ['grade-2', 'grade 2', 'sct|1663004 icd-o-3-grade|2'],
  ['grade-3', 'grade 3', 'sct|61026006 icd-o-3-grade|3'], ['grade-4', 'grade 4', 'sct|258245003 icd-o-3-grade|4'],
];

const stages: readonly Row[] = [
  ['stage-1', 'stage I', 'sct|13104003 ncit|C27966'], ['stage-2', 'stage II', 'sct|60333009 ncit|C28054'],
  ['stage-3', 'stage III', 'sct|50283003 ncit|C27970'], ['stage-4', 'stage IV', 'sct|2640006 ncit|C27971'],
];

const yesOrNo: readonly Row[] = [['yes', 'yes', 'sct|373066001'], ['no', 'no', 'sct|373067005']];

const rows: Readonly<Partial<Record<ClinicalVariable, readonly Row[]>>> = {
  sex: [['female', 'female', 'gender|female v3-gender|F sct|248152002 loinc|LA3-6'], ['male', 'male', 'gender|male v3-gender|M sct|248153007 loinc|LA2-8']],
  histology: histologies,
  grade: grades,
  stage: stages,
  site: sites,
  side: [['left', 'left', 'sct|7771000'], ['right', 'right', 'sct|24028007']],
  depth: [['deep', 'deep', 'sct|795002'], ['superficial', 'superficial', 'sct|26283006']],
  'prior-surgery': yesOrNo,
  'prior-radiotherapy': yesOrNo,
  'prior-chemotherapy': yesOrNo,
};

const tables = new Map(Object.entries(rows).map(([variable, of]) => [variable, of.map(meaning)]));

/** Every value that a coded variable can have; none of a number. */
export const meaningsOf = (variable: ClinicalVariable): readonly Meaning[] => tables.get(variable) ?? [];

/** ICD-10-CM adds the side to C49.1 and C49.2 as a further figure; some write codes without the dot. */
const plainCode = (system: SystemName, code: string): string => (system === 'icd-10' ? code.replace(/^(C4[89])\.?(\d)\d*$/, '$1.$2') : code);

/** What a code says of a variable; undefined where it is not known to say anything. */
export function meaningOfCode(variable: ClinicalVariable, { system, code }: Coding): Meaning | undefined {
  const name = systemName(system);
  if (name === undefined) return undefined;
  const plain = plainCode(name, code);
  return meaningsOf(variable).find(({ codes }) => codes.some((one) => one.name === name && one.code === plain));
}

/** The code a meaning is entered as. */
export const codingOf = ({ codes: [first] }: Meaning): Coding => (first === undefined ? { system: '', code: '' } : { system: systemAddress(first.name), code: first.code });

/** The meaning with those it is one of, from itself to the widest. */
export function widening(variable: ClinicalVariable, key: string): readonly string[] {
  const found = meaningsOf(variable).find((one) => one.key === key);
  return found === undefined ? [] : [found.key, ...(found.within === undefined ? [] : widening(variable, found.within))];
}
