// The library ships no types; only what is used is declared.
declare module 'ml-logistic-regression' {
  import type { Matrix } from 'ml-matrix';

  interface Settings {
    numSteps: number;
    learningRate: number;
  }

  /** One binary regression without intercept; targets may be any numbers in [0, 1]. */
  interface TwoClasses {
    train(features: Matrix, target: Matrix): void;
    /** One row of weights, a column each feature. */
    readonly weights: Matrix;
  }

  export default class LogisticRegression {
    constructor(settings?: Partial<Settings>);
    /** Classes are 0, 1, …; class i is coded as target 0 of `classifiers[i]`, so its weights point away from it. */
    train(features: Matrix, classes: Matrix): void;
    predict(features: Matrix): number[];
    readonly classifiers: readonly TwoClasses[];
    static load(model: {
      name: 'LogisticRegression';
      numberClasses: number;
      classifiers: readonly (Settings & { weights: readonly (readonly number[])[] })[];
    }): LogisticRegression;
  }
}
