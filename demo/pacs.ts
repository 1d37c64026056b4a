import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import fastify, { type FastifyInstance } from 'fastify';
import type { DemoInstance, DemoPatient, DemoStudy, Hospital } from './hospital.js';

const text = (vr: string, value: string) => ({ vr, Value: [value] });
const count = (value: number) => ({ vr: 'IS', Value: [value] });

function studyAnswer(patient: DemoPatient, study: DemoStudy) {
  return {
    '00080020': text('DA', study.started.slice(0, 10).replaceAll('-', '')), '00080050': text('SH', study.accessionNumber), '00100020': text('LO', patient.patientId),
    '0020000D': text('UI', study.studyInstanceUid), '00081030': text('LO', study.description), '00201208': count(study.instances.length),
  };
}

function seriesAnswers(study: DemoStudy) {
  const series = Map.groupBy(study.instances, (instance) => instance.seriesInstanceUid);
  return [...series].map(([uid, instances]) => ({ '00080060': text('CS', instances[0]?.modality ?? ''), '0020000D': text('UI', study.studyInstanceUid), '0020000E': text('UI', uid), '00201209': count(instances.length) }));
}

/** The instances one after another, as the body of a multipart/related answer; never more than one in memory. */
async function* multipart(instances: readonly DemoInstance[], boundary: string): AsyncGenerator<Uint8Array> {
  for (const instance of instances) {
    yield Buffer.from(`\r\n--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`);
    yield await instance.read();
  }
  yield Buffer.from(`\r\n--${boundary}--\r\n`);
}

/** A small PACS that speaks DICOMweb (PS3.18): QIDO-RS by study UID, accession number and patient, and WADO-RS. Read only. */
export function demonstrationPacs({ patients }: Hospital): FastifyInstance {
  const server = fastify({ logger: false });
  const studies = patients.flatMap((patient) => patient.studies.map((study) => ({ patient, study })));
  const byUid = new Map(studies.map(({ study }) => [study.studyInstanceUid, study]));

  server.get<{ Querystring: { AccessionNumber?: string; StudyInstanceUID?: string; PatientID?: string } }>('/dicom-web/studies', (request, reply) => {
    const { AccessionNumber: accession, StudyInstanceUID: uid, PatientID: patientId } = request.query;
    const found = studies.filter(({ patient, study }) => (accession === undefined || study.accessionNumber === accession) && (uid === undefined || study.studyInstanceUid === uid) && (patientId === undefined || patient.patientId === patientId));
    return reply.type('application/dicom+json').send(JSON.stringify(found.map(({ patient, study }) => studyAnswer(patient, study))));
  });
  server.get<{ Params: { study: string } }>('/dicom-web/studies/:study/series', (request, reply) => {
    const study = byUid.get(request.params.study);
    return reply.type('application/dicom+json').send(JSON.stringify(study ? seriesAnswers(study) : []));
  });
  server.get<{ Params: { study: string; series: string } }>('/dicom-web/studies/:study/series/:series', (request, reply) => {
    const instances = byUid.get(request.params.study)?.instances.filter((instance) => instance.seriesInstanceUid === request.params.series) ?? [];
    if (instances.length === 0) return reply.code(404).send({ message: 'There is no such series.' });
    const boundary = randomUUID();
    return reply.type(`multipart/related; type="application/dicom"; boundary=${boundary}`).send(Readable.from(multipart(instances, boundary)));
  });
  return server;
}
