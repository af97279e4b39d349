// The command that registers the host with the browsers of this computer.

// Where README installs the host: a terminal finds the command without this only in that environment.
const PROGRAM = '~/.voiso-call/bin/voiso-call';

/** Registers every browser that is found, and so this one, by whatever name it goes. */
export const INSTALL_COMMAND = `${PROGRAM} install`;
