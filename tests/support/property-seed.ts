import fc from 'fast-check';

/**
 * One seed for every run, so that a change is never turned away for what it did not touch. `PROPERTY_SEED` explores
 * with another one.
 */
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20_260_101) });
