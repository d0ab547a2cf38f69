/** A reason why a command cannot do its work, for the person who runs it. */
export class LoadError extends Error {}

const maxListed = 50;

/** What is wrong with the rows of all files: the first errors, and the number of all. */
export class FoundErrors {
  private readonly messages: string[] = [];
  private count = 0;

  add = ({ message }: LoadError): void => {
    this.count++;
    if (this.messages.length < maxListed) this.messages.push(message);
  };

  /** @throws LoadError that lists what was found. */
  assertNone(): void {
    const more = this.count - this.messages.length;
    if (this.count > 0)
      throw new LoadError(
        [...this.messages, ...(more > 0 ? [`and ${more.toLocaleString('en-US')} more errors`] : [])].join('\n'),
      );
  }
}
