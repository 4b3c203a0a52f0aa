import { BarChart, LineChart, PieChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, LineChart, PieChart, ScatterChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

// A chart is a picture of the table beside it: first column the categories, each further column a series.
const drawn = new Map();
const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

export function draw() {
  for (const figure of document.querySelectorAll('figure[data-chart]')) {
    if (drawn.has(figure)) continue;
    const box = figure.querySelector('.chart-canvas');
    const chart = init(box, null, { renderer: 'svg' });
    chart.setOption(picture(figure, read(figure.querySelector('table'))));
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(box);
    drawn.set(figure, { chart, watch });
  }
}

function clear() {
  for (const { chart, watch } of drawn.values()) {
    watch.disconnect();
    chart.dispose();
  }
  drawn.clear();
}

function redraw() {
  clear();
  draw();
}

document.addEventListener('turbo:before-cache', clear);
document.addEventListener('turbo:before-render', clear);
document.addEventListener('tandem:theme', redraw);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);

function read(table) {
  const rows = [...table.tBodies[0].rows];
  const names = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
  return {
    categories: rows.map((row) => row.cells[0].textContent.trim()),
    series: names.map((name, i) => ({
      name,
      kind: table.tHead.rows[0].cells[i + 1].dataset.kind,
      values: rows.map((row) => number(row.cells[i + 1])),
      shown: rows.map((row) => row.cells[i + 1].textContent.trim()),
    })),
  };
}

function number(cell) {
  const text = cell.dataset.value ?? cell.textContent;
  return text.trim() === '' ? null : Number(text);
}

function colour(name) {
  const probe = document.createElement('span');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = getComputedStyle(probe).color;
  canvas.fillRect(0, 0, 1, 1);
  probe.remove();
  const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
  return `rgba(${r},${g},${b},${a / 255})`;
}

function picture(figure, { categories, series }) {
  const kind = figure.dataset.chart;
  const palette = [1, 2, 3, 4, 5, 6].map((i) => colour(`series-${i}`));
  const ink = colour('ink'), quiet = colour('ink-3'), line = colour('line'), surface = colour('raised');
  const language = document.documentElement.lang.startsWith('qps') ? 'en' : document.documentElement.lang;
  const short = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
  const font = { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 };
  const base = {
    color: palette,
    animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    animationDuration: 350,
    textStyle: font,
    aria: { enabled: false },
    tooltip: {
      trigger: kind === 'donut' ? 'item' : 'axis',
      renderMode: 'richText',
      backgroundColor: surface, borderColor: line, textStyle: { ...font, color: ink },
      axisPointer: { type: kind.includes('bar') || kind === 'stacked' ? 'shadow' : 'line', shadowStyle: { color: line, opacity: 0.4 }, lineStyle: { color: quiet } },
    },
    legend: series.length > 1 || kind === 'donut'
      ? { bottom: 0, icon: 'circle', itemWidth: 8, itemHeight: 8, itemGap: 16, textStyle: { ...font, color: quiet } }
      : undefined,
  };
  if (kind === 'donut') {
    return {
      ...base,
      series: [{
        type: 'pie', radius: ['58%', '82%'], center: ['50%', '45%'], label: { show: false },
        itemStyle: { borderColor: colour('surface'), borderWidth: 2, borderRadius: 4 },
        tooltip: { formatter: ({ dataIndex, name }) => `${name}  ${series[0].shown[dataIndex]}` },
        data: categories.map((name, i) => ({ name, value: series[0].values[i] })),
      }],
    };
  }
  const flat = kind === 'hbar';
  const category = {
    type: 'category', data: categories, inverse: flat, boundaryGap: kind.includes('bar') || kind === 'stacked',
    axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, axisLabel: { ...font, color: quiet, hideOverlap: true },
  };
  const value = {
    type: 'value', splitNumber: 4, splitLine: { lineStyle: { color: line } },
    axisLabel: { ...font, color: quiet, formatter: (n) => short.format(n) + (figure.dataset.unit ?? '') },
  };
  return {
    ...base,
    grid: { left: 4, right: 12, top: 12, bottom: series.length > 1 ? 34 : 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: flat ? value : category,
    yAxis: flat ? category : value,
    series: series.map((one, i) => shape(one, i, one.kind ?? kind, palette, series[i - 1])),
  };
}

function shape(one, i, kind, palette, before) {
  const round = kind === 'hbar' ? [0, 4, 4, 0] : [4, 4, 0, 0];
  const tooltip = { valueFormatter: (_, at) => one.shown[at] ?? '' };
  // A band is what the upper edge adds to the lower one.
  if (kind === 'low' || kind === 'high') {
    const upper = kind === 'high';
    return {
      type: 'line', name: one.name, stack: 'band', symbol: 'none', tooltip, color: palette[1], lineStyle: { width: 1.5, type: 'dashed', opacity: 0.7 },
      data: upper ? one.values.map((value, at) => (value === null ? null : value - before.values[at])) : one.values,
      areaStyle: upper ? { opacity: 0.16 } : undefined,
    };
  }
  if (kind === 'line' || kind === 'area') {
    return {
      type: 'line', name: one.name, data: one.values, tooltip, symbol: 'circle', symbolSize: 6, showSymbol: one.values.includes(null),
      lineStyle: { width: 2 }, areaStyle: kind === 'area' && i === 0 ? { opacity: 0.12, color: palette[i] } : undefined,
    };
  }
  return {
    type: 'bar', name: one.name, data: one.values, tooltip, barMaxWidth: 28, barGap: '10%',
    stack: kind === 'stacked' ? 'all' : undefined,
    itemStyle: { borderRadius: kind === 'stacked' ? 0 : round },
  };
}
