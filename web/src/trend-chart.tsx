import { LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, TitleComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import type { Lesion } from './api.js';
import { trendOption } from './trend-option.js';

use([LineChart, GridComponent, TitleComponent, TooltipComponent, AriaComponent, SVGRenderer]);

interface Props {
  readonly lesion: Lesion;
  readonly onSelect: (resultId: string) => void;
}

/** The lesion's course; a click on a point selects the result behind it. */
export function TrendChart({ lesion, onSelect }: Props) {
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = holder.current;
    if (!element) return undefined;
    const chart = init(element, null, { renderer: 'svg' });
    const draw = () => { chart.setOption(trendOption(lesion, element.clientWidth < 520 ? 'narrow' : 'wide'), true); };
    chart.on('click', ({ data }) => {
      const resultId: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'resultId') : undefined;
      if (typeof resultId === 'string') onSelect(resultId);
    });
    draw();
    const watcher = new ResizeObserver(() => { chart.resize(); draw(); });
    watcher.observe(element);
    return () => { watcher.disconnect(); chart.dispose(); };
  }, [lesion, onSelect]);
  return <div ref={holder} className="chart" role="img" aria-label={`Volume, SUVmax and risk of ${lesion.label} over time; the same numbers stand in the table below`} />;
}
