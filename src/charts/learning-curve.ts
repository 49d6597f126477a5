import type { LearningCurve } from '../classifier/learning-curve.ts';
import type { Metrics } from '../classifier/types.ts';
import { MOOD_INFO, MOODS } from '../moods.ts';
import { type Chart, frame, heading, inside, type Layer } from './chart.ts';
import { count, percent } from './format.ts';
import { BOLD, ORANGE, SIZES, SKY_BLUE } from './theme.ts';

const ROOM = { left: 110, right: 104, top: 204, bottom: 100 };
const TITLE = 'What more labels bring';
/** Free room on both sides of the points, as a factor of labels: a single point needs some too. */
const BESIDE = 1.15;

/** Accuracy by number of labels with its spread, and what naming one mood always would reach. */
export function learningCurveChart(curve: LearningCurve, metrics: Metrics | undefined): Chart {
  const values = curve.points.map((point) => ({ ...point, text: percent(point.accuracy) }));
  const labels = values.map((point) => point.labels);
  const fewest = Math.min(...labels);
  const most = Math.max(...labels);
  const always = metrics && commonest(metrics);
  const top = Math.max(always?.share ?? 0, ...values.map(({ high }) => high));
  const last = values.at(-1);
  const lines = [
    'Share of unseen songs put right, by labelled songs learnt from.',
    `Line: mean of ${curve.runs} trainings; band: four of five of them.`,
    ...(always === undefined ? [] : [`Dashed: always saying ${always.label}, ${percent(always.share)}.`]),
  ];
  return {
    name: 'learning-curve.png',
    title: TITLE,
    alt: altOf(values, always),
    spec: {
      ...frame(ROOM),
      data: { values },
      encoding: {
        x: {
          field: 'labels',
          type: 'quantitative',
          scale: { type: 'log', nice: false, domain: [fewest / BESIDE, most * BESIDE] },
          axis: {
            title: 'labelled songs',
            values: labels,
            grid: false,
            labelExpr: `${JSON.stringify(labels.map(count))}[indexof(${JSON.stringify(labels)}, datum.value)]`,
          },
        },
      },
      layer: [
        ...heading({ title: TITLE, lines }, ROOM),
        {
          mark: { type: 'area', color: SKY_BLUE, opacity: 0.3 },
          encoding: {
            y: {
              field: 'low',
              type: 'quantitative',
              scale: { domain: [0, Math.min(1, Math.ceil(10 * top + 0.5) / 10)] },
              axis: { title: null, tickCount: 5, labelExpr: "round(100 * datum.value) + ' %'" },
            },
            y2: { field: 'high' },
          },
        },
        {
          mark: { type: 'rule', color: SKY_BLUE, strokeWidth: 3 },
          encoding: { y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' } },
        },
        ...(always === undefined ? [] : [baseline(always)]),
        {
          mark: { type: 'line', color: SKY_BLUE, strokeWidth: 5, point: { size: 200, color: SKY_BLUE } },
          encoding: { y: { field: 'accuracy', type: 'quantitative' } },
        },
        {
          data: { values: last === undefined ? [] : [last] },
          mark: {
            type: 'text',
            fontSize: SIZES.value,
            fontWeight: BOLD,
            dx: 18,
            align: 'left',
          },
          encoding: {
            y: { field: 'accuracy', type: 'quantitative' },
            text: { field: 'text', type: 'nominal' },
          },
        },
      ],
    },
  };
}

interface Commonest {
  readonly label: string;
  /** Of the labelled songs. */
  readonly share: number;
}

function commonest({ perMood, songs }: Metrics): Commonest | undefined {
  const [first] = MOODS.map((mood, index) => ({
    label: MOOD_INFO[mood].label,
    share: (perMood[index]?.support ?? 0) / songs,
  })).sort((a, b) => b.share - a.share);
  return songs === 0 ? undefined : first;
}

/** What naming one mood always would reach. */
function baseline({ share }: Commonest): Layer {
  return {
    data: { values: [{ share }] },
    mark: { type: 'rule', color: ORANGE, strokeWidth: 3, strokeDash: [10, 8] },
    encoding: {
      x: { value: 0 },
      x2: { value: inside(ROOM).width },
      y: { field: 'share', type: 'quantitative' },
    },
  };
}

function altOf(points: LearningCurve['points'], always: Commonest | undefined): string {
  const parts = points.map(({ labels, accuracy }) => `${percent(accuracy)} with ${count(labels)}`);
  const naming =
    always === undefined ? '' : ` Always naming ${always.label} would reach ${percent(always.share)}.`;
  return `Learning curve, accuracy by labelled songs learnt from: ${parts.join(', ')}.${naming}`;
}
