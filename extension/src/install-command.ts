// The command that registers the host with the browsers of this computer.

// Where install.sh puts the command: some terminals find it without this only after the next login.
const PROGRAM = '~/.local/bin/voiso-call';

/** Registers every browser that is found, and so this one, by whatever name it goes. */
export const INSTALL_COMMAND = `${PROGRAM} install`;
