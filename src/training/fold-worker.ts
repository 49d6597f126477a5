import { lowerPriority } from './lower-priority.ts';
import { helpWithFolds, type SharedFolds } from './shared-folds.ts';

lowerPriority();

/** Runs on a helping thread: folds of a job until none is left, or nothing but getting ready. */
export default function help(folds: SharedFolds | undefined): void {
  if (folds !== undefined) helpWithFolds(folds);
}
