// Loads the libraries that the finder is compared with; they are installed separately from the extension's.

const INSTALL_COMMAND = 'npm ci --prefix tests/bench';

/** Import a module of tests/bench/node_modules; exits and names the command where it is not installed. */
export async function importPeer(path) {
  try {
    return await import(new URL(`node_modules/${path}`, import.meta.url));
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    console.error(`${path.split('/')[0]} is not installed. Run this first:  ${INSTALL_COMMAND}`);
    process.exit(2);
  }
}
