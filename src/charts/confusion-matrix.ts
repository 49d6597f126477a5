import type { Metrics } from '../classifier/types.ts';
import { MOOD_INFO, MOODS } from '../moods.ts';
import { type Chart, frame, heading } from './chart.ts';
import { inkOn, shade } from './colour.ts';
import { count, percent, songs } from './format.ts';
import { BACKGROUND, QUIET_TEXT, SIZES, TEXT } from './theme.ts';

const ROOM = { left: 242, right: 24, top: 232, bottom: 34 };
const TITLE = 'Which moods it mixes up';

interface Cell {
  readonly label: string;
  readonly predicted: string;
  /** The prediction in full. */
  readonly predictedLabel: string;
  readonly songs: number;
  readonly text: string;
  readonly fill: string;
  readonly ink: string;
  readonly right: boolean;
}

/** Labels against predictions on songs the model had not seen; the shade is the share of a row. */
export function confusionMatrix(metrics: Metrics): Chart {
  const cells = cellsOf(metrics);
  const right = percent(metrics.accuracy);
  const lines = [
    `Of ${songs(metrics.songs)} it had not seen, ${right} right (outlined).`,
    'Rows: how members labelled a song.',
    'Columns: what the model said.',
  ];
  return {
    name: 'confusion-matrix.png',
    title: TITLE,
    alt: altOf(metrics, cells),
    spec: {
      ...frame(ROOM),
      data: { values: cells },
      encoding: {
        x: {
          field: 'predicted',
          type: 'nominal',
          sort: null,
          scale: { padding: 0.04 },
          axis: { orient: 'top', labelAngle: 0, domain: false, title: null, labelColor: TEXT },
        },
        y: {
          field: 'label',
          type: 'nominal',
          sort: null,
          scale: { padding: 0.04 },
          axis: { domain: false, title: null, labelColor: TEXT },
        },
      },
      layer: [
        ...heading({ title: TITLE, lines }, ROOM),
        { mark: 'rect', encoding: { fill: { field: 'fill', type: 'nominal', scale: null } } },
        {
          transform: [{ filter: 'datum.right' }],
          mark: { type: 'rect', fill: null, stroke: '#ffffff', strokeWidth: 4 },
        },
        {
          mark: { type: 'text', fontSize: SIZES.value },
          encoding: {
            text: { field: 'text', type: 'nominal' },
            color: { field: 'ink', type: 'nominal', scale: null },
          },
        },
      ],
    },
  };
}

function cellsOf({ confusion, perMood }: Metrics): Cell[] {
  return MOODS.flatMap((label, row) => {
    const support = perMood[row]?.support ?? 0;
    return MOODS.map((predicted, column): Cell => {
      const found = confusion[row]?.[column] ?? 0;
      const fill = support === 0 ? BACKGROUND : shade(found / support);
      return {
        label: MOOD_INFO[label].label,
        predicted: MOOD_INFO[predicted].short,
        predictedLabel: MOOD_INFO[predicted].label,
        songs: found,
        text: support === 0 ? '–' : count(found),
        fill,
        ink: support === 0 ? QUIET_TEXT : inkOn(fill),
        right: row === column && support > 0,
      };
    });
  });
}

function altOf({ accuracy, songs: total, perMood }: Metrics, cells: readonly Cell[]): string {
  const [worst] = cells.filter(({ right }) => !right).sort((a, b) => b.songs - a.songs);
  const mistake =
    worst === undefined || worst.songs === 0
      ? 'It made no mistake.'
      : `Its most frequent mistake: ${songs(worst.songs)} labelled ${worst.label} taken for ${worst.predictedLabel}.`;
  const unseen = MOODS.filter((_, mood) => perMood[mood]?.support === 0).map((mood) => MOOD_INFO[mood].label);
  const without = unseen.length === 0 ? '' : ` No song is labelled ${unseen.join(' or ')}.`;
  return `Confusion matrix: of ${songs(total)} it had not seen, the model put ${percent(accuracy)} right. ${mistake}${without}`;
}
