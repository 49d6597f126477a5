import { countFeatures } from '../text/vectorize.ts';
import { crossCalibrate, crossValidate } from './cross-validation.ts';
import { inOrder, requireTwoMoods } from './examples.ts';
import type { RunsFolds } from './fold-scores.ts';
import { assignFolds } from './folds.ts';
import { seededRandom, shuffled } from './random.ts';
import { DEFAULT_FOLDS } from './train.ts';
import type { Example, OnProgress, Recipe } from './types.ts';
import { foremost } from './vectors.ts';

/** Every size is half the next one, down from all songs. */
const MOST_SIZES = 6;
/** A model of fewer labels says nothing about the recipe. */
const FEWEST_LABELS = 10;
/** With many songs the folds of one round differ enough to tell the spread, and rounds cost most. */
const ROUNDS = 3;
const ONE_ROUND_FROM = 1_000;

/** How good models are that learnt from so many labels. */
export interface LearningCurvePoint {
  /** Mean number of labelled songs a run learnt from. */
  readonly labels: number;
  /** Mean over the runs of the share of unseen songs that were put right. */
  readonly accuracy: number;
  /** Four of five runs lie between these: 10th and 90th percentile of their accuracies. */
  readonly low: number;
  readonly high: number;
}

export interface LearningCurve {
  /** Fewest labels first. */
  readonly points: readonly LearningCurvePoint[];
  /** Trainings a point. */
  readonly runs: number;
  /** Labelled songs that were drawn from. */
  readonly songs: number;
}

export interface LearningCurveRequest extends RunsFolds {
  readonly examples: readonly Example[];
  readonly recipe: Recipe;
  /** Decides the folds and which songs are drawn; the first round has the folds of a training with this seed. */
  readonly seed: number;
  /** 5 unless given; at least 2. */
  readonly folds?: number;
  readonly onProgress?: OnProgress;
}

/**
 * How accuracy grows with labels: models of one recipe learn from nested draws of the songs that keep the moods'
 * shares, by cross-validation as in training, and each predicts all songs of the fold it has not seen. The same songs
 * and seed give the same curve, in whatever order the songs come.
 * @throws {@link NotEnoughLabelsError} for labels of fewer than two moods
 * @throws {@link InvalidExampleError} for a label, weight or id that makes no sense
 */
export function learningCurve(request: LearningCurveRequest): LearningCurve {
  const { recipe, seed, folds: foldCount = DEFAULT_FOLDS, onProgress, runFolds } = request;
  const examples = inOrder(request.examples);
  requireTwoMoods(examples.map(({ target }) => target));
  const counts = countFeatures(
    examples.map(({ text }) => text),
    recipe.features,
  );
  const sizes = sizesOf(examples.length);
  const rounds = examples.length < ONE_ROUND_FROM ? ROUNDS : 1;
  const total = rounds * sizes.length;
  const runs = sizes.map((): Run[] => []);
  for (let round = 0; round < rounds; round++) {
    const folds = assignFolds(examples, foldCount, seed + round);
    const drawn = drawOrder(examples, seed + round);
    sizes.forEach((size, index) => {
      const done = round * sizes.length + index;
      onProgress?.({ stage: 'measuring', done, total });
      const learnt = new Set(drawn.slice(0, size));
      const labels = examples.map((example, song) => (learnt.has(song) ? example : undefined));
      const [scores = []] = crossValidate({ counts, labels, folds, costs: [recipe.cost], runFolds });
      const predicted = crossCalibrate(scores, labels, folds).map(foremost);
      runs[index]?.push(...foldRuns({ examples, predicted, folds, learnt }));
    });
  }
  onProgress?.({ stage: 'measuring', done: total, total });
  return { points: runs.map(pointOf), runs: runs[0]?.length ?? 0, songs: examples.length };
}

/** One model, measured on the fold it has not seen. */
interface Run {
  readonly labels: number;
  readonly accuracy: number;
}

interface Predictions {
  readonly examples: readonly Example[];
  readonly predicted: readonly number[];
  readonly folds: readonly number[];
  /** Songs whose labels the models of the other folds were shown. */
  readonly learnt: ReadonlySet<number>;
}

function foldRuns({ examples, predicted, folds, learnt }: Predictions): Run[] {
  return [...new Set(folds)].map((fold) => {
    const unseen = [...folds.keys()].filter((song) => folds[song] === fold);
    const hits = unseen.filter((song) => {
      const target = examples[song]?.target;
      return target !== undefined && foremost(target) === predicted[song];
    });
    const held = unseen.filter((song) => learnt.has(song));
    return { labels: learnt.size - held.length, accuracy: hits.length / unseen.length };
  });
}

function sizesOf(songs: number): number[] {
  const sizes = [songs];
  for (let size = songs; sizes.length < MOST_SIZES; ) {
    size = Math.round(size / 2);
    if (size < FEWEST_LABELS) break;
    sizes.unshift(size);
  }
  return sizes;
}

/** Songs in an order whose every beginning has about each mood's share, otherwise at random. */
function drawOrder(examples: readonly Example[], seed: number): number[] {
  const byMood = new Map<number, number[]>();
  for (const song of shuffled([...examples.keys()], seededRandom(seed))) {
    const example = examples[song];
    if (example === undefined) continue;
    const mood = foremost(example.target);
    const others = byMood.get(mood);
    if (others === undefined) byMood.set(mood, [song]);
    else others.push(song);
  }
  const places = [...byMood.values()].flatMap((songs) =>
    songs.map((song, rank) => ({ song, place: (rank + 0.5) / songs.length })),
  );
  return places.sort((a, b) => a.place - b.place).map(({ song }) => song);
}

function pointOf(runs: readonly Run[]): LearningCurvePoint {
  const accuracies = runs.map(({ accuracy }) => accuracy).sort((a, b) => a - b);
  return {
    labels: mean(runs.map(({ labels }) => labels)),
    accuracy: mean(accuracies),
    low: quantile(accuracies, 0.1),
    high: quantile(accuracies, 0.9),
  };
}

/** Between two values the line from one to the other counts. */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (place % 1) * (above - below);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
