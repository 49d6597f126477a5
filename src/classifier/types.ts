import type { MoodVector } from '../moods.ts';
import type { SongText } from '../text/song-text.ts';
import type { Vectorizer, VectorizerOptions } from '../text/vectorizer-types.ts';

/** One labelled song to learn from. */
export interface Example {
  readonly id: string;
  readonly text: SongText;
  /** The song's label: a distribution over the moods, summing to 1. */
  readonly target: MoodVector;
  /** How much this song counts when weights are fitted, above 0; 1 is one fully trusted song. */
  readonly weight: number;
}

/** How far a long computation has come. */
export interface Progress {
  /** A word for people: 'reading', 'choosing', 'fitting', 'calibrating', 'comparing', 'measuring'. */
  readonly stage: string;
  readonly done: number;
  readonly total: number;
}

export type OnProgress = (progress: Progress) => void;

/** Everything but the labels that decides what a fit gives. */
export interface Recipe {
  /** Inverse strength of the L2 penalty, as in LIBLINEAR. */
  readonly cost: number;
  readonly features: VectorizerOptions;
}

/** One linear score for each mood: `weights[m] · x + intercepts[m]`. */
export interface LinearModel {
  /** Six arrays of one weight a feature, in the order of MOODS. Single precision: the artefact is half the size. */
  readonly weights: readonly Float32Array[];
  readonly intercepts: MoodVector;
}

/** Turns the six raw scores of a song into probabilities in proportion to `sigmoid(slope · score + offset) ^ sharpness`. */
export interface Calibration {
  readonly slopes: MoodVector;
  readonly offsets: MoodVector;
  readonly sharpness: number;
}

/** Precision, recall and F1 of one mood; 0 where nothing was predicted or nothing is there. */
export interface MoodMetrics {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Songs whose label is foremost this mood. */
  readonly support: number;
}

/** Some songs that the model was about equally sure of. */
export interface ReliabilityBin {
  readonly songs: number;
  /** Mean probability of the most probable mood. */
  readonly confidence: number;
  /** Share of the songs whose most probable mood was right. */
  readonly accuracy: number;
}

/** Quality of predictions against labels; every song counts once. */
export interface Metrics {
  readonly songs: number;
  /** Share of songs whose most probable mood is the foremost mood of the label. */
  readonly accuracy: number;
  /** Mean F1 over the moods that occur among the labels. */
  readonly macroF1: number;
  /** Mean cross-entropy against the label distribution, in nats. */
  readonly logLoss: number;
  /** Expected calibration error of the most probable mood over 10 bins of equal mass. */
  readonly calibrationError: number;
  /** The bins behind it, least sure first, empty ones left out; undefined in reports of earlier releases. */
  readonly reliability?: readonly ReliabilityBin[] | undefined;
  /** `confusion[label][predicted]`, counts, in the order of MOODS. */
  readonly confusion: readonly MoodVector[];
  /** In the order of MOODS. */
  readonly perMood: readonly MoodMetrics[];
}

/** What a training used and how good its result is on songs it has not seen. */
export interface TrainingReport {
  readonly labels: {
    readonly total: number;
    /** Songs by the foremost mood of their label, in the order of MOODS. */
    readonly perMood: MoodVector;
  };
  readonly recipe: Recipe;
  readonly seed: number;
  readonly folds: number;
  readonly features: number;
  /** Out-of-fold log-loss, after calibration, of every cost that was tried. */
  readonly costs: readonly { readonly cost: number; readonly logLoss: number }[];
  /** Measured on out-of-fold predictions. */
  readonly metrics: Metrics;
}

/** A trained model: plain data, enough to predict, to explain and to compare. */
export interface Classifier {
  readonly vectorizer: Vectorizer;
  readonly model: LinearModel;
  readonly calibration: Calibration;
  readonly report: TrainingReport;
  /** ISO 8601, UTC. */
  readonly trainedAt: string;
}

/** Predictions for songs by a model that had not seen them, all arrays parallel to `ids`. */
export interface OutOfFold {
  /** In ascending order. */
  readonly ids: readonly string[];
  readonly folds: readonly number[];
  readonly probabilities: readonly MoodVector[];
}

export interface TrainingRequest {
  readonly examples: readonly Example[];
  /** Decides the folds. */
  readonly seed: number;
  /** Written into the artefact. */
  readonly trainedAt: Date;
  /** 5 unless given; at least 2. */
  readonly folds?: number;
  /** The costs to choose from, above 0. */
  readonly costs?: readonly number[];
  readonly features?: VectorizerOptions;
  readonly onProgress?: OnProgress;
}

export interface TrainingResult {
  readonly classifier: Classifier;
  readonly report: TrainingReport;
  /** To hand to `compare` so that the challenger is not fitted twice. */
  readonly outOfFold: OutOfFold;
}

/** A recipe and the labels it was trained on. */
export interface Contender {
  readonly recipe: Recipe;
  /** Labels by song id; songs that are not among the current examples have no text and are left out. */
  readonly labels: ReadonlyMap<string, { readonly target: MoodVector; readonly weight: number }>;
}

export interface ComparisonRequest {
  /** The current labelled songs: the truth both contenders are measured by. */
  readonly examples: readonly Example[];
  readonly champion: Contender;
  /** Its out-of-fold predictions on the same examples, from training. */
  readonly challenger: OutOfFold;
  readonly seed: number;
  readonly onProgress?: OnProgress;
}

/** A 95 % interval of challenger minus champion. */
export interface Interval {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

export interface Comparison {
  readonly champion: Metrics;
  readonly challenger: Metrics;
  readonly accuracy: Interval;
  readonly macroF1: Interval;
  /** Of the challenger against the champion. */
  readonly verdict: 'better' | 'same' | 'worse';
}

/** Why a song got a raw score for a mood: `score = intercept + sum of contributions`. */
export interface Explanation {
  /** Largest absolute contribution first. */
  readonly words: readonly {
    /** As written in the song's text. */
    readonly word: string;
    readonly field: keyof SongText;
    readonly contribution: number;
  }[];
  readonly intercept: number;
  readonly score: number;
}
