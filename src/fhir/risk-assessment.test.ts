import { asPercentage } from './risk-assessment.js';

describe('a probability as R4 writes it', () => {
  test.each([[0.2862, 28.62], [0.1, 10], [1, 100], [0, 0], [0.07, 7], [0.29, 29], [1e-9, 1e-7], [0.30000000000000004, 30.000000000000004]])('%d is %d %%', (fraction, percentage) => {
    expect(asPercentage(fraction)).toBe(percentage);
  });
});
