interface UnderWay {
  /** How every message about it begins. */
  readonly head: string;
  isCompleted: boolean;
  /** The message that begins the next operation of this id. */
  next: string | null;
}

/**
 * A client may use an id again as soon as it has completed the operation. graphql-ws then takes what the first one still answers for
 * the second's, and the first one's end for the second's: so what is completed says nothing more, and the next of its id begins when
 * it is over here, too.
 */
export class OperationIds {
  private readonly underWay = new Map<string, UnderWay>();
  private readonly completed = new Set<UnderWay>();

  constructor(
    private readonly pass: (message: string) => Promise<void>,
    private readonly refuse: () => void,
  ) {}

  async read(message: string): Promise<void> {
    const { type, id } = headOf(message);
    const one = this.underWay.get(id);
    if (type === 'subscribe' && !one) return this.begin(id, message);
    if (type === 'subscribe' && one?.isCompleted) {
      if (one.next !== null) return this.refuse();
      one.next = message;
      return;
    }
    if (type === 'complete' && one?.isCompleted) {
      one.next = null;
      return;
    }
    if (type === 'complete' && one) {
      one.isCompleted = true;
      this.completed.add(one);
    }
    return this.pass(message);
  }

  isForNobody(message: string): boolean {
    for (const { head } of this.completed) if (message.startsWith(head)) return true;
    return false;
  }

  private async begin(id: string, message: string): Promise<void> {
    const one: UnderWay = { head: `{"id":${JSON.stringify(id)},`, isCompleted: false, next: null };
    this.underWay.set(id, one);
    try {
      await this.pass(message);
    } finally {
      this.underWay.delete(id);
      this.completed.delete(one);
    }
    if (one.next !== null) await this.begin(id, one.next);
  }
}

/** Whatever is wrong with a message is for graphql-ws to say. */
function headOf(message: string): { type?: unknown; id: string } {
  try {
    const { type, id } = JSON.parse(message);
    return { type, id: String(id) };
  } catch {
    return { id: '' };
  }
}
