import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minimise, type Objective } from '../../src/classifier/trust-region.ts';

/** Σ sqrt(1 + (x - goal)²): from further than 1 away a whole Newton step goes past the goal and ever further off. */
class Bowls implements Objective {
  readonly size: number;
  readonly metric: Float64Array;
  readonly #goals: readonly number[];
  #point: Float64Array;
  #lowest = Number.POSITIVE_INFINITY;
  #here = Number.POSITIVE_INFINITY;

  constructor(goals: readonly number[]) {
    this.#goals = goals;
    this.size = goals.length;
    this.metric = new Float64Array(goals.length).fill(1);
    this.#point = new Float64Array(goals.length);
  }

  value(point: Float64Array): number {
    this.#point = Float64Array.from(point);
    this.#here = this.#offsets().reduce((sum, offset) => sum + Math.sqrt(1 + offset * offset), 0);
    this.#lowest = Math.min(this.#lowest, this.#here);
    return this.#here;
  }

  gradient(into: Float64Array): void {
    into.set(this.#offsets().map((offset) => offset / Math.sqrt(1 + offset * offset)));
  }

  hessianTimes(direction: Float64Array, into: Float64Array): void {
    // The model is built at the best point so far, never at a step that was refused.
    expect(this.#here).toBeCloseTo(this.#lowest, 9);
    this.hessianDiagonal(into);
    direction.forEach((value, i) => {
      into[i] = (into[i] ?? 0) * value;
    });
  }

  hessianDiagonal(into: Float64Array): void {
    into.set(this.#offsets().map((offset) => (1 + offset * offset) ** -1.5));
  }

  #offsets(): number[] {
    return this.#goals.map((goal, i) => (this.#point[i] ?? 0) - goal);
  }
}

describe('minimise', () => {
  test('finds the goal from where whole Newton steps would run away', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: 1, maxLength: 5 }),
        (goals) => {
          const point = new Float64Array(goals.length);
          const { value } = minimise(new Bowls(goals), point, { gradientLength: () => 1e-7, maxSteps: 200 });
          expect(value).toBeCloseTo(goals.length, 9);
          goals.forEach((goal, i) => {
            expect(point[i]).toBeCloseTo(goal, 4);
          });
        },
      ),
    );
  });

  test('takes no more steps than allowed and never ends higher than it began', () => {
    const goals = [8, -7, 6];
    const point = new Float64Array(3);
    const began = new Bowls(goals).value(point);
    const { value, steps } = minimise(new Bowls(goals), point, { gradientLength: () => 0, maxSteps: 2 });
    expect(steps).toBe(2);
    expect(value).toBeLessThan(began);
    expect(new Bowls(goals).value(point)).toBe(value);
  });
});
