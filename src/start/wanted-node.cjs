'use strict';

/*
 * Sees to it that the program runs on a Node that it was made for. Syntax and modules of ten years ago, because the Node
 * that reads this may be any.
 */

const childProcess = require('child_process');
const fs = require('fs');
const path = require('path');

/** The oldest major version that runs the program: it reads TypeScript and has `node:sqlite`. */
const OLDEST = 24;

/** As in src/exit.ts, for a setting that is wrong: a service is not to be started again and again. */
const EXIT_CONFIG = 3;

const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];

const ROOT = path.resolve(__dirname, '../..');

/**
 * Whether this process may continue and run the program. If not, the Node that `npm ci` installed runs it, in the place of
 * this process where the system can do that, or else a sentence on standard error has said what is missing.
 */
exports.isWanted = (program) => {
  if (!fs.existsSync(path.join(ROOT, 'node_modules'))) {
    refuse(`Moodring is not installed yet. Run "npm ci" in ${ROOT} first.`);
    return false;
  }
  if (parseInt(process.versions.node, 10) >= OLDEST) return true;
  const installed = installedNode();
  if (installed === undefined) {
    const found = `this is Node ${process.versions.node} (${process.execPath})`;
    refuse(
      `Moodring needs Node ${OLDEST} or newer, and ${found}. "npm ci" installs the right one on Linux (x64, arm64) and Windows (x64) unless optional packages are left out; elsewhere install it from https://nodejs.org.`,
    );
  } else {
    runOn(installed, process.execArgv.concat(program, process.argv.slice(2)));
  }
  return false;
};

/** The Node that the lockfile pins for this system, or undefined where there is none or it was not installed. */
function installedNode() {
  const isWindows = process.platform === 'win32';
  const name = `node-${isWindows ? 'win' : process.platform}-${process.arch}`;
  const file = path.join(ROOT, 'node_modules', name, 'bin', isWindows ? 'node.exe' : 'node');
  // Its own answer to the same question must not be to start itself again.
  const isOther = fs.existsSync(file) && fs.realpathSync(file) !== fs.realpathSync(process.execPath);
  return isOther ? file : undefined;
}

function runOn(node, args) {
  if (typeof process.execve === 'function' && process.platform !== 'win32') {
    process.execve(node, [node].concat(args), process.env);
  }
  // The channel tells the program when this process is killed.
  const child = childProcess.spawn(node, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of PASSED_ON) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    refuse(`Moodring could not be started with ${node}: ${error.message}`);
    process.exit();
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function refuse(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = EXIT_CONFIG;
}
