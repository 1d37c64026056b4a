import { newestStudy } from './newest-study.js';

const result = (studyInstanceUid: string, day: number, probability: number | null, more: { readonly lesionKey?: string; readonly created?: number } = {}) => ({
  studyInstanceUid, lesionKey: more.lesionKey ?? 'Lesion 1', acquiredAt: new Date(Date.UTC(2026, 2, day)), createdAt: new Date(Date.UTC(2026, 5, more.created ?? day)), probability,
});

describe('which study a card shows', () => {
  test('the newest by acquisition, however late an older one was analysed', () => {
    const [old, young] = [result('1', 2, 0.2, { created: 28 }), result('2', 9, 0.4)];
    expect(newestStudy([young, old])).toEqual({ results: [young], newerWithout: undefined });
  });

  test('every lesion once, by its newest result, the highest probability first', () => {
    const [before, now] = [result('1', 2, 0.9, { created: 3 }), result('1', 2, 0.3, { created: 4 })];
    const [other, none] = [result('1', 2, 0.5, { lesionKey: 'Lesion 2' }), result('1', 2, null, { lesionKey: 'Lesion 3' })];
    expect(newestStudy([now, none, before, other]).results).toEqual([other, now, none]);
  });

  test('a newer study without probability stands beside the newest with one', () => {
    const [scored, without] = [result('1', 2, 0.2), result('2', 9, null)];
    expect(newestStudy([scored, without])).toEqual({ results: [scored], newerWithout: without });
  });

  test('the newest of all where no study has a probability', () => {
    const [older, newer] = [result('1', 2, null), result('2', 9, null)];
    expect(newestStudy([newer, older])).toEqual({ results: [newer], newerWithout: undefined });
  });

  test('nothing of nothing', () => {
    expect(newestStudy([])).toEqual({ results: [], newerWithout: undefined });
  });
});
