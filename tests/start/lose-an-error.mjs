import { isMainThread } from 'node:worker_threads';

/* For `--import`: lets an error go uncaught after a while that carries a request with its key, as an HTTP client's does. */

const { LOSE_AFTER_MS, LOST_KEY } = process.env;

function lose() {
  Promise.reject(Object.assign(new Error('lost'), { config: { headers: { key: LOST_KEY } } }));
}

if (isMainThread) setTimeout(lose, Number(LOSE_AFTER_MS));
