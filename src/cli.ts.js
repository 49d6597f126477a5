// What `node src/cli.ts` finds; see main.ts.js.
import './cli.cjs';
