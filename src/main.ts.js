// `node src/main.ts` finds this file, because Node looks for a program with `.js` at its end too: services that were set up
// for it keep working, and a Node that cannot read TypeScript says which Node is wanted.
import './start.cjs';
