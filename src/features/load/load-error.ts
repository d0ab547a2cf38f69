/** A reason why a command cannot do its work, for the person who runs it. */
export class LoadError extends Error {}
