import type { Metrics, ReliabilityBin } from '../classifier/types.ts';
import { type Chart, frame, heading, inside } from './chart.ts';
import { percent, songs } from './format.ts';
import { ORANGE, QUIET_TEXT, SIZES, SKY_BLUE } from './theme.ts';
import { wilson } from './wilson.ts';

const ROOM = { left: 160, right: 56, top: 166, bottom: 100 };
const TITLE = 'Is it as sure as it is right?';
/** Pixels between the sides of the drawing and the words in it. */
const EDGE = 12;

/** Confidence against accuracy in the bins of the calibration error, with the diagonal of an honest model. */
export function reliabilityDiagram(
  { calibrationError, songs: total }: Metrics,
  bins: readonly ReliabilityBin[],
): Chart {
  const values = bins.map((bin) => ({ ...bin, ...wilson(bin.accuracy * bin.songs, bin.songs) }));
  const points = (100 * calibrationError).toFixed(1);
  const { width, height } = inside(ROOM);
  const lines = [
    `It is off by ${points} points on average (ECE).`,
    `${songs(total)} in ${bins.length} equal groups; bars: 95 % intervals.`,
  ];
  const axis = { values: [0, 0.25, 0.5, 0.75, 1], labelExpr: "round(100 * datum.value) + ' %'" };
  const scale = { domain: [0, 1] };
  const side = { type: 'text', color: QUIET_TEXT, fontSize: SIZES.label } as const;
  return {
    name: 'reliability.png',
    title: TITLE,
    alt: altOf(bins, points),
    spec: {
      ...frame(ROOM),
      data: { values },
      encoding: {
        x: { field: 'confidence', type: 'quantitative', scale, axis: { ...axis, title: 'how sure it was' } },
      },
      layer: [
        ...heading({ title: TITLE, lines }, ROOM),
        {
          data: { values: [{ from: 0, to: 1 }] },
          mark: { type: 'rule', color: ORANGE, strokeWidth: 3, strokeDash: [10, 8] },
          encoding: {
            x: { field: 'from', type: 'quantitative' },
            x2: { field: 'to' },
            y: {
              field: 'from',
              type: 'quantitative',
              scale,
              axis: { ...axis, title: 'how often it was right' },
            },
            y2: { field: 'to' },
          },
        },
        {
          data: { values: [{}] },
          mark: { ...side, text: 'too modest', align: 'left' },
          encoding: { x: { value: EDGE }, y: { value: height / 8 } },
        },
        {
          data: { values: [{}] },
          mark: { ...side, text: 'too sure', align: 'right' },
          encoding: { x: { value: width - EDGE }, y: { value: (7 * height) / 8 } },
        },
        {
          mark: { type: 'rule', color: SKY_BLUE, strokeWidth: 4, opacity: 0.6 },
          encoding: { y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' } },
        },
        {
          mark: { type: 'line', color: SKY_BLUE, strokeWidth: 4, point: { size: 240, color: SKY_BLUE } },
          encoding: { y: { field: 'accuracy', type: 'quantitative' } },
        },
      ],
    },
  };
}

function altOf(bins: readonly ReliabilityBin[], points: string): string {
  const first = bins[0];
  const last = bins.at(-1);
  if (first === undefined || last === undefined) return 'Reliability diagram without songs.';
  const told = ({ confidence, accuracy }: ReliabilityBin) =>
    `${percent(confidence)} sure and ${percent(accuracy)} right`;
  return `Reliability diagram: off by ${points} points on average. Where it was least sure: ${told(first)}; where it was surest: ${told(last)}.`;
}
