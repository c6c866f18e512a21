/** SQLite for what the host does by itself, loaded when it is needed: an Electron that is too old for it starts all the same, and leaves the engine to a Node. */
export const sqlite = () => process.getBuiltinModule('node:sqlite');
