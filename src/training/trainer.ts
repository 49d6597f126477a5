import type { LearningCurve } from '../classifier/learning-curve.ts';
import type { Comparison, Example, OnProgress, Recipe, TrainingReport } from '../classifier/types.ts';
import type { MoodVector } from '../moods.ts';
import type { SongText } from '../text/song-text.ts';

/** The active model's recipe and labels, to be compared with. */
export interface Champion {
  readonly recipe: Recipe;
  /** `video_id -> shares of the six moods and weight`, as in the `training_set` of its row. */
  readonly labels: Readonly<Record<string, readonly number[]>>;
}

export interface TrainRequest {
  readonly examples: readonly Example[];
  readonly champion: Champion | undefined;
  readonly seed: number;
  readonly trainedAt: Date;
}

export interface Trained {
  readonly artefact: Uint8Array;
  readonly report: TrainingReport;
  /** Undefined where there is no champion. */
  readonly comparison: Comparison | undefined;
}

export interface CurveRequest {
  /** What the model learnt from. */
  readonly examples: readonly Example[];
  /** The model's. */
  readonly recipe: Recipe;
  readonly seed: number;
}

/**
 * Fits models and predicts songs somewhere else than on the event loop. After `stop` all throw TrainerStoppedError. A
 * signal that is aborted ends the work at once, and its reason is thrown.
 */
export interface Trainer {
  /** @throws NotEnoughLabelsError */
  train(request: TrainRequest, onProgress: OnProgress, signal?: AbortSignal): Promise<Trained>;
  /** Predicts songs with the model in an artefact. */
  predict(artefact: Uint8Array, texts: readonly SongText[]): Promise<MoodVector[]>;
  /**
   * Measures models of one recipe that learn from fewer and from more labels.
   * @throws NotEnoughLabelsError
   */
  learningCurve(request: CurveRequest, onProgress: OnProgress, signal?: AbortSignal): Promise<LearningCurve>;
  /** Ends the threads at once, and with them what they are at, which fails with TrainerStoppedError. */
  stop(): Promise<void>;
}
