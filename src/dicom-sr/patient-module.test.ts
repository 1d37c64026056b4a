import { slice } from '../../test/support/dicom-objects.js';
import { headerOf } from '../../test/support/written-objects.js';
import type { Dataset } from '../platform/dicom/dataset.js';
import { encode } from '../platform/dicom/encode.js';
import { patientAndStudy } from './patient-module.js';

/** The copy of an instance in which these bytes stand for a marker of the same length, as an old scanner wrote them. */
function copiedFrom(changes: Dataset, marker = '', bytes: Uint8Array = new Uint8Array(0)): Dataset {
  const file = Buffer.from(encode(slice(0, changes)));
  if (marker !== '') file.set(bytes, file.indexOf(marker));
  return patientAndStudy(headerOf(file));
}

describe('patient and study modules (PS3.3 C.7.1.1, C.7.2.1)', () => {
  test('what the source says is copied, what it leaves empty stays empty, nothing is invented', () => {
    const copied = copiedFrom({ PatientName: 'Doe^Jane', PatientBirthDate: '19700102', PatientSex: 'F', AccessionNumber: 'A1', PatientWeight: '70.5' });
    expect(copied).toMatchObject({ PatientName: 'Doe^Jane', PatientID: 'P', PatientBirthDate: '19700102', PatientSex: 'F', AccessionNumber: 'A1', PatientWeight: '70.5', StudyDate: '20260302', StudyTime: '', StudyID: '', ReferringPhysicianName: '' });
    expect(Object.keys(copied)).not.toContain('PatientAge');
  });

  test('Latin 1 becomes UTF-8', () => {
    expect(copiedFrom({ SpecificCharacterSet: 'ISO_IR 100', PatientName: 'M#ller^J#rg' }, 'M#ller^J#rg', Buffer.from('Müller^Jörg', 'latin1'))).toMatchObject({ SpecificCharacterSet: 'ISO_IR 192', PatientName: 'Müller^Jörg' });
  });

  test('a name in kanji with its code extension becomes UTF-8, group by group (PS3.5 H.3)', () => {
    const escaped = Buffer.from('\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B', 'latin1');
    const copied = copiedFrom({ SpecificCharacterSet: '\\ISO 2022 IR 87', PatientName: `Yamada^Tarou=${'#'.repeat(escaped.length)}` }, '#'.repeat(escaped.length), escaped);
    expect(copied.PatientName).toBe('Yamada^Tarou=山田^太郎');
  });

  test('a text longer than DICOM allows is cut, a date that is none is left empty', () => {
    expect(copiedFrom({ StudyDescription: 'd'.repeat(80), PatientBirthDate: '1970-01-02' })).toMatchObject({ StudyDescription: 'd'.repeat(64), PatientBirthDate: '' });
  });

  test('that the identity was removed is carried on, with the codes of how', () => {
    const how = { CodeValue: '113100', CodingSchemeDesignator: 'DCM', CodeMeaning: 'Basic Application Confidentiality Profile' };
    expect(copiedFrom({ PatientIdentityRemoved: 'YES', DeidentificationMethodCodeSequence: [how] })).toMatchObject({ PatientIdentityRemoved: 'YES', DeidentificationMethodCodeSequence: [how] });
  });
});
