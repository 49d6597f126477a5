/** A smooth, strictly convex function. All methods write into the array they are given and keep none. */
export interface Objective {
  /** Numbers in a point. */
  readonly size: number;
  /** What a step along each axis costs, above 0: lengths of gradients are measured by its inverse. */
  readonly metric: Float64Array;
  /** Value at `point`, which becomes the point that the other three speak of. */
  value(point: Float64Array): number;
  gradient(into: Float64Array): void;
  /** Product of the Hessian with `direction`. */
  hessianTimes(direction: Float64Array, into: Float64Array): void;
  hessianDiagonal(into: Float64Array): void;
}

export interface MinimiseOptions {
  /** Length of the gradient at which to stop, told its length at the first point. */
  readonly gradientLength: (first: number) => number;
  readonly maxSteps: number;
}

export interface Minimum {
  readonly value: number;
  /** Accepted steps. */
  readonly steps: number;
}

// Constants of the paper (section 3) and, for the preconditioner, of Hsia, Chiang and Lin.
const ACCEPT = 1e-4;
const POOR = 0.25;
const GOOD = 0.75;
const SHRINK_MOST = 0.25;
const SHRINK = 0.5;
const GROW = 4;
const RESIDUAL = 0.1;
const DIAGONAL_SHARE = 0.01;
const NO_PROGRESS = 1e-12;

/**
 * Minimises `objective` from `point`, in place, by a trust region Newton method with preconditioned conjugate
 * gradients: C.-J. Lin, R. C. Weng and S. S. Keerthi, "Trust Region Newton Method for Large-Scale Logistic Regression",
 * JMLR 9 (2008); preconditioner by C.-Y. Hsia, W.-L. Chiang and C.-J. Lin, "Preconditioned Conjugate Gradient Methods
 * in Truncated Newton Frameworks for Large-scale Linear Classification", ACML 2018.
 */
export function minimise(objective: Objective, point: Float64Array, options: MinimiseOptions): Minimum {
  const { size, metric } = objective;
  const gradient = new Float64Array(size);
  const scale = new Float64Array(size);
  const candidate = new Float64Array(size);
  const region = new Subproblem(objective, gradient, scale);

  let value = objective.value(point);
  let steps = 0;
  let radius = Number.NaN;
  let enough = 0;
  let moved = true;
  for (let trial = 0; trial < 4 * options.maxSteps && steps < options.maxSteps; trial++) {
    if (moved) {
      objective.gradient(gradient);
      const length = lengthBy(metric, gradient);
      if (trial === 0) enough = options.gradientLength(length);
      if (length <= enough) break;
      objective.hessianDiagonal(scale);
      for (let i = 0; i < size; i++) {
        scale[i] = (1 - DIAGONAL_SHARE) * (metric[i] as number) + DIAGONAL_SHARE * (scale[i] as number);
      }
      if (trial === 0) radius = lengthBy(scale, gradient);
    }
    const hitBoundary = region.solve(radius);
    const { step, residual } = region;
    for (let i = 0; i < size; i++) candidate[i] = (point[i] as number) + (step[i] as number);

    const slope = dot(gradient, step);
    const predicted = -0.5 * (slope - dot(step, residual));
    const reached = objective.value(candidate);
    const actual = value - reached;
    const length = Math.sqrt(scaledDot(step, scale, step));
    if (trial === 0) radius = Math.min(radius, length);
    radius = nextRadius(radius, { length, slope, predicted, actual, hitBoundary });

    moved = actual > ACCEPT * predicted;
    if (moved) {
      steps++;
      point.set(candidate);
      value = reached;
    } else {
      // The objective still speaks of the rejected candidate.
      objective.value(point);
    }
    if (predicted <= 0) break;
    const noise = NO_PROGRESS * Math.abs(value);
    if (Math.abs(actual) <= noise && predicted <= noise) break;
  }
  return { value, steps };
}

interface Trial {
  readonly length: number;
  readonly slope: number;
  readonly predicted: number;
  readonly actual: number;
  readonly hitBoundary: boolean;
}

