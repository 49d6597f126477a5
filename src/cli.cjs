'use strict';

/* The command line's way in, which any Node can read: `npm run moodring` starts this file. */

const node = require('./start/wanted-node.cjs');

if (node.isWanted(__filename)) require('./start/command-line.ts');
