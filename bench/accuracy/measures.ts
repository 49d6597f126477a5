import { measure } from '../../src/classifier/metrics.ts';
import { precisionAt } from '../../src/classifier/precision-at.ts';
import { predict } from '../../src/classifier/predict.ts';
import { trainClassifier } from '../../src/classifier/train.ts';
import type { Example } from '../../src/classifier/types.ts';
import { type MoodVector, moodVector } from '../../src/moods.ts';
import { DEFAULT_FEATURES } from '../../src/text/default-features.ts';
import type { VectorizerOptions } from '../../src/text/vectorizer-types.ts';

export interface Result {
  readonly name: string;
  /** Songs predicted, each once a repeat. */
  readonly songs: number;
  /** The costs that were chosen, one a repeat. */
  readonly costs: readonly number[];
  readonly accuracy: number;
  readonly macroF1: number;
  readonly logLoss: number;
  /** Over the predictions of all repeats together, in ten bins of equal mass: less noise than a mean of five. */
  readonly calibrationError: number;
  readonly precisionAt5: number;
  readonly precisionAt10: number;
  readonly features: number;
  /** One whole training on one thread, folds and all. */
  readonly seconds: number;
}

/** Out-of-fold predictions by `repeats` cross-validations with different folds; figures are means unless said. */
export function crossValidated(
  name: string,
  examples: readonly Example[],
  repeats: number,
  features: VectorizerOptions = DEFAULT_FEATURES,
): Result {
  const targetOf = new Map(examples.map(({ id, target }) => [id, target]));
  const runs = Array.from({ length: repeats }, (_, repeat) => {
    const started = performance.now();
    const trained = trainClassifier({ examples, features, seed: repeat + 1, trainedAt: new Date(0) });
    const seconds = (performance.now() - started) / 1000;
    const { ids, probabilities } = trained.outOfFold;
    const targets = ids.map((id) => targetOf.get(id) ?? moodVector(() => 0));
    return { ...figures(targets, probabilities), report: trained.report, targets, probabilities, seconds };
  });
  const mean = (of: (run: (typeof runs)[number]) => number) =>
    runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
  const pooled = measure(
    runs.flatMap(({ targets }) => targets),
    runs.flatMap(({ probabilities }) => probabilities),
  );
  return {
    name,
    songs: examples.length,
    costs: runs.map(({ report }) => report.recipe.cost),
    accuracy: mean((run) => run.accuracy),
    macroF1: mean((run) => run.macroF1),
    logLoss: mean((run) => run.logLoss),
    calibrationError: pooled.calibrationError,
    precisionAt5: mean((run) => run.precisionAt5),
    precisionAt10: mean((run) => run.precisionAt10),
    features: mean(({ report }) => report.features),
    seconds: mean((run) => run.seconds),
  };
}

/** One model, trained on `train` without a look at `test`, measured on `test`. */
export function trainedAndTested(name: string, train: readonly Example[], test: readonly Example[]): Result {
  const started = performance.now();
  const { classifier, report } = trainClassifier({ examples: train, seed: 1, trainedAt: new Date(0) });
  const seconds = (performance.now() - started) / 1000;
  const probabilities = predict(
    classifier,
    test.map(({ text }) => text),
  );
  const targets = test.map(({ target }) => target);
  return {
    name,
    songs: test.length,
    costs: [report.recipe.cost],
    ...figures(targets, probabilities),
    features: report.features,
    seconds,
  };
}

function figures(targets: readonly MoodVector[], probabilities: readonly MoodVector[]) {
  const { accuracy, macroF1, logLoss, calibrationError } = measure(targets, probabilities);
  return {
    accuracy,
    macroF1,
    logLoss,
    calibrationError,
    precisionAt5: precisionAt(5, targets, probabilities),
    precisionAt10: precisionAt(10, targets, probabilities),
  };
}
