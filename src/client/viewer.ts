import { TallyportError } from './errors.js';
import { Listeners } from './listeners.js';

const viewerChanged = 'VIEWER_CHANGED';

/** Ends what was read for another user. The code is FORBIDDEN, as when the user may see fewer records than before. */
export class ViewerChanged extends TallyportError {
  constructor() {
    const [code, message] = ['FORBIDDEN', 'Another user has signed in.'] as const;
    super(code, message, { errors: [{ message, extensions: { code, reason: viewerChanged } }] });
  }
}

/** Whether the server has refused a request for a user who is no longer signed in. */
export const isViewerChange = ({ reason }: TallyportError): boolean => reason === viewerChanged;

/** The user whom the server answers. All that is read and watched belongs to one user. */
export class CurrentViewer {
  /** How often another user has signed in. */
  changes = 0;
  private id: string | null = null;
  private controller = new AbortController();
  private readonly listeners = new Listeners();

  /** The user whom a request is for. Null until the server has named one. */
  get current(): string | null {
    return this.id;
  }

  /** Aborts when the server answers another user. Requests take it before they are sent. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** The signal that aborts then, or together with the signal of a caller. */
  until(signal: AbortSignal | undefined): AbortSignal {
    return signal ? AbortSignal.any([this.signal, signal]) : this.signal;
  }

  /** Calls the listener after each change. Returns a function that ends this. */
  readonly onChange = this.listeners.add;

  /**
   * Notes whom the server has answered: null if it does not say. Returns whether the answer is for the current user. It
   * is not if a later request has been answered for another one.
   */
  note(id: string | null, { aborted: isLate }: AbortSignal): boolean {
    if (isLate) return id === this.id;
    if (id === null || id === this.id) return true;
    const isFirst = this.id === null;
    this.id = id;
    if (!isFirst) this.change();
    return true;
  }

  /** Whether a connection that was opened for this user must be replaced. */
  isOther(id: string | null): boolean {
    return id !== this.id;
  }

  private change(): void {
    const { controller } = this;
    this.controller = new AbortController();
    this.changes++;
    controller.abort(new ViewerChanged());
    this.listeners.call();
  }
}
