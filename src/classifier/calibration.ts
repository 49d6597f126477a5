import LogisticRegression from 'ml-logistic-regression';
import { Matrix } from 'ml-matrix';
import { MOODS, type MoodVector, moodVector } from '../moods.ts';
import type { Calibration } from './types.ts';
import { logit, logSigmoid, logSumExp, softmax } from './vectors.ts';

/** Below this many songs a curve would be drawn through noise: scores are then read as they are. */
const FEWEST_SONGS = 10;
const UNTOUCHED: Calibration = { slopes: moodVector(() => 1), offsets: moodVector(() => 0), sharpness: 1 };
/** Enough for standardised scores; few enough that separable ones stay bounded. */
const STEPS = 50;
const SHARPEST = 5;
const BLUNTEST = 0.2;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Learns to read raw scores as probabilities from songs that the model had not seen. First one logistic curve a mood
 * (J. Platt, "Probabilistic Outputs for Support Vector Machines", 1999), the six made to sum to 1 (B. Zadrozny and
 * C. Elkan, "Transforming Classifier Scores into Accurate Multiclass Probability Estimates", KDD 2002); then one
 * sharpness for them together (after temperature scaling: C. Guo et al., "On Calibration of Modern Neural Networks",
 * ICML 2017). Soft labels are fitted
 * as they are and every song counts once; a mood that no label has becomes improbable, never impossible.
 */
export function fitCalibration(scores: readonly MoodVector[], targets: readonly MoodVector[]): Calibration {
  if (scores.length < FEWEST_SONGS) return UNTOUCHED;
  const curves = MOODS.map((_, mood) =>
    fitCurve(
      scores.map((vector) => vector[mood] ?? 0),
      targets.map((vector) => vector[mood] ?? 0),
    ),
  );
  const slopes = moodVector((_, mood) => curves[mood]?.slope ?? 1);
  const offsets = moodVector((_, mood) => curves[mood]?.offset ?? 0);
  const plain = { slopes, offsets, sharpness: 1 };
  const logits = scores.map((vector) => readCurves(plain, vector));
  return { ...plain, sharpness: fitSharpness(logits, targets) };
}

/** Probabilities of the six moods, above 0 and summing to 1. */
export function calibrate(calibration: Calibration, scores: MoodVector): MoodVector {
  return softmax(readCurves(calibration, scores));
}

/** The logarithms of the curves' probabilities, sharpened. */
function readCurves({ slopes, offsets, sharpness }: Calibration, scores: MoodVector): MoodVector {
  return moodVector(
    (_, m) => sharpness * logSigmoid((slopes[m] ?? 1) * (scores[m] ?? 0) + (offsets[m] ?? 0)),
  );
}

interface Curve {
  readonly slope: number;
  readonly offset: number;
}

function fitCurve(scores: readonly number[], wanted: readonly number[]): Curve {
  const count = scores.length;
  const sum = wanted.reduce((total, share) => total + share, 0);
  const uninformed = { slope: 0, offset: logit((sum + 0.5) / (count + 1)) };
  if (sum === 0 || sum === count) return uninformed;
  const mean = scores.reduce((total, score) => total + score, 0) / count;
  const spread = Math.sqrt(scores.reduce((total, score) => total + (score - mean) ** 2, 0) / count) || 1;
  // Standardised, the two columns are orthogonal and of length √count: 4 / count is the longest step that is safe.
  const features = new Matrix(scores.map((score) => [(score - mean) / spread, 1]));
  const [slope = 0, constant = 0] = descend(features, wanted, 4 / count);
  // A higher score never makes a mood less probable: where it seems so, the scores are noise.
  if (slope <= 0) return uninformed;
  return { slope: slope / spread, offset: constant - (slope * mean) / spread };
}

/** The library's binary regression; the weights of "yes". It has no intercept of its own. */
function descend(features: Matrix, wanted: readonly number[], learningRate: number): number[] {
  // Its own constructor takes classes only; the binary one, reached by `load`, takes soft targets.
  const settings = {
    numSteps: STEPS,
    learningRate,
    weights: [Array.from({ length: features.columns }, () => 0)],
  };
  const loaded = LogisticRegression.load({
    name: 'LogisticRegression',
    numberClasses: 1,
    classifiers: [settings],
  });
  const [binary] = loaded.classifiers;
  if (binary === undefined) return [];
  binary.train(features, Matrix.columnVector([...wanted]));
  return binary.weights.to1DArray();
}

/** Golden-section search for the least log-loss, which is convex in the sharpness (J. Kiefer, 1953). */
function fitSharpness(logits: readonly MoodVector[], targets: readonly MoodVector[]): number {
  const loss = (sharpness: number) => {
    let total = 0;
    logits.forEach((vector, i) => {
      const scaled = moodVector((_, m) => sharpness * (vector[m] ?? 0));
      const normaliser = logSumExp(scaled);
      const target = targets[i];
      for (let m = 0; m < MOODS.length; m++) total += (target?.[m] ?? 0) * (normaliser - (scaled[m] ?? 0));
    });
    return total;
  };
  let low = BLUNTEST;
  let high = SHARPEST;
  while (high - low > 0.01) {
    const left = high - GOLDEN * (high - low);
    const right = low + GOLDEN * (high - low);
    if (loss(left) < loss(right)) high = right;
    else low = left;
  }
  return (low + high) / 2;
}
