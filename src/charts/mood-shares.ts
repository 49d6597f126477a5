import { MOOD_INFO, MOODS } from '../moods.ts';
import type { MoodShares } from '../training/mood-shares.ts';
import { type Chart, frame, heading, type Layer, MARGIN } from './chart.ts';
import { percent, songs } from './format.ts';
import { ORANGE, QUIET_TEXT, SIZES, SKY_BLUE, TEXT } from './theme.ts';

const ROOM = { left: 242, right: 24, top: 190, bottom: 34 };
const TITLE = 'Moods: votes and model';
/** Free room after the longest bar, for its figure. */
const BESIDE = 1.25;
/** Pixels from the top of the drawing up to the two lines of the legend. */
const LEGEND = [-98, -54];

/** What members voted beside what the model thinks of the whole catalogue. */
export function moodSharesChart(shares: MoodShares): Chart {
  const voted = shares.votedSongs === 0 ? 'no votes yet' : `members’ votes on ${songs(shares.votedSongs)}`;
  const model = `the model on ${songs(shares.predictedSongs)}`;
  const values = MOODS.flatMap((mood, index) => {
    const { label } = MOOD_INFO[mood];
    return [
      { mood: label, who: 'voted', share: shares.voted[index] ?? 0 },
      { mood: label, who: 'model', share: shares.predicted[index] ?? 0 },
    ].map((row) => ({ ...row, text: percent(row.share) }));
  });
  const most = Math.max(...values.map(({ share }) => share));
  return {
    name: 'mood-shares.png',
    title: TITLE,
    alt: altOf(shares, { voted, model }),
    spec: {
      ...frame(ROOM),
      data: { values },
      layer: [
        ...heading({ title: TITLE, lines: [] }, ROOM),
        {
          encoding: {
            y: {
              field: 'mood',
              type: 'nominal',
              sort: null,
              scale: { paddingInner: 0.3, paddingOuter: 0.05 },
              axis: { title: null, domain: false, labelColor: TEXT },
            },
            yOffset: { field: 'who', type: 'nominal', sort: null, scale: { paddingInner: 0.12 } },
            x: {
              field: 'share',
              type: 'quantitative',
              scale: { domain: [0, most * BESIDE], nice: false },
              axis: null,
            },
          },
          layer: [
            bars('voted', { color: SKY_BLUE, filled: true }),
            bars('model', { color: ORANGE, filled: false, strokeWidth: 4 }),
            {
              mark: { type: 'text', align: 'left', dx: 12, fontSize: SIZES.label },
              encoding: { text: { field: 'text', type: 'nominal' } },
            },
          ],
        },
        ...legend(0, voted, { filled: true, color: SKY_BLUE }),
        ...legend(1, model, { filled: false, color: ORANGE, strokeWidth: 4 }),
      ],
    },
  };
}

interface Look {
  readonly color: string;
  readonly filled: boolean;
  readonly strokeWidth?: number;
}

/** One side's bars, full or hollow, so that they differ without colour too. */
function bars(who: string, look: Look): Layer {
  return { transform: [{ filter: `datum.who === '${who}'` }], mark: { type: 'bar', ...look } };
}

function legend(line: number, text: string, look: Look): Layer[] {
  const data = { values: [{}] };
  const y = { value: LEGEND[line] ?? 0 };
  return [
    {
      data,
      mark: { type: 'point', shape: 'square', size: 500, opacity: 1, ...look },
      encoding: { x: { value: MARGIN + 12 - ROOM.left }, y },
    },
    {
      data,
      mark: { type: 'text', text, align: 'left', color: QUIET_TEXT, fontSize: SIZES.label },
      encoding: { x: { value: MARGIN + 40 - ROOM.left }, y },
    },
  ];
}

function altOf(
  { voted, predicted }: MoodShares,
  names: { readonly voted: string; readonly model: string },
): string {
  const rows = MOODS.map(
    (mood, index) =>
      `${MOOD_INFO[mood].label} ${percent(voted[index] ?? 0)} and ${percent(predicted[index] ?? 0)}`,
  );
  return `Mood shares, ${names.voted} and ${names.model}: ${rows.join(', ')}.`;
}
