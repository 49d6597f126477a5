import type { MoodVector } from '../moods.ts';
import { countFeatures } from '../text/vectorize.ts';
import { bootstrapDifference } from './bootstrap.ts';
import { crossCalibrate, crossValidate, type KnownLabel } from './cross-validation.ts';
import { inOrder } from './examples.ts';
import type { RunsFolds } from './fold-scores.ts';
import { measure } from './metrics.ts';
import type { Comparison, ComparisonRequest, Contender, Example, Interval, OnProgress } from './types.ts';

/**
 * Measures champion and challenger by the current labels on the same folds. The champion is fitted anew on its own
 * labels without each fold's songs, as the challenger was, so that neither has seen what it is asked.
 * Worse is said if either interval lies below 0, before better if either lies above.
 * @throws RangeError where the challenger's predictions are not of exactly the examples' songs
 */
export function compareModels(request: ComparisonRequest & RunsFolds): Comparison {
  const { runFolds, onProgress } = request;
  const examples = inOrder(request.examples);
  const { ids, folds, probabilities } = request.challenger;
  if (ids.length !== examples.length || ids.some((id, i) => id !== examples[i]?.id)) {
    throw new RangeError('expected out-of-fold predictions of exactly the songs to compare on');
  }
  const champion = championPredictions({ examples, folds, champion: request.champion, runFolds, onProgress });
  const targets = examples.map(({ target }) => target);
  const differences = bootstrapDifference({
    targets,
    champion,
    challenger: probabilities,
    seed: request.seed,
  });
  return {
    champion: measure(targets, champion),
    challenger: measure(targets, probabilities),
    ...differences,
    verdict: verdictOf(differences.accuracy, differences.macroF1),
  };
}

interface ChampionTrial extends RunsFolds {
  readonly examples: readonly Example[];
  readonly folds: readonly number[];
  readonly champion: Contender;
  readonly onProgress: OnProgress | undefined;
}

function championPredictions({
  examples,
  folds,
  champion,
  runFolds,
  onProgress,
}: ChampionTrial): MoodVector[] {
  const { recipe, labels } = champion;
  const known = examples.map(({ id }): KnownLabel => labels.get(id));
  const [scores = []] = crossValidate({
    counts: countFeatures(
      examples.map(({ text }) => text),
      recipe.features,
    ),
    labels: known,
    folds,
    costs: [recipe.cost],
    runFolds,
    onFold: (done, total) => onProgress?.({ stage: 'comparing', done, total }),
  });
  return crossCalibrate(scores, known, folds);
}

function verdictOf(...intervals: readonly Interval[]): Comparison['verdict'] {
  if (intervals.some(({ high }) => high < 0)) return 'worse';
  return intervals.some(({ low }) => low > 0) ? 'better' : 'same';
}
