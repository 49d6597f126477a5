'use strict';

/* The bot's way in, which any Node can read: `npm start` and services start this file. */

const node = require('./start/wanted-node.cjs');

if (node.isWanted(__filename)) require('./start/bot.ts');
