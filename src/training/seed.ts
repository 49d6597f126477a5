/** Decides the folds: the same from one retrain to the next, so that their figures can be compared. */
export const SEED = 20_260_101;
