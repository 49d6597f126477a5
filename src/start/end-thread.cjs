'use strict';

/* What `endAfter` starts: ends the whole process, main thread and all. */

const { workerData } = require('node:worker_threads');

setTimeout(() => process.kill(process.pid, 'SIGKILL'), workerData);
