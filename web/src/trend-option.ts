import type { EChartsCoreOption } from 'echarts/core';
import type { CoursePoint, Lesion, ResultPoint } from './api.js';
import { day, figure, percent, signedPercent } from './format.js';

const colours = { volume: '#1f5f8b', suvMax: '#7a3e9d', risk: '#c2571a' } as const;

/** A point of the chart: what it shows and which result stands behind it. */
interface ChartPoint {
  readonly value: readonly [string, number];
  readonly resultId: string | undefined;
  readonly text: string;
}

const results = (lesion: Lesion): readonly ResultPoint[] => lesion.timePoints.flatMap((point) => point.results);

/** The newest model's result for a study, by the instant of acquisition: model versions of one study share it. */
function resultAt(lesion: Lesion, acquiredAt: string): ResultPoint | undefined {
  return lesion.timePoints.find((point) => point.acquiredAt === acquiredAt || day(point.acquiredAt) === day(acquiredAt))?.results.at(-1);
}

function coursePoint(lesion: Lesion, scale: number, unit: string) {
  return (point: CoursePoint): ChartPoint => {
    const result = resultAt(lesion, point.acquiredAt);
    const model = result ? `<br>model ${result.model.name} ${result.model.version}` : '';
    const change = point.sinceBaseline ? `<br>since first ${signedPercent(point.sinceBaseline.percent)}, since smallest ${signedPercent(point.sinceNadir?.percent)}` : '';
    return { value: [point.acquiredAt, point.value * scale], resultId: result?.id, text: `${day(point.acquiredAt)}<br><b>${figure(point.value * scale)} ${unit}</b>${change}${model}` };
  };
}

function riskPoint(result: ResultPoint): ChartPoint & { readonly interval: readonly [number, number] } {
  const { probability, interval, model } = result;
  const [lower, upper] = [interval?.lower ?? 0, interval?.upper ?? 0];
  return {
    value: [result.acquiredAt, 100 * (probability ?? 0)], resultId: result.id, interval: [100 * lower, 100 * upper],
    text: `${day(result.acquiredAt)}<br><b>${percent(probability ?? 0)}</b> (${percent(lower)} to ${percent(upper)})<br>model ${model.name} ${model.version}`,
  };
}

interface Panel {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly ChartPoint[];
  readonly max?: number;
  readonly interval?: number;
}

/** One panel under the other on one axis of time: volume, SUVmax and risk, each from zero. */
export function trendOption(lesion: Lesion, narrow: 'narrow' | 'wide'): EChartsCoreOption {
  const risks = results(lesion).filter((result) => result.kind === 'score').map(riskPoint);
  const panels: readonly Panel[] = [
    { name: 'Volume, mL', colour: colours.volume, points: lesion.volume.map(coursePoint(lesion, 0.001, 'mL')) },
    { name: 'SUVmax', colour: colours.suvMax, points: lesion.suvMax.map(coursePoint(lesion, 1, 'SUV')) },
    { name: 'Risk, % with 95 % interval', colour: colours.risk, points: risks, max: 100, interval: 25 },
  ];
  const top = (k: number): string => `${8 + 31 * k}%`;
  const left = narrow === 'narrow' ? 44 : 60;
  const days = panels.flatMap((panel) => panel.points.map((point) => new Date(point.value[0]).getTime()));
  const margin = Math.max(10 * 86_400_000, (Math.max(...days) - Math.min(...days)) * 0.06);
  const span = days.length > 0 ? { min: Math.min(...days) - margin, max: Math.max(...days) + margin } : {};
  return {
    animation: false,
    aria: { enabled: true },
    title: panels.map((panel, k) => ({ text: panel.name, left, top: `${1 + 31 * k}%`, textStyle: { fontSize: 13, fontWeight: 600, color: panel.colour } })),
    tooltip: { trigger: 'item', confine: true, formatter: ({ data }: { readonly data: ChartPoint }) => data.text },
    grid: panels.map((_, k) => ({ left, right: 34, top: top(k), height: '19%' })),
    xAxis: panels.map((_, k) => ({ type: 'time', gridIndex: k, ...span, splitNumber: narrow === 'narrow' ? 3 : 6, axisLabel: { show: k === panels.length - 1, hideOverlap: true, formatter: '{yyyy}-{MM}-{dd}', fontSize: 11 }, axisPointer: { show: false } })),
    yAxis: panels.map((panel, k) => ({ type: 'value', gridIndex: k, min: 0, ...(panel.max ? { max: panel.max, interval: panel.interval } : {}), splitNumber: 3, axisLabel: { fontSize: 11 } })),
    series: [
      ...panels.map((panel, k) => ({
        type: 'line', name: panel.name, xAxisIndex: k, yAxisIndex: k, data: panel.points, symbol: 'circle', symbolSize: 11, cursor: 'pointer',
        lineStyle: { color: panel.colour, width: 2 }, itemStyle: { color: panel.colour }, label: { show: true, position: k === 2 ? 'right' : 'top', distance: k === 2 ? 9 : 6, fontSize: 11, formatter: ({ value }: { readonly value: readonly [string, number] }) => figure(value[1]) },
      })),
      ...risks.map(({ value: [at], interval: [lower, upper] }) => ({
        type: 'line', name: 'interval', xAxisIndex: 2, yAxisIndex: 2, silent: true, z: 1, symbol: 'rect', symbolSize: [12, 1.5],
        lineStyle: { color: colours.risk, width: 1.5, opacity: 0.55 }, itemStyle: { color: colours.risk, opacity: 0.55 }, data: [[at, lower], [at, upper]],
      })),
    ],
  };
}
