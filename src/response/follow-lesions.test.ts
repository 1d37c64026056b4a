import { followLesions, type FollowedResult, type FollowedSet } from './follow-lesions.js';

const day = (number: number): Date => new Date(Date.UTC(2026, 2, number));
const set = (more: Partial<FollowedSet> = {}): FollowedSet => ({ lesionKey: 'A', studyInstanceUid: '1', seriesInstanceUid: '1.1', acquiredAt: day(1), createdAt: day(20), analysisId: 'a', ...more });
const result = (more: Partial<FollowedResult> = {}): FollowedResult => ({ lesionKey: 'A', studyInstanceUid: '1', acquiredAt: day(1), createdAt: day(20), analysisId: 'a', modelName: 'm', modelVersion: '1.0.0', ...more });

describe('lesions followed over time', () => {
  test('time points stand in the order of acquisition, not of analysis', () => {
    const [lesion] = followLesions([set({ studyInstanceUid: '2', acquiredAt: day(9), createdAt: day(10) }), set({ createdAt: day(11) })], []);
    expect(lesion.points.map((point) => point.studyInstanceUid)).toEqual(['1', '2']);
  });

  test('each lesion has its own points', () => {
    expect(followLesions([set(), set({ lesionKey: 'B', seriesInstanceUid: '1.2' })], []).map(({ key, points }) => [key, points.length])).toEqual([['A', 1], ['B', 1]]);
  });

  test('of a study analysed twice, the newest feature set of each series counts', () => {
    const [before, now, other] = [set({ createdAt: day(20) }), set({ createdAt: day(21) }), set({ seriesInstanceUid: '1.2' })];
    expect(followLesions([now, before, other], [])[0].points[0].featureSets).toEqual([now, other]);
  });

  test('results of two model versions stand side by side, and of one version the newest', () => {
    const [first, again, next] = [result(), result({ createdAt: day(21) }), result({ modelVersion: '1.1.0', createdAt: day(22) })];
    expect(followLesions([], [next, first, again])[0].points[0].results).toEqual([again, next]);
  });

  test('nothing gives no lesion', () => {
    expect(followLesions([], [])).toEqual([]);
  });
});
