/** New votes that make a nightly retrain worth its while. */
export const ENOUGH_NEW_VOTES = 10;