function nextRadius(radius: number, { length, slope, predicted, actual, hitBoundary }: Trial): number {
  const curvature = -actual - slope;
  const stretch = curvature <= 0 ? GROW : Math.max(SHRINK_MOST, -0.5 * (slope / curvature));
  const wanted = stretch * length;
  if (actual < ACCEPT * predicted) return Math.min(wanted, SHRINK * radius);
  if (actual < POOR * predicted) return Math.max(SHRINK_MOST * radius, Math.min(wanted, SHRINK * radius));
  if (actual < GOOD * predicted) return Math.max(SHRINK_MOST * radius, Math.min(wanted, GROW * radius));
  return hitBoundary ? GROW * radius : Math.max(radius, Math.min(wanted, GROW * radius));
}

/** The quadratic model within the trust region, with the working memory of all its solutions. */
class Subproblem {
  readonly step: Float64Array;
  /** Minus the gradient of the model at `step`. */
  readonly residual: Float64Array;
  readonly #objective: Objective;
  readonly #gradient: Float64Array;
  readonly #scale: Float64Array;
  readonly #direction: Float64Array;
  readonly #curved: Float64Array;

  constructor(objective: Objective, gradient: Float64Array, scale: Float64Array) {
    this.#objective = objective;
    this.#gradient = gradient;
    this.#scale = scale;
    this.step = new Float64Array(objective.size);
    this.residual = new Float64Array(objective.size);
    this.#direction = new Float64Array(objective.size);
    this.#curved = new Float64Array(objective.size);
  }

  /** Fills `step` and `residual`; whether the step ends on the region's boundary. */
  solve(radius: number): boolean {
    const { step, residual } = this;
    const gradient = this.#gradient;
    const scale = this.#scale;
    const direction = this.#direction;
    const curved = this.#curved;
    const size = step.length;
    let descent = 0;
    for (let i = 0; i < size; i++) {
      const r = -(gradient[i] as number);
      const z = r / (scale[i] as number);
      step[i] = 0;
      residual[i] = r;
      direction[i] = z;
      descent += z * r;
    }
    const enough = RESIDUAL * RESIDUAL * descent;
    const limit = Math.max(size, 5);
    for (let iteration = 0; iteration < limit && descent > enough; iteration++) {
      this.#objective.hessianTimes(direction, curved);
      const along = descent / dot(direction, curved);
      let squares = 0;
      for (let i = 0; i < size; i++) {
        const s = (step[i] as number) + along * (direction[i] as number);
        step[i] = s;
        squares += s * s * (scale[i] as number);
      }
      if (squares > radius * radius) {
        this.#stopAtBoundary(radius, along);
        return true;
      }
      let next = 0;
      for (let i = 0; i < size; i++) {
        const r = (residual[i] as number) - along * (curved[i] as number);
        const z = r / (scale[i] as number);
        residual[i] = r;
        // Its content is used up: from here on the preconditioned residual.
        curved[i] = z;
        next += r * z;
      }
      const turn = next / descent;
      for (let i = 0; i < size; i++) {
        direction[i] = (curved[i] as number) + turn * (direction[i] as number);
      }
      descent = next;
    }
    return false;
  }

  /** Takes the step that went too far back, and goes only to where `direction` crosses the boundary. */
  #stopAtBoundary(radius: number, tooFar: number): void {
    const { step, residual } = this;
    const direction = this.#direction;
    addScaled(step, -tooFar, direction);
    const crossed = scaledDot(step, this.#scale, direction);
    const squares = scaledDot(step, this.#scale, step);
    const length = scaledDot(direction, this.#scale, direction);
    const missing = radius * radius - squares;
    const root = Math.sqrt(crossed * crossed + length * missing);
    const along = crossed >= 0 ? missing / (crossed + root) : (root - crossed) / length;
    addScaled(step, along, direction);
    addScaled(residual, -along, this.#curved);
  }
}

function addScaled(target: Float64Array, factor: number, other: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) + factor * (other[i] as number);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Length of a gradient where steps are measured by `metric`. */
export function lengthBy(metric: Float64Array, gradient: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < gradient.length; i++) sum += (gradient[i] as number) ** 2 / (metric[i] as number);
  return Math.sqrt(sum);
}

function scaledDot(a: Float64Array, scale: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (scale[i] as number) * (b[i] as number);
  return sum;
}
